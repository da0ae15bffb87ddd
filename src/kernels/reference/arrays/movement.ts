/**
 * Movement of whole arrays, for every data type, strings included: no element is changed, so nothing here computes.
 * Axes and permutations are checked by the ops; a result is new memory but for `rowsView`.
 */
import { invalidArgument } from '../../../errors/status.ts'
import type { DType, TypedArray } from '../../../tensor/dtypes.ts'
import { NDArray } from '../../../tensor/ndarray.ts'
import { broadcastStrides, numElements, shapeText, strides } from '../../../tensor/shape.ts'
import { stridedCopy } from './strided_copy.ts'

/** A copy of `array` in which the element at index i is the one at offset + Σ i·steps of the original. */
function gatherStrided(array: NDArray, shape: readonly number[], offset: number, steps: readonly number[]): NDArray {
  const type = array.dtype.base_dtype
  const data = type.allocate(numElements(shape), shape)
  stridedCopy(type, shape, { data: array.data, offset, strides: steps }, { data, offset: 0, strides: strides(shape) })
  return new NDArray(type, shape, data)
}

/** Dimension i of the result is dimension permutation[i] of `array`. */
export function transpose(array: NDArray, permutation: readonly number[]): NDArray {
  const own = strides(array.shape)
  return gatherStrided(
    array,
    permutation.map(axis => array.shape[axis] as number),
    0,
    permutation.map(axis => own[axis] as number),
  )
}

/** `array` repeated to `shape`, which it must broadcast to. */
export function broadcastTo(array: NDArray, shape: readonly number[]): NDArray {
  return gatherStrided(array, shape.slice(), 0, broadcastStrides(array.shape, shape))
}

/** `array` repeated multiples[i] times along dimension i. */
export function tile(array: NDArray, multiples: readonly number[]): NDArray {
  const own = strides(array.shape)
  const shape = array.shape.map((length, axis) => length * (multiples[axis] as number))
  // each dimension is a loop over repetitions, which stands still in `array`, and a loop over elements
  const walked = gatherStrided(
    array,
    array.shape.flatMap((length, axis) => [multiples[axis] as number, length]),
    0,
    own.flatMap(step => [0, step]),
  )
  return new NDArray(walked.dtype, shape, walked.data)
}

/** The block of `shape` that starts at `begin`. */
export function slice(array: NDArray, begin: readonly number[], shape: readonly number[]): NDArray {
  const own = strides(array.shape)
  return gatherStrided(array, shape.slice(), dot(begin, own), own)
}

/** Element i of the result is the one at begin + i·step, along each dimension; `step` may be negative. Shrinking is a reshape of the result. */
export function stridedSlice(
  array: NDArray,
  begin: readonly number[],
  step: readonly number[],
  shape: readonly number[],
): NDArray {
  const own = strides(array.shape)
  const offset = shape.includes(0) ? 0 : dot(begin, own)
  return gatherStrided(
    array,
    shape.slice(),
    offset,
    own.map((stride, axis) => stride * (step[axis] as number)),
  )
}

/** Writes `values` (shape `shape`, or a scalar) over the elements that `stridedSlice` with the same arguments reads. In place. */
export function stridedAssign(
  array: NDArray,
  values: NDArray,
  begin: readonly number[],
  step: readonly number[],
  shape: readonly number[],
): void {
  if (shape.includes(0)) return
  const own = strides(array.shape)
  stridedCopy(
    array.dtype.base_dtype,
    shape,
    { data: values.data, offset: 0, strides: broadcastStrides(values.shape, shape) },
    { data: array.data, offset: dot(begin, own), strides: own.map((stride, axis) => stride * (step[axis] as number)) },
  )
}

/** `array` with the elements along each of `axes` in the opposite order. */
export function reverse(array: NDArray, axes: readonly number[]): NDArray {
  const turned = array.shape.map((_, axis) => axes.includes(axis))
  return stridedSlice(
    array,
    array.shape.map((length, axis) => (turned[axis] ? length - 1 : 0)),
    turned.map(turn => (turn ? -1 : 1)),
    array.shape,
  )
}

/** The arrays one after another along `axis`; their other dimensions and types are equal. */
export function concat(arrays: readonly NDArray[], axis: number): NDArray {
  const first = arrays[0] as NDArray
  const type = first.dtype.base_dtype
  const shape = first.shape.slice()
  shape[axis] = arrays.reduce((sum, array) => sum + (array.shape[axis] as number), 0)
  const data = type.allocate(numElements(shape), shape)
  const steps = strides(shape)
  let at = 0
  for (const array of arrays) {
    const to = { data, offset: at * (steps[axis] as number), strides: steps }
    stridedCopy(type, array.shape, { data: array.data, offset: 0, strides: strides(array.shape) }, to)
    at += array.shape[axis] as number
  }
  return new NDArray(type, shape, data)
}

/** Arrays of one shape side by side along a new dimension at `axis`. */
export function pack(arrays: readonly NDArray[], axis: number): NDArray {
  return concat(
    arrays.map(array => new NDArray(array.dtype, array.shape.toSpliced(axis, 0, 1), array.data)),
    axis,
  )
}

/** The slices of `array` along `axis`, without that dimension. */
/** Whether rows begin where TensorFlow lets a tensor begin, so that parts along the first dimension can be views (measured). */
export const rowsAreAligned = (shape: readonly number[], dtype: DType): boolean =>
  dtype.is_plain && (numElements(shape.slice(1)) * dtype.size) % 16 === 0

