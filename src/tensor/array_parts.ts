/** What an array is made of. The functions behind NDArray's methods work on it; NDArray itself is one. */
import type { BaseDTypeName, Data, DType } from './dtypes.ts'
import { Complex } from './literals.ts'
import { fromBfloat16, fromHalf } from './half.ts'

export interface ArrayParts {
  readonly dtype: DType
  readonly shape: readonly number[]
  readonly data: Data
}

/** One element as JavaScript sees it: int64 is a bigint only where a number would lose digits; strings are Buffers. */
export type Element = number | bigint | boolean | Complex | Buffer | unknown

/** What indexing and reducing give: an array, or the plain element where the rank gets 0. Ported lines use it without casts. */
// biome-ignore lint/suspicious/noExplicitAny: which of both it is depends on values, and users know
export type ElementOrArray = any

const SAFE = BigInt(Number.MAX_SAFE_INTEGER)

/** An int64 as a number where that is exact. */
export function int64Value(value: bigint): number | bigint {
  return value <= SAFE && value >= -SAFE ? Number(value) : value
}

/** The bytes as a Buffer on the same memory, so that they print as text. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Reads elements by their flat index. */
export function elementReader(dtype: DType, data: Data): (index: number) => Element {
  const read: Partial<Record<BaseDTypeName, (i: number) => Element>> = {
    bool: i => data[i] !== 0,
    int64: i => int64Value(data[i] as bigint),
    float16: i => fromHalf(data[i] as number),
    bfloat16: i => fromBfloat16(data[i] as number),
    complex64: i => new Complex(data[2 * i] as number, data[2 * i + 1] as number),
    complex128: i => new Complex(data[2 * i] as number, data[2 * i + 1] as number),
    string: i => asBuffer(data[i] as Uint8Array),
  }
  return read[dtype.base] ?? (i => data[i])
}

/** Entries of `data` that one element takes: 2 for complex numbers, else 1. */
export function lanes(dtype: DType): 1 | 2 {
  return dtype.is_complex ? 2 : 1
}

/** A copy of elements, independent of the source's memory. */
export function copyData(data: Data, start?: number, end?: number): Data {
  return Array.isArray(data) ? data.slice(start, end) : data.slice(start, end)
}
