/** New arrays: from values, of constants, of ranges. */

import { listOf } from '../calling/python_repr.ts'
import { guarded } from '../errors/boundary.ts'
import { TypeError, ValueError } from '../errors/index.ts'
import { isPlainObject } from '../errors/plain_object.ts'
import { as_dtype, type DTypeLike, float64, int64 } from '../tensor/dtypes.ts'
import { PyFloat } from '../tensor/literals.ts'
import { contiguous, NDArray } from '../tensor/ndarray.ts'
import { numElements } from '../tensor/shape.ts'
import { signed } from './arguments.ts'
import {
  type ArrayValue,
  elementCount,
  fromNumbers,
  integer,
  newShape,
  numbersOf,
  type Result,
  type Scalar,
  type ShapeValue,
  shapeOf,
  toArray,
} from './values.ts'

type Type = DTypeLike | null

/** A new array of `object`. Bare numbers are numpy's floats (float64); `tf.int` and bigints are int64. */
export const array = signed(
  "array(object, dtype=None, copy=True, order='K', subok=False, ndmin=0)",
  (value: unknown, dtype?: Type, copied = true, _order?: string | null, _subok?: boolean, ndmin = 0): NDArray => {
    const made = toArray(value, dtype)
    const own = made === value && copied ? made.copy() : made
    const missing = integer(ndmin) - own.ndim
    return missing > 0 ? own.reshape([...new Array<number>(missing).fill(1), ...own.shape]) : own
  },
)
/** `a` itself if it is an array of that type, else a new one. */
const converted = (a: unknown, dtype?: Type, _order?: string | null): NDArray => toArray(a, dtype)
export const asarray = signed('asarray(a, dtype=None, order=None)', converted)
export const asanyarray = signed('asanyarray(a, dtype=None, order=None)', converted)
/** As `asarray`; a view whose elements are not side by side is copied. */
export const ascontiguousarray = signed('ascontiguousarray(a, dtype=None)', (a: unknown, dtype?: Type) =>
  contiguous(toArray(a, dtype)),
)
/** `a` as an array of floats. */
export const asfarray = signed(
  'asfarray(a, dtype=float64)',
  (a: unknown, dtype: DTypeLike = float64): NDArray => toArray(a, as_dtype(dtype).is_floating ? dtype : float64),
)
export const copy = signed("copy(a, order='K')", (a: unknown, _order?: string | null): NDArray => array(a))

/** An array of `shape` filled with 0; float64 unless `dtype` says otherwise. */
const zeroed = (shape: ShapeValue, dtype?: Type, _order?: string | null): NDArray =>
  NDArray.zeros(newShape(shape), dtype ?? float64)
export const zeros = signed("zeros(shape, dtype=None, order='C')", zeroed)
/** As `zeros`: there is no uninitialised memory to show. */
export const empty = signed("empty(shape, dtype=None, order='C')", zeroed)
export const ones = signed(
  "ones(shape, dtype=None, order='C')",
  (shape: ShapeValue, dtype?: Type, _order?: string | null) => filled(shape, 1, dtype ?? float64),
)
const filled = (shape: ShapeValue, value: ArrayValue, dtype?: Type, _order?: string | null): NDArray =>
  toArray(value, dtype).broadcast_to(newShape(shape)).copy()
/** An array of `shape` filled with `fill_value`, whose type it has unless `dtype` says otherwise. */
export const full = signed("full(shape, fill_value, dtype=None, order='C')", filled)
const zerosLike = (a: ArrayValue, dtype?: Type, _order?: string | null, _subok?: boolean): NDArray => {
  const given = toArray(a)
  return NDArray.zeros(given.shape, dtype ?? given.dtype)
}
export const zeros_like = signed("zeros_like(a, dtype=None, order='K', subok=True)", zerosLike)
export const empty_like = signed("empty_like(prototype, dtype=None, order='K', subok=True)", zerosLike)
const fullLike = (a: ArrayValue, value: ArrayValue, dtype?: Type): NDArray => {
  const given = toArray(a)
  return filled(given.shape, value, dtype ?? given.dtype)
}
export const ones_like = signed(
  "ones_like(a, dtype=None, order='K', subok=True)",
  (a: ArrayValue, dtype?: Type, _order?: string | null, _subok?: boolean) => fullLike(a, 1, dtype),
)
export const full_like = signed(
  "full_like(a, fill_value, dtype=None, order='K', subok=True)",
  (a: ArrayValue, value: ArrayValue, dtype?: Type, _order?: string | null, _subok?: boolean) =>
    fullLike(a, value, dtype),
)

