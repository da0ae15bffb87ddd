/** The exponential distribution (contrib/distributions/python/ops/exponential.py). */

import { type PythonArguments, setSignature } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { convertToTensor, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { name_scope } from '../../graph/build/public.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { concat } from '../../ops/array/concat_ops.ts'
import { ones } from '../../ops/math/constant_op.ts'
import { log } from '../../ops/math/function_ops.ts'
import { negated, over } from '../../ops/math/operators.ts'
import { shape } from '../../ops/math/shape_ops.ts'
import { softplus } from '../../ops/nn/activation_ops.ts'
import { random_uniform } from '../../ops/random/random_ops.ts'
import { float } from '../../tensor/literals.ts'
import type { CommonArgs, Seed } from './distribution.ts'
import { smallestPositive } from './floats.ts'
import { Gamma } from './gamma.ts'
import { sameShapes } from './static_shapes.ts'
import { one } from './undefined_statistics.ts'

interface ExponentialArgs extends CommonArgs {
  lam: TensorLike
}

const EXPONENTIAL_TEXT = "Exponential(lam, validate_args=False, allow_nan_stats=True, name='Exponential')"

/** Exponential distributions, of density λ e^(−λx), with the rates `lam`, which must be positive. */
export class Exponential extends Gamma {
  static override readonly pythonModule: string = 'tensorflow.contrib.distributions.python.ops.exponential'
  _lam: Tensor

  constructor(...args: PythonArguments<typeof EXPONENTIAL_TEXT, ExponentialArgs>) {
    const parameters = EXPONENTIAL.bind(args)
    const { lam, validate_args, allow_nan_stats, name } = parameters as unknown as ExponentialArgs
    const made = withScope(name, null, [lam], scope => ({ scope, lam: convertToTensor(lam, { name: 'lam' }) }))
    super({
      alpha: ones([], { dtype: made.lam.dtype }),
      beta: made.lam,
      allow_nan_stats,
      validate_args,
      name: made.scope,
    })
    this._lam = made.lam
    this._is_reparameterized = true
    this._parameters = parameters
    this._graph_parents = [...this._graph_parents, made.lam]
  }
  /** The rate. */
  get lam(): Tensor {
    return this._lam
  }
  override _param_shapes(sample_shape: TensorLike): Readonly<Record<string, Tensor>> {
    return sameShapes(['lam'], sample_shape)
  }
  override _sample_n(n: Tensor, seed: Seed): Tensor {
    const dims = concat(0, [[n], shape(this._lam)])
    // the logarithm of 0 is not to be taken
    const minval = float(smallestPositive(this.dtype))
    const sampled = random_uniform(dims, { minval, maxval: one(this), seed: seed as number | null, dtype: this.dtype })
    return over(negated(log(sampled)), this._lam)
  }
}
// @ts-expect-error the guarded class takes its place
Exponential = guardedClass(Exponential)
const EXPONENTIAL = setSignature(Exponential, EXPONENTIAL_TEXT)

const SOFTPLUS_TEXT =
  "ExponentialWithSoftplusLam(lam, validate_args=False, allow_nan_stats=True, name='ExponentialWithSoftplusLam')"

/** Exponential distributions with the rates softplus(lam), which are positive. */
export class ExponentialWithSoftplusLam extends Exponential {
  constructor(...args: PythonArguments<typeof SOFTPLUS_TEXT, ExponentialArgs>) {
    const parameters = SOFTPLUS.bind(args)
    const { lam, validate_args, allow_nan_stats, name } = parameters as unknown as ExponentialArgs
    using scope = name_scope(name, { values: [lam] })
    super({ lam: softplus(lam), validate_args, allow_nan_stats, name: String(scope) })
    this._parameters = parameters
  }
}
// @ts-expect-error the guarded class takes its place
ExponentialWithSoftplusLam = guardedClass(ExponentialWithSoftplusLam)
const SOFTPLUS = setSignature(ExponentialWithSoftplusLam, SOFTPLUS_TEXT)
