/** Multivariate normal distributions (contrib/distributions/python/ops/mvn.py). */

import { type PythonArguments, setMethodSignatures, setSignature } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { TypeError, ValueError } from '../../errors/python.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { control_dependencies, name_scope } from '../../graph/build/public.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { concat } from '../../ops/array/concat_ops.ts'
import { pack } from '../../ops/array/pack_ops.ts'
import { transpose } from '../../ops/array/transpose_ops.ts'
import { assert_equal } from '../../ops/checks/check_ops.ts'
import { withDependencies } from '../../ops/control_flow/control_flow_ops.ts'
import { identity } from '../../ops/core/identity_ops.ts'
import { cast } from '../../ops/math/cast_ops.ts'
import { constant } from '../../ops/math/constant_op.ts'
import { exp, square } from '../../ops/math/function_ops.ts'
import { minus, over, plus, times } from '../../ops/math/operators.ts'
import { reduce_sum } from '../../ops/math/reduction_ops.ts'
import { range } from '../../ops/math/sequence_ops.ts'
import { rank, shape } from '../../ops/math/shape_ops.ts'
import { softplus } from '../../ops/nn/activation_ops.ts'
import { random_normal } from '../../ops/random/random_ops.ts'
import { float, int } from '../../tensor/literals.ts'
import type { TensorShape } from '../../tensor/tensor_shape.ts'
import { type CommonArgs, Distribution, nestedScope, type Seed } from './distribution.ts'
import { assert_same_float_dtype } from './distribution_util.ts'
import { RegisterKL } from './kullback_leibler.ts'
import type { OperatorPD } from './operators/operator_pd.ts'
import { fullOperator, OperatorPDCholesky } from './operators/operator_pd_cholesky.ts'
import { OperatorPDDiag, OperatorPDSqrtDiag } from './operators/operator_pd_diag.ts'
import { OperatorPDSqrtVDVTUpdate } from './operators/operator_pd_vdvt_update.ts'

/** `mu`, found to fit the covariance: at once where the shapes are known, else in a run if arguments are checked. */
function validMean(mu: Tensor, cov: OperatorPD, validate_args: boolean): Tensor {
  if (mu.dtype !== cov.dtype) {
    throw new TypeError(`mu and cov must have the same dtype.  Found mu.dtype = ${mu.dtype}, cov.dtype = ${cov.dtype}`)
  }
  const [ofMu, ofCov] = [mu.get_shape(), cov.get_shape()]
  if (ofMu.is_fully_defined() && ofCov.is_fully_defined()) {
    if (ofMu.equals(ofCov.slice(null, -1))) return mu
    throw new ValueError(`mu.shape and cov.shape[:-1] should match.  Found: mu.shape=${ofMu}, cov.shape=${ofCov}`)
  }
  if (!validate_args) return mu
  const expected = plus(rank(mu), int(1))
  const actual = cov.rank()
  const ofRanks = rank(mu)
  const ranks = ['mu should have rank 1 less than cov.  Found: rank(mu) = ', ofRanks, ' rank(cov) = ', cov.rank()]
  const sameRank = assert_equal(expected, actual, { data: ranks })
  return control_dependencies([sameRank], () => {
    const own = shape(mu)
    const vector = cov.vector_shape()
    const shown = shape(mu)
    const shapes = [
      'mu.shape and cov.shape[:-1] should match.  Found: shape(mu) = ',
      shown,
      ' shape(cov) = ',
      cov.shape(),
    ]
    return withDependencies([assert_equal(own, vector, { data: shapes })], mu)
  })
}

const METHODS = {
  log_sigma_det: "log_sigma_det(name='log_sigma_det')",
  sigma_det: "sigma_det(name='sigma_det')",
} as const

