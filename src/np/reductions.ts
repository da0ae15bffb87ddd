/** Sums, means and the like along axes; what reduces to one element is a plain number. */
import { IndexError, TypeError, ValueError, ZeroDivisionError } from '../errors/index.ts'
import { binary } from '../tensor/arithmetic.ts'
import { type as_dtype, type DTypeLike, float64, int64 } from '../tensor/dtypes.ts'
import { PyInt } from '../tensor/literals.ts'
import { contiguous, type NDArray } from '../tensor/ndarray.ts'
import type { Axis } from '../tensor/reductions.ts'
import * as reduce from '../tensor/reductions.ts'
import { numElements } from '../tensor/shape.ts'
import { computed, type Signed, signed } from './arguments.ts'
import { concatenate } from './concatenation.ts'
import { finished } from './out.ts'
import { takeAxis } from './positions_along_axis.ts'
import { moveaxis } from './shaping.ts'
import {
  type ArrayValue,
  arrayOf,
  fromNumbers,
  integer,
  normalizeAxis,
  numbersOf,
  type Result,
  toArray,
} from './values.ts'

/** An axis as written in a program. */
const axisOf = (axis: Axis | PyInt | undefined): Axis => (axis instanceof PyInt ? Number(axis.value) : (axis ?? null))

const SUM = 'sum(a, axis=None, dtype=None, out=None, keepdims=False)'
type Sum = Signed<
  typeof SUM,
  [a: ArrayValue, axis?: Axis, dtype?: DTypeLike | null, out?: NDArray | null, keepdims?: boolean],
  Result
>
/** A reduction that may be asked for in another type. */
const summation = (name: string, reduce: (a: NDArray, axis: Axis, keepdims: boolean) => Result): Sum =>
  computed(
    SUM.replace('sum', name) as typeof SUM,
    (a: ArrayValue, axis?: Axis, dtype?: DTypeLike | null, out?: NDArray | null, keepdims = false) =>
      finished(name, reduce(toArray(a, dtype), axisOf(axis), keepdims), out),
  )
const MAX = 'max(a, axis=None, out=None, keepdims=False)'
type Extreme = Signed<typeof MAX, [a: ArrayValue, axis?: Axis, out?: NDArray | null, keepdims?: boolean], Result>
const selection = (name: string, reduce: (a: NDArray, axis: Axis, keepdims: boolean) => Result): Extreme =>
  computed(
    MAX.replace('max', name) as typeof MAX,
    (a: ArrayValue, axis?: Axis, out?: NDArray | null, keepdims = false) =>
      finished(name, reduce(toArray(a), axisOf(axis), keepdims), out),
  )

const largest = (a: NDArray, axis: Axis, keepdims: boolean): NDArray => arrayOf(reduce.extreme(a, axis, keepdims, true))
const smallest = (a: NDArray, axis: Axis, keepdims: boolean): NDArray =>
  arrayOf(reduce.extreme(a, axis, keepdims, false))

export const sum: Sum = summation('sum', (a, axis, keepdims) => arrayOf(reduce.sum(a, axis, keepdims)))
export const prod: Sum = summation('prod', (a, axis, keepdims) => arrayOf(reduce.prod(a, axis, keepdims)))
export const mean: Sum = summation('mean', (a, axis, keepdims) => arrayOf(reduce.mean(a, axis, keepdims)))
export const max: Extreme = selection('amax', (a, axis, keepdims) => largest(a, axis, keepdims))
export const amax: Extreme = max
export const min: Extreme = selection('amin', (a, axis, keepdims) => smallest(a, axis, keepdims))
export const amin: Extreme = min
export const all: Extreme = selection('all', (a, axis, keepdims) => arrayOf(reduce.truth(a, axis, keepdims, true)))
export const any: Extreme = selection('any', (a, axis, keepdims) => arrayOf(reduce.truth(a, axis, keepdims, false)))
export const ptp: Extreme = selection('ptp', (a, axis, keepdims) =>
  largest(a, axis, keepdims).sub(smallest(a, axis, keepdims)),
)

const VAR = 'var(a, axis=None, dtype=None, out=None, ddof=0, keepdims=False)'
type Spread = Signed<
  typeof VAR,
  [a: ArrayValue, axis?: Axis, dtype?: DTypeLike | null, out?: NDArray | null, ddof?: number, keepdims?: boolean],
  Result
>
const spread = (name: string, reduce: (a: NDArray, axis: Axis, ddof: number, keepdims: boolean) => NDArray): Spread =>
  computed(
    VAR.replace('var', name) as typeof VAR,
    (a: ArrayValue, axis?: Axis, dtype?: DTypeLike | null, out?: NDArray | null, ddof = 0, keepdims = false) =>
      finished(name, reduce(toArray(a, dtype), axisOf(axis), integer(ddof), keepdims), out),
  )
