/** Encoders with decoders (ops/seq2seq.py). */

import { listOf } from '../../calling/python_repr.ts'
import { pyfunction } from '../../calling/signature.ts'
import { tuple } from '../../calling/tuple.ts'
import { KeyError } from '../../errors/python.ts'
import type { TensorLike } from '../../graph/build/convert.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { shape } from '../../ops/math/shape_ops.ts'
import { get_variable, variable_scope } from '../../ops/variables/variable_scope.ts'
import { as_dtype, type DTypeLike } from '../../tensor/dtypes.ts'
import { embedding_lookup } from '../embedding.ts'
import { rnn } from '../rnn/static_rnn.ts'
import { reuseVariables } from '../rnn/step.ts'
import { shapeOf } from '../rnn_cell/linear.ts'
import { type Nested, type RNNCell, type ScopeLike, units } from '../rnn_cell/rnn_cell.ts'
import { OutputProjectionWrapper } from '../rnn_cell/wrappers.ts'
import { embedding_rnn_decoder, rnn_decoder } from './decoders.ts'
import {
  argmaxAndEmbed,
  checkProjection,
  chosenDecoder,
  type Decoded,
  decoderCell,
  encoded,
  type FeedPrevious,
  type LoopFunction,
  ofType,
  type Projection,
} from './loop_functions.ts'

interface ModelArgs {
  encoder_inputs: readonly Nested[]
  decoder_inputs: readonly Nested[]
  cell: RNNCell
  dtype: DTypeLike | null
  scope: ScopeLike
}
/** `float32` of a signature's default. */
const typeOf = (dtype: DTypeLike | null): DTypeLike | null => (dtype === null ? null : as_dtype(dtype))

/** An encoder, and a decoder that begins with its last state; they have weights of their own. */
export const basic_rnn_seq2seq = pyfunction(
  'basic_rnn_seq2seq(encoder_inputs, decoder_inputs, cell, dtype=float32, scope=None)',
  ({ encoder_inputs, decoder_inputs, cell, dtype, scope }: ModelArgs): Decoded =>
    variable_scope(scope || 'basic_rnn_seq2seq', () => {
      const [, state] = rnn(cell, encoder_inputs as Nested[], { dtype: typeOf(dtype) })
      return rnn_decoder(decoder_inputs, state, cell)
    }),
)

/** An encoder and a decoder with the same weights. */
export const tied_rnn_seq2seq = pyfunction(
  'tied_rnn_seq2seq(encoder_inputs, decoder_inputs, cell, loop_function=None, dtype=float32, scope=None)',
  ({
    encoder_inputs,
    decoder_inputs,
    cell,
    loop_function,
    dtype,
    scope: given,
  }: ModelArgs & {
    loop_function: LoopFunction | null
  }): Decoded =>
    variable_scope('combined_tied_rnn_seq2seq', () => {
      const scope = given || 'tied_rnn_seq2seq'
      const [, state] = rnn(cell, encoder_inputs as Nested[], { dtype: typeOf(dtype), scope })
      reuseVariables()
      return rnn_decoder(decoder_inputs, state, cell, { loop_function, scope })
    }),
)

interface EmbeddingModelArgs extends ModelArgs {
  num_encoder_symbols: number
  num_decoder_symbols: number
  embedding_size: number
  output_projection: Projection
  feed_previous: FeedPrevious
}
/**
 * An encoder and a decoder over ids [batch], each with an embedding of its own: logits [batch, num_decoder_symbols] of every step, or
 * with `output_projection` the outputs before it. `feed_previous`: the decoder gets its own symbols, not `decoder_inputs`; a boolean
 * tensor decides that in each run.
 */
export const embedding_rnn_seq2seq = pyfunction(
  'embedding_rnn_seq2seq(encoder_inputs, decoder_inputs, cell, num_encoder_symbols, num_decoder_symbols, embedding_size, output_projection=None, feed_previous=False, dtype=None, scope=None)',
  (args: EmbeddingModelArgs): Decoded =>
    variable_scope(args.scope || 'embedding_rnn_seq2seq', scope => {
      const { decoder_inputs, num_decoder_symbols, embedding_size, output_projection, feed_previous } = args
      if (args.dtype !== null) scope.set_dtype(args.dtype)
      const dtype = args.dtype ?? scope.dtype
      const [, state] = encoded(args, dtype)
      const cell = decoderCell(args.cell, output_projection, num_decoder_symbols)
      const decode = (previous: boolean, update_embedding_for_previous: boolean): Decoded =>
        embedding_rnn_decoder(decoder_inputs, state, cell, num_decoder_symbols, embedding_size, {
          output_projection,
          feed_previous: previous,
          update_embedding_for_previous,
        })
      return chosenDecoder(feed_previous, decoder_inputs, decode, () => state)
    }),
)

