/** The inverse gamma distribution (contrib/distributions/python/ops/inverse_gamma.py). */

import { type PythonArguments, setSignature } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { type TensorLike, withScope } from '../../graph/build/convert.ts'
import { control_dependencies, name_scope } from '../../graph/build/public.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { assert_less, assert_positive } from '../../ops/checks/check_ops.ts'
import { withDependencies } from '../../ops/control_flow/control_flow_ops.ts'
import { identity } from '../../ops/core/identity_ops.ts'
import { constant } from '../../ops/math/constant_op.ts'
import { exp, log, square } from '../../ops/math/function_ops.ts'
import { minus, over, plus, times } from '../../ops/math/operators.ts'
import { shape } from '../../ops/math/shape_ops.ts'
import { digamma, igammac, lgamma } from '../../ops/math/special_ops.ts'
import { softplus } from '../../ops/nn/activation_ops.ts'
import { random_gamma } from '../../ops/random/random_ops.ts'
import { float } from '../../tensor/literals.ts'
import type { TensorShape } from '../../tensor/tensor_shape.ts'
import { type CommonArgs, ScalarDistribution, type Seed } from './distribution.ts'
import { broadcast_shape, sameShapes } from './static_shapes.ts'
import { one, whereDefined } from './undefined_statistics.ts'

interface InverseGammaArgs extends CommonArgs {
  alpha: TensorLike
  beta: TensorLike
}

const INVERSE_GAMMA_TEXT = "InverseGamma(alpha, beta, validate_args=False, allow_nan_stats=True, name='InverseGamma')"

/** The distributions of 1 / X for gamma variables X of shapes `alpha` and inverse scales `beta`, which must be positive. */
export class InverseGamma extends ScalarDistribution {
  static override readonly pythonModule: string = 'tensorflow.contrib.distributions.python.ops.inverse_gamma'
  _alpha: Tensor
  _beta: Tensor

  constructor(...args: PythonArguments<typeof INVERSE_GAMMA_TEXT, InverseGammaArgs>) {
    const parameters = INVERSE_GAMMA.bind(args)
    const { alpha, beta, validate_args, allow_nan_stats, name } = parameters as unknown as InverseGammaArgs
    const made = withScope(name, null, [alpha, beta], scope =>
      control_dependencies(validate_args ? [assert_positive(alpha), assert_positive(beta)] : [], () => ({
        scope,
        alpha: identity(alpha, { name: 'alpha' }),
        beta: identity(beta, { name: 'beta' }),
      })),
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
  /** The scale. */
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
    return over(
      float(1),
      random_gamma([n], this.alpha, { beta: this.beta, dtype: this.dtype, seed: seed as number | null }),
    )
  }
  override _log_prob(given: Tensor): Tensor {
    const x = this._positive(given)
    const scale = times(this.alpha, log(this.beta))
    const normalized = minus(scale, lgamma(this.alpha))
    const exponent = plus(this.alpha, float(1))
    return minus(minus(normalized, times(exponent, log(x))), over(this.beta, x))
  }
  override _prob(x: Tensor): Tensor {
    return exp(this._log_prob(x))
  }
  override _log_cdf(x: Tensor): Tensor {
    return log(this._cdf(x))
  }
  override _cdf(given: Tensor): Tensor {
    const x = this._positive(given)
    return igammac(this.alpha, over(this.beta, x))
  }
  override _entropy(): Tensor {
    const scaled = plus(this.alpha, log(this.beta))
    const normalized = plus(scaled, lgamma(this.alpha))
    const weight = plus(float(1), this.alpha)
    return minus(normalized, times(weight, digamma(this.alpha)))
  }
  /** β / (α − 1) where α > 1, else NaN; an error when it is run where NaN is not allowed. */
  override _mean(): Tensor {
    return whereDefined(
      this,
      over(this.beta, minus(this.alpha, float(1))),
      () => this.alpha.gt(float(1)),
      () => [assert_less(one(this), this.alpha, { message: 'mean not defined for components of self.alpha <= 1' })],
    )
  }
  /** β² / ((α − 1)² (α − 2)) where α > 2, else NaN; an error when it is run where NaN is not allowed. */
  override _variance(): Tensor {
    const numerator = square(this.beta)
    const first = square(minus(this.alpha, float(1)))
    const variance = over(numerator, times(first, minus(this.alpha, float(2))))
    const two = (): Tensor => constant(float(2), { dtype: this.dtype })
    return whereDefined(
      this,
      variance,
      () => this.alpha.gt(float(2)),
      () => [assert_less(two(), this.alpha, { message: 'variance not defined for components of alpha <= 2' })],
    )
  }
  /** β / (α + 1). */
  override _mode(): Tensor {
    return over(this.beta, plus(this.alpha, float(1)))
  }
  /** A value, found to be positive if arguments are checked. */
  _positive(x: Tensor): Tensor {
    return withDependencies(this.validate_args ? [assert_positive(x)] : [], x)
  }
}
// @ts-expect-error the guarded class takes its place
InverseGamma = guardedClass(InverseGamma)
const INVERSE_GAMMA = setSignature(InverseGamma, INVERSE_GAMMA_TEXT)

const SOFTPLUS_TEXT =
  "InverseGammaWithSoftplusAlphaBeta(alpha, beta, validate_args=False, allow_nan_stats=True, name='InverseGammaWithSoftplusAlphaBeta')"

/** Inverse gamma distributions with the parameters softplus(alpha) and softplus(beta), which are positive. */
export class InverseGammaWithSoftplusAlphaBeta extends InverseGamma {
  constructor(...args: PythonArguments<typeof SOFTPLUS_TEXT, InverseGammaArgs>) {
    const parameters = SOFTPLUS.bind(args)
    const { alpha, beta, validate_args, allow_nan_stats, name } = parameters as unknown as InverseGammaArgs
    using scope = name_scope(name, { values: [alpha, beta] })
    super({ alpha: softplus(alpha), beta: softplus(beta), validate_args, allow_nan_stats, name: String(scope) })
    this._parameters = parameters
  }
}
// @ts-expect-error the guarded class takes its place
InverseGammaWithSoftplusAlphaBeta = guardedClass(InverseGammaWithSoftplusAlphaBeta)
const SOFTPLUS = setSignature(InverseGammaWithSoftplusAlphaBeta, SOFTPLUS_TEXT)
