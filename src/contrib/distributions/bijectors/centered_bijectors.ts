/** Bijectors onto probabilities (contrib/distributions/python/ops/bijector.py). */

import { type PythonArguments, setSignature } from '../../../calling/signature.ts'
import { guardedClass } from '../../../errors/boundary.ts'
import { AttributeError, ValueError } from '../../../errors/python.ts'
import { convertToTensor, type TensorLike } from '../../../graph/build/convert.ts'
import { constantValue } from '../../../graph/infer.ts'
import type { Tensor } from '../../../graph/tensor.ts'
import { reduce_logsumexp } from '../../../ops/array/composed_reductions.ts'
import { concat } from '../../../ops/array/concat_ops.ts'
import { one_hot } from '../../../ops/array/one_hot_ops.ts'
import { pad } from '../../../ops/array/pad_ops.ts'
import { s, slice, sliceHelper } from '../../../ops/array/slice_ops.ts'
import { assert_equal } from '../../../ops/checks/check_ops.ts'
import { withDependencies } from '../../../ops/control_flow/control_flow_ops.ts'
import { zeros } from '../../../ops/math/constant_op.ts'
import { log } from '../../../ops/math/function_ops.ts'
import { minus, negated, plus, times } from '../../../ops/math/operators.ts'
import { reduce_sum } from '../../../ops/math/reduction_ops.ts'
import { expand_dims, rank, shape, squeeze } from '../../../ops/math/shape_ops.ts'
import { zeros_like } from '../../../ops/math/zeros_like_ops.ts'
import { softplus } from '../../../ops/nn/activation_ops.ts'
import { softmax } from '../../../ops/nn/softmax_ops.ts'
import { int32 } from '../../../tensor/dtypes.ts'
import { float, int } from '../../../tensor/literals.ts'
import { NDArray } from '../../../tensor/ndarray.ts'
import { TensorShape } from '../../../tensor/tensor_shape.ts'
import { nestedScope } from '../distribution.ts'
import { Bijector } from './bijector.ts'

interface CenteredArgs {
  event_ndims: TensorLike
  validate_args: boolean
  name: string
}

/** `event_ndims`, which must be known and one of `allowed`. */
export function knownEventNdims(name: string, event_ndims: TensorLike, allowed: readonly [number, number]): number {
  using _scope = nestedScope(name, 'init', [event_ndims])
  const value = constantValue(convertToTensor(event_ndims, { name: 'event_ndims', bare: int32 }))
  if (!value || !allowed.includes(Number(value.item()))) {
    throw new ValueError(`\`event_ndims\` must be a TF constant which is ${allowed.join(' or ')}`)
  }
  return Number(value.item())
}

const SOFTMAX_TEXT = "SoftmaxCentered(event_ndims=0, validate_args=False, name='softmax_centered')"

/**
 * y = softmax([x, 0]): vectors of K numbers (`event_ndims` 1), or single numbers (0), as K + 1 positive numbers whose sum
 * is 1. Errors: ValueError for other, or unknown, `event_ndims`.
 */
