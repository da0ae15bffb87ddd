/** Arrays put together and taken apart. */
import { listOf } from '../calling/python_repr.ts'
import { guarded } from '../errors/boundary.ts'
import { IndexError, ValueError } from '../errors/index.ts'
import type { DType } from '../tensor/dtypes.ts'
import { NDArray } from '../tensor/ndarray.ts'
import { promoteTypes } from '../tensor/promotion.ts'
import { numElements, sameShape } from '../tensor/shape.ts'
import { alongAxis } from '../tensor/views.ts'
import { signed } from './arguments.ts'
import { takeAxis } from './positions_along_axis.ts'
import { atleast_1d, atleast_2d, atleast_3d, expand_dims, moveaxis } from './shaping.ts'
import {
  type ArrayValue,
  elementCount,
  integer,
  listLength,
  normalizeAxis,
  numbersOf,
  type Scalar,
  type ShapeValue,
  shapeOf,
  toArray,
} from './values.ts'

type Arrays = readonly ArrayValue[] | NDArray

const each = (arrays: Arrays): NDArray[] => Array.from(listOf(arrays as Iterable<ArrayValue>), value => toArray(value))

/** Puts an array into a longer one from a position of the first axis on; false where it has to be converted, or lies apart. */
function placedWhole(result: NDArray, item: NDArray, axis: number, start: number): boolean {
  if (axis !== 0 || result.layout !== undefined || item.layout !== undefined) return false
  const [to, from] = [result.data, item.data]
  if (result.dtype !== item.dtype || !result.flags.writeable || Array.isArray(to) || Array.isArray(from)) return false
  const length = item.shape[0] as number
  if (length > 0) to.set(from as never, (start * from.length) / length)
  return true
}

function plainConcatenate(arrays: Arrays, asked: number | null = 0, out: NDArray | null = null): NDArray {
  const given = each(arrays).map(item => (asked === null ? item.ravel() : item))
  const [first] = given
  if (!first) throw new ValueError('need at least one array to concatenate')
  if (first.shape.length === 0) throw new ValueError('zero-dimensional arrays cannot be concatenated')
  const at = normalizeAxis(asked ?? 0, first.shape.length)
  for (const item of given) {
    if (item.shape.length !== first.shape.length)
      throw new ValueError('all the input arrays must have same number of dimensions')
    if (item.shape.some((dim, i) => i !== at && dim !== first.shape[i])) {
      throw new ValueError('all the input array dimensions except for the concatenation axis must match exactly')
    }
  }
  const dtype = given.reduce<DType>((type, item) => promoteTypes(type, item.dtype), first.dtype)
  const shape = first.shape.map((dim, i) =>
    i === at ? given.reduce((sum, item) => sum + (item.shape[at] as number), 0) : dim,
  )
  if (out !== null && !sameShape(out.shape, shape)) throw new ValueError('Output array is the wrong shape')
  // all of it is written
  const result = out ?? new NDArray(dtype.base_dtype, shape, dtype.allocateToFill(numElements(shape), shape))
  let start = 0
  for (const item of given) {
    const count = item.shape[at] as number
    if (!placedWhole(result, item, at, start)) alongAxis(result, at, start, count).fill(item)
    start += count
  }
  return result
}
/** Joins along an axis that exists; `axis` null flattens first. All other dimensions must agree. */
export const concatenate = signed('concatenate(arrays, axis=0, out=None)', plainConcatenate)

