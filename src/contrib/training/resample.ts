/** Examples drawn anew, each as often as its rate says (contrib/training/resample.py). */
import { listOf } from '../../calling/python_repr.ts'
import { pyfunction } from '../../calling/signature.ts'
import { type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { concat } from '../../ops/array/concat_ops.ts'
import { gather } from '../../ops/array/gather_ops.ts'
import { s, sliceHelper } from '../../ops/array/slice_ops.ts'
import { where } from '../../ops/array/where_ops.ts'
import { cond } from '../../ops/control_flow/cond.ts'
import { TensorArray } from '../../ops/control_flow/tensor_array.ts'
import { while_loop } from '../../ops/control_flow/while_loop.ts'
import { minimum } from '../../ops/math/arithmetic_ops.ts'
import { zeros } from '../../ops/math/constant_op.ts'
import { truediv } from '../../ops/math/division_ops.ts'
import { exp } from '../../ops/math/function_ops.ts'
import { greaterThan, minus, negated, over, plus, times } from '../../ops/math/operators.ts'
import { reduce_any, reduce_mean } from '../../ops/math/reduction_ops.ts'
import { reshape, shape } from '../../ops/math/shape_ops.ts'
import { ones_like } from '../../ops/math/zeros_like_ops.ts'
import { random_uniform } from '../../ops/random/random_ops.ts'
import { get_local_variable, variable_scope } from '../../ops/variables/variable_scope.ts'
import { int32 } from '../../tensor/dtypes.ts'
import { float, int } from '../../tensor/literals.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { assignMovingAverage } from '../../train/moving_averages.ts'

interface ResampleArgs {
  inputs: readonly Tensor[]
  rates: Tensor
  scope: Name
  seed: number | null
  back_prop: boolean
}
/**
 * The rows of `inputs` (tensors of n rows), each of them a random number of times, `rates` ([n], float32, ≥ 0) on average: the numbers have Poisson
 * distributions. The results have an unknown number of rows, 0 included; rows of all inputs stay together. That of a single input comes bare.
 *
 *     const [images, labels] = tf.contrib.training.resample_at_rate([images_in, labels_in], rates)
 */
export const resample_at_rate = pyfunction(
  'resample_at_rate(inputs, rates, scope=None, seed=None, back_prop=False)',
  // biome-ignore lint/suspicious/noExplicitAny: one result or a list of them
  (args: ResampleArgs): any => resampled(args),
)

function resampled({ inputs, rates, scope, seed, back_prop }: ResampleArgs): Tensor | Tensor[] {
  const [arrays, count] = withScope(scope, 'resample_at_rate', inputs, () => drawn(inputs, rates, seed, back_prop))
  return cond(
    greaterThan(count, 0),
    () => arrays.map(array => array.concat()),
    () => inputs.map(withoutRows),
  )
}

/** Rows of each input, as one element of an array for each time that some were drawn, and how many they are. */
function drawn(
  inputs: readonly Tensor[],
  rates: Tensor,
  seed: number | null,
  back_prop: boolean,
): [TensorArray[], Tensor] {
  // a product of uniform numbers stays above exp(-rate) for as many factors as a Poisson variable says
  const floor = exp(negated(rates))
  const body = (chosen: TensorArray[], products: Tensor, index: Tensor, count: Tensor): unknown[] => {
    const next = times(products, random_uniform(shape(products), { seed }))
    const rows = reshape(where(greaterThan(next, floor)), NDArray.of([-1], int32))
    const total = plus(count, sliceHelper(shape(rows), [0]))
    const written = inputs.map((input, i) => (chosen[i] as TensorArray).write(index, gather(input, rows)))
    return [written, next, plus(index, 1), total]
  }
  const [arrays, , , count] = while_loop(
    (_chosen: unknown, products: Tensor) => reduce_any(greaterThan(products, floor)),
    body,
    [
      inputs.map(input => new TensorArray({ dtype: input.dtype, size: 0, dynamic_size: true })),
      ones_like(rates),
      int(0),
      int(0),
    ],
    { back_prop },
  ) as [TensorArray[], Tensor, Tensor, Tensor]
  return [arrays, count]
}

/** A tensor of the same type and shape, without rows. */
function withoutRows(input: Tensor): Tensor {
  const sizes = concat(0, [NDArray.of([0], int32), sliceHelper(shape(input), [s(1, null)])])
  const empty = zeros(sizes, input.dtype)
  const known = input.staticShape
  if (known !== null) empty.set_shape([0, ...known.slice(1)])
  return empty
}

interface WeightedArgs {
  inputs: readonly Tensor[]
  weights: Tensor
  overall_rate: TensorLike
  scope: Name
  mean_decay: number
  warmup: number
  seed: number | null
}
/**
 * The rows of `inputs` at rates in proportion to `weights` ([n], float32), `overall_rate` on average over all runs: the mean of the weights is kept in two
 * local variables, as a plain mean for the first `warmup` runs, afterwards as a moving average that decays by `mean_decay`. Returns the resampled
 * inputs, and the rate of each row of theirs.
 *
 *     const [[images], rates] = tf.contrib.training.weighted_resample([images_in], weights, 0.5)
 */
export const weighted_resample = pyfunction(
  'weighted_resample(inputs, weights, overall_rate, scope=None, mean_decay=0.999, warmup=10, seed=None)',
  ({ inputs, weights, overall_rate, scope, mean_decay, warmup, seed }: WeightedArgs): [Tensor[], Tensor] => {
    const given = listOf(inputs)
    return withScope(scope, 'weighted_resample', given, opScope => {
      const mean = variable_scope(scope, 'estimate_mean', given, () => {
        const countSoFar = get_local_variable('resample_count', { initializer: int(0) })
        const estimated = get_local_variable('estimated_mean', { initializer: float(0) })
        const count = countSoFar.assign_add(int(1))
        const decay = minimum(truediv(minus(count, 1), minimum(count, int(warmup))), mean_decay)
        return assignMovingAverage(estimated, reduce_mean(weights), decay, false)
      })
      const rates = over(times(weights, overall_rate), mean)
      const drawn = resampled({ inputs: [rates, ...given], rates, scope: opScope, seed, back_prop: false })
      const [rate, ...rows] = drawn as [Tensor, ...Tensor[]]
      return [rows, rate]
    })
  },
)
