/** Convolutions with padding and resizing built in. */
import { defineOp } from '../graph/op_def.ts'

export const FusedPadConv2D = defineOp('FusedPadConv2D', {
  inputs: ['input: T', 'paddings: int32', 'filter: T'],
  outputs: ['output: T'],
  attrs: ['T: {half, float, double}', "mode: {'REFLECT', 'SYMMETRIC'}", 'strides: list(int)', "padding: {'SAME', 'VALID'}"],
})
export const FusedResizeAndPadConv2D = defineOp('FusedResizeAndPadConv2D', {
  inputs: ['input: T', 'size: int32', 'paddings: int32', 'filter: T'],
  outputs: ['output: T'],
  attrs: ['T: {half, float, double}', 'resize_align_corners: bool = false', "mode: {'REFLECT', 'SYMMETRIC'}", 'strides: list(int)', "padding: {'SAME', 'VALID'}"],
})
