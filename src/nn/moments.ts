/** Means and variances, and normalisation by them (ops/nn.py). */

import { listOf, noAttribute } from '../calling/python_repr.ts'
import { pyfunction } from '../calling/signature.ts'
import { IndexError, ValueError } from '../errors/python.ts'
import { applyOp } from '../graph/build/apply_op.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../graph/build/convert.ts'
import { control_dependencies } from '../graph/build/public.ts'
import type { Tensor } from '../graph/tensor.ts'
import { gather } from '../ops/array/gather_ops.ts'
import { add, mul, squared_difference, sub } from '../ops/math/arithmetic_ops.ts'
import { cast } from '../ops/math/cast_ops.ts'
import { constant } from '../ops/math/constant_op.ts'
import { reciprocal, rsqrt, square } from '../ops/math/function_ops.ts'
import { minus, negated, plus, times } from '../ops/math/operators.ts'
import { reduce_prod, reduce_sum } from '../ops/math/reduction_ops.ts'
import { shape, squeeze } from '../ops/math/shape_ops.ts'
import { zeros_like } from '../ops/math/zeros_like_ops.ts'
import { FusedBatchNorm } from '../ops/nn/batch_norm_ops.ts'
import { float16, float32 } from '../tensor/dtypes.ts'
import { PyFloat, PyInt } from '../tensor/literals.ts'
import { NDArray } from '../tensor/ndarray.ts'
import { isFullyDefined } from '../tensor/shape.ts'

/** Small sets of small numbers come in ascending order out of Python's set. */
const distinct = (axes: readonly (number | PyInt)[]): number[] =>
  [...new Set(axes.map(axis => Number(axis instanceof PyInt ? axis.value : axis)))].sort((a, b) => a - b)

interface StatisticsArgs {
  x: TensorLike
  axes: readonly number[]
  shift: TensorLike | null
  keep_dims: boolean
  name: Name
}
export type SufficientStatistics = [count: Tensor, mean_ss: Tensor, variance_ss: Tensor, shift: Tensor | null]

/** How many elements there are along `axes`, their sum and the sum of their squares, all less `shift`. */
export const sufficient_statistics = pyfunction(
  'sufficient_statistics(x, axes, shift=None, keep_dims=False, name=None)',
  ({ x: given, axes: listed, shift: less, keep_dims, name }: StatisticsArgs): SufficientStatistics => {
    const axes = distinct(listOf(listed))
    return withScope(
      name,
      'sufficient_statistics',
      [given, less].filter(value => value !== null),
      () => {
        const x = convertToTensor(given, { name: 'x' })
        const known = x.staticShape
        let counts: Tensor
        if (isFullyDefined(known) && axes.some(axis => axis < -known.length || axis >= known.length))
          throw new IndexError('list index out of range')
        if (isFullyDefined(known))
          counts = constant(
            axes.reduce((count, axis) => count * (known.at(axis) as number), 1),
            x.dtype,
          )
        else counts = cast(reduce_prod(gather(shape(x), axes)), x.dtype, 'count')
        const shift = less === null ? null : convertToTensor(less, { name: 'shift' })
        const first = shift === null ? x : sub(x, shift)
        const second = shift === null ? square(x) : squared_difference(x, shift)
        const mean = reduce_sum(first, axes, { keep_dims, name: 'mean_ss' })
        const variance = reduce_sum(second, axes, { keep_dims, name: 'var_ss' })
        return [counts, mean, variance, shift]
      },
    )
  },
)

