/** The normal distribution (contrib/distributions/python/ops/normal.py). */

import { type PythonArguments, setSignature } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import type { TensorLike } from '../../graph/build/convert.ts'
import { withScope } from '../../graph/build/convert.ts'
import { control_dependencies, name_scope } from '../../graph/build/public.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { concat } from '../../ops/array/concat_ops.ts'
import { assert_positive } from '../../ops/checks/check_ops.ts'
import { identity } from '../../ops/core/identity_ops.ts'
import { constant } from '../../ops/math/constant_op.ts'
import { exp, log, square } from '../../ops/math/function_ops.ts'
import { minus, negated, over, plus, times } from '../../ops/math/operators.ts'
import { shape } from '../../ops/math/shape_ops.ts'
import { ones_like } from '../../ops/math/zeros_like_ops.ts'
import { softplus } from '../../ops/nn/activation_ops.ts'
import { random_normal } from '../../ops/random/random_ops.ts'
import { float, int } from '../../tensor/literals.ts'
import type { TensorShape } from '../../tensor/tensor_shape.ts'
import { log_ndtr, ndtr } from '../bayesflow/special_math.ts'
import { type CommonArgs, ScalarDistribution, type Seed } from './distribution.ts'
import { assert_same_float_dtype } from './distribution_util.ts'
import { RegisterKL } from './kullback_leibler.ts'
import { broadcast_shape, sameShapes } from './static_shapes.ts'

interface NormalArgs extends CommonArgs {
  mu: TensorLike
  sigma: TensorLike
}

const NORMAL_TEXT = "Normal(mu, sigma, validate_args=False, allow_nan_stats=True, name='Normal')"

/**
 * Normal distributions with means `mu` and standard deviations `sigma`, which must be positive: with `validate_args` a run
 * fails otherwise. Errors: ValueError where their types differ or are no floats.
 */
export class Normal extends ScalarDistribution {
  static override readonly pythonModule: string = 'tensorflow.contrib.distributions.python.ops.normal'
  _mu: Tensor
  _sigma: Tensor

  constructor(...args: PythonArguments<typeof NORMAL_TEXT, NormalArgs>) {
    const parameters = NORMAL.bind(args)
    const { mu, sigma, validate_args, allow_nan_stats, name } = parameters as unknown as NormalArgs
    const made = withScope(name, null, [mu, sigma], scope =>
      control_dependencies(validate_args ? [assert_positive(sigma)] : [], () => {
        const values = { scope, mu: identity(mu, { name: 'mu' }), sigma: identity(sigma, { name: 'sigma' }) }
        assert_same_float_dtype([values.mu, values.sigma])
        return values
      }),
    )
    super({
      dtype: made.sigma.dtype,
      is_continuous: true,
      is_reparameterized: true,
      validate_args,
      allow_nan_stats,
      parameters,
      graph_parents: [made.mu, made.sigma],
      name: made.scope,
    })
    this._mu = made.mu
    this._sigma = made.sigma
  }
  /** The mean. */
  get mu(): Tensor {
    return this._mu
  }
  /** The standard deviation. */
  get sigma(): Tensor {
    return this._sigma
  }
  override _param_shapes(sample_shape: TensorLike): Readonly<Record<string, Tensor>> {
    return sameShapes(['mu', 'sigma'], sample_shape)
  }
  override _batch_shape(): Tensor {
    return shape(plus(this.mu, this.sigma))
  }
  override _get_batch_shape(): TensorShape {
    return broadcast_shape(this._mu.get_shape(), this.sigma.get_shape())
  }
  override _sample_n(n: Tensor, seed: Seed): Tensor {
    const dims = concat(0, [[n], shape(this.mean())])
    const sampled = random_normal(dims, { mean: 0, stddev: 1, dtype: this.mu.dtype, seed: seed as number | null })
    return plus(times(sampled, this.sigma), this.mu)
  }
  override _log_prob(x: Tensor): Tensor {
    const scaled = minus(float(-0.5 * Math.log(2 * Math.PI)), log(this.sigma))
    return minus(scaled, times(float(0.5), square(this._z(x))))
  }
  override _prob(x: Tensor): Tensor {
    return exp(this._log_prob(x))
  }
  override _log_cdf(x: Tensor): Tensor {
    return log_ndtr(this._z(x))
  }
  override _cdf(x: Tensor): Tensor {
    return ndtr(this._z(x))
  }
  override _log_survival_function(x: Tensor): Tensor {
    return log_ndtr(negated(this._z(x)))
  }
  override _survival_function(x: Tensor): Tensor {
    return ndtr(negated(this._z(x)))
  }
  override _entropy(): Tensor {
    const sigma = times(this.sigma, ones_like(this.mu))
    return plus(float(0.5 * Math.log(2 * Math.PI * Math.E)), log(sigma))
  }
  override _mean(): Tensor {
    return times(this.mu, ones_like(this.sigma))
  }
  override _variance(): Tensor {
    return square(this.std())
  }
  override _std(): Tensor {
    return times(this.sigma, ones_like(this.mu))
  }
  override _mode(): Tensor {
    return this._mean()
  }
  /** x as a standard normal variable. */
  _z(x: Tensor): Tensor {
    return withScope('standardize', null, [x], () => over(minus(x, this.mu), this.sigma))
  }
}
// @ts-expect-error the guarded class takes its place
Normal = guardedClass(Normal)
const NORMAL = setSignature(Normal, NORMAL_TEXT)

const SOFTPLUS_TEXT =
  "NormalWithSoftplusSigma(mu, sigma, validate_args=False, allow_nan_stats=True, name='NormalWithSoftplusSigma')"

/** Normal distributions with the standard deviations softplus(sigma), which are positive. */
export class NormalWithSoftplusSigma extends Normal {
  constructor(...args: PythonArguments<typeof SOFTPLUS_TEXT, NormalArgs>) {
    const parameters = SOFTPLUS.bind(args)
    const { mu, sigma, validate_args, allow_nan_stats, name } = parameters as unknown as NormalArgs
    using scope = name_scope(name, { values: [sigma] })
    super({ mu, sigma: softplus(sigma), validate_args, allow_nan_stats, name: String(scope) })
    this._parameters = parameters
  }
}
// @ts-expect-error the guarded class takes its place
NormalWithSoftplusSigma = guardedClass(NormalWithSoftplusSigma)
const SOFTPLUS = setSignature(NormalWithSoftplusSigma, SOFTPLUS_TEXT)

RegisterKL(
  Normal,
  Normal,
)((a, b, { name }) =>
  withScope(name, 'kl_normal_normal', [a.mu, b.mu], () => {
    const one = constant(int(1), { dtype: a.dtype })
    const two = constant(int(2), { dtype: a.dtype })
    const half = constant(float(0.5), { dtype: a.dtype })
    const varianceA = square(a.sigma)
    const varianceB = square(b.sigma)
    const ratio = over(varianceA, varianceB)
    const distance = over(square(minus(a.mu, b.mu)), times(two, varianceB))
    return plus(distance, times(half, minus(minus(ratio, one), log(ratio))))
  }),
)
