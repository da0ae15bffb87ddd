/** Greyscale dilation of images. */
import { defineOp } from '../graph/op_def.ts'

export const Dilation2D = defineOp('Dilation2D', {
  inputs: ['input: T', 'filter: T'],
  outputs: ['output: T'],
  attrs: ['T: realnumbertype', 'strides: list(int) >= 4', 'rates: list(int) >= 4', "padding: {'SAME', 'VALID'}"],
})
export const Dilation2DBackpropInput = defineOp('Dilation2DBackpropInput', {
  inputs: ['input: T', 'filter: T', 'out_backprop: T'],
  outputs: ['in_backprop: T'],
  attrs: ['T: realnumbertype', 'strides: list(int) >= 4', 'rates: list(int) >= 4', "padding: {'SAME', 'VALID'}"],
})
export const Dilation2DBackpropFilter = defineOp('Dilation2DBackpropFilter', {
  inputs: ['input: T', 'filter: T', 'out_backprop: T'],
  outputs: ['filter_backprop: T'],
  attrs: ['T: realnumbertype', 'strides: list(int) >= 4', 'rates: list(int) >= 4', "padding: {'SAME', 'VALID'}"],
})
