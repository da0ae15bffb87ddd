/** Wishart distributions (contrib/distributions/python/ops/wishart.py). */

import { pythonStr, tupleRepr } from '../../calling/python_repr.ts'
import { type PythonArguments, setMethodSignatures, setSignature } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { TypeError, ValueError } from '../../errors/python.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { constantValue } from '../../graph/infer.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { concat } from '../../ops/array/concat_ops.ts'
import { matrix_band_part, matrix_diag_part, matrix_set_diag } from '../../ops/array/diag_ops.ts'
import { slice, sliceHelper } from '../../ops/array/slice_ops.ts'
import { transpose } from '../../ops/array/transpose_ops.ts'
import { assert_less_equal } from '../../ops/checks/check_ops.ts'
import { withDependencies } from '../../ops/control_flow/control_flow_ops.ts'
import { cholesky } from '../../ops/linalg/linalg_ops.ts'
import { cast } from '../../ops/math/cast_ops.ts'
import { less } from '../../ops/math/comparison_ops.ts'
import { constant } from '../../ops/math/constant_op.ts'
import { exp, log, sqrt, square } from '../../ops/math/function_ops.ts'
import { matmul } from '../../ops/math/matmul_ops.ts'
import { minus, plus, times } from '../../ops/math/operators.ts'
import { reduce_sum } from '../../ops/math/reduction_ops.ts'
import { select } from '../../ops/math/select_ops.ts'
import { linspace, range } from '../../ops/math/sequence_ops.ts'
import { expand_dims, rank, reshape, shape } from '../../ops/math/shape_ops.ts'
import { digamma, lgamma } from '../../ops/math/special_ops.ts'
import { random_gamma, random_normal } from '../../ops/random/random_ops.ts'
import { int32 } from '../../tensor/dtypes.ts'
import { float, int } from '../../tensor/literals.ts'
import type { NDArray } from '../../tensor/ndarray.ts'
import type { TensorShape } from '../../tensor/tensor_shape.ts'
import { type CommonArgs, Distribution, type Seed } from './distribution.ts'
import { gen_new_seed } from './distribution_util.ts'
import type { OperatorPD } from './operators/operator_pd.ts'
import { fullOperator, OperatorPDCholesky } from './operators/operator_pd_cholesky.ts'

interface WishartArgs extends CommonArgs {
  df: TensorLike
  scale: TensorLike
  cholesky_input_output_matrices: boolean
}

/** p, in the type of the distribution. */
function dimensionOf(scale: OperatorPD): Tensor {
  const { dtype } = scale
  const known = scale.get_shape().ndims === null ? null : scale.get_shape().at(-1).value
  if (known === null) return cast(scale.vector_space_dimension(), { dtype, name: 'dimension' }) as Tensor
  return convertToTensor(int(known), { dtype, name: 'dimension' })
}
const numbers = (value: NDArray): number[] => Array.from(value.data as ArrayLike<number>, Number)
/** `df`, found to be not below the dimension: at once where both are known, else in a run if arguments are checked. */
function checkedDf(df: Tensor, dimension: Tensor, validate_args: boolean): Tensor {
  const [ofDf, ofDimension] = [constantValue(df), constantValue(dimension)]
  if (ofDf && ofDimension) {
    const [least] = numbers(ofDimension) as [number]
    if (numbers(ofDf).some(value => value < least)) {
      const shown = ofDf.shape.length === 0 ? tupleRepr([ofDf]) : pythonStr(ofDf)
      throw new ValueError(
        `Degrees of freedom (df = ${shown}) cannot be less than dimension of scale matrix (scale.dimension = ${pythonStr(ofDimension)})`,
      )
    }
    return df
  }
  if (!validate_args) return df
  const message = `Degrees of freedom (df = ${dimension}) cannot be less than dimension of scale matrix (scale.dimension = ${df})`
  return withDependencies([assert_less_equal(dimension, df, { message })], df)
}

const METHODS = {
  mean_log_det: "mean_log_det(name='mean_log_det')",
  log_normalizing_constant: "log_normalizing_constant(name='log_normalizing_constant')",
} as const

