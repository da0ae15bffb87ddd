/** numpy's scalars: arrays of rank 0 that behave as numbers. tf0 gives plain numbers; the type comes from what was fetched. */
import type { Data, DType } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { elementValue } from '../objects/convert.ts'
import { HASH_KEY, hashKey } from '../objects/values/hash.ts'
import { makeInstancesQuick } from './quick_instances.ts'

export class NumpyScalar extends NDArray {
  static readonly pythonModule = 'numpy'
  constructor(dtype: DType, data: Data) {
    super(dtype, [], data)
  }
  static of_value(value: unknown, dtype: DType): NumpyScalar {
    if (typeof value === 'number') {
      if (dtype.base === 'float64') return new NumpyScalar(dtype, Float64Array.of(value))
      if (dtype.base === 'float32') return new NumpyScalar(dtype, Float32Array.of(value))
      if (dtype.base === 'int64' && (value | 0) === value)
        return new NumpyScalar(dtype, BigInt64Array.of(BigInt(value)))
    }
    return NumpyScalar.of_array(NDArray.of(value, dtype))
  }
  static of_array(array: NDArray): NumpyScalar {
    // scalars don't change with the array that they are of
    return new NumpyScalar(array.dtype, array.base === null ? array.data : array.copy().data)
  }
  /** The number as Python has it. */
  get pythonValue(): unknown {
    return elementValue(this.dtype.is_integer, this.item() as unknown)
  }
  [HASH_KEY](): unknown {
    return hashKey(this.pythonValue)
  }
  override toString(): string {
    return super.toString()
  }
  /** numpy 1.16 shows scalars as it prints them. */
  override repr(): string {
    return this.toString()
  }
}
makeInstancesQuick(NumpyScalar)
