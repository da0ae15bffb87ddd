/** Batches that are made beforehand (contrib/slim/data/prefetch_queue.py). */
import { listOf } from '../../calling/python_repr.ts'
import { pyfunction } from '../../calling/signature.ts'
import { isPlainObject } from '../../errors/plain_object.ts'
import { type Name, withScope } from '../../graph/build/convert.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { to_float } from '../../ops/math/cast_ops.ts'
import { times } from '../../ops/math/operators.ts'
import { FIFOQueue } from '../../ops/resources/queue_classes.ts'
import { scalar } from '../../summary/summaries.ts'
import { add_queue_runner, QueueRunner } from '../../train/queue_runner.ts'
import { type Dict, entriesOf } from './named_values.ts'

interface PrefetchArgs {
  tensors: readonly Tensor[] | Dict<Tensor>
  capacity: number
  shared_name: string | null
  name: Name
}
/**
 * A queue of what `tensors` (a list, or by name) are at each run, which a queue runner keeps full: what takes from it doesn't wait for a batch to be
 * put together.
 *
 *     const [images, labels] = prefetch_queue([batchOfImages, batchOfLabels]).dequeue()
 */
export const prefetch_queue = pyfunction(
  'prefetch_queue(tensors, capacity=8, shared_name=None, name=None)',
  ({ tensors, capacity, shared_name, name }: PrefetchArgs): FIFOQueue => {
    const isDict = isPlainObject(tensors) || tensors instanceof Map
    const entries = isDict ? entriesOf(tensors as Dict<Tensor>).sort(([a], [b]) => (a < b ? -1 : 1)) : null
    const list = entries
      ? entries.map(([, tensor]) => tensor)
      : (listOf(tensors as readonly Tensor[]) as readonly Tensor[])
    return withScope(name, 'prefetch_queue', list, scope => {
      const queue = new FIFOQueue({
        capacity,
        dtypes: list.map(tensor => tensor.dtype),
        shapes: list.map(tensor => tensor.get_shape()),
        names: entries?.map(([key]) => key) ?? null,
        shared_name,
      })
      const enqueue = queue.enqueue((entries ? Object.fromEntries(entries) : list) as never, scope)
      add_queue_runner(new QueueRunner(queue, [enqueue]))
      scalar(`queue/${queue.name}/fraction_of_${capacity}_full`, times(to_float(queue.size()), 1 / capacity))
      return queue
    })
  },
)
