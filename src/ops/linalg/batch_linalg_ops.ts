/** Linear algebra on batches under the names of versions before 0.11, whose plain ops took one matrix. */
import { defineOp, type OpSpec } from '../../graph/op_def.ts'
import { unknownShape } from '../../graph/shape_inference.ts'
import { SelfAdjointEig, SelfAdjointEigV2, Svd, self_adjoint_eig } from './decomposition_ops.ts'
import {
  Cholesky,
  CholeskyGrad,
  cholesky,
  cholesky_solve,
  MatrixDeterminant,
  MatrixInverse,
  MatrixSolve,
  MatrixSolveLs,
  MatrixTriangularSolve,
  matrix_determinant,
  matrix_inverse,
  matrix_solve,
  matrix_solve_ls,
  matrix_triangular_solve,
} from './linalg_ops.ts'

const old = (spec: OpSpec, successor: string, version = 13): OpSpec => {
  const { gradientIsNotDerivative: _, ...rest } = spec
  return {
    ...rest,
    infer: unknownShape,
    gradient: 'unregistered',
    lower: { kind: 'host' },
    deprecated: { version, explanation: `Use ${successor} instead.` },
  }
}
const realSolve = { attrs: ['adjoint: bool = false', 'T: {double, float}'] }

export const BatchCholesky = defineOp('BatchCholesky', old(Cholesky.spec, 'Cholesky'))
export const BatchCholeskyGrad = defineOp('BatchCholeskyGrad', old(CholeskyGrad.spec, 'CholeskyGrad'))
export const BatchMatrixDeterminant = defineOp(
  'BatchMatrixDeterminant',
  old(MatrixDeterminant.spec, 'MatrixDeterminant'),
)
export const BatchMatrixInverse = defineOp('BatchMatrixInverse', old(MatrixInverse.spec, 'MatrixInverse'))
export const BatchMatrixSolve = defineOp('BatchMatrixSolve', { ...old(MatrixSolve.spec, 'MatrixSolve'), ...realSolve })
export const BatchMatrixSolveLs = defineOp('BatchMatrixSolveLs', old(MatrixSolveLs.spec, 'MatrixSolveLs'))
export const BatchMatrixTriangularSolve = defineOp(
  'BatchMatrixTriangularSolve',
  old(MatrixTriangularSolve.spec, 'MatrixTriangularSolve'),
)
export const BatchSelfAdjointEig = defineOp('BatchSelfAdjointEig', old(SelfAdjointEig.spec, 'SelfAdjointEigV2', 11))
export const BatchSelfAdjointEigV2 = defineOp('BatchSelfAdjointEigV2', old(SelfAdjointEigV2.spec, 'SelfAdjointEigV2'))
export const BatchSvd = defineOp('BatchSvd', old(Svd.spec, 'Svd'))

/** See `cholesky`, and so on: what they call takes batches too. */
export const batch_cholesky = cholesky
export const batch_cholesky_solve = cholesky_solve
export const batch_matrix_determinant = matrix_determinant
export const batch_matrix_inverse = matrix_inverse
export const batch_matrix_solve = matrix_solve
export const batch_matrix_solve_ls = matrix_solve_ls
export const batch_matrix_triangular_solve = matrix_triangular_solve
export const batch_self_adjoint_eig = self_adjoint_eig
