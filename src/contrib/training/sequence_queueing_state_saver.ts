/** Pieces of sequences, whose states go from piece to piece (contrib/training/sequence_queueing_state_saver.py). */
import { type PythonArguments, setMethodSignatures, setSignature } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { TypeError, ValueError } from '../../errors/python.ts'
import { type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import type { Operation } from '../../graph/operation.ts'
import { Tensor } from '../../graph/tensor.ts'
import { sliceHelper } from '../../ops/array/slice_ops.ts'
import { groupOps } from '../../ops/control_flow/control_flow_ops.ts'
import { Assert_ } from '../../ops/control_flow/logging_ops.ts'
import { identity } from '../../ops/core/identity_ops.ts'
import { cast } from '../../ops/math/cast_ops.ts'
import { less_equal } from '../../ops/math/comparison_ops.ts'
import { mod } from '../../ops/math/division_ops.ts'
import { plus } from '../../ops/math/operators.ts'
import { reduce_sum } from '../../ops/math/reduction_ops.ts'
import { shape, squeeze } from '../../ops/math/shape_ops.ts'
import { Barrier } from '../../ops/resources/barrier.ts'
import { FIFOQueue } from '../../ops/resources/queue_classes.ts'
import { int32, string } from '../../tensor/dtypes.ts'
import { int } from '../../tensor/literals.ts'
import type { ShapeLike } from '../../tensor/tensor_shape.ts'
import { NextQueuedSequenceBatch } from './next_queued_sequence_batch.ts'
import { prefetchOp } from './prefetch_op.ts'
import {
  ComponentPlaces,
  checkStates,
  type Dict,
  type Example,
  exampleOf,
  itemsOf,
  type Kind,
  type Named,
} from './sequence_values.ts'
import { after, assertMultiple, checkDimensions, checkRank, type Integer } from './shape_checks.ts'

const SAVER_TEXT =
  'SequenceQueueingStateSaver(batch_size, num_unroll, input_length, input_key, input_sequences, input_context, initial_states, capacity=None, allow_small_batch=False, name=None)'
interface SaverArgs {
  batch_size: number | Tensor
  num_unroll: number | Tensor
  input_length: TensorLike
  input_key: TensorLike
  input_sequences: Dict
  input_context: Dict
  initial_states: Dict
  capacity: number | null
  allow_small_batch: boolean
  name: Name
}
const METHODS = { close: 'close(cancel_pending_enqueues=False, name=None)' } as const

/**
 * Cuts sequences into pieces of `num_unroll` steps and batches pieces of `batch_size` sequences, each with the state that the piece before it has saved.
 * One example has a key (a string scalar, unique), a length (an int32 scalar), `input_sequences` (tensors whose first dimension is time, a multiple of
 * `num_unroll`), `input_context` (tensors of known shapes, the same for all pieces) and `initial_states` (tensors of known shapes). At most `capacity`
 * examples are within at once. Running `prefetch_op` puts an example in, `next_batch` is what comes out.
 *
 *     const saver = new tf.contrib.training.SequenceQueueingStateSaver(32, 20, length, key, { words }, {}, { h: tf.zeros([64]) })
 *     const h = saver.next_batch.state('h')
 *
 * Errors: TypeError for what is no dict or of another type, ValueError for shapes that aren't known, no sequences, no states, or a small `capacity`.
 */
export class SequenceQueueingStateSaver {
  readonly batch_size: number | Tensor
  readonly num_unroll: number | Tensor
  /** Keeps the pieces: a map of keys to tensors. */
  readonly barrier: Barrier
  /** The scope of the nodes, with a slash at its end. */
  readonly name: string
  readonly #capacityQueue: FIFOQueue
  readonly #allowSmallBatch: boolean
  readonly #example: Example
  readonly #paddedLength: Tensor
  readonly #places: ComponentPlaces
  #prefetchOp: Operation | null = null
  #nextBatch: NextQueuedSequenceBatch | null = null

  constructor(...args: PythonArguments<typeof SAVER_TEXT, SaverArgs>) {
    const bound = SAVER.bind(args) as unknown as SaverArgs
    const { batch_size, num_unroll, capacity } = bound
    // a tensor is larger than any number, as Python 2 compares
    if (capacity !== null && (batch_size instanceof Tensor || Number(capacity) < Number(batch_size)))
      throw new ValueError('capacity must be larger or equal to batch_size')
    this.batch_size = batch_size
    this.num_unroll = num_unroll
    this.#allowSmallBatch = bound.allow_small_batch
    this.#capacityQueue = new FIFOQueue({ capacity: capacity ?? -1, dtypes: [int32], shapes: [[]] })
    const near = this.#capacityQueue.queue_ref
    const made = near.graph.colocate_with(near, false, () => {
      checkStates(bound.initial_states)
      const named = [...itemsOf(bound.input_sequences), ...itemsOf(bound.input_context)].map(([, value]) => value)
      return withScope(
        bound.name,
        'InputQueueingStateSaver',
        [bound.input_length, bound.input_key, ...named],
        scope => {
          const { example, paddedLength } = checkedExample(bound, this.#unroll)
          return { scope, example, paddedLength, barrier: newBarrier(example, num_unroll) }
        },
      )
    })
    this.name = made.scope
    this.barrier = made.barrier
    this.#example = made.example
    this.#paddedLength = made.paddedLength
    this.#places = new ComponentPlaces(made.example)
  }
  get #unroll(): Integer {
    return this.num_unroll instanceof Tensor ? this.num_unroll : int(this.num_unroll)
  }
  #inScope<R>(body: () => R): R {
    return withScope(this.name, null, [this.barrier.barrier_ref], body)
  }
  /** The operation that takes an example in; it waits while `capacity` examples are within. A queue runner runs it again and again. */
  get prefetch_op(): Operation {
    this.#prefetchOp ??= this.#inScope(() =>
      prefetchOp({
        example: this.#example,
        paddedLength: this.#paddedLength,
        unroll: this.#unroll,
        barrier: this.barrier,
        places: this.#places,
        capacityQueue: this.#capacityQueue,
      }),
    )
    return this.#prefetchOp
  }
  /** The batch of pieces that comes next. */
  get next_batch(): NextQueuedSequenceBatch {
    // the nodes that take examples in come first
    void this.prefetch_op
    this.#nextBatch ??= this.#inScope(() => this.#take())
    return this.#nextBatch
  }
  #take(): NextQueuedSequenceBatch {
    const { indices, keys, values } = this.barrier.take_many(this.batch_size, {
      allow_small_batch: this.#allowSmallBatch,
      name: 'BarrierTakeMany',
    })
    const named = (kind: Kind, names: Named): [string, Tensor][] =>
      [...names.keys()].map(name => [name, values[this.#places.named(kind, name)] as Tensor])
    const { context, sequences, states } = this.#example
    const fixed = (name: Parameters<ComponentPlaces['fixed']>[0]): Tensor => values[this.#places.fixed(name)] as Tensor
    const [length, sequence, sequence_count] = [fixed('length'), fixed('sequence'), fixed('sequence_count')]
    const batch_size = squeeze(shape(length))
    const done = plus(sequence, 1).ge(sequence_count)
    // each example that is done makes room for another, whenever a state is read
    const made = this.#capacityQueue.dequeue_many(reduce_sum(cast(done, int32)))
    const taken = after([made.op], () =>
      named('state', states).map(([name, state]): [string, Tensor] => [name, identity(state)]),
    )
    return new NextQueuedSequenceBatch({
      total_length: fixed('total_length'),
      length,
      batch_size,
      insertion_index: indices,
      key: keys,
      next_key: fixed('next_key'),
      sequence,
      sequence_count,
      context: Object.fromEntries(named('context', context)),
      sequences: Object.fromEntries(named('sequence', sequences)),
      states: new Map(taken),
      done,
      barrier: this.barrier,
      near: this.#capacityQueue.queue_ref,
      placeOf: state => this.#places.named('state', state),
    })
  }
  /** The operation after which no more examples come in; `cancel_pending_enqueues` fails what waits to come in. */
  close(...args: PythonArguments<typeof METHODS.close, { cancel_pending_enqueues: boolean; name: Name }>): Operation
  close(cancel_pending_enqueues: boolean, name: Name): Operation {
    return withScope(name, 'SQSSClose', this.#prefetchOp ? [this.#prefetchOp] : [], scope => {
      const barrier = this.barrier.close(cancel_pending_enqueues, 'BarrierClose')
      const queue = this.#capacityQueue.close(cancel_pending_enqueues, 'FIFOClose')
      return groupOps([barrier, queue], scope)
    })
  }
}
// @ts-expect-error the guarded class takes its place
SequenceQueueingStateSaver = guardedClass(SequenceQueueingStateSaver)
setMethodSignatures(SequenceQueueingStateSaver, ...Object.values(METHODS))
const SAVER = setSignature(SequenceQueueingStateSaver, SAVER_TEXT)

/** The example with what is asserted of its lengths, and the length of its sequences. */
function checkedExample(bound: SaverArgs, unroll: Integer): { example: Example; paddedLength: Tensor } {
  const { input_length, input_key, input_sequences, input_context, initial_states } = bound
  const given = exampleOf(
    {
      length: input_length,
      key: input_key,
      sequences: input_sequences,
      context: input_context,
      states: initial_states,
    },
    value => checkRank(value, int(0)),
  )
  const { length, key } = given
  if (length.dtype !== int32) throw new TypeError(`length dtype must be int32, but recieved: ${length.dtype}`)
  if (key.dtype !== string) throw new TypeError(`key dtype must be string, but received: ${key.dtype}`)
  const [first] = given.sequences.values()
  const steps = identity(sliceHelper(shape(first as Tensor), [0]), 'padded_length')
  const multiple = assertMultiple(`Tensor ${steps.name}`, steps, unroll, mod(steps, unroll))
  const paddedLength = after([multiple], () => identity(steps, 'multiple_of_checked'))
  const sequences = new Map(
    [...given.sequences].map(([name, value]) => [
      name,
      checkDimensions(value, [paddedLength], `sorted_sequences_${name}`),
    ]),
  )
  const fits = Assert_(less_equal(length, paddedLength), [
    'Input length should be <= than length from sequences:',
    length,
    ' vs. ',
    paddedLength,
  ])
  return { example: { ...given, sequences, length: after([fits], () => identity(length)) }, paddedLength }
}

function newBarrier({ sequences, context, states }: Example, num_unroll: number | Tensor): Barrier {
  const values = [...sequences.values(), ...context.values(), ...states.values()]
  const shapes = [
    ...[...sequences.values()].map(value => [num_unroll, ...(value.staticShape as number[]).slice(1)] as ShapeLike),
    ...[...context.values(), ...states.values()].map(value => value.get_shape()),
  ]
  return new Barrier({
    types: [int32, int32, string, int32, int32, ...values.map(value => value.dtype)],
    shapes: [[], [], [], [], [], ...shapes],
  })
}
