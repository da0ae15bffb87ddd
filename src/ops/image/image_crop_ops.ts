/** Parts of images (core/kernels/crop_and_resize_op.cc, attention_ops.cc, random_crop_op.cc). */

import { pyfunction } from '../../calling/signature.ts'
import { failedPrecondition, invalidArgument, outOfRange } from '../../errors/status.ts'
import { apply } from '../../graph/build/apply_op.ts'
import type { Name, TensorLike } from '../../graph/build/convert.ts'
import { integersOf } from '../../graph/kernel_helpers.ts'
import { defineOp, type Lowering, type PlanContext } from '../../graph/op_def.ts'
import { type Dim, type InferenceContext, printShape } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import { slice } from '../../kernels/reference/arrays/movement.ts'
import {
  type Crop,
  cropAndResize,
  cropAndResizeGradBoxes,
  cropAndResizeGradImage,
  extractGlimpse,
} from '../../kernels/reference/image/image_crop.ts'
import { newRandomState } from '../../kernels/reference/random/random.ts'
import { realsOf, storeReals } from '../../kernels/reference/scalars/reals.ts'
import { checkAllocation } from '../../tensor/allocation.ts'
import { type DType, float16, float32, float64 } from '../../tensor/dtypes.ts'
import type { NDArray } from '../../tensor/ndarray.ts'
import { shape } from '../math/shape_ops.ts'

const IMAGE_TYPES = 'T: {uint8, int8, int16, int32, int64, half, float, double}'
const METHOD = "method: {'bilinear'} = 'bilinear'"

/** The boxes in inputs `at` and `at + 1`, checked against the images' number once that is known. */
function boxesOf(k: KernelContext, at: number): { boxes: NDArray; imageOf: number[] } {
  const [boxes, index] = [k.input(at), k.input(at + 1)]
  if (boxes.size === 0 && index.size === 0) return { boxes, imageOf: [] }
  if (boxes.shape.length !== 2) throw invalidArgument(`boxes must be 2-D${printShape(boxes.shape)}`)
  if (boxes.shape[1] !== 4) throw invalidArgument('boxes must have 4 columns')
  if (index.shape.length !== 1) throw invalidArgument(`box_ind must be 1-D${printShape(index.shape)}`)
  if (index.size !== boxes.shape[0]) throw invalidArgument('box_ind has incompatible shape')
  return { boxes, imageOf: integersOf(index) }
}
function cropOf(
  boxes: NDArray,
  imageOf: readonly number[],
  image: readonly number[],
  cropHeight: number,
  cropWidth: number,
): Crop {
  const [batch, height, width, depth] = image as readonly [number, number, number, number]
  if (imageOf.some(index => index < 0 || index >= batch)) throw outOfRange('box_ind has values outside [0, batch)')
  return { batch, height, width, depth, cropHeight, cropWidth, boxes: realsOf(boxes), imageOf }
}
function gradOf(k: KernelContext): NDArray {
  const grad = k.input(0)
  if (grad.shape.length !== 4) throw invalidArgument(`grads image must be 4-D${printShape(grad.shape)}`)
  if ((grad.shape[1] as number) <= 0 || (grad.shape[2] as number) <= 0)
    throw invalidArgument('grads dimensions must be positive')
  return grad
}

/** Height and width in input `index`. */
function sizeIn(c: InferenceContext, index: number): readonly [Dim, Dim] {
  c.withValue(c.withRank(c.input(index), 1)[0] as Dim, 2)
  const [height = null, width = null] = c.integers(index) ?? []
  return [height, width]
}

/** A compiled kernel; `images`: which shapes are those of the images and of the crops. */
const cropping = (
  kernel: string,
  shapes: (node: PlanContext) => readonly (readonly number[] | undefined)[],
): Lowering => ({
  kind: 'kernel',
  kernel,
  checks: true,
  operands: [0, 1, 2],
  attrs: node => {
    const [images = [], crops = []] = shapes(node)
    const [, boxes = [], index = []] = node.inputShapes
    const count = crops[0] ?? 0
    const fits =
      images.length === 4 &&
      crops.length === 4 &&
      images[3] === crops[3] &&
      boxes.join() === [count, 4].join() &&
      index.join() === `${count}`
    const some = fits && count > 0 && ![...images.slice(1), ...crops.slice(1)].includes(0)
    return some ? { extrapolation: node.attr('extrapolation_value') ?? 0 } : undefined
  },
})