/** Rows [from, from + count) along the first dimension, in the same memory. */
export function rowsView(array: NDArray, from: number, count: number): NDArray {
  const row = array.shape[0] === 0 ? 0 : array.data.length / (array.shape[0] as number)
  return new NDArray(
    array.dtype,
    array.shape.with(0, count),
    (array.data as TypedArray).subarray(from * row, (from + count) * row) as typeof array.data,
  )
}

/** The parts of one row each, without that dimension; as views where that is asked for, along the first. */
export function unpack(array: NDArray, axis: number, views = false): NDArray[] {
  const shape = array.shape.with(axis, 1)
  return Array.from({ length: array.shape[axis] as number }, (_, i) => {
    const begin = array.shape.map((_, dimension) => (dimension === axis ? i : 0))
    return new NDArray(
      array.dtype,
      array.shape.toSpliced(axis, 1),
      (views ? rowsView(array, i, 1) : slice(array, begin, shape)).data,
    )
  })
}

/** Parts of the lengths `sizes` along `axis`; as views where that is asked for, along the first. */
export function split(array: NDArray, axis: number, sizes: readonly number[], views = false): NDArray[] {
  let at = 0
  return sizes.map(size => {
    const begin = array.shape.map((_, dimension) => (dimension === axis ? at : 0))
    const from = at
    at += size
    return views ? rowsView(array, from, size) : slice(array, begin, array.shape.with(axis, size))
  })
}

export type PadMode = 'CONSTANT' | 'REFLECT' | 'SYMMETRIC'

/**
 * `array` with paddings[i] = [before, after] elements added around dimension i: zeros (empty strings, false), or the array
 * mirrored with (SYMMETRIC) or without (REFLECT) repeating its border.
 */
export function pad(
  array: NDArray,
  paddings: readonly (readonly [number, number])[],
  mode: PadMode = 'CONSTANT',
): NDArray {
  const type = array.dtype.base_dtype
  const shape = array.shape.map((length, axis) => length + (paddings[axis]?.[0] ?? 0) + (paddings[axis]?.[1] ?? 0))
  const data = type.allocate(numElements(shape), shape)
  const steps = strides(shape)
  const before = shape.map((_, axis) => paddings[axis]?.[0] ?? 0)
  stridedCopy(
    type,
    array.shape,
    { data: array.data, offset: 0, strides: strides(array.shape) },
    { data, offset: dot(before, steps), strides: steps },
  )
  const result = new NDArray(type, shape, data)
  if (mode !== 'CONSTANT') mirrorBorders(result, array.shape, paddings, mode === 'REFLECT' ? 1 : 0)
  return result
}

/** Fills the borders one dimension after another; each uses what the dimensions before it have filled. */
function mirrorBorders(
  padded: NDArray,
  inner: readonly number[],
  paddings: readonly (readonly [number, number])[],
  skip: 0 | 1,
): void {
  const steps = strides(padded.shape)
  for (let axis = 0; axis < inner.length; axis++) {
    const length = inner[axis] as number
    const [before, after] = paddings[axis] ?? [0, 0]
    if (Math.max(before, after) > length - skip) {
      const relation =
        skip === 1 ? 'must be less than the dimension size' : 'must be no greater than the dimension size'
      throw invalidArgument(
        `paddings ${relation}: ${before}, ${after} ${skip === 1 ? 'not less than' : 'greater than'} ${length}`,
      )
    }
    // dimensions that are still to be filled are copied within their inner part
    const shape = padded.shape.map((size, other) => (other > axis ? (inner[other] as number) : size))
    const corner = shape.map((_, other) => (other > axis ? (paddings[other]?.[0] ?? 0) : 0))
    const step = steps[axis] as number
    const mirror = (count: number, to: number, from: number): void => {
      const base = dot(corner, steps)
      const walked = shape.with(axis, count)
      const backwards = steps.map((stride, other) => (other === axis ? -stride : stride))
      const source = { data: padded.data, offset: base + from * step, strides: backwards }
      stridedCopy(padded.dtype, walked, source, { data: padded.data, offset: base + to * step, strides: steps })
    }
    // an element and its image lie on both sides of the border
    mirror(before, 0, 2 * before - 1 + skip)
    mirror(after, before + length, before + length - 1 - skip)
  }
}

/**
 * Slices of `params` along its first dimension, chosen by `indices` (int32 or int64): shape indices.shape + params.shape[1:].
 * Throws InvalidArgument: `indices[1,0] = 7 is not in [0, 3)`.
 */
export function gather(params: NDArray, indices: NDArray): NDArray {
  const type = params.dtype.base_dtype
  const limit = params.shape[0] as number
  const row = numElements(params.shape.slice(1))
  const shape = [...indices.shape, ...params.shape.slice(1)]
  const data = type.allocate(numElements(shape), shape)
  const from = params.data as Float64Array
  const to = data as Float64Array
  const entries = row === 0 ? 0 : data.length / indices.size
  for (let i = 0; i < indices.size; i++) {
    const index = Number(indices.data[i])
    if (index < 0 || index >= limit)
      throw invalidArgument(`indices${indexText(indices.shape, i)} = ${index} is not in [0, ${limit})`)
    if (entries >= 32 && !Array.isArray(from))
      to.set(from.subarray(index * entries, (index + 1) * entries), i * entries)
    else for (let k = 0; k < entries; k++) to[i * entries + k] = from[index * entries + k] as number
  }
  return new NDArray(type, shape, data)
}

/** The index of a flat position as messages print it: `[1,0]`; nothing for a scalar. */
export function indexText(shape: readonly number[], flat: number): string {
  if (shape.length === 0) return ''
  return shapeText(strides(shape).map((step, axis) => Math.floor(flat / step) % (shape[axis] as number)))
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, x, i) => sum + x * (b[i] as number), 0)
}