function plainStack(arrays: Arrays, at = 0, out: NDArray | null = null): NDArray {
  const given = each(arrays)
  const [first] = given
  if (!first) throw new ValueError('need at least one array to stack')
  if (given.some(item => item.shape.join() !== first.shape.join()))
    throw new ValueError('all input arrays must have the same shape')
  return concatenate(
    given.map(item => expand_dims(item, at)),
    normalizeAxis(at, first.shape.length + 1),
    out,
  )
}
/** Joins along a new axis. All shapes must agree. */
export const stack = signed('stack(arrays, axis=0, out=None)', plainStack)
export const vstack = signed('vstack(tup)', (arrays: Arrays): NDArray => concatenate(each(arrays).map(atleast_2d), 0))
export const row_stack: typeof vstack = vstack
export function hstack(arrays: Arrays): NDArray {
  const given = each(arrays).map(atleast_1d)
  return concatenate(given, given[0]?.shape.length === 1 ? 0 : 1)
}
// @ts-expect-error the guarded function takes its place
hstack = signed('hstack(tup)', hstack)
export const dstack = signed('dstack(tup)', (arrays: Arrays): NDArray => concatenate(each(arrays).map(atleast_3d), 2))
/** Vectors become columns. */
export function column_stack(arrays: Arrays): NDArray {
  return concatenate(
    each(arrays).map(item => (item.shape.length < 2 ? item.reshape(item.size, 1) : item)),
    1,
  )
}
// @ts-expect-error the guarded function takes its place
column_stack = signed('column_stack(tup)', column_stack)
/** Python's `np.c_[a, b]`. */
export const c_ = guarded((...arrays: readonly ArrayValue[]): NDArray => {
  const given = arrays.map(value => toArray(value))
  return concatenate(
    given.map(item => (item.shape.length < 2 ? item.reshape(item.size, 1) : item)),
    -1,
  )
}, 'c_')
/** Python's `np.r_[a, b]`. */
export const r_ = guarded((...arrays: readonly ArrayValue[]): NDArray => concatenate(arrays.map(atleast_1d), 0), 'r_')
/** `a` with `values` after it; without an axis both are flattened. */
export const append = signed(
  'append(arr, values, axis=None)',
  (a: ArrayValue, values: ArrayValue, axis: number | null = null): NDArray =>
    concatenate([toArray(a), toArray(values)], axis),
)

function plainArraySplit(a: ArrayValue, where: Scalar | readonly number[], axis = 0): NDArray[] {
  const given = toArray(a)
  checkSplit(given, axis)
  const at = normalizeAxis(axis, given.shape.length)
  const length = given.shape[at] as number
  const cuts = Array.isArray(where)
    ? (where as number[]).map(cut => Math.min(length, cut < 0 ? Math.max(0, cut + length) : cut))
    : equalCuts(length, integer(where))
  const bounds = [0, ...cuts, length]
  return bounds.slice(1).map((end, i) => {
    const start = bounds[i] as number
    return alongAxis(given, at, start, Math.max(0, end - start))
  })
}
/** Cuts at the given positions, or into parts as equal as can be; views. */
export const array_split = signed('array_split(ary, indices_or_sections, axis=0)', plainArraySplit)
function checkSplit(a: NDArray, axis: number): void {
  if (axis >= a.ndim || axis < -a.ndim) throw new IndexError('tuple index out of range')
}
function equalCuts(length: number, parts: number): number[] {
  if (parts <= 0) throw new ValueError('number sections must be larger than 0.')
  const longer = length % parts
  const short = Math.floor(length / parts)
  listLength(parts)
  return Array.from({ length: parts - 1 }, (_, i) => (i + 1) * short + Math.min(i + 1, longer))
}
function plainSplit(a: ArrayValue, where: Scalar | readonly number[], at = 0): NDArray[] {
  const given = toArray(a)
  checkSplit(given, at)
  if (!Array.isArray(where) && (given.shape[normalizeAxis(at, given.shape.length)] as number) % integer(where) !== 0) {
    throw new ValueError('array split does not result in an equal division')
  }
  return array_split(given, where, at)
}
/** Cuts into equal parts, or at the given positions; views. */
export const split = signed('split(ary, indices_or_sections, axis=0)', plainSplit)
export const vsplit = signed(
  'vsplit(ary, indices_or_sections)',
  (a: ArrayValue, where: Scalar | readonly number[]): NDArray[] => {
    if (toArray(a).ndim < 2) throw new ValueError('vsplit only works on arrays of 2 or more dimensions')
    return split(a, where, 0)
  },
)
export const hsplit = signed(
  'hsplit(ary, indices_or_sections)',
  (a: ArrayValue, where: Scalar | readonly number[]): NDArray[] => {
    const { ndim } = toArray(a)
    if (ndim === 0) throw new ValueError('hsplit only works on arrays of 1 or more dimensions')
    return split(a, where, ndim > 1 ? 1 : 0)
  },
)

