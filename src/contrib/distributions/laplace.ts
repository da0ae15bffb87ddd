/** The Laplace distribution (contrib/distributions/python/ops/laplace.py). */

import { type PythonArguments, setSignature } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { type TensorLike, withScope } from '../../graph/build/convert.ts'
import { control_dependencies, name_scope } from '../../graph/build/public.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { concat } from '../../ops/array/concat_ops.ts'
import { assert_positive } from '../../ops/checks/check_ops.ts'
import { identity } from '../../ops/core/identity_ops.ts'
import { abs, exp, log, sign, square } from '../../ops/math/function_ops.ts'
import { minus, negated, over, plus, times } from '../../ops/math/operators.ts'
import { shape } from '../../ops/math/shape_ops.ts'
import { zeros_like } from '../../ops/math/zeros_like_ops.ts'
import { softplus } from '../../ops/nn/activation_ops.ts'
import { random_uniform } from '../../ops/random/random_ops.ts'
import { float } from '../../tensor/literals.ts'
import type { TensorShape } from '../../tensor/tensor_shape.ts'
import { type CommonArgs, ScalarDistribution, type Seed } from './distribution.ts'
import { assert_same_float_dtype } from './distribution_util.ts'
import { afterMinusOne } from './floats.ts'
import { broadcast_shape, sameShapes } from './static_shapes.ts'

interface LaplaceArgs extends CommonArgs {
  loc: TensorLike
  scale: TensorLike
}

const LAPLACE_TEXT = "Laplace(loc, scale, validate_args=False, allow_nan_stats=True, name='Laplace')"

/**
 * Laplace distributions, of density e^(−|x − loc| / scale) / (2 scale); `scale` must be positive.
 * Errors: ValueError where the types of the two differ or are no floats.
 */
export class Laplace extends ScalarDistribution {
  static override readonly pythonModule: string = 'tensorflow.contrib.distributions.python.ops.laplace'
  _loc: Tensor
  _scale: Tensor

  constructor(...args: PythonArguments<typeof LAPLACE_TEXT, LaplaceArgs>) {
    const parameters = LAPLACE.bind(args)
    const { loc, scale, validate_args, allow_nan_stats, name } = parameters as unknown as LaplaceArgs
    const made = withScope(name, null, [loc, scale], scope =>
      control_dependencies(validate_args ? [assert_positive(scale)] : [], () => {
        const values = { scope, loc: identity(loc, { name: 'loc' }), scale: identity(scale, { name: 'scale' }) }
        assert_same_float_dtype([values.loc, values.scale])
        return values
      }),
    )
    super({
      dtype: made.loc.dtype,
      is_continuous: true,
      is_reparameterized: true,
      validate_args,
      allow_nan_stats,
      parameters,
      graph_parents: [made.loc, made.scale],
      name: made.scope,
    })
    this._loc = made.loc
    this._scale = made.scale
  }
  /** The mean. */
  get loc(): Tensor {
    return this._loc
  }
  get scale(): Tensor {
    return this._scale
  }
  override _param_shapes(sample_shape: TensorLike): Readonly<Record<string, Tensor>> {
    return sameShapes(['loc', 'scale'], sample_shape)
  }
  override _batch_shape(): Tensor {
    return shape(plus(this.loc, this.scale))
  }
  override _get_batch_shape(): TensorShape {
    return broadcast_shape(this.loc.get_shape(), this.scale.get_shape())
  }
  override _sample_n(n: Tensor, seed: Seed): Tensor {
    const dims = concat(0, [[n], this.batch_shape()])
    // from the open interval (−1, 1): the logarithm of 0 is not to be taken
    const bounds = { minval: float(afterMinusOne(this.dtype)), maxval: float(1) }
    const uniform = random_uniform(dims, { ...bounds, dtype: this.dtype, seed: seed as number | null })
    const signed = times(this.scale, sign(uniform))
    return minus(this.loc, times(signed, log(minus(float(1), abs(uniform)))))
  }
  override _log_prob(x: Tensor): Tensor {
    const scaled = minus(float(-Math.LN2), log(this.scale))
    return minus(scaled, over(abs(minus(x, this.loc)), this.scale))
  }
  override _prob(x: Tensor): Tensor {
    const scaled = over(float(0.5), this.scale)
    return times(scaled, exp(over(negated(abs(minus(x, this.loc))), this.scale)))
  }
  override _log_cdf(x: Tensor): Tensor {
    return log(this.cdf(x))
  }
  override _cdf(x: Tensor): Tensor {
    const y = minus(x, this.loc)
    const half = times(float(0.5), sign(y))
    return plus(float(0.5), times(half, minus(float(1), exp(over(negated(abs(y)), this.scale)))))
  }
  override _entropy(): Tensor {
    const scale = plus(this.scale, zeros_like(this.loc))
    return plus(float(Math.LN2 + 1), log(scale))
  }
  override _mean(): Tensor {
    return plus(this.loc, zeros_like(this.scale))
  }
  override _variance(): Tensor {
    return square(this._std())
  }
  override _std(): Tensor {
    const std = times(float(Math.SQRT2), this.scale)
    return plus(std, zeros_like(this.loc))
  }
  override _mode(): Tensor {
    return this._mean()
  }
}
// @ts-expect-error the guarded class takes its place
Laplace = guardedClass(Laplace)
const LAPLACE = setSignature(Laplace, LAPLACE_TEXT)

const SOFTPLUS_TEXT =
  "LaplaceWithSoftplusScale(loc, scale, validate_args=False, allow_nan_stats=True, name='LaplaceWithSoftplusScale')"

/** Laplace distributions with the scales softplus(scale), which are positive. */
export class LaplaceWithSoftplusScale extends Laplace {
  constructor(...args: PythonArguments<typeof SOFTPLUS_TEXT, LaplaceArgs>) {
    const parameters = SOFTPLUS.bind(args)
    const { loc, scale, validate_args, allow_nan_stats, name } = parameters as unknown as LaplaceArgs
    using scope = name_scope(name, { values: [loc, scale] })
    super({ loc, scale: softplus(scale), validate_args, allow_nan_stats, name: String(scope) })
    this._parameters = parameters
  }
}
// @ts-expect-error the guarded class takes its place
LaplaceWithSoftplusScale = guardedClass(LaplaceWithSoftplusScale)
const SOFTPLUS = setSignature(LaplaceWithSoftplusScale, SOFTPLUS_TEXT)