/** Normal vectors with the mean `mu` [..., k] and a covariance that is an operator [..., k, k]. */
class MultivariateNormalOperatorPD extends Distribution {
  static override readonly pythonModule: string = 'tensorflow.contrib.distributions.python.ops.mvn'
  _mu: Tensor
  _cov: OperatorPD

  constructor(
    given: TensorLike,
    cov: OperatorPD,
    { validate_args, allow_nan_stats, name }: CommonArgs,
    parameters: Readonly<Record<string, unknown>>,
  ) {
    const made = withScope(name, null, [], scope =>
      withScope('init', null, [given, ...cov.inputs], () => ({
        scope,
        mu: validMean(identity(given, { name: 'mu' }), cov, validate_args),
      })),
    )
    super({
      dtype: made.mu.dtype,
      is_reparameterized: true,
      is_continuous: true,
      validate_args,
      allow_nan_stats,
      parameters,
      graph_parents: [made.mu, ...cov.inputs],
      name: made.scope,
    })
    this._mu = made.mu
    this._cov = cov
  }
  /** The mean. */
  get mu(): Tensor {
    return this._mu
  }
  /** The covariance, as a tensor. */
  get sigma(): Tensor {
    using _scope = name_scope(this.name)
    return this._cov.to_dense()
  }
  /** The logarithm of the determinant of the covariance. */
  log_sigma_det(...args: PythonArguments<typeof METHODS.log_sigma_det, { name: Name }>): Tensor
  log_sigma_det(name: Name): Tensor {
    using _scope = nestedScope(this.name, name, this._cov.inputs)
    return this._cov.log_det()
  }
  /** The determinant of the covariance. */
  sigma_det(...args: PythonArguments<typeof METHODS.sigma_det, { name: Name }>): Tensor
  sigma_det(name: Name): Tensor {
    using _scope = nestedScope(this.name, name, this._cov.inputs)
    return exp(this._cov.log_det())
  }
  override _batch_shape(): Tensor {
    return this._cov.batch_shape()
  }
  override _get_batch_shape(): TensorShape {
    return this._cov.get_batch_shape()
  }
  override _event_shape(): Tensor {
    return pack([this._cov.vector_space_dimension()])
  }
  override _get_event_shape(): TensorShape {
    return this._cov.get_shape().slice(-1)
  }
  override _sample_n(n: Tensor, seed: Seed): Tensor {
    const dims = concat(0, [this._cov.vector_shape(), [n]])
    const white = random_normal(dims, { mean: 0, stddev: 1, dtype: this.dtype, seed: seed as number | null })
    const correlated = this._cov.sqrt_matmul(white)
    const last = pack([minus(rank(correlated), int(1))])
    const perm = concat(0, [last, range(int(0), minus(rank(correlated), int(1)))])
    return plus(transpose(correlated, { perm }), this.mu)
  }
  override _log_prob(given: Tensor): Tensor {
    const x = convertToTensor(given)
    assert_same_float_dtype([this._mu, x])
    const centered = minus(x, this.mu)
    const norm = this._cov.inv_quadratic_form_on_vectors(centered)
    const k = cast(this._cov.vector_space_dimension(), this.dtype) as Tensor
    const det = this.log_sigma_det()
    const constants = plus(det, times(k, float(Math.log(2 * Math.PI))))
    const value = times(float(-0.5), plus(constants, norm))
    value.set_shape(centered.get_shape().slice(null, -1))
    return value
  }
  override _prob(x: Tensor): Tensor {
    return exp(this.log_prob(x))
  }
  override _entropy(): Tensor {
    const det = this.log_sigma_det()
    const perDimension = constant(float(1 + Math.log(2 * Math.PI)), { dtype: this.dtype })
    const k = cast(this._cov.vector_space_dimension(), { dtype: this.dtype }) as Tensor
    const entropy = over(plus(times(k, perDimension), det), int(2))
    entropy.set_shape(det.get_shape())
    return entropy
  }
  override _mean(): Tensor {
    return identity(this._mu)
  }
  override _variance(): Tensor {
    return this.sigma
  }
  override _mode(): Tensor {
    return identity(this._mu)
  }
}
setMethodSignatures(MultivariateNormalOperatorPD, ...Object.values(METHODS))

