/** One step of a moving average (training/moving_averages.py). */

import { pyfunction } from '../calling/signature.ts'
import type { Name, TensorLike } from '../graph/build/convert.ts'
import type { Variable } from '../ops/variables/variables.ts'
import { assignMovingAverage } from './moving_averages.ts'

interface Args {
  variable: Variable
  value: TensorLike
  decay: TensorLike
  zero_debias: boolean
  name: Name
}
/**
 * variable ← decay·variable + (1 − decay)·value, as a tensor that holds the result. `zero_debias`: the average starts at zero, and is
 * divided by 1 − decay^(n + 1) at its n-th update.
 *
 *     const update = tf.train.assign_moving_average(mean, batch_mean, 0.99, { zero_debias: false })
 */
export const assign_moving_average = pyfunction(
  'assign_moving_average(variable, value, decay, zero_debias=True, name=None)',
  ({ variable, value, decay, zero_debias, name }: Args) =>
    assignMovingAverage(variable, value, decay, zero_debias, name),
)
