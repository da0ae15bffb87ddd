/** Decoders without attention (ops/seq2seq.py). */

import { iterableOf, listOf } from '../../calling/python_repr.ts'
import { pyfunction } from '../../calling/signature.ts'
import { tuple } from '../../calling/tuple.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { get_variable, variable_scope } from '../../ops/variables/variable_scope.ts'
import { embedding_lookup } from '../embedding.ts'
import { reuseVariables } from '../rnn/step.ts'
import { type Nested, type RNNCell, type ScopeLike, stepOf, units } from '../rnn_cell/rnn_cell.ts'
import { argmaxAndEmbed, checkProjection, type Decoded, type LoopFunction, type Projection } from './loop_functions.ts'

export interface DecoderArgs {
  decoder_inputs: Iterable<Nested>
  initial_state: Nested
  cell: RNNCell
  loop_function: LoopFunction | null
  scope: ScopeLike
}

/** The input of step `i`: where there is a loop function and an output before, what it makes of it. */
export function inputOf(input: Nested, loop_function: LoopFunction | null, prev: Tensor | null, i: number): Nested {
  if (loop_function === null || prev === null) return input
  return variable_scope('loop_function', { reuse: true }, () => loop_function(prev, i))
}

/**
 * The net of `cell` over `decoder_inputs`, a list of tensors [batch, depth], from `initial_state`: the outputs and the last state.
 * With `loop_function(prev, i)` the inputs after the first are made of the last output.
 */
export const rnn_decoder = pyfunction(
  'rnn_decoder(decoder_inputs, initial_state, cell, loop_function=None, scope=None)',
  ({ decoder_inputs, initial_state, cell, loop_function, scope }: DecoderArgs): Decoded =>
    variable_scope(scope || 'rnn_decoder', () => {
      let state = initial_state
      let prev: Tensor | null = null
      const outputs: Nested[] = []
      for (const given of iterableOf(decoder_inputs)) {
        const i = outputs.length
        const input = inputOf(given, loop_function, prev, i)
        if (i > 0) reuseVariables()
        const [output, next] = stepOf(cell, input, state)
        state = next
        outputs.push(output)
        if (loop_function !== null) prev = output
      }
      return tuple(outputs, state)
    }),
)

interface EmbeddingDecoderArgs extends DecoderArgs {
  num_symbols: number
  embedding_size: number
  output_projection: Projection
  feed_previous: boolean
  update_embedding_for_previous: boolean
}
/**
 * `rnn_decoder` over ids [batch], which are embedded by a variable `embedding` [num_symbols, embedding_size]. With `feed_previous` the
 * inputs after the first are the likeliest symbols of the outputs, which `output_projection` makes where it is given.
 */
export const embedding_rnn_decoder = pyfunction(
  'embedding_rnn_decoder(decoder_inputs, initial_state, cell, num_symbols, embedding_size, output_projection=None, feed_previous=False, update_embedding_for_previous=True, scope=None)',
  (args: EmbeddingDecoderArgs): Decoded =>
    variable_scope(args.scope || 'embedding_rnn_decoder', scope => {
      const { output_projection, update_embedding_for_previous } = args
      checkProjection(output_projection, units(args.num_symbols), scope.dtype)
      const embedding = get_variable('embedding', [args.num_symbols, args.embedding_size])
      const loop_function = args.feed_previous
        ? argmaxAndEmbed(embedding, output_projection, update_embedding_for_previous)
        : null
      const ids = listOf(args.decoder_inputs)
      // each is looked up where the decoder asks for it
      const embedded = (function* (): Generator<Tensor> {
        for (const one of ids) yield embedding_lookup(embedding, one)
      })()
      return rnn_decoder(embedded, args.initial_state, args.cell, { loop_function })
    }),
)