interface NormalizeArgs {
  counts: TensorLike
  mean_ss: TensorLike
  variance_ss: TensorLike
  shift: TensorLike | null
  name: Name
}
/** Mean and variance out of sufficient statistics. */
export const normalize_moments = pyfunction(
  'normalize_moments(counts, mean_ss, variance_ss, shift, name=None)',
  ({ counts, mean_ss, variance_ss, shift, name }: NormalizeArgs): [mean: Tensor, variance: Tensor] =>
    withScope(
      name,
      'normalize',
      [counts, mean_ss, variance_ss, shift].filter(value => value !== null),
      () => {
        const divisor = reciprocal(counts, { name: 'divisor' })
        const shifted = mul(mean_ss, divisor, { name: shift === null ? 'mean' : 'shifted_mean' })
        const mean = shift === null ? shifted : add(shifted, shift, { name: 'mean' })
        const variance = sub(mul(variance_ss, divisor), square(shifted), { name: 'variance' })
        return [mean, variance]
      },
    ),
)

interface MomentsArgs {
  x: Tensor
  axes: readonly number[]
  shift: TensorLike | null
  name: Name
  keep_dims: boolean
}
/** Mean and variance of `x` over `axes`. Halves are summed as float32. */
export const moments = pyfunction(
  'moments(x, axes, shift=None, name=None, keep_dims=False)',
  ({ x: given, axes, shift: less, name, keep_dims }: MomentsArgs): [mean: Tensor, variance: Tensor] =>
    withScope(
      name,
      'moments',
      [given, axes, less].filter(value => value !== null),
      () => {
        if (given?.dtype === undefined) throw noAttribute(given, 'dtype')
        const half = given.dtype.base_dtype === float16
        const y = half ? cast(given, float32) : given
        const shift = less !== null && half ? cast(less, float32) : less
        const [counts, mean_ss, var_ss, used] = sufficient_statistics(y, axes, { shift, keep_dims, name })
        return control_dependencies([counts, mean_ss, var_ss], () => {
          const [mean, variance] = normalize_moments(counts, mean_ss, var_ss, used, { name })
          return half ? [cast(mean, float16), cast(variance, float16)] : [mean, variance]
        })
      },
    ),
)

interface WeightedArgs {
  x: TensorLike
  axes: readonly number[]
  frequency_weights: TensorLike
  name: Name
  keep_dims: boolean
}
/** Mean and variance of `x` over `axes`, each element as often as its weight says. */
export const weighted_moments = pyfunction(
  'weighted_moments(x, axes, frequency_weights, name=None, keep_dims=False)',
  ({ x: given, axes, frequency_weights, name, keep_dims }: WeightedArgs): [mean: Tensor, variance: Tensor] =>
    withScope(name, 'weighted_moments', [given, frequency_weights, axes], () => {
      let x = convertToTensor(given, { name: 'x' })
      let weights = convertToTensor(frequency_weights, { name: 'frequency_weights' })
      const half = x.dtype.base_dtype === float16
      if (half) x = cast(x, float32)
      if (weights.dtype.base_dtype !== x.dtype.base_dtype) weights = cast(weights, x.dtype)
      const total = reduce_sum(times(weights, x), axes, { name: 'weighted_input_sum', keep_dims: true })
      const spread = plus(weights, zeros_like(x))
      const count = reduce_sum(spread, axes, { name: 'sum_of_weights', keep_dims: true })
      const divisor = reciprocal(count, { name: 'inv_weight_sum' })
      let mean = mul(total, divisor)
      const distances = reduce_sum(times(weights, squared_difference(x, mean)), axes, {
        name: 'weighted_distsq',
        keep_dims: true,
      })
      let variance = mul(distances, divisor)
      if (!keep_dims) {
        mean = squeeze(mean, { squeeze_dims: axes })
        variance = squeeze(variance, { squeeze_dims: axes })
      }
      return half ? [cast(mean, float16), cast(variance, float16)] : [mean, variance]
    }),
)

