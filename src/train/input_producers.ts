/** Queues of the rows of a tensor, epoch after epoch (training/input.py). */

import { listOf } from '../calling/python_repr.ts'
import { pyfunction } from '../calling/signature.ts'
import { TypeError, ValueError } from '../errors/python.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../graph/build/convert.ts'
import { get_default_graph } from '../graph/default_graph.ts'
import { GraphKeys } from '../graph/graph_keys.ts'
import type { Operation } from '../graph/operation.ts'
import { Tensor } from '../graph/tensor.ts'
import { gather } from '../ops/array/gather_ops.ts'
import { Assert_ } from '../ops/control_flow/logging_ops.ts'
import { identity } from '../ops/core/identity_ops.ts'
import { cast } from '../ops/math/cast_ops.ts'
import { greater } from '../ops/math/comparison_ops.ts'
import { constant } from '../ops/math/constant_op.ts'
import { times } from '../ops/math/operators.ts'
import { range } from '../ops/math/sequence_ops.ts'
import { shape, size } from '../ops/math/shape_ops.ts'
import { random_shuffle } from '../ops/random/random_ops.ts'
import { matching_files } from '../ops/resources/file_ops.ts'
import { FIFOQueue } from '../ops/resources/queue_classes.ts'
import { Variable } from '../ops/variables/variables.ts'
import { scalar } from '../summary/summaries.ts'
import { float32, int64, string } from '../tensor/dtypes.ts'
import { as_shape, type ShapeLike, TensorShape } from '../tensor/tensor_shape.ts'
import { add_queue_runner, QueueRunner } from './queue_runner.ts'

/** A variable with the names of the files that `pattern` means, as they are when it is initialized (`matching_files`). */
export const match_filenames_once = pyfunction(
  'match_filenames_once(pattern, name=None)',
  ({ pattern, name }: { pattern: TensorLike; name: Name }): Variable =>
    withScope(
      name,
      'matching_filenames',
      [pattern],
      scope => new Variable(matching_files(pattern), { trainable: false, name: scope, validate_shape: false }),
    ),
)

/** `tensor`, as often as `num_epochs` says (null: without end); after that OutOfRange. Counts in the local variable `epochs`. */
export const limit_epochs = pyfunction(
  'limit_epochs(tensor, num_epochs=None, name=None)',
  ({ tensor, num_epochs, name }: { tensor: Tensor; num_epochs: number | null; name: Name }): Tensor => {
    if (num_epochs === null) return tensor
    if (num_epochs <= 0) throw new ValueError(`num_epochs must be > 0 not ${num_epochs}.`)
    return withScope(name, 'limit_epochs', [tensor], scope => {
      const zero = constant(0, int64)
      const epochs = new Variable(zero, { name: 'epochs', trainable: false, collections: [GraphKeys.LOCAL_VARIABLES] })
      const counter = epochs.count_up_to(num_epochs)
      return get_default_graph().control_dependencies([counter], () => identity(tensor, scope))
    })
  },
)

interface ProducerArgs {
  num_epochs: number | null
  shuffle: boolean
  seed: number | null
  capacity: number
  shared_name: string | null
  name: Name
}
interface InputProducerArgs extends ProducerArgs {
  input_tensor: TensorLike
  element_shape: ShapeLike
  summary_name: string | null
  cancel_op: Operation | null
}
/** A queue of the rows of `input_tensor`, shuffled within each epoch. Adds its queue runner to the graph. */
export const input_producer = pyfunction(
  'input_producer(input_tensor, element_shape=None, num_epochs=None, shuffle=True, seed=None, capacity=32, shared_name=None, summary_name=None, name=None, cancel_op=None)',
  (args: InputProducerArgs): FIFOQueue => {
    const { capacity, shared_name, name, summary_name, cancel_op } = args
    return withScope(name, 'input_producer', [args.input_tensor], () => {
      const given = convertToTensor(args.input_tensor, { name: 'input_tensor' })
      const rowShape = TensorShape.of(given.staticShape?.slice(1) ?? null)
      const elementShape = rowShape.merge_with(
        args.element_shape === null ? TensorShape.of(null) : as_shape(args.element_shape),
      )
      if (!elementShape.is_fully_defined())
        throw new ValueError(
          'Either `input_tensor` must have a fully defined shape or `element_shape` must be specified',
        )
      const shuffled = args.shuffle ? random_shuffle(given, { seed: args.seed }) : given
      const rows = limit_epochs(shuffled, args.num_epochs)
      const queue = new FIFOQueue({
        capacity,
        dtypes: [rows.dtype.base_dtype],
        shapes: [elementShape],
        ...(shared_name === null ? {} : { shared_name }),
        ...(name === null ? { name: null } : { name }),
      })
      const enqueue = queue.enqueue_many([rows])
      add_queue_runner(new QueueRunner(queue, [enqueue], { cancel_op }))
      if (summary_name !== null)
        scalar(`queue/${queue.name}/${summary_name}`, times(cast(queue.size(), float32), 1 / capacity))
      return queue
    })
  },
)

