/** Images cut and padded to a size. */

import { pyfunction, toNumber } from '../calling/signature.ts'
import { ValueError } from '../errors/python.ts'
import { convertToTensor, type TensorLike } from '../graph/build/convert.ts'
import type { Tensor } from '../graph/tensor.ts'
import { packIntegers } from '../ops/array/pack_ops.ts'
import { pad } from '../ops/array/pad_ops.ts'
import { slice, sliceHelper } from '../ops/array/slice_ops.ts'
import { withDependencies } from '../ops/control_flow/control_flow_ops.ts'
import { maximum, minimum } from '../ops/math/arithmetic_ops.ts'
import { equal, greater, greater_equal } from '../ops/math/comparison_ops.ts'
import { div } from '../ops/math/division_ops.ts'
import { minus, negated, times } from '../ops/math/operators.ts'
import { reshape, shape } from '../ops/math/shape_ops.ts'
import { addSizes, divideSizes, isTensor, type Size, subtractSizes } from '../ops/math/sizes.ts'
import { int32 } from '../tensor/dtypes.ts'
import { PyInt } from '../tensor/literals.ts'
import { checkImage, imageSizes, require } from './checks.ts'

const sizeOf = (value: unknown): Size => (isTensor(value) ? value : toNumber(value))
const known = (size: Size): number | null => (isTensor(size) ? null : size)
const atLeast = (a: Size, b: Size): boolean | Tensor => (isTensor(a) || isTensor(b) ? greater_equal(a, b) : a >= b)
const above = (a: Size, b: number): boolean | Tensor => (isTensor(a) ? greater(a, b) : a > b)
const largest = (a: Size, b: number): Size => (isTensor(a) ? maximum(a, b) : Math.max(a, b))
const smallest = (a: Size, b: Size): Size => (isTensor(a) || isTensor(b) ? minimum(a, b) : Math.min(a, b))

interface BoxArgs {
  image: TensorLike
  offset_height: number | Tensor
  offset_width: number | Tensor
  target_height: number | Tensor
  target_width: number | Tensor
}
interface Box {
  readonly top: Size
  readonly left: Size
  readonly height: Size
  readonly width: Size
}
const boxOf = (args: BoxArgs): Box => ({
  top: sizeOf(args.offset_height),
  left: sizeOf(args.offset_width),
  height: sizeOf(args.target_height),
  width: sizeOf(args.target_width),
})

function padTo(given: TensorLike, { top, left, height, width }: Box): Tensor {
  let image = convertToTensor(given, { name: 'image' })
  const checks = checkImage(image)
  const [rows, columns, depth] = imageSizes(image)
  const right = subtractSizes(subtractSizes(width, left), columns)
  const bottom = subtractSizes(subtractSizes(height, top), rows)
  checks.push(...require(atLeast(top, 0), 'offset_height must be >= 0'))
  checks.push(...require(atLeast(left, 0), 'offset_width must be >= 0'))
  checks.push(...require(atLeast(right, 0), 'width must be <= target - offset'))
  checks.push(...require(atLeast(bottom, 0), 'height must be <= target - offset'))
  image = withDependencies(checks, image)
  const paddings = reshape(packIntegers([top, bottom, left, right, 0, 0], 'pack'), [3, 2])
  const padded = pad(image, paddings)
  padded.set_shape([known(height), known(width), known(depth)])
  return padded
}
/** An image [height, width, channels] in the middle of zeros: `offset_*` of them before it, `target_*` sizes in all. */
export const pad_to_bounding_box = pyfunction(
  'pad_to_bounding_box(image, offset_height, offset_width, target_height, target_width)',
  (args: BoxArgs) => padTo(args.image, boxOf(args)),
)

