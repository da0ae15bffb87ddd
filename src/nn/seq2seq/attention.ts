/** Decoders that look back at the encoder's outputs (ops/seq2seq.py; Vinyals et al., arXiv 1412.7449). */

import { flatten, isSequence } from '../../calling/nest.ts'
import { listOf } from '../../calling/python_repr.ts'
import { pyfunction } from '../../calling/signature.ts'
import { tuple } from '../../calling/tuple.ts'
import { AssertionError, ValueError } from '../../errors/python.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { concat } from '../../ops/array/concat_ops.ts'
import { pack } from '../../ops/array/pack_ops.ts'
import { zeros } from '../../ops/math/constant_op.ts'
import { tanh } from '../../ops/math/function_ops.ts'
import { plus, times } from '../../ops/math/operators.ts'
import { reduce_sum } from '../../ops/math/reduction_ops.ts'
import { reshape, shape } from '../../ops/math/shape_ops.ts'
import { conv2d } from '../../ops/nn/conv2d_ops.ts'
import { softmax } from '../../ops/nn/softmax_ops.ts'
import { get_variable, get_variable_scope, variable_scope } from '../../ops/variables/variable_scope.ts'
import type { Variable } from '../../ops/variables/variables.ts'
import type { DTypeLike } from '../../tensor/dtypes.ts'
import { int } from '../../tensor/literals.ts'
import { embedding_lookup } from '../embedding.ts'
import { reuseVariables } from '../rnn/step.ts'
import { linear, shapeOf } from '../rnn_cell/linear.ts'
import { type Nested, type RNNCell, type ScopeLike, stepOf, units } from '../rnn_cell/rnn_cell.ts'
import { inputOf } from './decoders.ts'
import {
  argmaxAndEmbed,
  checkBiases,
  chosenDecoder,
  type Decoded,
  decoderCell,
  type EncoderArgs,
  encoded,
  type FeedPrevious,
  type LoopFunction,
  ofType,
  type Projection,
} from './loop_functions.ts'

interface AttentionArgs {
  decoder_inputs: readonly Nested[]
  initial_state: Nested
  attention_states: Tensor
  cell: RNNCell
  output_size: number | null
  num_heads: number
  loop_function: LoopFunction | null
  dtype: DTypeLike | null
  scope: ScopeLike
  initial_state_attention: boolean
}

/** The heads that read the encoder's states, [batch, length, size]. */
class Attention {
  readonly size: number
  readonly #length: number | Tensor
  readonly #hidden: Tensor
  readonly #features: Tensor[] = []
  readonly #vectors: Variable[] = []

