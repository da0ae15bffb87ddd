/** The Dirichlet-multinomial distribution (contrib/distributions/python/ops/dirichlet_multinomial.py). */

import { type PythonArguments, setSignature } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { convertToTensor, type TensorLike, withScope } from '../../graph/build/convert.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { matrix_set_diag } from '../../ops/array/diag_ops.ts'
import { reverse } from '../../ops/array/reverse_ops.ts'
import { sliceHelper } from '../../ops/array/slice_ops.ts'
import { assert_equal, assert_non_negative, assert_positive, assert_rank_at_least } from '../../ops/checks/check_ops.ts'
import { withDependencies } from '../../ops/control_flow/control_flow_ops.ts'
import { lbeta } from '../../ops/linalg/lbeta.ts'
import { exp } from '../../ops/math/function_ops.ts'
import { matmul } from '../../ops/math/matmul_ops.ts'
import { minus, negated, over, plus, times } from '../../ops/math/operators.ts'
import { reduce_sum } from '../../ops/math/reduction_ops.ts'
import { expand_dims, shape } from '../../ops/math/shape_ops.ts'
import { ones_like } from '../../ops/math/zeros_like_ops.ts'
import { float, int } from '../../tensor/literals.ts'
import type { TensorShape } from '../../tensor/tensor_shape.ts'
import { type CommonArgs, Distribution } from './distribution.ts'
import { assert_integer_form, log_combinations } from './distribution_util.ts'

interface DirichletMultinomialArgs extends CommonArgs {
  n: TensorLike
  alpha: TensorLike
}

function validAlpha(given: TensorLike, validate_args: boolean): Tensor {
  const alpha = convertToTensor(given, { name: 'alpha' })
  return validate_args ? withDependencies([assert_rank_at_least(alpha, 1), assert_positive(alpha)], alpha) : alpha
}
function validCount(given: TensorLike, validate_args: boolean): Tensor {
  const n = convertToTensor(given, { name: 'n' })
  return validate_args ? withDependencies([assert_non_negative(n), assert_integer_form(n)], n) : n
}

const DIRICHLET_MULTINOMIAL_TEXT =
  "DirichletMultinomial(n, alpha, validate_args=False, allow_nan_stats=True, name='DirichletMultinomial')"

/**
 * How often each of K classes comes up in `n` draws whose probabilities are themselves a Dirichlet variable with the
 * concentrations `alpha` [..., K]. `n` is of the type of `alpha`. Events are vectors of K counts. They cannot be sampled.
 */
export class DirichletMultinomial extends Distribution {
  static override readonly pythonModule: string = 'tensorflow.contrib.distributions.python.ops.dirichlet_multinomial'
  _n: Tensor
  _alpha: Tensor
  _alpha_sum: Tensor

  constructor(...args: PythonArguments<typeof DIRICHLET_MULTINOMIAL_TEXT, DirichletMultinomialArgs>) {
    const parameters = DIRICHLET_MULTINOMIAL.bind(args)
    const {
      n: givenN,
      alpha: givenAlpha,
      validate_args,
      allow_nan_stats,
      name,
    } = parameters as unknown as DirichletMultinomialArgs
    const made = withScope(name, null, [givenN, givenAlpha], scope => {
      const alpha = validAlpha(givenAlpha, validate_args)
      const n = validCount(givenN, validate_args)
      return { scope, alpha, n, sum: reduce_sum(alpha, { reduction_indices: [-1], keep_dims: false }) }
    })
    super({
      dtype: made.alpha.dtype,
      is_continuous: false,
      is_reparameterized: false,
      validate_args,
      allow_nan_stats,
      parameters,
      graph_parents: [made.alpha, made.n, made.sum],
      name: made.scope,
    })
    this._n = made.n
    this._alpha = made.alpha
    this._alpha_sum = made.sum
  }
  /** The number of draws. */
  get n(): Tensor {
    return this._n
  }
  /** The concentrations. */
  get alpha(): Tensor {
    return this._alpha
  }
  /** The sum of the concentrations of each vector. */
  get alpha_sum(): Tensor {
    return this._alpha_sum
  }
  override _batch_shape(): Tensor {
    return shape(this.alpha_sum)
  }
  override _get_batch_shape(): TensorShape {
    return this.alpha_sum.get_shape()
  }
  /** K, which TensorFlow gives as a scalar here. */
  override _event_shape(): Tensor {
    return sliceHelper(reverse(shape(this.alpha), [true]), [0])
  }
  override _get_event_shape(): TensorShape {
    return this.alpha.get_shape().with_rank_at_least(1).slice(-1)
  }
  override _log_prob(given: Tensor): Tensor {
    const counts = this._assert_valid_counts(given)
    const posterior = lbeta(plus(this.alpha, counts))
    const ordered = minus(posterior, lbeta(this.alpha))
    return plus(ordered, log_combinations(this.n, counts))
  }
  override _prob(counts: Tensor): Tensor {
    return exp(this._log_prob(counts))
  }
  override _mean(): Tensor {
    const normalized = over(this.alpha, expand_dims(this.alpha_sum, -1))
    return times(expand_dims(this.n, -1), normalized)
  }
  /** The covariances of the counts. */
  override _variance(): Tensor {
    const sum = expand_dims(this.alpha_sum, -1)
    const normalized = over(this.alpha, sum)
    const column = expand_dims(normalized, -1)
    const products = negated(matmul(column, expand_dims(normalized, -2)))
    const covariances = matrix_set_diag(products, times(normalized, minus(float(1), normalized)))
    const draws = times(this.n, plus(sum, this.n))
    const factor = times(over(draws, plus(sum, int(1))), ones_like(this.alpha))
    return times(covariances, expand_dims(factor, -1))
  }
  _assert_valid_counts(given: Tensor): Tensor {
    const counts = convertToTensor(given, { name: 'counts' })
    if (!this.validate_args) return counts
    const sum = reduce_sum(counts, { reduction_indices: [-1] })
    const positive = assert_non_negative(counts)
    const sums = assert_equal(this._n, sum, { message: 'counts do not sum to n' })
    return withDependencies([positive, sums, assert_integer_form(counts)], counts)
  }
}
// @ts-expect-error the guarded class takes its place
DirichletMultinomial = guardedClass(DirichletMultinomial)
const DIRICHLET_MULTINOMIAL = setSignature(DirichletMultinomial, DIRICHLET_MULTINOMIAL_TEXT)
