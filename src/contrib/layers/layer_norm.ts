/** Layer normalisation (contrib/layers/python/layers/layers.py). */
import { ValueError } from '../../errors/python.ts'
import { convertToTensor, type TensorLike } from '../../graph/build/convert.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { batch_normalization, moments } from '../../nn/moments.ts'
import { ones_initializer } from '../../ops/variables/init_ops.ts'
import { variable_scope } from '../../ops/variables/variable_scope.ts'
import type { Variable } from '../../ops/variables/variables.ts'
import { scopable } from '../framework/arg_scope.ts'
import { model_variable } from '../framework/variables.ts'
import { type Activation, activated, initializerOf, type ScopeArgs } from './layer_parts.ts'
import { collectNamedOutputs } from './utils/named_outputs.ts'
import { variableCollections } from './utils/sizes.ts'

/** What is added to the variance. */
const EPSILON = 1e-12

interface NormArgs extends ScopeArgs {
  inputs: TensorLike
  center: boolean
  scale: boolean
  activation_fn: Activation | null
}
/**
 * `inputs` [batch, ...] less their mean and divided by their standard deviation, over all dimensions but the first; then, over the last
 * dimension, multiplied by `gamma` (with `scale`) and increased by `beta` (with `center`).
 *
 * Errors: ValueError for an unknown rank or last dimension.
 */
export const layer_norm = scopable(
  'layer_norm(inputs, center=True, scale=True, activation_fn=None, reuse=None, variables_collections=None, outputs_collections=None, trainable=True, scope=None)',
  (args: NormArgs): Tensor =>
    variable_scope(args.scope, { default_name: 'LayerNorm', values: [args.inputs], reuse: args.reuse }, scope => {
      const inputs = convertToTensor(args.inputs)
      const known = inputs.get_shape()
      if (known.ndims === null) throw new ValueError(`Inputs ${inputs.name} has undefined rank.`)
      const shape = known.slice(-1)
      if (!shape.is_fully_defined())
        throw new ValueError(`Inputs ${inputs.name} has undefined last dimension ${shape}.`)
      const parameter = (name: string, initializer: unknown): Variable =>
        model_variable(name, {
          shape,
          dtype: inputs.dtype.base_dtype,
          initializer: initializer as never,
          collections: variableCollections(args.variables_collections, name),
          trainable: args.trainable,
        })
      const beta = args.center ? parameter('beta', initializerOf('zeros_initializer')) : null
      const gamma = args.scale ? parameter('gamma', ones_initializer()) : null
      const axes = Array.from({ length: Math.max(known.ndims - 1, 0) }, (_, i) => i + 1)
      const [mean, variance] = moments(inputs, axes, { keep_dims: true })
      const normalized = batch_normalization(inputs, mean, variance, beta, gamma, EPSILON)
      normalized.set_shape(known)
      return collectNamedOutputs(
        args.outputs_collections,
        scope.original_name_scope,
        activated(normalized, args.activation_fn),
      )
    }),
  8,
)
