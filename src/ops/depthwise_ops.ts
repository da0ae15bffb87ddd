/** Convolutions of each channel by its own filters. */
import { defineOp } from '../graph/op_def.ts'

export const DepthwiseConv2dNative = defineOp('DepthwiseConv2dNative', {
  inputs: ['input: T', 'filter: T'],
  outputs: ['output: T'],
  attrs: ['T: {float, double}', 'strides: list(int)', "padding: {'SAME', 'VALID'}"],
})
export const DepthwiseConv2dNativeBackpropInput = defineOp('DepthwiseConv2dNativeBackpropInput', {
  inputs: ['input_sizes: int32', 'filter: T', 'out_backprop: T'],
  outputs: ['output: T'],
  attrs: ['T: {float, double}', 'strides: list(int)', "padding: {'SAME', 'VALID'}"],
})
export const DepthwiseConv2dNativeBackpropFilter = defineOp('DepthwiseConv2dNativeBackpropFilter', {
  inputs: ['input: T', 'filter_sizes: int32', 'out_backprop: T'],
  outputs: ['output: T'],
  attrs: ['T: {float, double}', 'strides: list(int)', "padding: {'SAME', 'VALID'}"],
})
