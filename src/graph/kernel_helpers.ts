/** Small readings of kernel inputs that many ops share. */
import type { NDArray } from '../tensor/ndarray.ts'

/** The integers in an int32 or int64 array. */
export function integersOf(array: NDArray): number[] {
  return Array.from(array.data as ArrayLike<number | bigint>, Number)
}
/** The integer in a scalar (or the first of an array). */
export function integerOf(array: NDArray): number {
  return Number((array.data as ArrayLike<number | bigint>)[0])
}
