/** Affine bijectors (contrib/distributions/python/ops/bijector.py). */

import { type PythonArguments, setSignature } from '../../../calling/signature.ts'
import { guardedClass } from '../../../errors/boundary.ts'
import { TypeError } from '../../../errors/python.ts'
import { convertToTensor, type TensorLike } from '../../../graph/build/convert.ts'
import type { Tensor } from '../../../graph/tensor.ts'
import { concat } from '../../../ops/array/concat_ops.ts'
import { matrix_band_part, matrix_diag_part } from '../../../ops/array/diag_ops.ts'
import { sliceHelper } from '../../../ops/array/slice_ops.ts'
import { assert_equal, assert_less } from '../../../ops/checks/check_ops.ts'
import { withDependencies } from '../../../ops/control_flow/control_flow_ops.ts'
import { Assert_ } from '../../../ops/control_flow/logging_ops.ts'
import { matrix_triangular_solve } from '../../../ops/linalg/linalg_ops.ts'
import { equal } from '../../../ops/math/comparison_ops.ts'
import { ones } from '../../../ops/math/constant_op.ts'
import { abs, log } from '../../../ops/math/function_ops.ts'
import { logical_not } from '../../../ops/math/logical_ops.ts'
import { matmul } from '../../../ops/math/matmul_ops.ts'
import { minus, negated, plus } from '../../../ops/math/operators.ts'
import { reduce_all, reduce_any, reduce_sum } from '../../../ops/math/reduction_ops.ts'
import { select } from '../../../ops/math/select_ops.ts'
import { rank, reshape, shape } from '../../../ops/math/shape_ops.ts'
import { int32 } from '../../../tensor/dtypes.ts'
import { int } from '../../../tensor/literals.ts'
import { nestedScope } from '../distribution.ts'
import type { DistributionShape } from '../distribution_shape.ts'
import { Bijector } from './bijector.ts'

interface AffineArgs {
  shift: TensorLike
  scale: TensorLike
  event_ndims: TensorLike
  validate_args: boolean
  name: string
}

/** The square matrices of `scale`, after they were found to be regular. */
function checkedScale(scale: Tensor): Tensor {
  const dims = shape(scale)
  const rows = sliceHelper(dims, [-2])
  const isSquare = assert_equal(rows, sliceHelper(dims, [-1]), { message: 'Input must be a (batch of) square matrix.' })
  const diag = matrix_diag_part(scale)
  const zero = convertToTensor(int(0), { dtype: diag.dtype })
  const isRegular = logical_not(reduce_any(equal(diag, zero)))
  return withDependencies([isSquare, Assert_(isRegular, ['Singular matrix encountered', diag])], scale)
}

/** `scale` as lower triangular matrices, of size 1 for scalar events, and how many dimensions its batch has. */
function processedScale(
  scale: Tensor,
  event_ndims: Tensor,
  validate_args: boolean,
): readonly [scale: Tensor, batch_ndims: Tensor] {
  const ndims = rank(scale)
  const both = (ofScale: number, ofEvent: number): Tensor => {
    const first = equal(ndims, int(ofScale))
    return reduce_all([first, equal(event_ndims, int(ofEvent))])
  }
  const scalar = both(0, 0)
  const left = select(reduce_any([scalar, both(2, 1)]), int(1), int(0))
  const right = select(equal(event_ndims, int(0)), int(2), int(0))
  const before = ones([left], { dtype: int32 })
  const own = shape(scale)
  const matrices = reshape(scale, concat(0, [before, own, ones([right], { dtype: int32 })]))
  const batch_ndims = plus(minus(ndims, int(2)), right)
  const lower = matrix_band_part(matrices, -1, 0)
  return [validate_args ? checkedScale(lower) : lower, batch_ndims]
}

const SCALE_AND_SHIFT_TEXT = "ScaleAndShift(shift, scale, event_ndims=0, validate_args=False, name='scale_and_shift')"

/**
 * y = scale · x + shift. With `event_ndims` 0 scale and shift are numbers or batches of numbers; with 1 `scale` is a lower
 * triangular matrix, or a batch of them, by which vectors are multiplied. Errors: TypeError where types differ.
 */
export class ScaleAndShift extends Bijector {
  _shift: Tensor
  _scale: Tensor
  constructor(...args: PythonArguments<typeof SCALE_AND_SHIFT_TEXT, AffineArgs>) {
    const { shift, scale, event_ndims, validate_args, name } = SCALE_AND_SHIFT.bind(args) as unknown as AffineArgs
    using _scope = nestedScope(name, 'init', [shift, scale, event_ndims])
    const ownShift = convertToTensor(shift, { name: 'shift' })
    const given = convertToTensor(scale, { name: 'scale' })
    const ndims = convertToTensor(event_ndims, { name: 'event_ndims', bare: int32 })
    const checkedNdims = validate_args
      ? withDependencies([assert_less(ndims, int(2), { message: 'event_ndims must be 0 or 1' })], ndims)
      : ndims
    if (ownShift.dtype.base_dtype !== given.dtype.base_dtype) {
      throw new TypeError(`${ownShift.name}.dtype=${ownShift.dtype} does not match ${given.name}.dtype=${given.dtype}`)
    }
    if (checkedNdims.dtype.base_dtype !== int32) {
      throw new TypeError(`${checkedNdims.name}.dtype=${checkedNdims.dtype} does not match ${int32}`)
    }
    const [ownScale, batch_ndims] = processedScale(given, checkedNdims, validate_args)
    const parameters = { shift: ownShift, scale: ownScale }
    super({ batch_ndims, event_ndims: checkedNdims, parameters, is_constant_jacobian: true, validate_args, name })
    this._shift = ownShift
    this._scale = ownScale
  }
  get shift(): Tensor {
    return this._shift
  }
  /** The scale as matrices. */
  get scale(): Tensor {
    return this._scale
  }
  override _forward(given: Tensor): Tensor {
    const shaper = this.shaper as DistributionShape
    const [x, sample_shape] = shaper.make_batch_of_event_sample_matrices(given)
    const y = shaper.undo_make_batch_of_event_sample_matrices(matmul(this.scale, x), sample_shape)
    return plus(y, this.shift)
  }
  override _inverse(y: Tensor): Tensor {
    const shaper = this.shaper as DistributionShape
    const [x, sample_shape] = shaper.make_batch_of_event_sample_matrices(minus(y, this.shift))
    return shaper.undo_make_batch_of_event_sample_matrices(matrix_triangular_solve(this.scale, x), sample_shape)
  }
  override _inverse_log_det_jacobian(_y: Tensor): Tensor {
    const diag = abs(matrix_diag_part(this.scale))
    return negated(reduce_sum(log(diag), { reduction_indices: [-1] }))
  }
  override _forward_log_det_jacobian(x: Tensor): Tensor {
    return negated(this._inverse_log_det_jacobian(x))
  }
}
// @ts-expect-error the guarded class takes its place
ScaleAndShift = guardedClass(ScaleAndShift)
const SCALE_AND_SHIFT = setSignature(ScaleAndShift, SCALE_AND_SHIFT_TEXT)
