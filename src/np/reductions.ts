/** Sums, means and the like along axes; what reduces to one element is a plain number. */
import { guarded } from '../errors/boundary.ts'
import { TypeError, ValueError } from '../errors/index.ts'
import { type as_dtype, type DTypeLike, float64, int64 } from '../tensor/dtypes.ts'
import { PyInt } from '../tensor/literals.ts'
import { contiguous, NDArray } from '../tensor/ndarray.ts'
import type { Axis } from '../tensor/reductions.ts'
import { type Arguments, bind, keyworded } from './arguments.ts'
import { concatenate } from './concatenation.ts'
import { finished } from './out.ts'
import { moveaxis, takeAxis } from './shaping.ts'
import {
  type ArrayValue,
  fromNumbers,
  integer,
  normalizeAxis,
  numbersOf,
  type Result,
  result,
  toArray,
} from './values.ts'

interface Options {
  axis?: Axis
  dtype?: DTypeLike | null
  keepdims?: boolean
  out?: NDArray | null
}
type Reduction = (
  ...args: Arguments<[a: ArrayValue, axis?: Axis, dtype?: DTypeLike | null, out?: NDArray | null], Options>
) => Result

const PARAMETERS = ['a', 'axis', 'dtype', 'out', 'keepdims']

interface Call {
  readonly a: NDArray
  readonly axis: Axis
  readonly keepdims: boolean
  readonly out: NDArray | null
}
function call(name: string, args: readonly unknown[]): Call {
  const bound = bind(name, PARAMETERS, args)
  const axis = (bound['axis'] ?? null) as Axis | PyInt
  return {
    a: toArray(bound['a'], bound['dtype'] as DTypeLike | undefined),
    axis: axis instanceof PyInt ? Number(axis.value) : axis,
    keepdims: (bound['keepdims'] ?? false) as boolean,
    out: (bound['out'] ?? null) as NDArray | null,
  }
}
const reduction =
  (name: string, reduce: (c: Call) => Result): Reduction =>
  (...args) => {
    const given = call(name, args)
    return finished(name, reduce(given), given.out)
  }

export const sum: Reduction = guarded(
  reduction('sum', ({ a, axis, keepdims }) => a.sum(axis, keepdims)),
  'sum',
)
export const prod: Reduction = guarded(
  reduction('prod', ({ a, axis, keepdims }) => a.prod(axis, keepdims)),
  'prod',
)
export const mean: Reduction = guarded(
  reduction('mean', ({ a, axis, keepdims }) => a.mean(axis, keepdims)),
  'mean',
)
export const max: Reduction = guarded(
  reduction('amax', ({ a, axis, keepdims }) => a.max(axis, keepdims)),
  'max',
)
export const amax: Reduction = max
export const min: Reduction = guarded(
  reduction('amin', ({ a, axis, keepdims }) => a.min(axis, keepdims)),
  'min',
)
export const amin: Reduction = min
export const all: Reduction = guarded(
  reduction('all', ({ a, axis, keepdims }) => a.all(axis, keepdims)),
  'all',
)
export const any: Reduction = guarded(
  reduction('any', ({ a, axis, keepdims }) => a.any(axis, keepdims)),
  'any',
)
export const ptp: Reduction = guarded(
  reduction('ptp', ({ a, axis, keepdims }) => minus(a.max(axis, keepdims), a.min(axis, keepdims))),
  'ptp',
)
const minus = (x: Result, y: Result): Result => (x instanceof NDArray ? x.sub(y) : x - y)

type Spread = (
  ...args: Arguments<
    [a: ArrayValue, axis?: Axis, dtype?: DTypeLike | null, out?: NDArray | null, ddof?: number],
    Options & { ddof?: number }
  >
) => Result

function variance(name: string, args: readonly unknown[]): NDArray {
  const bound = bind(name, ['a', 'axis', 'dtype', 'out', 'ddof', 'keepdims'], args)
  const given = toArray(bound['a'], bound['dtype'] as DTypeLike | undefined)
  const a = given.dtype.is_floating ? given : given.astype(float64)
  const axis = (bound['axis'] ?? null) as Axis
  const centre = toArray(a.mean(axis, true), a.dtype)
  const deviations = a.sub(centre)
  const total = toArray(deviations.mul(deviations).sum(axis, (bound['keepdims'] ?? false) as boolean), a.dtype)
  const count = a.size / centre.size
  return fromNumbers(
    a.dtype,
    total.shape,
    numbersOf(total).map(value => value / Math.max(count - integer(bound['ddof'] ?? 0), 0)),
  )
}
const outOf = (name: string, args: readonly unknown[]): NDArray | null =>
  (bind(name, ['a', 'axis', 'dtype', 'out', 'ddof', 'keepdims'], args)['out'] ?? null) as NDArray | null
/** Mean squared deviation from the mean, over count - ddof. */
const variance_: Spread = guarded(
  (...args) => finished('var', result(variance('var', args)), outOf('var', args)),
  'var',
)

export { variance_ as var }
/** Standard deviation. */
export const std: Spread = guarded((...args) => {
  const squared = variance('std', args)
  return finished(
    'std',
    result(fromNumbers(squared.dtype, squared.shape, numbersOf(squared).map(Math.sqrt))),
    outOf('std', args),
  )
}, 'std')

type Position = (...args: Arguments<[a: ArrayValue, axis?: number | null], { axis?: number | null }>) => Result
const position =
  (name: string, find: (a: NDArray, axis: number | null) => Result): Position =>
  (...args) => {
    const bound = bind(name, ['a', 'axis'], args)
    return find(toArray(bound['a']), (bound['axis'] ?? null) as number | null)
  }
