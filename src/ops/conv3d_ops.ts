/** Three-dimensional convolutions and their gradients. */
import { defineOp } from '../graph/op_def.ts'

export const Conv3D = defineOp('Conv3D', {
  inputs: ['input: T', 'filter: T'],
  outputs: ['output: T'],
  attrs: ['T: numbertype', 'strides: list(int) >= 5', "padding: {'SAME', 'VALID'}"],
})
export const Conv3DBackpropInput = defineOp('Conv3DBackpropInput', {
  inputs: ['input: T', 'filter: T', 'out_backprop: T'],
  outputs: ['output: T'],
  attrs: ['T: numbertype', 'strides: list(int) >= 5', "padding: {'SAME', 'VALID'}"],
  deprecated: { version: 10, explanation: 'Use Conv3DBackpropInputV2' },
})
export const Conv3DBackpropFilter = defineOp('Conv3DBackpropFilter', {
  inputs: ['input: T', 'filter: T', 'out_backprop: T'],
  outputs: ['output: T'],
  attrs: ['T: numbertype', 'strides: list(int) >= 5', "padding: {'SAME', 'VALID'}"],
  deprecated: { version: 10, explanation: 'Use Conv3DBackpropFilterV2' },
})
export const Conv3DBackpropInputV2 = defineOp('Conv3DBackpropInputV2', {
  inputs: ['input_sizes: int32', 'filter: T', 'out_backprop: T'],
  outputs: ['output: T'],
  attrs: ['T: numbertype', 'strides: list(int) >= 5', "padding: {'SAME', 'VALID'}"],
})
export const Conv3DBackpropFilterV2 = defineOp('Conv3DBackpropFilterV2', {
  inputs: ['input: T', 'filter_sizes: int32', 'out_backprop: T'],
  outputs: ['output: T'],
  attrs: ['T: numbertype', 'strides: list(int) >= 5', "padding: {'SAME', 'VALID'}"],
})
