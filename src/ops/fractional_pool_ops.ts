/** Pooling by ratios that are not whole. */
import { defineOp } from '../graph/op_def.ts'

export const FractionalMaxPool = defineOp('FractionalMaxPool', {
  inputs: ['value: T'],
  outputs: ['output: T', 'row_pooling_sequence: int64', 'col_pooling_sequence: int64'],
  attrs: ['pooling_ratio: list(float) >= 4', 'pseudo_random: bool = false', 'overlapping: bool = false', 'deterministic: bool = false', 'seed: int = 0', 'seed2: int = 0', 'T: {float, double, int32, int64}'],
})
export const FractionalMaxPoolGrad = defineOp('FractionalMaxPoolGrad', {
  inputs: ['orig_input: T', 'orig_output: T', 'out_backprop: T', 'row_pooling_sequence: int64', 'col_pooling_sequence: int64'],
  outputs: ['output: T'],
  attrs: ['overlapping: bool = false', 'T: {float, double, int32, int64}'],
})
export const FractionalAvgPool = defineOp('FractionalAvgPool', {
  inputs: ['value: T'],
  outputs: ['output: T', 'row_pooling_sequence: int64', 'col_pooling_sequence: int64'],
  attrs: ['pooling_ratio: list(float) >= 4', 'pseudo_random: bool = false', 'overlapping: bool = false', 'deterministic: bool = false', 'seed: int = 0', 'seed2: int = 0', 'T: {float, double, int32, int64}'],
})
export const FractionalAvgPoolGrad = defineOp('FractionalAvgPoolGrad', {
  inputs: ['orig_input_tensor_shape: int64', 'out_backprop: T', 'row_pooling_sequence: int64', 'col_pooling_sequence: int64'],
  outputs: ['output: T'],
  attrs: ['overlapping: bool = false', 'T: {float, double, int32, int64}'],
})