interface BatchNormalizationArgs {
  x: TensorLike
  mean: TensorLike
  variance: TensorLike
  offset: TensorLike | null
  scale: TensorLike | null
  variance_epsilon: TensorLike
  name: Name
}
function batchNormalized({ x, mean, variance, offset, scale, variance_epsilon, name }: BatchNormalizationArgs): Tensor {
  const values = [x, mean, variance, scale, offset].filter(value => value !== null)
  return withScope(name, 'batchnorm', values, () => {
    let inverse = rsqrt(sumOf(variance, variance_epsilon))
    if (scale !== null) inverse = times(inverse, scale)
    const scaled = times(x, inverse)
    const moved = offset === null ? times(oppositeOf(mean), inverse) : minus(offset, times(mean, inverse))
    return plus(scaled, moved)
  })
}
const isNumber = (value: unknown): boolean =>
  typeof value === 'number' || value instanceof PyInt || value instanceof PyFloat
/** Plain numbers and arrays are computed with as the graph is built; anything else becomes a tensor first. */
function sumOf(a: TensorLike, b: TensorLike): TensorLike {
  if (isNumber(a) && isNumber(b)) return new PyFloat(Number(a) + Number(b))
  return a instanceof NDArray && isNumber(b) ? a.add(Number(b)) : plus(convertToTensor(a), b)
}
function oppositeOf(a: TensorLike): TensorLike {
  if (isNumber(a)) return -Number(a)
  return a instanceof NDArray ? a.mul(-1) : negated(a)
}

/** (x − mean)/√(variance + variance_epsilon)·scale + offset, with broadcasting; scale and offset may be left out. */
export const batch_normalization = pyfunction(
  'batch_normalization(x, mean, variance, offset, scale, variance_epsilon, name=None)',
  batchNormalized,
)
interface GlobalArgs {
  t: TensorLike
  m: TensorLike
  v: TensorLike
  beta: TensorLike
  gamma: TensorLike
  variance_epsilon: TensorLike
  scale_after_normalization: boolean
  name: Name
}
/** The older name and order of arguments. */
export const batch_norm_with_global_normalization = pyfunction(
  'batch_norm_with_global_normalization(t, m, v, beta, gamma, variance_epsilon, scale_after_normalization, name=None)',
  ({ t, m, v, beta, gamma, variance_epsilon, scale_after_normalization, name }: GlobalArgs) =>
    batchNormalized({
      x: t,
      mean: m,
      variance: v,
      offset: beta,
      scale: scale_after_normalization ? gamma : null,
      variance_epsilon,
      name,
    }),
)

interface FusedArgs {
  x: TensorLike
  scale: TensorLike
  offset: TensorLike
  mean: TensorLike | null
  variance: TensorLike | null
  epsilon: number
  data_format: string
  is_training: boolean
  name: Name
}
/** Batch normalisation of images in one node: y, and the batch's mean and variance by channel. */
export const fused_batch_norm = pyfunction(
  "fused_batch_norm(x, scale, offset, mean=None, variance=None, epsilon=0.001, data_format='NHWC', is_training=True, name=None)",
  ({
    x,
    scale,
    offset,
    mean,
    variance,
    epsilon,
    data_format,
    is_training,
    name,
  }: FusedArgs): [y: Tensor, batch_mean: Tensor, batch_var: Tensor] => {
    const image = convertToTensor(x, { name: 'input' })
    const gain = convertToTensor(scale, { name: 'scale' })
    const shift = convertToTensor(offset, { name: 'offset' })
    if (is_training && (mean !== null || variance !== null))
      throw new ValueError("Both 'mean' and 'variance' must be None if is_training is True.")
    const inputs = {
      x: image,
      scale: gain,
      offset: shift,
      mean: mean ?? constant([]),
      variance: variance ?? constant([]),
    }
    const attrs = { epsilon: epsilon > 1e-5 ? epsilon : epsilon + 1e-12, data_format, is_training }
    const [y, batchMean, batchVariance] = applyOp(FusedBatchNorm, { ...inputs, ...attrs }, name).outputs as [
      Tensor,
      Tensor,
      Tensor,
    ]
    return [y, batchMean, batchVariance]
  },
)
