/** The binomial distribution (contrib/distributions/python/ops/binomial.py). */

import { type PythonArguments, setSignature } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { convertToTensor, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { control_dependencies } from '../../graph/build/public.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { assert_less_equal, assert_non_negative } from '../../ops/checks/check_ops.ts'
import { withDependencies } from '../../ops/control_flow/control_flow_ops.ts'
import { identity } from '../../ops/core/identity_ops.ts'
import { exp, log, sqrt } from '../../ops/math/function_ops.ts'
import { minus, plus, times } from '../../ops/math/operators.ts'
import { floor } from '../../ops/math/rounding_ops.ts'
import { shape } from '../../ops/math/shape_ops.ts'
import { lgamma } from '../../ops/math/special_ops.ts'
import { float, int } from '../../tensor/literals.ts'
import type { TensorShape } from '../../tensor/tensor_shape.ts'
import { type CommonArgs, ScalarDistribution } from './distribution.ts'
import { assert_integer_form, get_logits_and_prob } from './distribution_util.ts'
import { broadcast_shape } from './static_shapes.ts'

interface BinomialArgs extends CommonArgs {
  n: TensorLike
  logits: TensorLike | null
  p: TensorLike | null
}

const BINOMIAL_TEXT = "Binomial(n, logits=None, p=None, validate_args=False, allow_nan_stats=True, name='Binomial')"

/**
 * How many of `n` trials succeed, each with probability `p`; `logits` are log(p / (1 − p)). `n` is of the type of the
 * probabilities. They cannot be sampled. Errors: ValueError unless exactly one of `logits` and `p` is given.
 */
export class Binomial extends ScalarDistribution {
  static override readonly pythonModule: string = 'tensorflow.contrib.distributions.python.ops.binomial'
  _n: Tensor
  _logits: Tensor
  _p: Tensor

  constructor(...args: PythonArguments<typeof BINOMIAL_TEXT, BinomialArgs>) {
    const parameters = BINOMIAL.bind(args)
    const { n, logits, p, validate_args, allow_nan_stats, name } = parameters as unknown as BinomialArgs
    const made = withScope(name, null, [n], scope => {
      const checks = validate_args
        ? [
            assert_non_negative(n, { message: 'n has negative components.' }),
            assert_integer_form(n, { message: 'n has non-integer components.' }),
          ]
        : []
      return control_dependencies(checks, () => {
        const trials = identity(n, { name: 'n' })
        const [ownLogits, ownP] = get_logits_and_prob({ name, logits, p, validate_args })
        return { scope, n: trials, logits: ownLogits, p: ownP }
      })
    })
    super({
      dtype: made.p.dtype,
      is_continuous: false,
      is_reparameterized: false,
      validate_args,
      allow_nan_stats,
      parameters,
      graph_parents: [made.n, made.p, made.logits],
      name: made.scope,
    })
    this._n = made.n
    this._logits = made.logits
    this._p = made.p
  }
  /** The number of trials. */
  get n(): Tensor {
    return this._n
  }
  get logits(): Tensor {
    return this._logits
  }
  /** The probability of success. */
  get p(): Tensor {
    return this._p
  }
  override _batch_shape(): Tensor {
    return shape(plus(this._n, this._p))
  }
  override _get_batch_shape(): TensorShape {
    return broadcast_shape(this.n.get_shape(), this.p.get_shape())
  }
  override _log_prob(given: Tensor): Tensor {
    const counts = this._check_counts(given)
    const successes = times(counts, log(this.p))
    const failures = minus(this.n, counts)
    const unnormalized = plus(successes, times(failures, log(minus(float(1), this.p))))
    const all = lgamma(plus(this.n, int(1)))
    const ofSuccesses = minus(all, lgamma(plus(counts, int(1))))
    return plus(unnormalized, minus(ofSuccesses, lgamma(plus(minus(this.n, counts), int(1)))))
  }
  override _prob(counts: Tensor): Tensor {
    return exp(this._log_prob(counts))
  }
  override _mean(): Tensor {
    return times(this._n, this._p)
  }
  override _variance(): Tensor {
    const mean = times(this._n, this._p)
    return times(mean, minus(int(1), this._p))
  }
  override _std(): Tensor {
    return sqrt(this._variance())
  }
  /** floor((n + 1) p). */
  override _mode(): Tensor {
    return floor(times(plus(this._n, int(1)), this._p))
  }
  _check_counts(given: Tensor): Tensor {
    const counts = convertToTensor(given, { name: 'counts_before_deps' })
    if (!this.validate_args) return counts
    const positive = assert_non_negative(counts, { message: 'counts has negative components.' })
    const bounded = assert_less_equal(counts, this._n, { message: 'counts are not less than or equal to n.' })
    return withDependencies(
      [positive, bounded, assert_integer_form(counts, { message: 'counts have non-integer components.' })],
      counts,
    )
  }
}
// @ts-expect-error the guarded class takes its place
Binomial = guardedClass(Binomial)
const BINOMIAL = setSignature(Binomial, BINOMIAL_TEXT)
