/** Several metrics at once (contrib/metrics/python/ops/metric_ops.py). */

import { pyfunction } from '../../calling/signature.ts'
import { ValueError } from '../../errors/python.ts'
import type { Tensor } from '../../graph/tensor.ts'

type Pair = Iterable<Tensor>

/**
 * [values, update_ops] of metrics, as each of them gives a pair. Errors: ValueError without metrics.
 *
 *     const [values, updates] = tf.contrib.metrics.aggregate_metrics(streaming_mean(x), streaming_accuracy(y, labels))
 */
export const aggregate_metrics = pyfunction(
  'aggregate_metrics(*value_update_tuples)',
  ({ value_update_tuples }: { value_update_tuples: readonly Pair[] }): [values: Tensor[], update_ops: Tensor[]] => {
    if (value_update_tuples.length === 0) throw new ValueError('Expected at least one value_tensor/update_op pair')
    const pairs = value_update_tuples.map(pair => [...pair] as [Tensor, Tensor])
    return [pairs.map(([value]) => value), pairs.map(([, update]) => update)]
  },
)

/** Metrics by their names. */
export type Named<T> = ReadonlyMap<string, T> | Readonly<Record<string, T>>

/**
 * The values of metrics, by name, and their updates, by name: of a Map or an object, as the one or the other.
 *
 *     const [values, updates] = tf.contrib.metrics.aggregate_metric_map({ accuracy: streaming_accuracy(y, labels) })
 *     sess.run([...Object.values(updates)])
 */
export const aggregate_metric_map = pyfunction(
  'aggregate_metric_map(names_to_tuples)',
  ({ names_to_tuples }: { names_to_tuples: Named<Pair> }): [values: Named<Tensor>, update_ops: Named<Tensor>] => {
    const isMap = names_to_tuples instanceof Map
    const entries: [string, Pair][] = isMap
      ? [...(names_to_tuples as ReadonlyMap<string, Pair>)]
      : Object.entries(names_to_tuples)
    if (entries.length === 0) throw new ValueError('not enough values to unpack (expected 2, got 0)')
    const named = (which: 0 | 1): Named<Tensor> => {
      const items = entries.map(([name, pair]) => [name, [...pair][which] as Tensor] as const)
      return isMap ? new Map(items) : Object.fromEntries(items)
    }
    return [named(0), named(1)]
  },
)