export const CropAndResize = defineOp('CropAndResize', {
  inputs: ['image: T', 'boxes: float', 'box_ind: int32', 'crop_size: int32'],
  outputs: ['crops: float'],
  attrs: [IMAGE_TYPES, METHOD, 'extrapolation_value: float = 0'],
  infer: c => {
    const image = c.withRank(c.input(0), 4)
    const boxes = c.withRank(c.input(1), 2)
    const index = c.withRank(c.input(2), 1)
    const count = c.mergeDim(boxes[0] as Dim, index[0] as Dim)
    c.withValue(boxes[1] as Dim, 4)
    return [[count, ...sizeIn(c, 3), image[3] as Dim]]
  },
  gradient: (op, grad) => {
    const [image, boxes, box_ind] = op.inputs as [Tensor, Tensor, Tensor]
    const image_size = image.get_shape().is_fully_defined() ? image.get_shape().as_list() : shape(image)
    const type = image.dtype.base_dtype
    const differentiable = type === float16 || type === float32 || type === float64
    const toImage = differentiable
      ? apply(CropAndResizeGradImage, { grads: grad, boxes, box_ind, image_size, T: op.attr('T') })
      : null
    return [toImage, apply(CropAndResizeGradBoxes, { grads: grad, image, boxes, box_ind }), null, null]
  },
  kernel: k => {
    const [image, size] = [k.input(0), k.input(3)]
    const { boxes, imageOf } = boxesOf(k, 1)
    if (image.shape.length !== 4) throw invalidArgument(`input image must be 4-D${printShape(image.shape)}`)
    const [, height, width, depth] = image.shape as readonly [number, number, number, number]
    if (height <= 0 || width <= 0) throw invalidArgument('image dimensions must be positive')
    if (size.shape.length !== 1) throw invalidArgument(`crop_size must be 1-D${printShape(size.shape)}`)
    if (size.size !== 2) throw invalidArgument(`crop_size must have two elements${printShape(size.shape)}`)
    const [cropHeight, cropWidth] = integersOf(size) as [number, number]
    if (cropHeight <= 0 || cropWidth <= 0) throw invalidArgument('crop dimensions must be positive')
    const crop = cropOf(boxes, imageOf, image.shape, cropHeight, cropWidth)
    const crops = cropAndResize(crop, realsOf(image), k.attr('extrapolation_value'))
    return storeReals(crops, float32, [imageOf.length, cropHeight, cropWidth, depth])
  },
  shapeInputs: [3],
  lower: cropping('crop_and_resize', node => [node.inputShapes[0], node.outputShapes[0]]),
})

export const CropAndResizeGradImage = defineOp('CropAndResizeGradImage', {
  inputs: ['grads: float', 'boxes: float', 'box_ind: int32', 'image_size: int32'],
  outputs: ['output: T'],
  attrs: ['T: {float, half, double}', METHOD],
  infer: c => [c.withRank(c.valueAsShape(3), 4)],
  gradient: 'unregistered',
  kernel: k => {
    const grad = gradOf(k)
    const { boxes, imageOf } = boxesOf(k, 1)
    if (grad.shape[0] !== imageOf.length) throw invalidArgument('boxes and grads have incompatible shape')
    const size = k.input(3)
    if (size.shape.length !== 1) throw invalidArgument(`image_size must be 1-D${printShape(size.shape)}`)
    if (size.size !== 4) throw invalidArgument(`image_size must have 4 elements${printShape(size.shape)}`)
    const dims = integersOf(size)
    if ((dims[1] as number) <= 0 || (dims[2] as number) <= 0) throw invalidArgument('image dimensions must be positive')
    if (dims[3] !== grad.shape[3]) throw invalidArgument('image_size and grads are incompatible')
    const crop = cropOf(boxes, imageOf, dims, grad.shape[1] as number, grad.shape[2] as number)
    return storeReals(cropAndResizeGradImage(crop, realsOf(grad)), k.outputTypes[0] as DType, dims)
  },
  shapeInputs: [3],
  lower: cropping('crop_and_resize_grad', node => [node.outputShapes[0], node.inputShapes[0]]),
})

export const CropAndResizeGradBoxes = defineOp('CropAndResizeGradBoxes', {
  inputs: ['grads: float', 'image: T', 'boxes: float', 'box_ind: int32'],
  outputs: ['output: float'],
  attrs: [IMAGE_TYPES, METHOD],
  infer: c => [c.input(2)],
  gradient: 'unregistered',
  kernel: k => {
    const grad = gradOf(k)
    const image = k.input(1)
    if (image.shape.length !== 4) throw invalidArgument(`input image must be 4-D${printShape(image.shape)}`)
    if ((image.shape[1] as number) <= 0 || (image.shape[2] as number) <= 0)
      throw invalidArgument('image dimensions must be positive')
    if (image.shape[3] !== grad.shape[3]) throw invalidArgument('image, grads depth differ')
    const { boxes, imageOf } = boxesOf(k, 2)
    if (grad.shape[0] !== imageOf.length) throw invalidArgument('boxes and grads have incompatible shape')
    const crop = cropOf(boxes, imageOf, image.shape, grad.shape[1] as number, grad.shape[2] as number)
    return storeReals(cropAndResizeGradBoxes(crop, realsOf(image), realsOf(grad)), float32, boxes.shape)
  },
  lower: { kind: 'reference' },
})