function cropTo(given: TensorLike, { top, left, height, width }: Box): Tensor {
  let image = convertToTensor(given, { name: 'image' })
  const checks = checkImage(image)
  const [rows, columns, depth] = imageSizes(image)
  checks.push(...require(atLeast(left, 0), 'offset_width must be >= 0.'))
  checks.push(...require(atLeast(top, 0), 'offset_height must be >= 0.'))
  checks.push(...require(above(width, 0), 'target_width must be > 0.'))
  checks.push(...require(above(height, 0), 'target_height must be > 0.'))
  checks.push(...require(atLeast(columns, addSizes(width, left)), 'width must be >= target + offset.'))
  checks.push(...require(atLeast(rows, addSizes(height, top)), 'height must be >= target + offset.'))
  image = withDependencies(checks, image)
  const cropped = slice(image, packIntegers([top, left, 0], 'pack'), packIntegers([height, width, -1], 'pack'))
  cropped.set_shape([known(height), known(width), known(depth)])
  return cropped
}
/** The part of an image [height, width, channels] that begins at the offsets and has the target sizes. */
export const crop_to_bounding_box = pyfunction(
  'crop_to_bounding_box(image, offset_height, offset_width, target_height, target_width)',
  (args: BoxArgs) => cropTo(args.image, boxOf(args)),
)

const negative = (size: Size): Size => (isTensor(size) ? negated(size) : -size)

/** An image [height, width, channels] cut or padded with zeros evenly on both sides to the target size. */
export const resize_image_with_crop_or_pad = pyfunction(
  'resize_image_with_crop_or_pad(image, target_height, target_width)',
  (args: Pick<BoxArgs, 'image' | 'target_height' | 'target_width'>): Tensor => {
    let image = convertToTensor(args.image, { name: 'image' })
    let [height, width] = [sizeOf(args.target_height), sizeOf(args.target_width)]
    const checks = checkImage(image)
    checks.push(
      ...require(above(width, 0), 'target_width must be > 0.'),
      ...require(above(height, 0), 'target_height must be > 0.'),
    )
    image = withDependencies(checks, image)
    if (isTensor(height)) height = withDependencies(checks, height)
    if (isTensor(width)) width = withDependencies(checks, width)
    const [rows, columns] = imageSizes(image)
    const half = (size: Size): Size => largest(divideSizes(size, 2), 0)
    const moreColumns = subtractSizes(width, columns)
    const cutLeft = half(negative(moreColumns))
    const padLeft = half(moreColumns)
    const moreRows = subtractSizes(height, rows)
    const cutTop = half(negative(moreRows))
    const padTop = half(moreRows)
    const cropped = cropTo(image, {
      top: cutTop,
      left: cutLeft,
      height: smallest(height, rows),
      width: smallest(width, columns),
    })
    const resized = padTo(cropped, { top: padTop, left: padLeft, height, width })
    const [gotRows, gotColumns] = imageSizes(resized)
    const same = (a: Size, b: Size): boolean | Tensor => (isTensor(a) || isTensor(b) ? equal(a, b) : a === b)
    const after = [
      ...require(same(gotRows, height), 'resized height is not correct.'),
      ...require(same(gotColumns, width), 'resized width is not correct.'),
    ]
    return withDependencies(after, resized)
  },
)

/** The middle of an image [height, width, channels]: `central_fraction`, in (0, 1], of each side. */
export const central_crop = pyfunction(
  'central_crop(image, central_fraction)',
  (args: { image: TensorLike; central_fraction: number }): Tensor => {
    const image = convertToTensor(args.image, { name: 'image' })
    const fraction = Number(args.central_fraction)
    checkImage(image)
    if (!(fraction > 0 && fraction <= 1)) throw new ValueError('central_fraction must be within (0, 1]')
    if (fraction === 1) return image
    const dynamic = shape(image)
    const depth = image.get_shape().at(2)
    const parts = Math.trunc(1 / ((1 - fraction) / 2))
    const at = (i: number): Tensor => sliceHelper(dynamic, [i])
    const top = div(at(0), new PyInt(parts))
    const left = div(at(1), new PyInt(parts))
    const middle = (i: number, start: Tensor): Tensor => minus(at(i), times(start, 2))
    const [height, width] = [middle(0, top), middle(1, left)]
    const begin = convertToTensor([top, left, 0], { name: 'pack', bare: int32 })
    const cropped = slice(image, begin, convertToTensor([height, width, -1], { name: 'pack', bare: int32 }))
    cropped.set_shape([null, null, depth])
    return cropped
  },
)
