/** Operators by their Cholesky factors (contrib/distributions/python/ops/operator_pd_cholesky.py, operator_pd_full.py). */
import { convertToTensor, type TensorLike } from '../../../graph/build/convert.ts'
import type { Tensor } from '../../../graph/tensor.ts'
import { matrix_band_part, matrix_diag_part } from '../../../ops/array/diag_ops.ts'
import { gather } from '../../../ops/array/gather_ops.ts'
import { assert_equal, assert_positive, assert_rank_at_least } from '../../../ops/checks/check_ops.ts'
import { withDependencies } from '../../../ops/control_flow/control_flow_ops.ts'
import { identity } from '../../../ops/core/identity_ops.ts'
import { cholesky, cholesky_solve, matrix_triangular_solve } from '../../../ops/linalg/linalg_ops.ts'
import { log } from '../../../ops/math/function_ops.ts'
import { matmul } from '../../../ops/math/matmul_ops.ts'
import { minus, times } from '../../../ops/math/operators.ts'
import { reduce_sum } from '../../../ops/math/reduction_ops.ts'
import { rank, shape } from '../../../ops/math/shape_ops.ts'
import type { DType } from '../../../tensor/dtypes.ts'
import { float, int } from '../../../tensor/literals.ts'
import type { TensorShape } from '../../../tensor/tensor_shape.ts'
import { assert_symmetric } from '../distribution_util.ts'
import { inInit, OperatorPD } from './operator_pd.ts'

/** The lower triangular `chol` of square matrices with a positive diagonal; what is above the diagonal is not looked at. */
function checkedFactor(chol: TensorLike, verify_pd: boolean): Tensor {
  const given = convertToTensor(chol, { name: 'chol' })
  if (!verify_pd) return given
  const dims = shape(given)
  const ndims = rank(given)
  const isMatrix = assert_rank_at_least(given, 2)
  const rows = gather(dims, minus(ndims, int(2)))
  const isSquare = assert_equal(rows, gather(dims, minus(ndims, int(1))))
  return withDependencies([isMatrix, isSquare, assert_positive(matrix_diag_part(given))], given)
}

/** The matrix L Lᵀ of a Cholesky factor L. */
export class OperatorPDCholesky extends OperatorPD {
  readonly name = 'OperatorPDCholesky'
  readonly chol: Tensor
  constructor(chol: TensorLike, verify_pd: boolean) {
    super()
    this.chol = inInit('OperatorPDCholesky', [chol], () => checkedFactor(chol, verify_pd))
  }
  get dtype(): DType {
    return this.chol.dtype
  }
  get inputs(): readonly Tensor[] {
    return [this.chol]
  }
  get_shape(): TensorShape {
    return this.chol.get_shape()
  }
  _shape(): Tensor {
    return shape(this.chol)
  }
  #lower(): Tensor {
    return matrix_band_part(this.chol, -1, 0)
  }
  _batch_log_det(): Tensor {
    const diag = matrix_diag_part(this.chol)
    const det = times(float(2), reduce_sum(log(diag), { reduction_indices: [-1] }))
    det.set_shape(this.get_shape().slice(null, -2))
    return det
  }
  override _matmul(x: Tensor, transpose_x: boolean): Tensor {
    const chol = this.#lower()
    return matmul(chol, matmul(chol, x, { transpose_a: true, transpose_b: transpose_x }))
  }
  override _batch_matmul(x: Tensor, transpose_x: boolean): Tensor {
    const chol = this.#lower()
    return matmul(chol, matmul(chol, x, { adjoint_a: true, adjoint_b: transpose_x }))
  }
  override _batch_sqrt_matmul(x: Tensor, transpose_x: boolean): Tensor {
    return matmul(this.#lower(), x, { adjoint_b: transpose_x })
  }
  override _batch_solve(rhs: Tensor): Tensor {
    return cholesky_solve(this.chol, rhs)
  }
  override _batch_sqrt_solve(rhs: Tensor): Tensor {
    return matrix_triangular_solve(this.chol, rhs, { lower: true })
  }
  _to_dense(): Tensor {
    const chol = this.#lower()
    return matmul(chol, chol, { adjoint_b: true })
  }
  _sqrt_to_dense(): Tensor {
    return identity(this.#lower())
  }
}

/** The operator of a symmetric positive definite matrix. */
export function fullOperator(matrix: TensorLike, verify_pd: boolean): OperatorPDCholesky {
  return inInit('OperatorPDFull', [matrix], () => {
    const given = convertToTensor(matrix)
    return new OperatorPDCholesky(cholesky(verify_pd ? assert_symmetric(given) : given), verify_pd)
  })
}
