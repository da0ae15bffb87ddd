/** How well classes overlap with their labels (contrib/metrics/python/ops/metric_ops.py). */

import { pyfunction } from '../../calling/signature.ts'
import type { TensorLike } from '../../graph/build/convert.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { diag_part } from '../../ops/array/diag_ops.ts'
import { assign_add } from '../../ops/core/state_ops.ts'
import { to_float, to_int64 } from '../../ops/math/cast_ops.ts'
import { greater } from '../../ops/math/comparison_ops.ts'
import { div } from '../../ops/math/division_ops.ts'
import { minus, plus } from '../../ops/math/operators.ts'
import { reduce_mean, reduce_sum } from '../../ops/math/reduction_ops.ts'
import { select } from '../../ops/math/select_ops.ts'
import { reshape } from '../../ops/math/shape_ops.ts'
import { ones_like } from '../../ops/math/zeros_like_ops.ts'
import { variable_scope } from '../../ops/variables/variable_scope.ts'
import { float64, int64 } from '../../tensor/dtypes.ts'
import { int, type PyInt } from '../../tensor/literals.ts'
import { confusion_matrix } from './confusion_matrix.ts'
import { checkCompatible, collected, createLocal, METRIC, type Metric, type MetricArgs, shapeOf } from './streaming.ts'

interface Args extends MetricArgs {
  predictions: TensorLike
  labels: TensorLike
  num_classes: number | PyInt
}
/** A vector of what has a higher rank. */
const flat = <T extends TensorLike>(values: T): T | Tensor =>
  (shapeOf(values).ndims ?? 0) > 1 ? reshape(values, [-1]) : values

/**
 * The mean over `num_classes` classes of |prediction ∩ label| / |prediction ∪ label|; a class that never occurs counts as 0. It is
 * kept in the local variable `total_confusion_matrix`, whose value `update_op` gives: an int64 with weights, else a float64, as in
 * TensorFlow. Returns [mean_iou, update_op]. Errors: ValueError where the shapes of predictions and labels differ.
 */
export const streaming_mean_iou = pyfunction(
  `streaming_mean_iou(predictions, labels, num_classes, ${METRIC})`,
  (args: Args): Metric =>
    variable_scope(args.name, { default_name: 'mean_iou', values: [args.predictions, args.labels] }, () => {
      checkCompatible(args.predictions, args.labels)
      const dtype = args.weights === null ? float64 : int64
      const total = createLocal('total_confusion_matrix', [args.num_classes, args.num_classes] as number[], { dtype })
      const predicted = to_int64(args.predictions)
      const labelled = to_int64(args.labels)
      const classes = to_int64(typeof args.num_classes === 'number' ? int(args.num_classes) : args.num_classes)
      const predictions = flat(predicted)
      const labels = flat(labelled)
      const weights = args.weights === null ? null : flat(args.weights)
      const update = assign_add(total, confusion_matrix(predictions, labels, classes, { weights, dtype }))

      const byPrediction = to_float(reduce_sum(total, 0))
      const byLabel = to_float(reduce_sum(total, 1))
      const both = to_float(diag_part(total))
      const either = minus(plus(byPrediction, byLabel), both)
      const occurs = greater(either, int(0))
      const divisor = select(occurs, either, ones_like(either))
      return collected([reduce_mean(div(both, divisor), { name: 'mean_iou' }), update], args)
    }),
)
