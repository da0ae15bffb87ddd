/** Real numbers out of arrays of any real type and back, for kernels that compute in double precision. */
import type { Data, DType } from '../../../tensor/dtypes.ts'
import { bfloat16, float16, float64 } from '../../../tensor/dtypes.ts'
import { NDArray } from '../../../tensor/ndarray.ts'

export type Reals = ArrayLike<number>

/** Zeros for a result whose size the values of inputs say. Throws InvalidArgument and ResourceExhausted as the allocation of a tensor does. */
export const doubles = (length: number): Float64Array => float64.allocate(length) as Float64Array

/** The elements as numbers: a view where they are numbers already. */
export function realsOf(array: NDArray): Reals {
  const base = array.dtype.base_dtype
  if (base === float16 || base === bfloat16) return array.astype(float64).data as Float64Array
  if (array.data instanceof BigInt64Array || array.data instanceof BigUint64Array)
    return Float64Array.from(array.data as BigInt64Array, Number)
  return array.data as Float32Array
}

/** Numbers as an array of type `dtype`, rounded as a cast rounds them. `values` may become the array's own memory. */
export function storeReals(values: Float64Array, dtype: DType, shape: readonly number[]): NDArray {
  const base = dtype.base_dtype
  if (base === float64) return new NDArray(base, shape, values as unknown as Data)
  if (base.is_floating && base.size === 4) return new NDArray(base, shape, Float32Array.from(values) as unknown as Data)
  return new NDArray(float64, shape, values as unknown as Data).astype(base)
}
