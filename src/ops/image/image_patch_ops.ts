/** Patches of images as vectors. */

import { pyfunction } from '../../calling/signature.ts'
import { ValueError } from '../../errors/python.ts'
import { invalidArgument, outOfRange, unimplemented } from '../../errors/status.ts'
import type { AttrsOf, OperationOf } from '../../graph/attr_types.ts'
import { apply } from '../../graph/build/apply_op.ts'
import type { Name, TensorLike } from '../../graph/build/convert.ts'
import { SparseTensor } from '../../graph/build/sparse_tensor.ts'
import { movement } from '../../graph/movement_lowerings.ts'
import { defineOp } from '../../graph/op_def.ts'
import type { InferenceContext } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { float32, int64 } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { shapeText } from '../../tensor/shape.ts'
import { sliceHelper } from '../array/slice_ops.ts'
import { transpose } from '../array/transpose_ops.ts'
import { constant, ones } from '../math/constant_op.ts'
import { times } from '../math/operators.ts'
import { reshape, shape } from '../math/shape_ops.ts'
import { sparse_tensor_dense_matmul } from '../sparse/sparse_dense_ops.ts'

/** One spatial dimension of the window. */
interface Window {
  readonly size: number
  readonly stride: number
  readonly rate: number
  /** From the first to the last pixel of a patch. */
  readonly extent: number
}

const ATTRS = [
  'ksizes: list(int32) >= 4',
  'strides: list(int32) >= 4',
  'rates: list(int32) >= 4',
  'T: realnumbertype',
  "padding: {'SAME', 'VALID'}",
] as const
const LISTS = ['ksizes', 'strides', 'rates'] as const

function windows(attr: (name: (typeof LISTS)[number]) => readonly number[]): readonly [Window, Window] {
  const [sizes, strides, rates] = LISTS.map(attr) as [number[], number[], number[]]
  const window = (d: 1 | 2): Window => {
    const [size, stride, rate] = [sizes[d] as number, strides[d] as number, rates[d] as number]
    return { size, stride, rate, extent: size + (size - 1) * (rate - 1) }
  }
  return [window(1), window(2)]
}
/** The number of patches along a dimension, and the pixels of padding before it. */
function positions(length: number, { extent, stride }: Window, padding: string): { count: number; before: number } {
  if (padding === 'VALID') return { count: Math.trunc((length - extent + stride) / stride), before: 0 }
  const count = Math.ceil(length / stride)
  // where windows leave gaps the first one may begin inside, behind a border of less than nothing
  return { count, before: Math.trunc(((count - 1) * stride + extent - length) / 2) }
}

function inferPatches(c: InferenceContext<AttrsOf<typeof ATTRS>>): readonly (readonly (number | null)[])[] {
  const [batch = null, rows = null, columns = null, depth = null] = c.withRank(c.input(0), 4)
  for (const [name, label] of [
    ['ksizes', 'ksizes'],
    ['strides', 'stride'],
    ['rates', 'rates'],
  ] as const) {
    const given = c.attr(name)
    if (given.length !== 4)
      throw c.fail(`ExtractImagePatches requires the ${label} attribute to contain 4 values, but got: ${given.length}`)
  }
  const [high, wide] = windows(name => c.attr(name))
  const out = c.multiplyDims(depth, high.size * wide.size)
  if (rows === null || columns === null) return [[batch, null, null, out]]
  const padding = c.attr('padding')
  for (const { stride } of [high, wide]) if (stride <= 0) throw c.fail(`Stride must be > 0, but got ${stride}`)
  const [down, across] = [positions(rows, high, padding), positions(columns, wide, padding)]
  if (down.count < 0 || across.count < 0) throw c.fail('computed output size would be negative')
  return [[batch, down.count, across.count, out]]
}

function extractPatches(images: NDArray, [high, wide]: readonly [Window, Window], padding: string): NDArray {
  const [batch, rows, columns, depth] = images.shape as [number, number, number, number]
  const [down, across] = [positions(rows, high, padding), positions(columns, wide, padding)]
  const out = NDArray.zeros([batch, down.count, across.count, high.size * wide.size * depth], images.dtype.base_dtype)
  const [to, from] = [out.data as Float64Array, images.data as Float64Array]
  let at = 0
  for (let b = 0; b < batch; b++) {
    for (let y = 0; y < down.count; y++) {
      for (let x = 0; x < across.count; x++) {
        for (let ky = 0; ky < high.size; ky++) {
          for (let kx = 0; kx < wide.size; kx++, at += depth) {
            const row = y * high.stride - down.before + ky * high.rate
            const column = x * wide.stride - across.before + kx * wide.rate
            if (row < 0 || row >= rows || column < 0 || column >= columns) continue
            const source = ((b * rows + row) * columns + column) * depth
            for (let d = 0; d < depth; d++) to[at + d] = from[source + d] as number
          }
        }
      }
    }
  }
  return out
}

/** Which of a window's pixels lie in the image, where its first one is at `start`. */
function inside(length: number, start: number, { size, rate }: Window): { start: number; from: number; to: number } {
  return {
    start,
    from: Math.max(0, Math.ceil(-start / rate)),
    to: Math.min(size, Math.floor((length - 1 - start) / rate) + 1),
  }
}