/** Position of the first largest element; flat without an axis. */
export const argmax: Position = guarded(
  position('argmax', (a, axis) => a.argmax(axis)),
  'argmax',
)
export const argmin: Position = guarded(
  position('argmin', (a, axis) => a.argmin(axis)),
  'argmin',
)

type Running = (a: ArrayValue, axis?: number | null, dtype?: DTypeLike | null) => NDArray

/** Running results along an axis, or over the flat array. */
function running(name: string, step: (before: number, value: number) => number): Running {
  return (a, axis = null, dtype = null) => {
    const given = toArray(a, dtype)
    const flat = axis === null ? given.ravel() : given
    const at = axis === null ? 0 : normalizeAxis(axis, flat.shape.length)
    const type = given.dtype.is_floating ? given.dtype : given.dtype.is_complex ? unsupported(name) : int64
    const moved = moveaxis(flat, at, -1)
    const length = moved.shape.at(-1) as number
    // Each step is stored in the array's type, so float32 rounds on the way.
    const store = type.base === 'float32' ? Math.fround : (value: number) => value
    const values = numbersOf(moved).slice()
    for (let i = 0; i < values.length; i += 1)
      if (i % length !== 0) values[i] = store(step(values[i - 1] as number, values[i] as number))
    return contiguous(moveaxis(fromNumbers(type, moved.shape, values), -1, at))
  }
}
function unsupported(name: string): never {
  throw new TypeError(`${name} is not supported for complex arrays`)
}
export const cumsum: Running = guarded(
  running('cumsum', (x, y) => x + y),
  'cumsum',
)
export const cumprod: Running = guarded(
  running('cumprod', (x, y) => x * y),
  'cumprod',
)

function plainDiff(a: ArrayValue, n = 1, axis = -1): NDArray {
  let given = toArray(a)
  const at = normalizeAxis(axis, given.shape.length)
  for (let round = 0; round < n; round += 1) {
    const length = Math.max(0, (given.shape[at] as number) - 1)
    const first = Float64Array.from({ length }, (_, i) => i)
    given = takeAxis(
      given,
      first.map(i => i + 1),
      at,
    ).sub(takeAxis(given, first, at))
  }
  return given
}
/** Differences of neighbours along an axis, `n` times. */
export const diff = guarded(keyworded('diff', ['a', 'n', 'axis'], plainDiff), 'diff')

function plainAverage(a: ArrayValue, axis: number | null = null, weights: ArrayValue | null = null): Result {
  const given = toArray(a)
  if (weights === null) return given.mean(axis)
  const w = toArray(weights)
  const shaped =
    w.shape.length === given.shape.length
      ? w
      : w.reshape(
          given.shape.map((dim, i) => (axis !== null && i === normalizeAxis(axis, given.shape.length) ? dim : 1)),
        )
  const full = shaped.broadcast_to(given.shape)
  const total = toArray(full.sum(axis))
  if (numbersOf(total).some(value => value === 0)) throw new ValueError("Weights sum to zero, can't be normalized")
  return result(toArray(given.mul(full).sum(axis)).div(total))
}
/** Mean with weights, which have the array's shape or its length along `axis`. */
export const average = guarded(keyworded('average', ['a', 'axis', 'weights'], plainAverage), 'average')

/** Rows of sorted numbers along `axis` (all for null), and the shape of what one number per row makes. */
function sortedRows(a: ArrayValue, axis: number | null): { rows: Float64Array[]; shape: readonly number[] } {
  const given = toArray(a)
  const moved = axis === null ? given.ravel() : moveaxis(given, axis, -1)
  const length = moved.shape.at(-1) ?? 1
  const values = numbersOf(moved)
  const count = length === 0 ? 0 : values.length / length
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
  return result(fromNumbers(floatOf(a), shape, values))
}
/** The value below which `q` percent of the elements lie, interpolated linearly. */
export const percentile = guarded(keyworded('percentile', ['a', 'q', 'axis'], plainPercentile), 'percentile')
function plainMedian(a: ArrayValue, axis: number | null = null): Result {
  const { rows, shape } = sortedRows(a, axis)
  const values = Float64Array.from(rows, row => {
    const half = row.length >> 1
    if (Number.isNaN(row.at(-1))) return Number.NaN
    return row.length % 2 === 1 ? (row[half] as number) : ((row[half - 1] as number) + (row[half] as number)) / 2
  })
  return result(fromNumbers(floatOf(a), shape, values))
}
/** The middle element, or the mean of the two middle ones. */
export const median = guarded(keyworded('median', ['a', 'axis'], plainMedian), 'median')
const floatOf = (a: ArrayValue): ReturnType<typeof as_dtype> => {
  const { dtype } = toArray(a)
  return dtype.is_floating ? dtype : float64
}

function plainCountNonzero(a: ArrayValue, axis: number | null = null): Result {
  return toArray(a).astype('bool').astype(int64).sum(axis)
}
export const count_nonzero = guarded(keyworded('count_nonzero', ['a', 'axis'], plainCountNonzero), 'count_nonzero')
function plainTrace(a: ArrayValue, offset = 0): Result {
  const given = toArray(a)
  const columns = given.shape[1] as number
  const positions: number[] = []
  for (let i = Math.max(0, -offset); i < (given.shape[0] as number) && i + offset < columns; i += 1)
    positions.push(i * columns + i + offset)
  return given.ravel().take(positions).sum()
}
/** Sum of the diagonal. */
export const trace = guarded(keyworded('trace', ['a', 'offset'], plainTrace), 'trace')
