/** Batches of pieces of sequences, fed by queue runners (contrib/training/sequence_queueing_state_saver.py). */
import { pythonStr } from '../../calling/python_repr.ts'
import { pyfunction } from '../../calling/signature.ts'
import { CancelledError, OutOfRangeError } from '../../errors/op_errors.ts'
import { TypeError, ValueError } from '../../errors/python.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { concat } from '../../ops/array/concat_ops.ts'
import { s, sliceHelper } from '../../ops/array/slice_ops.ts'
import { withDependencies } from '../../ops/control_flow/control_flow_ops.ts'
import { Assert_ } from '../../ops/control_flow/logging_ops.ts'
import { identity } from '../../ops/core/identity_ops.ts'
import { cast } from '../../ops/math/cast_ops.ts'
import { equal } from '../../ops/math/comparison_ops.ts'
import { constant, fill } from '../../ops/math/constant_op.ts'
import { minus, modulo, plus } from '../../ops/math/operators.ts'
import { shape } from '../../ops/math/shape_ops.ts'
import { as_string } from '../../ops/parsing/string_conversion_ops.ts'
import { string_join } from '../../ops/parsing/string_ops.ts'
import { scalar } from '../../summary/summaries.ts'
import { float32, int32, string } from '../../tensor/dtypes.ts'
import { int, PyInt } from '../../tensor/literals.ts'
import { add_queue_runner, QueueRunner } from '../../train/queue_runner.ts'
import type { NextQueuedSequenceBatch } from './next_queued_sequence_batch.ts'
import { SequenceQueueingStateSaver } from './sequence_queueing_state_saver.ts'
import { type Dict, itemsOf } from './sequence_values.ts'
import { after, assertMultiple } from './shape_checks.ts'

interface BatchArgs {
  input_key: TensorLike
  input_sequences: Dict
  input_context: Dict
  input_length: TensorLike | null
  initial_states: Dict
  num_unroll: number
  batch_size: number
  num_threads: number
  capacity: number
  allow_small_batch: boolean
  pad: boolean
  name: Name
}
/**
 * Batches of pieces of `num_unroll` steps of `batch_size` sequences, as `SequenceQueueingStateSaver` makes them, filled by `num_threads` queue runners.
 * `pad`: sequences are padded with zeros (or empty strings) to a multiple of `num_unroll`, and `input_length` may be null for the length of the sequences.
 * `allow_small_batch`: at the end of the input batches are smaller.
 *
 *     const batch = tf.contrib.training.batch_sequences_with_states(key, { words }, {}, null, { h: tf.zeros([64]) }, 20, 32)
 *     const [outputs, state] = tf.nn.state_saving_rnn(cell, tf.unpack(batch.sequences.words, { axis: 1 }), batch, 'h')
 *
 * Errors: those of the state saver, ValueError for a `num_unroll` that is no integer; at a run InvalidArgumentError for sequences of different lengths.
 */
export const batch_sequences_with_states = pyfunction(
  'batch_sequences_with_states(input_key, input_sequences, input_context, input_length, initial_states, num_unroll, batch_size, num_threads=3, capacity=1000, allow_small_batch=True, pad=True, name=None)',
  (args: BatchArgs): NextQueuedSequenceBatch => {
    const { input_sequences, input_context, initial_states } = args
    const values = [input_sequences, input_context, initial_states].flatMap(dict =>
      itemsOf(dict).map(([, value]) => value),
    )
    return withScope(args.name, 'batch_sequences_with_states', values, () => {
      let { input_length } = args
      let sequences: Dict
      if (args.pad) {
        const padding = padded(input_sequences, args.num_unroll)
        sequences = padding.sequences
        input_length ??= padding.length
      } else sequences = multiples(input_sequences, args.num_unroll)
      const saver = new SequenceQueueingStateSaver(args.batch_size, args.num_unroll, {
        input_length: input_length as TensorLike,
        input_key: args.input_key,
        input_sequences: sequences,
        input_context,
        initial_states,
        capacity: args.capacity,
        allow_small_batch: args.allow_small_batch,
      })
      const { barrier } = saver
      scalar(`queue/${barrier.name}/ready_segment_batches_`, cast(barrier.ready_size(), float32))
      add_queue_runner(
        new QueueRunner(saver, Array(args.num_threads).fill(saver.prefetch_op), {
          queue_closed_exception_types: [OutOfRangeError, CancelledError],
        }),
      )
      return saver.next_batch
    })
  },
)

/** The first dimension of `value`: int32 scalar. */
const stepsOf = (value: TensorLike): Tensor => sliceHelper(shape(value), [0])

/** Sequences that are asserted to be of a multiple of `unroll` steps. */
function multiples(given: Dict, unroll: number): Dict {
  return new Map(
    itemsOf(given).map(([name, value]) => {
      const steps = stepsOf(value)
      const check = assertMultiple(`Tensor ${name} first dimension`, steps, int(unroll), modulo(steps, unroll))
      return [name, after([check], () => identity(value, 'multiple_of_checked'))]
    }),
  )
}

/** Sequences padded to a multiple of `unroll` steps, and how many steps they had. */
function padded(given: Dict, unroll: number): { readonly length: TensorLike; readonly sequences: Dict } {
  if (!(Number.isInteger(unroll) || (unroll as unknown) instanceof PyInt))
    throw new ValueError(`Unsupported num_unroll expected int, got: ${pythonStr(unroll)}`)
  const entries = itemsOf(given)
  for (const [name] of entries)
    if (typeof name !== 'string')
      throw new TypeError(`Unsupported sequences key expected string, got: ${pythonStr(name)}`)
  if (entries.length === 0) return { length: int(0), sequences: new Map() }
  const sequences = entries.map(([name, value]): [string, Tensor] => [name, convertToTensor(value)])
  const lengths = sequences.map(([, value]) => stepsOf(value))
  const first = lengths[0] as Tensor
  const same = lengths.map(length =>
    Assert_(equal(length, first), [
      string_join(['All sequence lengths must match, but received lengths: ', as_string(lengths)]),
    ]),
  )
  const length = withDependencies(same, first)
  const step = constant(int(unroll), int32)
  const rest = modulo(minus(step, modulo(length, step)), step)
  const whole = plus(length, rest)
  return { length, sequences: new Map(sequences.map(([name, value]) => [name, withPadding(value, whole)])) }
}
function withPadding(value: Tensor, length: Tensor): Tensor {
  const missing = [minus(length, stepsOf(value))]
  const sizes = concat(0, [missing, sliceHelper(shape(value), [s(1, null)])])
  const zero = constant(value.dtype === string ? '' : 0, value.dtype)
  return concat(0, [value, fill(sizes, zero)])
}
