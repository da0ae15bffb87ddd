/** Samples of activations, biases, losses on logits, normalisation and top k. */
import { NDArray } from '../../../src/index.ts'
import type { DTypeLike } from '../../../src/tensor/dtypes.ts'
import type { Sample, Unsampled } from '../sample.ts'

const of = (values: unknown, dtype: DTypeLike = 'float32'): NDArray => NDArray.of(values as never, dtype)
const none = (...shape: number[]): NDArray => new NDArray('float32', shape, new Float32Array(0))
/** Numbers that look random, of magnitude below 2. */
const wave = (shape: readonly number[], phase = 0, dtype: DTypeLike = 'float32'): NDArray => {
  const size = shape.reduce((a, b) => a * b, 1)
  return NDArray.of(
    Array.from({ length: size }, (_, i) => 1.7 * Math.sin(1.3 * i + phase)),
    dtype,
  ).reshape(...shape)
}

const features = [-7.5, -2.25, -0.5, 0.125, 1.5, 5.5, 6.5]
const ACTIVATIONS = ['Relu', 'Relu6', 'Elu', 'Softplus', 'Softsign']
const GRADIENTS = ['ReluGrad', 'Relu6Grad', 'EluGrad', 'SoftplusGrad', 'SoftsignGrad']

const logits = [
  [2, -1, 0.5],
  [0.25, 3, -2],
]
const probabilities = [
  [0.5, 0.25, 0.25],
  [0, 1, 0],
]
const image = wave([2, 2, 3, 4])
const channels = of([1, -2, 0.5, 3])
const positive = of([0.5, 1.5, 0.25, 2])

