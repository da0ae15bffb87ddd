/** New arrays: from values, of constants, of ranges. */

import { listOf } from '../calling/python_repr.ts'
import { guarded } from '../errors/boundary.ts'
import { TypeError, ValueError } from '../errors/index.ts'
import { isPlainObject } from '../errors/plain_object.ts'
import { as_dtype, type DTypeLike, float64, int64 } from '../tensor/dtypes.ts'
import { PyFloat } from '../tensor/literals.ts'
import { contiguous, NDArray } from '../tensor/ndarray.ts'
import { numElements } from '../tensor/shape.ts'
import { type Arguments, bind, keyworded } from './arguments.ts'
import {
  type ArrayValue,
  elementCount,
  fromNumbers,
  integer,
  newShape,
  numbersOf,
  type Scalar,
  type ShapeValue,
  toArray,
} from './values.ts'

type WithDType = DTypeLike | null | { dtype?: DTypeLike | null }
const dtypeIn = (name: string, given: WithDType | undefined): DTypeLike | null =>
  (bind(name, ['dtype'], [given])['dtype'] ?? null) as DTypeLike | null

/** A new array of `value`. Bare numbers are numpy's floats (float64); `tf.int` and bigints are int64. */
export function array(value: unknown, dtype?: WithDType): NDArray {
  const made = toArray(value, dtypeIn('array', dtype))
  return made === value ? made.copy() : made
}
// @ts-expect-error the guarded function takes its place
array = guarded(array)
/** `value` itself if it is an array of that type, else a new one. */
export function asarray(value: unknown, dtype?: WithDType): NDArray {
  return toArray(value, dtypeIn('asarray', dtype))
}
// @ts-expect-error the guarded function takes its place
asarray = guarded(asarray)
export const asanyarray: typeof asarray = guarded((value, dtype) => asarray(value, dtype), 'asanyarray')
/** As `asarray`; a view whose elements are not side by side is copied. */
export const ascontiguousarray: typeof asarray = guarded(
  (value, dtype) => contiguous(asarray(value, dtype)),
  'ascontiguousarray',
)
/** `value` as an array of floats. */
export function asfarray(value: unknown, dtype: DTypeLike = float64): NDArray {
  return toArray(value, as_dtype(dtype).is_floating ? dtype : float64)
}
// @ts-expect-error the guarded function takes its place
asfarray = guarded(asfarray)
export function copy(value: unknown): NDArray {
  return array(value)
}
// @ts-expect-error the guarded function takes its place
copy = guarded(copy)

/** An array of `shape` filled with 0; float64 unless `dtype` says otherwise. */
export function zeros(shape: ShapeValue, dtype?: WithDType): NDArray {
  return NDArray.zeros(newShape(shape), dtypeIn('zeros', dtype) ?? float64)
}
// @ts-expect-error the guarded function takes its place
zeros = guarded(zeros)
/** As `zeros`: there is no uninitialised memory to show. */
export const empty: typeof zeros = guarded((shape, dtype) => zeros(shape, dtype), 'empty')
export function ones(shape: ShapeValue, dtype?: WithDType): NDArray {
  return full(shape, 1, dtypeIn('ones', dtype) ?? float64)
}
// @ts-expect-error the guarded function takes its place
ones = guarded(ones)
/** An array of `shape` filled with `value`, whose type it has unless `dtype` says otherwise. */
export function full(shape: ShapeValue, value: ArrayValue, dtype?: WithDType): NDArray {
  return toArray(value, dtypeIn('full', dtype)).broadcast_to(newShape(shape)).copy()
}
// @ts-expect-error the guarded function takes its place
full = guarded(full)
export function zeros_like(like: ArrayValue, dtype?: WithDType): NDArray {
  const given = toArray(like)
  return NDArray.zeros(given.shape, dtypeIn('zeros_like', dtype) ?? given.dtype)
}
// @ts-expect-error the guarded function takes its place
zeros_like = guarded(zeros_like)
export const empty_like: typeof zeros_like = guarded((like, dtype) => zeros_like(like, dtype), 'empty_like')
export function ones_like(like: ArrayValue, dtype?: WithDType): NDArray {
  return full_like(like, 1, dtype)
}
// @ts-expect-error the guarded function takes its place
ones_like = guarded(ones_like)
export function full_like(like: ArrayValue, value: ArrayValue, dtype?: WithDType): NDArray {
  const given = toArray(like)
  return full(given.shape, value, dtypeIn('full_like', dtype) ?? given.dtype)
}
// @ts-expect-error the guarded function takes its place
full_like = guarded(full_like)

/**
 * `arange(stop)`, `arange(start, stop, step)`: evenly spaced values in [start, stop).
 * int64 where all of them are whole numbers (say `tf.float(0)` or a dtype for floats), else float64.
 */
export function arange(
  ...args: Arguments<
    [start: Scalar, stop?: Scalar | null, step?: Scalar, dtype?: DTypeLike],
    { stop?: Scalar | null; step?: Scalar; dtype?: DTypeLike | null }
  >
): NDArray {
  const bound = bind('arange', ['start', 'stop', 'step', 'dtype'], args)
  const given = ['start', 'stop', 'step'].map(key => bound[key] as Scalar | null | undefined)
  const [start, stop] = (given[1] ?? null) === null ? [0, integer(given[0])] : [integer(given[0]), integer(given[1])]
  const step = integer(given[2] ?? 1)
  if (step === 0) throw new ValueError('Maximum allowed size exceeded')
  const whole = [start, stop, step].every(Number.isInteger) && !given.some(value => value instanceof PyFloat)
  const dtype = as_dtype((bound['dtype'] ?? (whole ? int64 : float64)) as DTypeLike)
  const length = elementCount(Math.max(0, Math.ceil((stop - start) / step)))
  const second = start + step
  // numpy fills from the first two values: what a step has lost in the second is lost in all.
  const values = Float64Array.from({ length }, (_, i) => (i === 1 ? second : start + i * (second - start)))
  return fromNumbers(dtype, [length], values)
}
// @ts-expect-error the guarded function takes its place
arange = guarded(arange)

