/** Batches of examples that belong together: one queue for each group, and one of full batches (contrib/training/bucket_ops.py). */
import { listOf, pythonStr } from '../../calling/python_repr.ts'
import { pyfunction } from '../../calling/signature.ts'
import { CancelledError, OutOfRangeError } from '../../errors/op_errors.ts'
import { IndexError, TypeError, ValueError } from '../../errors/python.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { constantValue } from '../../graph/infer.ts'
import { integerOf } from '../../graph/kernel_helpers.ts'
import type { Operation } from '../../graph/operation.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { where } from '../../ops/array/where_ops.ts'
import { cond } from '../../ops/control_flow/cond.ts'
import { groupOps } from '../../ops/control_flow/control_flow_ops.ts'
import { no_op } from '../../ops/core/identity_ops.ts'
import { cast, to_int32 } from '../../ops/math/cast_ops.ts'
import { equal, less, less_equal } from '../../ops/math/comparison_ops.ts'
import { constant } from '../../ops/math/constant_op.ts'
import { logical_and } from '../../ops/math/logical_ops.ts'
import { plus, times } from '../../ops/math/operators.ts'
import { reduce_min } from '../../ops/math/reduction_ops.ts'
import type { Shapes } from '../../ops/resources/component_lists.ts'
import { type Dequeued, FIFOQueue, PaddingFIFOQueue, type QueueBase } from '../../ops/resources/queue_classes.ts'
import { scalar } from '../../summary/summaries.ts'
import { type DType, float32, int32 } from '../../tensor/dtypes.ts'
import { PyInt } from '../../tensor/literals.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import type { ShapeLike } from '../../tensor/tensor_shape.ts'
import { TensorShape } from '../../tensor/tensor_shape.ts'
import { converted, type Examples, exampleList, inFormOf, shapesOf, typesOf } from '../../train/examples.ts'
import { add_queue_runner, QueueRunner } from '../../train/queue_runner.ts'
import { restoreSparse, storeSparse } from '../../train/sparse_batching.ts'

/** What both functions take beside the examples. */
interface BucketArgs {
  tensors: Examples
  batch_size: TensorLike
  num_threads: number
  capacity: number
  shapes: Shapes
  dynamic_pad: boolean
  allow_smaller_final_batch: boolean
  keep_input: Tensor | null
  shared_name: string | null
  name: Name
}

const ENDS = { queue_closed_exception_types: [OutOfRangeError, CancelledError] }

/**
 * Batches of `batch_size` examples of the same bucket. `tensors` (a list, or by name) is one example, `which_bucket` (an int32 scalar) the bucket that
 * it goes to, of `num_buckets`. A bucket that has `batch_size` examples gives a batch; the result is the next batch, as its bucket (int32 scalar) and
 * its tensors, each with a first dimension of `batch_size`. `dynamic_pad`: examples may differ in shape and are padded with zeros to the largest of the
 * batch. Examples for which `keep_input` (a bool scalar) is false are left out.
 *
 *     const [which, [word]] = tf.contrib.training.bucket([x, y], tf.mod(x, 2), 32, 2)
 *
 * Errors: ValueError without tensors, or where shapes are neither known nor given; at a run OutOfRangeError when the input has ended.
 */
export const bucket = pyfunction(
  'bucket(tensors, which_bucket, batch_size, num_buckets, num_threads=1, capacity=32, shapes=None, dynamic_pad=False, allow_smaller_final_batch=False, keep_input=None, shared_name=None, name=None)',
  (args: BucketArgs & { which_bucket: TensorLike; num_buckets: number }): [Tensor, Dequeued] => {
    const examples = exampleList(args.tensors)
    return withScope(args.name, 'bucket', examples, () => {
      const given = examples.map(converted)
      if (given.length === 0) throw new ValueError('Expected at least one tensor in bucket().')
      const { stored, sparse } = storeSparse(given, false)
      const size = convertToTensor(args.batch_size, { dtype: int32, name: 'batch_size' })
      const known = constantValue(size)
      const staticSize = known ? integerOf(known) : null
      const dtypes = typesOf([stored])
      const shapes = shapesOf([stored], args.shapes, false)
      const which = convertToTensor(args.which_bucket, { dtype: int32, name: 'which_bucket' })

      const { capacity } = args
      const queues = bucketQueues(args, dtypes, shapes)
      const first = queues[0]
      if (!first) throw new IndexError('list index out of range')
      const rows = TensorShape.of([args.allow_smaller_final_batch ? null : staticSize])
      // a queue of batches: they may differ in size
      const top = new PaddingFIFOQueue({
        capacity,
        dtypes: [int32, ...dtypes],
        shapes: [TensorShape.of([]), ...first.shapes.map(shape => rows.concatenate(shape))],
        name: 'top_queue',
        ...sharedAs(args.shared_name),
      })
      const enqueue = (): Operation =>
        groupOps(
          queues.map((queue, i) => cond(equal(which, i), () => queue.enqueue(stored), no_op)),
          'group_enqueues',
        )
      const enqueues: Operation = args.keep_input === null ? enqueue() : cond(args.keep_input, enqueue, no_op)
      const batches = queues.map((queue, i) =>
        top.enqueue(
          withBucket(
            constant(i, int32),
            args.allow_smaller_final_batch
              ? queue.dequeue_up_to(staticSize ?? size, `read_bucket_${i}`)
              : queue.dequeue_many(staticSize ?? size, `read_bucket_${i}`),
          ),
          `enqueue_from_bucket_${i}`,
        ),
      )
      for (const [i, queue] of queues.entries())
        add_queue_runner(new QueueRunner(queue, [batches[i] as Operation], ENDS))
      add_queue_runner(new QueueRunner(top, Array(args.num_threads).fill(enqueues), ENDS))

      // the size of the queue of batches, for each bucket too: TensorFlow's summary
      for (const queue of queues) scalar(`bucket/${queue.name}/size`, cast(top.size(), float32))
      scalar(`bucket/${top.name}/fraction_of_${capacity}_full`, times(cast(top.size(), float32), 1 / capacity))
      const [dequeuedBucket, ...dequeued] = top.dequeue('dequeue_top') as [Tensor, ...Tensor[]]
      return [dequeuedBucket, inFormOf(args.tensors, restoreSparse(dequeued, sparse))]
    })
  },
)

