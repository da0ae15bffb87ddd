/** The Bernoulli distribution (contrib/distributions/python/ops/bernoulli.py). */

import { type PythonArguments, setSignature } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { convertToTensor, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { name_scope } from '../../graph/build/public.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { sigmoid_cross_entropy_with_logits } from '../../nn/losses.ts'
import { concat } from '../../ops/array/concat_ops.ts'
import { identity } from '../../ops/core/identity_ops.ts'
import { cast } from '../../ops/math/cast_ops.ts'
import { less } from '../../ops/math/comparison_ops.ts'
import { exp, sigmoid, sqrt } from '../../ops/math/function_ops.ts'
import { greaterThan, minus, negated, plus, times } from '../../ops/math/operators.ts'
import { shape } from '../../ops/math/shape_ops.ts'
import { ones_like } from '../../ops/math/zeros_like_ops.ts'
import { softplus } from '../../ops/nn/activation_ops.ts'
import { random_uniform } from '../../ops/random/random_ops.ts'
import { as_dtype, type DTypeLike } from '../../tensor/dtypes.ts'
import { float, int } from '../../tensor/literals.ts'
import type { TensorShape } from '../../tensor/tensor_shape.ts'
import { type CommonArgs, ScalarDistribution, type Seed } from './distribution.ts'
import { get_logits_and_prob } from './distribution_util.ts'
import { RegisterKL } from './kullback_leibler.ts'
import { sameShapes } from './static_shapes.ts'

interface BernoulliArgs extends CommonArgs {
  logits: TensorLike | null
  p: TensorLike | null
  dtype: DTypeLike
}

const BERNOULLI_TEXT =
  "Bernoulli(logits=None, p=None, dtype=int32, validate_args=False, allow_nan_stats=True, name='Bernoulli')"

/**
 * Variables that are 1 with probability `p`, else 0; `logits` are log(p / (1 − p)). Samples have the type `dtype`.
 * Errors: ValueError unless exactly one of `logits` and `p` is given.
 */
export class Bernoulli extends ScalarDistribution {
  static override readonly pythonModule: string = 'tensorflow.contrib.distributions.python.ops.bernoulli'
  _logits: Tensor
  _p: Tensor
  _q: Tensor

  constructor(...args: PythonArguments<typeof BERNOULLI_TEXT, BernoulliArgs>) {
    const parameters = BERNOULLI.bind(args)
    const { logits, p, dtype, validate_args, allow_nan_stats, name } = parameters as unknown as BernoulliArgs
    const made = withScope(name, null, [], scope => {
      const [ownLogits, ownP] = get_logits_and_prob({ logits, p, validate_args })
      return { scope, logits: ownLogits, p: ownP, q: withScope('q', null, [], () => minus(float(1), ownP)) }
    })
    super({
      dtype: as_dtype(dtype),
      is_continuous: false,
      is_reparameterized: false,
      validate_args,
      allow_nan_stats,
      parameters,
      graph_parents: [made.p, made.q, made.logits],
      name: made.scope,
    })
    this._logits = made.logits
    this._p = made.p
    this._q = made.q
  }
  /** log(p / q). */
  get logits(): Tensor {
    return this._logits
  }
  /** The probability of 1. */
  get p(): Tensor {
    return this._p
  }
  /** The probability of 0. */
  get q(): Tensor {
    return this._q
  }
  override _param_shapes(sample_shape: TensorLike): Readonly<Record<string, Tensor>> {
    return sameShapes(['logits'], sample_shape)
  }
  override _batch_shape(): Tensor {
    return shape(this._logits)
  }
  override _get_batch_shape(): TensorShape {
    return this._logits.get_shape()
  }
  override _sample_n(n: Tensor, seed: Seed): Tensor {
    const dims = concat(0, [[n], this.batch_shape()])
    const uniform = random_uniform(dims, { seed: seed as number | null, dtype: this.p.dtype })
    return cast(less(uniform, this.p), this.dtype) as Tensor
  }
  override _log_prob(given: Tensor): Tensor {
    let event = cast(convertToTensor(given, { name: 'event' }), this.logits.dtype) as Tensor
    let { logits } = this
    // the loss does not broadcast
    const [own, other] = [event.get_shape(), logits.get_shape()]
    if (!own.is_fully_defined() || !other.is_fully_defined() || own.not_equals(other)) {
      logits = times(ones_like(event), logits)
      event = times(ones_like(logits), event)
    }
    return negated(sigmoid_cross_entropy_with_logits(logits, event))
  }
  override _prob(event: Tensor): Tensor {
    return exp(this._log_prob(event))
  }
  override _entropy(): Tensor {
    const expected = times(negated(this.logits), minus(sigmoid(this.logits) as Tensor, int(1)))
    return plus(expected, softplus(negated(this.logits)))
  }
  override _mean(): Tensor {
    return identity(this.p)
  }
  override _variance(): Tensor {
    return times(this.q, this.p)
  }
  override _std(): Tensor {
    return sqrt(this._variance())
  }
  /** 1 where p > q, else 0. */
  override _mode(): Tensor {
    return cast(greaterThan(this.p, this.q), this.dtype) as Tensor
  }
}
// @ts-expect-error the guarded class takes its place
Bernoulli = guardedClass(Bernoulli)
const BERNOULLI = setSignature(Bernoulli, BERNOULLI_TEXT)

const SIGMOID_TEXT =
  "BernoulliWithSigmoidP(p=None, dtype=int32, validate_args=False, allow_nan_stats=True, name='BernoulliWithSigmoidP')"

/** Bernoulli variables with the probabilities sigmoid(p). */
export class BernoulliWithSigmoidP extends Bernoulli {
  constructor(...args: PythonArguments<typeof SIGMOID_TEXT, BernoulliArgs>) {
    const parameters = SIGMOID.bind(args)
    const { p, dtype, validate_args, allow_nan_stats, name } = parameters as unknown as BernoulliArgs
    using scope = name_scope(name)
    super({ p: sigmoid(p as TensorLike), dtype, validate_args, allow_nan_stats, name: String(scope) })
    this._parameters = parameters
  }
}
// @ts-expect-error the guarded class takes its place
BernoulliWithSigmoidP = guardedClass(BernoulliWithSigmoidP)
const SIGMOID = setSignature(BernoulliWithSigmoidP, SIGMOID_TEXT)

RegisterKL(
  Bernoulli,
  Bernoulli,
)((a, b, { name }) =>
  withScope(name, 'kl_bernoulli_bernoulli', [a.logits, b.logits], () => {
    const term = (sign: (x: Tensor) => Tensor, opposite: (x: Tensor) => Tensor): Tensor => {
      const probability = sigmoid(sign(a.logits)) as Tensor
      const own = negated(softplus(opposite(a.logits)))
      return times(probability, plus(own, softplus(opposite(b.logits))))
    }
    const same = (x: Tensor): Tensor => x
    const ones = term(same, negated)
    return plus(ones, term(negated, same))
  }),
)