/** Distributions of positive definite matrices [..., p, p]: of the sums of `df` outer products of normal vectors. */
class WishartOperatorPD extends Distribution {
  static override readonly pythonModule: string = 'tensorflow.contrib.distributions.python.ops.wishart'
  _df: Tensor
  _dimension: Tensor
  _scale_operator_pd: OperatorPD
  _cholesky_input_output_matrices: boolean

  constructor(
    args: WishartArgs,
    parameters: Readonly<Record<string, unknown>>,
    makeScale: (args: WishartArgs) => OperatorPD,
  ) {
    const { validate_args, allow_nan_stats } = args
    const made = withScope(args.name, null, [args.scale], outer => {
      const scale = makeScale(args)
      return withScope(outer, null, [], scope =>
        withScope('init', null, [args.df], () => {
          if (!scale.dtype.is_floating)
            throw new TypeError(`scale_operator_pd.dtype=${scale.dtype} is not a floating-point type`)
          const df = convertToTensor(args.df, { dtype: scale.dtype, name: 'df' })
          const dimension = dimensionOf(scale)
          return { scope, scale, dimension, df: checkedDf(df, dimension, validate_args) }
        }),
      )
    })
    super({
      dtype: made.scale.dtype,
      validate_args,
      allow_nan_stats,
      is_continuous: true,
      is_reparameterized: true,
      parameters,
      graph_parents: [made.df, made.dimension, ...made.scale.inputs],
      name: made.scope,
    })
    this._df = made.df
    this._dimension = made.dimension
    this._scale_operator_pd = made.scale
    this._cholesky_input_output_matrices = args.cholesky_input_output_matrices
  }
  /** The degrees of freedom. */
  get df(): Tensor {
    return this._df
  }
  /** The scale matrix; its Cholesky factor where such are taken and given. */
  scale(): Tensor {
    return this._cholesky_input_output_matrices
      ? this._scale_operator_pd.sqrt_to_dense()
      : this._scale_operator_pd.to_dense()
  }
  get scale_operator_pd(): OperatorPD {
    return this._scale_operator_pd
  }
  /** Whether values and samples are Cholesky factors of matrices. */
  get cholesky_input_output_matrices(): boolean {
    return this._cholesky_input_output_matrices
  }
  /** p. */
  get dimension(): Tensor {
    return this._dimension
  }
  override _event_shape(): Tensor {
    const dims = this._scale_operator_pd.shape()
    return slice(dims, minus(shape(dims), int(2)), [int(2)])
  }
  override _get_event_shape(): TensorShape {
    return this._scale_operator_pd.get_shape().slice(-2)
  }
  override _batch_shape(): Tensor {
    return this._scale_operator_pd.batch_shape()
  }
  override _get_batch_shape(): TensorShape {
    return this._scale_operator_pd.get_batch_shape()
  }
  /** Bartlett's decomposition: normal numbers below the diagonal, roots of gamma variables on it. */
  override _sample_n(n: Tensor, seed: Seed): Tensor {
    const batch = this.batch_shape()
    const event = this.event_shape()
    const ndims = plus(sliceHelper(shape(batch), [0]), int(3))
    const dims = concat(0, [[n], batch, event])
    const normal = random_normal(dims, { mean: 0, stddev: 1, dtype: this.dtype, seed: seed as number | null })
    const alpha = this._multi_gamma_sequence(times(float(0.5), this.df), this.dimension)
    const own = gen_new_seed(seed, 'wishart') as number | null
    const gamma = random_gamma([n], alpha, { beta: float(0.5), dtype: this.dtype, seed: own })
    const lower = matrix_band_part(normal, -1, 0)
    const factors = matrix_set_diag(lower, sqrt(gamma))
    const columns = transpose(factors, concat(0, [range(int(1), ndims), [int(0)]]))
    const flat = reshape(columns, concat(0, [batch, [sliceHelper(event, [0]), int(-1)]]))
    const scaled = reshape(this._scale_operator_pd.sqrt_matmul(flat), concat(0, [batch, event, [n]]))
    const last = minus(ndims, int(1))
    const x = transpose(scaled, concat(0, [[last], range(int(0), minus(ndims, int(1)))]))
    return this.cholesky_input_output_matrices ? x : matmul(x, x, { adjoint_b: true })
  }
  override _log_prob(x: Tensor): Tensor {
    const root = this.cholesky_input_output_matrices ? x : cholesky(x)
    const batch = this.batch_shape()
    const event = this.event_shape()
    const ndims = rank(root)
    const sampleNdims = minus(minus(ndims, sliceHelper(shape(batch), [0])), int(2))
    const sampleShape = slice(shape(root), [int(0)], [sampleNdims])
    const back = range(sampleNdims, ndims)
    const columns = transpose(root, concat(0, [back, range(int(0), sampleNdims)]))
    const rows = cast(this.dimension, { dtype: int32 })
    const solved = this._scale_operator_pd.sqrt_solve(reshape(columns, concat(0, [batch, [rows, int(-1)]])))
    const shaped = reshape(solved, concat(0, [batch, event, sampleShape]))
    const samplesAxes = range(minus(ndims, sampleNdims), ndims)
    const perm = concat(0, [samplesAxes, range(int(0), minus(ndims, sampleNdims))])
    const trace = reduce_sum(square(transpose(shaped, perm)), { reduction_indices: [-2, -1] })
    const halfLogDet = reduce_sum(log(matrix_diag_part(root)), { reduction_indices: [-1] })
    const exponent = minus(minus(this.df, this.dimension), float(1))
    const unnormalized = minus(times(exponent, halfLogDet), times(float(0.5), trace))
    const result = minus(unnormalized, this.log_normalizing_constant())
    if (x.get_shape().ndims !== null) result.set_shape(x.get_shape().slice(null, -2))
    const known = this.get_batch_shape()
    if (result.get_shape().ndims !== null && known.ndims) result.get_shape().slice(-known.ndims).merge_with(known)
    return result
  }
  override _prob(x: Tensor): Tensor {
    return exp(this._log_prob(x))
  }
  override _entropy(): Tensor {
    const halfP = plus(times(float(0.5), this.dimension), float(0.5))
    const halfDf = times(float(0.5), this.df)
    const first = times(this.dimension, plus(halfDf, times(halfP, float(Math.LN2))))
    const second = plus(first, times(halfP, this._scale_operator_pd.log_det()))
    const third = plus(second, this._multi_lgamma(halfDf, this.dimension))
    const weight = minus(halfP, halfDf)
    return plus(third, times(weight, this._multi_digamma(halfDf, this.dimension)))
  }
  override _mean(): Tensor {
    if (this.cholesky_input_output_matrices) {
      const root = sqrt(this.df)
      return times(root, this._scale_operator_pd.sqrt_to_dense())
    }
    return times(this.df, this._scale_operator_pd.to_dense())
  }
  override _variance(): Tensor {
    const root = sqrt(this.df)
    const x = times(root, this._scale_operator_pd.to_dense())
    const diag = expand_dims(matrix_diag_part(x), -1)
    const squares = square(x)
    const variance = plus(squares, matmul(diag, diag, { adjoint_b: true }))
    return this.cholesky_input_output_matrices ? cholesky(variance) : variance
  }
  override _std(): Tensor {
    if (this.cholesky_input_output_matrices) {
      throw new ValueError('Computing std. dev. when is cholesky_input_output_matrices=True does not make sense.')
    }
    return cholesky(this.variance())
  }
  /** (df − p − 1) times the scale, NaN where that is negative. */
  override _mode(): Tensor {
    const factor = minus(minus(this.df, this.dimension), float(1))
    const isNegative = less(factor, float(0))
    const weight = select(isNegative, constant(float(Number.NaN), { dtype: this.dtype, name: 'nan' }), factor)
    if (this.cholesky_input_output_matrices) {
      const root = sqrt(weight)
      return times(root, this._scale_operator_pd.sqrt_to_dense())
    }
    return times(weight, this._scale_operator_pd.to_dense())
  }
  /** The mean of log |X|. */
  mean_log_det(...args: PythonArguments<typeof METHODS.mean_log_det, { name: Name }>): Tensor
  mean_log_det(name: Name): Tensor {
    using _scope = this._name_scope(name)
    const digammas = this._multi_digamma(times(float(0.5), this.df), this.dimension)
    const logs = plus(digammas, times(this.dimension, float(Math.LN2)))
    return plus(logs, this._scale_operator_pd.log_det())
  }
  /** The logarithm of what the density is divided by. */
  log_normalizing_constant(...args: PythonArguments<typeof METHODS.log_normalizing_constant, { name: Name }>): Tensor
  log_normalizing_constant(name: Name): Tensor {
    using _scope = this._name_scope(name)
    const det = times(this.df, this._scale_operator_pd.sqrt_log_det())
    const halves = times(times(float(0.5), this.df), this.dimension)
    const powers = plus(det, times(halves, float(Math.LN2)))
    return plus(powers, this._multi_lgamma(times(float(0.5), this.df), this.dimension))
  }
  /** a, a − 1/2, …, a − (p − 1)/2. */
  _multi_gamma_sequence(a: Tensor, p: Tensor): Tensor {
    using _scope = this._name_scope('multi_gamma_sequence', [a, p])
    const zero = constant(float(0), { dtype: this.dtype })
    const end = minus(float(0.5), times(float(0.5), p))
    const sequence = linspace(zero, end, cast(p, int32) as Tensor)
    return plus(sequence, expand_dims(a, [-1]))
  }
  /** The logarithm of the multivariate gamma function. */
  _multi_lgamma(a: Tensor, p: Tensor): Tensor {
    using _scope = this._name_scope('multi_lgamma', [a, p])
    const sequence = this._multi_gamma_sequence(a, p)
    const quarter = times(float(0.25), p)
    const powers = times(times(quarter, minus(p, float(1))), float(Math.log(Math.PI)))
    return plus(powers, reduce_sum(lgamma(sequence), { reduction_indices: [-1] }))
  }
  /** Its derivative by a. */
  _multi_digamma(a: Tensor, p: Tensor): Tensor {
    using _scope = this._name_scope('multi_digamma', [a, p])
    return reduce_sum(digamma(this._multi_gamma_sequence(a, p)), { reduction_indices: [-1] })
  }
}
setMethodSignatures(WishartOperatorPD, ...Object.values(METHODS))

