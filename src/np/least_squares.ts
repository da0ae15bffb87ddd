/** Least squares by singular values. */
import { type Matrix, matrix, product, transposed } from '../kernels/reference/linalg/matrix_batches.ts'
import { singularMatrices } from '../kernels/reference/linalg/singular_values.ts'
import { float64 } from '../tensor/dtypes.ts'

export interface LeastSquares {
  readonly solution: Float64Array
  readonly rank: number
  readonly values: Float64Array
}

/** The smallest x among those with the smallest ‖a x − b‖; singular values below `rcond` times the largest count as zeros. */
export function leastSquares(a: Matrix, b: Matrix, rcond: number): LeastSquares {
  // decompositions are of matrices that are at least as tall as wide
  const wide = a.rows < a.columns
  const { values, u, v } = singularMatrices(wide ? transposed(a) : a, float64, 'thin')
  const [left, right] = (wide ? [v, u] : [u, v]) as [Matrix, Matrix]
  const limit = (values[0] ?? 0) * rcond
  const projected = product(transposed(left), b)
  let rank = 0
  for (const [i, value] of values.entries()) {
    if (value > limit) rank++
    const scale = value > limit ? 1 / value : 0
    for (let j = 0; j < b.columns; j++)
      projected.data[i * b.columns + j] = (projected.data[i * b.columns + j] as number) * scale
  }
  return { solution: product(right, projected).data, rank, values }
}

/** The inverse in the sense of least squares. */
export function pseudoInverse(a: Matrix, rcond: number): Float64Array {
  const unit = matrix(a.rows, a.rows)
  for (let i = 0; i < a.rows; i++) unit.data[i * a.rows + i] = 1
  return leastSquares(a, unit, rcond).solution
}
