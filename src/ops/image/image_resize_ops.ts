/** Images made smaller or larger (core/kernels/resize_*_op.cc, image_resizer_state.h). */

import { pyfunction } from '../../calling/signature.ts'
import { invalidArgument } from '../../errors/status.ts'
import { apply } from '../../graph/build/apply_op.ts'
import type { Name, TensorLike } from '../../graph/build/convert.ts'
import { integersOf } from '../../graph/kernel_helpers.ts'
import { defineOp, type Lowering, type OpDef, type OpSpec, type PlanContext } from '../../graph/op_def.ts'
import { type Dim, type InferenceContext, printShape } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import {
  nearestPositions,
  type Resize,
  resizeArea,
  resizeBicubic,
  resizeBilinear,
  resizeBilinearGrad,
  scalesOf,
} from '../../kernels/reference/image/image_resize.ts'
import { scatterGradient } from '../../kernels/reference/nn/pooling.ts'
import { type Reals, realsOf, storeReals } from '../../kernels/reference/scalars/reals.ts'
import { float32, float64 } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import type { Shape } from '../../tensor/shape.ts'
import { s, sliceHelper } from '../array/slice_ops.ts'
import { shape } from '../math/shape_ops.ts'

const IMAGE_TYPES = 'T: {uint8, int8, int16, int32, int64, half, float, double}'
const CORNERS = 'align_corners: bool = false'

/** Images of the size in input 1. */
export function resizedShape(c: InferenceContext): readonly Shape[] {
  const input = c.withRank(c.input(0), 4)
  const size = c.withRank(c.input(1), 1)
  c.withValue(size[0] as Dim, 2)
  const known = c.integers(1)
  return [[input[0] as Dim, known?.[0] ?? null, known?.[1] ?? null, input[3] as Dim]]
}

function resizeOf(k: KernelContext): Resize {
  const [input, size] = [k.input(0), k.input(1)]
  if (input.shape.length !== 4) throw invalidArgument(`input must be 4-dimensional${printShape(input.shape)}`)
  if (size.shape.length !== 1) throw invalidArgument(`shape_t must be 1-dimensional${printShape(size.shape)}`)
  if (size.size !== 2) throw invalidArgument(`shape_t must have two elements${printShape(size.shape)}`)
  const [outHeight, outWidth] = integersOf(size) as [number, number]
  if (outHeight <= 0 || outWidth <= 0) throw invalidArgument('output dimensions must be positive')
  const [batch, height, width, channels] = input.shape as readonly [number, number, number, number]
  if (channels <= 0) throw invalidArgument('image must have at least one channel')
  if (height <= 0 || width <= 0) throw invalidArgument('input image must be of non-zero size')
  return { batch, channels, height, width, outHeight, outWidth, alignCorners: k.attr('align_corners') === true }
}
const outputDims = (r: Resize) => [r.batch, r.outHeight, r.outWidth, r.channels]

/** A compiled kernel; `images`: which shapes are those of the images and of what is made of them. */
const resizing = (
  kernel: string,
  shapes: (node: PlanContext) => readonly (readonly number[] | undefined)[],
): Lowering => ({
  kind: 'kernel',
  kernel,
  operands: [0],
  attrs: node => {
    const [image, resized] = shapes(node)
    if (
      image?.length !== 4 ||
      resized?.length !== 4 ||
      [...image, ...resized.slice(1)].includes(0) ||
      image[0] !== resized[0]
    )
      return undefined
    const [, height, width] = image as [number, number, number]
    const [, outHeight, outWidth] = resized as [number, number, number]
    return {
      scale: scalesOf({ height, width, outHeight, outWidth, alignCorners: node.attr('align_corners') === true }),
    }
  },
})
const forwards = (node: PlanContext) => [node.inputShapes[0], node.outputShapes[0]]
const backwards = (node: PlanContext) => [node.outputShapes[0], node.inputShapes[0]]

/** An op that gives float images, whatever it gets. */
const toFloat = (
  resize: (r: Resize, images: Reals) => Float64Array,
  gradient: OpSpec['gradient'] & {},
  lower: Lowering = { kind: 'reference' },
): OpSpec => ({
  inputs: ['images: T', 'size: int32'],
  outputs: ['resized_images: float'],
  attrs: [IMAGE_TYPES, CORNERS],
  infer: resizedShape,
  gradient,
  kernel: k => {
    const r = resizeOf(k)
    return storeReals(resize(r, realsOf(k.input(0))), float32, outputDims(r))
  },
  shapeInputs: [1],
  lower,
})

