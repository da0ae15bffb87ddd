/** The uniform distribution (contrib/distributions/python/ops/uniform.py). */

import { type PythonArguments, setMethodSignatures, setSignature } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { control_dependencies } from '../../graph/build/public.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { concat } from '../../ops/array/concat_ops.ts'
import { assert_less } from '../../ops/checks/check_ops.ts'
import { identity } from '../../ops/core/identity_ops.ts'
import { ones } from '../../ops/math/constant_op.ts'
import { log, square } from '../../ops/math/function_ops.ts'
import { logical_or } from '../../ops/math/logical_ops.ts'
import { minus, over, plus, times } from '../../ops/math/operators.ts'
import { is_nan } from '../../ops/math/rounding_ops.ts'
import { select } from '../../ops/math/select_ops.ts'
import { expand_dims, shape } from '../../ops/math/shape_ops.ts'
import { ones_like, zeros_like } from '../../ops/math/zeros_like_ops.ts'
import { random_uniform } from '../../ops/random/random_ops.ts'
import { float } from '../../tensor/literals.ts'
import type { TensorShape } from '../../tensor/tensor_shape.ts'
import { type CommonArgs, ScalarDistribution, type Seed } from './distribution.ts'
import { assert_same_float_dtype } from './distribution_util.ts'
import { broadcast_shape, sameShapes } from './static_shapes.ts'

interface UniformArgs extends CommonArgs {
  a: TensorLike
  b: TensorLike
}

const UNIFORM_TEXT = "Uniform(a=0.0, b=1.0, validate_args=False, allow_nan_stats=True, name='Uniform')"

const METHODS = {
  range: "range(name='range')",
} as const

/** Uniform distributions from `a` up to `b`, which must be greater. Errors: ValueError where their types differ or are no floats. */
export class Uniform extends ScalarDistribution {
  static override readonly pythonModule: string = 'tensorflow.contrib.distributions.python.ops.uniform'
  _a: Tensor
  _b: Tensor

  constructor(...args: PythonArguments<typeof UNIFORM_TEXT, UniformArgs>) {
    const parameters = UNIFORM.bind(args)
    const { a, b, validate_args, allow_nan_stats, name } = parameters as unknown as UniformArgs
    // the defaults are floats
    const [low, high] = [a, b].map(bound => (typeof bound === 'number' ? float(bound) : bound)) as [
      TensorLike,
      TensorLike,
    ]
    const made = withScope(name, null, [a, b], scope => {
      const checks = validate_args ? [assert_less(low, high, { message: 'uniform not defined when a > b.' })] : []
      return control_dependencies(checks, () => {
        const values = { scope, a: identity(low, { name: 'a' }), b: identity(high, { name: 'b' }) }
        assert_same_float_dtype([values.a, values.b])
        return values
      })
    })
    super({
      dtype: made.a.dtype,
      is_reparameterized: true,
      is_continuous: true,
      validate_args,
      allow_nan_stats,
      parameters,
      graph_parents: [made.a, made.b],
      name: made.scope,
    })
    this._a = made.a
    this._b = made.b
  }
  /** The lower bound. */
  get a(): Tensor {
    return this._a
  }
  /** The upper bound. */
  get b(): Tensor {
    return this._b
  }
  override _param_shapes(sample_shape: TensorLike): Readonly<Record<string, Tensor>> {
    return sameShapes(['a', 'b'], sample_shape)
  }
  /** b − a. */
  range(...args: PythonArguments<typeof METHODS.range, { name: Name }>): Tensor
  range(name: Name): Tensor {
    using _scope = this._name_scope(name)
    return minus(this.b, this.a)
  }
  override _batch_shape(): Tensor {
    return shape(plus(this._a, this._b))
  }
  override _get_batch_shape(): TensorShape {
    return broadcast_shape(this._a.get_shape(), this._b.get_shape())
  }
  override _sample_n(n: Tensor, seed: Seed): Tensor {
    const dims = concat(0, [[n], this.batch_shape()])
    const samples = random_uniform(dims, { dtype: this.dtype, seed: seed as number | null })
    const low = expand_dims(this.a, 0)
    return plus(low, times(expand_dims(this.range(), 0), samples))
  }
  override _log_prob(x: Tensor): Tensor {
    return log(this._prob(x))
  }
  override _prob(x: Tensor): Tensor {
    const value = times(x, ones(this.batch_shape()))
    const isNaN = is_nan(value)
    const below = value.lt(this.a)
    const outside = logical_or(below, value.gt(this.b))
    const zeros = zeros_like(value)
    const density = times(over(float(1), this.range()), ones_like(value))
    return select(isNaN, value, select(outside, zeros, density))
  }
  override _log_cdf(x: Tensor): Tensor {
    return log(this.cdf(x))
  }
  override _cdf(x: Tensor): Tensor {
    const value = times(x, ones(this.batch_shape()))
    const zeros = zeros_like(plus(plus(x, this.a), this.b), { dtype: this.dtype })
    const all = ones_like(plus(plus(x, this.a), this.b), { dtype: this.dtype })
    const below = x.lt(this.a)
    const distance = minus(value, this.a)
    const unlessBig = select(below, zeros, over(distance, this.range()))
    return select(x.ge(this.b), all, unlessBig)
  }
  override _entropy(): Tensor {
    return log(this.range())
  }
  override _mean(): Tensor {
    return over(plus(this.a, this.b), float(2))
  }
  override _variance(): Tensor {
    return over(square(this.range()), float(12))
  }
  override _std(): Tensor {
    return over(this.range(), float(Math.sqrt(12)))
  }
}
// @ts-expect-error the guarded class takes its place
Uniform = guardedClass(Uniform)
const UNIFORM = setSignature(Uniform, UNIFORM_TEXT)
setMethodSignatures(Uniform, ...Object.values(METHODS))
