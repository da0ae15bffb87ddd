/** The metrics of target columns (contrib/layers/python/layers/target_column.py). */

import { pythonStr } from '../../calling/python_repr.ts'
import { ValueError } from '../../errors/python.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { cast, to_float } from '../../ops/math/cast_ops.ts'
import { greater_equal } from '../../ops/math/comparison_ops.ts'
import { squeeze } from '../../ops/math/shape_ops.ts'
import { deprecatedFunction } from '../../platform/deprecation.ts'
import { streaming_accuracy, streaming_mean } from '../metrics/means.ts'
import type { Metric } from '../metrics/streaming.ts'
import {
  streaming_auc,
  streaming_precision_at_thresholds,
  streaming_recall_at_thresholds,
} from '../metrics/thresholds.ts'

export const DEPRECATED = {
  date: '2016-11-12',
  instructions:
    'This file will be removed after the deprecation date.Please switch to third_party/tensorflow/contrib/learn/python/learn/estimators/head.py',
  module: 'tensorflow.contrib.layers.python.layers.target_column',
}

type Weights = { readonly weights?: Tensor | null }
/** A metric of predictions and labels. */
export type MetricFunction = (predictions: Tensor, labels: Tensor, weights?: Weights) => Metric
/** Metrics by name, or by a pair of a name and 'classes' or 'probabilities'. */
export type Metrics = ReadonlyMap<string | readonly string[], MetricFunction> | Readonly<Record<string, MetricFunction>>
export type EvalOps = Map<string, Metric>
export interface MetricTensors {
  readonly predictions: Tensor
  readonly labels: Tensor
  readonly weights: Tensor | null
}

/** Adds the metrics to `result`. */
export function runMetrics(
  result: EvalOps,
  tensors: MetricTensors,
  metrics: readonly (readonly [name: string, metric: MetricFunction])[],
): void {
  const { predictions, weights } = tensors
  const labels = cast(tensors.labels, predictions.dtype)
  for (const [name, metric] of metrics)
    result.set(name, weights === null ? metric(predictions, labels) : metric(predictions, labels, { weights }))
}

interface Sorted {
  readonly classes: (readonly [string, MetricFunction])[]
  readonly probabilities: (readonly [string, MetricFunction])[]
}
/** Metrics by what they are of. The default is the accuracy of classes. */
export function classMetrics(metrics: Metrics | null): Sorted {
  const sorted: Sorted = { classes: [], probabilities: [] }
  if (metrics === null) sorted.classes.push(['accuracy', streaming_accuracy as unknown as MetricFunction])
  const entries = metrics instanceof Map ? [...metrics] : Object.entries(metrics ?? {})
  for (const [key, metric] of entries as [string | readonly string[], MetricFunction][]) {
    if (typeof key === 'string') {
      sorted.classes.push([key, metric])
      continue
    }
    const shown = pythonStr(key)
    if (!Array.isArray(key)) throw new ValueError(`Ignoring metric ${shown}. Its name is not in the correct form.`)
    if (key.length !== 2)
      throw new ValueError(`Ignoring metric ${shown}. It returned a tuple with len ${key.length}, expected 2.`)
    const [name, kind] = key as string[]
    if (kind !== 'classes' && kind !== 'probabilities')
      throw new ValueError(
        `Ignoring metric ${shown}. The 2nd element of its name should be either 'classes' or 'probabilities'.`,
      )
    sorted[kind].push([name as string, metric])
  }
  return sorted
}

const floats = (weights: Weights): { weights: Tensor | null } => ({
  weights: weights.weights ? to_float(weights.weights) : null,
})
const meanOfLabels: MetricFunction = (_predictions, labels, weights = {}) =>
  streaming_mean(labels, { weights: weights.weights ?? null })
const meanOfPredictions: MetricFunction = (predictions, _labels, weights = {}) =>
  streaming_mean(predictions, { weights: weights.weights ?? null })
const areaUnderCurve: MetricFunction = (predictions, labels, weights = {}) =>
  streaming_auc(predictions, labels, floats(weights))
const accuracyAt =
  (threshold: number): MetricFunction =>
  (predictions, labels, weights = {}) =>
    streaming_accuracy(to_float(greater_equal(predictions, threshold)), labels, { weights: weights.weights ?? null })
const atThreshold =
  (metric: typeof streaming_precision_at_thresholds, threshold: number): MetricFunction =>
  (predictions, labels, weights = {}) => {
    const [values, update] = metric(predictions, { labels, thresholds: [threshold], ...floats(weights) })
    return [squeeze(values), update]
  }

/**
 * Metrics of a logistic regression by name: means of predictions and labels, the area under the curve, and accuracy, precision and recall
 * at each of `thresholds`. Deprecated: logs a warning.
 */
export const get_default_binary_metrics_for_eval = deprecatedFunction(
  DEPRECATED,
  'get_default_binary_metrics_for_eval(thresholds)',
  ({ thresholds }: { thresholds: readonly unknown[] }): Map<string, MetricFunction> => {
    const at = [...thresholds].map(Number).map(threshold => {
      const text = threshold.toFixed(6)
      const accuracy = [`accuracy/threshold_${text}_mean`, accuracyAt(threshold)] as const
      const recall = [
        `recall/positive_threshold_${text}_mean`,
        atThreshold(streaming_recall_at_thresholds, threshold),
      ] as const
      return {
        accuracy,
        recall,
        precision: [
          `precision/positive_threshold_${text}_mean`,
          atThreshold(streaming_precision_at_thresholds, threshold),
        ] as const,
      }
    })
    // the order of a Python 2 dict of one threshold, in which nodes are made
    const [first, ...others] = at
    return new Map<string, MetricFunction>([
      ...(first ? [first.accuracy] : []),
      ['auc', areaUnderCurve],
      ['labels/actual_target_mean', meanOfLabels],
      ...(first ? [first.recall] : []),
      ['labels/prediction_mean', meanOfPredictions],
      ['accuracy/baseline_target_mean', meanOfLabels],
      ...(first ? [first.precision] : []),
      ...others.flatMap(({ accuracy, recall, precision }) => [accuracy, recall, precision]),
    ])
  },
)
