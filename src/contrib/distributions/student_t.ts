/** Student's t distribution (contrib/distributions/python/ops/student_t.py). */

import { type PythonArguments, setSignature } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { AttributeError } from '../../errors/python.ts'
import { type TensorLike, withScope } from '../../graph/build/convert.ts'
import { control_dependencies, name_scope } from '../../graph/build/public.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { concat } from '../../ops/array/concat_ops.ts'
import { assert_less, assert_positive } from '../../ops/checks/check_ops.ts'
import { identity } from '../../ops/core/identity_ops.ts'
import { lbeta } from '../../ops/linalg/lbeta.ts'
import { greater } from '../../ops/math/comparison_ops.ts'
import { constant, fill, ones } from '../../ops/math/constant_op.ts'
import { abs, exp, log, sqrt, square } from '../../ops/math/function_ops.ts'
import { minus, negated, over, plus, times } from '../../ops/math/operators.ts'
import { pow } from '../../ops/math/power_ops.ts'
import { floor } from '../../ops/math/rounding_ops.ts'
import { select } from '../../ops/math/select_ops.ts'
import { expand_dims, shape } from '../../ops/math/shape_ops.ts'
import { digamma, lgamma } from '../../ops/math/special_ops.ts'
import { softplus } from '../../ops/nn/activation_ops.ts'
import { random_gamma, random_normal } from '../../ops/random/random_ops.ts'
import { float, int } from '../../tensor/literals.ts'
import type { TensorShape } from '../../tensor/tensor_shape.ts'
import { type CommonArgs, ScalarDistribution, type Seed } from './distribution.ts'
import { assert_same_float_dtype, gen_new_seed } from './distribution_util.ts'
import { broadcast_shape, sameShapes } from './static_shapes.ts'
import { filled, one, whereDefined } from './undefined_statistics.ts'

interface StudentTArgs extends CommonArgs {
  df: TensorLike
  mu: TensorLike
  sigma: TensorLike
}

const STUDENT_T_TEXT = "StudentT(df, mu, sigma, validate_args=False, allow_nan_stats=True, name='StudentT')"

/**
 * Student's t distributions with `df` degrees of freedom, moved by `mu` and scaled by `sigma`; `df` and `sigma` must be
 * positive. Errors: ValueError where the types of the three differ or are no floats.
 */
export class StudentT extends ScalarDistribution {
  static override readonly pythonModule: string = 'tensorflow.contrib.distributions.python.ops.student_t'
  _df: Tensor
  _mu: Tensor
  _sigma: Tensor

