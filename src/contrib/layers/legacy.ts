/** Fully connected layers with the arguments of older versions (contrib/layers/python/layers/layers.py). */

import { pyfunction } from '../../calling/signature.ts'
import { ValueError } from '../../errors/python.ts'
import { convertToTensor, type Name, type TensorLike } from '../../graph/build/convert.ts'
import { get_default_graph } from '../../graph/default_graph.ts'
import { GraphKeys } from '../../graph/graph_keys.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { pack, unpack } from '../../ops/array/pack_ops.ts'
import { matmul } from '../../ops/math/matmul_ops.ts'
import { reshape, shape } from '../../ops/math/shape_ops.ts'
import { relu } from '../../ops/nn/activation_ops.ts'
import { bias_add } from '../../ops/nn/bias_ops.ts'
import { get_variable, variable_scope } from '../../ops/variables/variable_scope.ts'
import type { Variable } from '../../ops/variables/variables.ts'
import type { PyInt } from '../../tensor/literals.ts'
import { type Activation, activated, type InitializerLike, initializerOf } from './layer_parts.ts'
import { partial } from './partial.ts'
import type { Regularizer } from './regularizers.ts'

type Keys = readonly string[] | null
interface LegacyArgs {
  x: TensorLike
  num_output_units: number | PyInt
  activation_fn: Activation | null
  weight_init: InitializerLike
  bias_init: InitializerLike
  name: Name
  weight_collections: Keys
  bias_collections: Keys
  output_collections: Keys
  trainable: boolean
  weight_regularizer: Regularizer | null
  bias_regularizer: Regularizer | null
}

function depthOf(x: Tensor): number {
  const known = x.get_shape()
  if (known.ndims === null) throw new ValueError('dims of x must be known but is None')
  if (known.ndims < 2) throw new ValueError(`rank of x must be at least 2 not: ${known.ndims}`)
  const depth = known.at(-1).value
  if (depth === null) throw new ValueError('last dimension of x must be known but is None')
  return depth
}

/** Keys of collections; the names in the signature stand for usual ones. */
const keysOf = (given: Keys): string[] =>
  (given ?? []).map(key => (GraphKeys as Readonly<Record<string, string>>)[key.split('.')[1] ?? ''] ?? key)

/**
 * A layer of `num_output_units` units over the last dimension of `x`: activation(x · weights + bias). Weights, bias and output are in
 * the collections that are named. `bias_init` null makes no bias.
 *
 * Errors: ValueError for an `x` of a rank below 2 or an unknown last dimension.
 */
export const legacy_fully_connected = pyfunction(
  'legacy_fully_connected(x, num_output_units, activation_fn=None, weight_init=xavier_initializer, bias_init=zeros_initializer, name=None, weight_collections=(GraphKeys.WEIGHTS), bias_collections=(GraphKeys.BIASES), output_collections=(GraphKeys.ACTIVATIONS), trainable=True, weight_regularizer=None, bias_regularizer=None)',
  (args: LegacyArgs): Tensor =>
    variable_scope(args.name, 'fully_connected', [args.x], () => {
      const x = convertToTensor(args.x)
      const depth = depthOf(x)
      const units = Number(args.num_output_units)
      const variable = (
        name: string,
        size: readonly number[],
        initializer: InitializerLike,
        regularizer: Regularizer | null,
        keys: Keys,
      ): Variable =>
        get_variable(name, {
          shape: size,
          dtype: x.dtype.base_dtype,
          initializer: initializerOf(initializer),
          collections: [...new Set([...keysOf(keys), GraphKeys.GLOBAL_VARIABLES])],
          regularizer,
          trainable: args.trainable,
        })
      const weights = variable(
        'weights',
        [depth, units],
        args.weight_init,
        args.weight_regularizer,
        args.weight_collections,
      )
      const known = x.get_shape().as_list()
      let y = matmul(known.length <= 2 ? x : reshape(x, [-1, depth]), weights)
      if (args.bias_init !== null)
        y = bias_add(y, variable('bias', [units], args.bias_init, args.bias_regularizer, args.bias_collections))
      if (known.length > 2) {
        y = reshape(y, pack([...unpack(shape(x)).slice(0, -1), units]))
        y.set_shape([...known.slice(0, -1), units])
      }
      const outputs = activated(y, args.activation_fn)
      get_default_graph().add_to_collections([...keysOf(args.output_collections), GraphKeys.ACTIVATIONS], outputs)
      return outputs
    }),
)
/** `legacy_fully_connected`, rectified. */
export const legacy_relu = partial('legacy_relu', legacy_fully_connected, { activation_fn: (x: Tensor) => relu(x) })
/** `legacy_fully_connected` without an activation. */
export const legacy_linear = partial('legacy_linear', legacy_fully_connected, { activation_fn: null })
