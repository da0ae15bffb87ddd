/** Weights of losses, and the collection that losses are kept in (contrib/losses/python/losses/loss_ops.py). */

import { pyfunction } from '../../calling/signature.ts'
import { guarded } from '../../errors/boundary.ts'
import { ValueError } from '../../errors/python.ts'
import { convertToTensor, type Name, type TensorLike } from '../../graph/build/convert.ts'
import { get_default_graph } from '../../graph/default_graph.ts'
import { GraphKeys } from '../../graph/graph_keys.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { slice } from '../../ops/array/slice_ops.ts'
import { add_n } from '../../ops/math/add_n_ops.ts'
import { mul } from '../../ops/math/arithmetic_ops.ts'
import { cast, to_float } from '../../ops/math/cast_ops.ts'
import { equal, greater, not_equal } from '../../ops/math/comparison_ops.ts'
import { ones } from '../../ops/math/constant_op.ts'
import { div } from '../../ops/math/division_ops.ts'
import { reduce_prod, reduce_sum } from '../../ops/math/reduction_ops.ts'
import { select } from '../../ops/math/select_ops.ts'
import { reshape, shape, size, squeeze } from '../../ops/math/shape_ops.ts'
import { ones_like, zeros_like } from '../../ops/math/zeros_like_ops.ts'
import { type Deprecation, deprecatedArguments } from '../../platform/deprecation.ts'
import { float, int } from '../../tensor/literals.ts'
import { scopable } from '../framework/arg_scope.ts'

/** The default of `weights` and of its old name `weight`: not given. */
export const NOT_GIVEN = '_WEIGHT_SENTINEL'

const DEPRECATION = { date: '2016-11-25', module: 'tensorflow.contrib.losses.python.losses.loss_ops' }
const oldNames = (instructions: string, ...names: string[]): Deprecation & { readonly names: readonly string[] } => ({
  ...DEPRECATION,
  instructions,
  names,
})
/** What the losses say of the arguments that have another name now. */
export const OLD_WEIGHT = oldNames('`weight` is being deprecated, use `weights`', 'weight')
export const OLD_TARGETS_AND_WEIGHT = oldNames(
  '`targets` is being deprecated, use `labels`. `weight` is being deprecated, use `weights`.',
  'targets',
  'weight',
)
export const OLD_TARGET = oldNames('`target` is being deprecated, use `labels`.', 'target')

/** The labels under either of their names. */
export function labelsOf<T>(labels: T | null, targets: T | null): T {
  if (labels !== null && targets !== null) throw new ValueError('Can not specify both `labels` and `targets`.')
  const given = labels ?? targets
  if (given === null) throw new ValueError('Must provide 1 of `labels` and `targets`.')
  return given
}

/** The weights under either of their names; 1 where there are none. */
export function weightsOf(weights: TensorLike | null, weight: TensorLike | null): TensorLike {
  if (weights !== NOT_GIVEN && weight !== NOT_GIVEN)
    throw new ValueError('Can not specify both `weights` and `weight`.')
  const given = weights === NOT_GIVEN ? weight : weights
  if (given === null) throw new ValueError('`weights` cannot be None.')
  return given === NOT_GIVEN ? float(1) : given
}

const rankOf = (tensor: Tensor): number => tensor.staticShape?.length as number
/** The axes from `start` on. */
const axesFrom = (start: number, tensor: Tensor): ReturnType<typeof int>[] =>
  Array.from({ length: Math.max(0, rankOf(tensor) - start) }, (_, i) => int(start + i))

/** The losses, summed up to the rank of the weights, times these, summed. */
export function scaleLosses(losses: Tensor, weights: Tensor): Tensor {
  const reduced = reduce_sum(losses, { reduction_indices: axesFrom(rankOf(weights), losses) })
  return reduce_sum(mul(reduced, weights))
}

/** numerator / denominator, and 0 where the denominator is 0; no NaN reaches the gradients. */
export function safeDiv(numerator: Tensor, denominator: Tensor, name = 'value'): Tensor {
  const positive = greater(denominator, int(0))
  const isZero = equal(denominator, int(0))
  const quotient = div(numerator, select(isZero, ones_like(denominator), denominator))
  return select(positive, quotient, zeros_like(numerator), { name })
}

