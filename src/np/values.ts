/** What np's functions take, and how it becomes arrays: numpy's rules for Python's numbers and lists. */
import { deeper } from '../errors/nesting.ts'
import { MemoryError, PythonError, TypeError, ValueError } from '../errors/python.ts'
import { type ArrayParts, denseData } from '../tensor/array_parts.ts'
import { convertElements, int64ToFloat64 } from '../tensor/convert.ts'
import {
  arrayType,
  bool,
  complex128,
  type DType,
  type DTypeLike,
  float64,
  int64,
  string,
  type TypedArray,
} from '../tensor/dtypes.ts'
import { fromBfloat16, fromHalf, toBfloat16, toHalf } from '../tensor/half.ts'
import { asNumber, Complex, PyFloat, PyInt } from '../tensor/literals.ts'
import { NDArray } from '../tensor/ndarray.ts'
import { promoteTypes } from '../tensor/promotion.ts'

/** An array of its parts. */
export const arrayOf = ({ dtype, shape, data }: ArrayParts): NDArray => new NDArray(dtype, shape, data)

/** One number as people write it. */
export type Scalar = number | bigint | boolean | PyInt | PyFloat
/** Numbers, nested lists of them, typed arrays, arrays. */
export type ArrayValue = Scalar | NDArray | ArrayBufferView | readonly ArrayValue[]

/** A plain number or boolean for rank 0, else an array; which of them is the data's affair, so that ported lines compile without casts. */
// biome-ignore lint/suspicious/noExplicitAny: results follow the data, as those of Session.run
export type Result = any

/** A shape: an int or a list of ints. */
export type ShapeValue = number | PyInt | readonly (number | PyInt)[] | null

export function shapeOf(size: ShapeValue | undefined): number[] {
  if (size === null || size === undefined) return []
  return (Array.isArray(size) ? size : [size]).map(integer)
}

/** Elements of the largest array that is made: 2 GiB of doubles. */
const MOST_ELEMENTS = 2 ** 28

/** A number of elements. MemoryError for more than an array can have, ValueError for less than none. */
export function elementCount(count: number): number {
  if (count < 0) throw new ValueError('negative dimensions are not allowed')
  if (!(count <= MOST_ELEMENTS)) throw new MemoryError(`Unable to allocate an array with ${count} elements`)
  return count
}

/** Numbers of the longest list that is made on the way: longer ones end the process. */
const MOST_NUMBERS = 2 ** 26

/** A number of elements that go through a list. */
export function listLength(count: number): number {
  if (elementCount(count) > MOST_NUMBERS) throw new MemoryError(`Unable to allocate a list with ${count} elements`)
  return count
}

/** numpy's own limit. */
const MOST_AXES = 32

/** The shape of an array to be made. */
export function newShape(size: ShapeValue | undefined): number[] {
  const shape = shapeOf(size)
  if (shape.length > MOST_AXES)
    throw new ValueError(`maximum supported dimension for an ndarray is ${MOST_AXES}, found ${shape.length}`)
  for (const dim of shape) elementCount(dim)
  elementCount(shape.reduce((product, dim) => product * dim, 1))
  return shape
}

/** The type that numpy gives a list's leaves: Python's ints are int64, floats (and bare numbers) float64. */
function leafType(value: unknown, depth = 0): DType | undefined {
  if (Array.isArray(value)) {
    let found: DType | undefined
    for (const item of value) {
      const type = leafType(item, deeper(depth))
      if (type === undefined || type === found) continue
      found = found === undefined ? type : promoteTypes(found, type)
    }
    return found
  }
  if (typeof value === 'number' || value instanceof PyFloat) return float64
  if (value instanceof PyInt || typeof value === 'bigint') return int64
  if (typeof value === 'boolean') return bool
  if (value instanceof NDArray) return value.dtype.base_dtype
  if (value instanceof Complex) return complex128
  return typeof value === 'string' || Buffer.isBuffer(value) ? string : undefined
}

