/** Brightness, contrast, colours and types of images. */

import { pyfunction } from '../calling/signature.ts'
import { ValueError } from '../errors/python.ts'
import { apply } from '../graph/build/apply_op.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../graph/build/convert.ts'
import { Tensor } from '../graph/tensor.ts'
import { clip_by_value } from '../ops/array/clip_ops.ts'
import { concat } from '../ops/array/concat_ops.ts'
import { slice } from '../ops/array/slice_ops.ts'
import { tile } from '../ops/array/tile_ops.ts'
import { identity } from '../ops/core/identity_ops.ts'
import { AdjustContrastv2, hsv_to_rgb, rgb_to_hsv } from '../ops/image/image_color_ops.ts'
import { add, maximum, mul, sub } from '../ops/math/arithmetic_ops.ts'
import { cast, saturate_cast } from '../ops/math/cast_ops.ts'
import { constant, ones } from '../ops/math/constant_op.ts'
import { div, mod } from '../ops/math/division_ops.ts'
import { rsqrt, sqrt, square } from '../ops/math/function_ops.ts'
import { minus, over, plus, times } from '../ops/math/operators.ts'
import { reduce_mean, reduce_prod, reduce_sum } from '../ops/math/reduction_ops.ts'
import { expand_dims, rank, shape } from '../ops/math/shape_ops.ts'
import { relu } from '../ops/nn/activation_ops.ts'
import { random_uniform } from '../ops/random/random_ops.ts'
import { as_dtype, type DType, type DTypeLike, float32, int32 } from '../tensor/dtypes.ts'
import { float, PyInt } from '../tensor/literals.ts'
import { checkImage } from './checks.ts'

function convertDtype(given: TensorLike, to: DType, saturate: boolean, name: Name): Tensor {
  const image = convertToTensor(given, { name: 'image' })
  const from = image.dtype.base_dtype
  if (to === from) return identity(image, name)
  return withScope(name, 'convert_image', [image], scope => {
    const convert = (x: Tensor, as: Name): Tensor => (saturate ? saturate_cast(x, to, as) : cast(x, to, as))
    if (from.is_integer && to.is_integer) {
      const [limitIn, limitOut] = [BigInt(from.max) + 1n, BigInt(to.max) + 1n]
      if (limitIn > limitOut) return convert(div(image, new PyInt(limitIn / limitOut)), scope)
      return mul(cast(image, to), new PyInt(limitOut / limitIn), scope)
    }
    if (from.is_floating && to.is_floating) return cast(image, to, scope)
    if (from.is_integer) return mul(cast(image, to), 1 / Number(from.max), scope)
    // the half keeps the largest value from being rounded down
    return convert(mul(image, Number(to.max) + 0.5), scope)
  })
}
/** Images as `dtype`: floats are in [0, 1], integers in [0, largest]. `saturate`: values out of range become the nearest in it. */
export const convert_image_dtype = pyfunction(
  'convert_image_dtype(image, dtype, saturate=False, name=None)',
  ({ image, dtype, saturate, name }: { image: TensorLike; dtype: DTypeLike; saturate: boolean; name: Name }) =>
    convertDtype(image, as_dtype(dtype).base_dtype, saturate, name),
)

/** An image minus its mean, divided by its standard deviation, or by 1/√(number of elements) where that is larger; float32. */
export const per_image_standardization = pyfunction(
  'per_image_standardization(image)',
  (args: { image: TensorLike }): Tensor => {
    const given = convertToTensor(args.image, { name: 'image' })
    checkImage(given)
    const count = reduce_prod(shape(given))
    const image = cast(given, float32)
    const mean = reduce_mean(image)
    const meanOfSquares = reduce_mean(square(image))
    const variance = relu(minus(meanOfSquares, square(mean)))
    const deviation = sqrt(variance)
    const scale = maximum(deviation, rsqrt(cast(count, float32)))
    return div(sub(image, mean), scale)
  },
)
/** The name of `per_image_standardization` before 0.12. */
export const per_image_whitening = per_image_standardization

interface BrightnessArgs {
  image: TensorLike
  delta: TensorLike
}
/** Images with `delta` added, computed as floats in [0, 1]; of the images' type. */
export const adjust_brightness = pyfunction(
  'adjust_brightness(image, delta)',
  (args: BrightnessArgs): Tensor =>
    withScope(null, 'adjust_brightness', [args.image, args.delta], scope => {
      const image = convertToTensor(args.image, { name: 'image' })
      const type = image.dtype.base_dtype
      const floats = convertDtype(image, float32, false, null)
      return convertDtype(add(floats, cast(args.delta, float32), scope), type, true, null)
    }),
)
interface ContrastArgs {
  images: TensorLike
  contrast_factor: TensorLike
}
/** Images whose pixels are moved away from their channel's mean by `contrast_factor`; of the images' type. */
export const adjust_contrast = pyfunction(
  'adjust_contrast(images, contrast_factor)',
  (args: ContrastArgs): Tensor =>
    withScope(null, 'adjust_contrast', [args.images, args.contrast_factor], scope => {
      const images = convertToTensor(args.images, { name: 'images' })
      const type = images.dtype.base_dtype
      const floats = convertDtype(images, float32, false, null)
      const adjusted = apply(AdjustContrastv2, { images: floats, contrast_factor: args.contrast_factor }, scope)
      return convertDtype(adjusted, type, true, null)
    }),
)
/** gain · image^gamma, on the scale of the image's type; float32. */
export const adjust_gamma = pyfunction(
  'adjust_gamma(image, gamma=1, gain=1)',
  (args: { image: TensorLike; gamma: number; gain: TensorLike }): Tensor =>
    withScope(null, 'adjust_gamma', [args.image, args.gamma, args.gain], () => {
      const floats = convertToTensor(args.image, { name: 'img', dtype: float32 })
      const image = convertToTensor(args.image, { name: 'image' })
      if (args.gamma < 0) throw new ValueError('Gamma should be a non-negative real number')
      const [low, high] = image.dtype.base_dtype.limits
      const scale = constant(Number(high) - Number(low), float32)
      return times(times(over(floats, scale).pow(args.gamma), scale), args.gain)
    }),
)

