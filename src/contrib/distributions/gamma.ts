/** The gamma distribution (contrib/distributions/python/ops/gamma.py). */

import { type PythonArguments, setSignature } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { type TensorLike, withScope } from '../../graph/build/convert.ts'
import { control_dependencies, name_scope } from '../../graph/build/public.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { assert_less, assert_positive } from '../../ops/checks/check_ops.ts'
import { withDependencies } from '../../ops/control_flow/control_flow_ops.ts'
import { identity } from '../../ops/core/identity_ops.ts'
import { exp, log, sqrt, square } from '../../ops/math/function_ops.ts'
import { minus, over, plus, times } from '../../ops/math/operators.ts'
import { shape } from '../../ops/math/shape_ops.ts'
import { digamma, igamma, lgamma } from '../../ops/math/special_ops.ts'
import { softplus } from '../../ops/nn/activation_ops.ts'
import { random_gamma } from '../../ops/random/random_ops.ts'
import { float } from '../../tensor/literals.ts'
import type { TensorShape } from '../../tensor/tensor_shape.ts'
import { type CommonArgs, ScalarDistribution, type Seed } from './distribution.ts'
import { assert_same_float_dtype } from './distribution_util.ts'
import { broadcast_shape, sameShapes } from './static_shapes.ts'
import { one, whereDefined } from './undefined_statistics.ts'

interface GammaArgs extends CommonArgs {
  alpha: TensorLike
  beta: TensorLike
}

const GAMMA_TEXT = "Gamma(alpha, beta, validate_args=False, allow_nan_stats=True, name='Gamma')"

/**
 * Gamma distributions with shapes `alpha` and inverse scales `beta`, which must be positive: of density
 * β^α x^(α−1) e^(−βx) / Γ(α). Errors: ValueError where their types differ or are no floats.
 */
export class Gamma extends ScalarDistribution {
  static override readonly pythonModule: string = 'tensorflow.contrib.distributions.python.ops.gamma'
  _alpha: Tensor
  _beta: Tensor

  constructor(...args: PythonArguments<typeof GAMMA_TEXT, GammaArgs>) {
    const parameters = GAMMA.bind(args)
    const { alpha, beta, validate_args, allow_nan_stats, name } = parameters as unknown as GammaArgs
    const made = withScope(name, null, [alpha, beta], scope =>
      control_dependencies(validate_args ? [assert_positive(alpha), assert_positive(beta)] : [], () => {
        const values = { scope, alpha: identity(alpha, { name: 'alpha' }), beta: identity(beta, { name: 'beta' }) }
        assert_same_float_dtype([values.alpha, values.beta])
        return values
      }),
    )
    super({
      dtype: made.alpha.dtype,
      validate_args,
      allow_nan_stats,
      is_continuous: true,
      is_reparameterized: false,
      parameters,
      graph_parents: [made.alpha, made.beta],
      name: made.scope,
    })
    this._alpha = made.alpha
    this._beta = made.beta
  }
  /** The shape. */
  get alpha(): Tensor {
    return this._alpha
  }
  /** The inverse scale. */
  get beta(): Tensor {
    return this._beta
  }
  override _param_shapes(sample_shape: TensorLike): Readonly<Record<string, Tensor>> {
    return sameShapes(['alpha', 'beta'], sample_shape)
  }
  override _batch_shape(): Tensor {
    return shape(plus(this.alpha, this.beta))
  }
  override _get_batch_shape(): TensorShape {
    return broadcast_shape(this.alpha.get_shape(), this.beta.get_shape())
  }
  override _sample_n(n: Tensor, seed: Seed): Tensor {
    return random_gamma([n], this.alpha, { beta: this.beta, dtype: this.dtype, seed: seed as number | null })
  }
  override _log_prob(given: Tensor): Tensor {
    const x = this._positive(given)
    assert_same_float_dtype([x], this.dtype)
    const scale = times(this.alpha, log(this.beta))
    const power = times(minus(this.alpha, float(1)), log(x))
    return minus(minus(plus(scale, power), times(this.beta, x)), lgamma(this.alpha))
  }
  override _prob(x: Tensor): Tensor {
    return exp(this._log_prob(x))
  }
  override _log_cdf(given: Tensor): Tensor {
    const x = this._positive(given)
    assert_same_float_dtype([x], this.dtype)
    return log(igamma(this.alpha, times(this.beta, x)))
  }
  override _cdf(x: Tensor): Tensor {
    return igamma(this.alpha, times(this.beta, x))
  }
  override _entropy(): Tensor {
    const scaled = minus(this.alpha, log(this.beta))
    const normalized = plus(scaled, lgamma(this.alpha))
    const weight = minus(float(1), this.alpha)
    return plus(normalized, times(weight, digamma(this.alpha)))
  }
  override _mean(): Tensor {
    return over(this.alpha, this.beta)
  }
  override _variance(): Tensor {
    return over(this.alpha, square(this.beta))
  }
  override _std(): Tensor {
    return over(sqrt(this.alpha), this.beta)
  }
  /** (α − 1) / β where α ≥ 1, else NaN; an error when it is run where NaN is not allowed. */
  override _mode(): Tensor {
    return whereDefined(
      this,
      over(minus(this.alpha, float(1)), this.beta),
      () => this.alpha.ge(float(1)),
      () => [assert_less(one(this), this.alpha, { message: 'mode not defined for components of alpha <= 1' })],
    )
  }
  /** A value, found to be positive if arguments are checked. */
  _positive(x: Tensor): Tensor {
    return withDependencies(this.validate_args ? [assert_positive(x)] : [], x)
  }
}
// @ts-expect-error the guarded class takes its place
Gamma = guardedClass(Gamma)
const GAMMA = setSignature(Gamma, GAMMA_TEXT)

const SOFTPLUS_TEXT =
  "GammaWithSoftplusAlphaBeta(alpha, beta, validate_args=False, allow_nan_stats=True, name='GammaWithSoftplusAlphaBeta')"

/** Gamma distributions with the parameters softplus(alpha) and softplus(beta), which are positive. */
export class GammaWithSoftplusAlphaBeta extends Gamma {
  constructor(...args: PythonArguments<typeof SOFTPLUS_TEXT, GammaArgs>) {
    const parameters = SOFTPLUS.bind(args)
    const { alpha, beta, validate_args, allow_nan_stats, name } = parameters as unknown as GammaArgs
    using scope = name_scope(name, { values: [alpha, beta] })
    super({ alpha: softplus(alpha), beta: softplus(beta), validate_args, allow_nan_stats, name: String(scope) })
    this._parameters = parameters
  }
}
// @ts-expect-error the guarded class takes its place
GammaWithSoftplusAlphaBeta = guardedClass(GammaWithSoftplusAlphaBeta)
const SOFTPLUS = setSignature(GammaWithSoftplusAlphaBeta, SOFTPLUS_TEXT)