function plainArange(first: Scalar, second?: Scalar | null, by?: Scalar | null, asked?: Type): NDArray {
  const given = [first, second, by]
  const [start, stop] = (second ?? null) === null ? [0, integer(first)] : [integer(first), integer(second)]
  const step = integer(by ?? 1)
  if (step === 0) throw new ValueError('Maximum allowed size exceeded')
  const whole = [start, stop, step].every(Number.isInteger) && !given.some(value => value instanceof PyFloat)
  const dtype = as_dtype(asked ?? (whole ? int64 : float64))
  const length = elementCount(Math.max(0, Math.ceil((stop - start) / step)))
  const next = start + step
  // numpy fills from the first two values: what a step has lost in the second is lost in all.
  const values = Float64Array.from({ length }, (_, i) => (i === 1 ? next : start + i * (next - start)))
  return fromNumbers(dtype, [length], values)
}
/**
 * `arange(stop)`, `arange(start, stop, step)`: evenly spaced values in [start, stop).
 * int64 where all of them are whole numbers (say `tf.float(0)` or a dtype for floats), else float64.
 */
export const arange = signed('arange(start, stop=None, step=None, dtype=None)', plainArange)

function plainLinspace(
  first: Scalar,
  last: Scalar,
  num: Scalar = 50,
  endpoint = true,
  retstep = false,
  dtype?: Type,
): Result {
  const start = integer(first)
  const stop = integer(last)
  const count = Math.trunc(integer(num))
  if (count < 0) throw new ValueError(`Number of samples, ${count}, must be non-negative.`)
  elementCount(count)
  const parts = endpoint ? count - 1 : count
  const step = (stop - start) / parts
  const values = Float64Array.from({ length: count }, (_, i) => {
    if (parts <= 0) return i * (stop - start) + start
    return (step === 0 ? (i / parts) * (stop - start) : i * step) + start
  })
  if (endpoint && count > 1) values[count - 1] = stop
  const made = fromNumbers(as_dtype(dtype ?? float64), [count], values)
  return retstep ? [made, parts > 0 ? step : Number.NaN] : made
}
/** `num` evenly spaced values from start to stop, stop included unless `endpoint` is false. */
export const linspace = signed('linspace(start, stop, num=50, endpoint=True, retstep=False, dtype=None)', plainLinspace)
function plainLogspace(
  start: Scalar,
  stop: Scalar,
  num: Scalar = 50,
  endpoint = true,
  base: Scalar = 10,
  dtype?: Type,
): NDArray {
  const exponents = numbersOf(plainLinspace(start, stop, num, endpoint))
  return fromNumbers(
    as_dtype(dtype ?? float64),
    [exponents.length],
    exponents.map(exponent => integer(base) ** exponent),
  )
}
/** Powers of `base` with evenly spaced exponents. */
export const logspace = signed('logspace(start, stop, num=50, endpoint=True, base=10.0, dtype=None)', plainLogspace)

function plainEye(n: Scalar, m?: Scalar | null, shift: Scalar = 0, dtype?: Type): NDArray {
  const rows = integer(n)
  const columns = integer(m ?? rows)
  const k = integer(shift)
  const values = new Float64Array(elementCount(rows * columns))
  for (let i = 0; i < rows; i += 1) if (i + k >= 0 && i + k < columns) values[i * columns + i + k] = 1
  return fromNumbers(as_dtype(dtype ?? float64), [rows, columns], values)
}
/** Ones on diagonal `k` of an [N, M] matrix. */
export const eye = signed('eye(N, M=None, k=0, dtype=None)', plainEye)
export const identity = signed(
  'identity(n, dtype=None)',
  (n: Scalar, dtype?: Type): NDArray => plainEye(n, null, 0, dtype),
)
function plainDiagonal(a: ArrayValue, offset: Scalar = 0, axis1: Scalar = 0, axis2: Scalar = 1): NDArray {
  return toArray(a).diagonal(integer(offset), integer(axis1), integer(axis2))
}
/** The diagonal of the planes along two axes, `offset` columns to the right of the main one: a view that can't be written. */
export const diagonal = signed('diagonal(a, offset=0, axis1=0, axis2=1)', plainDiagonal)
/** The matrix with diagonal `v`, or the diagonal of a matrix, which is a view that can't be written. */
export function diag(v: ArrayValue, k: Scalar = 0): NDArray {
  const given = toArray(v)
  const shift = integer(k)
  if (given.shape.length === 1) {
    const values = numbersOf(given)
    const n = given.size + Math.abs(shift)
    const out = new Float64Array(elementCount(n * n))
    values.forEach((value, i) => {
      out[(i + Math.max(0, -shift)) * n + i + Math.max(0, shift)] = value
    })
    return fromNumbers(given.dtype, [n, n], out)
  }
  if (given.shape.length !== 2) throw new ValueError('Input must be 1- or 2-d.')
  return given.diagonal(shift)
}
// @ts-expect-error the guarded function takes its place
diag = signed('diag(v, k=0)', diag)

/** A copy whose elements satisfy `keep(row, column)`; the others are 0. */
function triangle(m: ArrayValue, keep: (row: number, column: number) => boolean): NDArray {
  const given = toArray(m)
  if (given.ndim === 0) throw new TypeError('tri() takes at least 1 argument (2 given)')
  const columns = given.shape.at(-1) ?? 1
  const rows = given.shape.at(-2) ?? 1
  if (given.ndim === 1) return triangle(given.broadcast_to([given.size, given.size]), keep)
  const values = numbersOf(given).map((value, at) => (keep(Math.floor(at / columns) % rows, at % columns) ? value : 0))
  return fromNumbers(given.dtype, given.shape, values)
}
const lower = (m: ArrayValue, k = 0): NDArray => triangle(m, (row, column) => column <= row + k)
const upper = (m: ArrayValue, k = 0): NDArray => triangle(m, (row, column) => column >= row + k)
export const tril = signed('tril(m, k=0)', lower)
export const triu = signed('triu(m, k=0)', upper)

