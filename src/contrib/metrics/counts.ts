/** Precision and recall of decisions (contrib/metrics/python/ops/metric_ops.py). */
import { pyfunction } from '../../calling/signature.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { assert_type } from '../../ops/checks/check_ops.ts'
import { identity } from '../../ops/core/identity_ops.ts'
import { assign_add } from '../../ops/core/state_ops.ts'
import { mul } from '../../ops/math/arithmetic_ops.ts'
import { to_float } from '../../ops/math/cast_ops.ts'
import { equal, greater } from '../../ops/math/comparison_ops.ts'
import { div } from '../../ops/math/division_ops.ts'
import { logical_and } from '../../ops/math/logical_ops.ts'
import { plus } from '../../ops/math/operators.ts'
import { reduce_sum } from '../../ops/math/reduction_ops.ts'
import { select } from '../../ops/math/select_ops.ts'
import { variable_scope } from '../../ops/variables/variable_scope.ts'
import { bool } from '../../tensor/dtypes.ts'
import { int } from '../../tensor/literals.ts'
import {
  checkCompatible,
  collected,
  createLocal,
  METRIC,
  type Metric,
  type PairArgs,
  removeSqueezableDimensions,
  type Squeezed,
  withUpdates,
} from './streaming.ts'

/** How many elements are both `label` and `prediction`, or what they weigh: [so far, update]. */
function counted(scope: string, { predictions, labels, weights }: Squeezed, label: number, prediction: number): Metric {
  return variable_scope(null, { default_name: scope, values: [predictions, labels] }, () => {
    checkCompatible(predictions, labels)
    const isLabel = equal(labels, int(label))
    const both = logical_and(isLabel, equal(predictions, int(prediction)))
    assert_type(both, bool)
    const count = createLocal('count', [])
    let values = to_float(both)
    if (weights !== null) values = mul(values, to_float(weights))
    const value = identity(count)
    return [value, assign_add(count, reduce_sum(values))]
  })
}

/** true positives / (true positives + others), and 0 of nothing. */
function share(scope: string, others: (given: Squeezed) => Metric) {
  return (args: PairArgs): Metric =>
    variable_scope(args.name, { default_name: scope, values: [args.predictions, args.labels] }, () => {
      const given = removeSqueezableDimensions(args)
      checkCompatible(given.predictions, given.labels)
      const [positives, updatePositives] = counted('true_positives', given, 1, 1)
      const [rest, updateRest] = others(given)
      const quotient = (name: string): Tensor => {
        const some = greater(plus(positives, rest), int(0))
        return select(some, div(positives, plus(positives, rest)), int(0), { name })
      }
      return collected(withUpdates([updatePositives, updateRest], quotient), args)
    })
}

/**
 * Of the elements that were predicted to be 1, how many are labelled 1. Predictions and labels are numbers 0 and 1; `weights` are
 * broadcast to them. Returns [precision, update_op], see `streaming_mean`.
 */
export const streaming_precision = pyfunction(
  `streaming_precision(predictions, labels, ${METRIC})`,
  share('precision', given => counted('false_positives', given, 0, 1)),
)
/** Of the elements that are labelled 1, how many were predicted to be. Returns [recall, update_op], see `streaming_precision`. */
export const streaming_recall = pyfunction(
  `streaming_recall(predictions, labels, ${METRIC})`,
  share('recall', given => counted('false_negatives', given, 1, 0)),
)