/** How many elements of each sample have weights that are not 0. */
export function presentPerBatch(losses: Tensor, weights: Tensor): Tensor {
  if (rankOf(weights) === 0) {
    const batch = reshape(slice(shape(losses), [int(0)], [int(1)]), [])
    const count = to_float(size(losses))
    const perSample = div(count, to_float(batch))
    const present = select(equal(weights, int(0)), float(0), perSample)
    return mul(ones(reshape(batch, [int(1)])), present)
  }
  const nonzero = reduce_sum(to_float(not_equal(weights, int(0))), { reduction_indices: axesFrom(1, weights) })
  const broadcast = slice(shape(losses), [int(rankOf(weights))], [int(-1)])
  return mul(nonzero, to_float(reduce_prod(broadcast)))
}

/**
 * The mean of `losses` ([batch, …]) over the elements whose weight is not 0, each times its weight: a scalar of their type that is
 * added to the collection of losses. `weights`: a scalar, [batch], or [batch, …] up to the shape of the losses.
 * Errors: ValueError for weights that are null, and for losses or weights of unknown rank.
 */
export const compute_weighted_loss = guarded(
  deprecatedArguments(
    oldNames('`weight` is being deprecated, use `weights`.', 'weight'),
    `compute_weighted_loss(losses, weights=${NOT_GIVEN}, weight=${NOT_GIVEN})`,
    (args: { losses: TensorLike; weights: TensorLike | null; weight: TensorLike | null }): Tensor => {
      const given = weightsOf(args.weights, args.weight)
      const { dtype, losses } = asFloats(args.losses)
      let weights = to_float(convertToTensor(given))
      if (losses.staticShape === null) throw new ValueError('losses.get_shape().ndims cannot be None')
      if (weights.staticShape === null) throw new ValueError('weight.get_shape().ndims cannot be None')
      if (rankOf(weights) > 1 && (weights.staticShape.at(-1) ?? 1) === 1) weights = squeeze(weights, [-1])
      const total = scaleLosses(losses, weights)
      const present = reduce_sum(presentPerBatch(losses, weights))
      const mean = cast(safeDiv(reduce_sum(total), present), dtype)
      add_loss(mean)
      return mean
    },
  ),
  'compute_weighted_loss',
)
function asFloats(value: TensorLike): { readonly dtype: Tensor['dtype']; readonly losses: Tensor } {
  const given = convertToTensor(value)
  return { dtype: given.dtype, losses: to_float(given) }
}

// --- the collection

/** Adds a loss of one's own to a collection of losses. It takes part in argument scopes, which may name another collection. */
export const add_loss = scopable(
  "add_loss(loss, loss_collection='losses')",
  ({ loss, loss_collection }: { loss: Tensor; loss_collection: string | null }): void => {
    if (loss_collection) get_default_graph().add_to_collection(loss_collection, loss)
  },
  0,
)

/** The losses of a collection, those below `scope` where it is given. */
export const get_losses = pyfunction(
  "get_losses(scope=None, loss_collection='losses')",
  ({ scope, loss_collection }: { scope: string | null; loss_collection: string }): Tensor[] =>
    get_default_graph().get_collection(loss_collection, scope),
)

/** The penalties of weights, those below `scope` where it is given. */
export const get_regularization_losses = pyfunction(
  'get_regularization_losses(scope=None)',
  ({ scope }: { scope: string | null }): Tensor[] =>
    get_default_graph().get_collection(GraphKeys.REGULARIZATION_LOSSES, scope),
)

/** The sum of the losses, and of the penalties of weights unless these are left out. Errors: ValueError where there are none. */
export const get_total_loss = pyfunction(
  "get_total_loss(add_regularization_losses=True, name='total_loss')",
  ({ add_regularization_losses, name }: { add_regularization_losses: boolean; name: Name }): Tensor =>
    add_n([...get_losses(), ...(add_regularization_losses ? get_regularization_losses() : [])], { name }),
)
