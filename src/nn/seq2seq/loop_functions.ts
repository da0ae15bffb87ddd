/** What the functions of tf.nn.seq2seq share (ops/seq2seq.py). */

import { flatten, isSequence, packSequenceAs } from '../../calling/nest.ts'
import { tuple } from '../../calling/tuple.ts'
import { convertToTensor, type TensorLike } from '../../graph/build/convert.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { cond } from '../../ops/control_flow/cond.ts'
import { stop_gradient } from '../../ops/core/identity_ops.ts'
import { argmax } from '../../ops/math/arg_ops.ts'
import { get_variable_scope, type VariableScopeOptions, variable_scope } from '../../ops/variables/variable_scope.ts'
import type { Variable } from '../../ops/variables/variables.ts'
import type { DTypeLike } from '../../tensor/dtypes.ts'
import { embedding_lookup } from '../embedding.ts'
import { xw_plus_b } from '../layers.ts'
import { rnn } from '../rnn/static_rnn.ts'
import type { Nested, RNNCell } from '../rnn_cell/rnn_cell.ts'
import { EmbeddingWrapper, OutputProjectionWrapper } from '../rnn_cell/wrappers.ts'

/** Makes the next input of a decoder of its last output and the number of the step. */
export type LoopFunction = (prev: Tensor, i: number) => Tensor
/** Weights [size, symbols] and biases [symbols] that make symbols of outputs. */
export type Projection = readonly [weights: TensorLike, biases: TensorLike] | null
export type Decoded = [outputs: Nested[], state: Nested]
/** Whether a decoder gets its own symbols as inputs; a tensor decides in the run. */
export type FeedPrevious = boolean | Tensor

/** The next input is the embedding of the likeliest symbol. */
export function argmaxAndEmbed(embedding: Variable, projection: Projection, update: boolean): LoopFunction {
  return prev => {
    const logits = projection === null ? prev : xw_plus_b(prev, projection[0], projection[1])
    const embedded = embedding_lookup(embedding, argmax(logits, 1))
    return update ? embedded : stop_gradient(embedded)
  }
}

/** The options of a scope whose variables are of this type by default. */
export const ofType = (dtype: DTypeLike | null): VariableScopeOptions => (dtype === null ? {} : { dtype })

export function checkProjection(projection: Projection, symbols: number, dtype: DTypeLike | null): void {
  if (projection === null) return
  checkWeights(projection, symbols, dtype)
  checkBiases(projection, symbols, dtype)
}
function checkWeights([weights]: readonly TensorLike[], symbols: number, dtype: DTypeLike | null): void {
  const made = convertToTensor(weights, { ...(dtype === null ? {} : { dtype: dtype as never }) })
  made.get_shape().assert_is_compatible_with([null, symbols])
}
export function checkBiases([, biases]: readonly TensorLike[], symbols: number, dtype: DTypeLike | null): void {
  const made = convertToTensor(biases, { ...(dtype === null ? {} : { dtype: dtype as never }) })
  made.get_shape().assert_is_compatible_with([symbols])
}

/**
 * The decoder that `feedPrevious` chooses: a tensor chooses in a run between both forms, of which the first makes the variables and the
 * second uses them; then symbols that it gets back do not train their embedding. `like` is the structure of the state; not a sequence
 * where a single tensor is the state.
 */
export function chosenDecoder(
  feedPrevious: FeedPrevious,
  inputs: readonly Nested[],
  decode: (feedPrevious: boolean, updateEmbedding: boolean) => Decoded,
  like: () => Nested,
): Decoded {
  if (typeof feedPrevious === 'boolean') return decode(feedPrevious, true)
  const branch = (previous: boolean) => (): Nested[] =>
    variable_scope(get_variable_scope(), { reuse: previous ? null : true }, () => {
      const [outputs, state] = decode(previous, false)
      return [...outputs, ...flatten(state)]
    })
  const steps = inputs.length
  const results = cond(feedPrevious, branch(true), branch(false)) as Nested[]
  const structure = like()
  const parts = results.slice(steps)
  const state: Nested = isSequence(structure) ? packSequenceAs(structure, parts) : parts[0]
  return tuple(results.slice(0, steps), state)
}

export interface EncoderArgs {
  encoder_inputs: readonly Nested[]
  cell: RNNCell
  num_encoder_symbols: number
  embedding_size: number
}
/** The outputs and the last state of `cell` over embedded ids. */
export function encoded(args: EncoderArgs, dtype: DTypeLike | null): readonly [outputs: Nested[], state: Nested] {
  const encoder = new EmbeddingWrapper(args.cell, args.num_encoder_symbols, args.embedding_size)
  return rnn(encoder, args.encoder_inputs as Nested[], { dtype })
}

/** The cell of a decoder: it makes symbols, unless a projection does so after it. */
export const decoderCell = (cell: RNNCell, projection: Projection, symbols: number): RNNCell =>
  projection === null ? new OutputProjectionWrapper(cell, symbols) : cell
