/** The beta distribution (contrib/distributions/python/ops/beta.py). */

import { type PythonArguments, setSignature } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { type TensorLike, withScope } from '../../graph/build/convert.ts'
import { control_dependencies, name_scope } from '../../graph/build/public.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { assert_less, assert_positive } from '../../ops/checks/check_ops.ts'
import { withDependencies } from '../../ops/control_flow/control_flow_ops.ts'
import { identity } from '../../ops/core/identity_ops.ts'
import { greater } from '../../ops/math/comparison_ops.ts'
import { exp, log, sqrt } from '../../ops/math/function_ops.ts'
import { logical_and } from '../../ops/math/logical_ops.ts'
import { minus, over, plus, times } from '../../ops/math/operators.ts'
import { shape } from '../../ops/math/shape_ops.ts'
import { betainc, digamma, lgamma } from '../../ops/math/special_ops.ts'
import { ones_like } from '../../ops/math/zeros_like_ops.ts'
import { softplus } from '../../ops/nn/activation_ops.ts'
import { random_gamma } from '../../ops/random/random_ops.ts'
import { float } from '../../tensor/literals.ts'
import type { TensorShape } from '../../tensor/tensor_shape.ts'
import { type CommonArgs, ScalarDistribution, type Seed } from './distribution.ts'
import { assert_same_float_dtype, gen_new_seed } from './distribution_util.ts'
import { RegisterKL } from './kullback_leibler.ts'
import { sameShapes } from './static_shapes.ts'
import { one, whereDefined } from './undefined_statistics.ts'

interface BetaArgs extends CommonArgs {
  a: TensorLike
  b: TensorLike
}

const BETA_TEXT = "Beta(a, b, validate_args=False, allow_nan_stats=True, name='Beta')"

/**
 * Beta distributions between 0 and 1, of density x^(a−1) (1 − x)^(b−1) / B(a, b); `a` and `b` must be positive.
 * Errors: ValueError where their types differ or are no floats.
 */
export class Beta extends ScalarDistribution {
  static override readonly pythonModule: string = 'tensorflow.contrib.distributions.python.ops.beta'
  _a: Tensor
  _b: Tensor
  _a_b_sum: Tensor