/** Lists that hold nothing, however deep. */
const isEmpty = (value: unknown, depth = 0): boolean =>
  Array.isArray(value) && value.every(item => isEmpty(item, deeper(depth)))

/** `value` as an array; arrays stay what they are. Bare numbers make float64, as numpy's floats. */
export function toArray(value: unknown, dtype?: DTypeLike | null): NDArray {
  const type = dtype === undefined || dtype === null ? undefined : arrayType(dtype).base_dtype
  if (value instanceof NDArray) return type === undefined || value.dtype === type ? value : value.astype(type)
  return NDArray.of(value, type ?? leafType(value) ?? (isEmpty(value) ? float64 : undefined))
}

function wideNumbers(data: BigInt64Array): Float64Array {
  const out = new Float64Array(data.length)
  int64ToFloat64(out, data)
  return out
}

/** All elements as doubles, row-major; contiguous float64 arrays give their own memory, so don't write into it. */
export function numbersOf(array: NDArray): Float64Array {
  const { dtype } = array
  const data = denseData(array)
  switch (dtype.base) {
    case 'float64':
      return data as Float64Array
    case 'float16':
      return Float64Array.from(data as Uint16Array, fromHalf)
    case 'bfloat16':
      return Float64Array.from(data as Uint16Array, fromBfloat16)
    case 'int64':
      return wideNumbers(data as BigInt64Array)
    case 'string':
    case 'resource':
    case 'complex64':
    case 'complex128':
      throw new TypeError(`ufunc not supported for arrays of type ${dtype.name}`)
    default:
      return new Float64Array(data as Float32Array)
  }
}

/** An array of `dtype` holding `values`, rounded or wrapped as storing in C does. */
export function fromNumbers(dtype: DType, shape: readonly number[], values: Float64Array): NDArray {
  const made = (data: TypedArray): NDArray => new NDArray(dtype, shape, data)
  switch (dtype.base) {
    case 'float64':
      return made(values)
    case 'float16':
      return made(Uint16Array.from(values, toHalf))
    case 'bfloat16':
      return made(Uint16Array.from(values, toBfloat16))
    case 'int64':
      return made(convertElements({ dtype: float64, shape, data: values }, int64) as BigInt64Array)
    case 'bool':
      return made(Uint8Array.from(values, value => (value === 0 ? 0 : 1)))
    default: {
      const data = dtype.allocate(values.length) as Float32Array
      // A store into a typed array wraps modulo 2^32 by itself for every double.
      for (let i = 0; i < values.length; i += 1) data[i] = values[i] as number
      return made(data)
    }
  }
}

export const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'object'
    ? // arrays first: they walk far to be no numbers
      !(value instanceof NDArray) && (value instanceof PyInt || value instanceof PyFloat)
    : typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean'

/** A non-negative axis of an array of `rank`; `which` says in an error which axis it is. */
export function normalizeAxis(axis: number | PyInt, rank: number, which = ''): number {
  const at = integer(axis)
  if (!Number.isInteger(at)) throw new TypeError('an integer is required for the axis')
  if (at < -rank || at >= rank)
    throw new AxisError(`${which}axis ${at} is out of bounds for array of dimension ${rank}`)
  return at < 0 ? at + rank : at
}

/** numpy's error for an axis that an array lacks. */
export class AxisError extends PythonError {
  override get name(): string {
    return 'AxisError'
  }
}

/** int64 indices as an array. */
export function indices(values: ArrayLike<number>, shape: readonly number[] = [values.length]): NDArray {
  const data = new BigInt64Array(values.length)
  const words = new Int32Array(data.buffer)
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number
    words[2 * i] = value
    words[2 * i + 1] = Math.floor(value / 2 ** 32)
  }
  return new NDArray(int64, shape, data)
}

/** Integer parameters, whatever they are written as. */
export function integer(value: unknown): number {
  if (Array.isArray(value)) throw new TypeError("'list' object cannot be interpreted as an integer")
  if (value === null || value === undefined)
    throw new TypeError("'NoneType' object cannot be interpreted as an integer")
  return asNumber(value, 'an integer')
}
