/** Batches out of single examples, by way of a queue (training/input.py). */

import { listOf as iterated } from '../calling/python_repr.ts'
import { pyfunction } from '../calling/signature.ts'
import { TypeError, ValueError } from '../errors/python.ts'
import { type Name, type TensorLike, withScope } from '../graph/build/convert.ts'
import { SparseTensor } from '../graph/build/sparse_tensor.ts'
import type { Operation } from '../graph/operation.ts'
import type { Tensor } from '../graph/tensor.ts'
import { maximum } from '../ops/math/arithmetic_ops.ts'
import { cast } from '../ops/math/cast_ops.ts'
import { minus, times } from '../ops/math/operators.ts'
import type { Shapes } from '../ops/resources/component_lists.ts'
import {
  type Dequeued,
  FIFOQueue,
  PaddingFIFOQueue,
  type QueueBase,
  RandomShuffleQueue,
} from '../ops/resources/queue_classes.ts'
import { scalar } from '../summary/summaries.ts'
import { type DType, float32 } from '../tensor/dtypes.ts'
import {
  converted,
  type Example,
  type Examples,
  exampleList,
  inFormOf,
  isDict,
  keysOf,
  shapesOf,
  typesOf,
} from './examples.ts'
import { add_queue_runner, QueueRunner } from './queue_runner.ts'
import { restoreSparse, storeSparse, storeSparseJoin } from './sparse_batching.ts'

interface BatchArgs {
  batch_size: TensorLike
  capacity: number
  enqueue_many: boolean
  shapes: Shapes
  dynamic_pad: boolean
  allow_smaller_final_batch: boolean
  shared_name: string | null
  name: Name
}
interface ShuffleArgs extends BatchArgs {
  min_after_dequeue: number
  seed: number | null
}

/** One list of tensors, enqueued by several threads. */
function single(
  tensors: Examples,
  threads: number,
  args: BatchArgs,
  defaultName: string,
  makeQueue: QueueMaker,
): Dequeued {
  if (tensors === null) throw new TypeError('values must be a list.')
  const list = exampleList(tensors)
  return withScope(args.name, defaultName, scopeValues(list), scope => {
    const given = list.map(converted)
    if (given.length === 0) throw new ValueError('Expected at least one tensor in batch().')
    const { stored, sparse } = storeSparse(given, args.enqueue_many)
    const queue = makeQueue(typesOf([stored]), shapesOf([stored], args.shapes, args.enqueue_many))
    const enqueue = enqueued(queue, stored, args.enqueue_many)
    add_queue_runner(
      new QueueRunner(
        queue,
        Array.from({ length: threads }, () => enqueue),
      ),
    )
    return inFormOf(tensors, taken(queue, args, sparse, scope))
  })
}
/** Several lists of tensors, each enqueued by a thread of its own. */
function joined(
  given: readonly Examples[] | null,
  args: BatchArgs,
  defaultName: string,
  makeQueue: QueueMaker,
): Dequeued {
  const tensorsList = given === null ? [] : iterated(given)
  if (tensorsList.length === 0) throw new ValueError('Expected at least one set of tensors')
  const [first] = tensorsList as readonly [Examples, ...Examples[]]
  if (isDict(first)) {
    const expected = keysOf(first).join('\0')
    if (tensorsList.some(other => keysOf(other).join('\0') !== expected))
      throw new ValueError('All dictionaries in tensors_list must have the same keys')
  }
  const lists = tensorsList.map(exampleList)
  return withScope(args.name, defaultName, scopeValues(lists.flat()), scope => {
    const { stored, sparse } = storeSparseJoin(
      lists.map(list => list.map(converted)),
      args.enqueue_many,
    )
    const queue = makeQueue(typesOf(stored), shapesOf(stored, args.shapes, args.enqueue_many))
    add_queue_runner(
      new QueueRunner(
        queue,
        stored.map(list => enqueued(queue, list, args.enqueue_many)),
      ),
    )
    return inFormOf(first, taken(queue, args, sparse, scope))
  })
}
type QueueMaker = (dtypes: readonly DType[], shapes: Shapes) => QueueBase
const scopeValues = (values: readonly Example[]): unknown[] =>
  values.flatMap(value => (value instanceof SparseTensor ? [value.values] : [value]))
const enqueued = (queue: QueueBase, list: readonly Tensor[], many: boolean): Operation =>
  many ? queue.enqueue_many(list) : queue.enqueue(list)