const sharedAs = (shared_name: string | null): { shared_name?: string } => (shared_name === null ? {} : { shared_name })

function bucketQueues(
  { capacity, dynamic_pad, shared_name, num_buckets }: BucketArgs & { num_buckets: number },
  dtypes: readonly DType[],
  shapes: Shapes,
): QueueBase[] {
  return Array.from({ length: num_buckets }, (_, i) => {
    const shared = sharedAs(shared_name === null ? null : `${shared_name}_${i}`)
    const args = { capacity, dtypes, shapes, name: `bucket_queue_${i}`, ...shared }
    return dynamic_pad ? new PaddingFIFOQueue(args) : new FIFOQueue(args)
  })
}

/** What goes into the queue of batches. A batch of one tensor comes bare, and is added to a list as Python adds: TensorFlow refuses such examples. */
const withBucket = (bucketNumber: Tensor, batch: Dequeued): Tensor | Tensor[] =>
  Array.isArray(batch) ? [bucketNumber, ...batch] : plus([bucketNumber], batch)

/**
 * Batches of examples of like length. `input_length` (an int32 scalar) is the length of the example `tensors`; `bucket_boundaries` are ascending integers:
 * the first bucket has the lengths below the first of them, the last one those from the last on. The result is the lengths ([batch_size]) and the tensors
 * of the next batch; with `dynamic_pad` they are padded to the longest. The other arguments are those of `bucket`.
 *
 *     const [lengths, [words]] = tf.contrib.training.bucket_by_sequence_length(tf.size(words), [words], 32, [5, 10, 20], { dynamic_pad: true })
 *
 * Errors: TypeError where boundaries are no list of integers, ValueError where they are none or don't ascend; those of `bucket`.
 */
export const bucket_by_sequence_length = pyfunction(
  'bucket_by_sequence_length(input_length, tensors, batch_size, bucket_boundaries, num_threads=1, capacity=32, shapes=None, dynamic_pad=False, allow_smaller_final_batch=False, keep_input=None, shared_name=None, name=None)',
  ({
    input_length,
    bucket_boundaries,
    name,
    ...args
  }: BucketArgs & { input_length: TensorLike; bucket_boundaries: readonly number[] }): [Tensor, Dequeued] => {
    const examples = exampleList(args.tensors)
    const boundaries = checkedBoundaries(bucket_boundaries)
    return withScope(name, 'bucket_by_sequence_length', [input_length, ...examples], () => {
      const length = convertToTensor(input_length, { dtype: int32, name: 'input_length' })
      const least = NDArray.of([-(2 ** 31), ...boundaries], int32)
      const most = NDArray.of([...boundaries, 2 ** 31 - 1], int32)
      const within = logical_and(less_equal(least, length), less(length, most))
      const which = to_int32(reduce_min(where(within))) as Tensor
      const [, dequeued] = bucket({
        ...args,
        tensors: [length, ...examples],
        which_bucket: which,
        num_buckets: boundaries.length + 1,
        shapes: args.shapes === null ? null : [TensorShape.of([]), ...listOf(args.shapes as Iterable<ShapeLike>)],
      })
      const [lengths, ...batch] = dequeued as [Tensor, ...Tensor[]]
      return [lengths, inFormOf(args.tensors, batch)]
    })
  },
)

function checkedBoundaries(boundaries: readonly (number | PyInt)[]): number[] {
  if (!Array.isArray(boundaries))
    throw new TypeError(`bucket_boundaries must be a list or tuple, but received: ${pythonStr(boundaries)}`)
  if (boundaries.length === 0) throw new ValueError('bucket_boundaries must not be empty')
  for (const [i, next] of boundaries.slice(1).entries()) {
    const before = boundaries[i] as number | PyInt
    if (!isInteger(before) || !isInteger(next)) {
      throw new TypeError(`bucket boundaries must be integers, but saw: ${pythonStr(before)} and ${pythonStr(next)}`)
    }
    if (Number(before) >= Number(next))
      throw new ValueError(`Buckets must contain sequential increasing lengths, but saw: ${before} before ${next}`)
  }
  return boundaries.map(Number)
}
const isInteger = (value: unknown): boolean => value instanceof PyInt || Number.isInteger(value)
