/** Fully connected layers (contrib/layers/python/layers/layers.py). */
import { ValueError } from '../../errors/python.ts'
import { convertToTensor, type TensorLike } from '../../graph/convert.ts'
import { pyfunction, toNumber } from '../../graph/signature.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { relu, relu6 } from '../../ops/activation_ops.ts'
import { bias_add } from '../../ops/bias_ops.ts'
import { zeros_initializer } from '../../ops/init_ops.ts'
import { matmul } from '../../ops/matmul_ops.ts'
import { pack, unpack } from '../../ops/pack_ops.ts'
import { reshape, shape } from '../../ops/shape_ops.ts'
import { type VariableScope, variable_scope } from '../../ops/variable_scope.ts'
import type { Initializer } from '../../ops/variable_types.ts'
import type { PyInt } from '../../tensor/literals.ts'
import type { TensorShape } from '../../tensor/tensor_shape.ts'
import { model_variable } from '../framework/variables.ts'
import { xavier_initializer } from './initializers.ts'
import type { Regularizer } from './regularizers.ts'

type Activation = (x: Tensor) => Tensor
/** Collections of all variables, or of each by its name. */
type VariablesCollections = readonly string[] | Readonly<Record<string, readonly string[]>> | null

const ACTIVATIONS: Readonly<Record<'relu' | 'relu6', Activation>> = { relu: x => relu(x), relu6: x => relu6(x) }

interface LayerArgs {
  inputs: TensorLike
  num_outputs: number | PyInt
  activation_fn: Activation | keyof typeof ACTIVATIONS | null
  normalizer_fn: ((x: Tensor, params?: Readonly<Record<string, unknown>>) => Tensor) | null
  normalizer_params: Readonly<Record<string, unknown>> | null
  weights_initializer: Initializer | string | null
  weights_regularizer: Regularizer | null
  biases_initializer: Initializer | string | null
  biases_regularizer: Regularizer | null
  reuse: boolean | null
  variables_collections: VariablesCollections
  outputs_collections: string | readonly string[] | null
  trainable: boolean
  scope: string | VariableScope | null
}

/** The size of the last dimension. Errors: ValueError where it isn't known, or the rank is below `minRank`. */
function lastDimension(of: TensorShape, minRank: number): number {
  const { ndims } = of
  if (ndims === null) throw new ValueError('dims of shape must be known but is None')
  if (ndims < minRank) throw new ValueError(`rank of shape must be at least ${minRank} not: ${ndims}`)
  const size = of.as_list().at(-1)
  if (size === null || size === undefined) throw new ValueError('last dimension shape must be known but is None')
  return size
}

const collectionsOf = (given: VariablesCollections, name: string): readonly string[] | null =>
  given === null || Array.isArray(given)
    ? (given as readonly string[] | null)
    : ((given as Readonly<Record<string, readonly string[]>>)[name] ?? null)

function layer(args: LayerArgs): Tensor {
  const { num_outputs, normalizer_fn, normalizer_params, variables_collections, outputs_collections, trainable, reuse } = args
  const outputs = toNumber(num_outputs)
  if (!Number.isInteger(outputs)) throw new ValueError(`('num_outputs should be int or long, got %s.', ${num_outputs})`)
  return variable_scope(args.scope, { default_name: 'fully_connected', values: [args.inputs], reuse }, () => {
    const inputs = convertToTensor(args.inputs)
    const { base_dtype: dtype } = inputs.dtype
    const units = lastDimension(inputs.get_shape(), 2)
    const dims = unpack(shape(inputs))
    const flat = dims.length === 2
    const variable = (name: string, size: readonly number[], initializer: LayerArgs['weights_initializer'], regularizer: Regularizer | null) =>
      model_variable(name, { shape: size, dtype, initializer, regularizer, collections: collectionsOf(variables_collections, name), trainable })

    const { weights_initializer, biases_initializer, activation_fn } = args
    const initializer = weights_initializer === 'xavier_initializer' ? xavier_initializer() : weights_initializer
    const weights = variable('weights', [units, outputs], initializer as Initializer | null, args.weights_regularizer)
    let result = matmul(flat ? inputs : reshape(inputs, [-1, units]), weights)
    if (normalizer_fn) result = normalizer_params ? normalizer_fn(result, normalizer_params) : normalizer_fn(result)
    else if (biases_initializer) {
      const zeros = biases_initializer === 'zeros_initializer' ? zeros_initializer : biases_initializer
      result = bias_add(result, variable('biases', [outputs], zeros as Initializer, args.biases_regularizer))
    }
    if (activation_fn) result = (typeof activation_fn === 'string' ? ACTIVATIONS[activation_fn] : activation_fn)(result)
    if (!flat) {
      result = reshape(result, pack([...dims.slice(0, -1), outputs]))
      result.set_shape([...inputs.get_shape().as_list().slice(0, -1), outputs])
    }
    if (outputs_collections?.length) result.graph.add_to_collections(outputs_collections, result)
    return result
  })
}

/** The signature that all of them share. `xavier_initializer` and so on stand for defaults that are made when they are used. */
const signature = <N extends string, A extends string>(name: N, activation: A) =>
  `${name}(inputs, num_outputs, activation_fn=${activation}, normalizer_fn=None, normalizer_params=None, weights_initializer=xavier_initializer, weights_regularizer=None, biases_initializer=zeros_initializer, biases_regularizer=None, reuse=None, variables_collections=None, outputs_collections=None, trainable=True, scope=None)` as const

/**
 * A layer of `num_outputs` units over the last dimension of `inputs`: activation(inputs · weights + biases), in a variable
 * scope of its own. With a `normalizer_fn` there are no biases: its result takes their place.
 *
 *     const logits = tf.contrib.layers.fully_connected(hidden, 10, { activation_fn: null })
 *
 * Errors: ValueError for inputs of a rank below 2 or an unknown last dimension.
 */
export const fully_connected = pyfunction(signature('fully_connected', 'relu'), layer)
/** `fully_connected` without an activation. */
export const linear = pyfunction(signature('linear', 'None'), layer)
/** `fully_connected`, rectified. */
const reluLayer = pyfunction(signature('relu', 'relu'), layer)
/** `fully_connected`, rectified and cut off at 6. */
const relu6Layer = pyfunction(signature('relu6', 'relu6'), layer)
export { relu6Layer as relu6, reluLayer as relu }