export const ExtractGlimpse = defineOp('ExtractGlimpse', {
  inputs: ['input: float', 'size: int32', 'offsets: float'],
  outputs: ['glimpse: float'],
  attrs: ['centered: bool = true', 'normalized: bool = true', 'uniform_noise: bool = true'],
  infer: c => {
    const input = c.withRank(c.input(0), 4)
    const offsets = c.withRank(c.input(2), 2)
    const batch = c.mergeDim(input[0] as Dim, offsets[0] as Dim)
    c.withValue(offsets[1] as Dim, 2)
    return [[batch, ...sizeIn(c, 1), input[3] as Dim]]
  },
  gradient: 'none',
  kernel: k => {
    const [input, size, offsets] = [k.input(0), k.input(1), k.input(2)]
    if (input.shape.length !== 4)
      throw invalidArgument(`input must be 4-dimensional (batch_size, height, width, depth)${printShape(input.shape)}`)
    if (size.shape.length !== 1 || size.size !== 2)
      throw invalidArgument(`input must be a vector of size 2 (height, width)${printShape(size.shape)}`)
    if (offsets.shape.length !== 2) throw invalidArgument(`input must be a matrix${printShape(offsets.shape)}`)
    if (offsets.shape[0] !== input.shape[0])
      throw invalidArgument(`first dimension should be batch${printShape(offsets.shape)}`)
    if (offsets.shape[1] !== 2)
      throw invalidArgument(`second dimension should be of size 2 (y,x)${printShape(offsets.shape)}`)
    const [outHeight, outWidth] = integersOf(size) as [number, number]
    const [batch, height, width, depth] = input.shape as readonly [number, number, number, number]
    checkAllocation([batch, outHeight, outWidth, depth], float64)
    const [centered, normalized, uniformNoise] = [k.attr('centered'), k.attr('normalized'), k.attr('uniform_noise')]
    const g = { batch, height, width, depth, outHeight, outWidth, centered, normalized, uniformNoise }
    return storeReals(extractGlimpse(g, realsOf(input), realsOf(offsets)), float32, [batch, outHeight, outWidth, depth])
  },
  // what lies outside of the image is noise, new in each run
  lower: { kind: 'host' },
})

export const RandomCrop = defineOp('RandomCrop', {
  inputs: ['image: T', 'size: int64'],
  outputs: ['output: T'],
  attrs: ['T: {uint8, int8, int16, int32, int64, float, double}', 'seed: int64 = 0', 'seed2: int64 = 0'],
  stateful: true,
  deprecated: { version: 8, explanation: 'Random crop is now pure Python' },
  infer: c => {
    const image = c.withRank(c.input(0), 3)
    c.merge(c.input(1), [2])
    const known = c.integers(1)
    return [[known?.[0] ?? null, known?.[1] ?? null, image[2] as Dim]]
  },
  gradient: 'none',
  kernel: k => {
    const [image, size] = [k.input(0), k.input(1)]
    if (image.shape.length !== 3) throw invalidArgument(`input must be 3-dimensional${printShape(image.shape)}`)
    if (size.shape.length !== 1) throw invalidArgument(`shape_t must be 1-dimensional${printShape(size.shape)}`)
    if (size.size !== 2) throw invalidArgument(`shape_t must have two elements${printShape(size.shape)}`)
    const [rows, columns] = integersOf(size) as [number, number]
    const [height, width, channels] = image.shape as readonly [number, number, number]
    if (rows === height && columns === width) return image
    if (width < columns)
      throw failedPrecondition(`width must be >= target_width: width = ${width}, target_width = ${columns}`)
    if (height < rows)
      throw failedPrecondition(`height must be >= target_height: height = ${height}, target_height = ${rows}`)
    const random = k.state(() => newRandomState(k)).reserve(1)
    const top = rows < height ? random.word() % (height - rows + 1) : 0
    const left = columns < width ? random.word() % (width - columns + 1) : 0
    return slice(image, [top, left, 0], [rows, columns, channels])
  },
  lower: { kind: 'host' },
})

// --- functions

interface CropAndResizeArgs {
  image: TensorLike
  boxes: TensorLike
  box_ind: TensorLike
  crop_size: TensorLike
  method: string | null
  extrapolation_value: number | null
  name: Name
}
/**
 * Boxes cut out of images [batch, height, width, depth] and resized bilinearly to `crop_size` [height, width]. `boxes`:
 * [count, 4] of y1, x1, y2, x2, where 0 and 1 are the centres of the outermost pixels; `box_ind`: the image of each box.
 */
export const crop_and_resize = pyfunction(
  'crop_and_resize(image, boxes, box_ind, crop_size, method=None, extrapolation_value=None, name=None)',
  ({ name, ...args }: CropAndResizeArgs): Tensor => apply(CropAndResize, { ...args }, name),
)

interface GlimpseArgs {
  input: TensorLike
  size: TensorLike
  offsets: TensorLike
  centered: boolean | null
  normalized: boolean | null
  uniform_noise: boolean | null
  name: Name
}
/**
 * Windows of `size` [height, width] out of images [batch, height, width, channels], around `offsets` [batch, 2] of y, x.
 * What lies outside of the image is noise.
 */
export const extract_glimpse = pyfunction(
  'extract_glimpse(input, size, offsets, centered=None, normalized=None, uniform_noise=None, name=None)',
  ({ name, ...args }: GlimpseArgs): Tensor => apply(ExtractGlimpse, { ...args }, name),
)
