/** Parts of images. */
import { defineOp } from '../graph/op_def.ts'

export const CropAndResize = defineOp('CropAndResize', {
  inputs: ['image: T', 'boxes: float', 'box_ind: int32', 'crop_size: int32'],
  outputs: ['crops: float'],
  attrs: ['T: {uint8, int8, int16, int32, int64, half, float, double}', "method: {'bilinear'} = 'bilinear'", 'extrapolation_value: float = 0'],
})
export const CropAndResizeGradImage = defineOp('CropAndResizeGradImage', {
  inputs: ['grads: float', 'boxes: float', 'box_ind: int32', 'image_size: int32'],
  outputs: ['output: T'],
  attrs: ['T: {float, half, double}', "method: {'bilinear'} = 'bilinear'"],
})
export const CropAndResizeGradBoxes = defineOp('CropAndResizeGradBoxes', {
  inputs: ['grads: float', 'image: T', 'boxes: float', 'box_ind: int32'],
  outputs: ['output: float'],
  attrs: ['T: {uint8, int8, int16, int32, int64, half, float, double}', "method: {'bilinear'} = 'bilinear'"],
})
export const ExtractGlimpse = defineOp('ExtractGlimpse', {
  inputs: ['input: float', 'size: int32', 'offsets: float'],
  outputs: ['glimpse: float'],
  attrs: ['centered: bool = true', 'normalized: bool = true', 'uniform_noise: bool = true'],
})
export const RandomCrop = defineOp('RandomCrop', {
  inputs: ['image: T', 'size: int64'],
  outputs: ['output: T'],
  attrs: ['T: {uint8, int8, int16, int32, int64, float, double}', 'seed: int = 0', 'seed2: int = 0'],
  stateful: true,
  deprecated: { version: 8, explanation: 'Random crop is now pure Python' },
})
