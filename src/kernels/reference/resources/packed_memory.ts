/** Memory in which a run's resources keep values side by side, for compiled loops. */
import type { DType } from '../../../tensor/dtypes.ts'
import type { NDArray } from '../../../tensor/ndarray.ts'
import { numElements } from '../../../tensor/shape.ts'

/** Addresses are bytes. */
export interface PackedMemory {
  allocate(bytes: number): number
  free(address: number): void
  /** The elements at an address. */
  array(dtype: DType, shape: readonly number[], address: number): NDArray
}

const ALIGNMENT = 16

/** Bytes from one packed value to the next: vectors may run to its end. */
export const strideOf = (dtype: DType, shape: readonly number[]): number =>
  Math.max(1, Math.ceil((numElements(shape) * dtype.size) / ALIGNMENT)) * ALIGNMENT
