/** Maxima and means of windows over images. */
import { defineOp } from '../graph/op_def.ts'

export const MaxPool = defineOp('MaxPool', {
  inputs: ['input: T'],
  outputs: ['output: T'],
  attrs: ['T: {float, half} = DT_FLOAT', 'ksize: list(int) >= 4', 'strides: list(int) >= 4', "padding: {'SAME', 'VALID'}", "data_format: {'NHWC', 'NCHW'} = 'NHWC'"],
})
export const MaxPoolGrad = defineOp('MaxPoolGrad', {
  inputs: ['orig_input: T', 'orig_output: T', 'grad: T'],
  outputs: ['output: T'],
  attrs: ['ksize: list(int) >= 4', 'strides: list(int) >= 4', "padding: {'SAME', 'VALID'}", "data_format: {'NHWC', 'NCHW'} = 'NHWC'", 'T: {float, half} = DT_FLOAT'],
})
export const MaxPoolWithArgmax = defineOp('MaxPoolWithArgmax', {
  inputs: ['input: T'],
  outputs: ['output: T', 'argmax: Targmax'],
  attrs: ['ksize: list(int) >= 4', 'strides: list(int) >= 4', 'Targmax: {int32, int64} = DT_INT64', "padding: {'SAME', 'VALID'}", 'T: {float, half} = DT_FLOAT'],
})
export const MaxPoolGradWithArgmax = defineOp('MaxPoolGradWithArgmax', {
  inputs: ['input: T', 'grad: T', 'argmax: Targmax'],
  outputs: ['output: T'],
  attrs: ['ksize: list(int) >= 4', 'strides: list(int) >= 4', "padding: {'SAME', 'VALID'}", 'Targmax: {int32, int64}', 'T: {float, half} = DT_FLOAT'],
})
export const AvgPool = defineOp('AvgPool', {
  inputs: ['value: T'],
  outputs: ['output: T'],
  attrs: ['ksize: list(int) >= 4', 'strides: list(int) >= 4', "padding: {'SAME', 'VALID'}", "data_format: {'NHWC', 'NCHW'} = 'NHWC'", 'T: {float, half, double}'],
})
export const AvgPoolGrad = defineOp('AvgPoolGrad', {
  inputs: ['orig_input_shape: int32', 'grad: T'],
  outputs: ['output: T'],
  attrs: ['ksize: list(int) >= 4', 'strides: list(int) >= 4', "padding: {'SAME', 'VALID'}", "data_format: {'NHWC', 'NCHW'} = 'NHWC'", 'T: {float, half, double}'],
})
