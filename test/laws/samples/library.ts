/** Samples of the debugger's ops, of fake quantization and of decoders. */
import * as tf from '../../../src/index.ts'
import type { Sample, Unsampled } from '../sample.ts'

const f32 = (values: unknown): tf.NDArray => tf.NDArray.of(values as never, 'float32')

const i64 = (values: unknown): tf.NDArray => tf.NDArray.of(values as never, 'int64')
const i32 = (values: unknown): tf.NDArray => tf.NDArray.of(values as never, 'int32')
const wave = f32([
  [1.3, -2.7],
  [0.2, 3.1],
  [-0.9, 5.5],
])
const logits = f32([0, 1, 2].map(t => [0, 1].map(b => [0, 1, 2].map(c => Math.sin(5 * t + 3 * b + 2 * c)))))

export const samples: readonly Sample[] = [
  { op: 'Copy', inputs: [f32([1, -2.5, 3])] },
  { op: 'Copy', inputs: [tf.NDArray.of(['a', 'bc'] as never, 'string')] },
  { op: 'CopyHost', inputs: [f32([[1], [2]])] },
  { op: 'CopyHost', inputs: [tf.NDArray.of('bytes', 'string')], attrs: { tensor_name: 'x:0' } },
  { op: 'DebugIdentity', inputs: [f32(3)] },
  { op: 'DebugIdentity', inputs: [i64([[1], [-2]])], attrs: { tensor_name: 'x:0' } },
  { op: 'DebugNanCount', inputs: [f32([1, Number.NaN, Number.POSITIVE_INFINITY, Number.NaN])] },
  { op: 'DebugNanCount', inputs: [tf.NDArray.of([1, 2] as never, 'int32')] },
  { op: 'Fact', inputs: [] },
  { op: 'FakeQuantWithMinMaxArgs', inputs: [wave], attrs: { min: -2, max: 3 } },
  { op: 'FakeQuantWithMinMaxArgs', inputs: [f32([Number.NaN, Number.POSITIVE_INFINITY, -0])] },
  {
    op: 'FakeQuantWithMinMaxArgsGradient',
    inputs: [
      wave,
      f32([
        [1, 7],
        [-7, 5.9],
        [0, -6.1],
      ]),
    ],
  },
  {
    op: 'FakeQuantWithMinMaxArgsGradient',
    inputs: [f32([1, 2, 3, 4, 5]), f32([-0.1, 0, 1.5, 2, 2.1])],
    attrs: { min: 0, max: 2 },
    note: 'at the ends',
  },
  { op: 'FakeQuantWithMinMaxVars', inputs: [wave, f32(-1), f32(0.5)] },
  { op: 'FakeQuantWithMinMaxVars', inputs: [f32([-1, 0, 0.7, 1.25, 9]), f32(0), f32(2)], note: 'no negative numbers' },
  { op: 'FakeQuantWithMinMaxVarsGradient', inputs: [wave, wave, f32(-1), f32(0.5)] },
  {
    op: 'FakeQuantWithMinMaxVarsGradient',
    inputs: [f32([1, 2, 4, 8, 16]), f32([-1, 0, 0.5, 2, 3]), f32(0), f32(2)],
    note: 'at the ends',
  },
  {
    op: 'FakeQuantWithMinMaxVarsPerChannel',
    inputs: [f32([-1, 0.7, 9]), f32([-1, 0, 0]), f32([0.5, 2, 4])],
    note: 'an element per channel',
  },
  {
    op: 'FakeQuantWithMinMaxVarsPerChannelGradient',
    inputs: [f32([1, 2, 4]), f32([-2, 2, 9]), f32([-1, 0, 0]), f32([0.5, 2, 4])],
  },
  { op: 'FakeQuantWithMinMaxVarsPerChannel', inputs: [wave, f32([-1, 0]), f32([0.5, 4])] },
  { op: 'FakeQuantWithMinMaxVarsPerChannelGradient', inputs: [wave, wave, f32([-1, 0]), f32([0.5, 4])] },
  { op: 'CTCBeamSearchDecoder', inputs: [logits, i32([3, 1])], attrs: { beam_width: 5, top_paths: 2 } },
  {
    op: 'CTCBeamSearchDecoder',
    inputs: [logits, i32([2, 3])],
    attrs: { beam_width: 2, top_paths: 1, merge_repeated: false },
  },
  { op: 'QuantizeAndDequantize', inputs: [wave], differentiable: false, note: 'the gradient is that of the identity' },
  { op: 'QuantizeAndDequantize', inputs: [wave], attrs: { signed_input: false, num_bits: 3 }, differentiable: false },
  {
    op: 'QuantizeAndDequantize',
    inputs: [wave.astype('float64')],
    attrs: { range_given: true, input_min: -2, input_max: 4, num_bits: 5 },
    differentiable: false,
  },
  { op: 'SdcaFprint', inputs: [tf.NDArray.of(['', 'a', 'a longer string', 'x'.repeat(200)] as never, 'string')] },
  { op: 'SdcaFprint', inputs: [new tf.NDArray('string', [0], [])], note: 'nothing' },
  ...['logistic_loss', 'squared_loss', 'hinge_loss', 'smooth_hinge_loss'].map(loss_type => ({
    op: 'SdcaOptimizer',
    // two groups of sparse features, one without values, and one of dense ones
    inputs: [
      ...[i64([0, 1, 1]), i64([0, 2])],
      ...[i64([4, 4, 7]), i64([1, 0])],
      f32([1, 2, 3]),
      f32([
        [1, 2],
        [0.5, -4],
        [0, 1],
      ]),
      ...[f32([1, 0.5, 2]), f32([0, 1, 1])],
      ...[i64([4, 7]), i64([0, 1, 2])],
      ...[f32([0.1, 0.2]), f32([0, 0.5, -1])],
      f32([0.5, -0.5]),
      f32([0, 0.25, 0.1].map(dual => [dual, 0, 0, 0])),
    ],
    attrs: { loss_type, l1: 0.1, l2: 2, num_loss_partitions: 1, num_inner_iterations: 1 },
    lengths: {
      sparse_example_indices: 2,
      sparse_feature_indices: 2,
      sparse_feature_values: 1,
      dense_features: 1,
      sparse_indices: 2,
      sparse_weights: 2,
      dense_weights: 1,
    },
  })),
  { op: 'SdcaShrinkL1', inputs: [f32([1, -2, 0.1]), f32([[0.5, -0.25]])], attrs: { l1: 0.3, l2: 2 } },
  {
    op: 'SdcaShrinkL1',
    inputs: [
      f32([
        [1, -2],
        [0.5, 3],
      ]),
    ],
    attrs: { l1: 0, l2: 0.5 },
    note: 'nothing to shrink by',
  },
]

export const unsampled: readonly Unsampled[] = [
  { op: 'Skipgram', reason: 'it reads a file; test/ops/word2vec_ops.test.ts' },
  { op: 'ImmutableConst', reason: 'it reads a file; test/ops/quantize_and_mapped_ops.test.ts' },
  { op: 'NegTrain', reason: 'it draws without a seed; test/ops/word2vec_ops.test.ts' },
]
