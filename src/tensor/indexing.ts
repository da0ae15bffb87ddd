/** Basic indexing: integers, slices, `...` and new axes, as numpy reads them. */
import { IndexError, TypeError, ValueError } from '../errors/index.ts'
import { type ArrayParts, denseData, lanes } from './array_parts.ts'
import type { Box } from './layout.ts'
import { numElements, strides } from './shape.ts'
import { copyBox } from './strided_copy.ts'

/** A slice with Python's meaning; null stands for a bound that is left out. */
export interface Slice {
  readonly start: number | null
  readonly stop: number | null
  readonly step: number | null
}

/** One index: a number, `'1:3'`, `'::-1'`, `'...'`, a slice, or null for a new axis. */
export type Index = number | string | Slice | null

/** Python's `slice.indices`: the first index, the step and the number of indices that a slice picks from `length`. */
export function sliceIndices(slice: Slice, length: number): { start: number; step: number; count: number } {
  for (const bound of [slice.start, slice.stop, slice.step])
    if (typeof bound === 'bigint') throw new TypeError('slice indices must be integers or None')
  const step = slice.step ?? 1
  if (step === 0) throw new ValueError('slice step cannot be zero')
  const least = step < 0 ? -1 : 0
  const most = step < 0 ? length - 1 : length
  const clip = (bound: number): number => Math.min(Math.max(bound < 0 ? bound + length : bound, least), most)
  const start = slice.start === null ? (step < 0 ? most : least) : clip(slice.start)
  const stop = slice.stop === null ? (step < 0 ? least : most) : clip(slice.stop)
  return { start, step, count: Math.max(0, Math.ceil((stop - start) / step)) }
}

/** Reads `'1:3'`, `':'`, `'::-1'`, and `'2'` as a plain number; undefined where the text is none of these. */
export function parseSlice(text: string): Slice | number | undefined {
  const compact = text.replace(/\s+/g, '')
  if (/^-?\d+$/.test(compact)) return Number(compact)
  const match = /^(-?\d+)?:(-?\d+)?(?::(-?\d+)?)?$/.exec(compact)
  if (!match) return undefined
  const bound = (group: string | undefined): number | null => (group === undefined ? null : Number(group))
  return { start: bound(match[1]), stop: bound(match[2]), step: bound(match[3]) }
}

type Parsed = number | Slice | '...' | null

/** What texts have meant before: programs write few different ones. */
const parsedTexts = new Map<string, Parsed>()
const MOST_TEXTS = 500

export const NO_INDEX =
  'only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or boolean arrays are valid indices'

/** An index without its text; undefined for what is no index. */
function parseText(text: string): Parsed {
  const known = parsedTexts.get(text)
  if (known !== undefined) return known
  const parsed = text.trim() === '...' ? '...' : parseSlice(text)
  if (parsed === undefined) throw new IndexError(NO_INDEX)
  if (parsedTexts.size < MOST_TEXTS) parsedTexts.set(text, parsed)
  return parsed
}
const parse = (index: Index): Parsed => (typeof index === 'string' ? parseText(index) : index)

const isSlice = (index: unknown): index is Slice =>
  typeof index === 'object' &&
  index !== null &&
  Object.hasOwn(index, 'start') &&
  Object.hasOwn(index, 'stop') &&
  Object.hasOwn(index, 'step')

/** A position on an axis of `length`, counted from the front. */
export function positionOn(index: number, length: number, axis: number): number {
  if (!Number.isInteger(index)) throw new IndexError(NO_INDEX)
  const at = index < 0 ? index + length : index
  if (at < 0 || at >= length)
    throw new IndexError(`index ${index} is out of bounds for axis ${axis} with size ${length}`)
  return at
}

/** The indices with their texts read, and `...` written out as whole axes. `axesOf` says how many axes an index of another kind takes. */
export function spelledOut<T = never>(
  rank: number,
  indices: readonly (Index | T)[],
  axesOf?: (index: T) => number,
): (number | Slice | null | T)[] {
  let used = 0
  let gap = -1
  const out: (number | Slice | null | T)[] = []
  for (let i = 0; i < indices.length; i++) {
    const given = indices[i] as Index | T
    const index = typeof given === 'string' ? parse(given) : (given as Exclude<typeof given, string>)
    if (index === '...') {
      if (gap >= 0) throw new IndexError("an index can only have a single ellipsis ('...')")
      gap = out.length
      continue
    }
    if (typeof index === 'number' || isSlice(index)) used++
    else if (index !== null) {
      if (!axesOf) throw new IndexError(NO_INDEX)
      used += axesOf(index as T)
    }
    out.push(index as number | Slice | null | T)
  }
  if (used > rank) throw new IndexError('too many indices for array')
  if (used < rank) out.splice(gap < 0 ? out.length : gap, 0, ...new Array<Slice>(rank - used).fill(WHOLE))
  return out
}

export const WHOLE: Slice = { start: null, stop: null, step: null }

/** What an indexing expression picks: a strided box of the array. */
export interface View {
  readonly shape: number[]
  readonly steps: number[]
  readonly offset: number
}

