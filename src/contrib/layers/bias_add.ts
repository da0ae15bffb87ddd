/** Biases as a layer (contrib/layers/python/layers/layers.py). */
import { ValueError } from '../../errors/python.ts'
import { convertToTensor, type TensorLike } from '../../graph/build/convert.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { bias_add as addBiases } from '../../ops/nn/bias_ops.ts'
import { variable_scope } from '../../ops/variables/variable_scope.ts'
import { scopable } from '../framework/arg_scope.ts'
import { model_variable } from '../framework/variables.ts'
import {
  type Activation,
  activated,
  checkDataFormat,
  type InitializerLike,
  initializerOf,
  type ScopeArgs,
} from './layer_parts.ts'
import type { Regularizer } from './regularizers.ts'
import { collectNamedOutputs } from './utils/named_outputs.ts'
import { variableCollections } from './utils/sizes.ts'

interface BiasArgs extends ScopeArgs {
  inputs: TensorLike
  activation_fn: Activation | null
  initializer: InitializerLike
  regularizer: Regularizer | null
  data_format: string
}
/**
 * activation(inputs + biases), where each channel, the last dimension or the second one in the format NCHW, has a bias. It serves as the
 * `normalizer_fn` of other layers, too.
 *
 * Errors: ValueError for other formats, NCHW with a rank other than 4, and an unknown rank or number of channels.
 */
export const bias_add = scopable(
  "bias_add(inputs, activation_fn=None, initializer=zeros_initializer, regularizer=None, reuse=None, variables_collections=None, outputs_collections=None, trainable=True, data_format='NHWC', scope=None)",
  (args: BiasArgs): Tensor => {
    const { data_format } = args
    checkDataFormat(data_format)
    return variable_scope(args.scope, { default_name: 'BiasAdd', values: [args.inputs], reuse: args.reuse }, scope => {
      const inputs = convertToTensor(args.inputs)
      const known = inputs.get_shape()
      if (known.ndims === null) throw new ValueError('Dims of shape must be known but is None')
      if (known.ndims !== 4 && data_format === 'NCHW') throw new ValueError('Data format NCHW only supports 4D Tensor')
      const channels = known.at(data_format === 'NCHW' ? 1 : -1).value
      if (channels === null) throw new ValueError('`C` dimension must be known but is None')
      const biases = model_variable('biases', {
        shape: [channels],
        dtype: inputs.dtype.base_dtype,
        initializer: initializerOf(args.initializer),
        regularizer: args.regularizer,
        collections: variableCollections(args.variables_collections, 'biases'),
        trainable: args.trainable,
      })
      const outputs = activated(addBiases(inputs, biases, { data_format }), args.activation_fn)
      return collectNamedOutputs(args.outputs_collections, scope.original_name_scope, outputs)
    })
  },
  9,
)
