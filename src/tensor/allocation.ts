/** How much memory an array may ask for. */
import { outOfMemory, resourceExhausted } from '../errors/status.ts'
import { type DType, OBJECT_BYTES } from './dtypes.ts'
import { numElements } from './shape.ts'

const MOST_BYTES = 2 ** 31

/** Throws ResourceExhausted where the bytes are more than 2 GiB. */
export function checkBytes(bytes: number): void {
  if (bytes > MOST_BYTES) throw resourceExhausted(`OOM when allocating ${bytes} bytes`)
}

const elementBytes = (dtype: DType): number => (dtype.is_plain ? dtype.size : OBJECT_BYTES)

/** Whether an array of this shape and type takes more than 2 GiB. */
export const isHuge = (shape: readonly number[], dtype: DType): boolean =>
  numElements(shape) * elementBytes(dtype) > MOST_BYTES

/** No array of fewer elements is huge. */
export const FEWEST_HUGE = MOST_BYTES / OBJECT_BYTES

/** Throws ResourceExhausted where an array of this shape and type takes more than 2 GiB. Negative sizes are for others to refuse. */
export function checkAllocation(shape: readonly number[], dtype: DType): void {
  if (shape.some(size => size < 0)) return
  if (isHuge(shape, dtype)) throw outOfMemory(shape)
}

export const MOST_ROWS = 2 ** 28

/** Whether an array holds nothing, and yet more rows, without anything in them, than a kernel should count through. */
export const isVast = (shape: readonly number[]): boolean =>
  shape.includes(0) && shape.reduce((product, dim) => product * Math.max(1, dim), 1) > MOST_ROWS
