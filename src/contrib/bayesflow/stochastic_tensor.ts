/** Tensors that are samples of distributions (contrib/bayesflow/python/ops/stochastic_tensor.py). */

import { Scope, within } from '../../calling/scope.ts'
import { type PythonArguments, setMethodSignatures, setSignature } from '../../calling/signature.ts'
import { guarded, guardedClass } from '../../errors/boundary.ts'
import { NotImplementedError, TypeError, ValueError } from '../../errors/python.ts'
import { type Name, registerConversion, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { get_default_graph } from '../../graph/default_graph.ts'
import type { Graph } from '../../graph/graph.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { stop_gradient } from '../../ops/core/identity_ops.ts'
import type { DType } from '../../tensor/dtypes.ts'
import { Distribution } from '../distributions/distribution.ts'
import { type LossFunction, score_function } from './stochastic_gradient_estimators.ts'

/** The collection of a graph's stochastic tensors. */
export const STOCHASTIC_TENSOR_COLLECTION = '_stochastic_tensor_collection_'

/** What all stochastic tensors are: they stand where tensors do. */
export abstract class BaseStochasticTensor {
  static readonly pythonModule: string = 'tensorflow.contrib.bayesflow.python.ops.stochastic_tensor'
  /** Instances are their own properties and no more: they may be allocated before they are constructed. */
  static readonly plainInstances = true
  constructor() {
    get_default_graph().add_to_collection(STOCHASTIC_TENSOR_COLLECTION, this)
  }
  abstract get name(): string
  abstract get dtype(): DType
  abstract get graph(): Graph
  abstract value(...args: PythonArguments<typeof METHODS.value, { name: Name }>): Tensor
  /** What is to be added to the losses that depend on it, so that their gradients reach the distribution; null for nothing. */
  loss(...args: PythonArguments<typeof METHODS.loss, { final_loss: Tensor; name: Name }>): Tensor | null
  loss(_final_loss: Tensor, _name: Name): Tensor | null {
    throw new NotImplementedError('surrogate_loss not implemented')
  }
}
// @ts-expect-error the guarded class takes its place
BaseStochasticTensor = guardedClass(BaseStochasticTensor)
registerConversion(
  value => value instanceof BaseStochasticTensor,
  (value, { dtype, asRef }) => {
    const given = value as BaseStochasticTensor
    if (dtype && !dtype.is_compatible_with(given.dtype)) {
      throw new ValueError(
        `Incompatible type conversion requested to type '${dtype.name}' for variable of type '${given.dtype.name}'`,
      )
    }
    if (asRef) throw new ValueError(`${given}: Ref type is not supported.`)
    return given.value()
  },
)

/** How the value of a stochastic tensor is taken. */
abstract class StochasticValueType {
  static readonly pythonModule: string = 'tensorflow.contrib.bayesflow.python.ops.stochastic_tensor'
  /** Whether no gradient flows through the value. */
  readonly stop_gradient: boolean
  constructor(stopsGradient: boolean) {
    this.stop_gradient = stopsGradient
  }
  pushed_above(_value_type: StochasticValueType): void {}
  popped_above(_value_type: StochasticValueType): void {}
  declare_inputs(_stochastic_tensor: unknown, _inputs_dict: unknown): void {}
}
const MEAN_TEXT = 'MeanValue(stop_gradient=False)'

/** The mean of the distribution. */
export class MeanValue extends StochasticValueType {
  constructor(...args: PythonArguments<typeof MEAN_TEXT, { stop_gradient: boolean }>) {
    super((MEAN.bind(args) as { stop_gradient: boolean }).stop_gradient)
  }
}
// @ts-expect-error the guarded class takes its place
MeanValue = guardedClass(MeanValue)
const MEAN = setSignature(MeanValue, MEAN_TEXT)
const SAMPLE_TEXT = 'SampleValue(shape=(), stop_gradient=False)'

/** A sample of the given shape. */
export class SampleValue extends StochasticValueType {
  readonly shape: TensorLike
  constructor(...args: PythonArguments<typeof SAMPLE_TEXT, { shape: TensorLike; stop_gradient: boolean }>) {
    const bound = SAMPLE.bind(args) as { shape: TensorLike; stop_gradient: boolean }
    super(bound.stop_gradient)
    this.shape = bound.shape
  }
}
// @ts-expect-error the guarded class takes its place
SampleValue = guardedClass(SampleValue)
const SAMPLE = setSignature(SampleValue, SAMPLE_TEXT)

const stack: StochasticValueType[] = []

/** Within it, stochastic tensors take their values in this way. Errors: TypeError for what is no such way. */
export function value_type(dist_value_type: StochasticValueType): Scope
export function value_type<R>(dist_value_type: StochasticValueType, body: () => R): R
export function value_type<R>(dist_value_type: StochasticValueType, body?: () => R): Scope | R {
  if (!(dist_value_type instanceof StochasticValueType))
    throw new TypeError('dist_value_type must be a Distribution Value Type')
  stack.at(-1)?.pushed_above(dist_value_type)
  stack.push(dist_value_type)
  const leave = (): void => {
    stack.pop()
    stack.at(-1)?.popped_above(dist_value_type)
  }
  return body ? within(undefined, leave, body) : new Scope(undefined, leave)
}
// @ts-expect-error the guarded function takes its place
value_type = guarded(value_type)

/** No way of taking values is set. */
export class NoValueTypeSetError extends ValueError {}

/** The way that is set. Errors: NoValueTypeSetError. */
export function get_current_value_type(): StochasticValueType {
  const current = stack.at(-1)
  if (!current) {
    throw new NoValueTypeSetError(
      "No value type currently set for this thread (0).  Did you forget to wrap 'with stochastic_graph.value_type(...)'?",
    )
  }
  return current
}
// @ts-expect-error the guarded function takes its place
get_current_value_type = guarded(get_current_value_type)

interface StochasticArgs {
  dist: Distribution
  name: string
  dist_value_type: StochasticValueType | null
  loss_fn: LossFunction | 'score_function' | null
}

/** The value of a distribution; gradients flow through samples only where they are reparameterized. */
function valueOf(dist: Distribution, type: StochasticValueType): Tensor {
  if (!(type instanceof MeanValue) && !(type instanceof SampleValue)) {
    throw new TypeError(`Unrecognized Distribution Value Type: ${type}`)
  }
  const value = type instanceof MeanValue ? dist.mean() : dist.sample(type.shape)
  if (type.stop_gradient) return stop_gradient(value)
  return type instanceof MeanValue || (dist.is_continuous && dist.is_reparameterized) ? value : stop_gradient(value)
}

const STOCHASTIC_TEXT = "StochasticTensor(dist, name='StochasticTensor', dist_value_type=None, loss_fn=score_function)"

const METHODS = {
  entropy: "entropy(name='entropy')",
  mean: "mean(name='mean')",
  value: "value(name='value')",
  loss: "loss(final_loss, name='Loss')",
} as const

/**
 * A tensor that is a sample of `dist`, or its mean: as `dist_value_type` says, or the surrounding `value_type`; by default one sample.
 * `loss_fn` makes its part of surrogate losses. Errors: TypeError for what is no distribution, no way or no function.
 */
export class StochasticTensor extends BaseStochasticTensor {
  _name: string
  _dist: Distribution
  _value: Tensor
  _value_type: StochasticValueType
  _loss_fn: LossFunction | null
  constructor(...args: PythonArguments<typeof STOCHASTIC_TEXT, StochasticArgs>) {
    const { dist, name, dist_value_type, loss_fn } = STOCHASTIC.bind(args) as unknown as StochasticArgs
    if (!(dist instanceof Distribution)) throw new TypeError('dist must be an instance of Distribution')
    const type =
      dist_value_type === null
        ? (stack.at(-1) ?? new SampleValue())
        : value_type(dist_value_type, get_current_value_type)
    const ownLoss = loss_fn === 'score_function' ? (score_function as LossFunction) : loss_fn
    if (ownLoss !== null && typeof ownLoss !== 'function') throw new TypeError('loss_fn must be callable')
    const made = withScope(name, null, [], scope => ({ scope, value: valueOf(dist, type) }))
    super()
    this._name = made.scope
    this._dist = dist
    this._value = made.value
    this._value_type = type
    this._loss_fn = ownLoss
  }
  get value_type(): StochasticValueType {
    return this._value_type
  }
  get distribution(): Distribution {
    return this._dist
  }
  get name(): string {
    return this._name
  }
  get graph(): Graph {
    return this._value.graph
  }
  get dtype(): DType {
    return this._dist.dtype
  }
  entropy(...args: PythonArguments<typeof METHODS.entropy, { name: Name }>): Tensor
  entropy(name: Name): Tensor {
    return this._dist.entropy(name)
  }
  mean(...args: PythonArguments<typeof METHODS.mean, { name: Name }>): Tensor
  mean(name: Name): Tensor {
    return this._dist.mean(name)
  }
  value(...args: PythonArguments<typeof METHODS.value, { name: Name }>): Tensor
  value(_name: Name): Tensor {
    return this._value
  }
  override loss(...args: PythonArguments<typeof METHODS.loss, { final_loss: Tensor; name: Name }>): Tensor | null
  override loss(final_loss: Tensor, name: Name): Tensor | null {
    const { _loss_fn: make, _dist: dist, _value_type: type } = this
    if (make === null) return null
    // the gradient flows through the sample itself
    if (dist.is_continuous && dist.is_reparameterized && !type.stop_gradient) return null
    return withScope(this.name, null, [final_loss], () =>
      withScope(name, null, [], () =>
        type.stop_gradient || type instanceof SampleValue ? make(this, this._value, final_loss) : null,
      ),
    )
  }
}
// @ts-expect-error the guarded class takes its place
StochasticTensor = guardedClass(StochasticTensor)
const STOCHASTIC = setSignature(StochasticTensor, STOCHASTIC_TEXT)
setMethodSignatures(StochasticTensor, ...Object.values(METHODS))