/** `num` evenly spaced values from start to stop, stop included unless `endpoint` is false. */
export function linspace(
  ...args: Arguments<
    [start: Scalar, stop: Scalar, num?: Scalar, endpoint?: boolean],
    { num?: Scalar; endpoint?: boolean; dtype?: DTypeLike | null }
  >
): NDArray {
  const bound = bind('linspace', ['start', 'stop', 'num', 'endpoint', 'retstep', 'dtype'], args)
  const start = integer(bound['start'])
  const stop = integer(bound['stop'])
  const count = Math.trunc(integer(bound['num'] ?? 50))
  if (count < 0) throw new ValueError(`Number of samples, ${count}, must be non-negative.`)
  elementCount(count)
  const endpoint = (bound['endpoint'] ?? true) as boolean
  const parts = endpoint ? count - 1 : count
  const step = (stop - start) / parts
  const values = Float64Array.from({ length: count }, (_, i) => {
    if (parts <= 0) return i * (stop - start) + start
    return (step === 0 ? (i / parts) * (stop - start) : i * step) + start
  })
  if (endpoint && count > 1) values[count - 1] = stop
  return fromNumbers(as_dtype((bound['dtype'] ?? float64) as DTypeLike), [count], values)
}
// @ts-expect-error the guarded function takes its place
linspace = guarded(linspace)
/** Powers of `base` with evenly spaced exponents. */
export function logspace(start: Scalar, stop: Scalar, num: Scalar = 50, endpoint = true, base: Scalar = 10): NDArray {
  const exponents = numbersOf(linspace(start, stop, num, endpoint))
  return new NDArray(
    float64,
    [exponents.length],
    exponents.map(exponent => integer(base) ** exponent),
  )
}
// @ts-expect-error the guarded function takes its place
logspace = guarded(logspace)

/** Ones on diagonal `k` of an [N, M] matrix. */
export function eye(
  ...args: Arguments<
    [N: Scalar, M?: Scalar | null, k?: Scalar, dtype?: DTypeLike],
    { M?: Scalar | null; k?: Scalar; dtype?: DTypeLike }
  >
): NDArray {
  const bound = bind('eye', ['N', 'M', 'k', 'dtype'], args)
  const rows = integer(bound['N'])
  const columns = integer(bound['M'] ?? rows)
  const k = integer(bound['k'] ?? 0)
  const values = new Float64Array(elementCount(rows * columns))
  for (let i = 0; i < rows; i += 1) if (i + k >= 0 && i + k < columns) values[i * columns + i + k] = 1
  return fromNumbers(as_dtype((bound['dtype'] ?? float64) as DTypeLike), [rows, columns], values)
}
// @ts-expect-error the guarded function takes its place
eye = guarded(eye)
export function identity(n: Scalar, dtype: DTypeLike = float64): NDArray {
  return eye(n, null, 0, dtype)
}
// @ts-expect-error the guarded function takes its place
identity = guarded(identity)
function plainDiagonal(a: ArrayValue, offset: Scalar = 0, axis1: Scalar = 0, axis2: Scalar = 1): NDArray {
  return toArray(a).diagonal(integer(offset), integer(axis1), integer(axis2))
}
/** The diagonal of the planes along two axes, `offset` columns to the right of the main one: a view that can't be written. */
export const diagonal = guarded(keyworded('diagonal', ['a', 'offset', 'axis1', 'axis2'], plainDiagonal), 'diagonal')
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
diag = guarded(diag)

/** A copy whose elements satisfy `keep(row, column)`; the others are 0. */
function triangle(m: ArrayValue, keep: (row: number, column: number) => boolean): NDArray {
  const given = toArray(m)
  const columns = given.shape.at(-1) ?? 1
  const rows = given.shape.at(-2) ?? 1
  const values = numbersOf(given).map((value, at) => (keep(Math.floor(at / columns) % rows, at % columns) ? value : 0))
  return fromNumbers(given.dtype, given.shape, values)
}
export const tril = guarded((m: ArrayValue, k = 0): NDArray => triangle(m, (row, column) => column <= row + k), 'tril')
export const triu = guarded((m: ArrayValue, k = 0): NDArray => triangle(m, (row, column) => column >= row + k), 'triu')

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
    typeof step === 'object' && 'num' in step ? linspace(start, stop, step.num) : arange(start, stop, step as Scalar),
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
/** The row and column (and so on) of every element of a grid. */
export function indices(dimensions: readonly number[]): NDArray {
  if (!Array.isArray(dimensions)) throw new TypeError('dimensions are a list of integers')
  return mgrid(...dimensions.map(dim => [0, dim] as const)).reshape(dimensions.length, ...dimensions)
}
// @ts-expect-error the guarded function takes its place
indices = guarded(indices)

/** The bytes as elements of `dtype` (little-endian); a copy. */
export function frombuffer(
  buffer: Uint8Array | ArrayBuffer,
  dtype: DTypeLike = float64,
  count = -1,
  offset = 0,
): NDArray {
  const type = as_dtype(dtype)
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
// @ts-expect-error the guarded function takes its place
frombuffer = guarded(frombuffer)
export function fromiter(iterable: Iterable<unknown>, dtype: DTypeLike): NDArray {
  return toArray([...listOf(iterable)], dtype)
}
// @ts-expect-error the guarded function takes its place
fromiter = guarded(fromiter)
