/** Images made smaller or larger. */
import { defineOp } from '../graph/op_def.ts'

export const ResizeArea = defineOp('ResizeArea', {
  inputs: ['images: T', 'size: int32'],
  outputs: ['resized_images: float'],
  attrs: ['T: {uint8, int8, int16, int32, int64, half, float, double}', 'align_corners: bool = false'],
})
export const ResizeBicubic = defineOp('ResizeBicubic', {
  inputs: ['images: T', 'size: int32'],
  outputs: ['resized_images: float'],
  attrs: ['T: {uint8, int8, int16, int32, int64, half, float, double}', 'align_corners: bool = false'],
})
export const ResizeBilinear = defineOp('ResizeBilinear', {
  inputs: ['images: T', 'size: int32'],
  outputs: ['resized_images: float'],
  attrs: ['T: {uint8, int8, int16, int32, int64, half, float, double}', 'align_corners: bool = false'],
})
export const ResizeBilinearGrad = defineOp('ResizeBilinearGrad', {
  inputs: ['grads: float', 'original_image: T'],
  outputs: ['output: T'],
  attrs: ['T: {float, half, double}', 'align_corners: bool = false'],
})
export const ResizeNearestNeighbor = defineOp('ResizeNearestNeighbor', {
  inputs: ['images: T', 'size: int32'],
  outputs: ['resized_images: T'],
  attrs: ['T: {uint8, int8, int16, int32, int64, half, float, double}', 'align_corners: bool = false'],
})
export const ResizeNearestNeighborGrad = defineOp('ResizeNearestNeighborGrad', {
  inputs: ['grads: T', 'size: int32'],
  outputs: ['output: T'],
  attrs: ['T: {uint8, int8, int32, half, float, double}', 'align_corners: bool = false'],
})
