/** numpy's matrices: arrays of two dimensions, whatever is done to them, whose product is the matrix product. */
import { NDArray } from '../../tensor/ndarray.ts'
import { arrayRepr } from '../../tensor/printing/array_text.ts'
import { arrayAs } from '../../tensor/views.ts'
import { makeInstancesQuick } from './quick_instances.ts'

export class NumpyMatrix extends NDArray {
  static readonly pythonModule = 'numpy'
  /** An array as a matrix, which shares its memory; a vector is a row. */
  static of_array(array: NDArray): NumpyMatrix {
    return arrayAs<NumpyMatrix>(NumpyMatrix, array, array.ndim === 2 ? array.shape : [1, array.size])
  }
  /** The same elements without the rules of matrices. */
  get array(): NDArray {
    return arrayAs<NDArray>(NDArray, this)
  }
  override repr(): string {
    return arrayRepr(this, {}, undefined, 'matrix(')
  }
}
makeInstancesQuick(NumpyMatrix)

/** An array of two dimensions as a matrix, anything else as it is. */
export const asMatrix = (value: unknown): unknown =>
  value instanceof NDArray && value.ndim === 2 ? NumpyMatrix.of_array(value) : value

/** Matrices as arrays, anything else as it is. */
export const withoutMatrix = (value: unknown): unknown => (value instanceof NumpyMatrix ? value.array : value)
