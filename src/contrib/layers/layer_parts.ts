/** What layers have in common: an activation, a normalizer or biases (contrib/layers/python/layers/layers.py). */

import { noAttribute, pythonTypeName } from '../../calling/python_repr.ts'
import { AttributeError, TypeError, ValueError } from '../../errors/python.ts'
import type { TensorLike } from '../../graph/build/convert.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { relu, relu6 } from '../../ops/nn/activation_ops.ts'
import { bias_add } from '../../ops/nn/bias_ops.ts'
import { zeros_initializer } from '../../ops/variables/init_ops.ts'
import type { VariableScope } from '../../ops/variables/variable_scope.ts'
import type { Initializer } from '../../ops/variables/variable_types.ts'
import type { Variable } from '../../ops/variables/variables.ts'
import type { DType } from '../../tensor/dtypes.ts'
import type { PyInt } from '../../tensor/literals.ts'
import type { TensorShape } from '../../tensor/tensor_shape.ts'
import { model_variable } from '../framework/variables.ts'
import { xavier_initializer } from './initializers.ts'
import type { Regularizer } from './regularizers.ts'
import type { Collections } from './utils/named_outputs.ts'
import { type VariablesCollections, variableCollections } from './utils/sizes.ts'

// biome-ignore lint/suspicious/noExplicitAny: functions of the user, which take what layers give them
export type Callable = (...args: any[]) => any
/** Calls a function of the user, or an object that Python can call. */
export function callFunction(fn: unknown, ...args: readonly unknown[]): Tensor {
  if (typeof fn === 'function') return (fn as Callable)(...args)
  const { call } = (fn ?? {}) as { call?: unknown }
  if (typeof call !== 'function') throw new TypeError(`'${pythonTypeName(fn)}' object is not callable`)
  return (fn as { call: Callable }).call(...args)
}

/** Layers that ask their inputs at once what they are take tensors and variables only, as in TensorFlow. */
export function typeOf(inputs: Tensor): DType {
  const { dtype } = (inputs ?? {}) as { dtype?: DType }
  if (dtype === undefined) throw noAttribute(inputs, 'dtype')
  if (typeof inputs.get_shape !== 'function')
    throw new AttributeError("'numpy.dtype' object has no attribute 'base_dtype'")
  return dtype.base_dtype
}
export function shapeOf(inputs: Tensor): TensorShape {
  if (typeof (inputs as Partial<Tensor> | null)?.get_shape !== 'function') throw noAttribute(inputs, 'get_shape')
  return inputs.get_shape()
}

export type Activation = (x: Tensor) => Tensor
const ACTIVATIONS: Readonly<Record<string, Activation>> = { relu: x => relu(x), relu6: x => relu6(x) }
/** The default of a signature, `relu`, is made into the function here. */
export function activated(outputs: Tensor, activation: Activation | string | null): Tensor {
  if (activation === null) return outputs
  return callFunction(typeof activation === 'string' ? (ACTIVATIONS[activation] ?? activation) : activation, outputs)
}

export type InitializerLike = Initializer | TensorLike | null
/** The defaults of signatures stand for initializers. */
export function initializerOf(given: InitializerLike): Initializer | null {
  if (given === 'xavier_initializer') return xavier_initializer()
  return given === 'zeros_initializer' ? (zeros_initializer as unknown as Initializer) : (given as Initializer | null)
}

/** Keyword arguments of a function of the user: a dict of Python's or a plain object. */
export function keywordsOf(
  params: ReadonlyMap<string, unknown> | Readonly<Record<string, unknown>> | null,
): Record<string, unknown> {
  return params instanceof Map ? (Object.fromEntries(params) as Record<string, unknown>) : { ...params }
}

export interface ScopeArgs {
  reuse: boolean | null
  variables_collections: VariablesCollections
  outputs_collections: Collections
  trainable: boolean
  scope: string | VariableScope | null
}
/** Arguments of layers with weights. */
export interface LayerArgs extends ScopeArgs {
  inputs: TensorLike
  activation_fn: Activation | string | null
  normalizer_fn: Callable | null
  normalizer_params: ReadonlyMap<string, unknown> | Readonly<Record<string, unknown>> | null
  weights_initializer: InitializerLike
  weights_regularizer: Regularizer | null
  biases_initializer: InitializerLike
  biases_regularizer: Regularizer | null
}

/** The weights `name`, in the collections of `weights`. */
/** How many outputs a layer has; NaN where that is left open, which its weights refuse. */
export const sizeOf = (outputs: number | PyInt | null): number => (outputs === null ? Number.NaN : Number(outputs))

export function weightsOf(args: LayerArgs, name: string, shape: readonly number[], dtype: DType): Variable {
  return model_variable(name, {
    shape: shape.map(size => (Number.isNaN(size) ? null : size)),
    dtype,
    initializer: initializerOf(args.weights_initializer),
    regularizer: args.weights_regularizer,
    collections: variableCollections(args.variables_collections, 'weights'),
    trainable: args.trainable,
  })
}

interface BiasOptions {
  readonly size: number
  readonly dtype: DType
  readonly data_format?: string | null
  /** Biases of some layers are trained even where the layer is not. */
  readonly alwaysTrained?: boolean
}
/** What the normalizer makes of `outputs`, or without one `outputs` with biases, if there are any. */
export function normalizedOrBiased(
  args: LayerArgs,
  outputs: Tensor,
  { size, dtype, data_format, alwaysTrained }: BiasOptions,
): Tensor {
  if (args.normalizer_fn !== null) {
    const params = keywordsOf(args.normalizer_params)
    return Object.keys(params).length === 0
      ? callFunction(args.normalizer_fn, outputs)
      : callFunction(args.normalizer_fn, outputs, params)
  }
  if (args.biases_initializer === null) return outputs
  const biases = model_variable('biases', {
    shape: [size],
    dtype,
    initializer: initializerOf(args.biases_initializer),
    regularizer: args.biases_regularizer,
    collections: variableCollections(args.variables_collections, 'biases'),
    ...(alwaysTrained ? {} : { trainable: args.trainable }),
  })
  return data_format === undefined ? bias_add(outputs, biases) : bias_add(outputs, biases, { data_format })
}

/** The end of most signatures. */
export const LAYER_END =
  'normalizer_fn=None, normalizer_params=None, weights_initializer=xavier_initializer, weights_regularizer=None, biases_initializer=zeros_initializer, biases_regularizer=None, reuse=None, variables_collections=None, outputs_collections=None, trainable=True, scope=None'

/** ValueError unless `format` is NHWC or NCHW. */
export function checkDataFormat(format: string): void {
  if (format !== 'NCHW' && format !== 'NHWC') throw new ValueError('data_format has to be either NCHW or NHWC.')
}
/** `values` for rows and columns among ones for batch and channels. */
export const aroundSpatial = (values: readonly number[], format: string): number[] =>
  format === 'NHWC' ? [1, ...values, 1] : [1, 1, ...values]
