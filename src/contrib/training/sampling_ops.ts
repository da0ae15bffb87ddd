/** Batches of examples that are accepted with some probability (contrib/training/sampling_ops.py). */
import { iterableOf, listOf } from '../../calling/python_repr.ts'
import { pyfunction } from '../../calling/signature.ts'
import { TypeError, ValueError } from '../../errors/python.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import type { Operation } from '../../graph/operation.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { gather } from '../../ops/array/gather_ops.ts'
import { one_hot } from '../../ops/array/one_hot_ops.ts'
import { sliceHelper } from '../../ops/array/slice_ops.ts'
import {
  assert_equal,
  assert_integer,
  assert_less,
  assert_less_equal,
  assert_non_negative,
  assert_positive,
} from '../../ops/checks/check_ops.ts'
import { cond } from '../../ops/control_flow/cond.ts'
import { withDependencies } from '../../ops/control_flow/control_flow_ops.ts'
import { Assert_, Print_ } from '../../ops/control_flow/logging_ops.ts'
import { identity, no_op } from '../../ops/core/identity_ops.ts'
import { cast } from '../../ops/math/cast_ops.ts'
import { equal, less, not_equal } from '../../ops/math/comparison_ops.ts'
import { logical_or } from '../../ops/math/logical_ops.ts'
import { minus, over, plus, times } from '../../ops/math/operators.ts'
import { reduce_all, reduce_max, reduce_sum } from '../../ops/math/reduction_ops.ts'
import { is_nan } from '../../ops/math/rounding_ops.ts'
import { select } from '../../ops/math/select_ops.ts'
import { expand_dims, shape, squeeze } from '../../ops/math/shape_ops.ts'
import { zeros_like } from '../../ops/math/zeros_like_ops.ts'
import { random_uniform } from '../../ops/random/random_ops.ts'
import { FIFOQueue } from '../../ops/resources/queue_classes.ts'
import { variable_scope } from '../../ops/variables/variable_scope.ts'
import { Variable } from '../../ops/variables/variables.ts'
import { scalar } from '../../summary/summaries.ts'
import type { Dimension } from '../../tensor/dimension.ts'
import { float32, int64 } from '../../tensor/dtypes.ts'
import { int } from '../../tensor/literals.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { batch } from '../../train/batching.ts'
import { add_queue_runner, QueueRunner } from '../../train/queue_runner.ts'

interface RejectionArgs {
  tensors: readonly TensorLike[]
  accept_prob_fn: (tensors: Tensor[]) => TensorLike
  batch_size: number
  queue_threads: number
  enqueue_many: boolean
  prebatch_capacity: number
  prebatch_threads: number
  runtime_checks: boolean
  name: Name
}
/**
 * Batches of `batch_size` examples, each of which is taken with the probability (a float32 scalar) that `accept_prob_fn` gives for its tensors. `tensors`
 * (of known shapes) are one example, or many with `enqueue_many`. `runtime_checks`: the probability is asserted to lie within [0, 1].
 *
 *     const [image, weight] = tf.contrib.training.rejection_sample([images, weights], ([, weight]) => weight, 32)
 *
 * Errors: ValueError for shapes that aren't known, or a probability that is no scalar; at a run OutOfRangeError when the input has ended.
 */
export const rejection_sample = pyfunction(
  'rejection_sample(tensors, accept_prob_fn, batch_size, queue_threads=1, enqueue_many=False, prebatch_capacity=16, prebatch_threads=1, runtime_checks=False, name=None)',
  (args: RejectionArgs): Tensor[] =>
    variable_scope(args.name, 'rejection_sample', listOf(args.tensors), () => {
      let tensors = converted(args.tensors)
      if (args.enqueue_many) {
        checkRows(tensors, () => (tensors[0] as Tensor).get_shape().at(0))
        const one = batch(tensors, 1, {
          num_threads: args.prebatch_threads,
          capacity: args.prebatch_capacity,
          enqueue_many: true,
        })
        tensors = Array.from(iterableOf(one as Tensor[]), tensor => squeeze(tensor, [0]))
      }
      let probability = args.accept_prob_fn(tensors)
      if (args.runtime_checks) {
        const checks = [assert_less_equal(0, probability), assert_less_equal(probability, 1)]
        probability = identity(withDependencies(checks, probability as Tensor), 'prob_with_checks')
      }
      const keep = less(random_uniform([]), probability)
      return conditionalBatch(tensors, keep, args.batch_size, args.queue_threads)
    }),
)

interface StratifiedArgs {
  tensors: readonly TensorLike[]
  labels: TensorLike
  target_probs: TensorLike
  batch_size: number
  init_probs: TensorLike | null
  enqueue_many: boolean
  queue_capacity: number
  threads_per_queue: number
  name: Name
}
/**
 * Batches of `batch_size` examples in which class c comes with probability `target_probs[c]` (float32, [classes]). `tensors` (of known shapes) are one
 * example and `labels` (an integer scalar) its class, or many of both with `enqueue_many`. `init_probs` are the probabilities of the classes in the input;
 * null: they are counted. Returns the batch's tensors and its labels ([batch_size]).
 *
 *     const [[image], label] = tf.contrib.training.stratified_sample([images], labels, [0.5, 0.5], 32, { init_probs: [0.99, 0.01] })
 *
 * Errors: ValueError for shapes that don't fit; at a run InvalidArgumentError for labels and probabilities that are none, OutOfRangeError at the end.
 */
