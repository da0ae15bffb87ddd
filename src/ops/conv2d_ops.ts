/** Two-dimensional convolutions and their gradients. */
import { defineOp } from '../graph/op_def.ts'

export const Conv2D = defineOp('Conv2D', {
  inputs: ['input: T', 'filter: T'],
  outputs: ['output: T'],
  attrs: ['T: {half, float, double}', 'strides: list(int)', 'use_cudnn_on_gpu: bool = true', "padding: {'SAME', 'VALID'}", "data_format: {'NHWC', 'NCHW'} = 'NHWC'"],
})
export const Conv2DBackpropInput = defineOp('Conv2DBackpropInput', {
  inputs: ['input_sizes: int32', 'filter: T', 'out_backprop: T'],
  outputs: ['output: T'],
  attrs: ['T: {half, float, double}', 'strides: list(int)', 'use_cudnn_on_gpu: bool = true', "padding: {'SAME', 'VALID'}", "data_format: {'NHWC', 'NCHW'} = 'NHWC'"],
})
export const Conv2DBackpropFilter = defineOp('Conv2DBackpropFilter', {
  inputs: ['input: T', 'filter_sizes: int32', 'out_backprop: T'],
  outputs: ['output: T'],
  attrs: ['T: {half, float, double}', 'strides: list(int)', 'use_cudnn_on_gpu: bool = true', "padding: {'SAME', 'VALID'}", "data_format: {'NHWC', 'NCHW'} = 'NHWC'"],
})
