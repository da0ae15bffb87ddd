/** What operators compute with: arrays, and plain numbers, which widen an array only where their kind or their value needs it. */
import { type ArrayParts, dense, type Element, elementReader } from './array_parts.ts'
import type { DType } from './dtypes.ts'
import * as dtypes from './dtypes.ts'
import { Complex, PyFloat, PyInt } from './literals.ts'
import { fromNested, isArrayParts } from './nested.ts'
import { promoteTypes } from './promotion.ts'

/** numpy's order of kinds when it meets scalars: booleans, integers, everything with a fraction. */
export function kind(type: DType): number {
  return type.base === 'bool' ? 0 : type.is_floating || type.is_complex || type.base === 'bfloat16' ? 2 : 1
}

/** An operand, and for plain numbers the narrowest type that its value needs; another one among unsigned numbers. */
export interface Operand {
  readonly array: ArrayParts
  readonly narrow: DType
  readonly unsigned: DType
}

function integerScalar(value: number | bigint): DType {
  if (value >= -128 && value <= 127) return dtypes.int8
  if (value >= 0 && value <= 255) return dtypes.uint8
  if (value >= -32768 && value <= 32767) return dtypes.int16
  if (value >= 0 && value <= 65535) return dtypes.uint16
  return value >= -2147483648 && value <= 2147483647 ? dtypes.int32 : dtypes.int64
}

function floatScalar(value: number): DType {
  const size = Math.abs(value)
  return !Number.isFinite(value) || size < 65000 ? dtypes.float16 : size < 3.4e38 ? dtypes.float32 : dtypes.float64
}

function unsignedScalar(value: number | bigint): DType {
  return value < 0 ? integerScalar(value) : value <= 255 ? dtypes.uint8 : value <= 65535 ? dtypes.uint16 : dtypes.int64
}

function scalarOperand(array: ArrayParts, value: Element): Operand {
  if (kind(array.dtype) === 1)
    return { array, narrow: integerScalar(value as number), unsigned: unsignedScalar(value as number) }
  const narrow = value instanceof Complex ? dtypes.complex64 : floatScalar(value as number)
  return { array, narrow, unsigned: narrow }
}

export function operand(value: unknown): Operand {
  if (isArrayParts(value)) return arrayOperand(value)
  const plain = value instanceof PyInt ? value.value : value
  if (
    value instanceof PyFloat ||
    (typeof plain === 'number' && !(Number.isSafeInteger(plain) && !Object.is(plain, -0)))
  ) {
    const number = Number(plain)
    return scalarOperand({ dtype: dtypes.float64, shape: [], data: Float64Array.of(number) }, number)
  }
  if (typeof plain === 'number')
    return scalarOperand({ dtype: dtypes.int64, shape: [], data: BigInt64Array.of(BigInt(plain)) }, plain)
  if (typeof plain === 'bigint') return scalarOperand(fromNested(plain, dtypes.int64), plain)
  if (plain instanceof Complex) return scalarOperand(fromNested(plain, dtypes.complex128), plain)
  return arrayOperand(fromNested(plain))
}

function arrayOperand(array: ArrayParts): Operand {
  // an array of rank 0 counts as a scalar too
  if (array.shape.length === 0 && array.dtype.base !== 'bool' && array.dtype.is_plain)
    return scalarOperand(array, elementReader(array.dtype, dense(array).data)(0))
  return { array, narrow: array.dtype, unsigned: array.dtype }
}

/** The type of an operation's result: a scalar widens an array only where its kind or its value needs it. */
export function resultType(a: Operand, b: Operand): DType {
  const aScalar = a.array.shape.length === 0
  const bScalar = b.array.shape.length === 0
  if (aScalar === bScalar) return promoteTypes(a.array.dtype, b.array.dtype)
  const [array, scalar] = aScalar ? [b, a] : [a, b]
  if (kind(scalar.array.dtype) > kind(array.array.dtype)) return promoteTypes(array.array.dtype, scalar.array.dtype)
  return promoteTypes(array.array.dtype, array.array.dtype.is_unsigned ? scalar.unsigned : scalar.narrow)
}