/** The box that `indices` picks from an array of shape `shape`, whose elements are `own` apart. */
export function indexView(
  shape: readonly number[],
  indices: readonly Index[],
  own: readonly number[] = strides(shape),
  offset = 0,
): View {
  const view: View & { offset: number } = { shape: [], steps: [], offset }
  let axis = 0
  for (const index of spelledOut<never>(shape.length, indices)) {
    if (index === null) {
      view.shape.push(1)
      view.steps.push(0)
      continue
    }
    const length = shape[axis] as number
    const stride = own[axis] as number
    if (typeof index === 'number') view.offset += positionOn(index, length, axis) * stride
    else if (index === WHOLE) {
      view.shape.push(length)
      view.steps.push(stride)
    } else {
      const { start, step, count } = sliceIndices(index, length)
      if (count > 0) view.offset += start * stride
      view.shape.push(count)
      view.steps.push(step * stride)
    }
    axis++
  }
  return view
}

/** Calls `visit` with the flat position of every element of a view, row-major. */
export function forEachOffset(view: View, visit: (offset: number, index: number) => void): void {
  const { shape, steps } = view
  const rank = shape.length
  const size = numElements(shape)
  if (size === 0) return
  const inner = rank === 0 ? 1 : (shape[rank - 1] as number)
  const innerStep = rank === 0 ? 0 : (steps[rank - 1] as number)
  const counter = new Array<number>(rank).fill(0)
  let base = view.offset
  for (let index = 0; index < size; ) {
    for (let i = 0, at = base; i < inner; i++, at += innerStep) visit(at, index++)
    for (let axis = rank - 2; axis >= 0; axis--) {
      base += steps[axis] as number
      counter[axis] = (counter[axis] as number) + 1
      if ((counter[axis] as number) < (shape[axis] as number)) break
      base -= (steps[axis] as number) * (shape[axis] as number)
      counter[axis] = 0
    }
  }
}

/** The elements of a view in an array of their own. */
export function gatherView(array: ArrayParts, view: View): ArrayParts {
  const data = array.dtype.allocateToFill(numElements(view.shape), view.shape)
  copyBox(array.data, view, data, { shape: view.shape, steps: strides(view.shape), offset: 0 }, lanes(array.dtype))
  return { dtype: array.dtype, shape: view.shape, data }
}

/** The axes in the order that `axes` says, counted from the front; reversed without it. */
export function axisOrder(rank: number, axes?: readonly number[]): number[] {
  if (axes === undefined) return Array.from({ length: rank }, (_, i) => rank - 1 - i)
  const order = axes.map(axis => normalizeAxis(axis, rank))
  if (order.length !== rank) throw new ValueError("axes don't match array")
  if (new Set(order).size !== rank) throw new ValueError('repeated axis in transpose')
  return order
}

/** Permutes the axes; a copy. */
export function transposed(array: ArrayParts, axes?: readonly number[]): ArrayParts {
  const order = axisOrder(array.shape.length, axes)
  const own = strides(array.shape)
  const source = { dtype: array.dtype, shape: array.shape, data: denseData(array) }
  return gatherView(source, {
    shape: order.map(axis => array.shape[axis] as number),
    steps: order.map(axis => own[axis] as number),
    offset: 0,
  })
}

/** An axis counted from the front. */
export function normalizeAxis(axis: number, rank: number): number {
  const at = axis < 0 ? axis + rank : axis
  if (!Number.isInteger(axis) || at < 0 || at >= rank)
    throw new ValueError(`axis ${axis} is out of bounds for array of dimension ${rank}`)
  return at
}

/** The diagonal of the planes along two axes, `offset` columns to the right of the main one, as last axis. */
export function diagonalBox(box: Box, offset: number, axis1: number, axis2: number): Box {
  const { shape, steps } = box
  const rank = shape.length
  if (rank < 2) throw new ValueError('diag requires an array of at least two dimensions')
  const [row, column] = [normalizeAxis(axis1, rank), normalizeAxis(axis2, rank)]
  if (row === column) throw new ValueError('axis1 and axis2 cannot be the same')
  const [rowStep, columnStep] = [steps[row] as number, steps[column] as number]
  const [below, right] = [Math.max(0, -offset), Math.max(0, offset)]
  const count = Math.max(0, Math.min((shape[row] as number) - below, (shape[column] as number) - right))
  const start = count === 0 ? 0 : below * rowStep + right * columnStep
  const others = (list: readonly number[]): number[] => list.filter((_, i) => i !== row && i !== column)
  return {
    shape: [...others(shape), count],
    steps: [...others(steps), rowStep + columnStep],
    offset: box.offset + start,
  }
}

/** Numbers of rows as a program gives them, negative ones counted from the end, of an axis of `length`. */
export function rowPositions(positions: ArrayLike<number>, length: number): Float64Array {
  const rows = new Float64Array(positions.length)
  for (let i = 0; i < positions.length; i++) {
    const asked = positions[i] as number
    const row = asked < 0 ? asked + length : asked
    if (!(row >= 0 && row < length))
      throw new IndexError(`index ${asked} is out of bounds for axis 0 with size ${length}`)
    rows[i] = row
  }
  return rows
}
