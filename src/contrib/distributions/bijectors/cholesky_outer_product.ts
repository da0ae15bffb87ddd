/** Matrices from their Cholesky factors (contrib/distributions/python/ops/bijector.py). */

import { type PythonArguments, setSignature } from '../../../calling/signature.ts'
import { guardedClass } from '../../../errors/boundary.ts'
import type { TensorLike } from '../../../graph/build/convert.ts'
import type { Tensor } from '../../../graph/tensor.ts'
import { matrix_band_part, matrix_diag_part } from '../../../ops/array/diag_ops.ts'
import { sliceHelper } from '../../../ops/array/slice_ops.ts'
import { assert_equal, assert_positive, assert_rank_at_least } from '../../../ops/checks/check_ops.ts'
import { withDependencies } from '../../../ops/control_flow/control_flow_ops.ts'
import { cholesky } from '../../../ops/linalg/linalg_ops.ts'
import { cast } from '../../../ops/math/cast_ops.ts'
import { log, sqrt, square } from '../../../ops/math/function_ops.ts'
import { matmul } from '../../../ops/math/matmul_ops.ts'
import { negated, plus, times } from '../../../ops/math/operators.ts'
import { linspace } from '../../../ops/math/sequence_ops.ts'
import { expand_dims, shape, squeeze } from '../../../ops/math/shape_ops.ts'
import { float, int } from '../../../tensor/literals.ts'
import { Bijector } from './bijector.ts'
import { knownEventNdims } from './centered_bijectors.ts'

interface OuterProductArgs {
  event_ndims: TensorLike
  validate_args: boolean
  name: string
}

const CHOLESKY_OUTER_PRODUCT_TEXT =
  "CholeskyOuterProduct(event_ndims=2, validate_args=False, name='cholesky_outer_product')"

/** Y = L Lᵀ of lower triangular matrices L with a positive diagonal (`event_ndims` 2), or y = x² of positive numbers (0). */
export class CholeskyOuterProduct extends Bijector {
  _static_event_ndims: number
  constructor(...args: PythonArguments<typeof CHOLESKY_OUTER_PRODUCT_TEXT, OuterProductArgs>) {
    const { event_ndims, validate_args, name } = CHOLESKY_OUTER_PRODUCT.bind(args) as unknown as OuterProductArgs
    const known = knownEventNdims(name, event_ndims, [0, 2])
    super({ validate_args, name })
    this._static_event_ndims = known
  }
  override _forward(given: Tensor): Tensor {
    if (this._static_event_ndims === 0) return square(given)
    let x = given
    if (this.validate_args) {
      const isMatrix = assert_rank_at_least(given, 2)
      const dims = shape(given)
      const rows = sliceHelper(dims, [-2])
      x = withDependencies([isMatrix, assert_equal(rows, sliceHelper(dims, [-1]))], given)
    }
    const lower = matrix_band_part(x, -1, 0)
    return matmul(lower, lower, { adjoint_b: true })
  }
  override _inverse_and_inverse_log_det_jacobian(y: Tensor): readonly [Tensor, Tensor] {
    const x = this._static_event_ndims === 0 ? sqrt(y) : cholesky(y)
    return [x, negated(this._forward_log_det_jacobian(x))]
  }
  override _forward_log_det_jacobian(given: Tensor): Tensor {
    if (this._static_event_ndims === 0) {
      const checked = this.validate_args
        ? withDependencies([assert_positive(given, { message: 'All elements must be positive.' })], given)
        : given
      return plus(float(Math.LN2), log(checked))
    }
    const diag = matrix_diag_part(given)
    const x = this.validate_args ? this._checkedFactor(given, diag) : given
    // |J| = 2ᵖ Π Lₖₖ^(p − k + 1)
    const known = x.get_shape().ndims === null ? null : x.get_shape().at(-1).value
    const p = known === null ? sliceHelper(shape(x), [-1]) : int(known)
    const exponents = expand_dims(linspace(cast(p, { dtype: x.dtype }) as Tensor, float(1), p), { dim: 1 })
    const weighted = squeeze(matmul(log(diag), exponents), { squeeze_dims: -1 })
    const fldj = plus(known === null ? times(p, float(Math.LN2)) : float(known * Math.LN2), weighted)
    if (x.get_shape().ndims !== null) fldj.set_shape(x.get_shape().slice(null, -2))
    return fldj
  }
  _checkedFactor(x: Tensor, diag: Tensor): Tensor {
    const isMatrix = assert_rank_at_least(x, 2, { message: 'Input must be a (batch of) matrix.' })
    const dims = shape(x)
    const rows = sliceHelper(dims, [-2])
    const isSquare = assert_equal(rows, sliceHelper(dims, [-1]), {
      message: 'Input must be a (batch of) square matrix.',
    })
    return withDependencies(
      [isMatrix, isSquare, assert_positive(diag, { message: 'Input must be positive definite.' })],
      x,
    )
  }
}
// @ts-expect-error the guarded class takes its place
CholeskyOuterProduct = guardedClass(CholeskyOuterProduct)
const CHOLESKY_OUTER_PRODUCT = setSignature(CholeskyOuterProduct, CHOLESKY_OUTER_PRODUCT_TEXT)