  constructor(states: Tensor, heads: number) {
    const [, length, size] = states.get_shape().as_list() as [number | null, number | null, number]
    this.size = size
    this.#length = length ?? shape(states).at(1)
    this.#hidden = reshape(states, dims(-1, this.#length, 1, size))
    for (let head = 0; head < heads; head++) {
      const weights = get_variable(`AttnW_${head}`, [1, 1, size, size])
      this.#features.push(conv2d(this.#hidden, weights, [1, 1, 1, 1], 'SAME'))
      this.#vectors.push(get_variable(`AttnV_${head}`, [size]))
    }
  }
  /** What each head sees for a query, the state: [batch, size]. */
  read(state: Nested): Tensor[] {
    const query = isSequence(state) ? joined(state) : (state as Tensor)
    return this.#features.map((features, head) =>
      variable_scope(`Attention_${head}`, () => {
        const y = reshape(linear(query, this.size), [-1, 1, 1, this.size])
        const scores = reduce_sum(times(this.#vectors[head], tanh(plus(features, y))), [2, 3])
        const weights = softmax(scores)
        const seen = reduce_sum(times(reshape(weights, dims(-1, this.#length, 1, 1)), this.#hidden), [1, 2])
        return reshape(seen, [-1, this.size])
      }),
    )
  }
}
const dims = (...list: (number | Tensor)[]): number[] =>
  (list.some(dim => typeof dim !== 'number')
    ? list.map(dim => (typeof dim === 'number' ? int(dim) : dim))
    : list) as number[]

/** The parts of a state side by side. */
function joined(state: Nested): Tensor {
  const parts = flatten(state) as Tensor[]
  for (const part of parts) {
    const { ndims } = shapeOf(part)
    if (ndims && ndims !== 2) throw new AssertionError('')
  }
  return concat(1, parts)
}

/**
 * `rnn_decoder` with `num_heads` heads of attention to `attention_states` [batch, length, size]: what they see is joined to every
 * input and output, which have `output_size` columns (the cell's by default). `initial_state_attention`: they look before the first
 * step, not only after it. Errors: ValueError for no inputs, no heads, and states of unknown size.
 */
export const attention_decoder = pyfunction(
  'attention_decoder(decoder_inputs, initial_state, attention_states, cell, output_size=None, num_heads=1, loop_function=None, dtype=None, scope=None, initial_state_attention=False)',
  (args: AttentionArgs): Decoded => {
    const { cell, loop_function, attention_states, initial_state_attention } = args
    const inputs = listOf(args.decoder_inputs)
    if (inputs.length === 0) throw new ValueError('Must provide at least 1 input to attention decoder.')
    const heads = units(args.num_heads)
    if (heads < 1) throw new ValueError('With less than 1 heads, use a non-attention decoder.')
    if (shapeOf(attention_states).at(2).value === null)
      throw new ValueError(`Shape[2] of attention_states must be known: ${attention_states.get_shape()}`)
    const output_size = args.output_size ?? (cell.output_size as number)
    return variable_scope(args.scope || 'attention_decoder', ofType(args.dtype), scope => {
      const batch = shape(inputs[0] as Tensor).at(0)
      const attention = new Attention(attention_states, heads)
      let state = args.initial_state
      const size = pack([batch, int(attention.size)])
      let seen = Array.from({ length: heads }, () => zeros(size, scope.dtype))
      for (const one of seen) one.set_shape([null, attention.size])
      if (initial_state_attention) seen = attention.read(state)
      let prev: Tensor | null = null
      const outputs: Tensor[] = []
      for (const [i, given] of inputs.entries()) {
        if (i > 0) reuseVariables()
        const input = inputOf(given, loop_function, prev, i)
        const columns = shapeOf(input).with_rank(2).at(1).value
        if (columns === null) throw new ValueError(`Could not infer input size from input: ${input.name}`)
        const [cellOutput, next] = stepOf(cell, linear([input, ...seen], columns), state)
        state = next
        seen =
          i === 0 && initial_state_attention
            ? variable_scope(get_variable_scope(), { reuse: true }, () => attention.read(state))
            : attention.read(state)
        const output = variable_scope('AttnOutputProjection', () => linear([cellOutput, ...seen], output_size))
        if (loop_function !== null) prev = output
        outputs.push(output)
      }
      return tuple(outputs, state)
    })
  },
)

interface EmbeddingAttentionArgs extends Omit<AttentionArgs, 'loop_function'> {
  num_symbols: number
  embedding_size: number
  output_projection: Projection
  feed_previous: boolean
  update_embedding_for_previous: boolean
}
/** `attention_decoder` over ids [batch], which are embedded by a variable. See `embedding_rnn_decoder`. */
export const embedding_attention_decoder = pyfunction(
  'embedding_attention_decoder(decoder_inputs, initial_state, attention_states, cell, num_symbols, embedding_size, num_heads=1, output_size=None, output_projection=None, feed_previous=False, update_embedding_for_previous=True, dtype=None, scope=None, initial_state_attention=False)',
  (args: EmbeddingAttentionArgs): Decoded => {
    const { cell, output_projection, num_heads, initial_state_attention } = args
    const output_size = args.output_size ?? (cell.output_size as number)
    if (output_projection !== null) checkBiases(output_projection, units(args.num_symbols), args.dtype)
    return variable_scope(args.scope || 'embedding_attention_decoder', ofType(args.dtype), () => {
      const embedding = get_variable('embedding', [args.num_symbols, args.embedding_size])
      const loop_function = args.feed_previous
        ? argmaxAndEmbed(embedding, output_projection, args.update_embedding_for_previous)
        : null
      const embedded = listOf(args.decoder_inputs).map(one => embedding_lookup(embedding, one))
      return attention_decoder(embedded, args.initial_state, args.attention_states, cell, {
        output_size,
        num_heads,
        loop_function,
        initial_state_attention,
      })
    })
  },
)

interface AttentionModelArgs extends EncoderArgs {
  decoder_inputs: readonly Nested[]
  num_decoder_symbols: number
  num_heads: number
  output_projection: Projection
  feed_previous: FeedPrevious
  dtype: DTypeLike | null
  scope: ScopeLike
  initial_state_attention: boolean
}
/** `embedding_rnn_seq2seq` whose decoder attends to the outputs of the encoder. */
export const embedding_attention_seq2seq = pyfunction(
  'embedding_attention_seq2seq(encoder_inputs, decoder_inputs, cell, num_encoder_symbols, num_decoder_symbols, embedding_size, num_heads=1, output_projection=None, feed_previous=False, dtype=None, scope=None, initial_state_attention=False)',
  (args: AttentionModelArgs): Decoded =>
    variable_scope(args.scope || 'embedding_attention_seq2seq', ofType(args.dtype), scope => {
      const { decoder_inputs, num_decoder_symbols, embedding_size, output_projection, feed_previous } = args
      const { num_heads, initial_state_attention } = args
      const [outputs, state] = encoded(args, scope.dtype)
      const columns = args.cell.output_size as number
      const states = concat(
        1,
        outputs.map(output => reshape(output as Tensor, [-1, 1, columns])),
      )
      const projects = output_projection === null
      const cell = decoderCell(args.cell, output_projection, num_decoder_symbols)
      const decode = (previous: boolean, update_embedding_for_previous: boolean): Decoded =>
        embedding_attention_decoder(decoder_inputs, state, states, cell, num_decoder_symbols, embedding_size, {
          num_heads,
          output_size: projects ? num_decoder_symbols : null,
          output_projection,
          feed_previous: previous,
          update_embedding_for_previous,
          initial_state_attention,
        })
      return chosenDecoder(feed_previous, decoder_inputs, decode, () => state)
    }),
)