function variance(given: NDArray, axis: Axis, ddof: number, keepdims: boolean): NDArray {
  const a = given.dtype.is_floating ? given : given.astype(float64)
  const centre = arrayOf(reduce.mean(a, axis, true))
  const deviations = a.sub(centre)
  const squares = arrayOf(binary('mul', deviations, deviations, deviations))
  const total = arrayOf(reduce.sum(squares, axis, keepdims))
  const count = a.size / centre.size
  return fromNumbers(
    a.dtype,
    total.shape,
    numbersOf(total).map(value => value / Math.max(count - ddof, 0)),
  )
}
/** Mean squared deviation from the mean, over count - ddof. */
const variance_: Spread = spread('var', variance)

export { variance_ as var }
/** Standard deviation. */
export const std: Spread = spread('std', (a, axis, ddof, keepdims) => {
  const squared = variance(a, axis, ddof, keepdims)
  return fromNumbers(squared.dtype, squared.shape, numbersOf(squared).map(Math.sqrt))
})

const ARGMAX = 'argmax(a, axis=None, out=None)'
type Position = Signed<typeof ARGMAX, [a: ArrayValue, axis?: number | null, out?: NDArray | null], Result>
const position = (name: string, find: (a: NDArray, axis: number | null) => Result): Position =>
  computed(
    ARGMAX.replace('argmax', name) as typeof ARGMAX,
    (a: ArrayValue, axis?: number | null, out?: NDArray | null) => finished(name, find(toArray(a), axis ?? null), out),
  )
/** Position of the first largest element; flat without an axis. */
export const argmax: Position = position('argmax', (a, axis) => arrayOf(reduce.argExtreme(a, axis, true)))
export const argmin: Position = position('argmin', (a, axis) => arrayOf(reduce.argExtreme(a, axis, false)))

const CUMSUM = 'cumsum(a, axis=None, dtype=None, out=None)'
type Running = Signed<
  typeof CUMSUM,
  [a: ArrayValue, axis?: number | null, dtype?: DTypeLike | null, out?: NDArray | null],
  NDArray
>

/** Running results along an axis, or over the flat array. */
function running(name: string, isProduct: boolean): Running {
  const run = (a: ArrayValue, axis: number | null, dtype: DTypeLike | null): NDArray => {
    const given = toArray(a, dtype)
    const flat = axis === null ? given.ravel() : given
    const at = axis === null ? 0 : normalizeAxis(axis, flat.shape.length)
    const type = given.dtype.is_floating ? given.dtype : given.dtype.is_complex ? unsupported(name) : int64
    const moved = moveaxis(flat, at, -1)
    const length = moved.shape.at(-1) as number
    const values = numbersOf(moved).slice()
    // each step is stored in the array's type, so float32 rounds on the way
    const isSingle = type.base === 'float32'
    for (let start = 0; start < values.length; start += length) {
      let before = values[start] as number
      for (let i = start + 1; i < start + length; i++) {
        const next = isProduct ? before * (values[i] as number) : before + (values[i] as number)
        before = isSingle ? Math.fround(next) : next
        values[i] = before
      }
    }
    return contiguous(moveaxis(fromNumbers(type, moved.shape, values), -1, at))
  }
  return signed(
    CUMSUM.replace('cumsum', name) as typeof CUMSUM,
    (a: ArrayValue, axis: number | null = null, dtype: DTypeLike | null = null, out: NDArray | null = null) =>
      finished(name, run(a, axis, dtype), out) as NDArray,
  )
}
function unsupported(name: string): never {
  throw new TypeError(`${name} is not supported for complex arrays`)
}
export const cumsum: Running = running('cumsum', false)
export const cumprod: Running = running('cumprod', true)

function plainDiff(a: ArrayValue, n = 1, axis = -1): NDArray {
  let given = toArray(a)
  const at = normalizeAxis(axis, given.shape.length)
  for (let round = 0; round < n; round += 1) {
    const length = Math.max(0, (given.shape[at] as number) - 1)
    const first = Float64Array.from({ length }, (_, i) => i)
    const behind = takeAxis(
      given,
      first.map(i => i + 1),
      at,
    )
    const before = takeAxis(given, first, at)
    given = given.dtype.base === 'bool' ? behind.ne(before) : behind.sub(before)
  }
  return given
}
/** Differences of neighbours along an axis, `n` times. */
export const diff = signed('diff(a, n=1, axis=-1)', plainDiff)