/** d(images): the patches' pixels added up where they came from, by a sparse matrix. */
function patchesGradient(op: OperationOf<AttrsOf<typeof ATTRS>>, grad: Tensor): Tensor[] {
  const input = op.inputs[0] as Tensor
  const [, rows, columns] = input.staticShape as readonly [number, number, number, number]
  const dims = shape(input)
  const batch = sliceHelper(dims, [0])
  const channels = sliceHelper(dims, [3])
  const [high, wide] = windows(name => op.attr(name))
  if ([high, wide].some(({ size, stride, rate }) => Math.min(size, stride, rate) < 1))
    throw new ValueError(`The gradient of ${op.name} needs ksizes, strides and rates of at least 1`)
  const padding = op.attr('padding')
  const span = (length: number, { extent, stride }: Window): { count: number; pad: number } => {
    if (padding === 'SAME') {
      const count = Math.ceil(length / stride)
      return { count, pad: Math.max(0, Math.floor(((count - 1) * stride + extent - length) / 2)) }
    }
    const count = Math.ceil((length - extent + 1) / stride)
    return { count, pad: Math.max(0, (count - 1) * stride + extent - length) }
  }
  const [down, across] = [span(rows, high), span(columns, wide)]
  // of a window no more than what lies in the image
  const counts = [down.count, across.count, Math.min(high.size, rows), Math.min(wide.size, columns)]
  const visited = counts.reduce((product, count) => product * Math.max(1, count), 1)
  if (visited > MOST_PIXELS)
    throw new ValueError(`The gradient of ${op.name} has ${visited} pixels of patches, more than ${MOST_PIXELS}`)
  const expanded = transpose(
    reshape(grad, [batch, down.count, across.count, high.size, wide.size, channels]),
    [1, 2, 3, 4, 0, 5],
  )
  const flat = reshape(expanded, [-1, times(batch, channels)])
  const pairs: number[] = []
  for (let i = 0; i < down.count; i++) {
    const y = inside(rows, i * high.stride - down.pad, high)
    for (let j = 0; j < across.count; j++) {
      const x = inside(columns, j * wide.stride - across.pad, wide)
      for (let ky = y.from; ky < y.to; ky++) {
        for (let kx = x.from; kx < x.to; kx++) {
          const pixel = (y.start + ky * high.rate) * columns + x.start + kx * wide.rate
          pairs.push(pixel, ((i * across.count + j) * high.size + ky) * wide.size + kx)
        }
      }
    }
  }
  const count = pairs.length / 2
  const matrix = new SparseTensor(
    constant(new NDArray(int64, [count, 2], BigInt64Array.from(pairs, BigInt))),
    ones([count], float32),
    [rows * columns, down.count * across.count * high.size * wide.size],
  )
  const jacobian = sparse_tensor_dense_matmul(matrix, flat)
  return [transpose(reshape(jacobian, [rows, columns, batch, channels]), [2, 0, 1, 3])]
}

/** Pairs of numbers that a gradient may list, one by one. */
const MOST_PIXELS = 2 ** 25

export const ExtractImagePatches = defineOp('ExtractImagePatches', {
  inputs: ['images: T'],
  outputs: ['patches: T'],
  attrs: ATTRS,
  infer: inferPatches,
  gradient: (op, grad) => patchesGradient(op, grad as Tensor),
  kernel: k => {
    for (const name of LISTS) {
      const values = k.attr(name)
      if (values[0] !== 1 || values[3] !== 1) throw unimplemented(`Only support${name}across space.`)
      if ((values[1] as number) < 1 || (values[2] as number) < 1) throw outOfRange(`${name}is out of range.`)
    }
    const images = k.input(0)
    if (images.shape.length !== 4) throw invalidArgument(`input must be 4-dimensional${shapeText(images.shape)}`)
    return extractPatches(
      images,
      windows(name => k.attr(name)),
      k.attr('padding'),
    )
  },
  lower: movement<AttrsOf<typeof ATTRS>>('image_patches', node => {
    const across = LISTS.every(name => {
      const [first, high, wide, last] = node.attr(name)
      return first === 1 && last === 1 && Math.min(high as number, wide as number) >= 1
    })
    const [, rows, columns] = node.inputShapes[0] ?? []
    if (!across || node.inputShapes[0]?.length !== 4) return undefined
    const [high, wide] = windows(name => node.attr(name))
    const padding = node.attr('padding')
    return {
      windows: [
        { ...high, before: positions(rows as number, high, padding).before },
        { ...wide, before: positions(columns as number, wide, padding).before },
      ],
    }
  }),
})

interface ExtractArgs {
  images: TensorLike
  ksizes: readonly number[]
  strides: readonly number[]
  rates: readonly number[]
  padding: string
  name: Name
}
/**
 * The patches of `images` [batch, rows, columns, depth] under a window [1, rows, columns, 1] that moves by `strides` and
 * takes every `rates`-th pixel, as vectors in the last dimension.
 */
export const extract_image_patches = pyfunction(
  'extract_image_patches(images, ksizes, strides, rates, padding, name=None)',
  ({ name, ...args }: ExtractArgs) => apply(ExtractImagePatches, { ...args }, name),
)
