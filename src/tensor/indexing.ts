/** Basic indexing: integers, slices, `...` and new axes, as numpy reads them. */
import { IndexError, ValueError } from '../errors/index.ts'
import { type ArrayParts, lanes } from './array_parts.ts'
import { numElements, strides } from './shape.ts'

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

function parse(index: Index): Parsed {
  if (typeof index !== 'string') return index
  if (index.trim() === '...') return '...'
  const parsed = parseSlice(index)
  if (parsed === undefined) {
    throw new IndexError('only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or boolean arrays are valid indices')
  }
  return parsed
}

const WHOLE: Slice = { start: null, stop: null, step: null }

/** What an indexing expression picks: a strided box of the array. */
export interface View {
  readonly shape: number[]
  readonly steps: number[]
  readonly offset: number
}

/** The box that `indices` picks from an array of shape `shape`. */
export function indexView(shape: readonly number[], indices: readonly Index[]): View {
  const parsed = indices.map(parse)
  const used = parsed.filter(index => index !== null && index !== '...').length
  if (used > shape.length) throw new IndexError('too many indices for array')
  if (parsed.filter(index => index === '...').length > 1) throw new IndexError("an index can only have a single ellipsis ('...')")
  if (!parsed.includes('...')) parsed.push('...')
  const own = strides(shape)
  const view: View & { offset: number } = { shape: [], steps: [], offset: 0 }
  let axis = 0
  const pick = (index: number | Slice): void => {
    const length = shape[axis] as number
    const stride = own[axis] as number
    if (typeof index === 'number') {
      const at = index < 0 ? index + length : index
      if (!Number.isInteger(index)) throw new IndexError('only integers are valid indices')
      if (at < 0 || at >= length) throw new IndexError(`index ${index} is out of bounds for axis ${axis} with size ${length}`)
      view.offset += at * stride
    } else {
      const { start, step, count } = sliceIndices(index, length)
      if (count > 0) view.offset += start * stride
      view.shape.push(count)
      view.steps.push(step * stride)
    }
    axis++
  }
  for (const index of parsed) {
    if (index === null) {
      view.shape.push(1)
      view.steps.push(0)
    } else if (index === '...') for (let rest = shape.length - used; rest > 0; rest--) pick(WHOLE)
    else pick(index)
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
  const width = lanes(array.dtype)
  const size = numElements(view.shape)
  const data = array.dtype.allocate(size)
  const source = array.data as ArrayLike<number>
  const target = data as number[]
  if (width === 1) {
    forEachOffset(view, (offset, index) => {
      target[index] = source[offset] as number
    })
  } else {
    forEachOffset(view, (offset, index) => {
      target[2 * index] = source[2 * offset] as number
      target[2 * index + 1] = source[2 * offset + 1] as number
    })
  }
  return { dtype: array.dtype, shape: view.shape, data }
}

/** Permutes the axes; without `axes` reverses them. */
export function transposed(array: ArrayParts, axes?: readonly number[]): ArrayParts {
  const rank = array.shape.length
  const order = (axes ?? array.shape.map((_, i) => rank - 1 - i)).map(axis => normalizeAxis(axis, rank))
  if (order.length !== rank) throw new ValueError("axes don't match array")
  if (new Set(order).size !== rank) throw new ValueError('repeated axis in transpose')
  const own = strides(array.shape)
  return gatherView(array, { shape: order.map(axis => array.shape[axis] as number), steps: order.map(axis => own[axis] as number), offset: 0 })
}

/** An axis counted from the front. */
export function normalizeAxis(axis: number, rank: number): number {
  const at = axis < 0 ? axis + rank : axis
  if (!Number.isInteger(axis) || at < 0 || at >= rank) throw new ValueError(`axis ${axis} is out of bounds for array of dimension ${rank}`)
  return at
}
