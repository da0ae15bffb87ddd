/** Least squares, in double precision (kernels/matrix_solve_ls_op.cc). */
import { invalidArgument } from '../../../errors/status.ts'
import { float64 } from '../../../tensor/dtypes.ts'
import { cholesky, triangularSolve } from './linear_solve.ts'
import { at, type Matrix, product, transposed } from './matrix_batches.ts'
import { singularMatrices } from './singular_values.ts'

const ILL = 'Input matrix was rank deficient or ill-conditioned. Try setting fast=False or provide'

/** (g + λ·1)⁻¹·b for a symmetric g. */
function regularised(g: Matrix, lambda: number, b: Matrix, advice: string): Matrix {
  for (let i = 0; i < g.rows; i++) g.data[i * g.rows + i] = at(g, i, i) + lambda
  const l = cholesky(g)
  if (!l) throw invalidArgument(`${ILL} ${advice}`)
  return triangularSolve(l, triangularSolve(l, b, true, false), true, true)
}

/** The x with the smallest ‖a·x − b‖² + λ‖x‖², or for wide `a` the smallest x, by the normal equations. */
export function fastLeastSquares(a: Matrix, b: Matrix, lambda: number): Matrix {
  const t = transposed(a)
  if (a.rows >= a.columns) return regularised(product(t, a), lambda, product(t, b), 'a larger l2_regularizer > 0.')
  return product(t, regularised(product(a, t), lambda, b, 'an l2_regularizer > 0.'))
}

/** The smallest x among those with the smallest ‖a·x − b‖, for matrices of any rank. `epsilon`: the precision of the data. */
export function leastSquares(a: Matrix, b: Matrix, epsilon: number): Matrix {
  const { values, u, v } = singularMatrices(a, float64, 'thin')
  const rank = values.length
  const projected = product(transposed(u as Matrix), b)
  const limit = (values[0] ?? 0) * epsilon * rank
  for (let i = 0; i < rank; i++) {
    const scale = (values[i] as number) > limit ? 1 / (values[i] as number) : 0
    for (let j = 0; j < b.columns; j++) projected.data[i * b.columns + j] = at(projected, i, j) * scale
  }
  return product(v as Matrix, projected)
}
