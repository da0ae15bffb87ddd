/** Casting of whole arrays. */
import { convertElements } from './convert.ts'
import type { DType } from './dtypes.ts'
import { NDArray } from './ndarray.ts'

/** `from` as type `to`, by numpy's (C's) rules; always a copy. */
export function castData(from: NDArray, to: DType): NDArray {
  return new NDArray(to, from.shape, convertElements(from, to))
}
