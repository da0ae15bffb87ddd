/** Cross entropies of a softmax (core/kernels/xent_op.cc, sparse_xent_op.cc). */

import { pyfunction, toNumber } from '../../calling/signature.ts'
import { ValueError } from '../../errors/python.ts'
import { invalidArgument } from '../../errors/status.ts'
import { applyOp } from '../../graph/build/apply_op.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { integersOf } from '../../graph/kernel_helpers.ts'
import { defineOp, type GradientFunction } from '../../graph/op_def.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { softmaxCrossEntropy, sparseSoftmaxCrossEntropy } from '../../kernels/reference/nn/softmax.ts'
import { float16, float32 } from '../../tensor/dtypes.ts'
import { sameShape, shapeText } from '../../tensor/shape.ts'
import { as_shape } from '../../tensor/tensor_shape.ts'
import { concat } from '../array/concat_ops.ts'
import { gather } from '../array/gather_ops.ts'
import { slice } from '../array/slice_ops.ts'
import { transpose } from '../array/transpose_ops.ts'
import { sub } from '../math/arithmetic_ops.ts'
import { cast } from '../math/cast_ops.ts'
import { minus, times } from '../math/operators.ts'
import { range } from '../math/sequence_ops.ts'
import { expand_dims, rank, reshape, shape } from '../math/shape_ops.ts'
import { flattenOuterDims } from './softmax_ops.ts'

/** The kernel computes the gradient together with the loss; the labels get none. */
const gradient: GradientFunction = (op, grad) => [times(expand_dims(grad as Tensor, -1), op.outputs[1] as Tensor), null]

export const SoftmaxCrossEntropyWithLogits = defineOp('SoftmaxCrossEntropyWithLogits', {
  inputs: ['features: T', 'labels: T'],
  outputs: ['loss: T', 'backprop: T'],
  attrs: ['T: {half, float, double}'],
  infer: c => {
    const both = c.merge(c.withRank(c.input(0), 2), c.input(1))
    return [c.vector(c.dim(both, 0)), both]
  },
  gradient,
  gradientIsNotDerivative: 'labels are taken for constants, and the second derivative for zero',
  kernel: k => {
    const [logits, labels] = [k.input(0), k.input(1)]
    if (!sameShape(logits.shape, labels.shape)) {
      throw invalidArgument(
        `logits and labels must be same size: logits_size=${shapeText(logits.shape)} labels_size=${shapeText(labels.shape)}`,
      )
    }
    if (logits.shape.length !== 2) throw invalidArgument('logits must be 2-dimensional')
    return softmaxCrossEntropy(logits, labels)
  },
  lower: { kind: 'kernel', kernel: 'softmax_xent' },
})

export const SparseSoftmaxCrossEntropyWithLogits = defineOp('SparseSoftmaxCrossEntropyWithLogits', {
  inputs: ['features: T', 'labels: Tlabels'],
  outputs: ['loss: T', 'backprop: T'],
  attrs: ['T: {half, float, double}', 'Tlabels: {int32, int64} = DT_INT64'],
  infer: c => {
    const [batch, classes] = c.withRank(c.input(0), 2)
    const labels = c.withRank(c.input(1), 1)
    const rows = c.mergeDim(batch as number | null, labels[0] as number | null)
    return [[rows], [rows, classes as number | null]]
  },
  gradient,
  gradientIsNotDerivative: 'the second derivative is taken for zero',
  kernel: k => {
    const [logits, labels] = [k.input(0), k.input(1)]
    const given = shapeText(logits.shape)
    if (logits.shape.length !== 2) throw invalidArgument(`logits must be 2-D, but got shape ${given}`)
    if (labels.shape.length !== 1) throw invalidArgument(`labels must be 1-D, but got shape ${shapeText(labels.shape)}`)
    if (logits.shape[0] !== labels.shape[0]) {
      throw invalidArgument(
        `logits and labels must have the same first dimension, got logits shape ${given} and labels shape ${shapeText(labels.shape)}`,
      )
    }
    const classes = logits.shape[1] as number
    if (classes <= 0) throw invalidArgument(`Must have at least one class, but got logits shape ${given}`)
    const rows = integersOf(labels)
    const smallest = rows.reduce((a, b) => Math.min(a, b), 0)
    const largest = rows.reduce((a, b) => Math.max(a, b), 0)
    if (smallest < 0 || largest >= classes) {
      throw invalidArgument(
        `Received a label value of ${smallest < 0 ? smallest : largest} which is outside the valid range of [0, ${classes}).  Label values: ${rows.join(' ')}`,
      )
    }
    return sparseSoftmaxCrossEntropy(logits, rows)
  },
  lower: { kind: 'kernel', kernel: 'sparse_softmax_xent', checks: true },
})