export const stratified_sample = pyfunction(
  'stratified_sample(tensors, labels, target_probs, batch_size, init_probs=None, enqueue_many=False, queue_capacity=16, threads_per_queue=1, name=None)',
  (args: StratifiedArgs): [Tensor[], Tensor] =>
    withScope(args.name, 'stratified_sample', [...listOf(args.tensors), args.labels], () => {
      let tensors = converted(args.tensors)
      let labels = convertToTensor(args.labels)
      const target = convertToTensor(args.target_probs, { dtype: float32 })
      if (!args.enqueue_many) {
        tensors = tensors.map(tensor => expand_dims(tensor, 0))
        labels = expand_dims(labels, 0)
      }
      let initial: Tensor
      if (args.init_probs === null) {
        target.get_shape().assert_is_fully_defined()
        initial = estimatedDistribution(labels, target.get_shape().num_elements() as number)
      } else initial = convertToTensor(args.init_probs, { dtype: float32 })
      const checked = checkedInput(tensors, labels, initial, target)
      const accept = acceptance(checked.initial, checked.target)

      const many = batch([...checked.tensors, checked.labels], 1, {
        num_threads: args.threads_per_queue,
        capacity: args.queue_capacity,
        enqueue_many: true,
      }) as Tensor[]
      const one = many.map(tensor => squeeze(tensor, [0]))
      const probability = gather(accept, one.at(-1) as Tensor)
      const keep = less(random_uniform([]), probability)
      const taken = conditionalBatch(one, keep, args.batch_size, args.threads_per_queue)
      return [taken.slice(0, -1), taken.at(-1) as Tensor]
    }),
)

function converted(tensors: readonly TensorLike[]): Tensor[] {
  if (!Array.isArray(tensors)) throw new TypeError('values must be a list.')
  return tensors.map(tensor => convertToTensor(tensor))
}

/** The tensors must have as many rows as `rows` says. */
function checkRows(tensors: readonly Tensor[], rows: () => Dimension): void {
  for (const tensor of tensors) tensor.get_shape().with_rank_at_least(1).at(0).assert_is_compatible_with(rows())
}

const SMOOTHING = 10
/** The share of each class in all labels so far, as if ten of each had been seen before. */
function estimatedDistribution(labels: Tensor, classes: number): Tensor {
  const counts = new Variable(NDArray.of(Array(classes).fill(SMOOTHING), int64), {
    trainable: false,
    name: 'class_count',
    dtype: int64,
  })
  const counted = counts.assign_add(reduce_sum(one_hot(labels, classes, { dtype: int64 }), 0))
  // a value of this moment: the variable goes on changing
  const seen = plus(counted, 0)
  return cast(over(seen, reduce_sum(seen)), float32)
}

interface Checked {
  readonly tensors: Tensor[]
  readonly labels: Tensor
  readonly initial: Tensor
  readonly target: Tensor
}
const TOLERANCE = 1e-6
function checkedInput(tensors: readonly Tensor[], labels: Tensor, initial: Tensor, target: Tensor): Checked {
  const [first, second] = [initial, target].map(probabilities => {
    probabilities.get_shape().assert_is_fully_defined()
    probabilities.get_shape().assert_has_rank(1)
    const sum = reduce_sum(probabilities)
    const checks = [
      assert_non_negative(probabilities),
      assert_less(sum, 1 + TOLERANCE),
      assert_less(1 - TOLERANCE, sum),
    ]
    return withDependencies(checks, probabilities)
  }) as [Tensor, Tensor]
  const classes = first.get_shape().num_elements() as number
  if (second.get_shape().num_elements() !== classes)
    throw new ValueError('Probability parameters must have the same length.')
  labels.get_shape().assert_has_rank(1)
  checkRows(tensors, () => labels.get_shape().at(0))

  const count = sliceHelper(shape(labels), [0])
  const some = assert_positive(count)
  const present = withDependencies([some], labels)
  const rows = tensors.map(tensor =>
    withDependencies([some, assert_equal(sliceHelper(shape(tensor), [0]), count)], tensor),
  )
  const checks = [
    assert_integer(present),
    assert_non_negative(present),
    assert_less(present, cast(int(classes), present.dtype)),
  ]
  return { tensors: rows, labels: withDependencies(checks, present), initial: first, target: second }
}

/** With which probability each class is to be accepted: the most wanted one always. */
function acceptance(given: Tensor, target: Tensor): Tensor {
  const possible: Operation = Assert_(reduce_all(logical_or(not_equal(given, 0), equal(target, 0))), [
    'All classes with zero initial probability must also have zero target probability: ',
    given,
    target,
  ])
  const initial = withDependencies([possible], given)
  const quotient = over(target, initial)
  // a class that neither comes nor is wanted
  const ratio = select(is_nan(quotient), zeros_like(quotient), quotient)
  const accept = over(ratio, reduce_max(ratio))
  const rejected = reduce_sum(times(minus(1, accept), initial))
  return cond(
    less(rejected, 0.5),
    () => accept,
    () => Print_(accept, [accept], { message: 'Proportion of examples rejected by sampler is high.', first_n: 10 }),
  )
}

/** Batches of the examples for which `keep` is true. */
function conditionalBatch(tensors: readonly Tensor[], keep: Tensor, batch_size: number, num_threads: number): Tensor[] {
  keep.get_shape().assert_has_rank(0)
  const shapes = tensors.map(tensor => {
    const known = tensor.get_shape()
    known.assert_is_fully_defined()
    return known
  })
  const queue = new FIFOQueue({
    capacity: batch_size,
    shapes,
    dtypes: tensors.map(tensor => tensor.dtype),
    name: 'batched_queue',
  })
  scalar(`queue/${queue.name}/size`, queue.size())
  const enqueue = cond(keep, () => queue.enqueue(tensors), no_op) as Operation
  add_queue_runner(new QueueRunner(queue, Array(num_threads).fill(enqueue)))
  const taken = queue.dequeue_many(batch_size)
  return Array.isArray(taken) ? taken : [taken]
}
