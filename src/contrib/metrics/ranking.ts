/** Metrics of the k highest predictions (contrib/metrics/python/ops/metric_ops.py). */

import { pyfunction } from '../../calling/signature.ts'
import { type TensorLike, withScope } from '../../graph/build/convert.ts'
import { control_dependencies } from '../../graph/build/public.ts'
import { SparseTensor, SparseTensorValue } from '../../graph/build/sparse_tensor.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { Assert_ } from '../../ops/control_flow/logging_ops.ts'
import { assign_add } from '../../ops/core/state_ops.ts'
import { add, mul } from '../../ops/math/arithmetic_ops.ts'
import { to_double, to_int64 } from '../../ops/math/cast_ops.ts'
import { equal, greater_equal } from '../../ops/math/comparison_ops.ts'
import { fill, zeros } from '../../ops/math/constant_op.ts'
import { div } from '../../ops/math/division_ops.ts'
import { minus } from '../../ops/math/operators.ts'
import { reduce_sum, reducedShape } from '../../ops/math/reduction_ops.ts'
import { rank, reshape, shape, size } from '../../ops/math/shape_ops.ts'
import { top_k } from '../../ops/nn/top_k_ops.ts'
import { sparse_retain } from '../../ops/sparse/sparse_compositions.ts'
import type { Variable } from '../../ops/variables/variables.ts'
import { float64, int64 } from '../../tensor/dtypes.ts'
import { int, type PyInt } from '../../tensor/literals.ts'
import { local_variable } from '../framework/variables.ts'
import { set_difference, set_intersection, set_size } from './sets.ts'
import { atKName, collected, METRIC, type Metric, type MetricArgs } from './streaming.ts'

export type Integer = number | PyInt
/** Sets of ids, dense or sparse. */
export type Ids = Tensor | SparseTensor | SparseTensorValue
export const isSparse = (ids: unknown): ids is SparseTensor | SparseTensorValue =>
  ids instanceof SparseTensor || ids instanceof SparseTensorValue

/** Of each set only the id `selected`, where it has it. */
function selectId(ids: Ids, selected: Integer): SparseTensor {
  if (isSparse(ids)) return sparse_retain(ids as SparseTensor, equal((ids as SparseTensor).values, selected))
  const whole = shape(ids, { out_type: int64 })
  const last = minus(size(whole), int(1))
  const filledShape = reducedShape(whole, reshape(last, [int(1)]))
  const filled = fill(filledShape, to_int64(typeof selected === 'number' ? int(selected) : selected))
  const { indices, values } = set_intersection(filled, ids)
  return new SparseTensor(indices, values, whole)
}

interface Ranked {
  readonly predictions: Ids
  readonly labels: Ids
}
function selected({ predictions, labels }: Ranked, classId: Integer | null): Ranked {
  if (classId === null) return { predictions, labels }
  const ofLabels = selectId(labels, classId)
  return { labels: ofLabels, predictions: selectId(predictions, classId) }
}

type Kind = 'true_positive' | 'false_positive' | 'false_negative'
const SETS: Readonly<Record<Kind, (predictions: Ids, labels: Ids) => SparseTensor>> = {
  true_positive: (predictions, labels) => set_intersection(predictions, labels),
  false_positive: (predictions, labels) => set_difference(predictions, labels, { aminusb: true }),
  false_negative: (predictions, labels) => set_difference(predictions, labels, { aminusb: false }),
}

/** How many ids of each set are of that kind, times its weight: float64. */
export function countsOf(
  kind: Kind,
  ranked: Ranked,
  classId: Integer | null,
  weights: TensorLike | null,
  name: string | null = null,
): Tensor {
  return withScope(name, `${kind}s`, [ranked.predictions, ranked.labels], () => {
    const { predictions, labels } = selected(ranked, classId)
    const counts = to_double(set_size(SETS[kind](predictions, labels)))
    return weights === null ? counts : mul(counts, to_double(weights))
  })
}

