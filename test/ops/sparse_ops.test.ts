/** Sparse tensors: fetched, fed, serialized and put into maps; values and messages are TensorFlow 0.12.1's. */
import { describe, expect, test } from 'vitest'
import { SparseTensor, SparseTensorValue } from '../../src/graph/build/sparse_tensor.ts'
import * as tf from '../../src/index.ts'
import * as ops from '../../src/ops/index.ts'

const sparse = (): SparseTensor =>
  new SparseTensor(
    [
      [0, 0],
      [0, 2],
      [1, 1],
    ],
    [1.5, -2, 3],
    [2, 3],
  )
/** The value of what `build` makes, in a graph and session of its own. */
function run(build: () => unknown): unknown {
  const graph = new tf.Graph()
  return graph.as_default(() => new tf.Session('', { graph }).run(build() as never) as unknown)
}
const plain = (value: unknown): unknown =>
  value instanceof SparseTensorValue
    ? [plain(value.indices), plain(value.values), plain(value.shape)]
    : value instanceof tf.NDArray
      ? value.tolist()
      : value

describe('sparse tensors', () => {
  test('are fetched as values and fed with them', () => {
    const graph = new tf.Graph()
    graph.as_default(() => {
      const fed = ops.sparse_placeholder(tf.float32)
      const dense = ops.sparse_tensor_to_dense(fed)
      const session = new tf.Session('', { graph })
      const value = session.run(sparse()) as SparseTensorValue
      expect(plain(value)).toEqual([
        [
          [0, 0],
          [0, 2],
          [1, 1],
        ],
        [1.5, -2, 3],
        [2, 3],
      ])
      const wanted = [
        [1.5, 0, -2],
        [0, 3, 0],
      ]
      expect(plain(session.run(dense, { feed_dict: [[fed, value]] }))).toEqual(wanted)
      expect(plain(session.run(dense, { feed_dict: [[fed, [value.indices, value.values, value.shape]]] }))).toEqual(
        wanted,
      )
      const [indices, values] = value
      expect(plain(indices)).toEqual([
        [0, 0],
        [0, 2],
        [1, 1],
      ])
      expect(plain(values)).toEqual([1.5, -2, 3])
    })
  })
  test('have checked shapes', () => {
    new tf.Graph().as_default(() => {
      expect(() => new SparseTensor([[0, 0]], [1, 2], [2, 3])).toThrow('Dimensions 1 and 2 are not compatible')
      expect(() => new SparseTensor([[0, 0]], [1], [2, 3, 4])).toThrow('Dimensions 2 and 3 are not compatible')
      expect(() => new SparseTensor([0, 0], [1], [2])).toThrow('must have rank 2')
      expect(sparse().get_shape().as_list()).toEqual([2, 3])
      // @ts-expect-error no shape
      expect(() => new SparseTensor([[0, 0]], [1])).toThrow("missing 1 required positional argument: 'shape'")
    })
  })
  test('go through strings and back', () => {
    expect(plain(run(() => ops.deserialize_many_sparse(ops.serialize_many_sparse(sparse()), tf.float32)))).toEqual(
      plain(run(sparse)),
    )
    const words = () =>
      new SparseTensor(
        [
          [0, 0],
          [1, 1],
        ],
        ['ab', 'c'],
        [2, 2],
      )
    expect(String(plain(run(() => ops.deserialize_many_sparse(ops.serialize_many_sparse(words()), tf.string))))).toBe(
      '0,0,1,1,ab,c,2,2',
    )
    // the bytes are TensorFlow's
    const [indices] = (run(() => ops.serialize_sparse(sparse())) as tf.NDArray).data as Buffer[]
    expect(indices?.subarray(0, 14).toString('hex')).toBe('08091208120208031202080222300000'.slice(0, 28))
    expect(() => run(() => ops.deserialize_many_sparse(ops.serialize_many_sparse(sparse()), tf.int32))).toThrow(
      'Requested SparseTensor of type int32 but SparseTensor[0].values.dtype() == float',
    )
    expect(() => run(() => ops.deserialize_many_sparse([['a', 'b', 'c']], tf.int32))).toThrow(
      'Could not parse serialized_sparse[0, 0]',
    )
  })
  test('go through maps and back', () => {
    const graph = new tf.Graph()
    graph.as_default(() => {
      const handles = ops.add_many_sparse_to_tensors_map(sparse())
      const fed = ops.placeholder(tf.int64, { shape: [null] })
      const taken = ops.take_many_sparse_from_tensors_map(handles.op, fed)
      const session = new tf.Session('', { graph })
      const given = session.run(handles) as tf.NDArray
      expect(given.tolist()).toEqual([0, 1])
      expect(plain(session.run(taken, { feed_dict: [[fed, given]] }))).toEqual(plain(session.run(sparse())))
      expect(() => session.run(taken, { feed_dict: [[fed, given]] })).toThrow(
        /Unable to find SparseTensor: 0 in map: AddManySparseToTensorsMap/,
      )
    })
  })
  test('are multiplied by dense ones', () => {
    const dense = [
      [1, 2, 3],
      [4, 5, 6],
    ]
    expect(plain(run(() => sparse().mul(dense).values))).toEqual([1.5, -6, 15])
    expect(
      plain(run(() => (ops.constant(dense, tf.float32).mul(sparse() as never) as unknown as SparseTensor).values)),
    ).toEqual([1.5, -6, 15])
    expect(plain(run(() => sparse().truediv(2).values))).toEqual([0.75, -1, 1.5])
    expect(() => run(() => sparse().mul(ops.ones([4, 3])).values)).toThrow(
      'SparseDenseBinaryOpShared broadcasts dense to sparse only; got incompatible shapes: [2,3] vs. [4,3]',
    )
  })
})

