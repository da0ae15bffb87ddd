/** Distributions of whole numbers from continuous ones (contrib/distributions/python/ops/quantized_distribution.py). */

import { type PythonArguments, setSignature } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { NotImplementedError } from '../../errors/python.ts'
import { convertToTensor, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { control_dependencies } from '../../graph/build/public.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { assert_less } from '../../ops/checks/check_ops.ts'
import { withDependencies } from '../../ops/control_flow/control_flow_ops.ts'
import { exp, log } from '../../ops/math/function_ops.ts'
import { minus, plus, times } from '../../ops/math/operators.ts'
import { ceil, floor } from '../../ops/math/rounding_ops.ts'
import { select } from '../../ops/math/select_ops.ts'
import { ones_like, zeros_like } from '../../ops/math/zeros_like_ops.ts'
import { int32 } from '../../tensor/dtypes.ts'
import { float, int } from '../../tensor/literals.ts'
import type { TensorShape } from '../../tensor/tensor_shape.ts'
import { Distribution, entriesOf, type Seed } from './distribution.ts'
import { assert_integer_form, assert_same_float_dtype } from './distribution_util.ts'

interface QuantizedArgs {
  distribution: Distribution
  lower_cutoff: TensorLike | null
  upper_cutoff: TensorLike | null
  validate_args: boolean
  name: string
}

/** log(e^big − e^small). */
const logDifference = (big: Tensor, small: Tensor): Tensor =>
  withScope('logsum_expbig_minus_expsmall', null, [small, big], () =>
    plus(log(minus(float(1), exp(minus(small, big)))), big),
  )

function checkedInteger(given: TensorLike, validate_args: boolean): Tensor {
  return withScope('check_integer', null, [given], () => {
    const value = convertToTensor(given, { name: 'value' })
    if (!validate_args) return value
    return withDependencies([assert_integer_form(value, { message: 'value has non-integer components.' })], value)
  })
}

type Fill = (like: Tensor) => Tensor
const zeros: Fill = like => zeros_like(like)
const ones: Fill = like => ones_like(like)
const minusInfinity: Fill = like => times(float(Number.NEGATIVE_INFINITY), ones_like(like))

/** What `first` gives, or `second` where the underlying distribution does not implement what that needs. */
function otherwise(first: () => Tensor, second: () => Tensor): Tensor {
  try {
    return first()
  } catch (error) {
    if (!(error instanceof NotImplementedError)) throw error
    return second()
  }
}

const QUANTIZED_TEXT =
  "QuantizedDistribution(distribution, lower_cutoff=None, upper_cutoff=None, validate_args=False, name='QuantizedDistribution')"

/**
 * The variable Y = ceiling(X), not below `lower_cutoff` and not above `upper_cutoff`: P(Y = j) = P(j − 1 < X ≤ j) between them.
 * Errors: ValueError where the cutoffs are not of the distribution's type; with `validate_args` a run fails where they are no
 * whole numbers, or out of order.
 */
export class QuantizedDistribution extends Distribution {
  static override readonly pythonModule: string = 'tensorflow.contrib.distributions.python.ops.quantized_distribution'
  _dist: Distribution
  _lower_cutoff: Tensor | null
  _upper_cutoff: Tensor | null
  constructor(...args: PythonArguments<typeof QUANTIZED_TEXT, QuantizedArgs>) {
    const parameters = QUANTIZED.bind(args)
    const { distribution, lower_cutoff, upper_cutoff, validate_args, name } = parameters as unknown as QuantizedArgs
    const values = [...entriesOf(distribution.parameters).map(([, value]) => value), lower_cutoff, upper_cutoff].filter(
      value => value !== null,
    )
    const made = withScope(name, null, values, scope => {
      const lower = lower_cutoff === null ? null : convertToTensor(lower_cutoff, { name: 'lower_cutoff' })
      const upper = upper_cutoff === null ? null : convertToTensor(upper_cutoff, { name: 'upper_cutoff' })
      assert_same_float_dtype([distribution, lower, upper])
      const checks =
        lower && upper
          ? [assert_less(lower, upper, { message: 'lower_cutoff must be strictly less than upper_cutoff.' })]
          : []
      return control_dependencies(validate_args ? checks : [], () => {
        const checkedLower = lower && checkedInteger(lower, validate_args)
        return { scope, lower: checkedLower, upper: upper && checkedInteger(upper, validate_args) }
      })
    })
    super({
      dtype: distribution.dtype,
      is_continuous: false,
      is_reparameterized: false,
      validate_args,
      allow_nan_stats: distribution.allow_nan_stats,
      parameters,
      graph_parents: [...distribution._graph_parents, made.lower, made.upper].filter(parent => parent !== null),
      name: made.scope,
    })
    this._dist = distribution
    this._lower_cutoff = made.lower
    this._upper_cutoff = made.upper
  }
  /** The distribution of X. */
  get distribution(): Distribution {
    return this._dist
  }
  override _batch_shape(): Tensor {
    return this.distribution.batch_shape()
  }
  override _get_batch_shape(): TensorShape {
    return this.distribution.get_batch_shape()
  }
  override _event_shape(): Tensor {
    return this.distribution.event_shape()
  }
  override _get_event_shape(): TensorShape {
    return this.distribution.get_event_shape()
  }
  override _sample_n(given: Tensor, seed: Seed): Tensor {
    return withScope('transform', null, [], () => {
      const n = convertToTensor(given, { name: 'n', bare: int32 })
      const samples = this.distribution.sample_n(n, seed)
      const units = ones_like(samples)
      let result = ceil(samples)
      if (this._lower_cutoff) result = select(result.lt(this._lower_cutoff), times(this._lower_cutoff, units), result)
      if (this._upper_cutoff) result = select(result.gt(this._upper_cutoff), times(this._upper_cutoff, units), result)
      return result
    })
  }
  override _log_prob(given: Tensor): Tensor {
    const y = checkedInteger(given, this.validate_args)
    return otherwise(
      () => this._log_prob_with_logsf_and_logcdf(y),
      () => {
        const big = this.log_cdf(y)
        return logDifference(big, this.log_cdf(minus(y, int(1))))
      },
    )
  }
  /** Left of the median the differences of the cumulative function are exact, right of it those of the survival function. */
  _log_prob_with_logsf_and_logcdf(y: Tensor): Tensor {
    const sf = this.log_survival_function(y)
    const sfBefore = this.log_survival_function(minus(y, int(1)))
    const cdf = this.log_cdf(y)
    const cdfBefore = this.log_cdf(minus(y, int(1)))
    const big = select(sf.lt(cdf), sfBefore, cdf)
    return logDifference(big, select(sf.lt(cdf), sf, cdfBefore))
  }
  override _prob(given: Tensor): Tensor {
    const y = checkedInteger(given, this.validate_args)
    return otherwise(
      () => this._prob_with_sf_and_cdf(y),
      () => {
        const big = this.cdf(y)
        return minus(big, this.cdf(minus(y, int(1))))
      },
    )
  }
  _prob_with_sf_and_cdf(y: Tensor): Tensor {
    const sf = this.survival_function(y)
    const sfBefore = this.survival_function(minus(y, int(1)))
    const cdf = this.cdf(y)
    const cdfBefore = this.cdf(minus(y, int(1)))
    const isRight = sf.lt(cdf)
    const right = minus(sfBefore, sf)
    return select(isRight, right, minus(cdf, cdfBefore))
  }
  override _log_cdf(y: Tensor): Tensor {
    return this._cut(floor(y), j => this.distribution.log_cdf(j), minusInfinity, zeros)
  }
  override _cdf(y: Tensor): Tensor {
    return this._cut(floor(y), j => this.distribution.cdf(j), zeros, ones)
  }
  override _log_survival_function(y: Tensor): Tensor {
    return this._cut(ceil(y), j => this.distribution.log_survival_function(j), zeros, minusInfinity)
  }
  override _survival_function(y: Tensor): Tensor {
    return this._cut(ceil(y), j => this.distribution.survival_function(j), ones, zeros)
  }
  /** A function of X at j, with what it is below the lower cutoff and from the upper one on. */
  _cut(j: Tensor, of: (j: Tensor) => Tensor, below: Fill, above: Fill): Tensor {
    const inside = of(j)
    let result = inside
    const broadcast = plus(j, zeros_like(inside))
    const cut = (isOutside: () => Tensor, value: Fill): void => {
      // the infinite one is made before the comparison
      const early = value === minusInfinity ? value(result) : null
      const outside = isOutside()
      result = select(outside, early ?? value(result), result)
    }
    const [lower, upper] = [this._lower_cutoff, this._upper_cutoff]
    if (lower) cut(() => broadcast.lt(lower), below)
    if (upper) cut(() => broadcast.ge(upper), above)
    return result
  }
}
// @ts-expect-error the guarded class takes its place
QuantizedDistribution = guardedClass(QuantizedDistribution)
const QUANTIZED = setSignature(QuantizedDistribution, QUANTIZED_TEXT)
