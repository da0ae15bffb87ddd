/**
 * Small nodes whose sizes make nothing, or more than any memory holds: an answer at once or TensorFlow's errors, on both executors. Where
 * TensorFlow 0.12.1 ends the process the words are ours.
 */
import { expect, test } from 'vitest'
import type { AttrValue } from '../../src/graph/serialize/attrs.ts'
import * as tf from '../../src/index.ts'
import { type BadNode, goodNode, outcomeOf } from './bad_nodes.ts'

const HUGE = 2 ** 31 - 1
const ints = (values: unknown): tf.NDArray => tf.NDArray.of(values as never, 'int32')
const longs = (values: unknown): tf.NDArray => tf.NDArray.of(values as never, 'int64')
const floats = (values: unknown): tf.NDArray => tf.NDArray.of(values as never, 'float32')
const none = (dtype: 'int64' | 'float32', ...shape: number[]): tf.NDArray => {
  const type = tf.as_dtype(dtype)
  return new tf.NDArray(type, shape, type.allocate(0))
}

const nodeOf = (op: string, inputs: readonly tf.NDArray[], attrs: Readonly<Record<string, AttrValue>>): BadNode =>
  goodNode({ op, inputs, attrs })

/** An op, its inputs, its attributes, and what comes of it: an error, or the shapes of its outputs. */
type Row = readonly [
  string,
  readonly tf.NDArray[],
  Readonly<Record<string, AttrValue>>,
  string | readonly (readonly number[])[],
]
const WINDOWS = { ksize: [1, 2, 2, 1], strides: [1, 1, 1, 1], padding: 'SAME' }
const SAMPLER = { num_true: 1, num_sampled: 2, unique: false, range_max: 3 }
const UNIGRAMS = { ...SAMPLER, unigrams: [1, 2, 3] }
const box = floats([[0, 0, 1, 1]])
const CASES: readonly Row[] = [
  ['CropAndResize', [none('float32', 1, 2, 2, 0), box, ints([0]), ints([HUGE, 2])], {}, [[1, HUGE, 2, 0]]],
  [
    'CropAndResizeGradImage',
    [none('float32', 1, HUGE, HUGE, 0), box, ints([0]), ints([1, 2, 2, 0])],
    { T: tf.float32 },
    [[1, 2, 2, 0]],
  ],
  [
    'CropAndResizeGradBoxes',
    [none('float32', 1, HUGE, HUGE, 0), none('float32', 1, 2, 2, 0), box, ints([0])],
    {},
    'ResourceExhaustedError: CropAndResizeGradBoxes of a tensor without elements that has more than 268435456 rows',
  ],
  [
    'Conv2D',
    [none('float32', 0, 2 ** 33, 5, 1), none('float32', 2, 2, 1, 0)],
    { strides: [1, 1, 1, 1], padding: 'VALID' },
    [[0, 2 ** 33 - 1, 4, 0]],
  ],
  [
    'AddManySparseToTensorsMap',
    [none('int64', HUGE, 0), floats([1, 2, 3]), longs([2, 3])],
    {},
    'InvalidArgumentError: Indices of shape [2147483647,0] are not those of 3 values in 2 dimensions',
  ],
  [
    'SerializeManySparse',
    [none('int64', 0, 2), floats([]), longs([HUGE, 3])],
    {},
    'ResourceExhaustedError: OOM when allocating 2147483647 sparse',
  ],
  [
    'SerializeManySparse',
    [none('int64', 0, 2), floats([]), longs([-5, 3])],
    {},
    'InvalidArgumentError: Dimension -5 must be >= 0',
  ],
  ['SerializeManySparse', [none('int64', 0, 2), floats([]), longs([2, 2n ** 62n])], {}, [[2, 3]]],
  [
    'AddManySparseToTensorsMap',
    [none('int64', 0, 2), floats([]), longs([HUGE, 3])],
    {},
    'ResourceExhaustedError: OOM when allocating 2147483647 s',
  ],
  [
    'AddManySparseToTensorsMap',
    [none('int64', 0, 2), floats([]), longs([2, -3])],
    {},
    'InvalidArgumentError: Dimension -3 must be >= 0',
  ],
  [
    'EditDistance',
    // fewer values than indices: no shape function says how large the output is
    [none('int64', 0, 2), longs([1, 2]), longs([HUGE, 2]), longs([[0, 0]]), longs([1]), longs([2, 1])],
    {},
    'ResourceExhaustedError: OOM when allocating tensor with shape[2147483647]',
  ],
  [
    'EditDistance',
    [none('int64', 0, 2), longs([]), longs([-3, 2]), none('int64', 0, 2), longs([]), longs([-4, 1])],
    {},
    'InvalidArgumentError: Dimension -3 must be >= 0',
  ],
  ['GatherNd', [none('float32', 2, 0), none('int64', HUGE, 0)], {}, [[HUGE, 2, 0]]],
  ['GatherNd', [floats([[1, 2]]), none('int64', HUGE, 0)], {}, 'ResourceExhaustedError: OOM when allocating tensor'],
  ['MatrixDiag', [none('float32', HUGE, 0)], {}, [[HUGE, 0, 0]]],
  ['MatrixDiagPart', [none('float32', HUGE, 0, 0)], {}, [[HUGE, 0]]],
  ['BatchMatMul', [none('float32', HUGE, 0, 3), none('float32', HUGE, 3, 0)], {}, [[HUGE, 0, 0]]],
  ['Transpose', [none('float32', 3, HUGE, 0), ints([1, 0, 2])], {}, [[HUGE, 3, 0]]],
  [
    'MaxPool',
    [
      floats([
        [
          [[1], [3]],
          [[2], [4]],
        ],
      ]),
    ],
    { ...WINDOWS, ksize: [1, HUGE, HUGE, 1] },
    [[1, 2, 2, 1]],
  ],
  ['MaxPool', [none('float32', 1, HUGE, 2, 0)], WINDOWS, [[1, HUGE, 2, 0]]],
  [
    'UniformCandidateSampler',
    [longs([[1]])],
    { ...SAMPLER, num_sampled: HUGE },
    'OOM when allocating tensor with shape[2147483647]',
  ],
  [
    'AllCandidateSampler',
    [longs([[1]])],
    { ...SAMPLER, num_sampled: HUGE },
    'OOM when allocating tensor with shape[2147483647]',
  ],
  [
    'LearnedUnigramCandidateSampler',
    [longs([[1]])],
    { ...SAMPLER, range_max: HUGE },
    'OOM when allocating the weights of 2147483647 classes',
  ],
  [
    'FixedUnigramCandidateSampler',
    [longs([[1]])],
    { ...UNIGRAMS, num_reserved_ids: HUGE },
    'there are weights for 2147483650 classes',
  ],
  ['FixedUnigramCandidateSampler', [longs([[1]])], { ...UNIGRAMS, num_reserved_ids: 2 ** 33 }, [[2], [1, 1], [2]]],
  [
    'FixedUnigramCandidateSampler',
    [longs([[1]])],
    { ...UNIGRAMS, num_shards: HUGE },
    'there are weights for 1 classes',
  ],
  [
    'FixedUnigramCandidateSampler',
    [longs([[1]])],
    { ...UNIGRAMS, num_shards: 2, shard: 5 },
    'there are weights for 0 classes',
  ],
  [
    'FixedUnigramCandidateSampler',
    [longs([[1]])],
    { ...UNIGRAMS, unique: true, distortion: -1e30 },
    'found only 1 of 2 different classes',
  ],
]

