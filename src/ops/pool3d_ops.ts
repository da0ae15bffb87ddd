/** Maxima and means of windows over volumes. */
import { defineOp } from '../graph/op_def.ts'

export const MaxPool3D = defineOp('MaxPool3D', {
  inputs: ['input: T'],
  outputs: ['output: T'],
  attrs: ['ksize: list(int) >= 5', 'strides: list(int) >= 5', "padding: {'SAME', 'VALID'}", 'T: numbertype'],
})
export const MaxPool3DGrad = defineOp('MaxPool3DGrad', {
  inputs: ['orig_input: float', 'orig_output: float', 'grad: T'],
  outputs: ['output: T'],
  attrs: ['ksize: list(int) >= 5', 'strides: list(int) >= 5', "padding: {'SAME', 'VALID'}", 'T: numbertype'],
})
export const AvgPool3D = defineOp('AvgPool3D', {
  inputs: ['input: T'],
  outputs: ['output: T'],
  attrs: ['ksize: list(int) >= 5', 'strides: list(int) >= 5', "padding: {'SAME', 'VALID'}", 'T: numbertype'],
})
export const AvgPool3DGrad = defineOp('AvgPool3DGrad', {
  inputs: ['orig_input_shape: int32', 'grad: T'],
  outputs: ['output: T'],
  attrs: ['ksize: list(int) >= 5', 'strides: list(int) >= 5', "padding: {'SAME', 'VALID'}", 'T: numbertype'],
})