interface MvnArgs extends CommonArgs {
  mu: TensorLike
  diag_stdev: TensorLike
  diag_large: TensorLike
  diag_small: TensorLike | null
  v: TensorLike
  chol: TensorLike
  sigma: TensorLike
}
/** Arguments of a constructor and the covariance that they describe, whose nodes are in the distribution's scope. */
function covarianceOf(
  parameters: Readonly<Record<string, unknown>>,
  values: (args: MvnArgs) => readonly unknown[],
  make: (args: MvnArgs) => OperatorPD,
): readonly [mu: TensorLike, cov: OperatorPD, common: CommonArgs, parameters: Readonly<Record<string, unknown>>] {
  const args = parameters as unknown as MvnArgs
  const given = values(args).filter(value => value !== null)
  const [cov, name] = withScope(args.name, null, given, scope => [make(args), scope] as const)
  return [args.mu, cov, { ...args, name }, parameters]
}

const DIAG_TEXT =
  "MultivariateNormalDiag(mu, diag_stdev, validate_args=False, allow_nan_stats=True, name='MultivariateNormalDiag')"

/**
 * Normal vectors with the mean `mu` [..., k] and independent components of the standard deviations `diag_stdev` [..., k],
 * which must be positive. Errors: TypeError where their types differ, ValueError where their shapes do.
 */
export class MultivariateNormalDiag extends MultivariateNormalOperatorPD {
  constructor(...args: PythonArguments<typeof DIAG_TEXT, MvnArgs>) {
    super(
      ...covarianceOf(
        DIAG.bind(args),
        ({ diag_stdev }) => [diag_stdev],
        ({ diag_stdev, validate_args }) => new OperatorPDSqrtDiag(diag_stdev, validate_args),
      ),
    )
  }
}
// @ts-expect-error the guarded class takes its place
MultivariateNormalDiag = guardedClass(MultivariateNormalDiag)
const DIAG = setSignature(MultivariateNormalDiag, DIAG_TEXT)

const SOFTPLUS_TEXT =
  "MultivariateNormalDiagWithSoftplusStDev(mu, diag_stdev, validate_args=False, allow_nan_stats=True, name='MultivariateNormalDiagWithSoftplusStdDev')"

/** Normal vectors whose components have the standard deviations softplus(diag_stdev), which are positive. */
export class MultivariateNormalDiagWithSoftplusStDev extends MultivariateNormalDiag {
  constructor(...args: PythonArguments<typeof SOFTPLUS_TEXT, MvnArgs>) {
    const parameters = SOFTPLUS.bind(args)
    const { mu, diag_stdev, validate_args, allow_nan_stats, name } = parameters as unknown as MvnArgs
    using scope = name_scope(name, { values: [diag_stdev] })
    super({ mu, diag_stdev: softplus(diag_stdev), validate_args, allow_nan_stats, name: String(scope) })
    this._parameters = parameters
  }
}
// @ts-expect-error the guarded class takes its place
MultivariateNormalDiagWithSoftplusStDev = guardedClass(MultivariateNormalDiagWithSoftplusStDev)
const SOFTPLUS = setSignature(MultivariateNormalDiagWithSoftplusStDev, SOFTPLUS_TEXT)

const DIAG_PLUS_VDVT_TEXT =
  "MultivariateNormalDiagPlusVDVT(mu, diag_large, v, diag_small=None, validate_args=False, allow_nan_stats=True, name='MultivariateNormalDiagPlusVDVT')"

/**
 * Normal vectors whose covariance is S Sᵀ with S = diag(diag_large) + v diag(diag_small) vᵀ: cheap where `v` [..., k, r] has few
 * columns. Without `diag_small` [..., r] it is 1. Errors: TypeError where types differ, ValueError where shapes do not fit.
 */
