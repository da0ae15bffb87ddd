/** Penalties of weights (contrib/layers/python/layers/regularizers.py). */

import { pyfunction } from '../../calling/signature.ts'
import { ValueError } from '../../errors/python.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { get_default_graph } from '../../graph/default_graph.ts'
import { GraphKeys } from '../../graph/graph_keys.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { add_n } from '../../ops/math/add_n_ops.ts'
import { mul } from '../../ops/math/arithmetic_ops.ts'
import { constant } from '../../ops/math/constant_op.ts'
import { abs } from '../../ops/math/function_ops.ts'
import { reduce_sum } from '../../ops/math/reduction_ops.ts'
import { l2_loss } from '../../ops/nn/lrn_ops.ts'
import type { Variable } from '../../ops/variables/variables.ts'
import { percentFormat } from '../../platform/percent_format.ts'
import { float, PyFloat, PyInt } from '../../tensor/literals.ts'

type Weights = Variable | Tensor
/** Gives the penalty of weights, or null for none. */
export type Regularizer = (weights: Weights) => Tensor | null

interface ScaleArgs {
  scale: TensorLike
  scope: Name
}

const none: Regularizer = () => null

/** Whether the scale disables the regularizer. Errors: ValueError for Python's ints and for negative numbers. */
function disabled(scale: TensorLike, stop: string): boolean {
  if (scale instanceof PyInt || typeof scale === 'bigint') throw new ValueError(`scale cannot be an integer: ${scale}`)
  if (typeof scale !== 'number' && !(scale instanceof PyFloat)) return false
  const value = Number(scale.valueOf())
  if (value < 0) throw new ValueError(percentFormat(`Setting a scale less than 0 on a regularizer: %g${stop}`, [value]))
  return value === 0
}

function penalty(
  { scale, scope }: ScaleArgs,
  defaultScope: string,
  measure: (weights: Weights) => Tensor,
): Regularizer {
  return weights =>
    withScope(scope, defaultScope, [weights], name =>
      mul(convertToTensor(scale, { dtype: weights.dtype.base_dtype, name: 'scale' }), measure(weights), { name }),
    )
}

/** Makes a regularizer: scale · Σ|w|. A scale of 0 makes none. */
export const l1_regularizer = pyfunction(
  'l1_regularizer(scale, scope=None)',
  (args: ScaleArgs): Regularizer =>
    disabled(args.scale, '') ? none : penalty(args, 'l1_regularizer', weights => reduce_sum(abs(weights))),
)
/** Makes a regularizer: scale · Σw²/2. A scale of 0 makes none. */
export const l2_regularizer = pyfunction(
  'l2_regularizer(scale, scope=None)',
  (args: ScaleArgs): Regularizer =>
    disabled(args.scale, '.') ? none : penalty(args, 'l2_regularizer', weights => l2_loss(weights)),
)
/** Both, added. */
export const l1_l2_regularizer = pyfunction(
  'l1_l2_regularizer(scale_l1=1.0, scale_l2=1.0, scope=None)',
  ({ scale_l1, scale_l2, scope }: { scale_l1: TensorLike; scale_l2: TensorLike; scope: Name }) =>
    sum_regularizer([l1_regularizer(scale_l1), l2_regularizer(scale_l2)], scope || 'l1_l2_regularizer'),
)
/** Makes the sum of regularizers; null where all of them are. */
export const sum_regularizer = pyfunction(
  'sum_regularizer(regularizer_list, scope=None)',
  ({
    regularizer_list,
    scope,
  }: {
    regularizer_list: readonly (Regularizer | null)[]
    scope: Name
  }): Regularizer | null => {
    const regularizers = regularizer_list.filter(regularizer => regularizer !== null)
    if (regularizers.length === 0) return null
    return weights =>
      withScope(scope, 'sum_regularizer', [weights], name =>
        add_n(
          regularizers.map(regularizer => regularizer(weights) as Tensor),
          { name },
        ),
      )
  },
)

interface ApplyArgs {
  regularizer: Regularizer
  weights_list: readonly Weights[] | null
}
/**
 * The sum of the penalties of `weights_list`, by default of the collection of weights; it is added to the regularization
 * losses. Errors: ValueError without weights, or where a penalty is not a scalar.
 */
export const apply_regularization = pyfunction(
  'apply_regularization(regularizer, weights_list=None)',
  ({ regularizer, weights_list }: ApplyArgs): Tensor => {
    const graph = get_default_graph()
    const weights: readonly Weights[] = weights_list?.length ? weights_list : graph.get_collection(GraphKeys.WEIGHTS)
    if (weights.length === 0) throw new ValueError('No weights to regularize.')
    return withScope('get_regularization_penalty', null, weights, name => {
      const found = weights.map(one => regularizer(one))
      const penalties = found.map(one => one ?? constant(float(0)))
      for (const one of penalties) {
        const rank = one.staticShape?.length
        if (rank !== 0)
          throw new ValueError(`regularizer must return a scalar Tensor instead of a Tensor with rank ${rank}.`)
      }
      const sum = add_n(penalties, { name })
      get_default_graph().add_to_collection(GraphKeys.REGULARIZATION_LOSSES, sum)
      return sum
    })
  },
)
