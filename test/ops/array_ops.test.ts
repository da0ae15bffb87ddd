/** Values and messages of array ops in their corner cases; results are TensorFlow 0.12.1's. */
import { describe, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import * as ops from '../../src/ops/index.ts'

function run(build: () => unknown): unknown {
  const graph = new tf.Graph()
  const value = graph.as_default(() => new tf.Session('', { graph }).run(build() as never) as unknown)
  const list = (item: unknown): unknown =>
    item instanceof tf.NDArray ? item.tolist() : Array.isArray(item) ? item.map(list) : item
  return list(value)
}
const matrix = () =>
  ops.constant(
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
    tf.float32,
  )
/** Without a static shape: what is wrong is found at run time. */
const open = (values: unknown, dtype: tf.DType = tf.int32): tf.Tensor =>
  ops.placeholder_with_default(ops.constant(values as never, dtype), null as never)

describe('argument orders of all versions', () => {
  test('concat', () => {
    expect(run(() => ops.concat(1, [matrix(), matrix()]))).toEqual(
      run(() => ops.concat([matrix(), matrix()] as never, 1 as never)),
    )
    expect(run(() => ops.concat({ values: [matrix(), matrix()], axis: 0 }))).toEqual([
      [1, 2, 3],
      [4, 5, 6],
      [1, 2, 3],
      [4, 5, 6],
    ])
    expect(run(() => ops.concat([[1.5], [2.5]] as never, 0 as never))).toEqual([1.5, 2.5])
  })
  test('split', () => {
    const wanted = [
      [[1], [4]],
      [[2], [5]],
      [[3], [6]],
    ]
    expect(run(() => ops.split(1, 3, matrix()))).toEqual(wanted)
    expect(run(() => ops.split(matrix() as never, 3, 1 as never))).toEqual(wanted)
    expect(run(() => ops.split(matrix() as never, 3 as never, { axis: 1 }))).toEqual(wanted)
    expect(run(() => ops.split(matrix() as never, [1, 2] as never, 1 as never))).toEqual([
      [[1], [4]],
      [
        [2, 3],
        [5, 6],
      ],
    ])
  })
  test('reverse', () => {
    expect(run(() => ops.reverse(matrix(), [false, true]))).toEqual([
      [3, 2, 1],
      [6, 5, 4],
    ])
    expect(run(() => ops.reverse(matrix(), [0]))).toEqual([
      [4, 5, 6],
      [1, 2, 3],
    ])
  })
})

describe('indexing', () => {
  const cases: readonly (readonly [string, () => unknown, unknown])[] = [
    ['a row', () => matrix().at(-1), [4, 5, 6]],
    ['an element', () => matrix().at(0, 2), 3],
    [
      'ranges',
      () => matrix().at(':', '::-2'),
      [
        [3, 1],
        [6, 4],
      ],
    ],
    ['an ellipsis and a new axis', () => matrix().at('...', 0, tf.newaxis), [[1], [4]]],
    ['a tensor', () => matrix().at(ops.constant(1, tf.int32)), [4, 5, 6]],
    ['a slice of tensors', () => matrix().at(0, tf.s(ops.constant(1, tf.int32), null)), [2, 3]],
  ]
  for (const [name, build, wanted] of cases) {
    test(name, () => {
      expect(run(build)).toEqual(wanted)
    })
  }
  test('assignment to a part of a variable', () => {
    const graph = new tf.Graph()
    graph.as_default(() => {
      const variable = new ops.Variable(matrix())
      const session = new tf.Session('', { graph })
      session.run(ops.initialize_all_variables())
      const part = (variable as unknown as { at(...index: unknown[]): { assign(value: unknown): tf.Tensor } }).at(
        0,
        '1:',
      )
      expect((session.run(part.assign([7, 8])) as tf.NDArray).tolist()).toEqual([
        [1, 7, 8],
        [4, 5, 6],
      ])
      expect(() => matrix().at(0).assign([1])).toThrow('Sliced assignment is only supported for variables')
    })
  })
})

describe('run-time messages', () => {
  const cases: readonly (readonly [string, () => unknown, string])[] = [
    [
      'reshape',
      () => ops.reshape(open([1, 2, 3]), [2, -1]),
      'Input to reshape is a tensor with 3 values, but the requested shape requires a multiple of 2',
    ],
    [
      'reshape of nothing',
      () => ops.reshape(open([]), open([-1, 0])),
      'Reshape cannot infer the missing input size for an empty tensor unless all specified input sizes are non-zero',
    ],
    ['gather', () => ops.gather(matrix(), open([[0, 7]])), 'indices[0,1] = 7 is not in [0, 2)'],
    [
      'gather_nd',
      () => ops.gather_nd(matrix(), open([[0, 9]])),
      'flat indices[0, :] = [0, 9] does not index into param (shape: [2,3]).',
    ],
    [
      'concat',
      () => ops.concat(open(5), [matrix(), matrix()]),
      'ConcatOp : Expected concatenating dimensions in the range [-2, 2), but got 5',
    ],
    ['slice', () => ops.slice(matrix(), open([0, 1]), open([1, 9])), 'Expected size[1] in [0, 2], but got 9'],
    [
      'split',
      () => ops.split(open(1), 2, matrix()),
      'Number of ways to split should evenly divide the split dimension, but got split_dim 1 (size = 3) and num_split 2',
    ],
    [
      'pad',
      () => ops.pad(matrix(), open([[1, 1]])),
      'The first dimension of paddings must be the rank of inputs[1,2] [2,3]',
    ],
    ['tile', () => ops.tile(matrix(), open([1, -1])), 'Expected multiples[1] >= 0, but got -1'],
    ['transpose', () => ops.transpose(matrix(), open([0, 0])), '1 is missing from {0,0}.'],
    [
      'scatter_nd',
      () => ops.scatter_nd(open([[5]]), open([1.5], tf.float32), [3]),
      'Invalid indices: [0,0] = [5] does not index into [3]',
    ],
    ['dynamic_partition', () => ops.dynamic_partition(matrix(), open([0, 2]), 2), 'partitions[1] = 2 is not in [0, 2)'],
    ['reverse_sequence', () => ops.reverse_sequence(matrix(), open([1, 4]), 1), 'seq_lens(1) > input.dims(1)'],
  ]
  for (const [name, build, message] of cases) {
    test(name, () => {
      expect(() => run(build)).toThrow(message)
    })
  }
})

test('elements that equal nothing and strings are told apart by unique', () => {
  expect(run(() => ops.unique(ops.constant([Number.NaN, 1, Number.NaN], tf.float32))[1])).toEqual([0, 1, 2])
  expect(run(() => ops.unique(['b', 'a', 'b'])[1])).toEqual([0, 1, 0])
  expect(run(() => ops.setdiff1d(ops.constant([1, 2, 3, 2], tf.int32), ops.constant([2], tf.int32)))).toEqual([
    [1, 3],
    [0, 2],
  ])
})
test('scattered rows that meet add up', () => {
  expect(run(() => ops.scatter_nd([[0], [1], [0]], [1, 2, 3.5], [3]))).toEqual([4.5, 2, 0])
})