function taken(
  queue: QueueBase,
  args: BatchArgs,
  sparse: Parameters<typeof restoreSparse>[1],
  scope: string,
): Dequeued {
  summarize(queue, args, scope)
  return restoreSparse(
    args.allow_smaller_final_batch
      ? queue.dequeue_up_to(args.batch_size, scope)
      : queue.dequeue_many(args.batch_size, scope),
    sparse,
  )
}
/** How full the queue is: of a shuffling one, above what always stays in. */
function summarize(queue: QueueBase, args: BatchArgs, scope: string): void {
  const { capacity } = args
  if ('min_after_dequeue' in args) {
    const least = (args as ShuffleArgs).min_after_dequeue
    const above = times(cast(maximum(0, minus(queue.size(), least)), float32), 1 / (capacity - least))
    // the scope's name ends with a slash
    scalar(`queue/${scope}fraction_over_${least}_of_${capacity - least}_full`, above)
  } else scalar(`queue/${queue.name}/fraction_of_${capacity}_full`, times(cast(queue.size(), float32), 1 / capacity))
}

const shared = (shared_name: string | null): object => (shared_name === null ? {} : { shared_name })
const plainQueue =
  ({ capacity, dynamic_pad, shared_name }: BatchArgs): QueueMaker =>
  (dtypes, shapes) =>
    dynamic_pad
      ? new PaddingFIFOQueue({ capacity, dtypes, shapes, ...shared(shared_name) })
      : new FIFOQueue({ capacity, dtypes, shapes, ...shared(shared_name) })
const shuffleQueue =
  ({ capacity, min_after_dequeue, seed, shared_name }: ShuffleArgs): QueueMaker =>
  (dtypes, shapes) =>
    new RandomShuffleQueue({ capacity, min_after_dequeue, seed, dtypes, shapes, ...shared(shared_name) })

/**
 * Batches of `batch_size` examples `tensors` (a list, or an object of tensors), in the order in which they come. With
 * `enqueue_many` the tensors are many examples already; with `dynamic_pad` their shapes may vary and are padded with zeros.
 */
export const batch = pyfunction(
  'batch(tensors, batch_size, num_threads=1, capacity=32, enqueue_many=False, shapes=None, dynamic_pad=False, allow_smaller_final_batch=False, shared_name=None, name=None)',
  ({ tensors, num_threads, ...args }: BatchArgs & { tensors: Examples; num_threads: number }): Dequeued =>
    single(tensors, num_threads, args, 'batch', plainQueue(args)),
  { tensor_list: 'tensors' },
)
/** As `batch`, of several lists of tensors, each read by a thread of its own. */
export const batch_join = pyfunction(
  'batch_join(tensors_list, batch_size, capacity=32, enqueue_many=False, shapes=None, dynamic_pad=False, allow_smaller_final_batch=False, shared_name=None, name=None)',
  ({ tensors_list, ...args }: BatchArgs & { tensors_list: readonly Examples[] }): Dequeued =>
    joined(tensors_list, args, 'batch_join', plainQueue(args)),
  { tensor_list_list: 'tensors_list' },
)
/** As `batch`, in random order: at least `min_after_dequeue` examples stay for the mixture. */
export const shuffle_batch = pyfunction(
  'shuffle_batch(tensors, batch_size, capacity, min_after_dequeue, num_threads=1, seed=None, enqueue_many=False, shapes=None, allow_smaller_final_batch=False, shared_name=None, name=None)',
  ({ tensors, num_threads, ...args }: ShuffleArgs & { tensors: Examples; num_threads: number }): Dequeued =>
    single(tensors, num_threads, args, 'shuffle_batch', shuffleQueue(args)),
  { tensor_list: 'tensors' },
)
/** As `shuffle_batch`, of several lists of tensors, each read by a thread of its own. */
export const shuffle_batch_join = pyfunction(
  'shuffle_batch_join(tensors_list, batch_size, capacity, min_after_dequeue, seed=None, enqueue_many=False, shapes=None, allow_smaller_final_batch=False, shared_name=None, name=None)',
  ({ tensors_list, ...args }: ShuffleArgs & { tensors_list: readonly Examples[] }): Dequeued =>
    joined(tensors_list, args, 'shuffle_batch_join', shuffleQueue(args)),
  { tensor_list_list: 'tensors_list' },
)
