/** Diagonal operators (contrib/distributions/python/ops/operator_pd_diag.py). */
import { convertToTensor, type TensorLike } from '../../../graph/build/convert.ts'
import type { Tensor } from '../../../graph/tensor.ts'
import { concat } from '../../../ops/array/concat_ops.ts'
import { matrix_diag, matrix_diag_part, matrix_set_diag } from '../../../ops/array/diag_ops.ts'
import { gather } from '../../../ops/array/gather_ops.ts'
import { matrix_transpose } from '../../../ops/array/transpose_ops.ts'
import { assert_positive } from '../../../ops/checks/check_ops.ts'
import { withDependencies } from '../../../ops/control_flow/control_flow_ops.ts'
import { log, sqrt, square } from '../../../ops/math/function_ops.ts'
import { minus, over, plus, times } from '../../../ops/math/operators.ts'
import { reduce_sum } from '../../../ops/math/reduction_ops.ts'
import { expand_dims, shape, size } from '../../../ops/math/shape_ops.ts'
import type { DType } from '../../../tensor/dtypes.ts'
import { int } from '../../../tensor/literals.ts'
import type { TensorShape } from '../../../tensor/tensor_shape.ts'
import { inInit, OperatorPD, quadraticForm } from './operator_pd.ts'

const same = (x: Tensor): Tensor => x

/** A diagonal matrix, by a vector of which its diagonal is one function, and that of its square root another. */
abstract class DiagonalOperator extends OperatorPD {
  readonly name: string
  readonly diag: Tensor
  constructor(diag: TensorLike, verify_pd: boolean, name: string) {
    super()
    this.name = name
    this.diag = inInit(name, [diag], () => {
      const given = convertToTensor(diag, { name: 'diag' })
      return verify_pd ? withDependencies([assert_positive(given)], given) : given
    })
  }
  protected abstract readonly ofMatrix: (diag: Tensor) => Tensor
  protected abstract readonly ofRoot: (diag: Tensor) => Tensor

  get dtype(): DType {
    return this.diag.dtype
  }
  get inputs(): readonly Tensor[] {
    return [this.diag]
  }
  get_shape(): TensorShape {
    const dims = this.diag.get_shape()
    return dims.concatenate(dims.slice(-1))
  }
  _shape(): Tensor {
    const dims = shape(this.diag)
    const k = gather(dims, minus(size(dims), int(1)))
    return concat(0, [dims, [k]])
  }
  /** A diagonal as a column, beside which a matrix is scaled row by row. */
  #column(): Tensor {
    return expand_dims(this.diag, -1)
  }
  #product(of: (diag: Tensor) => Tensor, x: Tensor, transpose_x: boolean): Tensor {
    const given = transpose_x ? matrix_transpose(x) : x
    return times(of(this.#column()), given)
  }
  override _batch_matmul(x: Tensor, transpose_x: boolean): Tensor {
    return this.#product(this.ofMatrix, x, transpose_x)
  }
  override _batch_sqrt_matmul(x: Tensor, transpose_x: boolean): Tensor {
    return this.#product(this.ofRoot, x, transpose_x)
  }
  override _batch_solve(rhs: Tensor): Tensor {
    return over(rhs, this.ofMatrix(this.#column()))
  }
  override _batch_sqrt_solve(rhs: Tensor): Tensor {
    return over(rhs, this.ofRoot(this.#column()))
  }
  _to_dense(): Tensor {
    return matrix_diag(this.ofMatrix(this.diag))
  }
  _sqrt_to_dense(): Tensor {
    return matrix_diag(this.ofRoot(this.diag))
  }
  override _add_to_tensor(mat: Tensor): Tensor {
    const own = matrix_diag_part(mat)
    return matrix_set_diag(mat, plus(this.ofMatrix(this.diag), own))
  }
}

/** The matrix with the diagonal `diag`. */
export class OperatorPDDiag extends DiagonalOperator {
  protected readonly ofMatrix = same
  protected readonly ofRoot = (diag: Tensor): Tensor => sqrt(diag)
  constructor(diag: TensorLike, verify_pd: boolean) {
    super(diag, verify_pd, 'OperatorPDDiag')
  }
  _batch_log_det(): Tensor {
    return reduce_sum(log(this.diag), { reduction_indices: [-1] })
  }
  override _inv_quadratic_form_on_vectors(x: Tensor): Tensor {
    return quadraticForm(
      this,
      x,
      matrix => this.solve(matrix),
      solution => times(x, solution),
    )
  }
}

/** The matrix whose square root has the diagonal `diag`. */
export class OperatorPDSqrtDiag extends DiagonalOperator {
  protected readonly ofMatrix = (diag: Tensor): Tensor => square(diag)
  protected readonly ofRoot = same
  constructor(diag: TensorLike, verify_pd: boolean) {
    super(diag, verify_pd, 'OperatorPDSqrtDiag')
  }
  _batch_log_det(): Tensor {
    return times(int(2), reduce_sum(log(this.diag), { reduction_indices: [-1] }))
  }
}
