/** Clipping of gradients that learns how long they usually are (contrib/layers/python/layers/optimizers.py). */

import { pyfunction } from '../../calling/signature.ts'
import type { TensorLike } from '../../graph/build/convert.ts'
import { IndexedSlices } from '../../graph/indexed_slices.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { global_norm } from '../../ops/array/clip_ops.ts'
import { maximum, minimum } from '../../ops/math/arithmetic_ops.ts'
import { to_float } from '../../ops/math/cast_ops.ts'
import { less } from '../../ops/math/comparison_ops.ts'
import { exp, log, sqrt, square } from '../../ops/math/function_ops.ts'
import { minus, over, plus, times } from '../../ops/math/operators.ts'
import { select } from '../../ops/math/select_ops.ts'
import { ones_like } from '../../ops/math/zeros_like_ops.ts'
import { zeros_initializer } from '../../ops/variables/init_ops.ts'
import { get_variable, type VariableScope, variable_scope } from '../../ops/variables/variable_scope.ts'
import type { Variable } from '../../ops/variables/variables.ts'
import { scalar } from '../../summary/summaries.ts'
import { float } from '../../tensor/literals.ts'
import { assign_moving_average } from '../../train/assign_moving_average.ts'
import type { GradientAndVariable } from '../../train/optimizer.ts'

interface Args {
  std_factor: TensorLike
  decay: TensorLike
  static_max_norm: TensorLike | null
  global_step: Variable | Tensor | null
  report_summary: boolean
  epsilon: TensorLike
  name: string | VariableScope | null
}

/** The norm from which on gradients are clipped, and the mean of the logarithms of the norms. */
function maxNorm(
  norm: Tensor,
  { std_factor, decay: given, global_step, epsilon, name }: Args,
): { readonly max: Tensor; readonly mean: Tensor } {
  return variable_scope(name, { default_name: 'AdaptiveMaxNorm', values: [norm] }, () => {
    const logNorm = log(plus(norm, epsilon))
    let decay = given
    if (global_step !== null) {
      const n = to_float(global_step)
      decay = minimum(decay, over(n, plus(n, float(1))))
    }
    const average = (of: string, value: Tensor): Tensor => {
      const kept = get_variable(of, {
        shape: value.get_shape(),
        dtype: value.dtype,
        initializer: zeros_initializer,
        trainable: false,
      })
      return assign_moving_average(kept, value, decay, { zero_debias: false })
    }
    const mean = average('mean', logNorm)
    const squares = average('sq_mean', square(logNorm))
    const variance = minus(squares, square(mean))
    const deviation = sqrt(maximum(epsilon, variance))
    return { max: exp(plus(mean, times(std_factor, deviation))), mean }
  })
}

/**
 * Makes a function for `optimize_loss`'s `clip_gradients`. It keeps moving averages of the mean and the deviation of the logarithm of
 * the gradients' global norm; where this is above exp(mean + std_factor · deviation), it scales all of them to the norm exp(mean). With a
 * `global_step` n the averages decay by at most n / (n + 1), so that they adapt sooner. `static_max_norm`: a bound in any case.
 * `report_summary`: summarizes the bound. (Pascanu and others, 2012.)
 *
 *     const clip_gradients = tf.contrib.layers.adaptive_clipping_fn({ std_factor: 2, global_step })
 */
export const adaptive_clipping_fn = pyfunction(
  'adaptive_clipping_fn(std_factor=2.0, decay=0.95, static_max_norm=None, global_step=None, report_summary=False, epsilon=1e-08, name=None)',
  (args: Args) =>
    (grads_and_vars: Iterable<Iterable<unknown>>): GradientAndVariable[] => {
      const pairs = Array.from(grads_and_vars, pair => [...pair] as unknown as GradientAndVariable)
      const norm = global_norm(pairs.map(([gradient]) => gradient))
      const { max, mean } = maxNorm(norm, args)
      if (args.report_summary) scalar('global_norm/adaptive_max_gradient_norm', max)
      const isShort = less(norm, max)
      const one = ones_like(norm)
      let factor = select(isShort, one, over(exp(mean), norm))
      if (args.static_max_norm !== null) factor = minimum(over(args.static_max_norm, norm), factor)
      return pairs.map(([gradient, variable]) => {
        if (gradient === null) return [null, variable]
        if (!(gradient instanceof IndexedSlices)) return [times(gradient, factor), variable]
        return [new IndexedSlices(times(gradient.values, factor), gradient.indices, gradient.dense_shape), variable]
      })
    },
)
