/** Values that go to a server and come back. */
import * as tf from '../../../src/index.ts'
import type { Check } from './check.ts'

const NUMBERS = [
  'float16',
  'float32',
  'float64',
  'int8',
  'int16',
  'int32',
  'int64',
  'uint8',
  'uint16',
  'complex64',
  'complex128',
] as const

const echo = (dtype: tf.DType, value: unknown, shape: readonly (number | null)[] | null) => (sess: tf.Session) => {
  const x = tf.placeholder(dtype, shape as never, { name: 'x' })
  return sess.run(tf.identity(x), [[x, value]] as never)
}

export const values: Check[] = [
  ...NUMBERS.map(name => ({
    name: `${name} fed and fetched`,
    run: (sess: tf.Session) => {
      const fetched = echo(tf.as_dtype(name), tf.np.array([1, 2, 100], name), [3])(sess) as tf.np.ndarray
      return [fetched.dtype.name, fetched.shape, fetched.astype('float64').tolist()]
    },
    expected: [name, [3], [1, 2, 100]],
  })),
  ...(['int8', 'int16', 'int32', 'int64'] as const).map(name => ({
    name: `negative ${name}`,
    run: (sess: tf.Session) => {
      const fetched = echo(tf.as_dtype(name), tf.np.array([-1, -128, 0], name), [3])(sess) as tf.np.ndarray
      return fetched.astype('float64')
    },
    expected: [-1, -128, 0],
  })),
  {
    name: 'bool fed and fetched',
    run: echo(tf.bool, [true, false, true], [3]),
    expected: [true, false, true],
  },
  { name: 'a string', run: echo(tf.string, 'text', []) },
  { name: 'strings, empty ones and long ones', run: echo(tf.string, ['', 'a', 'b'.repeat(300)], [3]) },
  {
    name: 'a matrix of strings',
    run: echo(
      tf.string,
      [
        ['a', 'b'],
        ['c', ''],
      ],
      [2, 2],
    ),
  },
  { name: 'a string of any bytes', run: echo(tf.string, Buffer.from([0, 255, 10, 9, 128]), []) },
  { name: 'no strings', run: echo(tf.string, tf.np.array([], tf.np.object_), [0]), expected: [] },
  { name: 'a scalar', run: echo(tf.float32, 2.5, []), expected: 2.5 },
  { name: 'a scalar of int32', run: echo(tf.int32, -7, []), expected: -7 },
  { name: 'an empty vector', run: echo(tf.float32, tf.np.zeros([0]), [0]), expected: [] },
  {
    name: 'an empty matrix keeps its shape',
    run: sess => {
      const x = tf.placeholder(tf.int32, [null, 3], { name: 'x' })
      return (sess.run(tf.identity(x), [[x, tf.np.zeros([0, 3], 'int32')]]) as tf.np.ndarray).shape
    },
    expected: [0, 3],
  },
  { name: 'NaN and infinities', run: echo(tf.float32, [Number.NaN, Infinity, -Infinity, -0], [4]) },
  { name: 'equal elements', run: echo(tf.float32, [3, 3, 3, 3, 3, 3], [6]), expected: [3, 3, 3, 3, 3, 3] },
  { name: 'zeros of int64', run: echo(tf.int64, tf.np.zeros([5], 'int64'), [5]) },
  { name: 'the greatest int64', run: echo(tf.int64, tf.np.array([9223372036854775807n, -1n], 'int64'), [2]) },
  { name: 'rank 5', run: echo(tf.float32, tf.np.arange(32).reshape(2, 2, 2, 2, 2), [2, 2, 2, 2, 2]) },
  { name: 'a constant', run: sess => sess.run(tf.constant([1, 2], { dtype: tf.float32 })), expected: [1, 2] },
  { name: 'a constant of int32', run: sess => sess.run(tf.constant([1, -2], { dtype: tf.int32 })), expected: [1, -2] },
  {
    name: 'fetches in a list, one twice',
    run: sess => {
      const a = tf.constant(1, { dtype: tf.float32, name: 'z' })
      const b = tf.constant(2, { dtype: tf.float32, name: 'a' })
      return sess.run([a, b, a])
    },
    expected: [1, 2, 1],
  },
  {
    name: 'a fetch that is fed',
    run: sess => {
      const x = tf.placeholder(tf.float32, [], { name: 'x' })
      return sess.run([x, tf.square(x)], [[x, 3]])
    },
    expected: [3, 9],
  },
  {
    name: 'what is no placeholder, fed',
    run: sess => {
      const a = tf.constant(2, { dtype: tf.float32 })
      return sess.run(tf.square(tf.neg(a)), [[a, 5]])
    },
    expected: 25,
  },
  {
    name: 'a second output',
    run: sess => sess.run(tf.nn.top_k(tf.constant([1, 9, 3], { dtype: tf.float32 }), 2)[1] as tf.Tensor),
    expected: [1, 2],
  },
  {
    name: 'a sparse tensor fetched',
    run: sess => {
      const value = sess.run(
        new tf.SparseTensor(
          [
            [0, 1],
            [1, 0],
          ],
          [1.5, 2.5],
          [2, 3],
        ),
      ) as tf.SparseTensorValue
      return [value.indices, value.values]
    },
  },
  {
    name: 'a sparse tensor fed',
    run: sess => {
      const sparse = tf.sparse_placeholder(tf.float32)
      const fed = new tf.SparseTensorValue(
        [
          [0, 1],
          [1, 2],
        ],
        [1.5, 2.5],
        [2, 3],
      )
      return sess.run(tf.sparse_tensor_to_dense(sparse), [[sparse, fed]] as never)
    },
    expected: [
      [0, 1.5, 0],
      [0, 0, 2.5],
    ],
  },
  {
    name: 'a ref output fetched, the variable and an assignment',
    run: sess => {
      const v = new tf.Variable([1, 2], { dtype: tf.float32, name: 'v' })
      sess.run(v.initializer)
      return [sess.run(v), sess.run(v.assign_add([1, 1])), sess.run(v.assign_sub([3, 3])), sess.run(v)]
    },
    expected: [
      [1, 2],
      [2, 3],
      [-1, 0],
      [-1, 0],
    ],
  },
]
