/** Learning rates that fall with the steps (training/learning_rate_decay.py). All are tensors that are computed anew in each run. */

import { pyfunction } from '../calling/signature.ts'
import { ValueError } from '../errors/python.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../graph/build/convert.ts'
import type { Tensor } from '../graph/tensor.ts'
import { case as caseOf } from '../ops/control_flow/case.ts'
import { add, minimum, mul, neg } from '../ops/math/arithmetic_ops.ts'
import { cast } from '../ops/math/cast_ops.ts'
import { constant } from '../ops/math/constant_op.ts'
import { div } from '../ops/math/division_ops.ts'
import { exp } from '../ops/math/function_ops.ts'
import { minus, over } from '../ops/math/operators.ts'
import { pow } from '../ops/math/power_ops.ts'
import { ceil, floor } from '../ops/math/rounding_ops.ts'
import { int64 } from '../tensor/dtypes.ts'
import { int, PyInt } from '../tensor/literals.ts'

interface DecayArgs {
  learning_rate: TensorLike
  global_step: TensorLike | null
  decay_steps: TensorLike
  decay_rate: TensorLike
  staircase: boolean
  name: Name
}
interface Decaying {
  readonly rate: Tensor
  readonly decayRate: Tensor
  /** How many times `decay_steps` have passed; whole with `staircase`. */
  readonly progress: Tensor
  readonly scope: string
}

/** A bare whole number of steps is an int, as in Python. */
const steps = (value: TensorLike): TensorLike =>
  typeof value === 'number' && Number.isInteger(value) ? int(value) : value

function required(global_step: TensorLike | null, name: string): TensorLike {
  if (global_step === null) throw new ValueError(`global_step is required for ${name}.`)
  return global_step
}

/** What the three decays by a rate share. */
function decay(functionName: string, defaultScope: string, finish: (decaying: Decaying) => Tensor) {
  return ({ learning_rate, global_step, decay_steps, decay_rate, staircase, name }: DecayArgs): Tensor => {
    const given = required(global_step, functionName)
    return withScope(name, defaultScope, [learning_rate, given, decay_steps, decay_rate], scope => {
      const rate = convertToTensor(learning_rate, { name: 'learning_rate' })
      const { dtype } = rate
      const step = cast(given, dtype)
      const period = cast(steps(decay_steps), dtype)
      const decayRate = cast(decay_rate, dtype)
      const passed = over(step, period)
      return finish({ rate, decayRate, progress: staircase ? floor(passed) : passed, scope })
    })
  }
}

/**
 * learning_rate · decay_rate^(global_step / decay_steps). `staircase` takes the whole part of the quotient.
 *
 *     const rate = tf.train.exponential_decay(0.1, global_step, 100000, 0.96, { staircase: true })
 *
 * Errors: ValueError without a step.
 */
export const exponential_decay = pyfunction(
  'exponential_decay(learning_rate, global_step, decay_steps, decay_rate, staircase=False, name=None)',
  decay('exponential_decay', 'ExponentialDecay', ({ rate, decayRate, progress, scope }) =>
    mul(rate, pow(decayRate, progress), { name: scope }),
  ),
)
/** learning_rate · e^(−decay_rate · global_step / decay_steps) */
export const natural_exp_decay = pyfunction(
  'natural_exp_decay(learning_rate, global_step, decay_steps, decay_rate, staircase=False, name=None)',
  decay('natural_exp_decay', 'NaturalExpDecay', ({ rate, decayRate, progress, scope }) =>
    mul(rate, exp(mul(neg(decayRate), progress)), { name: scope }),
  ),
)
/** learning_rate / (1 + decay_rate · global_step / decay_steps) */
export const inverse_time_decay = pyfunction(
  'inverse_time_decay(learning_rate, global_step, decay_steps, decay_rate, staircase=False, name=None)',
  decay('inverse_time_decay', 'InverseTimeDecay', ({ rate, decayRate, progress, scope }) => {
    const one = cast(constant(int(1)), rate.dtype)
    return div(rate, add(one, mul(decayRate, progress)), { name: scope })
  }),
)

interface PolynomialArgs extends Omit<DecayArgs, 'decay_rate' | 'staircase'> {
  end_learning_rate: TensorLike
  power: TensorLike
  cycle: boolean
}
/**
 * (learning_rate − end_learning_rate) · (1 − global_step / decay_steps)^power + end_learning_rate. After `decay_steps` it
 * stays at the end; with `cycle` it starts again, from the first multiple of `decay_steps` beyond the step (so step 0 is NaN).
 */
export const polynomial_decay = pyfunction(
  'polynomial_decay(learning_rate, global_step, decay_steps, end_learning_rate=0.0001, power=1.0, cycle=False, name=None)',
  ({ learning_rate, global_step, decay_steps, end_learning_rate, power, cycle, name }: PolynomialArgs): Tensor => {
    const given = required(global_step, 'polynomial_decay')
    return withScope(name, 'PolynomialDecay', [learning_rate, given, decay_steps, end_learning_rate, power], scope => {
      const rate = convertToTensor(learning_rate, { name: 'learning_rate' })
      const { dtype } = rate
      let step = cast(given, dtype)
      let period = cast(steps(decay_steps), dtype)
      const end = cast(end_learning_rate, dtype)
      const exponent = cast(power, dtype)
      if (cycle) period = mul(period, ceil(over(step, period)))
      else step = minimum(step, period)
      const progress = div(step, period)
      return add(mul(minus(rate, end), pow(minus(1, progress), exponent)), end, { name: scope })
    })
  },
)

interface PiecewiseArgs {
  x: TensorLike
  boundaries: readonly TensorLike[]
  values: readonly TensorLike[]
  name: Name
}
/**
 * values[0] for x ≤ boundaries[0], values[i] for boundaries[i − 1] < x ≤ boundaries[i], and the last value beyond.
 *
 *     const rate = tf.train.piecewise_constant(global_step, [100000, 110000], [1.0, 0.5, 0.1])
 *
 * Errors: ValueError where the boundaries have another type than x, or the values differ in type.
 */
export const piecewise_constant = pyfunction(
  'piecewise_constant(x, boundaries, values, name=None)',
  ({ x, boundaries, values, name }: PiecewiseArgs): Tensor =>
    withScope(name, 'PiecewiseConstant', [x, boundaries, values, name], () => {
      const at = convertToTensor(x)
      const type = at.dtype.base_dtype
      // int32 limits of an int64 step are a refusal in 0.12 and no trouble here
      const limits = boundaries.map(value =>
        convertToTensor(value, { bare: type, dtype: value instanceof PyInt && type === int64 ? type : null }),
      )
      for (const limit of limits) {
        if (limit.dtype !== at.dtype)
          throw new ValueError(`Boundaries (${limit.dtype}) must have the same dtype as x (${at.dtype}).`)
      }
      const results = values.map(value => convertToTensor(value))
      const first = results[0] as Tensor
      for (const value of results) {
        if (value.dtype === first.dtype) continue
        throw new ValueError(`Values must have elements all with the same dtype (${first.dtype} vs ${value.dtype}).`)
      }
      const pairs: [Tensor, () => Tensor][] = [
        [at.le(limits[0] as Tensor), () => first],
        [at.gt(limits.at(-1) as Tensor), () => results.at(-1) as Tensor],
      ]
      for (const [i, low] of limits.slice(0, -1).entries()) {
        const within = at.gt(low).and(at.le(limits[i + 1] as Tensor))
        pairs.push([within, () => results[i + 1] as Tensor])
      }
      return caseOf(pairs, () => first, { exclusive: true })
    }),
)