  constructor(...args: PythonArguments<typeof BETA_TEXT, BetaArgs>) {
    const parameters = BETA.bind(args)
    const { a, b, validate_args, allow_nan_stats, name } = parameters as unknown as BetaArgs
    const made = withScope(name, null, [a, b], scope =>
      control_dependencies(validate_args ? [assert_positive(a), assert_positive(b)] : [], () => {
        const values = { scope, a: identity(a, { name: 'a' }), b: identity(b, { name: 'b' }) }
        assert_same_float_dtype([values.a, values.b])
        return { ...values, sum: plus(values.a, values.b) }
      }),
    )
    super({
      dtype: made.sum.dtype,
      validate_args,
      allow_nan_stats,
      is_continuous: true,
      is_reparameterized: false,
      parameters,
      graph_parents: [made.a, made.b, made.sum],
      name: made.scope,
    })
    this._a = made.a
    this._b = made.b
    this._a_b_sum = made.sum
  }
  get a(): Tensor {
    return this._a
  }
  get b(): Tensor {
    return this._b
  }
  /** a + b. */
  get a_b_sum(): Tensor {
    return this._a_b_sum
  }
  override _param_shapes(sample_shape: TensorLike): Readonly<Record<string, Tensor>> {
    return sameShapes(['a', 'b'], sample_shape)
  }
  override _batch_shape(): Tensor {
    return shape(this.a_b_sum)
  }
  override _get_batch_shape(): TensorShape {
    return this.a_b_sum.get_shape()
  }
  override _sample_n(n: Tensor, seed: Seed): Tensor {
    const a = times(ones_like(this.a_b_sum, { dtype: this.dtype }), this.a)
    const b = times(ones_like(this.a_b_sum, { dtype: this.dtype }), this.b)
    const first = random_gamma([n], a, { dtype: this.dtype, seed: seed as number | null })
    const second = random_gamma([n], b, { dtype: this.dtype, seed: gen_new_seed(seed, 'beta') as number | null })
    return over(first, plus(first, second))
  }
  override _log_prob(given: Tensor): Tensor {
    const x = this._assert_valid_sample(given)
    const low = times(minus(this.a, float(1)), log(x))
    const weight = minus(this.b, float(1))
    const unnormalized = plus(low, times(weight, log(minus(float(1), x))))
    const ofA = lgamma(this.a)
    return minus(unnormalized, minus(plus(ofA, lgamma(this.b)), lgamma(this.a_b_sum)))
  }
  override _prob(x: Tensor): Tensor {
    return exp(this._log_prob(x))
  }
  override _log_cdf(x: Tensor): Tensor {
    return log(this._cdf(x))
  }
  override _cdf(x: Tensor): Tensor {
    return betainc(this.a, this.b, x)
  }
  override _entropy(): Tensor {
    const ofA = lgamma(this.a)
    const weightA = minus(this.a, float(1))
    const first = minus(ofA, times(weightA, digamma(this.a)))
    const second = plus(first, lgamma(this.b))
    const weightB = minus(this.b, float(1))
    const third = minus(minus(second, times(weightB, digamma(this.b))), lgamma(this.a_b_sum))
    const weightSum = minus(this.a_b_sum, float(2))
    return plus(third, times(weightSum, digamma(this.a_b_sum)))
  }
  override _mean(): Tensor {
    return over(this.a, this.a_b_sum)
  }
  override _variance(): Tensor {
    const product = times(this.a, this.b)
    const squared = this.a_b_sum.pow(float(2))
    return over(product, times(squared, plus(this.a_b_sum, float(1))))
  }
  override _std(): Tensor {
    return sqrt(this.variance())
  }
  /** (a − 1) / (a + b − 2) where a > 1 and b > 1, else NaN; an error when it is run where NaN is not allowed. */
  override _mode(): Tensor {
    const above = minus(this.a, float(1))
    const mode = over(above, minus(this.a_b_sum, float(2)))
    const check = (parameter: Tensor, name: string) =>
      assert_less(one(this), parameter, { message: `Mode not defined for components of ${name} <= 1.` })
    return whereDefined(
      this,
      mode,
      () => {
        const first = greater(this.a, float(1))
        return logical_and(first, greater(this.b, float(1)))
      },
      () => [check(this.a, 'a'), check(this.b, 'b')],
    )
  }
  _assert_valid_sample(x: Tensor): Tensor {
    if (!this.validate_args) return x
    const positive = assert_positive(x, { message: 'Negative events lie outside Beta distribution support.' })
    return withDependencies(
      [positive, assert_less(x, one(this), { message: 'Event>=1 lies outside Beta distribution support.' })],
      x,
    )
  }
}
// @ts-expect-error the guarded class takes its place
Beta = guardedClass(Beta)
const BETA = setSignature(Beta, BETA_TEXT)

const SOFTPLUS_TEXT = "BetaWithSoftplusAB(a, b, validate_args=False, allow_nan_stats=True, name='BetaWithSoftplusAB')"

/** Beta distributions with the parameters softplus(a) and softplus(b), which are positive. */
export class BetaWithSoftplusAB extends Beta {
  constructor(...args: PythonArguments<typeof SOFTPLUS_TEXT, BetaArgs>) {
    const parameters = SOFTPLUS.bind(args)
    const { a, b, validate_args, allow_nan_stats, name } = parameters as unknown as BetaArgs
    using scope = name_scope(name, { values: [a, b] })
    super({ a: softplus(a), b: softplus(b), validate_args, allow_nan_stats, name: String(scope) })
    this._parameters = parameters
  }
}
// @ts-expect-error the guarded class takes its place
BetaWithSoftplusAB = guardedClass(BetaWithSoftplusAB)
const SOFTPLUS = setSignature(BetaWithSoftplusAB, SOFTPLUS_TEXT)

RegisterKL(
  Beta,
  Beta,
)((x, y, { name }) =>
  withScope(name, 'kl_beta_beta', [x.a, x.b, x.a_b_sum, y.a_b_sum], () => {
    const ofY = minus(plus(lgamma(y.a), lgamma(y.b)), lgamma(y.a_b_sum))
    const logBetas = minus(minus(plus(ofY, lgamma(x.a_b_sum)), lgamma(x.a)), lgamma(x.b))
    // (a − a′) ψ(a) + (b − b′) ψ(b) + (a′ − a + b′ − b) ψ(a + b)
    const ofA = times(minus(x.a, y.a), digamma(x.a))
    const ofB = plus(ofA, times(minus(x.b, y.b), digamma(x.b)))
    return plus(logBetas, plus(ofB, times(minus(y.a_b_sum, x.a_b_sum), digamma(x.a_b_sum))))
  }),
)
