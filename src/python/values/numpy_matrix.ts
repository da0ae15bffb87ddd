/** numpy's matrices: arrays of two dimensions, whatever is done to them, whose product is the matrix product. */
import { NDArray } from '../../tensor/ndarray.ts'
import { arrayRepr } from '../../tensor/printing/array_text.ts'

export class NumpyMatrix extends NDArray {
  static readonly pythonModule = 'numpy'
  /** An array as a matrix; a vector is a row. */
  static of_array(array: NDArray): NumpyMatrix {
    const shape = array.ndim === 2 ? array.shape : [1, array.size]
    return new NumpyMatrix(array.dtype, shape, array.data)
  }
  /** The same elements without the rules of matrices. */
  get array(): NDArray {
    return new NDArray(this.dtype, this.shape, this.data)
  }
  override repr(): string {
    return arrayRepr(this, {}, undefined, 'matrix(')
  }
}

/** An array of two dimensions as a matrix, anything else as it is. */
export const asMatrix = (value: unknown): unknown => (value instanceof NDArray && value.ndim === 2 ? NumpyMatrix.of_array(value) : value)

/** Matrices as arrays, anything else as it is. */
export const withoutMatrix = (value: unknown): unknown => (value instanceof NumpyMatrix ? value.array : value)
