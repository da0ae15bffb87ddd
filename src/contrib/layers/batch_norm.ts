/** Batch normalisation (contrib/layers/python/layers/layers.py). */
import { ValueError } from '../../errors/python.ts'
import { convertToTensor, type TensorLike } from '../../graph/build/convert.ts'
import { control_dependencies } from '../../graph/build/public.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { batch_normalization, moments, weighted_moments } from '../../nn/moments.ts'
import { identity } from '../../ops/core/identity_ops.ts'
import { add } from '../../ops/math/arithmetic_ops.ts'
import { reshape } from '../../ops/math/shape_ops.ts'
import { get_variable_scope, variable_scope } from '../../ops/variables/variable_scope.ts'
import type { Variable } from '../../ops/variables/variables.ts'
import { int } from '../../tensor/literals.ts'
import type { TensorShape } from '../../tensor/tensor_shape.ts'
import { scopable } from '../framework/arg_scope.ts'
import {
  type BatchNormArgs,
  collectUpdates,
  type Moments,
  mayTrain,
  movedAverages,
  parameters,
} from './batch_norm_parts.ts'
import { fusedBatchNorm } from './fused_batch_norm.ts'
import { activated, checkDataFormat } from './layer_parts.ts'
import { smartCond } from './utils/conditions.ts'
import { collectNamedOutputs } from './utils/named_outputs.ts'

interface Args extends BatchNormArgs {
  batch_weights: TensorLike | null
  fused: boolean
}
/** The inputs with what follows from their shape. */
interface Layout {
  readonly inputs: Tensor
  /** Over which axes moments are taken. */
  readonly axes: readonly number[]
  /** The shape of the parameters. */
  readonly shape: TensorShape
  /** A shape in which parameters stand beside the inputs; null where they do so by themselves. */
  readonly beside: readonly (number | null)[] | null
  readonly weights: Tensor | null
}
const upTo = (from: number, to: number): number[] => Array.from({ length: Math.max(to - from, 0) }, (_, i) => from + i)

function layoutOf({ inputs: given, batch_weights, data_format }: Args): Layout {
  const inputs = convertToTensor(given)
  const known = inputs.get_shape()
  const rank = known.ndims
  if (rank === null) throw new ValueError(`Inputs ${inputs.name} has undefined rank.`)
  let weights: Tensor | null = null
  if (batch_weights !== null) {
    const vector = convertToTensor(batch_weights)
    known.slice(0, 1).assert_is_compatible_with(vector.get_shape())
    weights = reshape(vector, [-1, ...new Array<number>(rank - 1).fill(1)])
  }
  const first = data_format === 'NCHW'
  const shape = first ? known.slice(1, 2) : known.slice(-1)
  const beside = first ? [1, known.at(1).value, ...upTo(2, rank).map(() => 1)] : null
  if (!shape.is_fully_defined())
    throw new ValueError(`Inputs ${inputs.name} has undefined channels dimension ${shape}.`)
  return { inputs, axes: first ? [0, ...upTo(2, rank)] : upTo(0, rank - 1), shape, beside, weights }
}

/** The moving averages, which are never cut into parts. */
function movingAverages(variable: ReturnType<typeof parameters>): readonly [Variable, Variable] {
  const { partitioner } = get_variable_scope()
  try {
    get_variable_scope().set_partitioner(null)
    return [variable('moving_mean', false), variable('moving_variance', false)]
  } finally {
    get_variable_scope().set_partitioner(partitioner)
  }
}

/** The moments of this batch; without weights less a copy of the moving mean, which makes the sums more exact. */
function batchMoments({ inputs, axes, beside, weights }: Layout, mean: Variable): Moments {
  let shift: Tensor | null = null
  if (weights === null) {
    shift = add(mean, int(0))
    if (beside !== null) shift = reshape(shift, beside)
  }
  const keep_dims = beside !== null
  const found =
    weights === null
      ? moments(inputs, axes, { shift, keep_dims })
      : weighted_moments(inputs, axes, weights, { keep_dims })
  return beside === null ? found : [reshape(found[0], [-1]), reshape(found[1], [-1])]
}

