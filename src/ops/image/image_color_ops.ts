/** Colours of images (core/kernels/colorspace_op.cc, adjust_contrast_op.cc, adjust_hue_op.cc). */

import { pyfunction } from '../../calling/signature.ts'
import { failedPrecondition, invalidArgument } from '../../errors/status.ts'
import { apply } from '../../graph/build/apply_op.ts'
import type { Name, TensorLike } from '../../graph/build/convert.ts'
import { defineOp, type Lowering, type OpSpec } from '../../graph/op_def.ts'
import { printShape, unchangedWithRankAtLeast } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import { adjustContrast, adjustHue, hsvToRgb, type Round, rgbToHsv } from '../../kernels/reference/image/image_color.ts'
import { type Reals, realsOf, storeReals } from '../../kernels/reference/scalars/reals.ts'
import { call, input, literal, type Scalar } from '../../kernels/scalar.ts'
import { float32 } from '../../tensor/dtypes.ts'
import type { NDArray } from '../../tensor/ndarray.ts'

type Color = readonly [Scalar, Scalar, Scalar]
const ZERO = literal(0)

/** Red, green and blue as hue, saturation and value. */
function hsvOf([r, g, b]: Color): Color {
  const value = call('max', call('max', r, g), b)
  const range = call('sub', value, call('min', call('min', r, g), b))
  const norm = call('mul', call('div', literal(1), range), literal(1 / 6))
  const turned = (from: Scalar, to: Scalar, by: number): Scalar =>
    call('add', call('mul', norm, call('sub', from, to)), literal(by))
  const others = call('select', call('eq', g, value), turned(b, r, 2 / 6), turned(r, g, 4 / 6))
  const coloured = call('select', call('eq', r, value), call('mul', norm, call('sub', g, b)), others)
  const hue = call('select', call('gt', range, ZERO), coloured, ZERO)
  return [
    call('select', call('lt', hue, ZERO), call('add', hue, literal(1)), hue),
    call('select', call('gt', value, ZERO), call('div', range, value), ZERO),
    value,
  ]
}
/** The opposite. */
function rgbOf([hue, saturation, value]: Color): Color {
  const h = call('mul', hue, literal(6))
  const far = (at: number): Scalar => call('abs', call('sub', h, literal(at)))
  const rest = call('sub', literal(1), saturation)
  const channel = (share: Scalar): Scalar => {
    const clamped = call('min', call('max', share, ZERO), literal(1))
    return call('mul', call('add', rest, call('mul', saturation, clamped)), value)
  }
  return [
    channel(call('sub', far(3), literal(1))),
    channel(call('sub', literal(2), far(2))),
    channel(call('sub', literal(2), far(4))),
  ]
}

const colorOf = (): Color => [input(0), input(1), input(2)]
/** Images with three channels, and perhaps a number beside them. */
const ofColors = (scalars: () => Color): Lowering => ({
  kind: 'kernel',
  kernel: 'components',
  attrs: ({ inputShapes: [images = [], number = []] }) => (images.at(-1) === 3 && number.length === 0 ? {} : undefined),
  scalars,
})

const conversion = (convert: (images: Reals, round: Round) => Float64Array, scalars: () => Color): OpSpec => ({
  inputs: ['images: T'],
  outputs: ['output: T'],
  attrs: ['T: {float, double} = DT_FLOAT'],
  infer: c => {
    const images = c.withRankAtLeast(c.input(0), 1)
    const last = c.withValue(c.dim(images, -1), 3)
    return [c.replaceDim(images, -1, last)]
  },
  gradient: 'none',
  kernel: k => {
    const images = k.input(0)
    const { shape, dtype } = images
    if (shape.length < 1) throw invalidArgument(`input must be at least 1D${printShape(shape)}`)
    if (shape.at(-1) !== 3)
      throw failedPrecondition(`input must have 3 channels but input only has ${shape.at(-1)} channels.`)
    return storeReals(convert(realsOf(images), dtype.base_dtype === float32 ? Math.fround : x => x), dtype, shape)
  },
  lower: ofColors(scalars),
})
export const RGBToHSV = defineOp(
  'RGBToHSV',
  conversion(rgbToHsv, () => hsvOf(colorOf())),
)
export const HSVToRGB = defineOp(
  'HSVToRGB',
  conversion(hsvToRgb, () => rgbOf(colorOf())),
)

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

/** Away from the mean (input 1) by a factor (input 2); inputs 3 and 4, where they are, bound the result. */
const adjusting = (bounded: boolean): Lowering => ({
  kind: 'kernel',
  kernel: 'around_mean',
  attrs: ({ inputShapes: [images = [], ...numbers], inputTypes: [type] }) =>
    images.length >= 3 && numbers.every(shape => shape.length === 0) && type?.base_dtype === float32
      ? { pixels: (images.at(-3) as number) * (images.at(-2) as number) }
      : undefined,
  scalars: () => {
    const adjusted = call('add', call('mul', call('sub', input(0), input(1)), input(2)), input(1))
    return [bounded ? call('min', call('max', adjusted, input(3)), input(4)) : adjusted]
  },
})

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
  lower: adjusting(true),
})
export const AdjustContrastv2 = defineOp('AdjustContrastv2', {
  inputs: ['images: float', 'contrast_factor: float'],
  outputs: ['output: float'],
  infer: unchangedWithRankAtLeast(3),
  gradient: 'unregistered',
  kernel: k => storeReals(contrast(k), float32, k.input(0).shape),
  lower: adjusting(false),
})
export const AdjustHue = defineOp('AdjustHue', {
  inputs: ['images: float', 'delta: float'],
  outputs: ['output: float'],
  infer: unchangedWithRankAtLeast(3),
  gradient: 'unregistered',
  kernel: k => {
    const { images, value } = imagesAnd(k, 'delta')
    if (images.shape.at(-1) !== 3)
      throw invalidArgument(`input must have 3 channels but instead has ${images.shape.at(-1)} channels.`)
    return storeReals(adjustHue(realsOf(images), value), float32, images.shape)
  },
  lower: ofColors(() => {
    const [hue, saturation, value] = hsvOf(colorOf())
    const turned = call('add', hue, input(3))
    return rgbOf([call('sub', turned, call('floor', turned)), saturation, value])
  }),
})

// --- functions

interface ColorArgs {
  images: TensorLike
  name: Name
}
/** RGB images [..., 3] as hue, saturation and value, all in [0, 1] for inputs in [0, 1]. */
export const rgb_to_hsv = pyfunction(
  'rgb_to_hsv(images, name=None)',
  ({ images, name }: ColorArgs): Tensor => apply(RGBToHSV, { images }, name),
)
/** The opposite of `rgb_to_hsv`. */
export const hsv_to_rgb = pyfunction(
  'hsv_to_rgb(images, name=None)',
  ({ images, name }: ColorArgs): Tensor => apply(HSVToRGB, { images }, name),
)