export const samples: readonly Sample[] = [
  ...ACTIVATIONS.flatMap((op): Sample[] => [
    { op, inputs: [of(features)] },
    { op, inputs: [of(features, 'float64')] },
    { op, inputs: [of(0.75)], note: 'a scalar' },
    { op, inputs: [none(0, 2)], differentiable: false, note: 'nothing' },
    {
      op,
      inputs: [of([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])],
      differentiable: false,
      note: 'no numbers',
    },
  ]),
  { op: 'Relu', inputs: [of([-3, 0, 4], 'int32')], differentiable: false, note: 'integers' },
  ...GRADIENTS.flatMap((op): Sample[] => [
    // second derivatives at the kinks of a gradient that is constant elsewhere
    { op, inputs: [wave([7]), of(features)], differentiable: op !== 'ReluGrad' && op !== 'EluGrad' },
    { op, inputs: [of(0.5), of(2)], differentiable: op !== 'EluGrad', note: 'scalars' },
  ]),

  { op: 'BiasAdd', inputs: [image, channels], attrs: { data_format: 'NHWC' } },
  { op: 'BiasAdd', inputs: [wave([2, 4, 2, 3]), channels], attrs: { data_format: 'NCHW' }, note: 'channels second' },
  {
    op: 'BiasAdd',
    inputs: [
      of(
        [
          [1, 2, 3],
          [4, 5, 6],
        ],
        'int32',
      ),
      of([1, 0, -1], 'int32'),
    ],
    differentiable: false,
    note: 'integers',
  },
  { op: 'BiasAddV1', inputs: [image, channels] },
  {
    op: 'BiasAddV1',
    inputs: [of([[1], [2], [-3]], 'int64'), of([5], 'int64')],
    differentiable: false,
    note: 'integers, one channel',
  },
  { op: 'BiasAddGrad', inputs: [image], attrs: { data_format: 'NHWC' } },
  { op: 'BiasAddGrad', inputs: [wave([2, 4, 2, 3])], attrs: { data_format: 'NCHW' }, note: 'channels second' },

  ...['Softmax', 'LogSoftmax'].flatMap((op): Sample[] => [
    { op, inputs: [of(logits)] },
    { op, inputs: [of(logits, 'float64')] },
    {
      op,
      inputs: [
        of([
          [1000, 0],
          [-1000, 1000],
        ]),
      ],
      differentiable: false,
      note: 'nothing overflows',
    },
    { op, inputs: [wave([3, 9])], note: 'a row that is no whole number of vectors' },
    { op, inputs: [none(0, 3)], differentiable: false, note: 'nothing' },
  ]),
  {
    op: 'SoftmaxCrossEntropyWithLogits',
    inputs: [of(logits), of(probabilities)],
    differentiable: false,
    note: 'labels count as constants',
  },
  {
    op: 'SoftmaxCrossEntropyWithLogits',
    inputs: [of(logits, 'float64'), of(probabilities, 'float64')],
    differentiable: false,
  },
  {
    op: 'SparseSoftmaxCrossEntropyWithLogits',
    inputs: [of(logits), of([2, 0], 'int64')],
    differentiable: false,
    note: 'the second output has no gradient',
  },
  { op: 'SparseSoftmaxCrossEntropyWithLogits', inputs: [of(logits), of([2, 0], 'int32')], differentiable: false },

  { op: 'L2Loss', inputs: [wave([3, 5])] },
  { op: 'L2Loss', inputs: [of(3, 'float64')], note: 'a scalar' },
  { op: 'L2Loss', inputs: [none(0)], differentiable: false, note: 'nothing' },
  {
    op: 'LRN',
    inputs: [image],
    attrs: { depth_radius: 1, bias: 1.5, alpha: 0.25, beta: 0.75 },
    differentiable: false,
    note: 'float32 only',
  },
  { op: 'LRN', inputs: [image], differentiable: false, note: 'over all channels' },
  {
    op: 'LRNGrad',
    inputs: [wave([1, 1, 2, 4], 1), wave([1, 1, 2, 4]), wave([1, 1, 2, 4], 2)],
    note: 'over all channels',
  },
  {
    op: 'LRNGrad',
    inputs: [wave([2, 2, 3, 4], 1), image, wave([2, 2, 3, 4], 2)],
    attrs: { depth_radius: 1, bias: 1.5, alpha: 0.25, beta: 0.75 },
  },

  {
    op: 'FusedBatchNorm',
    inputs: [image, channels, positive, none(0), none(0)],
    attrs: { epsilon: 0.01 },
    differentiable: false,
    note: 'only y has a gradient',
  },
  {
    op: 'FusedBatchNorm',
    inputs: [image, channels, positive, channels, positive],
    attrs: { epsilon: 0.01, is_training: false },
    differentiable: false,
  },
  {
    op: 'FusedBatchNorm',
    inputs: [wave([2, 4, 2, 3]), channels, positive, none(0), none(0)],
    attrs: { data_format: 'NCHW' },
    differentiable: false,
    note: 'channels second',
  },
  {
    op: 'FusedBatchNormGrad',
    inputs: [wave([2, 2, 3, 4], 1), image, channels, channels, positive],
    attrs: { epsilon: 0.01 },
  },
  {
    op: 'FusedBatchNormGrad',
    inputs: [wave([2, 4, 1, 3], 1), wave([2, 4, 1, 3]), channels, channels, positive],
    attrs: { data_format: 'NCHW' },
    note: 'channels second',
  },

  {
    op: 'TopKV2',
    inputs: [
      of([
        [3, 1, 2, 3],
        [-1, 5, 0, 2],
      ]),
      of(2, 'int32'),
    ],
    differentiable: false,
    note: 'equal values',
  },
  { op: 'TopKV2', inputs: [of([3, 1, 2], 'int64'), of(3, 'int32')], differentiable: false },
  { op: 'TopKV2', inputs: [of([3, 1, 2]), of(0, 'int32')], differentiable: false, note: 'none' },
  {
    op: 'CTCLoss',
    inputs: [
      wave([4, 2, 3]),
      of(
        [
          [0, 0],
          [0, 1],
          [1, 0],
        ],
        'int64',
      ),
      of([0, 1, 1], 'int32'),
      of([4, 3], 'int32'),
    ],
    differentiable: false,
    note: 'float32 only',
  },
  {
    op: 'CTCLoss',
    inputs: [
      wave([4, 2, 3]),
      of([0, 0, 0, 1, 1, 0, 1, 1], 'int64').reshape(4, 2),
      of([1, 1, 0, 2], 'int32'),
      of([3, 2], 'int32'),
    ],
    attrs: { preprocess_collapse_repeated: true, ctc_merge_repeated: false },
    differentiable: false,
    note: 'labels that repeat, and that a blank ends',
  },
  { op: 'CTCGreedyDecoder', inputs: [wave([5, 1, 2], 2), of([5], 'int32')], note: 'all labels' },
  { op: 'CTCGreedyDecoder', inputs: [wave([4, 2, 3]), of([4, 3], 'int32')], attrs: { merge_repeated: true } },
  { op: 'InTopK', inputs: [of(logits), of([0, 2], 'int32')], attrs: { k: 2 } },
  {
    op: 'InTopK',
    inputs: [
      of([
        [1, 1, 0],
        [Number.NaN, 1, 2],
        [3, 2, 1],
      ]),
      of([1, 2, 2], 'int64'),
    ],
    attrs: { k: 1 },
    note: 'equal ones, no number',
  },
]

export const unsampled: readonly Unsampled[] = [
  { op: 'TopK', reason: 'removed after GraphDef version 7; the cases of old graphs have it' },
  {
    op: 'BatchNormWithGlobalNormalization',
    reason: 'removed after GraphDef version 9; the cases of old graphs have it',
  },
  {
    op: 'BatchNormWithGlobalNormalizationGrad',
    reason: 'removed after GraphDef version 9; the cases of old graphs have it',
  },
]
