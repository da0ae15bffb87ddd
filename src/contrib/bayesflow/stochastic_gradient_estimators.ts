/** Losses whose gradients reach the parameters of what is sampled (contrib/bayesflow/python/ops/stochastic_gradient_estimators.py). */

import { pyfunction } from '../../calling/signature.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { control_dependencies } from '../../graph/build/public.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { identity, stop_gradient } from '../../ops/core/identity_ops.ts'
import { minus, times } from '../../ops/math/operators.ts'
import { reduce_mean } from '../../ops/math/reduction_ops.ts'
import { variable_scope } from '../../ops/variables/variable_scope.ts'
import { ExponentialMovingAverage } from '../../train/moving_averages.ts'
import type { Distribution } from '../distributions/distribution.ts'

/** What has a distribution: a stochastic tensor. */
interface Distributed {
  readonly distribution: Distribution
}
/** Makes a loss for a sample of a stochastic tensor, from the loss that the sample has led to. */
export type LossFunction = (stochastic_tensor: Distributed, value: Tensor, loss: Tensor) => Tensor
/** What a loss is compared with, or by how much it is better. */
type OfLoss = (stochastic_tensor: Distributed, loss: Tensor) => TensorLike

interface ScoreArgs {
  stochastic_tensor: Distributed
  value: TensorLike
  loss: TensorLike
  baseline: TensorLike | null
  name: Name
}
/** log p(value) · (loss − baseline): its gradient estimates that of the expected loss. No gradient flows through the loss. */
export const score_function = pyfunction(
  "score_function(stochastic_tensor, value, loss, baseline=None, name='ScoreFunction')",
  ({ stochastic_tensor, value, loss, baseline, name }: ScoreArgs): Tensor =>
    withScope(
      name,
      null,
      [value, loss, baseline].filter(given => given !== null),
      () => {
        const sample = convertToTensor(value)
        const given = convertToTensor(loss)
        const advantage = stop_gradient(baseline === null ? given : minus(given, convertToTensor(baseline)))
        return times(stochastic_tensor.distribution.log_prob(sample), advantage)
      },
    ),
)

/** Makes a score function with the advantage that a function gives for a stochastic tensor and a loss. */
export const get_score_function_with_advantage = pyfunction(
  "get_score_function_with_advantage(advantage_fn=None, name='ScoreFunctionWithAdvantage')",
  ({ advantage_fn, name }: { advantage_fn: OfLoss; name: Name }): LossFunction =>
    (stochastic_tensor, value, loss) =>
      withScope(name, null, [value, loss], () => {
        const advantage = stop_gradient(advantage_fn(stochastic_tensor, loss))
        return times(stochastic_tensor.distribution.log_prob(value), advantage)
      }),
)
/** Makes a score function with a baseline that is always the same. */
export const get_score_function_with_constant_baseline = pyfunction(
  "get_score_function_with_constant_baseline(baseline, name='ScoreFunction')",
  ({ baseline, name }: { baseline: TensorLike; name: Name }): LossFunction =>
    (stochastic_tensor, value, loss) =>
      score_function(stochastic_tensor, value, loss, baseline, name),
)
/** Makes a score function with the baseline that a function gives, by default the moving average of the losses. */
export const get_score_function_with_baseline = pyfunction(
  "get_score_function_with_baseline(baseline_fn=None, name='ScoreFunction')",
  ({ baseline_fn, name }: { baseline_fn: OfLoss | null; name: Name }): LossFunction => {
    const of = baseline_fn ?? get_mean_baseline()
    return (stochastic_tensor, value, loss) =>
      withScope(name, null, [], () => score_function(stochastic_tensor, value, loss, of(stochastic_tensor, loss)))
  },
)
/** Makes a baseline that is the moving average of the mean of the losses. */
export const get_mean_baseline = pyfunction(
  'get_mean_baseline(ema_decay=0.99, name=None)',
  ({ ema_decay, name }: { ema_decay: number; name: string | null }): OfLoss =>
    (_, loss) =>
      variable_scope(name, { default_name: 'MeanBaseline' }, () => {
        const mean = reduce_mean(loss)
        const average = new ExponentialMovingAverage({ decay: ema_decay })
        const update = average.apply([mean])
        return control_dependencies([update], () => identity(average.average(mean) as TensorLike))
      }),
)
