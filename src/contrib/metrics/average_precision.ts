/** Average precision of the k highest predictions (contrib/metrics/python/ops/metric_ops.py). */

import { pyfunction, toNumber } from '../../calling/signature.ts'
import { ValueError } from '../../errors/python.ts'
import { type TensorLike, withScope } from '../../graph/build/convert.ts'
import { SparseTensor, SparseTensorValue } from '../../graph/build/sparse_tensor.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { concat } from '../../ops/array/concat_ops.ts'
import { s, slice } from '../../ops/array/slice_ops.ts'
import { tile } from '../../ops/array/tile_ops.ts'
import { cond } from '../../ops/control_flow/cond.ts'
import { assign_add } from '../../ops/core/state_ops.ts'
import { minimum, mul } from '../../ops/math/arithmetic_ops.ts'
import { to_double, to_int64 } from '../../ops/math/cast_ops.ts'
import { equal } from '../../ops/math/comparison_ops.ts'
import { constant, fill, zeros } from '../../ops/math/constant_op.ts'
import { div } from '../../ops/math/division_ops.ts'
import { plus } from '../../ops/math/operators.ts'
import { reduce_sum } from '../../ops/math/reduction_ops.ts'
import { cumsum } from '../../ops/math/scan_ops.ts'
import { expand_dims, reshape, shape, size } from '../../ops/math/shape_ops.ts'
import { ones_like } from '../../ops/math/zeros_like_ops.ts'
import { sparse_concat, sparse_reshape } from '../../ops/sparse/sparse_structure_ops.ts'
import type { Variable } from '../../ops/variables/variables.ts'
import { float64 } from '../../tensor/dtypes.ts'
import { int } from '../../tensor/literals.ts'
import { local_variable } from '../framework/variables.ts'
import { countsOf, type Ids, type Integer, isSparse, topK } from './ranking.ts'
import { set_size } from './sets.ts'
import { atKName, collected, METRIC, type Metric, type MetricArgs } from './streaming.ts'

const lowest = (k: number): number => {
  if (k < 1) throw new ValueError(`Invalid k=${k}.`)
  return k
}

/** How many labels each row has, `k` at most. */
function relevantCounts(labels: Ids, k: number): Tensor {
  lowest(k)
  return withScope(null, 'num_relevant', [labels], scope => {
    if (isSparse(labels)) return minimum(set_size(labels as SparseTensor), int(k), scope)
    const whole = shape(labels)
    const count = minimum(whole.at(-1), int(k))
    return fill(whole.at(s(0, -1)), count, scope)
  })
}

/** The labels `multiple` times, along a new dimension before the last one. */
function repeatedLabels(given: Ids, multiple: number): Tensor | SparseTensor {
  return withScope('labels_per_k', 'expand_and_tile', [given, multiple], scope => {
    if (isSparse(given)) {
      const labels = given instanceof SparseTensorValue ? SparseTensor.from_value(given) : given
      const place = reshape(plus(size(labels.shape), int(-1)), [int(1)])
      const before = slice(labels.shape, [int(0)], place)
      const newShape = concat(0, [before, [int(1)], slice(labels.shape, place, [int(-1)])], 'expanded_shape')
      const expanded = sparse_reshape(labels, newShape, { name: 'expand' })
      if (multiple === 1) return expanded
      return sparse_concat(-2, new Array<SparseTensor>(multiple).fill(expanded), { name: scope })
    }
    const expanded = expand_dims(given, -2, { name: 'expand' })
    if (multiple === 1) return expanded
    const ones = ones_like(shape(given))
    const before = ones.at(s(null, -1))
    const multiples = concat(0, [before, [int(multiple)], ones.at(s(-1, null))], 'multiples')
    return tile(expanded, multiples, scope)
  })
}

/** For each row the mean, over its labels, of the precision among the predictions down to that label: float64. */
function averagePrecision(predictions: TensorLike, labels: Ids, k: number): Tensor {
  lowest(k)
  return withScope(null, 'average_precision', [predictions, labels, k], scope => {
    const ids = to_int64(topK(predictions, k), 'predictions_idx')
    const idsPerK = expand_dims(ids, -1, 'predictions_idx_per_k')
    const labelsPerK = repeatedLabels(labels, k)
    const relevant = countsOf(
      'true_positive',
      { predictions: idsPerK, labels: labelsPerK },
      null,
      null,
      'relevant_per_k',
    )
    const hits = cumsum(relevant, { axis: int(-1), name: 'tp_per_k' })
    const retrieved = cumsum(ones_like(relevant), { axis: int(-1), name: 'retrieved_per_k' })
    const precision = div(to_double(hits), to_double(retrieved), { name: 'precision_per_k' })
    const relevantPrecision = mul(precision, to_double(relevant), { name: 'relevant_precision_per_k' })
    const sum = reduce_sum(relevantPrecision, { reduction_indices: [int(-1)], name: 'precision_sum' })
    return div(sum, to_double(relevantCounts(labels, k)), { name: scope })
  })
}

/** numerator / denominator, of scalars, and 0 where the denominator is 0. */
function safeScalarDiv(numerator: Tensor | Variable, denominator: Tensor | Variable, name: string): Tensor {
  const isZero = equal(constant(0, float64), denominator)
  return cond(
    isZero,
    () => constant(0, float64),
    () => div(numerator, denominator),
    { name },
  ) as Tensor
}

interface Args extends MetricArgs {
  predictions: TensorLike
  labels: Ids
  k: Integer
}
/**
 * The mean over all rows of the average precision among the `k` highest predictions. `predictions`: scores [..., classes]; `labels`: int64
 * ids of classes, [..., labels], dense or sparse; `weights`: of each row, [...]. Returns [value, update_op], two float64. See
 * `streaming_mean`. Errors: ValueError for a k below 1.
 */
export const streaming_sparse_average_precision_at_k = pyfunction(
  `streaming_sparse_average_precision_at_k(predictions, labels, k, ${METRIC})`,
  (args: Args): Metric => {
    const { predictions, labels, name } = args
    return withScope(name as string | null, atKName('average_precision', args.k), [predictions, labels], scope => {
      let precision = averagePrecision(predictions, labels, toNumber(args.k))
      const weights = args.weights === null ? null : to_double(args.weights)
      if (weights !== null) precision = mul(precision, weights)
      const [most, updateMost] = withScope(null, 'max', [precision], inner => {
        const variable = local_variable(zeros([], float64), { name: inner })
        const batch =
          weights === null
            ? to_double(size(precision, { name: 'batch_max' }))
            : reduce_sum(mul(weights, ones_like(precision), { name: 'broadcast_weights' }), { name: 'batch_max' })
        return [variable, assign_add(variable, batch, { name: 'update' })] as const
      })
      const [total, updateTotal] = withScope(null, 'total', [precision], inner => {
        const variable = local_variable(zeros([], float64), { name: inner })
        const batch = reduce_sum(precision, { name: 'batch_total' })
        return [variable, assign_add(variable, batch, { name: 'update' })] as const
      })
      const mean = safeScalarDiv(total, most, 'mean')
      return collected([mean, safeScalarDiv(updateTotal, updateMost, scope)], args)
    })
  },
)