describe('messages', () => {
  const cases: readonly (readonly [string, () => unknown, string])[] = [
    [
      'out of order',
      () =>
        ops.sparse_to_dense(
          [
            [0, 1],
            [0, 0],
          ],
          [2, 2],
          [1, 2.5],
        ),
      'indices[1] = [0,0] is out of order',
    ],
    [
      'repeated',
      () =>
        ops.sparse_to_dense(
          [
            [0, 1],
            [0, 1],
          ],
          [2, 2],
          [1, 2.5],
        ),
      'indices[1] = [0,1] is repeated',
    ],
    [
      'out of bounds',
      () =>
        ops.sparse_to_dense(
          [
            [0, 1],
            [0, 5],
          ],
          [2, 2],
          [1, 2.5],
        ),
      'indices[1] = [0,5] is out of bounds: need 0 <= index < [2,2]',
    ],
    [
      'unchecked',
      () => ops.sparse_to_dense([[0, 5]], [2, 2], [1.5], { validate_indices: false }),
      'Indices are not valid (out of bounds).  Shape: [2,2]',
    ],
    [
      'reduction',
      () => ops.sparse_reduce_sum(sparse(), [5]),
      'Invalid reduction dimension 5, for input with 2 dimensions.',
    ],
    [
      'split',
      () => ops.sparse_split(1, 7, sparse()),
      'Input num_split should be between 1 and the splitting dimension size (3), got 7',
    ],
    [
      'reshape',
      () => ops.sparse_reshape(sparse(), [4, -1]),
      'Input to reshape is a SparseTensor with 6 dense values, but the requested shape requires a multiple of 4',
    ],
    ['concat', () => ops.sparse_concat(5, [sparse(), sparse()]), 'Concat dimension must be in range [-2, 2), got 5'],
    [
      'ranks',
      () => ops.sparse_add(sparse(), new SparseTensor([[0]], [1.5], [3])),
      'Operands do not have the same ranks; got shapes: 2 3 and 3',
    ],
  ]
  for (const [name, build, message] of cases) {
    test(name, () => {
      expect(() => run(build)).toThrow(message)
    })
  }
})

test('edit distances, empty sequences included', () => {
  const hypothesis = () =>
    new SparseTensor(
      [
        [0, 0],
        [0, 1],
        [1, 0],
      ],
      ['a', 'b', 'c'],
      [2, 2],
    )
  const truth = () =>
    new SparseTensor(
      [
        [0, 0],
        [2, 0],
      ],
      ['a', 'd'],
      [3, 1],
    )
  expect(plain(run(() => ops.edit_distance(hypothesis(), truth())))).toEqual([1, Number.POSITIVE_INFINITY, 1])
  expect(plain(run(() => ops.edit_distance(hypothesis(), truth(), { normalize: false })))).toEqual([1, 1, 1])
})

test('sums and softmax want as many values as indices', () => {
  const indices = tf.placeholder(tf.int64)
  const odd = new SparseTensor(indices, tf.constant([1, 2, 3, 4]), tf.constant([5, 5], { dtype: tf.int64 }))
  for (const result of [ops.sparse_reduce_sum(odd, 0), ops.sparse_softmax(odd)])
    expect(() =>
      new tf.Session().run(result as never, {
        feed_dict: [
          [
            indices,
            [
              [0, 0],
              [2, 1],
              [4, 1],
            ],
          ],
        ] as never,
      }),
    ).toThrow('indices and values rows (indexing dimension) must match.')
})

test('each value has its indices, where TensorFlow would end the process', () => {
  const [indices, dims] = [tf.placeholder(tf.int64), tf.constant([5], { dtype: tf.int64 })]
  for (const values of [['a'], ['a', 'b', 'c', 'd']]) {
    const odd = new SparseTensor(indices, tf.placeholder_with_default(values, null), dims)
    for (const result of [ops.sparse_reorder(odd), ops.sparse_concat(0, [odd, odd]), ops.sparse_split(0, 2, odd)[0]])
      expect(() => new tf.Session().run(result as never, { feed_dict: [[indices, [[0], [2], [4]]]] as never })).toThrow(
        'indices and values rows (indexing dimension) must match.',
      )
  }
})
