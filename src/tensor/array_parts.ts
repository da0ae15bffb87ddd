/** What an array is made of. The functions behind NDArray's methods work on it; NDArray itself is one. */
import type { Data, DType } from './dtypes.ts'
import { fromBfloat16, fromHalf } from './half.ts'
import type { Layout } from './layout.ts'
import { Complex } from './literals.ts'
import { numElements, strides } from './shape.ts'
import { copyBox } from './strided_copy.ts'

export interface ArrayParts {
  readonly dtype: DType
  readonly shape: readonly number[]
  /** The elements, row-major. A view whose elements are elsewhere throws. */
  readonly data: Data
  /** Where the elements of a view are that has no `data`. */
  readonly layout?: Layout | undefined
}

/** An array with its elements side by side: itself, or a copy of a view. */
export function dense(array: ArrayParts): ArrayParts {
  const { dtype, shape, layout } = array
  return layout === undefined ? array : { dtype, shape, data: denseData(array) }
}

/** The elements side by side: an array's own memory, or a copy of a view's elements. */
export function denseData(array: ArrayParts): Data {
  const { dtype, shape, layout } = array
  if (layout === undefined) return array.data
  const data = dtype.allocateToFill(numElements(shape), shape)
  copyBox(
    layout.buffer,
    { shape, steps: layout.strides, offset: layout.offset },
    data,
    { shape, steps: strides(shape), offset: 0 },
    lanes(dtype),
  )
  return data
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

/** Reads elements by their position. */
export function elementReader({ base }: DType, data: Data): (index: number) => Element {
  switch (base) {
    case 'bool':
      return i => data[i] !== 0
    case 'int64':
      return i => int64Value(data[i] as bigint)
    case 'float16':
      return i => fromHalf(data[i] as number)
    case 'bfloat16':
      return i => fromBfloat16(data[i] as number)
    case 'complex64':
    case 'complex128':
      return i => new Complex(data[2 * i] as number, data[2 * i + 1] as number)
    case 'string':
      return i => asBuffer(data[i] as Uint8Array)
    default:
      return i => data[i]
  }
}

/** One element by its position. */
export function readElement(dtype: DType, data: Data, index: number): Element {
  const { base } = dtype
  return base === 'float64' || base === 'float32' || base === 'int32' ? data[index] : elementReader(dtype, data)(index)
}

/** Entries of `data` that one element takes: 2 for complex numbers, else 1. */
export function lanes(dtype: DType): 1 | 2 {
  return dtype.is_complex ? 2 : 1
}
