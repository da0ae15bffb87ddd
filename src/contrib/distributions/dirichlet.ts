/** The Dirichlet distribution (contrib/distributions/python/ops/dirichlet.py). */

import { type PythonArguments, setSignature } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { convertToTensor, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { control_dependencies } from '../../graph/build/public.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { concat } from '../../ops/array/concat_ops.ts'
import { matrix_set_diag } from '../../ops/array/diag_ops.ts'
import { gather } from '../../ops/array/gather_ops.ts'
import { sliceHelper } from '../../ops/array/slice_ops.ts'
import { assert_less, assert_positive, assert_rank_at_least } from '../../ops/checks/check_ops.ts'
import { withDependencies } from '../../ops/control_flow/control_flow_ops.ts'
import { identity } from '../../ops/core/identity_ops.ts'
import { lbeta } from '../../ops/linalg/lbeta.ts'
import { cast } from '../../ops/math/cast_ops.ts'
import { greater } from '../../ops/math/comparison_ops.ts'
import { exp, log, sqrt } from '../../ops/math/function_ops.ts'
import { matmul } from '../../ops/math/matmul_ops.ts'
import { minus, negated, over, plus, times } from '../../ops/math/operators.ts'
import { reduce_sum } from '../../ops/math/reduction_ops.ts'
import { expand_dims, rank, shape } from '../../ops/math/shape_ops.ts'
import { digamma } from '../../ops/math/special_ops.ts'
import { random_gamma } from '../../ops/random/random_ops.ts'
import { float, int } from '../../tensor/literals.ts'
import type { TensorShape } from '../../tensor/tensor_shape.ts'
import { type CommonArgs, Distribution, type Seed } from './distribution.ts'
import { assert_close } from './distribution_util.ts'
import { one, whereDefined } from './undefined_statistics.ts'

interface DirichletArgs extends CommonArgs {
  alpha: TensorLike
}

const DIRICHLET_TEXT = "Dirichlet(alpha, validate_args=False, allow_nan_stats=True, name='Dirichlet')"

/**
 * Distributions of vectors of K positive numbers whose sum is 1, of density Π x_k^(α_k − 1) / B(α), with the
 * concentrations `alpha` [..., K], which must be positive.
 */
export class Dirichlet extends Distribution {
  static override readonly pythonModule: string = 'tensorflow.contrib.distributions.python.ops.dirichlet'
  _alpha: Tensor
  _alpha_sum: Tensor

  constructor(...args: PythonArguments<typeof DIRICHLET_TEXT, DirichletArgs>) {
    const parameters = DIRICHLET.bind(args)
    const { alpha: given, validate_args, allow_nan_stats, name } = parameters as unknown as DirichletArgs
    const made = withScope(name, null, [given], scope => {
      const alpha = convertToTensor(given, { name: 'alpha' })
      return control_dependencies(
        validate_args ? [assert_positive(alpha), assert_rank_at_least(alpha, 1)] : [],
        () => ({
          scope,
          alpha: identity(alpha, { name: 'alpha' }),
          sum: reduce_sum(alpha, { reduction_indices: [-1], keep_dims: false }),
        }),
      )
    })
    super({
      dtype: made.alpha.dtype,
      validate_args,
      allow_nan_stats,
      is_continuous: true,
      is_reparameterized: false,
      parameters,
      graph_parents: [made.alpha, made.sum],
      name: made.scope,
    })
    this._alpha = made.alpha
    this._alpha_sum = made.sum
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
  override _event_shape(): Tensor {
    const dims = shape(this.alpha)
    return gather(dims, [minus(rank(this.alpha), int(1))])
  }
  override _get_event_shape(): TensorShape {
    return this.alpha.get_shape().with_rank_at_least(1).slice(-1)
  }
  override _sample_n(n: Tensor, seed: Seed): Tensor {
    const samples = random_gamma([n], this.alpha, { dtype: this.dtype, seed: seed as number | null })
    return over(samples, reduce_sum(samples, { reduction_indices: [-1], keep_dims: true }))
  }
  override _log_prob(given: Tensor): Tensor {
    const x = this._assert_valid_sample(convertToTensor(given, { name: 'x' }))
    const exponents = minus(this.alpha, float(1))
    const unnormalized = reduce_sum(times(exponents, log(x)), { reduction_indices: [-1], keep_dims: false })
    return minus(unnormalized, lbeta(this.alpha))
  }
  override _prob(x: Tensor): Tensor {
    return exp(this._log_prob(x))
  }
  override _entropy(): Tensor {
    const normalizer = lbeta(this.alpha)
    const ofSum = digamma(this.alpha_sum)
    const excess = minus(this.alpha_sum, this._dimensions())
    const entropy = plus(normalizer, times(ofSum, excess))
    const exponents = minus(this.alpha, float(1))
    return plus(
      entropy,
      negated(reduce_sum(times(exponents, digamma(this.alpha)), { reduction_indices: [-1], keep_dims: false })),
    )
  }
  /** K, in the type of the distribution. */
  _dimensions(): Tensor {
    return cast(sliceHelper(this.event_shape(), [0]), this.dtype) as Tensor
  }
  override _mean(): Tensor {
    return over(this.alpha, expand_dims(this.alpha_sum, -1))
  }
  /** The covariances. */
  override _variance(): Tensor {
    const scale = times(this.alpha_sum, sqrt(plus(float(1), this.alpha_sum)))
    const alpha = over(this.alpha, scale)
    const column = expand_dims(alpha, { dim: -1 })
    const products = negated(matmul(column, expand_dims(alpha, { dim: -2 })))
    return matrix_set_diag(products, times(alpha, minus(over(this.alpha_sum, scale), alpha)))
  }
  override _std(): Tensor {
    return sqrt(this._variance())
  }
  /** (α − 1) / (Σα − K) where α > 1, else NaN; an error when it is run where NaN is not allowed. */
  override _mode(): Tensor {
    const above = minus(this.alpha, float(1))
    const sum = expand_dims(this.alpha_sum, { dim: -1 })
    const mode = over(above, minus(sum, this._dimensions()))
    if (!this.allow_nan_stats) {
      return withDependencies(
        [assert_less(one(this), this.alpha, { message: 'mode not defined for components of alpha <= 1' })],
        mode,
      )
    }
    const batch = this.batch_shape()
    const dims = concat(0, [batch, this.event_shape()])
    return whereDefined(
      this,
      mode,
      () => greater(this.alpha, float(1)),
      () => [],
      () => dims,
    )
  }
  _assert_valid_sample(x: Tensor): Tensor {
    if (!this.validate_args) return x
    const positive = assert_positive(x)
    const unit = one(this)
    return withDependencies([positive, assert_close(unit, reduce_sum(x, { reduction_indices: [-1] }))], x)
  }
}
// @ts-expect-error the guarded class takes its place
Dirichlet = guardedClass(Dirichlet)
const DIRICHLET = setSignature(Dirichlet, DIRICHLET_TEXT)