/** Works on hue, saturation and value of RGB images, as floats. */
function inHsv(
  name: Name,
  scopeName: string,
  given: TensorLike,
  change: (parts: [Tensor, Tensor, Tensor]) => Tensor[],
): Tensor {
  return withScope(name, scopeName, [given], () => {
    const image = convertToTensor(given, { name: 'image' })
    const type = image.dtype.base_dtype
    const hsv = rgb_to_hsv(convertDtype(image, float32, false, null))
    const parts = [0, 1, 2].map(i => slice(hsv, [0, 0, i], [-1, -1, 1])) as [Tensor, Tensor, Tensor]
    return convertDtype(hsv_to_rgb(concat(2, change(parts))), type, false, null)
  })
}
interface HueArgs {
  image: TensorLike
  delta: TensorLike
  name: Name
}
/** RGB images with their hues turned by `delta`, in [−1, 1]; of the image's type. */
export const adjust_hue = pyfunction('adjust_hue(image, delta, name=None)', ({ image, delta, name }: HueArgs) =>
  inHsv(name, 'adjust_hue', image, ([hue, saturation, value]) => {
    const turn =
      delta instanceof Tensor || Array.isArray(delta)
        ? plus(convertToTensor(delta), float(1))
        : float(Number(delta) + 1)
    return [mod(plus(hue, turn), 1), saturation, value]
  }),
)
interface SaturationArgs {
  image: TensorLike
  saturation_factor: TensorLike
  name: Name
}
/** RGB images with their saturation multiplied by `saturation_factor`; of the image's type. */
export const adjust_saturation = pyfunction(
  'adjust_saturation(image, saturation_factor, name=None)',
  (args: SaturationArgs) =>
    inHsv(args.name, 'adjust_saturation', args.image, ([hue, saturation, value]) => [
      hue,
      clip_by_value(times(saturation, args.saturation_factor), 0, 1),
      value,
    ]),
)

interface RandomRange {
  image: TensorLike
  lower: number
  upper: number
  seed: number | null
}
function randomBetween({ lower, upper, seed }: RandomRange): Tensor {
  if (upper <= lower) throw new ValueError('upper must be > lower.')
  if (lower < 0) throw new ValueError('lower must be non-negative.')
  return random_uniform([], lower, upper, { seed })
}
interface RandomDelta {
  image: TensorLike
  max_delta: number
  seed: number | null
}
function randomDelta({ max_delta, seed }: RandomDelta): Tensor {
  if (max_delta < 0) throw new ValueError('max_delta must be non-negative.')
  return random_uniform([], -max_delta, max_delta, { seed })
}
/** `adjust_brightness` by a number in [−max_delta, max_delta). */
export const random_brightness = pyfunction('random_brightness(image, max_delta, seed=None)', (args: RandomDelta) =>
  adjust_brightness(args.image, randomDelta(args)),
)
/** `adjust_contrast` by a factor in [lower, upper). */
export const random_contrast = pyfunction('random_contrast(image, lower, upper, seed=None)', (args: RandomRange) =>
  adjust_contrast(args.image, randomBetween(args)),
)
/** `adjust_hue` by a turn in [−max_delta, max_delta), at most half a turn. */
export const random_hue = pyfunction('random_hue(image, max_delta, seed=None)', (args: RandomDelta) => {
  if (args.max_delta > 0.5) throw new ValueError('max_delta must be <= 0.5.')
  return adjust_hue(args.image, randomDelta(args))
})
/** `adjust_saturation` by a factor in [lower, upper). */
export const random_saturation = pyfunction('random_saturation(image, lower, upper, seed=None)', (args: RandomRange) =>
  adjust_saturation(args.image, randomBetween(args)),
)

interface ColorArgs {
  images: TensorLike
  name: Name
}
/** RGB images [..., 3] as grey ones [..., 1] of the same type. */
export const rgb_to_grayscale = pyfunction(
  'rgb_to_grayscale(images, name=None)',
  (args: ColorArgs): Tensor =>
    withScope(args.name, 'rgb_to_grayscale', [args.images], scope => {
      const images = convertToTensor(args.images, { name: 'images' })
      const type = images.dtype.base_dtype
      const floats = convertDtype(images, float32, false, null)
      const last = expand_dims(minus(rank(images), 1), 0)
      const gray = reduce_sum(times(floats, [0.2989, 0.587, 0.114]), last, { keep_dims: true })
      gray.set_shape(images.get_shape().slice(null, -1).concatenate([1]))
      return convertDtype(gray, type, false, scope)
    }),
)
/** Grey images [..., 1] with their values three times [..., 3]. */
export const grayscale_to_rgb = pyfunction(
  'grayscale_to_rgb(images, name=None)',
  (args: ColorArgs): Tensor =>
    withScope(args.name, 'grayscale_to_rgb', [args.images], scope => {
      const images = convertToTensor(args.images, { name: 'images' })
      const last = expand_dims(minus(rank(images), 1), 0)
      const multiples = concat(0, [ones(last, int32), expand_dims(new PyInt(3), 0)])
      const rgb = tile(images, multiples, scope)
      rgb.set_shape(images.get_shape().slice(null, -1).concatenate([3]))
      return rgb
    }),
)