/** Sums of pixels, weighted along rows and columns. */
const resampling = (filter: 'area' | 'bicubic'): Lowering => ({
  kind: 'kernel',
  kernel: 'resample',
  operands: [0],
  attrs: node => {
    const [image, resized] = forwards(node)
    if (image?.length !== 4 || resized?.length !== 4 || [...image, ...resized].includes(0)) return undefined
    return { filter, corners: node.attr('align_corners') === true }
  },
})
export const ResizeArea = defineOp('ResizeArea', toFloat(resizeArea, 'unregistered', resampling('area')))
export const ResizeBicubic = defineOp('ResizeBicubic', toFloat(resizeBicubic, 'unregistered', resampling('bicubic')))
export const ResizeBilinear = defineOp(
  'ResizeBilinear',
  toFloat(
    resizeBilinear,
    (op, grad) => {
      const image = op.inputs[0] as Tensor
      const type = image.dtype.base_dtype
      if (type !== float32 && type !== float64) return [null, null]
      return [
        apply(ResizeBilinearGrad, { grads: grad, original_image: image, align_corners: op.attr('align_corners') }),
        null,
      ]
    },
    resizing('resize_bilinear', forwards),
  ),
)
export const ResizeBilinearGrad = defineOp('ResizeBilinearGrad', {
  inputs: ['grads: float', 'original_image: T'],
  outputs: ['output: T'],
  attrs: ['T: {float, half, double}', CORNERS],
  infer: c => [c.input(1)],
  // images and channels are those of the gradient
  concreteShapes: c => {
    const [grad, image] = [c.withRank(c.input(0), 4), c.withRank(c.input(1), 4)]
    return [[grad[0] as Dim, image[1] as Dim, image[2] as Dim, grad[3] as Dim]]
  },
  gradient: 'unregistered',
  kernel: k => {
    const [grad, image] = [k.input(0), k.input(1)]
    if (grad.shape.length !== 4) throw invalidArgument(`input_grad must be 4-dimensional${printShape(grad.shape)}`)
    if (image.shape.length !== 4)
      throw invalidArgument(`original_image must be 4-dimensional${printShape(image.shape)}`)
    const [, height, width] = image.shape as readonly [number, number, number, number]
    const [batch, outHeight, outWidth, channels] = grad.shape as readonly [number, number, number, number]
    const r = {
      batch,
      channels,
      height,
      width,
      outHeight,
      outWidth,
      alignCorners: k.attr('align_corners') === true,
    }
    return storeReals(resizeBilinearGrad(r, realsOf(grad)), image.dtype, [batch, height, width, channels])
  },
  lower: resizing('resize_bilinear_grad', backwards),
})

export const ResizeNearestNeighbor = defineOp('ResizeNearestNeighbor', {
  inputs: ['images: T', 'size: int32'],
  outputs: ['resized_images: T'],
  attrs: [IMAGE_TYPES, CORNERS],
  infer: resizedShape,
  gradient: (op, grad) => {
    const image = op.inputs[0] as Tensor
    const spatial = image.get_shape().slice(1, 3)
    const size = spatial.is_fully_defined() ? spatial : sliceHelper(shape(image), [s(1, 3)])
    return [apply(ResizeNearestNeighborGrad, { grads: grad, size, align_corners: op.attr('align_corners') }), null]
  },
  kernel: k => {
    const r = resizeOf(k)
    const images = k.input(0)
    const positions = nearestPositions(r)
    const data = images.dtype.base_dtype.allocate(positions.length)
    for (let i = 0; i < positions.length; i++) data[i] = images.data[positions[i] as number] as never
    return new NDArray(images.dtype.base_dtype, outputDims(r), data)
  },
  shapeInputs: [1],
  lower: resizing('resize_nearest', forwards),
})
export const ResizeNearestNeighborGrad = defineOp('ResizeNearestNeighborGrad', {
  inputs: ['grads: T', 'size: int32'],
  outputs: ['output: T'],
  attrs: ['T: {uint8, int8, int32, half, float, double}', CORNERS],
  infer: resizedShape,
  gradient: 'unregistered',
  kernel: k => {
    const [grad, size] = [k.input(0), k.input(1)]
    if (grad.shape.length !== 4) throw invalidArgument(`input must be 4-dimensional${printShape(grad.shape)}`)
    if (size.shape.length !== 1) throw invalidArgument(`shape_t must be 1-dimensional${printShape(size.shape)}`)
    if (size.size !== 2) throw invalidArgument(`shape_t must have two elements${printShape(size.shape)}`)
    const [height, width] = integersOf(size) as [number, number]
    if (height <= 0 || width <= 0) throw invalidArgument("shape_t's elements must be positive")
    const [batch, outHeight, outWidth, channels] = grad.shape as readonly [number, number, number, number]
    const r = { batch, channels, height, width, outHeight, outWidth, alignCorners: k.attr('align_corners') === true }
    const dims = [batch, height, width, channels]
    return storeReals(
      scatterGradient(batch * height * width * channels, nearestPositions(r), realsOf(grad)),
      grad.dtype,
      dims,
    )
  },
  shapeInputs: [1],
  lower: resizing('resize_nearest_grad', backwards),
})

// --- functions

interface ResizeArgs {
  images: TensorLike
  size: TensorLike
  align_corners: boolean | null
  name: Name
}
const resizer =
  (def: OpDef) =>
  ({ name, ...args }: ResizeArgs): Tensor =>
    apply(def, { ...args }, name)

/** Images [batch, height, width, channels] at `size` [height, width], each pixel the mean of the area that it covers; float32. */
export const resize_area = pyfunction('resize_area(images, size, align_corners=None, name=None)', resizer(ResizeArea))
/** Images at `size` by bicubic interpolation; float32. `align_corners`: the centres of the corner pixels stay where they are. */
export const resize_bicubic = pyfunction(
  'resize_bicubic(images, size, align_corners=None, name=None)',
  resizer(ResizeBicubic),
)
/** Images at `size` by bilinear interpolation; float32. `align_corners`: the centres of the corner pixels stay where they are. */
export const resize_bilinear = pyfunction(
  'resize_bilinear(images, size, align_corners=None, name=None)',
  resizer(ResizeBilinear),
)
/** Images at `size`, each pixel a copy of the nearest one; of the images' type. */
export const resize_nearest_neighbor = pyfunction(
  'resize_nearest_neighbor(images, size, align_corners=None, name=None)',
  resizer(ResizeNearestNeighbor),
)