const ones = (...shape: number[]): tf.NDArray =>
  tf.NDArray.of(new Float32Array(shape.reduce((a, b) => a * b, 1)), 'float32').reshape(shape)
const OOM = (shape: string): string => `ResourceExhaustedError: OOM when allocating tensor with shape[${shape}]`
const N = 40_000
/** Results of more than 2 GiB and less than 4 of small inputs: no size among them is large. */
const PRODUCTS: readonly Row[] = [
  [
    'OneHot',
    [ints(2 ** 30), ints(2 ** 30), floats(1), floats(0)],
    { axis: -1, T: tf.float32, TI: tf.int32 },
    OOM('1073741824'),
  ],
  ['Fill', [ints([1024, 1024, 1024]), floats(1)], { T: tf.float32 }, OOM('1024,1024,1024')],
  ['Tile', [ones(1024, 1024), ints([32, 20])], { T: tf.float32, Tmultiples: tf.int32 }, OOM('32768,20480')],
  [
    'Pad',
    [
      ones(0, 20_000),
      ints([
        [0, N],
        [0, 0],
      ]),
    ],
    { T: tf.float32, Tpaddings: tf.int32 },
    OOM('40000,20000'),
  ],
  ['Add', [ones(N, 1), ones(1, N / 2)], { T: tf.float32 }, OOM('40000,20000')],
  ['Greater', [ones(N, 1), ones(1, 2 * N)], { T: tf.float32 }, OOM('40000,80000')],
  [
    'MatMul',
    [ones(N, 1), ones(1, N / 2)],
    { T: tf.float32, transpose_a: false, transpose_b: false },
    OOM('40000,20000'),
  ],
  [
    'Gather',
    [ones(1, N), ints(new Array(N / 2).fill(0))],
    { Tparams: tf.float32, Tindices: tf.int32, validate_indices: true },
    OOM('20000,40000'),
  ],
  ['Diag', [ones(N * 0.75)], { T: tf.float32 }, OOM('30000,30000')],
  ['MatrixDiag', [ones(2, N / 2)], { T: tf.float32 }, OOM('2,20000,20000')],
  ['ExtractGlimpse', [ones(1, 5, 6, 2), ints([-1, 2]), floats([[0, 0]])], {}, 'InvalidArgumentError'],
  [
    'FractionalAvgPoolGrad',
    [longs([1, 5, 4, -1]), ones(1, 3, 2, 2), longs([0, 1, 3, 5]), longs([0, 2, 4])],
    { T: tf.float32 },
    'InvalidArgumentError',
  ],
]

test.each(
  [...CASES, ...PRODUCTS].map(
    row => [`${row[0]}(${row[1].map(input => input.shape.join('x')).join(', ')})`, row] as const,
  ),
)('%s', (_, row) => {
  const [op, inputs, attrs, expected] = row
  for (const executor of ['reference', 'compiled'] as const) {
    const outcome = outcomeOf(nodeOf(op, inputs, attrs), executor)
    const told =
      'values' in outcome
        ? outcome.values.map(value => value.shape)
        : `${outcome.error}: ${outcome.message.split('\n')[0]}`
    if (typeof expected === 'string') expect(told).toContain(expected)
    else expect(told).toEqual(expected)
  }
})
