/** Convolutions with mirrored borders and resizing built in, as graph transformations make them (core/kernels/conv_ops_fused.cc). */
import { invalidArgument } from '../../errors/status.ts'
import type { AttrsOf } from '../../graph/attr_types.ts'
import { opFunction } from '../../graph/build/op_function.ts'
import { integersOf } from '../../graph/kernel_helpers.ts'
import { defineOp } from '../../graph/op_def.ts'
import { type Dim, type InferenceContext, printShape } from '../../graph/shape_inference.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import { pad } from '../../kernels/reference/arrays/movement.ts'
import { resizeBilinear } from '../../kernels/reference/image/image_resize.ts'
import { conv } from '../../kernels/reference/nn/convolution.ts'
import { realsOf, storeReals } from '../../kernels/reference/scalars/reals.ts'
import type { NDArray } from '../../tensor/ndarray.ts'
import type { Shape } from '../../tensor/shape.ts'
import { listAttr, windowedDim } from '../core/sliding_windows.ts'
import { conv2dGeometry } from './conv2d_ops.ts'

const MODES = ["mode: {'REFLECT', 'SYMMETRIC'}", 'strides: list(int32)', "padding: {'SAME', 'VALID'}"] as const

/** The convolution of images that have been given borders; `paddings` and `filter`: which inputs they are. */
function paddedConvShape(
  c: InferenceContext<AttrsOf<typeof MODES>>,
  images: readonly Dim[],
  paddings: number,
  filterInput: number,
): readonly Shape[] {
  const rows = c.withRank(c.input(paddings), 2)
  // an unknown number of rows is -1 here
  c.withRank(images, rows[0] ?? -1)
  c.merge(rows, [images.length, 2])
  const known = c.integers(paddings)
  if (known?.some(size => size < 0)) throw invalidArgument('Paddings must be non-negative')
  const padded = images.map((dim, i) =>
    known ? c.addDims(dim, (known[2 * i] as number) + (known[2 * i + 1] as number)) : null,
  )
  const filter = c.withRank(c.input(filterInput), 4)
  const strides = listAttr(c, 'Operation requires', 'strides', 4, 'stride')
  c.mergeDim(padded[3] as Dim, filter[2] as Dim)
  const spatial = [0, 1].map(i => windowedDim(c, padded[i + 1] as Dim, filter[i] as Dim, strides[i + 1] as number))
  return [[padded[0] as Dim, ...spatial, filter[3] as Dim]]
}

function paddedConv(
  k: KernelContext<AttrsOf<typeof MODES>>,
  images: NDArray,
  paddings: NDArray,
  filter: NDArray,
): NDArray {
  const strides = k.attr('strides')
  if (strides.length !== 4) throw invalidArgument('Sliding window strides field must specify 4 dimensions')
  if (strides[0] !== 1 || strides[3] !== 1)
    throw invalidArgument('Current implementation does not yet support strides in the batch and depth dimensions.')
  if (images.size === 0) throw invalidArgument("Input tensor can't be empty")
  if (paddings.shape.length !== 2 || paddings.shape[1] !== 2)
    throw invalidArgument(`paddings must be a matrix with 2 columns: ${printShape(paddings.shape)}`)
  const flat = integersOf(paddings)
  const reflect = k.attr('mode') === 'REFLECT'
  const borders = images.shape.map((size, i) => {
    const [before, after] = [flat[2 * i] as number, flat[2 * i + 1] as number]
    if (before < 0 || after < 0) throw invalidArgument(`paddings must be non-negative: ${before} ${after}`)
    if (reflect && (before >= size || after >= size))
      throw invalidArgument(`paddings must be less than the dimension size: ${before}, ${after} not less than ${size}`)
    if (before > size || after > size)
      throw invalidArgument(
        `paddings must be no greater than the dimension size: ${before}, ${after} greater than ${size}`,
      )
    return [before, after] as const
  })
  if (filter.shape.length !== 4) throw invalidArgument(`filter must be 4-dimensional: ${printShape(filter.shape)}`)
  const padded = pad(images, borders, k.attr('mode'))
  if (padded.shape[3] !== filter.shape[2])
    throw invalidArgument(`input and filter must have the same depth: ${padded.shape[3]} vs ${filter.shape[2]}`)
  const g = conv2dGeometry(padded.shape, filter.shape, strides, k.attr('padding'))
  return storeReals(conv(g, realsOf(padded), realsOf(filter)), images.dtype, [
    g.batch,
    g.rows.output,
    g.columns.output,
    g.outDepth,
  ])
}

export const FusedPadConv2D = defineOp('FusedPadConv2D', {
  inputs: ['input: T', 'paddings: int32', 'filter: T'],
  outputs: ['output: T'],
  attrs: ['T: {half, float, double}', ...MODES],
  infer: c => paddedConvShape(c, c.withRank(c.input(0), 4), 1, 2),
  gradient: 'unregistered',
  kernel: k => paddedConv(k, k.input(0), k.input(1), k.input(2)),
  shapeInputs: [1],
  lower: { kind: 'reference' },
})

export const FusedResizeAndPadConv2D = defineOp('FusedResizeAndPadConv2D', {
  inputs: ['input: T', 'size: int32', 'paddings: int32', 'filter: T'],
  outputs: ['output: T'],
  attrs: ['T: {half, float, double}', 'resize_align_corners: bool = false', ...MODES],
  infer: c => {
    const input = c.withRank(c.input(0), 4)
    c.merge(c.input(1), [2])
    const known = c.integers(1)
    return paddedConvShape(c, [input[0] as Dim, known?.[0] ?? null, known?.[1] ?? null, input[3] as Dim], 2, 3)
  },
  gradient: 'unregistered',
  kernel: k => {
    const input = k.input(0)
    const [batch, height, width, channels] = input.shape as readonly [number, number, number, number]
    const [outHeight, outWidth] = integersOf(k.input(1)) as [number, number]
    if (outHeight <= 0 || outWidth <= 0) throw invalidArgument('output dimensions must be positive')
    const r = {
      batch,
      channels,
      height,
      width,
      outHeight,
      outWidth,
      alignCorners: k.attr('resize_align_corners') === true,
    }
    const resized = storeReals(resizeBilinear(r, realsOf(input)), input.dtype, [batch, outHeight, outWidth, channels])
    return paddedConv(k, resized, k.input(2), k.input(3))
  },
  shapeInputs: [1, 2],
  lower: { kind: 'reference' },
})

/** `conv2d` of images that are given mirrored borders first. */
export const fused_pad_conv2d = opFunction(
  'fused_pad_conv2d(input, paddings, filter, mode, strides, padding, name=None)',
  FusedPadConv2D,
)
/** `conv2d` of images that are resized and given mirrored borders first. */
export const fused_resize_and_pad_conv2d = opFunction(
  'fused_resize_and_pad_conv2d(input, size, paddings, filter, mode, strides, padding, resize_align_corners=None, name=None)',
  FusedResizeAndPadConv2D,
)