export class SoftmaxCentered extends Bijector {
  _static_event_ndims: number
  constructor(...args: PythonArguments<typeof SOFTMAX_TEXT, CenteredArgs>) {
    const { event_ndims, validate_args, name } = SOFTMAX.bind(args) as unknown as CenteredArgs
    const known = knownEventNdims(name, event_ndims, [0, 1])
    super({ batch_ndims: 0, event_ndims: known, validate_args, name })
    this._static_event_ndims = known
  }
  override _get_forward_event_shape(input_shape: TensorShape): TensorShape {
    const { ndims } = input_shape
    if (ndims === null) return input_shape
    if (ndims !== this._static_event_ndims)
      throw new ValueError(`input_shape.dims = ${ndims} != ${this._static_event_ndims}`)
    if (ndims === 0) return new TensorShape([2])
    return new TensorShape([input_shape.at(0).add(1)])
  }
  override _forward_event_shape(input_shape: Tensor): Tensor {
    const ndims = shape(input_shape)
    if (this.validate_args) {
      const expected = int(this._static_event_ndims === 0 ? 0 : 1)
      withDependencies([assert_equal(ndims, expected, { message: 'event_ndims must be 0 or 1' })], ndims)
    }
    if (this._static_event_ndims === 0) return convertToTensor([2], { dtype: int32, name: 'output_shape' })
    return plus(input_shape, int(1))
  }
  override _get_inverse_event_shape(output_shape: TensorShape): TensorShape {
    const { ndims } = output_shape
    if (ndims === null) return output_shape
    if (ndims !== 1) throw new ValueError(`output_shape.ndims = ${ndims} != 1`)
    return this._static_event_ndims === 0 ? new TensorShape([]) : new TensorShape([output_shape.at(0).sub(1)])
  }
  override _inverse_event_shape(output_shape: Tensor): Tensor {
    const ndims = sliceHelper(shape(output_shape), [0])
    if (this.validate_args) withDependencies([assert_equal(ndims, int(1), { message: 'event_ndims must be 1' })], ndims)
    if (this._static_event_ndims === 0) return convertToTensor([], { dtype: int32, name: 'output_shape' })
    return expand_dims(minus(sliceHelper(output_shape, [0]), int(1)), { dim: 0 })
  }
  override _forward(x: Tensor): Tensor {
    const isScalar = this._static_event_ndims === 0
    const vectors = isScalar ? expand_dims(x, { dim: -1 }) : x
    const { ndims } = vectors.get_shape()
    const rows = ndims !== null ? int(ndims - 1) : minus(rank(vectors), int(1))
    const before = zeros([rows, 2], { dtype: int32 })
    const y = pad(vectors, { paddings: concat(0, [before, [[int(0), int(1)]]]) })
    const dims = x.get_shape().toShape()
    if (dims !== null) {
      const last = dims.at(-1) ?? null
      const known = new TensorShape(isScalar ? [...dims, 2] : [...dims.slice(0, -1), last === null ? null : last + 1])
      y.get_shape().assert_is_compatible_with(known)
      y.set_shape(known)
    }
    return softmax(y)
  }
  override _inverse(y: Tensor): Tensor {
    const dims = y.get_shape().is_fully_defined() ? (y.get_shape().as_list() as number[]) : null
    return dims ? this._inverseOfKnown(y, dims) : this._inverseInRun(y)
  }
  /** log y without its last component, minus that one. */
  _inverseOfKnown(y: Tensor, dims: readonly number[]): Tensor {
    const logs = log(y)
    const last = dims.length - 1
    const front = NDArray.of(dims.slice(0, -1), int32)
    const rest = int((dims[last] as number) - 1)
    const begin = one_hot({ indices: int(last), depth: int(dims.length), on_value: rest, dtype: int32 })
    const normalization = negated(slice(logs, begin, concat(0, [front, NDArray.of([1], int32)])))
    const start = zeros_like(NDArray.of(dims, int32))
    return this._withoutLast(y, slice(logs, start, concat(0, [front, [rest]])), normalization, last)
  }
  _inverseInRun(y: Tensor): Tensor {
    const dims = shape(y, { name: 'shape' })
    const { ndims } = y.get_shape()
    // what TensorFlow 0.12.1 says, which asks the wrong module here
    if (ndims === null) throw new AttributeError("'module' object has no attribute 'rank'")
    const logs = log(y)
    const lastSize = minus(sliceHelper(dims, [-1]), int(1))
    const begin = one_hot({ indices: int(ndims - 1), depth: int(ndims), on_value: lastSize, dtype: dims.dtype })
    const size = concat(0, [sliceHelper(dims, [s(null, -1)]), NDArray.of([1], int32)])
    const normalization = negated(slice(logs, begin, size))
    const start = zeros_like(dims)
    const front = sliceHelper(dims, [s(null, -1)])
    const rest = concat(0, [front, [minus(sliceHelper(dims, [-1]), int(1))]])
    return this._withoutLast(y, slice(logs, start, rest), normalization, ndims - 1)
  }
  _withoutLast(y: Tensor, front: Tensor, normalization: Tensor, last: number): Tensor {
    const isScalar = this._static_event_ndims === 0
    let x = plus(front, normalization)
    if (isScalar) x = squeeze(x, { squeeze_dims: [last] })
    const dims = y.get_shape().toShape()
    if (dims !== null) {
      const lastDim = dims.at(-1) ?? null
      const known = new TensorShape(
        isScalar ? dims.slice(0, -1) : [...dims.slice(0, -1), lastDim === null ? null : lastDim - 1],
      )
      x.get_shape().assert_is_compatible_with(known)
      x.set_shape(known)
    }
    return x
  }
  override _inverse_log_det_jacobian(y: Tensor): Tensor {
    return negated(reduce_sum(log(y), { reduction_indices: int(-1) }))
  }
  override _forward_log_det_jacobian(x: Tensor): Tensor {
    if (this._static_event_ndims === 0) return minus(x, times(float(2), softplus(x)))
    const normalization = softplus(reduce_logsumexp(x, { reduction_indices: int(-1), keep_dims: true }))
    const first = negated(normalization)
    const sum = plus(first, reduce_sum(minus(x, normalization), { reduction_indices: int(-1), keep_dims: true }))
    return squeeze(sum, { squeeze_dims: -1 })
  }
}
// @ts-expect-error the guarded class takes its place
SoftmaxCentered = guardedClass(SoftmaxCentered)
const SOFTMAX = setSignature(SoftmaxCentered, SOFTMAX_TEXT)

const SIGMOID_TEXT = "SigmoidCentered(validate_args=False, name='sigmoid_centered')"

/** y = [sigmoid(x), 1 − sigmoid(x)]. */
export class SigmoidCentered extends SoftmaxCentered {
  constructor(...args: PythonArguments<typeof SIGMOID_TEXT, Pick<CenteredArgs, 'validate_args' | 'name'>>) {
    const { validate_args, name } = SIGMOID.bind(args) as unknown as Pick<CenteredArgs, 'validate_args' | 'name'>
    super({ validate_args, name })
  }
}
// @ts-expect-error the guarded class takes its place
SigmoidCentered = guardedClass(SigmoidCentered)
const SIGMOID = setSignature(SigmoidCentered, SIGMOID_TEXT)