/** The array repeated `reps` times along each axis. */
export function tile(a: ArrayValue, reps: ShapeValue): NDArray {
  const given = toArray(a)
  const times = shapeOf(reps)
  const rank = Math.max(times.length, given.shape.length)
  const padded = given.reshape([...Array.from({ length: rank - given.shape.length }, () => 1), ...given.shape])
  const counts = [...Array.from({ length: rank - times.length }, () => 1), ...times]
  return counts.reduce((item, count, axis) => {
    const length = item.shape[axis] as number
    return count === 1
      ? item
      : takeAxis(
          item,
          Float64Array.from({ length: elementCount(length * count) }, (_, i) => i % length),
          axis,
        )
  }, padded.copy())
}
// @ts-expect-error the guarded function takes its place
tile = signed('tile(A, reps)', tile)
function plainRepeat(
  a: ArrayValue,
  repeats: Scalar | readonly number[] | NDArray,
  asked: number | null = null,
): NDArray {
  const given = asked === null ? toArray(a).ravel() : toArray(a)
  const at = asked === null ? 0 : normalizeAxis(asked, given.shape.length)
  const counts = numbersOf(toArray(repeats))
  const length = given.shape[at] as number
  if (counts.length !== 1 && counts.length !== length)
    throw new ValueError(`operands could not be broadcast together with shape (${length},) (${counts.length},)`)
  const times = (i: number): number => counts[counts.length === 1 ? 0 : i] as number
  let total = 0
  for (let i = 0; i < length; i += 1) total += Math.max(0, times(i))
  const positions = new Float64Array(elementCount(total))
  for (let i = 0, at = 0; i < length; i += 1) for (let k = times(i); k > 0; k -= 1, at += 1) positions[at] = i
  return takeAxis(given, positions, at)
}
/** Each element repeated; without an axis the array is flattened. */
export const repeat = signed('repeat(a, repeats, axis=None)', plainRepeat)

export type PadMode = 'constant' | 'edge' | 'reflect' | 'symmetric' | 'wrap'

/** Position in 0 … length - 1 that stands at `i` outside of it; undefined for the constant. */
function padSource(i: number, length: number, mode: PadMode): number | undefined {
  if (i >= 0 && i < length) return i
  if (mode === 'constant') return undefined
  if (mode === 'edge') return i < 0 ? 0 : length - 1
  if (mode === 'wrap') return ((i % length) + length) % length
  const period = mode === 'symmetric' ? 2 * length : Math.max(1, 2 * (length - 1))
  const at = ((i % period) + period) % period
  return at < length ? at : (mode === 'symmetric' ? period - 1 : period) - at
}
function plainPad(
  a: ArrayValue,
  pad_width: number | readonly number[] | readonly (readonly number[])[],
  mode: PadMode = 'constant',
  constant_values: Scalar = 0,
): NDArray {
  const given = toArray(a)
  const widths = toArray(pad_width).broadcast_to([given.shape.length, 2])
  const numbers = numbersOf(widths)
  return given.shape.reduce((item, length, axis) => {
    if (length === 0 && mode !== 'constant') {
      if (mode !== 'edge') throw new ValueError(`There aren't any elements to reflect in axis ${axis} of \`array\``)
      return item
    }
    const before = numbers[2 * axis] as number
    const total = length + before + (numbers[2 * axis + 1] as number)
    listLength(total)
    const sources = Array.from({ length: total }, (_, i) => padSource(i - before, length, mode))
    if (!sources.includes(undefined)) return takeAxis(item, sources as number[], axis)
    const filler = toArray(constant_values, item.dtype).broadcast_to(item.shape.map((dim, i) => (i === axis ? 1 : dim)))
    return takeAxis(
      concatenate([item, filler], axis),
      sources.map(source => source ?? length),
      axis,
    )
  }, given.copy())
}
/** `pad_width` is a number, [before, after], or one pair for each axis. */
export const pad = signed("pad(array, pad_width, mode='constant', constant_values=0)", plainPad)

