/** Stochastic dual coordinate ascent for linear models (core/ops/sdca_ops.cc). The optimizer itself has no kernel yet. */
import { defineOp } from '../graph/op_def.ts'
import type { Dim } from '../graph/shape_inference.ts'
import { fingerprint128 } from '../kernels/reference/fingerprint128.ts'
import { int64 } from '../tensor/dtypes.ts'
import { NDArray } from '../tensor/ndarray.ts'
import type { Shape } from '../tensor/shape.ts'

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
    'num_loss_partitions: int >= 1',
    'num_inner_iterations: int >= 1',
  ],
  infer: c => {
    const rows = (list: string): Shape[] => c.list(list)
    return [[null, 4], ...rows('sparse_weights'), ...rows('dense_weights')]
  },
  gradient: 'none',
  lower: { kind: 'unimplemented' },
})

/** Shrinks weights towards 0 by l1 / l2. */
export const SdcaShrinkL1 = defineOp('SdcaShrinkL1', {
  inputs: ['weights: Ref(num_features * float)'],
  attrs: ['num_features: int >= 0', 'l1: float', 'l2: float'],
  infer: () => [],
  gradient: 'none',
  kernel: k => {
    const shrinkage = Math.fround((k.attr('l1') as number) / (k.attr('l2') as number))
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
    const prints = (input.data as Uint8Array[]).flatMap(bytes => fingerprint128(bytes))
    return new NDArray(
      int64,
      [input.size, 2],
      BigInt64Array.from(prints, print => BigInt.asIntN(64, print)),
    )
  },
  lower: { kind: 'host' },
})
