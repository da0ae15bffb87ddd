/** Batch normalisation in one node (contrib/layers/python/layers/layers.py). */
import { ValueError } from '../../errors/python.ts'
import { convertToTensor, type TensorLike } from '../../graph/build/convert.ts'
import { control_dependencies } from '../../graph/build/public.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { fused_batch_norm } from '../../nn/moments.ts'
import { identity } from '../../ops/core/identity_ops.ts'
import { reshape } from '../../ops/math/shape_ops.ts'
import { variable_scope } from '../../ops/variables/variable_scope.ts'
import type { Variable } from '../../ops/variables/variables.ts'
import {
  type BatchNormArgs,
  collectUpdates,
  type Moments,
  mayTrain,
  movedAverages,
  parameters,
} from './batch_norm_parts.ts'
import { activated, checkDataFormat } from './layer_parts.ts'
import { smartCond } from './utils/conditions.ts'
import { collectNamedOutputs } from './utils/named_outputs.ts'

/** Batches of vectors become images of one pixel. */
function asImages(inputs: Tensor, format: string): Tensor {
  const known = inputs.get_shape()
  if (known.ndims === null) throw new ValueError(`Inputs ${inputs.name} has undefined rank`)
  if (known.ndims !== 2 && known.ndims !== 4) {
    throw new ValueError(`Inputs ${inputs.name} has unsupported rank.           Expected 2 or 4 but got ${known.ndims}`)
  }
  if (known.ndims === 4) return inputs
  const channels = known.at(-1).value
  if (channels === null) throw new ValueError('`C` dimension must be known but is None')
  return reshape(inputs, format === 'NCHW' ? [-1, channels, 1, 1] : [-1, 1, 1, channels])
}

/** Updates the averages: at once where no collection collects the updates. */
function updated(
  args: BatchNormArgs,
  outputs: Tensor,
  moments: Moments,
  moving: readonly [Variable, Variable],
): Tensor {
  const update = (): Moments => movedAverages(moving, moments, args.decay)
  if (args.updates_collections === null) {
    return smartCond(
      args.is_training,
      () => control_dependencies(update(), () => identity(outputs)),
      () => outputs,
    )
  }
  collectUpdates(
    args.updates_collections,
    smartCond<readonly (Tensor | Variable)[]>(args.is_training, update, () => [...moving]),
  )
  return outputs
}

/** Normalises by the node FusedBatchNorm (see `batch_norm`). */
export function fusedBatchNorm(args: BatchNormArgs): Tensor {
  const { data_format, epsilon, trainable } = args
  checkDataFormat(data_format)
  return variable_scope(args.scope, { default_name: 'BatchNorm', values: [args.inputs], reuse: args.reuse }, scope => {
    const given = convertToTensor(args.inputs)
    const inputs = asImages(given, data_format)
    const known = inputs.get_shape()
    const shape = data_format === 'NHWC' ? known.slice(-1) : known.slice(1, 2)
    if (!shape.is_fully_defined()) throw new ValueError(`Inputs ${inputs.name} has undefined \`C\` dimension ${shape}.`)
    const variable = parameters(args, shape, inputs.dtype.base_dtype)
    const beta = variable('beta', trainable && args.center)
    const gamma = variable('gamma', trainable && args.scale)
    const moving = [variable('moving_mean', false), variable('moving_variance', false)] as const
    const [mean, variance] = moving
    const [outputs, ...moments] = smartCond(
      args.is_training,
      () => fused_batch_norm(inputs, gamma, beta, { epsilon, data_format }),
      () => fused_batch_norm(inputs, gamma, beta, { mean, variance, epsilon, is_training: false, data_format }),
    )
    let result = mayTrain(args.is_training) ? updated(args, outputs, moments as Moments, moving) : outputs
    result.set_shape(known)
    if (given.get_shape().ndims === 2) result = reshape(result, given.get_shape() as unknown as TensorLike)
    return collectNamedOutputs(
      args.outputs_collections,
      scope.original_name_scope,
      activated(result, args.activation_fn),
    )
  })
}