// --- functions

const precise = (logits: Tensor): Tensor => (logits.dtype.base_dtype === float16 ? cast(logits, float32) : logits)
const inTypeOf = (cost: Tensor, logits: Tensor): Tensor =>
  logits.dtype.base_dtype === float16 ? cast(cost, float16) : cost

function dimToEnd(x: Tensor, dim: number, count: Tensor): Tensor {
  return transpose(x, concat(0, [range(dim), range(dim + 1, count), [dim]]))
}

interface XentArgs {
  logits: TensorLike
  labels: TensorLike
  dim: number
  name: Name
}
/**
 * −Σ labels·log softmax(logits) along `dim`: the shape of the logits without that dimension. `labels` are probabilities
 * that sum to 1. Only the logits get a gradient.
 */
export const softmax_cross_entropy_with_logits = pyfunction(
  'softmax_cross_entropy_with_logits(logits, labels, dim=-1, name=None)',
  ({ logits: given, labels: probabilities, dim: at, name }: XentArgs) => {
    const logits = convertToTensor(given)
    const labels = convertToTensor(probabilities)
    const dim = toNumber(at)
    let x = precise(logits)
    let y = cast(labels, x.dtype)
    const count = rank(x)
    if (dim !== -1) {
      x = dimToEnd(x, dim, count)
      y = dimToEnd(y, dim, count)
    }
    const whole = shape(x)
    x = flattenOuterDims(x)
    y = flattenOuterDims(y)
    const [loss] = applyOp(SoftmaxCrossEntropyWithLogits, { features: x, labels: y }, name).outputs as [Tensor]
    const cost = reshape(loss, slice(whole, [0], [sub(count, 1)]))
    const known = logits.staticShape
    if (known !== null) cost.set_shape(as_shape(known.filter((_, i) => i !== (dim < 0 ? dim + known.length : dim))))
    return inTypeOf(cost, logits)
  },
)

interface SparseXentArgs {
  logits: TensorLike
  labels: TensorLike
  name: Name
}
/** −log softmax(logits)[label]: `logits` [..., classes], `labels` [...] of int32 or int64 in [0, classes). */
export const sparse_softmax_cross_entropy_with_logits = pyfunction(
  'sparse_softmax_cross_entropy_with_logits(logits, labels, name=None)',
  ({ logits: given, labels: numbers, name }: SparseXentArgs) =>
    withScope(name, 'SparseSoftmaxCrossEntropyWithLogits', [numbers, given], () => {
      const labels = convertToTensor(numbers)
      const logits = convertToTensor(given)
      const x = precise(logits)
      const labelsShape = labels.staticShape
      const whole = shape(labels)
      const ndims = logits.staticShape?.length
      if (ndims === 0) throw new ValueError(`Logits cannot be scalars - received shape ${logits.get_shape()}.`)
      if (ndims !== undefined && labelsShape !== null && labelsShape.length !== ndims - 1) {
        throw new ValueError(
          `Rank mismatch: Rank of labels (received ${labelsShape.length}) should equal rank of logits minus 1 (received ${ndims}).`,
        )
      }
      if (ndims === 2) {
        const [cost] = applyOp(SparseSoftmaxCrossEntropyWithLogits, { features: x, labels }, name).outputs as [Tensor]
        return inTypeOf(cost, logits)
      }
      const sizes = shape(logits)
      const classes = gather(sizes, minus(rank(logits), 1))
      const matrix = reshape(x, [-1, classes])
      const flat = reshape(labels, [-1])
      const [loss] = applyOp(SparseSoftmaxCrossEntropyWithLogits, { features: matrix, labels: flat }, name).outputs as [
        Tensor,
      ]
      const cost = reshape(loss, whole)
      cost.set_shape(labels.get_shape())
      return inTypeOf(cost, logits)
    }),
)