export class MultivariateNormalDiagPlusVDVT extends MultivariateNormalOperatorPD {
  constructor(...args: PythonArguments<typeof DIAG_PLUS_VDVT_TEXT, MvnArgs>) {
    super(
      ...covarianceOf(
        DIAG_PLUS_VDVT.bind(args),
        ({ diag_large, v, diag_small }) => [diag_large, v, diag_small],
        ({ diag_large, v, diag_small, validate_args }) =>
          new OperatorPDSqrtVDVTUpdate(
            new OperatorPDDiag(diag_large, validate_args),
            v,
            diag_small,
            validate_args,
            validate_args,
          ),
      ),
    )
  }
}
// @ts-expect-error the guarded class takes its place
MultivariateNormalDiagPlusVDVT = guardedClass(MultivariateNormalDiagPlusVDVT)
const DIAG_PLUS_VDVT = setSignature(MultivariateNormalDiagPlusVDVT, DIAG_PLUS_VDVT_TEXT)

const CHOLESKY_TEXT =
  "MultivariateNormalCholesky(mu, chol, validate_args=False, allow_nan_stats=True, name='MultivariateNormalCholesky')"

/** Normal vectors with the covariance L Lᵀ of the Cholesky factor `chol` L, of which only the lower triangle counts. */
export class MultivariateNormalCholesky extends MultivariateNormalOperatorPD {
  constructor(...args: PythonArguments<typeof CHOLESKY_TEXT, MvnArgs>) {
    super(
      ...covarianceOf(
        CHOLESKY.bind(args),
        ({ chol }) => [chol],
        ({ chol, validate_args }) => new OperatorPDCholesky(chol, validate_args),
      ),
    )
  }
}
// @ts-expect-error the guarded class takes its place
MultivariateNormalCholesky = guardedClass(MultivariateNormalCholesky)
const CHOLESKY = setSignature(MultivariateNormalCholesky, CHOLESKY_TEXT)

const FULL_TEXT =
  "MultivariateNormalFull(mu, sigma, validate_args=False, allow_nan_stats=True, name='MultivariateNormalFull')"

/** Normal vectors with the covariance `sigma` [..., k, k], which must be symmetric and positive definite. */
export class MultivariateNormalFull extends MultivariateNormalOperatorPD {
  constructor(...args: PythonArguments<typeof FULL_TEXT, MvnArgs>) {
    super(
      ...covarianceOf(
        FULL.bind(args),
        ({ sigma }) => [sigma],
        ({ sigma, validate_args }) => fullOperator(sigma, validate_args),
      ),
    )
  }
}
// @ts-expect-error the guarded class takes its place
MultivariateNormalFull = guardedClass(MultivariateNormalFull)
const FULL = setSignature(MultivariateNormalFull, FULL_TEXT)

RegisterKL(
  MultivariateNormalOperatorPD,
  MultivariateNormalOperatorPD,
)((a, b, { name }) => {
  const [ofA, ofB] = [a._cov, b._cov]
  return withScope(name, 'kl_mvn_mvn', [a.mu, b.mu, ...ofA.inputs, ...ofB.inputs], () => {
    // tr(Σb⁻¹ Σa) is the sum of the squares of Sb⁻¹ Sa
    const trace = reduce_sum(square(ofB.sqrt_solve(ofA.sqrt_to_dense())), { reduction_indices: [-1, -2] })
    const distance = ofB.inv_quadratic_form_on_vectors(minus(b.mu, a.mu))
    const k = cast(ofA.vector_space_dimension(), a.dtype) as Tensor
    const root = ofB.sqrt_log_det()
    const halfLog = minus(root, ofA.sqrt_log_det())
    return plus(times(float(0.5), minus(plus(trace, distance), k)), halfLog)
  })
})
