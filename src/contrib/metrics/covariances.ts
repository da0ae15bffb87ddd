/** Covariance and correlation over a stream of batches (contrib/metrics/python/ops/metric_ops.py). */

import { pyfunction } from '../../calling/signature.ts'
import { control_dependencies } from '../../graph/build/public.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { assign_add } from '../../ops/core/state_ops.ts'
import { mul } from '../../ops/math/arithmetic_ops.ts'
import { to_float } from '../../ops/math/cast_ops.ts'
import { sqrt } from '../../ops/math/function_ops.ts'
import { minus, over, plus, times } from '../../ops/math/operators.ts'
import { reduce_sum } from '../../ops/math/reduction_ops.ts'
import { size } from '../../ops/math/shape_ops.ts'
import { variable_scope } from '../../ops/variables/variable_scope.ts'
import type { Variable } from '../../ops/variables/variables.ts'
import { int } from '../../tensor/literals.ts'
import {
  broadcastWeights,
  checkCompatible,
  collected,
  createLocal,
  METRIC,
  type Metric,
  type PairArgs,
  removeSqueezableDimensions,
  safeDiv,
} from './streaming.ts'

/** Takes a batch into a mean that is kept in a variable: the batch's own mean, and what the variable held before. */
function updatedMean(mean: Variable, weighted: Tensor, of: string, batchCount: Tensor, updatedCount: Tensor) {
  const batch = safeDiv(reduce_sum(weighted), batchCount, `batch_mean_${of}`)
  const delta = safeDiv(times(minus(batch, mean), batchCount), updatedCount, `delta_mean_${of}`)
  const updated = assign_add(mean, delta)
  return { batch, before: minus(updated, delta) }
}

/**
 * The sample covariance of predictions and labels, each pair with its weight: the comoment over the sum of the weights − 1. It is kept
 * in the local variables `count`, `mean_prediction`, `mean_label` and `comoment`. Returns [covariance, update_op], see
 * `streaming_mean`.
 */
export const streaming_covariance = pyfunction(
  `streaming_covariance(predictions, labels, ${METRIC})`,
  (args: PairArgs): Metric => {
    const metric = variable_scope(
      args.name,
      { default_name: 'covariance', values: [args.predictions, args.labels] },
      (): Metric => {
        const { predictions, labels, weights } = removeSqueezableDimensions(args)
        checkCompatible(predictions, labels)
        const count = createLocal('count', [])
        const meanPrediction = createLocal('mean_prediction', [])
        const meanLabel = createLocal('mean_label', [])
        const comoment = createLocal('comoment', [])
        const batchCount =
          weights === null ? to_float(size(labels)) : (reduce_sum(broadcastWeights(weights, labels)) as Tensor)
        const weightedPredictions = weights === null ? predictions : times(predictions, weights)
        const weightedLabels = weights === null ? labels : times(labels, weights)
        const updatedCount = assign_add(count, batchCount)
        const before = minus(updatedCount, batchCount)
        const ofPredictions = updatedMean(meanPrediction, weightedPredictions, 'prediction', batchCount, updatedCount)
        const ofLabels = updatedMean(meanLabel, weightedLabels, 'label', batchCount, updatedCount)
        const fromPrediction = minus(predictions, ofPredictions.batch)
        const residuals = times(fromPrediction, minus(labels, ofLabels.batch))
        const batchComoment = reduce_sum(weights === null ? residuals : times(residuals, weights))
        // how far the batch's means are from those before it moves the comoment too
        const moved = minus(ofPredictions.before, ofPredictions.batch)
        const both = times(moved, minus(ofLabels.before, ofLabels.batch))
        const delta = plus(batchComoment, times(both, over(times(before, batchCount), updatedCount)))
        const updated = assign_add(comoment, delta)
        const covariance = (name: string): Tensor => safeDiv(comoment, minus(count.value(), int(1)), name)
        const value = covariance('covariance')
        return [value, control_dependencies([updated], () => covariance('update_op'))]
      },
    )
    return collected(metric, args)
  },
)

/**
 * Pearson's correlation of predictions and labels: their covariance over the product of their standard deviations.
 * Returns [correlation, update_op], see `streaming_mean`.
 */
export const streaming_pearson_correlation = pyfunction(
  `streaming_pearson_correlation(predictions, labels, ${METRIC})`,
  (args: PairArgs): Metric => {
    const metric = variable_scope(
      args.name,
      { default_name: 'pearson_r', values: [args.predictions, args.labels] },
      (): Metric => {
        const { predictions, labels, weights } = removeSqueezableDimensions(args)
        checkCompatible(predictions, labels)
        const [both, updateBoth] = streaming_covariance(predictions, labels, { weights, name: 'covariance' })
        const [ofPredictions, updatePredictions] = streaming_covariance(predictions, predictions, {
          weights,
          name: 'variance_predictions',
        })
        const [ofLabels, updateLabels] = streaming_covariance(labels, labels, { weights, name: 'variance_labels' })
        const correlation = (covariance: Tensor, first: Tensor, second: Tensor, name: string): Tensor => {
          const deviation = sqrt(first)
          return safeDiv(covariance, mul(deviation, sqrt(second)), name)
        }
        const value = correlation(both, ofPredictions, ofLabels, 'pearson_r')
        const updates = [updateBoth, updatePredictions, updateLabels]
        return [
          value,
          control_dependencies(updates, () => correlation(updateBoth, updatePredictions, updateLabels, 'update_op')),
        ]
      },
    )
    return collected(metric, args)
  },
)
