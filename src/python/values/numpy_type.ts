/** numpy's scalar types: `np.float32(x)`, `dtype=np.float32`. */
import type { DType } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { CALL, type Keywords } from './callable.ts'
import { NumpyScalar } from './numpy_scalar.ts'

export class NumpyType {
  static readonly pythonName = 'type'
  readonly name: string
  readonly dtype: DType

  constructor(name: string, dtype: DType) {
    this.name = name
    this.dtype = dtype
  }
  /** A scalar, or an array for an array or a list. */
  [CALL](args: readonly unknown[], _keywords: Keywords): unknown {
    const [value = 0] = args
    const array = NDArray.of(value, this.dtype)
    return array.shape.length === 0 ? NumpyScalar.of_array(array) : array
  }
  equals(other: unknown): boolean {
    if (other instanceof NumpyType) return other.dtype === this.dtype
    return other === this.dtype || other === this.dtype.name
  }
  get itemsize(): number {
    return this.dtype.size
  }
  toString(): string {
    return this.name === 'dtype' ? this.dtype.name : `<class 'numpy.${this.name}'>`
  }
  repr(): string {
    return this.name === 'dtype' ? `dtype('${this.dtype.name === 'string' ? 'O' : this.dtype.name}')` : this.toString()
  }
}
