/** What all distributions have in common (contrib/distributions/python/ops/distribution.py). */

import { listOf, pythonStr } from '../../calling/python_repr.ts'
import { NameScope } from '../../calling/scope.ts'
import { type PythonArguments, Signature, setMethodSignatures, setSignature } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { AttributeError, NotImplementedError, TypeError, ValueError } from '../../errors/python.ts'
import { convertToTensor, type Name, type NameOption, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { name_scope } from '../../graph/build/public.ts'
import { SparseTensor } from '../../graph/build/sparse_tensor.ts'
import { constantShape, constantValue } from '../../graph/infer.ts'
import { nameText } from '../../graph/scope_names.ts'
import { Tensor } from '../../graph/tensor.ts'
import { concat } from '../../ops/array/concat_ops.ts'
import { slice } from '../../ops/array/slice_ops.ts'
import { equal } from '../../ops/math/comparison_ops.ts'
import { constant } from '../../ops/math/constant_op.ts'
import { exp, log } from '../../ops/math/function_ops.ts'
import { minus } from '../../ops/math/operators.ts'
import { reduce_prod } from '../../ops/math/reduction_ops.ts'
import { rank, reshape, shape } from '../../ops/math/shape_ops.ts'
import { Variable } from '../../ops/variables/variables.ts'
import { type DType, int32 } from '../../tensor/dtypes.ts'
import { float, int, type PyInt } from '../../tensor/literals.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { TensorShape } from '../../tensor/tensor_shape.ts'
import { pick_vector } from './distribution_util.ts'
import { type Conditions, callConditional, optional, setConditionalSignatures } from './method_signatures.ts'

/** What a distribution was made with, by the names of its constructor's arguments. */
export type Parameters = Readonly<Record<string, unknown>> | ReadonlyMap<string, unknown>

/** A seed as a program gives it. */
export type Seed = number | PyInt | null

interface DistributionArgs {
  dtype: DType
  is_continuous: boolean
  is_reparameterized: boolean
  validate_args: boolean
  allow_nan_stats: boolean
  parameters: Parameters | null
  graph_parents: readonly unknown[] | null
  name: string | null
}

/** What all constructors take. */
export interface CommonArgs {
  validate_args: boolean
  allow_nan_stats: boolean
  name: string
}

/** Arguments of a method by keyword; what it does not know goes to conditional distributions. */
type MethodOptions = Readonly<Record<string, unknown>>
type MethodName = NameOption | MethodOptions

const isTensor = (value: unknown): boolean =>
  value instanceof Tensor || value instanceof SparseTensor || value instanceof Variable

/** What `first` gives, or what `second` gives where a distribution does not implement the first; its error where it implements neither. */
export function firstImplemented<R>(first: () => R, second: () => R): R {
  try {
    return first()
  } catch (error) {
    if (!(error instanceof NotImplementedError)) throw error
    try {
      return second()
    } catch (other) {
      throw other instanceof NotImplementedError ? error : other
    }
  }
}

/** Enters the scope `name` within `outer`, whose graph is that of `values`; leaving it leaves both. */
export function nestedScope(outer: string, name: Name, values: readonly unknown[]): NameScope {
  const around = name_scope(nameText(outer) as string)
  try {
    const within = name_scope(name, { values })
    return new NameScope(String(within), () => {
      within[Symbol.dispose]()
      around[Symbol.dispose]()
    })
  } catch (error) {
    around[Symbol.dispose]()
    throw error
  }
}

/** Parameters by name, whichever kind of dictionary they came in. */
export const entriesOf = (parameters: Parameters): [string, unknown][] =>
  parameters instanceof Map ? [...(parameters as Map<string, unknown>)] : Object.entries(parameters)

const METHODS = {
  batch_shape: "batch_shape(name='batch_shape')",
  event_shape: "event_shape(name='event_shape')",
  entropy: "entropy(name='entropy')",
  mean: "mean(name='mean')",
  variance: "variance(name='variance')",
  std: "std(name='std')",
  mode: "mode(name='mode')",
} as const
const PARAM_SHAPES_TEXT = "param_shapes(sample_shape, name='DistributionParamShapes')"
const PARAM_STATIC_SHAPES_TEXT = 'param_static_shapes(sample_shape)'
const DISTRIBUTION_TEXT =
  'Distribution(dtype, is_continuous, is_reparameterized, validate_args, allow_nan_stats, parameters=None, graph_parents=None, name=None)'

/**
 * A batch of probability distributions of one kind. Parameters are broadcast with each other: their common shape is the
 * shape of the batch. A sample has the shape `sample_shape + batch_shape + event_shape`; values that are asked for
 * their probability are broadcast with the batch.
 *
 *     const normal = new tf.contrib.distributions.Normal({ mu: [0, 1], sigma: 1 })
 *     normal.sample([5], { seed: 7 })   // [5, 2]
 *     normal.log_prob(0.5)              // [2]
 *
 * A subclass implements `_log_prob` or `_prob`, `_sample_n`, `_mean` and so on, without the names of the public methods, as
 * far as they are known: what is not implemented raises NotImplementedError.
 *
 * Errors: ValueError where one of `graph_parents` is no tensor.
 */
export class Distribution {
  static readonly pythonModule: string = 'tensorflow.contrib.distributions.python.ops.distribution'
  /** Instances are their own properties and no more: they may be allocated before they are constructed. */
  static readonly plainInstances = true
  _dtype: DType
  _is_continuous: boolean
  _is_reparameterized: boolean
  _allow_nan_stats: boolean
  _validate_args: boolean
  _parameters: Parameters
  _graph_parents: readonly unknown[]
  _name: string

  constructor(...args: PythonArguments<typeof DISTRIBUTION_TEXT, DistributionArgs>) {
    const bound = DISTRIBUTION.bind(args) as unknown as DistributionArgs
    const parents = listOf(bound.graph_parents ?? [])
    for (const [i, parent] of parents.entries()) {
      if (!isTensor(parent)) throw new ValueError(`Graph parent item ${i} is not a Tensor; ${pythonStr(parent)}.`)
    }
    this._dtype = bound.dtype
    this._is_continuous = bound.is_continuous
    this._is_reparameterized = bound.is_reparameterized
    this._allow_nan_stats = bound.allow_nan_stats
    this._validate_args = bound.validate_args
    this._parameters = bound.parameters ?? {}
    this._graph_parents = parents
    this._name = bound.name ? String(bound.name) : this.constructor.name
  }

  /**
   * The shapes that parameters must have for samples of shape `sample_shape`, as int32 tensors by the parameters' names:
   * `(sample_shape, name='DistributionParamShapes')`. Errors: NotImplementedError.
   */
  static param_shapes(
    ...args: PythonArguments<typeof PARAM_SHAPES_TEXT, { sample_shape: TensorLike; name: Name }>
  ): Readonly<Record<string, Tensor>> {
    const { sample_shape, name } = PARAM_SHAPES.bind(args) as { sample_shape: TensorLike; name: Name }
    // biome-ignore lint/complexity/noThisInStatic: it is the subclass that is asked
    return withScope(name, null, [sample_shape], () => (this.prototype as Distribution)._param_shapes(sample_shape))
  }
  /** The same as static shapes. Errors: ValueError where `sample_shape` is not known completely. */
  static param_static_shapes(
    ...args: PythonArguments<typeof PARAM_STATIC_SHAPES_TEXT, { sample_shape: TensorLike | TensorShape }>
  ): Readonly<Record<string, TensorShape>> {
    const { sample_shape } = PARAM_STATIC_SHAPES.bind(args) as { sample_shape: TensorLike | TensorShape }
    if (sample_shape instanceof TensorShape && !sample_shape.is_fully_defined()) {
      throw new ValueError('TensorShape sample_shape must be fully defined')
    }
    const dims = sample_shape instanceof TensorShape ? sample_shape.as_list() : sample_shape
    // biome-ignore lint/complexity/noThisInStatic: it is the subclass that is asked
    const known = entriesOf(this.param_shapes(dims)).map(([name, tensor]) => {
      const value = constantValue(tensor as Tensor)
      if (!value) throw new ValueError('sample_shape must be a fully-defined TensorShape or list/tuple')
      return [name, new TensorShape(value.tolist() as number[])] as const
    })
    return Object.fromEntries(known)
  }
  _param_shapes(_sample_shape: TensorLike): Readonly<Record<string, Tensor>> {
    throw new NotImplementedError('_param_shapes not implemented')
  }

  /** The scope in which the distribution's nodes are named. */
  get name(): string {
    return this._name
  }
  /** The type of samples. */
  get dtype(): DType {
    return this._dtype
  }
  /** The arguments that it was made with. */
  get parameters(): Parameters {
    return this._parameters
  }
  get is_continuous(): boolean {
    return this._is_continuous
  }
  /** Whether samples are differentiable functions of the parameters. */
  get is_reparameterized(): boolean {
    return this._is_reparameterized
  }
  /** Whether statistics are NaN where they are undefined; otherwise they are errors when they are run. */
  get allow_nan_stats(): boolean {
    return this._allow_nan_stats
  }
  /** Whether parameters and values are checked when they are run. */
  get validate_args(): boolean {
    return this._validate_args
  }

  /** A distribution made with the same arguments, except for those that are given. */
  copy(overrides: Readonly<Record<string, unknown>> = {}): this {
    const parameters = { ...Object.fromEntries(entriesOf(this.parameters)), ...overrides }
    return new (this.constructor as new (...args: unknown[]) => this)(
      ...(Object.keys(parameters).length > 0 ? [parameters] : []),
    )
  }

  _batch_shape(): Tensor {
    throw new NotImplementedError('batch_shape is not implemented')
  }
  /** The shape of the batch, as an int32 vector. */
  batch_shape(...args: PythonArguments<typeof METHODS.batch_shape, { name: Name }>): Tensor
  batch_shape(name: Name): Tensor {
    using _scope = this._name_scope(name)
    return this._batch_shape()
  }
  _get_batch_shape(): TensorShape {
    return new TensorShape(null)
  }
  /** What is known of the shape of the batch before a run. */
  get_batch_shape(): TensorShape {
    return this._get_batch_shape()
  }
  _event_shape(): Tensor {
    throw new NotImplementedError('event_shape is not implemented')
  }
  /** The shape of one sample of one distribution, as an int32 vector. */
  event_shape(...args: PythonArguments<typeof METHODS.event_shape, { name: Name }>): Tensor
  event_shape(name: Name): Tensor {
    using _scope = this._name_scope(name)
    return this._event_shape()
  }
  _get_event_shape(): TensorShape {
    return new TensorShape(null)
  }
  /** What is known of the shape of an event before a run. */
  get_event_shape(): TensorShape {
    return this._get_event_shape()
  }

  _sample_n(_n: Tensor, _seed: Seed): Tensor {
    throw new NotImplementedError('sample_n is not implemented')
  }
  /** Samples of shape `sample_shape`, a number or an int32 vector: `[] `is one sample. Errors: NotImplementedError. */
  sample(
    sample_shape: TensorLike | MethodOptions = [],
    seed: Seed | MethodOptions = null,
    name: MethodName = 'sample',
    conditions: Conditions = {},
  ): Tensor {
    using _scope = this._name_scope(name as Name, [sample_shape])
    const given = convertToTensor(sample_shape, { dtype: int32, name: 'sample_shape' })
    if (given.staticShape?.length === 0) return this.sample_n(given, seed as Seed, ...optional(conditions))
    const [dims, total] = expandedSampleShape(given)
    const samples = this.sample_n(total, seed as Seed, ...optional(conditions))
    const output = reshape(samples, concat(0, [dims, slice(shape(samples), [1], [-1])]))
    output.set_shape(TensorShape.of(constantShape(dims)).concatenate(samples.get_shape().slice(1)))
    return output
  }
  /** `n` samples, in a first dimension of their own. Errors: TypeError where `n` is no integer; NotImplementedError. */
  sample_n(
    n: TensorLike | MethodOptions,
    seed: Seed | MethodOptions = null,
    name: MethodName = 'sample_n',
    conditions: Conditions = {},
  ): Tensor {
    using _scope = this._name_scope(name as Name, [n])
    const count = convertToTensor(n, { name: 'n', bare: int32 })
    if (!count.dtype.is_integer) throw new TypeError(`n.dtype=${count.dtype} is not an integer type`)
    const samples = callConditional<Tensor>(this, '_sample_n', [count, seed], conditions)
    hintShape(this, samples, new TensorShape((constantValue(count)?.tolist() as number | number[] | undefined) ?? null))
    return samples
  }
  _log_prob(_value: Tensor): Tensor {
    throw new NotImplementedError('log_prob is not implemented')
  }
  /** The logarithm of the probability (density) of `value`, of the shape of samples without their events. */
  log_prob(value: TensorLike, name: MethodName = 'log_prob', conditions: Conditions = {}): Tensor {
    return ofValue(this, value, name, conditions, '_log_prob', x =>
      log(callConditional<Tensor>(this, '_prob', [x], conditions)),
    )
  }
  _prob(_value: Tensor): Tensor {
    // TensorFlow's base class lacks this one
    throw new AttributeError(`'${this.constructor.name}' object has no attribute '_prob'`)
  }
  /** The probability, or its density where the distribution is continuous, of `value`. */
  prob(value: TensorLike, name: MethodName = 'prob', conditions: Conditions = {}): Tensor {
    return ofValue(this, value, name, conditions, '_prob', x =>
      exp(callConditional<Tensor>(this, '_log_prob', [x], conditions)),
    )
  }
  _log_cdf(_value: Tensor): Tensor {
    throw new NotImplementedError('log_cdf is not implemented')
  }
  /** log P(X ≤ value). */
  log_cdf(value: TensorLike, name: MethodName = 'log_cdf', conditions: Conditions = {}): Tensor {
    return ofValue(this, value, name, conditions, '_log_cdf', x =>
      log(callConditional<Tensor>(this, '_cdf', [x], conditions)),
    )
  }
  _cdf(_value: Tensor): Tensor {
    throw new NotImplementedError('cdf is not implemented')
  }
  /** P(X ≤ value). */
  cdf(value: TensorLike, name: MethodName = 'cdf', conditions: Conditions = {}): Tensor {
    return ofValue(this, value, name, conditions, '_cdf', x =>
      exp(callConditional<Tensor>(this, '_log_cdf', [x], conditions)),
    )
  }
  _log_survival_function(_value: Tensor): Tensor {
    throw new NotImplementedError('log_survival_function is not implemented')
  }
  /** log P(X > value). */
  log_survival_function(
    value: TensorLike,
    name: MethodName = 'log_survival_function',
    conditions: Conditions = {},
  ): Tensor {
    const otherwise = (x: Tensor): Tensor => log(minus(float(1), this.cdf(x, ...optional(conditions))))
    return ofValue(this, value, name, conditions, '_log_survival_function', otherwise)
  }
  _survival_function(_value: Tensor): Tensor {
    throw new NotImplementedError('survival_function is not implemented')
  }
  /** P(X > value). */
  survival_function(value: TensorLike, name: MethodName = 'survival_function', conditions: Conditions = {}): Tensor {
    return ofValue(this, value, name, conditions, '_survival_function', x =>
      minus(float(1), this.cdf(x, ...optional(conditions))),
    )
  }
  _entropy(): Tensor {
    throw new NotImplementedError('entropy is not implemented')
  }
  /** Shannon's entropy, in nats. */
  entropy(...args: PythonArguments<typeof METHODS.entropy, { name: Name }>): Tensor
  entropy(name: Name): Tensor {
    using _scope = this._name_scope(name)
    return this._entropy()
  }
  _mean(): Tensor {
    throw new NotImplementedError('mean is not implemented')
  }
  mean(...args: PythonArguments<typeof METHODS.mean, { name: Name }>): Tensor
  mean(name: Name): Tensor {
    using _scope = this._name_scope(name)
    return this._mean()
  }
  _variance(): Tensor {
    throw new NotImplementedError('variance is not implemented')
  }
  /** The variance; of vectors the covariance. */
  variance(...args: PythonArguments<typeof METHODS.variance, { name: Name }>): Tensor
  variance(name: Name): Tensor {
    using _scope = this._name_scope(name)
    return this._variance()
  }
  _std(): Tensor {
    throw new NotImplementedError('std is not implemented')
  }
  /** The standard deviation. */
  std(...args: PythonArguments<typeof METHODS.std, { name: Name }>): Tensor
  std(name: Name): Tensor {
    using _scope = this._name_scope(name)
    return this._std()
  }
  _mode(): Tensor {
    throw new NotImplementedError('mode is not implemented')
  }
  /** The most probable value. */
  mode(...args: PythonArguments<typeof METHODS.mode, { name: Name }>): Tensor
  mode(name: Name): Tensor {
    using _scope = this._name_scope(name)
    return this._mode()
  }

  /** `log_prob` of a continuous distribution. Errors: TypeError for others. */
  log_pdf(value: TensorLike, name: MethodName = 'log_pdf', conditions: Conditions = {}): Tensor {
    if (!this.is_continuous) throw new TypeError('log_pdf is undefined for non-continuous distributions.')
    return this.log_prob(value, { ...conditions, name })
  }
  /** `prob` of a continuous distribution. Errors: TypeError for others. */
  pdf(value: TensorLike, name: MethodName = 'pdf', conditions: Conditions = {}): Tensor {
    if (!this.is_continuous) throw new TypeError('pdf is undefined for non-continuous distributions.')
    return this.prob(value, { ...conditions, name })
  }
  /** `log_prob` of a discrete distribution. Errors: TypeError for others. */
  log_pmf(value: TensorLike, name: MethodName = 'log_pmf', conditions: Conditions = {}): Tensor {
    if (this.is_continuous) throw new TypeError('log_pmf is undefined for continuous distributions.')
    return this.log_prob(value, { ...conditions, name })
  }
  /** `prob` of a discrete distribution. Errors: TypeError for others. */
  pmf(value: TensorLike, name: MethodName = 'pmf', conditions: Conditions = {}): Tensor {
    if (this.is_continuous) throw new TypeError('pmf is undefined for continuous distributions.')
    return this.prob(value, { ...conditions, name })
  }

  /** Enters the scope of one of the distribution's methods. */
  _name_scope(name: Name = null, values: readonly unknown[] | null = null): NameScope {
    return nestedScope(this.name, name, [...(values ?? []), ...this._graph_parents])
  }
}
// @ts-expect-error the guarded class takes its place
Distribution = guardedClass(Distribution)
const DISTRIBUTION = setSignature(Distribution, DISTRIBUTION_TEXT)
const PARAM_SHAPES = new Signature(PARAM_SHAPES_TEXT, {}, 'method')
const PARAM_STATIC_SHAPES = new Signature(PARAM_STATIC_SHAPES_TEXT, {}, 'method')
setMethodSignatures(Distribution, ...Object.values(METHODS), '_name_scope(name=None, values=None)')
setConditionalSignatures(
  Distribution,
  "sample(sample_shape=(), seed=None, name='sample')",
  "sample_n(n, seed=None, name='sample_n')",
  ...[
    'log_prob',
    'prob',
    'log_cdf',
    'cdf',
    'log_survival_function',
    'survival_function',
    'log_pdf',
    'pdf',
    'log_pmf',
    'pmf',
  ].map(name => `${name}(value, name='${name}')`),
)

/** A distribution of single numbers. */
export class ScalarDistribution extends Distribution {
  override _event_shape(): Tensor {
    return constant([], { dtype: int32 })
  }
  override _get_event_shape(): TensorShape {
    return new TensorShape([])
  }
}

/** What `method` gives for a value, or `otherwise` where it is not implemented, in the scope of a public method. */
function ofValue(
  self: Distribution,
  value: TensorLike,
  name: MethodName,
  conditions: Conditions,
  method: string,
  otherwise: (x: Tensor) => Tensor,
): Tensor {
  using _scope = self._name_scope(name as Name, [value])
  const x = convertToTensor(value, { name: 'value' })
  return firstImplemented(
    () => callConditional<Tensor>(self, method, [x], conditions),
    () => otherwise(x),
  )
}

/** Tells samples what is known of their shape. */
function hintShape(self: Distribution, samples: Tensor, sample_shape: TensorShape): void {
  const batch = self.get_batch_shape()
  const event = self.get_event_shape()
  if (batch.ndims !== null && event.ndims !== null) {
    samples.set_shape(sample_shape.concatenate(batch.concatenate(event)))
    return
  }
  const known = samples.get_shape()
  if (known.ndims === null || known.ndims === 0) return
  known.at(0).merge_with(sample_shape.at(0))
  if (batch.ndims) known.slice(1, 1 + batch.ndims).merge_with(batch)
  if (event.ndims) known.slice(-event.ndims).merge_with(event)
}

/** The shape of samples as a vector, and their number. */
function expandedSampleShape(given: Tensor): readonly [dims: Tensor, total: TensorLike] {
  const known = constantValue(given)
  if (known) return [given, int((known.tolist() as number[]).reduce((product, size) => product * size, 1))]
  const { ndims } = given.get_shape()
  const dynamic = ndims === null || !given.get_shape().is_fully_defined()
  const isScalar = equal(dynamic ? rank(given) : int(ndims), int(0))
  const dims = reshape(given, pick_vector(isScalar, NDArray.of([1], int32), shape(given)))
  return [dims, reduce_prod(dims)]
}
