/** Losses that are composed of other ops (ops/nn.py). */

import { pyfunction } from '../calling/signature.ts'
import { ValueError } from '../errors/python.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../graph/build/convert.ts'
import { mergeShapes } from '../graph/shape_inference.ts'
import type { Tensor } from '../graph/tensor.ts'
import { add } from '../ops/math/arithmetic_ops.ts'
import { greater_equal, less_equal } from '../ops/math/comparison_ops.ts'
import { constant } from '../ops/math/constant_op.ts'
import { abs, exp, log, log1p } from '../ops/math/function_ops.ts'
import { logical_and } from '../ops/math/logical_ops.ts'
import { minus, negated, plus, times } from '../ops/math/operators.ts'
import { select } from '../ops/math/select_ops.ts'
import { ones_like, zeros_like } from '../ops/math/zeros_like_ops.ts'
import { relu } from '../ops/nn/activation_ops.ts'
import { PyFloat, PyInt } from '../tensor/literals.ts'

function checkSameShape(first: string, a: Tensor, second: string, b: Tensor): void {
  if (mergeShapes(b.staticShape, a.staticShape) === undefined) {
    throw new ValueError(`${first} and ${second} must have the same shape (${a.get_shape()} vs ${b.get_shape()})`)
  }
}

interface LogisticArgs {
  logits: TensorLike
  targets: TensorLike
  name: Name
}
/**
 * −targets·log σ(logits) − (1 − targets)·log(1 − σ(logits)), element by element, without overflow. Errors: ValueError where
 * the shapes differ.
 */
export const sigmoid_cross_entropy_with_logits = pyfunction(
  'sigmoid_cross_entropy_with_logits(logits, targets, name=None)',
  ({ logits, targets, name }: LogisticArgs) =>
    withScope(name, 'logistic_loss', [logits, targets], scope => {
      const x = convertToTensor(logits, { name: 'logits' })
      const z = convertToTensor(targets, { name: 'targets' })
      checkSameShape('logits', x, 'targets', z)
      // max(x, 0) − x·z + log(1 + e^−|x|), where the gradient is defined at 0 too
      const zeros = zeros_like(x, { dtype: x.dtype })
      const positive = greater_equal(x, zeros)
      const rectified = select(positive, x, zeros)
      const negativeSize = select(positive, negated(x), x)
      return add(minus(rectified, times(x, z)), log1p(exp(negativeSize)), { name: scope })
    }),
  { labels: 'targets' },
)

/** Plain numbers are computed with as the graph is built. */
function lessOne(value: TensorLike): TensorLike {
  if (typeof value === 'number') return value - 1
  if (value instanceof PyFloat) return new PyFloat(value.value - 1)
  if (value instanceof PyInt) return new PyInt(Number(value.value) - 1)
  return minus(value, 1)
}

/** The same with the first term weighted by `pos_weight`: above 1 it costs more to miss a positive. */
export const weighted_cross_entropy_with_logits = pyfunction(
  'weighted_cross_entropy_with_logits(logits, targets, pos_weight, name=None)',
  ({ logits, targets, pos_weight, name }: LogisticArgs & { pos_weight: TensorLike }) =>
    withScope(name, 'logistic_loss', [logits, targets], scope => {
      const x = convertToTensor(logits, { name: 'logits' })
      const z = convertToTensor(targets, { name: 'targets' })
      checkSameShape('logits', x, 'targets', z)
      const excess = lessOne(pos_weight)
      const weight = plus(1, times(excess, z))
      const negatives = times(minus(1, z), x)
      const cost = plus(log1p(exp(negated(abs(x)))), relu(negated(x)))
      return add(negatives, times(weight, cost), { name: scope })
    }),
)

interface PoissonArgs {
  log_input: TensorLike
  targets: TensorLike
  compute_full_loss: boolean
  name: Name
}
/** e^log_input − log_input·targets: the log-likelihood of a Poisson distribution, with Stirling's approximation of log targets! where asked. */
export const log_poisson_loss = pyfunction(
  'log_poisson_loss(log_input, targets, compute_full_loss=False, name=None)',
  ({ log_input, targets, compute_full_loss, name }: PoissonArgs) =>
    withScope(name, 'log_poisson_loss', [log_input, targets], () => {
      const x = convertToTensor(log_input, { name: 'log_input' })
      const z = convertToTensor(targets, { name: 'targets' })
      checkSameShape('log_input', x, 'targets', z)
      const loss = minus(exp(x), times(x, z))
      if (!compute_full_loss) return loss
      const half = constant(0.5, z.dtype)
      const turn = constant(2 * Math.PI, z.dtype)
      const stirling = plus(minus(times(z, log(z)), z), times(half, log(times(turn, z))))
      const zeros = zeros_like(z, { dtype: z.dtype })
      const ones = ones_like(z, { dtype: z.dtype })
      const small = logical_and(greater_equal(z, zeros), less_equal(z, ones))
      return plus(loss, select(small, zeros, stirling))
    }),
)
