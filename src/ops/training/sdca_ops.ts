/** Stochastic dual coordinate ascent for linear models (core/ops/sdca_ops.cc). */
import { invalidArgument } from '../../errors/status.ts'
import { defineOp } from '../../graph/op_def.ts'
import type { Dim } from '../../graph/shape_inference.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import { fingerprint128 } from '../../kernels/reference/text/fingerprint128.ts'
import { type DenseGroup, exampleStarts, type SparseGroup, sdcaPass } from '../../kernels/reference/training/sdca.ts'
import { float32, int64 } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { type Shape, shapeText } from '../../tensor/shape.ts'

const floats = (array: NDArray): Float32Array => array.data as Float32Array
const integers = (array: NDArray): BigInt64Array => array.data as BigInt64Array

/** Group `i` of sparse features: pairs of example and feature, perhaps with values, and the weights of the features it has. */
function sparseGroup(k: KernelContext, i: number, examples: number): SparseGroup {
  const part = (name: string): NDArray => k.list(name)[i] as NDArray
  const places = new Map(Array.from(integers(part('sparse_indices')), (feature, place) => [feature, place]))
  const starts = exampleStarts(integers(part('sparse_example_indices')), examples)
  const used = starts.at(-1) as number
  const features = integers(part('sparse_feature_indices')).subarray(0, used)
  const values = k.list('sparse_feature_values')[i]
  // TensorFlow reads what stands behind
  for (const [what, given] of [
    ['feature indices', features.length] as const,
    ['feature values', values?.size ?? used] as const,
  ])
    if (given < used)
      throw invalidArgument(`Expected ${used} sparse ${what}, as many as there are example indices, but got ${given}`)
  const weights = floats(part('sparse_weights'))
  const placeOf = (feature: bigint): number => {
    const place = places.get(feature)
    if (place === undefined || place >= weights.length)
      throw invalidArgument(`Found sparse feature indices out of valid range: ${feature}`)
    return place
  }
  return {
    starts,
    places: Array.from(features, placeOf),
    values: values && floats(values),
    weights,
    deltas: new Float32Array(weights.length),
  }
}
/** Group `i` of dense features. */
function denseGroup(k: KernelContext, i: number): DenseGroup {
  const features = k.list('dense_features')[i] as NDArray
  const weights = floats(k.list('dense_weights')[i] as NDArray)
  const [, width = 0] = features.shape
  if (width > weights.length) throw invalidArgument(`More dense features than we have parameters for: ${width}`)
  return { width, values: floats(features), weights, deltas: new Float32Array(weights.length) }
}

export const SdcaOptimizer = defineOp('SdcaOptimizer', {
  inputs: [
    'sparse_example_indices: num_sparse_features * int64',
    'sparse_feature_indices: num_sparse_features * int64',
    'sparse_feature_values: num_sparse_features_with_values * float',
    'dense_features: num_dense_features * float',
    'example_weights: float',
    'example_labels: float',
    'sparse_indices: num_sparse_features * int64',
    'sparse_weights: num_sparse_features * float',
    'dense_weights: num_dense_features * float',
    'example_state_data: float',
  ],
  outputs: [
    'out_example_state_data: float',
    'out_delta_sparse_weights: num_sparse_features * float',
    'out_delta_dense_weights: num_dense_features * float',
  ],
  attrs: [
    "loss_type: {'logistic_loss', 'squared_loss', 'hinge_loss', 'smooth_hinge_loss'}",
    'adaptative: bool = false',
    'num_sparse_features: int >= 0',
    'num_sparse_features_with_values: int >= 0',
    'num_dense_features: int >= 0',
    'l1: float',
    'l2: float',
    'num_loss_partitions: int32 >= 1',
    'num_inner_iterations: int32 >= 1',
  ],
  infer: c => {
    const rows = (list: string): Shape[] => c.list(list)
    return [[null, 4], ...rows('sparse_weights'), ...rows('dense_weights')]
  },
  gradient: 'none',
  kernel: k => {
    const [sparseCount, denseCount] = [k.attr('num_sparse_features'), k.attr('num_dense_features')]
    if (sparseCount + denseCount === 0) throw invalidArgument('Requires at least one feature to train.')
    const part = (name: string): NDArray => k.list(name)[0] as NDArray
    const [exampleWeights, labels, before] = ['example_weights', 'example_labels', 'example_state_data'].map(part) as [
      NDArray,
      NDArray,
      NDArray,
    ]
    const examples = exampleWeights.size
    const groups = <T>(count: number, group: (k: KernelContext, i: number, examples: number) => T): T[] =>
      Array.from({ length: count }, (_, i) => group(k, i, examples))
    const [sparse, dense] = [groups(sparseCount, sparseGroup), groups(denseCount, denseGroup)]
    if (before.shape.join() !== `${examples},4`)
      throw invalidArgument(`Expected shape [${examples},4] for example_state_data, got ${shapeText(before.shape)}`)
    // TensorFlow reads what stands behind
    for (const { shape } of k.list('dense_features')) {
      if (shape.length !== 2 || (shape[0] as number) < examples)
        throw invalidArgument(
          `Expected a row of dense features for each of ${examples} examples, got shape ${shapeText(shape)}`,
        )
    }
    if (labels.size !== examples) throw invalidArgument(`Expected ${examples} example labels but got ${labels.size}`)
    const state = floats(before).slice()
    const batch = { sparse, dense, exampleWeights: floats(exampleWeights), labels: floats(labels), state }
    sdcaPass(batch, {
      loss: k.attr('loss_type'),
      adaptive: k.attr('adaptative'),
      l1: k.attr('l1'),
      l2: k.attr('l2'),
      partitions: k.attr('num_loss_partitions'),
    })
    const shapes = [...k.list('sparse_weights'), ...k.list('dense_weights')].map(({ shape }) => shape)
    const deltas = [...sparse, ...dense].map((group, i) => new NDArray(float32, shapes[i] as number[], group.deltas))
    return [new NDArray(float32, before.shape, state), ...deltas]
  },
  // adaptive passes draw anew in each run
  lower: { kind: 'host' },
})

/** Shrinks weights towards 0 by l1 / l2. */
export const SdcaShrinkL1 = defineOp('SdcaShrinkL1', {
  inputs: ['weights: Ref(num_features * float)'],
  attrs: ['num_features: int >= 0', 'l1: float', 'l2: float'],
  infer: () => [],
  gradient: 'none',
  kernel: k => {
    const shrinkage = Math.fround(k.attr('l1') / k.attr('l2'))
    for (const weights of k.inputs) {
      const values = weights.data as Float32Array
      for (const [i, value] of values.entries()) values[i] = Math.sign(value) * Math.max(0, Math.abs(value) - shrinkage)
    }
    return []
  },
  lower: { kind: 'reference' },
})

/** Fingerprints of 128 bits, as two int64. */
export const SdcaFprint = defineOp('SdcaFprint', {
  inputs: ['input: string'],
  outputs: ['output: int64'],
  infer: c => {
    const [size] = c.withRank(c.input(0), 1) as [Dim]
    return [[size, 2]]
  },
  gradient: 'none',
  kernel: k => {
    const input = k.input(0)
    if (input.shape.length !== 1) throw invalidArgument(`Input must be a vector, got shape ${shapeText(input.shape)}`)
    const prints = (input.data as Uint8Array[]).flatMap(bytes => fingerprint128(bytes))
    return new NDArray(
      int64,
      [input.size, 2],
      BigInt64Array.from(prints, print => BigInt.asIntN(64, print)),
    )
  },
  lower: { kind: 'host' },
})
