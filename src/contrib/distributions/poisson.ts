/** The Poisson distribution (contrib/distributions/python/ops/poisson.py). */

import { type PythonArguments, setSignature } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { type TensorLike, withScope } from '../../graph/build/convert.ts'
import { control_dependencies } from '../../graph/build/public.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { assert_non_negative, assert_positive } from '../../ops/checks/check_ops.ts'
import { withDependencies } from '../../ops/control_flow/control_flow_ops.ts'
import { identity } from '../../ops/core/identity_ops.ts'
import { exp, log, sqrt } from '../../ops/math/function_ops.ts'
import { minus, plus, times } from '../../ops/math/operators.ts'
import { floor } from '../../ops/math/rounding_ops.ts'
import { shape } from '../../ops/math/shape_ops.ts'
import { igammac, lgamma } from '../../ops/math/special_ops.ts'
import { int } from '../../tensor/literals.ts'
import type { TensorShape } from '../../tensor/tensor_shape.ts'
import { type CommonArgs, ScalarDistribution } from './distribution.ts'
import { assert_integer_form } from './distribution_util.ts'

interface PoissonArgs extends CommonArgs {
  lam: TensorLike
}

const POISSON_TEXT = "Poisson(lam, validate_args=False, allow_nan_stats=True, name='Poisson')"

/** Poisson distributions, with P(X = k) = λ^k e^(−λ) / k! and the rates `lam`, which must be positive. They cannot be sampled. */
export class Poisson extends ScalarDistribution {
  static override readonly pythonModule: string = 'tensorflow.contrib.distributions.python.ops.poisson'
  _lam: Tensor

  constructor(...args: PythonArguments<typeof POISSON_TEXT, PoissonArgs>) {
    const parameters = POISSON.bind(args)
    const { lam: given, validate_args, allow_nan_stats, name } = parameters as unknown as PoissonArgs
    const made = withScope(name, null, [given], scope =>
      control_dependencies(validate_args ? [assert_positive(given)] : [], () => ({
        scope,
        lam: identity(given, { name: 'lam' }),
      })),
    )
    super({
      dtype: made.lam.dtype,
      is_continuous: false,
      is_reparameterized: false,
      validate_args,
      allow_nan_stats,
      parameters,
      graph_parents: [made.lam],
      name: made.scope,
    })
    this._lam = made.lam
  }
  /** The rate. */
  get lam(): Tensor {
    return this._lam
  }
  override _batch_shape(): Tensor {
    return shape(this.lam)
  }
  override _get_batch_shape(): TensorShape {
    return this.lam.get_shape()
  }
  override _log_prob(given: Tensor): Tensor {
    const x = this._assert_valid_sample(given, true)
    const scaled = minus(times(x, log(this.lam)), this.lam)
    return minus(scaled, lgamma(plus(x, int(1))))
  }
  override _prob(x: Tensor): Tensor {
    return exp(this._log_prob(x))
  }
  override _log_cdf(x: Tensor): Tensor {
    return log(this.cdf(x))
  }
  override _cdf(given: Tensor): Tensor {
    const x = this._assert_valid_sample(given, false)
    return igammac(floor(plus(x, int(1))), this.lam)
  }
  override _mean(): Tensor {
    return identity(this.lam)
  }
  override _variance(): Tensor {
    return identity(this.lam)
  }
  override _std(): Tensor {
    return sqrt(this.variance())
  }
  /** floor(λ); where λ is a whole number, λ − 1 is as probable. */
  override _mode(): Tensor {
    return floor(this.lam)
  }
  _assert_valid_sample(x: Tensor, integer: boolean): Tensor {
    if (!this.validate_args) return x
    return withScope('check_x', null, [x], () => {
      const positive = assert_non_negative(x)
      const checks = integer
        ? [positive, assert_integer_form(x, { message: 'x has non-integer components.' })]
        : [positive]
      return withDependencies(checks, x)
    })
  }
}
// @ts-expect-error the guarded class takes its place
Poisson = guardedClass(Poisson)
const POISSON = setSignature(Poisson, POISSON_TEXT)