interface StringProducerArgs extends ProducerArgs {
  string_tensor: TensorLike
  cancel_op: Operation | null
}
/** A queue of strings, for instance file names. Errors: ValueError for an empty list; run-time error for an empty tensor. */
export const string_input_producer = pyfunction(
  'string_input_producer(string_tensor, num_epochs=None, shuffle=True, seed=None, capacity=32, shared_name=None, name=None, cancel_op=None)',
  (args: StringProducerArgs): FIFOQueue => {
    const { string_tensor, num_epochs, shuffle, seed, capacity, shared_name, cancel_op } = args
    const notNull = 'string_input_producer requires a non-null input tensor'
    if (
      !(string_tensor instanceof Tensor) &&
      (string_tensor === null || (Array.isArray(string_tensor) && string_tensor.length === 0))
    )
      throw new ValueError(notNull)
    return withScope(args.name, 'input_producer', [string_tensor], scope => {
      const strings = convertToTensor(string_tensor, { dtype: string })
      const check = Assert_(greater(size(strings), 0), [notNull])
      const checked = get_default_graph().control_dependencies([check], () => identity(strings))
      return input_producer({
        input_tensor: checked,
        element_shape: [],
        num_epochs,
        shuffle,
        seed,
        capacity,
        shared_name,
        name: scope,
        summary_name: `fraction_of_${capacity}_full`,
        cancel_op,
      })
    })
  },
)

/** A queue of the integers from 0 to before `limit` (int32 scalar). */
export const range_input_producer = pyfunction(
  'range_input_producer(limit, num_epochs=None, shuffle=True, seed=None, capacity=32, shared_name=None, name=None)',
  ({
    limit,
    num_epochs,
    shuffle,
    seed,
    capacity,
    shared_name,
    name,
  }: ProducerArgs & { limit: TensorLike }): FIFOQueue =>
    withScope(name, 'input_producer', [limit], scope => {
      const numbers = range(limit)
      return input_producer(numbers, [], {
        num_epochs,
        shuffle,
        seed,
        capacity,
        shared_name,
        // TensorFlow 0.12.1 gives each of these two in the other's place, and nodes are named so
        name: `fraction_of_${capacity}_full`,
        summary_name: scope,
      })
    }),
)

/** One row of each tensor of the list, the same row of all, from a queue of row numbers. Errors: ValueError for no tensors. */
export const slice_input_producer = pyfunction(
  'slice_input_producer(tensor_list, num_epochs=None, shuffle=True, seed=None, capacity=32, shared_name=None, name=None)',
  ({
    tensor_list,
    num_epochs,
    shuffle,
    seed,
    capacity,
    shared_name,
    name,
  }: ProducerArgs & { tensor_list: readonly TensorLike[] }): Tensor[] =>
    withScope(name, 'input_producer', tensor_list === null ? [] : listOf(tensor_list), () => {
      if (tensor_list === null) throw new TypeError('values must be a list.')
      const tensors = listOf(tensor_list).map(tensor => convertToTensor(tensor))
      if (tensors.length === 0) throw new ValueError('Expected at least one tensor in slice_input_producer().')
      const count = shape(tensors[0] as Tensor).at(0)
      const queue = range_input_producer(count, { num_epochs, shuffle, seed, capacity, shared_name })
      const index = queue.dequeue() as Tensor
      return tensors.map(tensor => gather(tensor, index))
    }),
)