const CHOLESKY_TEXT =
  "WishartCholesky(df, scale, cholesky_input_output_matrices=False, validate_args=False, allow_nan_stats=True, name='WishartCholesky')"

/**
 * Wishart distributions with `df` degrees of freedom, not fewer than the dimension p, and the scale L Lᵀ of the Cholesky factor
 * `scale` L [..., p, p]. With `cholesky_input_output_matrices` values and samples are Cholesky factors too.
 * Errors: ValueError for fewer degrees of freedom, where they are known.
 */
export class WishartCholesky extends WishartOperatorPD {
  constructor(...args: PythonArguments<typeof CHOLESKY_TEXT, WishartArgs>) {
    const parameters = CHOLESKY.bind(args)
    super(
      parameters as unknown as WishartArgs,
      parameters,
      ({ scale, validate_args }) => new OperatorPDCholesky(scale, validate_args),
    )
  }
}
// @ts-expect-error the guarded class takes its place
WishartCholesky = guardedClass(WishartCholesky)
const CHOLESKY = setSignature(WishartCholesky, CHOLESKY_TEXT)

const FULL_TEXT =
  "WishartFull(df, scale, cholesky_input_output_matrices=False, validate_args=False, allow_nan_stats=True, name='WishartFull')"

/** The same with the scale `scale` itself [..., p, p], which must be symmetric and positive definite. */
export class WishartFull extends WishartOperatorPD {
  constructor(...args: PythonArguments<typeof FULL_TEXT, WishartArgs>) {
    const parameters = FULL.bind(args)
    super(parameters as unknown as WishartArgs, parameters, ({ scale, validate_args }) =>
      fullOperator(scale, validate_args),
    )
  }
}
// @ts-expect-error the guarded class takes its place
WishartFull = guardedClass(WishartFull)
const FULL = setSignature(WishartFull, FULL_TEXT)