/** The moments to normalise by where the layer may be trained, and the updates of the averages. */
function trainedMoments(
  args: Args,
  layout: Layout,
  moving: readonly [Variable, Variable],
): readonly (Tensor | Variable)[] {
  const { is_training, decay, updates_collections } = args
  const batch = batchMoments(layout, moving[0])
  const averages = (): readonly (Tensor | Variable)[] => [...moving]
  const update = (): Moments => movedAverages(moving, batch, decay)
  if (updates_collections === null) {
    return smartCond<readonly (Tensor | Variable)[]>(
      is_training,
      () => control_dependencies(update(), () => [identity(batch[0]), identity(batch[1])]),
      averages,
    )
  }
  collectUpdates(updates_collections, smartCond<readonly (Tensor | Variable)[]>(is_training, update, averages))
  return smartCond<readonly (Tensor | Variable)[]>(is_training, () => batch, averages)
}

function batchNorm(args: Args): Tensor {
  if (args.fused) {
    if (args.batch_weights !== null)
      throw new ValueError('Weighted mean and variance is not currently supported for fused batch norm.')
    return fusedBatchNorm(args)
  }
  checkDataFormat(args.data_format)
  return variable_scope(args.scope, { default_name: 'BatchNorm', values: [args.inputs], reuse: args.reuse }, scope => {
    const layout = layoutOf(args)
    const { inputs, shape, beside } = layout
    const variable = parameters(args, shape, inputs.dtype.base_dtype)
    const beta = args.center ? variable('beta', args.trainable) : null
    const gamma = args.scale ? variable('gamma', args.trainable) : null
    const moving = movingAverages(variable)
    const [mean, variance] = (mayTrain(args.is_training) ? trainedMoments(args, layout, moving) : moving) as [
      Tensor,
      Tensor,
    ]
    let [m, v, offset, factor]: (Tensor | Variable | null)[] = [mean, variance, beta, gamma]
    if (beside !== null) {
      m = reshape(mean, beside)
      v = reshape(variance, beside)
      // without a beta TensorFlow fails here, and so does this
      offset = reshape(beta as unknown as Tensor, beside)
      if (gamma !== null) factor = reshape(gamma, beside)
    }
    const outputs = batch_normalization(
      inputs,
      m as Tensor,
      v as Tensor,
      offset as Tensor | null,
      factor as Tensor | null,
      args.epsilon,
    )
    outputs.set_shape(inputs.get_shape())
    return collectNamedOutputs(
      args.outputs_collections,
      scope.original_name_scope,
      activated(outputs, args.activation_fn),
    )
  })
}

/**
 * `inputs` less their mean and divided by their standard deviation, per channel (the last dimension, or the second one in the format
 * NCHW); then multiplied by `gamma` (with `scale`) and increased by `beta` (with `center`). It serves as the `normalizer_fn` of other layers.
 *
 * In training the moments are those of the batch (`batch_weights`: how many times each element counts), and the averages
 * `moving_mean` and `moving_variance` move towards them: by operations in the collection `updates_collections`, which have to
 * be run with the training step, or at once where that is null. Else the averages are used. `is_training` is a bool or a bool
 * tensor. `fused` computes in one node (inputs of rank 2 or 4). `param_initializers`: initializers of variables by their names.
 *
 *     const h = tf.contrib.layers.batch_norm(x, { is_training, updates_collections: null })
 *
 * Errors: ValueError for other formats, an unknown rank or number of channels, and weights where it is fused.
 */
export const batch_norm = scopable(
  "batch_norm(inputs, decay=0.999, center=True, scale=False, epsilon=0.001, activation_fn=None, param_initializers=None, updates_collections='update_ops', is_training=True, reuse=None, variables_collections=None, outputs_collections=None, trainable=True, batch_weights=None, fused=False, data_format='NHWC', scope=None)",
  batchNorm,
  16,
)
