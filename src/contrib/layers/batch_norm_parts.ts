/** What both ways of batch normalisation share: arguments, variables, and updates of the moving averages. */

import type { TensorLike } from '../../graph/build/convert.ts'
import { get_default_graph } from '../../graph/default_graph.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { ones_initializer } from '../../ops/variables/init_ops.ts'
import type { Variable } from '../../ops/variables/variables.ts'
import type { DType } from '../../tensor/dtypes.ts'
import type { TensorShape } from '../../tensor/tensor_shape.ts'
import { assignMovingAverage } from '../../train/moving_averages.ts'
import { model_variable } from '../framework/variables.ts'
import { type Activation, type InitializerLike, initializerOf, keywordsOf, type ScopeArgs } from './layer_parts.ts'
import { isTrue, knownValue } from './utils/conditions.ts'
import type { Collections } from './utils/named_outputs.ts'
import { variableCollections } from './utils/sizes.ts'

export interface BatchNormArgs extends ScopeArgs {
  inputs: TensorLike
  decay: TensorLike
  center: boolean
  scale: boolean
  epsilon: number
  activation_fn: Activation | null
  param_initializers: ReadonlyMap<string, InitializerLike> | Readonly<Record<string, InitializerLike>> | null
  updates_collections: Collections
  is_training: unknown
  data_format: string
}

export type Parameter = 'beta' | 'gamma' | 'moving_mean' | 'moving_variance'
/** Makes the variables of a normalisation by their names. */
export function parameters(
  args: BatchNormArgs,
  shape: TensorShape,
  dtype: DType,
): (name: Parameter, trainable: boolean) => Variable {
  const initializers = keywordsOf(args.param_initializers) as Readonly<Record<string, InitializerLike>>
  return (name, trainable) => {
    const zero = name === 'beta' || name === 'moving_mean'
    const usual = zero ? initializerOf('zeros_initializer') : ones_initializer()
    return model_variable(name, {
      shape,
      dtype,
      initializer: (name in initializers ? initializers[name] : usual) as never,
      collections: variableCollections(args.variables_collections, name),
      trainable,
    })
  }
}

/** Whether the layer trains, as far as that is known while the graph is built; else it may. */
export function mayTrain(is_training: unknown): boolean {
  const known = knownValue(is_training)
  return known === undefined || isTrue(known)
}

/** Mean and variance. */
export type Moments = [mean: Tensor, variance: Tensor]
/** Moves the averages towards the moments of a batch. */
export const movedAverages = (
  moving: readonly [Variable, Variable],
  [mean, variance]: Moments,
  decay: TensorLike,
): Moments => [
  assignMovingAverage(moving[0], mean, decay, false),
  assignMovingAverage(moving[1], variance, decay, false),
]
/** Adds the updates to the collections that collect them. */
export function collectUpdates(collections: Collections, updates: readonly (Tensor | Variable)[]): void {
  for (const update of updates) get_default_graph().add_to_collections(collections as string, update)
}