type TiedArgs = Omit<EmbeddingModelArgs, 'num_encoder_symbols' | 'num_decoder_symbols'> & {
  num_symbols: number
  num_decoder_symbols: number | null
}
/** `embedding_rnn_seq2seq` with one embedding and the same weights for encoder and decoder. */
export const embedding_tied_rnn_seq2seq = pyfunction(
  'embedding_tied_rnn_seq2seq(encoder_inputs, decoder_inputs, cell, num_symbols, embedding_size, num_decoder_symbols=None, output_projection=None, feed_previous=False, dtype=None, scope=None)',
  (args: TiedArgs): Decoded =>
    variable_scope(args.scope || 'embedding_tied_rnn_seq2seq', ofType(args.dtype), scope => {
      const { num_symbols, embedding_size, output_projection, feed_previous } = args
      const { dtype } = scope
      checkProjection(output_projection, units(num_symbols), dtype)
      const embedding = get_variable('embedding', [num_symbols, embedding_size], { dtype })
      const embedded = (ids: readonly Nested[]): Tensor[] => listOf(ids).map(one => embedding_lookup(embedding, one))
      const encoderInputs = embedded(args.encoder_inputs)
      const decoderInputs = embedded(args.decoder_inputs)
      const cell = decoderCell(args.cell, output_projection, args.num_decoder_symbols ?? num_symbols)
      const decode = (previous: boolean, update: boolean): Decoded =>
        tied_rnn_seq2seq(encoderInputs, decoderInputs, cell, {
          loop_function: previous ? argmaxAndEmbed(embedding, output_projection, update) : null,
          dtype,
        })
      return chosenDecoder(feed_previous, args.decoder_inputs, decode, () =>
        cell.zero_state(batchOf(args.encoder_inputs), dtype),
      )
    }),
)

function batchOf(inputs: readonly Nested[]): TensorLike {
  const [first, ...others] = inputs
  const batch = shapeOf(first).at(0)
  for (const input of others) batch.merge_with(shapeOf(input).at(0))
  return batch.value ?? shape(first as Tensor).at(0)
}

type ByName<T> = ReadonlyMap<string, T> | Readonly<Record<string, T>>
interface OneToManyArgs
  extends Omit<EmbeddingModelArgs, 'decoder_inputs' | 'num_decoder_symbols' | 'output_projection'> {
  decoder_inputs_dict: ByName<readonly Nested[]>
  num_decoder_symbols_dict: ByName<number>
}
const entriesOf = <T>(dict: ByName<T>): [string, T][] =>
  dict instanceof Map ? [...dict] : Object.entries(dict as Readonly<Record<string, T>>)

/** One encoder and a decoder for each name: the outputs and the states by name. See `embedding_rnn_seq2seq`. */
export const one2many_rnn_seq2seq = pyfunction(
  'one2many_rnn_seq2seq(encoder_inputs, decoder_inputs_dict, cell, num_encoder_symbols, num_decoder_symbols_dict, embedding_size, feed_previous=False, dtype=None, scope=None)',
  (args: OneToManyArgs): [outputs: Map<string, Nested[]>, states: Map<string, Nested>] =>
    variable_scope(args.scope || 'one2many_rnn_seq2seq', ofType(args.dtype), scope => {
      const { cell, embedding_size, feed_previous } = args
      const [, state] = encoded(args, scope.dtype)
      const symbols = new Map(entriesOf(args.num_decoder_symbols_dict))
      const outputs = new Map<string, Nested[]>()
      const states = new Map<string, Nested>()
      for (const [name, inputs] of entriesOf(args.decoder_inputs_dict)) {
        if (!symbols.has(name)) throw new KeyError(name)
        const count = symbols.get(name) as number
        variable_scope(`one2many_decoder_${name}`, () => {
          const decoder = new OutputProjectionWrapper(cell, count)
          const decode = (previous: boolean): Decoded =>
            embedding_rnn_decoder(inputs, state, decoder, count, embedding_size, { feed_previous: previous })
          const [decoded, last] = chosenDecoder(feed_previous, inputs, decode, () => state)
          outputs.set(name, decoded)
          states.set(name, last)
        })
      }
      return tuple(outputs, states)
    }),
)
