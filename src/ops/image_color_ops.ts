/** Colours of images. */
import { defineOp } from '../graph/op_def.ts'

export const RGBToHSV = defineOp('RGBToHSV', {
  inputs: ['images: T'],
  outputs: ['output: T'],
  attrs: ['T: {float, double} = DT_FLOAT'],
})
export const HSVToRGB = defineOp('HSVToRGB', {
  inputs: ['images: T'],
  outputs: ['output: T'],
  attrs: ['T: {float, double} = DT_FLOAT'],
})
export const AdjustContrast = defineOp('AdjustContrast', {
  inputs: ['images: T', 'contrast_factor: float', 'min_value: float', 'max_value: float'],
  outputs: ['output: float'],
  attrs: ['T: {uint8, int8, int16, int32, int64, float, double}'],
  deprecated: { version: 2, explanation: 'Use AdjustContrastv2 instead' },
})
export const AdjustContrastv2 = defineOp('AdjustContrastv2', {
  inputs: ['images: float', 'contrast_factor: float'],
  outputs: ['output: float'],
})
export const AdjustHue = defineOp('AdjustHue', {
  inputs: ['images: float', 'delta: float'],
  outputs: ['output: float'],
})