/** Without the elements at the given positions. */
function remove(a: ArrayValue, where: Scalar | readonly number[], axis: number | null = null): NDArray {
  const given = axis === null ? toArray(a).ravel() : toArray(a)
  const at = normalizeAxis(axis ?? 0, given.shape.length)
  const length = given.shape[at] as number
  const asked = toArray(where)
  const positions = numbersOf(asked)
  // of a list numpy passes over what is not there
  if (asked.ndim === 0) checkPosition(positions[0] as number, length - 1, at, length)
  const gone = new Set(Array.from(positions, i => (i < 0 ? i + length : i)))
  return takeAxis(
    given,
    Array.from({ length }, (_, i) => i).filter(i => !gone.has(i)),
    at,
  )
}
const remove_ = signed('delete(arr, obj, axis=None)', remove)

export { remove_ as delete }

function checkPosition(asked: number, last: number, axis: number, length: number): void {
  if (asked < -length || asked > last)
    throw new IndexError(`index ${asked} is out of bounds for axis ${axis} with size ${length}`)
}

function plainInsert(
  a: ArrayValue,
  where: Scalar | readonly number[],
  values: ArrayValue,
  axis: number | null = null,
): NDArray {
  const given = axis === null ? toArray(a).ravel() : toArray(a)
  const at = normalizeAxis(axis ?? 0, given.shape.length)
  const length = given.shape[at] as number
  const asked = toArray(where)
  const positions = numbersOf(asked)
  const inserted = toArray(values, given.dtype)
  if (positions.length !== 1) return insertEach(given, at, positions, inserted)
  const position = positions[0] as number
  checkPosition(position, length, at, length)
  const missing = Math.max(0, given.ndim - inserted.ndim)
  const raised = inserted.reshape([...new Array<number>(missing).fill(1), ...inserted.shape])
  const added = asked.ndim === 0 ? moveaxis(raised, 0, at) : raised
  const filler = added.broadcast_to(given.shape.map((dim, i) => (i === at ? (added.shape[at] as number) : dim)))
  const [before, after] = array_split(given, [position < 0 ? position + length : position], at) as [NDArray, NDArray]
  return concatenate([before, filler, after], at)
}
/** A value before each of several positions of the array as it was. */
function insertEach(given: NDArray, at: number, asked: Float64Array, values: NDArray): NDArray {
  const length = given.shape[at] as number
  const positions = Array.from(asked, position => (position < 0 ? position + length : position))
  const order = positions.map((_, i) => i).sort((i, j) => (positions[i] as number) - (positions[j] as number))
  const total = length + positions.length
  const sources = new Array<number>(total).fill(-1)
  order.forEach((which, later) => {
    const place = (positions[which] as number) + later
    if (place >= total) throw new IndexError(`index ${place} is out of bounds for axis ${at} with size ${total}`)
    sources[place] = length + which
  })
  let next = 0
  const shape = given.shape.map((dim, i) => (i === at ? positions.length : dim))
  return takeAxis(
    concatenate([given, values.broadcast_to(shape)], at),
    sources.map(source => (source < 0 ? next++ : source)),
    at,
  )
}
/** With `values` before position `where`, or one of them before each of several positions. */
export const insert = signed('insert(arr, obj, values, axis=None)', plainInsert)