/** Coordinate arrays of a grid over vectors; `indexing` 'xy' swaps the first two axes, 'ij' doesn't. */
export function meshgrid(...args: readonly (ArrayValue | { indexing?: 'xy' | 'ij' })[]): NDArray[] {
  const last = args.at(-1)
  const options = isPlainObject(last) ? (last as { indexing?: string }) : undefined
  const vectors = (options ? args.slice(0, -1) : args).map(value => toArray(value).ravel())
  const swap = (options?.indexing ?? 'xy') === 'xy' && vectors.length > 1
  const axisOf = (i: number): number => (swap && i < 2 ? 1 - i : i)
  const shape = vectors.map(() => 1)
  vectors.forEach((vector, i) => {
    shape[axisOf(i)] = vector.size
  })
  return vectors.map((vector, i) =>
    vector
      .reshape(shape.map((_, axis) => (axis === axisOf(i) ? vector.size : 1)))
      .broadcast_to(shape)
      .copy(),
  )
}
// @ts-expect-error the guarded function takes its place
meshgrid = guarded(meshgrid)

/** A range of `mgrid`: [start, stop] or [start, stop, step]; an imaginary step is written [start, stop, { num }]. */
export type GridRange = readonly [start: Scalar, stop: Scalar, step?: Scalar | { num: number }]

/** Python's `np.mgrid[0:3, 0:4]` is `mgrid([0, 3], [0, 4])`: the coordinates stacked along a first axis. */
export function mgrid(...ranges: readonly GridRange[]): NDArray {
  if (ranges.length === 0 || !ranges.every(Array.isArray))
    throw new TypeError('mgrid takes a [start, stop, step] of each axis')
  const vectors = ranges.map(([start, stop, step = 1]) =>
    typeof step === 'object' && 'num' in step
      ? plainLinspace(start, stop, step.num)
      : arange(start, stop, step as Scalar),
  )
  const grids = meshgrid(...vectors, { indexing: 'ij' })
  const shape = (grids[0] as NDArray).shape
  const dtype = grids.every(grid => grid.dtype === int64) ? int64 : float64
  const size = numElements(shape)
  const values = new Float64Array(elementCount(size * grids.length))
  grids.forEach((grid, i) => values.set(numbersOf(grid), i * size))
  return fromNumbers(dtype, ranges.length === 1 ? shape : [grids.length, ...shape], values)
}
// @ts-expect-error the guarded function takes its place
mgrid = guarded(mgrid)
function plainIndices(dimensions: readonly number[], dtype?: Type): NDArray {
  if (!Array.isArray(dimensions)) throw new TypeError('dimensions are a list of integers')
  const dims = shapeOf(dimensions)
  const grid = mgrid(...dims.map(dim => [0, dim] as const)).reshape(dims.length, ...dims)
  return dtype === undefined || dtype === null ? grid : grid.astype(dtype)
}
/** The row and column (and so on) of every element of a grid. */
export const indices = signed('indices(dimensions, dtype=None)', plainIndices)

function plainFrombuffer(buffer: Uint8Array | ArrayBuffer, dtype?: Type, count = -1, offset = 0): NDArray {
  const type = as_dtype(dtype ?? float64)
  if (!(buffer instanceof Uint8Array || buffer instanceof ArrayBuffer))
    throw new TypeError('frombuffer() takes bytes: a Uint8Array or an ArrayBuffer')
  if (!type.is_plain) throw new ValueError('cannot create an OBJECT array from memory buffer')
  const bytes = buffer instanceof Uint8Array ? buffer : new Uint8Array(buffer)
  const rest = bytes.subarray(offset)
  if (count < 0 && rest.length % type.size !== 0) throw new ValueError('buffer size must be a multiple of element size')
  const length = count < 0 ? rest.length / type.size : count
  if (length * type.size > rest.length) throw new ValueError('buffer is smaller than requested size')
  return NDArray.from_bytes(type, [length], rest.subarray(0, length * type.size))
}
/** The bytes as elements of `dtype` (little-endian); a copy. */
export const frombuffer = signed('frombuffer(buffer, dtype=None, count=-1, offset=0)', plainFrombuffer)
export const fromiter = signed(
  'fromiter(iterable, dtype, count=-1)',
  (iterable: Iterable<unknown>, dtype: DTypeLike, count: Scalar = -1): NDArray => {
    const items = [...listOf(iterable)]
    const most = integer(count)
    if (most > items.length) throw new ValueError('iterator too short')
    return toArray(most < 0 ? items : items.slice(0, most), dtype)
  },
)