function plainAverage(a: ArrayValue, axis: number | null = null, weights: ArrayValue | null = null): Result {
  const given = toArray(a)
  if (weights === null) {
    if (axis !== null && given.ndim === 0) throw new IndexError('tuple index out of range')
    const made = arrayOf(reduce.mean(given, axis, false))
    if (made.size === 0 && made.ndim > 0) throw new ZeroDivisionError('division by zero')
    return made
  }
  const w = toArray(weights)
  const shaped =
    w.shape.length === given.shape.length
      ? w
      : w.reshape(
          given.shape.map((dim, i) => (axis !== null && i === normalizeAxis(axis, given.shape.length) ? dim : 1)),
        )
  const full = shaped.broadcast_to(given.shape)
  const total = arrayOf(reduce.sum(full, axis, false))
  if (numbersOf(total).some(value => value === 0)) throw new ValueError("Weights sum to zero, can't be normalized")
  return arrayOf(reduce.sum(given.mul(full), axis, false)).div(total)
}
/** Mean with weights, which have the array's shape or its length along `axis`. */
export const average = computed('average(a, axis=None, weights=None, returned=False)', plainAverage)

/** Rows of sorted numbers along `axis` (all for null), and the shape of what one number per row makes. */
function sortedRows(a: ArrayValue, axis: number | null): { rows: Float64Array[]; shape: readonly number[] } {
  const given = toArray(a)
  const moved = axis === null ? given.ravel() : moveaxis(given, axis, -1)
  const length = moved.shape.at(-1) ?? 1
  const values = numbersOf(moved)
  const count = length === 0 ? numElements(moved.shape.slice(0, -1)) : values.length / length
  const rows = Array.from({ length: count }, (_, i) => values.slice(i * length, (i + 1) * length).sort())
  return { rows, shape: moved.shape.slice(0, -1) }
}
function plainPercentile(a: ArrayValue, q: ArrayValue, axis: number | null = null): Result {
  const asked = toArray(q)
  if (asked.ndim === 0) return onePercentile(a, integer(asked.item()), axis)
  return concatenate(
    Array.from(numbersOf(asked), one => toArray(onePercentile(a, one, axis))).map(found =>
      found.reshape(1, ...found.shape),
    ),
  )
}
function onePercentile(a: ArrayValue, q: number, axis: number | null): Result {
  const { rows, shape } = sortedRows(a, axis)
  const values = Float64Array.from(rows, row => {
    if (Number.isNaN(row.at(-1))) return Number.NaN
    const at = (q / 100) * (row.length - 1)
    const low = Math.floor(at)
    const high = Math.min(low + 1, row.length - 1)
    return (row[low] as number) * (1 - (at - low)) + (row[high] as number) * (at - low)
  })
  return fromNumbers(float64, shape, values)
}
/** The value below which `q` percent of the elements lie, interpolated linearly. */
export const percentile = computed('percentile(a, q, axis=None)', plainPercentile)
function plainMedian(a: ArrayValue, axis: number | null = null): Result {
  const { rows, shape } = sortedRows(a, axis)
  const values = Float64Array.from(rows, row => {
    const half = row.length >> 1
    if (row.length === 0) return Number.NaN
    if (Number.isNaN(row.at(-1))) return Number.NaN
    return row.length % 2 === 1 ? (row[half] as number) : ((row[half - 1] as number) + (row[half] as number)) / 2
  })
  return fromNumbers(floatOf(a), shape, values)
}
/** The middle element, or the mean of the two middle ones. */
export const median = computed('median(a, axis=None)', plainMedian)
const floatOf = (a: ArrayValue): ReturnType<typeof as_dtype> => {
  const { dtype } = toArray(a)
  return dtype.is_floating ? dtype : float64
}

function plainCountNonzero(a: ArrayValue, axis: number | null = null): Result {
  const counts = arrayOf(reduce.sum(toArray(a).astype('bool'), axis, false))
  return axis === null ? counts.item() : counts
}
export const count_nonzero = computed('count_nonzero(a, axis=None)', plainCountNonzero)
function plainTrace(a: ArrayValue, offset = 0, axis1 = 0, axis2 = 1): Result {
  const given = toArray(a)
  if (given.ndim < 2) throw new ValueError('diag requires an array of at least two dimensions')
  return arrayOf(reduce.sum(given.diagonal(integer(offset), integer(axis1), integer(axis2)), -1, false))
}
/** Sums of the diagonals of the planes along two axes. */
export const trace = computed('trace(a, offset=0, axis1=0, axis2=1)', plainTrace)
