/** The methods of arrays that are numpy's functions with the array in front: what they take. They are made where np is, in np/methods.ts. */
import type { ElementOrArray } from './array_parts.ts'
import type { DTypeLike } from './dtypes.ts'
import type { NDArray } from './ndarray.ts'
import type { Axis } from './reductions.ts'

interface Spread {
  axis?: Axis
  dtype?: DTypeLike | null
  out?: NDArray | null
  ddof?: number
  keepdims?: boolean
}

export interface ArrayMethods {
  /** The standard deviation along `axis`, or of all elements. */
  std(axis?: Axis | Spread): ElementOrArray
  /** The mean squared deviation from the mean along `axis`, or of all elements. */
  var(axis?: Axis | Spread): ElementOrArray
  /** The largest element less the smallest. */
  ptp(axis?: Axis): ElementOrArray
  /** The product of vectors, of matrices, or of a matrix and a vector. ValueError for dimensions that don't fit. */
  dot(other: unknown): ElementOrArray
  /** Sum of the diagonal of a matrix, `offset` columns to the right of the main one. */
  trace(offset?: number): ElementOrArray
  /** The positions that sort along `axis`, the last by default; null sorts the flat array. */
  argsort(axis?: number | null): NDArray
  /** Sorts in place along `axis`, the last by default, and gives the array back. */
  sort(axis?: number): this
  /** Where in the ascending array each of `values` belongs. */
  searchsorted(values: unknown, side?: 'left' | 'right'): ElementOrArray
  /** The positions of all elements that are not zero: one array for each axis. */
  nonzero(): NDArray[]
  /** The elements limited to [low, high]; null leaves a side open. */
  clip(low: unknown, high: unknown): NDArray
  /** The elements rounded to `decimals` digits, halves to even. */
  round(decimals?: number): NDArray
  /** Running sums along `axis`, or over the flat array. */
  cumsum(axis?: number | null): NDArray
  /** Running products along `axis`, or over the flat array. */
  cumprod(axis?: number | null): NDArray
  /** Each element repeated; without an axis the array is flattened. */
  repeat(repeats: number | readonly number[] | NDArray, axis?: number | null): NDArray
  /** A view with two axes exchanged. */
  swapaxes(axis1: number, axis2: number): NDArray
  /** Writes `values`, repeated as needed, to flat positions. */
  put(indices: unknown, values: unknown): void
}
