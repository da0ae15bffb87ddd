/** Diagonals and bands of the matrices in the last two dimensions, for every data type. */
import { NDArray } from '../../../tensor/ndarray.ts'
import { numElements } from '../../../tensor/shape.ts'

/** How many matrices have elements: of others there may be any number. */
const matricesIn = (matrices: NDArray): number => (matrices.size === 0 ? 0 : numElements(matrices.shape.slice(0, -2)))
const lanesOf = (array: NDArray): number => (array.size === 0 ? 1 : array.data.length / array.size)

/** Writes the vectors of `diagonal` over the diagonals of `matrices`, in place; returns `matrices`. */
export function withDiagonal(matrices: NDArray, diagonal: NDArray): NDArray {
  const [rows, columns] = matrices.shape.slice(-2) as [number, number]
  const length = Math.min(rows, columns)
  const lanes = lanesOf(matrices)
  const [to, from] = [matrices.data as unknown[], diagonal.data as unknown[]]
  const count = matricesIn(matrices)
  for (let b = 0; b < count; b++) {
    for (let i = 0; i < length; i++) {
      for (let lane = 0; lane < lanes; lane++)
        to[((b * rows + i) * columns + i) * lanes + lane] = from[(b * length + i) * lanes + lane]
    }
  }
  return matrices
}

/** The diagonals of `matrices` as vectors. */
export function diagonalOf(matrices: NDArray): NDArray {
  const [rows, columns] = matrices.shape.slice(-2) as [number, number]
  const length = Math.min(rows, columns)
  const out = NDArray.zeros([...matrices.shape.slice(0, -2), length], matrices.dtype.base_dtype)
  const lanes = lanesOf(matrices)
  const [to, from] = [out.data as unknown[], matrices.data as unknown[]]
  const count = matricesIn(matrices)
  for (let b = 0; b < count; b++) {
    for (let i = 0; i < length; i++) {
      for (let lane = 0; lane < lanes; lane++)
        to[(b * length + i) * lanes + lane] = from[((b * rows + i) * columns + i) * lanes + lane]
    }
  }
  return out
}

/** `matrices` with zeros outside of the band; a negative bound is none. */
export function bandPart(matrices: NDArray, lower: number, upper: number): NDArray {
  const [rows, columns] = matrices.shape.slice(-2) as [number, number]
  const out = NDArray.zeros(matrices.shape, matrices.dtype.base_dtype)
  const lanes = lanesOf(matrices)
  const [to, from] = [out.data as unknown[], matrices.data as unknown[]]
  const count = matricesIn(matrices)
  for (let b = 0; b < count; b++) {
    for (let i = 0; i < rows; i++) {
      const start = lower < 0 ? 0 : Math.min(columns, Math.max(0, i - lower))
      const end = upper < 0 ? columns : Math.min(columns, i + upper + 1)
      const row = (b * rows + i) * columns
      for (let at = (row + start) * lanes; at < (row + end) * lanes; at++) to[at] = from[at]
    }
  }
  return out
}