  constructor(...args: PythonArguments<typeof STUDENT_T_TEXT, StudentTArgs>) {
    const parameters = STUDENT_T.bind(args)
    const { df, mu, sigma, validate_args, allow_nan_stats, name } = parameters as unknown as StudentTArgs
    const made = withScope(name, null, [df, mu, sigma], scope =>
      control_dependencies(validate_args ? [assert_positive(df), assert_positive(sigma)] : [], () => {
        const values = {
          scope,
          df: identity(df, { name: 'df' }),
          mu: identity(mu, { name: 'mu' }),
          sigma: identity(sigma, { name: 'sigma' }),
        }
        assert_same_float_dtype([values.df, values.mu, values.sigma])
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
      graph_parents: [made.df, made.mu, made.sigma],
      name: made.scope,
    })
    this._df = made.df
    this._mu = made.mu
    this._sigma = made.sigma
  }
  /** The degrees of freedom. */
  get df(): Tensor {
    return this._df
  }
  /** The center. */
  get mu(): Tensor {
    return this._mu
  }
  /** The scale, which is not the standard deviation. */
  get sigma(): Tensor {
    return this._sigma
  }
  override _param_shapes(sample_shape: TensorLike): Readonly<Record<string, Tensor>> {
    return sameShapes(['df', 'mu', 'sigma'], sample_shape)
  }
  override _batch_shape(): Tensor {
    return shape(plus(plus(this.df, this.mu), this.sigma))
  }
  override _get_batch_shape(): TensorShape {
    return broadcast_shape(this.sigma.get_shape(), broadcast_shape(this.df.get_shape(), this.mu.get_shape()))
  }
  /** What TensorFlow 0.12.1 says, which asks the wrong module for a type here. `get_event_shape` knows the shape. */
  override _event_shape(): Tensor {
    throw new AttributeError("'module' object has no attribute 'int32'")
  }
  /** X / √(Z / df) for a standard normal X and a chi-square variable Z. */
  override _sample_n(n: Tensor, seed: Seed): Tensor {
    const dims = concat(0, [[n], this.batch_shape()])
    const normal = random_normal(dims, { dtype: this.dtype, seed: seed as number | null })
    const half = constant(float(0.5), { dtype: this.dtype })
    const df = times(this.df, this._ones())
    const own = gen_new_seed(seed, 'student_t') as number | null
    const gamma = random_gamma([n], times(half, df), { beta: half, dtype: this.dtype, seed: own })
    const samples = over(normal, sqrt(over(gamma, df)))
    return plus(times(samples, this.sigma), this.mu)
  }
  override _log_prob(x: Tensor): Tensor {
    const y = over(minus(x, this.mu), this.sigma)
    const half = times(float(0.5), this.df)
    const above = lgamma(plus(float(0.5), half))
    const gammas = minus(above, lgamma(half))
    const scaled = minus(gammas, times(float(0.5), log(this.df)))
    const normalized = minus(scaled, float(0.5 * Math.log(Math.PI)))
    const moved = minus(normalized, log(this.sigma))
    const exponent = plus(float(0.5), half)
    return minus(moved, times(exponent, log(plus(float(1), over(square(y), this.df)))))
  }
  override _prob(x: Tensor): Tensor {
    const y = over(minus(x, this.mu), this.sigma)
    const half = times(float(0.5), this.df)
    const above = lgamma(plus(float(0.5), half))
    const gammas = exp(minus(above, lgamma(half)))
    const root = times(sqrt(this.df), float(Math.sqrt(Math.PI)))
    const normalized = over(gammas, times(root, this.sigma))
    const base = plus(float(1), over(square(y), this.df))
    return times(normalized, pow(base, negated(plus(float(0.5), half))))
  }
  override _entropy(): Tensor {
    const u = expand_dims(times(this.df, this._ones()), -1)
    const v = expand_dims(this._ones(), -1)
    const argument = over(concat(u.get_shape().length - 1, [u, v]), int(2))
    const half = times(float(0.5), this.df)
    const exponent = plus(float(0.5), half)
    const above = digamma(plus(float(0.5), half))
    const weighted = times(exponent, minus(above, digamma(half)))
    const scaled = plus(weighted, times(float(0.5), log(this.df)))
    const normalized = plus(scaled, lbeta(argument))
    return plus(normalized, log(this.sigma))
  }
  /** The center where df > 1, else NaN; an error when it is run where NaN is not allowed. */
  override _mean(): Tensor {
    return whereDefined(
      this,
      times(this.mu, this._ones()),
      () => greater(this.df, this._ones()),
      () => [assert_less(one(this), this.df, { message: 'mean not defined for components of df <= 1' })],
    )
  }
  /** σ² df / (df − 2), infinite where df ≤ 2, NaN where df ≤ 1; there an error when it is run where NaN is not allowed. */
  override _variance(): Tensor {
    const all = this._ones()
    const scaled = times(times(all, square(this.sigma)), this.df)
    const finite = over(scaled, minus(this.df, int(2)))
    const isFinite = greater(this.df, fill(this.batch_shape(), float(2)))
    const variance = select(isFinite, finite, filled(this, Number.POSITIVE_INFINITY, 'inf'))
    return whereDefined(
      this,
      variance,
      () => greater(this.df, this._ones()),
      () => [assert_less(one(this), this.df, { message: 'variance not defined for components of df <= 1' })],
    )
  }
  override _std(): Tensor {
    return sqrt(this.variance())
  }
  override _mode(): Tensor {
    return identity(this.mu)
  }
  _ones(): Tensor {
    return ones(this.batch_shape(), { dtype: this.dtype })
  }
}
// @ts-expect-error the guarded class takes its place
StudentT = guardedClass(StudentT)
const STUDENT_T = setSignature(StudentT, STUDENT_T_TEXT)

const SOFTPLUS_TEXT =
  "StudentTWithAbsDfSoftplusSigma(df, mu, sigma, validate_args=False, allow_nan_stats=True, name='StudentTWithAbsDfSoftplusSigma')"

/** Student's t distributions with floor(|df|) degrees of freedom and the scales softplus(sigma). */
export class StudentTWithAbsDfSoftplusSigma extends StudentT {
  constructor(...args: PythonArguments<typeof SOFTPLUS_TEXT, StudentTArgs>) {
    const parameters = SOFTPLUS.bind(args)
    const { df, mu, sigma, validate_args, allow_nan_stats, name } = parameters as unknown as StudentTArgs
    using scope = name_scope(name, { values: [df, sigma] })
    super({ df: floor(abs(df)), mu, sigma: softplus(sigma), validate_args, allow_nan_stats, name: String(scope) })
    this._parameters = parameters
  }
}
// @ts-expect-error the guarded class takes its place
StudentTWithAbsDfSoftplusSigma = guardedClass(StudentTWithAbsDfSoftplusSigma)
const SOFTPLUS = setSignature(StudentTWithAbsDfSoftplusSigma, SOFTPLUS_TEXT)