interface AtK {
  readonly k: Integer | null
  readonly class_id: Integer | null
  readonly weights: TensorLike | null
}
/** The sum over a stream: the variable, and its update. */
function streamed(kind: Kind, ranked: Ranked, { k, class_id, weights }: AtK): [variable: Variable, update: Tensor] {
  return withScope(null, atKName(kind, k, class_id), [ranked.predictions, ranked.labels], scope => {
    const batch = to_double(reduce_sum(countsOf(kind, ranked, class_id, weights)))
    const variable = local_variable(zeros([], float64), { name: scope })
    return [variable, assign_add(variable, batch, { name: 'update' })]
  })
}

/** true positives / (true positives + others). */
function share(others: Kind, ranked: Ranked, args: AtK & MetricArgs, name: string): Metric {
  const [positives, updatePositives] = streamed('true_positive', ranked, args)
  const [rest, updateRest] = streamed(others, ranked, args)
  const value = div(positives, add(positives, rest), { name })
  return collected([value, div(updatePositives, add(updatePositives, updateRest), { name: 'update' })], args)
}

interface RankArgs extends MetricArgs {
  predictions: TensorLike
  labels: Ids
  k: Integer
  class_id: Integer | null
}
export const topK = (predictions: TensorLike, k: Integer): Tensor =>
  (top_k(predictions, k as number) as [Tensor, Tensor])[1]

const AT_K = 'k, class_id=None, weights=None, metrics_collections=None, updates_collections=None, name=None'
/**
 * How many of the labels are among the `k` highest predictions. `predictions`: scores [..., classes]; `labels`: int64 ids of classes,
 * [..., labels], dense or sparse. `class_id`: only this class counts. `weights`: of each row, [...]. Returns [recall, update_op], two
 * float64; the value is NaN before there are labels. See `streaming_mean`.
 */
export const streaming_sparse_recall_at_k = pyfunction(
  `streaming_sparse_recall_at_k(predictions, labels, ${AT_K})`,
  (args: RankArgs): Metric => {
    const { predictions, labels, k, class_id, name } = args
    return withScope(name as string | null, atKName('recall', k, class_id), [predictions, labels], scope => {
      const ids = to_int64(topK(predictions, k))
      return share('false_negative', { predictions: ids, labels }, args, scope)
    })
  },
)

/** How many of the `k` highest predictions are labels; else as `streaming_sparse_recall_at_k`. Returns [precision, update_op]. */
export const streaming_sparse_precision_at_k = pyfunction(
  `streaming_sparse_precision_at_k(predictions, labels, ${AT_K})`,
  (args: RankArgs): Metric => {
    const { predictions, labels, k, class_id, weights, name } = args
    return withScope(
      name as string | null,
      atKName('precision', k, class_id),
      [predictions, labels, weights],
      scope => {
        const ids = to_int64(topK(predictions, k))
        return share('false_positive', { predictions: ids, labels }, args, scope)
      },
    )
  },
)

/**
 * How many of the predicted ids are labels. `top_k_predictions`: int64 ids of classes, [..., k]; else as
 * `streaming_sparse_recall_at_k`. Returns [precision, update_op].
 */
export const streaming_sparse_precision_at_top_k = pyfunction(
  `streaming_sparse_precision_at_top_k(top_k_predictions, labels, class_id=None, ${METRIC})`,
  (args: Omit<RankArgs, 'k' | 'predictions'> & { top_k_predictions: TensorLike }): Metric => {
    const { top_k_predictions, labels, class_id, weights, name } = args
    return withScope(
      name as string | null,
      atKName('precision', null, class_id),
      [top_k_predictions, labels, weights],
      scope => {
        const isMatrix = greater_equal(rank(top_k_predictions), int(2))
        const check = Assert_(isMatrix, ['top_k_predictions must have rank 2 or higher, e.g. [batch_size, k].'])
        return control_dependencies([check], () =>
          share('false_positive', { predictions: to_int64(top_k_predictions), labels }, { ...args, k: null }, scope),
        )
      },
    )
  },
)
