/** The identity as an operator (contrib/distributions/python/ops/operator_pd_identity.py). */
import { TypeError, ValueError } from '../../../errors/python.ts'
import { convertToTensor, type TensorLike } from '../../../graph/build/convert.ts'
import { control_dependencies } from '../../../graph/build/public.ts'
import { constantValue } from '../../../graph/infer.ts'
import type { Tensor } from '../../../graph/tensor.ts'
import { matrix_diag, matrix_diag_part, matrix_set_diag } from '../../../ops/array/diag_ops.ts'
import { gather } from '../../../ops/array/gather_ops.ts'
import { matrix_transpose } from '../../../ops/array/transpose_ops.ts'
import { assert_equal, assert_less_equal } from '../../../ops/checks/check_ops.ts'
import { withDependencies } from '../../../ops/control_flow/control_flow_ops.ts'
import { constant, ones, zeros } from '../../../ops/math/constant_op.ts'
import { minus, plus } from '../../../ops/math/operators.ts'
import { size } from '../../../ops/math/shape_ops.ts'
import { type DType, int32 } from '../../../tensor/dtypes.ts'
import { int } from '../../../tensor/literals.ts'
import { TensorShape } from '../../../tensor/tensor_shape.ts'
import { inInit, OperatorPD } from './operator_pd.ts'

/** A shape of square matrices. */
function checkedShape(given: Tensor, verify_pd: boolean): Tensor {
  if (!verify_pd) return given
  const ndims = size(given)
  const isMatrix = assert_less_equal(int(2), ndims)
  return control_dependencies([isMatrix], () => {
    const last = gather(given, minus(ndims, int(1)))
    const isSquare = assert_equal(last, gather(given, minus(ndims, int(2))))
    return withDependencies([isMatrix, isSquare], given)
  })
}

/** A batch of identity matrices of the given shape. */
export class OperatorPDIdentity extends OperatorPD {
  readonly name = 'OperatorPDIdentity'
  readonly dtype: DType
  readonly #known: TensorShape
  readonly #dims: Tensor
  constructor(shape: TensorLike, dtype: DType, verify_pd: boolean) {
    super()
    this.dtype = dtype
    const made = inInit(this.name, [shape], () => {
      const given = convertToTensor(shape, { name: 'shape', bare: int32 })
      const known = new TensorShape((constantValue(given)?.tolist() as number[] | undefined) ?? null)
      return { known, dims: checkedShape(given, verify_pd) }
    })
    this.#known = made.known
    this.#dims = made.dims
  }
  get inputs(): readonly Tensor[] {
    return [this.#dims]
  }
  get_shape(): TensorShape {
    return this.#known
  }
  _shape(): Tensor {
    return this.#dims
  }
  #checked(x: Tensor): Tensor {
    if (this.dtype !== x.dtype) {
      throw new TypeError(
        `Expected argument "x" to have same dtype as this operator (${this.dtype}).  Found: ${x.dtype}`,
      )
    }
    const [known, own] = [x.get_shape(), this.get_shape()]
    const found = `Found: operator.shape = ${own},  x.shape = ${known}`
    if (known.ndims === null || own.ndims === null) return x
    if (known.ndims !== own.ndims)
      throw new ValueError(`Expected argument "x" to have same tensor rank as this operator. ${found}`)
    if (known.is_fully_defined() && own.is_fully_defined() && known.at(-2).value !== own.at(-1).value) {
      throw new ValueError(`Incompatible shapes for matrix-matrix operation.  ${found}`)
    }
    return x
  }
  override _add_to_tensor(mat: Tensor): Tensor {
    const diag = matrix_diag_part(mat)
    return matrix_set_diag(mat, plus(constant(int(1), { dtype: this.dtype }), diag))
  }
  _batch_log_det(): Tensor {
    const zero = zeros(this.batch_shape(), { dtype: this.dtype })
    zero.set_shape(this.get_batch_shape())
    return zero
  }
  override _batch_matmul(x: Tensor, transpose_x: boolean): Tensor {
    return this.#checked(transpose_x ? matrix_transpose(x) : x)
  }
  override _batch_sqrt_matmul(x: Tensor, transpose_x: boolean): Tensor {
    return this._batch_matmul(x, transpose_x)
  }
  override _batch_solve(rhs: Tensor): Tensor {
    return this.#checked(rhs)
  }
  override _batch_sqrt_solve(rhs: Tensor): Tensor {
    return this.#checked(rhs)
  }
  _to_dense(): Tensor {
    const dense = matrix_diag(ones(this.vector_shape(), { dtype: this.dtype }))
    dense.set_shape(this.get_shape())
    return dense
  }
  _sqrt_to_dense(): Tensor {
    return this.to_dense()
  }
}
