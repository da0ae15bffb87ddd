/** The multinomial distribution (contrib/distributions/python/ops/multinomial.py). */

import { type PythonArguments, setSignature } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { type TensorLike, withScope } from '../../graph/build/convert.ts'
import { control_dependencies } from '../../graph/build/public.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { matrix_set_diag } from '../../ops/array/diag_ops.ts'
import { gather } from '../../ops/array/gather_ops.ts'
import { assert_equal, assert_non_negative } from '../../ops/checks/check_ops.ts'
import { withDependencies } from '../../ops/control_flow/control_flow_ops.ts'
import { identity } from '../../ops/core/identity_ops.ts'
import { exp, log } from '../../ops/math/function_ops.ts'
import { matmul } from '../../ops/math/matmul_ops.ts'
import { minus, negated, times } from '../../ops/math/operators.ts'
import { reduce_sum } from '../../ops/math/reduction_ops.ts'
import { expand_dims, rank, shape } from '../../ops/math/shape_ops.ts'
import { ones_like } from '../../ops/math/zeros_like_ops.ts'
import { int } from '../../tensor/literals.ts'
import type { TensorShape } from '../../tensor/tensor_shape.ts'
import { type CommonArgs, Distribution } from './distribution.ts'
import { assert_integer_form, get_logits_and_prob, log_combinations } from './distribution_util.ts'

interface MultinomialArgs extends CommonArgs {
  n: TensorLike
  logits: TensorLike | null
  p: TensorLike | null
}

const MULTINOMIAL_TEXT =
  "Multinomial(n, logits=None, p=None, validate_args=False, allow_nan_stats=True, name='Multinomial')"

/**
 * How often each of K classes comes up in `n` draws, with the probabilities `p` [..., K] or those of which `logits` are the
 * unnormalised logarithms. `n` is of the type of the probabilities. Events are vectors of K counts.
 * Errors: ValueError unless exactly one of `logits` and `p` is given.
 */
export class Multinomial extends Distribution {
  static override readonly pythonModule: string = 'tensorflow.contrib.distributions.python.ops.multinomial'
  _n: Tensor
  _logits: Tensor
  _p: Tensor
  _mean_val: Tensor
  _broadcast_shape: Tensor

  constructor(...args: PythonArguments<typeof MULTINOMIAL_TEXT, MultinomialArgs>) {
    const parameters = MULTINOMIAL.bind(args)
    const { n, logits, p, validate_args, allow_nan_stats, name } = parameters as unknown as MultinomialArgs
    const given = [n, p].filter(value => value !== null)
    const made = withScope(name, null, given, scope => {
      const checks = validate_args
        ? [
            assert_non_negative(n, { message: 'n has negative components.' }),
            assert_integer_form(n, { message: 'n has non-integer components.' }),
          ]
        : []
      return control_dependencies(checks, () => {
        const [ownLogits, ownP] = get_logits_and_prob({ name, logits, p, validate_args, multidimensional: true })
        const count = identity(n, { name: 'convert_n' })
        const mean = times(expand_dims(n, -1), ownP)
        return {
          scope,
          logits: ownLogits,
          p: ownP,
          n: count,
          mean,
          sum: reduce_sum(mean, { reduction_indices: [-1], keep_dims: false }),
        }
      })
    })
    super({
      dtype: made.p.dtype,
      is_continuous: false,
      is_reparameterized: false,
      validate_args,
      allow_nan_stats,
      parameters,
      graph_parents: [made.p, made.n, made.mean, made.logits, made.sum],
      name: made.scope,
    })
    this._n = made.n
    this._logits = made.logits
    this._p = made.p
    this._mean_val = made.mean
    this._broadcast_shape = made.sum
  }
  /** The number of draws. */
  get n(): Tensor {
    return this._n
  }
  get logits(): Tensor {
    return this._logits
  }
  get p(): Tensor {
    return this._p
  }
  override _batch_shape(): Tensor {
    return shape(this._broadcast_shape)
  }
  override _get_batch_shape(): TensorShape {
    return this._broadcast_shape.get_shape()
  }
  override _event_shape(): Tensor {
    const dims = shape(this._mean_val)
    return gather(dims, [minus(rank(this._mean_val), int(1))])
  }
  override _get_event_shape(): TensorShape {
    return this._mean_val.get_shape().with_rank_at_least(1).slice(-1)
  }
  override _log_prob(given: Tensor): Tensor {
    const counts = this._assert_valid_sample(given)
    const unnormalized = reduce_sum(times(counts, log(this.p)), { reduction_indices: [-1] })
    return minus(unnormalized, negated(log_combinations(this.n, counts)))
  }
  override _prob(counts: Tensor): Tensor {
    return exp(this._log_prob(counts))
  }
  override _mean(): Tensor {
    return identity(this._mean_val)
  }
  /** The covariances of the counts. */
  override _variance(): Tensor {
    const p = times(this.p, expand_dims(ones_like(this.n), -1))
    const column = expand_dims(this._mean_val, -1)
    const products = matmul(column, expand_dims(p, -2))
    const covariances = negated(products)
    return matrix_set_diag(covariances, minus(this._mean_val, times(this._mean_val, p)))
  }
  _assert_valid_sample(counts: Tensor): Tensor {
    if (!this.validate_args) return counts
    const positive = assert_non_negative(counts, { message: 'counts has negative components.' })
    const sum = assert_equal(this.n, reduce_sum(counts, { reduction_indices: [-1] }), {
      message: 'counts do not sum to n.',
    })
    return withDependencies(
      [positive, sum, assert_integer_form(counts, { message: 'counts have non-integer components.' })],
      counts,
    )
  }
}
// @ts-expect-error the guarded class takes its place
Multinomial = guardedClass(Multinomial)
const MULTINOMIAL = setSignature(Multinomial, MULTINOMIAL_TEXT)
