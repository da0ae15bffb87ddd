/** Colours of images (core/kernels/colorspace_op.cc, adjust_contrast_op.cc, adjust_hue_op.cc). */
import { failedPrecondition, invalidArgument } from '../errors/status.ts'
import { apply } from '../graph/apply_op.ts'
import type { Name, TensorLike } from '../graph/convert.ts'
import { defineOp, type OpSpec } from '../graph/op_def.ts'
import { printShape, unchangedWithRankAtLeast } from '../graph/shape_inference.ts'
import { pyfunction } from '../graph/signature.ts'
import type { Tensor } from '../graph/tensor.ts'
import type { KernelContext } from '../kernels/kernel.ts'
import { adjustContrast, adjustHue, hsvToRgb, type Round, rgbToHsv } from '../kernels/reference/image_color.ts'
import { type Reals, realsOf, storeReals } from '../kernels/reference/reals.ts'
import { float32 } from '../tensor/dtypes.ts'
import type { NDArray } from '../tensor/ndarray.ts'

const conversion = (convert: (images: Reals, round: Round) => Float64Array): OpSpec => ({
  inputs: ['images: T'],
  outputs: ['output: T'],
  attrs: ['T: {float, double} = DT_FLOAT'],
  infer: c => {
    const input = c.withRankAtLeast(c.input(0), 1)
    const last = c.withValue(c.dim(input, -1), 3)
    return [c.replaceDim(input, -1, last)]
  },
  gradient: 'none',
  kernel: k => {
    const input = k.input(0)
    if (input.shape.length < 1) throw invalidArgument(`input must be at least 1D${printShape(input.shape)}`)
    if (input.shape.at(-1) !== 3) throw failedPrecondition(`input must have 3 channels but input only has ${input.shape.at(-1)} channels.`)
    return storeReals(convert(realsOf(input), input.dtype.base_dtype === float32 ? Math.fround : x => x), input.dtype, input.shape)
  },
  lower: { kind: 'reference' },
})
export const RGBToHSV = defineOp('RGBToHSV', conversion(rgbToHsv))
export const HSVToRGB = defineOp('HSVToRGB', conversion(hsvToRgb))

/** The images in input 0 and the number in input 1. */
function imagesAnd(k: KernelContext, name: string): { images: NDArray; value: number } {
  const [images, scalar] = [k.input(0), k.input(1)]
  if (images.shape.length < 3) throw invalidArgument(`input must be at least 3-D, got shape${printShape(images.shape)}`)
  if (scalar.shape.length !== 0) throw invalidArgument(`${name} must be scalar: ${printShape(scalar.shape)}`)
  return { images, value: realsOf(scalar)[0] as number }
}
function contrast(k: KernelContext): Float64Array {
  const { images, value } = imagesAnd(k, 'contrast_factor')
  const [height, width, channels] = images.shape.slice(-3) as [number, number, number]
  return adjustContrast(realsOf(images), height * width, channels, value)
}

export const AdjustContrast = defineOp('AdjustContrast', {
  inputs: ['images: T', 'contrast_factor: float', 'min_value: float', 'max_value: float'],
  outputs: ['output: float'],
  attrs: ['T: {uint8, int8, int16, int32, int64, float, double}'],
  deprecated: { version: 2, explanation: 'Use AdjustContrastv2 instead' },
  infer: unchangedWithRankAtLeast(3),
  gradient: 'unregistered',
  kernel: k => {
    const adjusted = contrast(k)
    const [low, high] = ['min_value', 'max_value'].map((name, i) => {
      const bound = k.input(2 + i)
      if (bound.shape.length !== 0) throw invalidArgument(`${name} must be scalar: ${printShape(bound.shape)}`)
      return realsOf(bound)[0] as number
    }) as [number, number]
    return storeReals(
      adjusted.map(value => Math.min(Math.max(value, low), high)),
      float32,
      k.input(0).shape,
    )
  },
  lower: { kind: 'reference' },
})
export const AdjustContrastv2 = defineOp('AdjustContrastv2', {
  inputs: ['images: float', 'contrast_factor: float'],
  outputs: ['output: float'],
  infer: unchangedWithRankAtLeast(3),
  gradient: 'unregistered',
  kernel: k => storeReals(contrast(k), float32, k.input(0).shape),
  lower: { kind: 'reference' },
})
export const AdjustHue = defineOp('AdjustHue', {
  inputs: ['images: float', 'delta: float'],
  outputs: ['output: float'],
  infer: unchangedWithRankAtLeast(3),
  gradient: 'unregistered',
  kernel: k => {
    const { images, value } = imagesAnd(k, 'delta')
    if (images.shape.at(-1) !== 3) throw invalidArgument(`input must have 3 channels but instead has ${images.shape.at(-1)} channels.`)
    return storeReals(adjustHue(realsOf(images), value), float32, images.shape)
  },
  lower: { kind: 'reference' },
})

// --- functions

interface ColorArgs {
  images: TensorLike
  name: Name
}
/** RGB images [..., 3] as hue, saturation and value, all in [0, 1] for inputs in [0, 1]. */
export const rgb_to_hsv = pyfunction('rgb_to_hsv(images, name=None)', ({ images, name }: ColorArgs): Tensor => apply(RGBToHSV, { images }, name))
/** The opposite of `rgb_to_hsv`. */
export const hsv_to_rgb = pyfunction('hsv_to_rgb(images, name=None)', ({ images, name }: ColorArgs): Tensor => apply(HSVToRGB, { images }, name))
