/** Fully connected layers (contrib/layers/python/layers/layers.py). */

import { pythonRepr } from '../../calling/python_repr.ts'
import { ValueError } from '../../errors/python.ts'
import { convertToTensor } from '../../graph/build/convert.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { pack, unpack } from '../../ops/array/pack_ops.ts'
import { matmul } from '../../ops/math/matmul_ops.ts'
import { reshape, shape } from '../../ops/math/shape_ops.ts'
import { relu, relu6 } from '../../ops/nn/activation_ops.ts'
import { variable_scope } from '../../ops/variables/variable_scope.ts'
import type { PyInt } from '../../tensor/literals.ts'
import { scopable } from '../framework/arg_scope.ts'
import { activated, LAYER_END, type LayerArgs, normalizedOrBiased, weightsOf } from './layer_parts.ts'
import { partial } from './partial.ts'
import { collectNamedOutputs } from './utils/named_outputs.ts'
import { isInteger, lastDimension } from './utils/sizes.ts'

interface FullyConnectedArgs extends LayerArgs {
  num_outputs: number | PyInt
}

function fullyConnected(args: FullyConnectedArgs): Tensor {
  if (!isInteger(args.num_outputs)) {
    throw new ValueError(`('num_outputs should be int or long, got %s.', ${pythonRepr(args.num_outputs)})`)
  }
  const units = Number(args.num_outputs)
  return variable_scope(
    args.scope,
    { default_name: 'fully_connected', values: [args.inputs], reuse: args.reuse },
    scope => {
      const inputs = convertToTensor(args.inputs)
      const dtype = inputs.dtype.base_dtype
      const depth = lastDimension(inputs.get_shape(), 2)
      const dims = unpack(shape(inputs))
      const flat = dims.length <= 2
      const weights = weightsOf(args, 'weights', [depth, units], dtype)
      const products = matmul(flat ? inputs : reshape(inputs, [-1, depth]), weights)
      let outputs = activated(normalizedOrBiased(args, products, { size: units, dtype }), args.activation_fn)
      if (!flat) {
        outputs = reshape(outputs, pack([...dims.slice(0, -1), units]))
        outputs.set_shape([...inputs.get_shape().as_list().slice(0, -1), units])
      }
      return collectNamedOutputs(args.outputs_collections, scope.original_name_scope, outputs)
    },
  )
}

/**
 * A layer of `num_outputs` units over the last dimension of `inputs`: activation(inputs · weights + biases), in a variable
 * scope of its own. With a `normalizer_fn` there are no biases: its result takes their place. Inputs [..., depth] give outputs
 * [..., num_outputs].
 *
 *     const logits = tf.contrib.layers.fully_connected(hidden, 10, { activation_fn: null })
 *
 * Errors: ValueError for inputs of a rank below 2 or an unknown last dimension, and for a `num_outputs` that is no int.
 */
export const fully_connected = scopable(
  `fully_connected(inputs, num_outputs, activation_fn=relu, ${LAYER_END})` as const,
  fullyConnected,
  13,
)
/** `fully_connected` without an activation. */
export const linear = partial('linear', fully_connected, { activation_fn: null })
/** `fully_connected`, rectified. */
const reluLayer = partial('relu', fully_connected, { activation_fn: (x: Tensor) => relu(x) })
/** `fully_connected`, rectified and cut off at 6. */
const relu6Layer = partial('relu6', fully_connected, { activation_fn: (x: Tensor) => relu6(x) })

export { relu6Layer as relu6, reluLayer as relu }
