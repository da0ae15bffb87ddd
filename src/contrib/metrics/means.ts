/** Means over a stream of batches (contrib/metrics/python/ops/metric_ops.py). */

import { pyfunction } from '../../calling/signature.ts'
import type { TensorLike } from '../../graph/build/convert.ts'
import { control_dependencies } from '../../graph/build/public.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { assign_add } from '../../ops/core/state_ops.ts'
import { maximum, mul, sub } from '../../ops/math/arithmetic_ops.ts'
import { cast, to_float } from '../../ops/math/cast_ops.ts'
import { equal, less } from '../../ops/math/comparison_ops.ts'
import { div, truediv } from '../../ops/math/division_ops.ts'
import { abs, sqrt, square } from '../../ops/math/function_ops.ts'
import { minus } from '../../ops/math/operators.ts'
import { reduce_sum } from '../../ops/math/reduction_ops.ts'
import { select } from '../../ops/math/select_ops.ts'
import { size } from '../../ops/math/shape_ops.ts'
import { ones_like, zeros_like } from '../../ops/math/zeros_like_ops.ts'
import { in_top_k } from '../../ops/nn/top_k_ops.ts'
import { variable_scope } from '../../ops/variables/variable_scope.ts'
import { deprecatedFunction } from '../../platform/deprecation.ts'
import { float, type PyInt } from '../../tensor/literals.ts'
import { remove_squeezable_dimensions } from '../framework/tensor_checks.ts'
import {
  atKName,
  broadcastWeights,
  checkCompatible,
  collected,
  createLocal,
  METRIC,
  type Metric,
  type MetricArgs,
  type PairArgs,
  removeSqueezableDimensions,
  safeDiv,
  shapeOf,
  withUpdates,
} from './streaming.ts'

interface ValuesArgs extends MetricArgs {
  values: TensorLike
}

/**
 * The mean of all elements of all `values` so far, each with the weight that `weights`, broadcast to them, gives it. It is kept in
 * the local variables `total` and `count`. Returns [mean, update_op]: what is known so far, and the operation that adds this batch
 * and gives the new mean. `metrics_collections` and `updates_collections`: where to add the one and the other.
 *
 *     const [mean, update_op] = tf.contrib.metrics.streaming_mean(loss)
 *     sess.run(tf.local_variables_initializer())
 *     for (…) sess.run(update_op)
 *     sess.run(mean)
 *
 * Errors: ValueError where the weights cannot be broadcast to the values.
 */
export const streaming_mean = pyfunction(
  `streaming_mean(values, ${METRIC})`,
  (args: ValuesArgs): Metric =>
    variable_scope(args.name, { default_name: 'mean', values: [args.values, args.weights] }, () => {
      let values = to_float(args.values)
      const total = createLocal('total', [])
      const count = createLocal('count', [])
      let added: Tensor
      if (args.weights === null) added = to_float(size(values))
      else {
        const weights = to_float(args.weights)
        values = mul(values, weights)
        added = reduce_sum(broadcastWeights(weights, values))
      }
      const updates = [assign_add(total, reduce_sum(values)), assign_add(count, added)]
      return collected(
        withUpdates(updates, name => safeDiv(total, count, name)),
        args,
      )
    }),
)

/**
 * The mean of each element of `values`, a tensor of their shape. Returns [mean, update_op], see `streaming_mean`.
 * Errors: ValueError where the weights cannot be broadcast to the values, or their shape is unknown.
 */
export const streaming_mean_tensor = pyfunction(
  `streaming_mean_tensor(values, ${METRIC})`,
  (args: ValuesArgs): Metric =>
    variable_scope(args.name, { default_name: 'mean', values: [args.values, args.weights] }, () => {
      const shape = shapeOf(args.values)
      const total = createLocal('total_tensor', shape)
      const count = createLocal('count_tensor', shape)
      let values = args.values as Tensor
      let added = ones_like(values)
      if (args.weights !== null) {
        const weights = to_float(args.weights)
        values = mul(values, weights)
        added = mul(added, weights)
      }
      const updates = [assign_add(total, values), assign_add(count, added)]
      const mean = (name: string): Tensor => {
        const ones = ones_like(count)
        return truediv(total, maximum(count, ones, { name }), { name })
      }
      return collected(withUpdates(updates, mean), args)
    }),
)

/** The mean of `values`, with the collections and the name that a metric was given. */
const meanOf = (values: Tensor, weights: TensorLike | null, args: MetricArgs, otherwise: string): Metric => {
  const { metrics_collections, updates_collections, name } = args
  return streaming_mean({ values, weights, metrics_collections, updates_collections, name: name || otherwise })
}

/** How often predictions equal labels; of integers, strings or any other type. Returns [accuracy, update_op], see `streaming_mean`. */
export const streaming_accuracy = pyfunction(
  `streaming_accuracy(predictions, labels, ${METRIC})`,
  (args: PairArgs): Metric => {
    const { predictions, labels, weights } = removeSqueezableDimensions(args)
    const cmp = labels.dtype.equals(predictions.dtype) ? predictions : cast(predictions, labels.dtype)
    const correct = to_float(equal(cmp, labels))
    return meanOf(correct, weights, args, 'accuracy')
  },
)

/** A mean of what `measure` makes of predictions and labels. */
const measured =
  (defaultName: string, measure: (predictions: Tensor, labels: Tensor) => Tensor) =>
  (args: PairArgs): Metric => {
    const { predictions, labels, weights } = removeSqueezableDimensions(args)
    return meanOf(measure(predictions, labels), weights, args, defaultName)
  }

/** The mean of |predictions − labels|. Returns [value, update_op], see `streaming_mean`. */
export const streaming_mean_absolute_error = pyfunction(
  `streaming_mean_absolute_error(predictions, labels, ${METRIC})`,
  measured('mean_absolute_error', (predictions, labels) => abs(minus(predictions, labels))),
)
/** The mean of (labels − predictions)². Returns [value, update_op], see `streaming_mean`. */
export const streaming_mean_squared_error = pyfunction(
  `streaming_mean_squared_error(predictions, labels, ${METRIC})`,
  measured('mean_squared_error', (predictions, labels) => square(minus(labels, predictions))),
)
/** The root of the mean of (labels − predictions)². Returns [value, update_op], see `streaming_mean`. */
export const streaming_root_mean_squared_error = pyfunction(
  `streaming_root_mean_squared_error(predictions, labels, ${METRIC})`,
  (args: PairArgs): Metric => {
    const { predictions, labels, weights } = removeSqueezableDimensions(args)
    const name = args.name || 'root_mean_squared_error'
    const [value, update] = streaming_mean_squared_error({ predictions, labels, weights, name })
    const root = sqrt(value)
    return collected([root, control_dependencies([update], () => sqrt(update))], args)
  },
)
/**
 * The mean of |labels − predictions| / normalizer; where the normalizer is 0 it counts as 0. Returns [value, update_op], see
 * `streaming_mean`.
 */
export const streaming_mean_relative_error = pyfunction(
  `streaming_mean_relative_error(predictions, labels, normalizer, ${METRIC})`,
  (args: PairArgs & { normalizer: TensorLike }): Metric => {
    const { predictions: given, labels, weights } = removeSqueezableDimensions(args)
    const [predictions, normalizer] = remove_squeezable_dimensions(given, args.normalizer)
    checkCompatible(predictions, normalizer)
    const none = equal(normalizer, float(0))
    const zeros = zeros_like(labels)
    const errors = select(none, zeros, div(abs(minus(labels, predictions)), normalizer))
    return meanOf(errors, weights, args, 'mean_relative_error')
  },
)

/**
 * The mean of 1 − Σ predictions·labels along `dim`, of vectors that have norm 1. Returns [value, update_op], see
 * `streaming_mean`; weights have a size of 1 in that dimension.
 */
export const streaming_mean_cosine_distance = pyfunction(
  `streaming_mean_cosine_distance(predictions, labels, dim, ${METRIC})`,
  ({ dim, ...args }: PairArgs & { dim: number | PyInt }): Metric => {
    const { predictions, labels, weights } = removeSqueezableDimensions(args)
    const products = reduce_sum(mul(predictions, labels), { reduction_indices: [dim], keep_dims: true })
    const [mean, update] = streaming_mean({ values: products, weights, name: args.name || 'mean_cosine_distance' })
    const distance = sub(float(1), mean)
    return collected([distance, sub(float(1), update)], args)
  },
)

/** How many of the values are below `threshold`, of 1. Returns [value, update_op], see `streaming_mean`. */
export const streaming_percentage_less = pyfunction(
  `streaming_percentage_less(values, threshold, ${METRIC})`,
  ({ threshold, ...args }: ValuesArgs & { threshold: TensorLike }): Metric => {
    const below = to_float(less(args.values, threshold))
    return meanOf(below, args.weights, args, 'percentage_below_threshold')
  },
)

/** How often the label is among the `k` highest predictions. Deprecated: `streaming_sparse_recall_at_k` takes labels [batch, 1]. */
export const streaming_recall_at_k = deprecatedFunction(
  {
    date: '2016-11-08',
    instructions: 'Please use `streaming_sparse_recall_at_k`, and reshape labels from [batch_size] to [batch_size, 1].',
    module: 'tensorflow.contrib.metrics.python.ops.metric_ops',
  },
  `streaming_recall_at_k(predictions, labels, k, ${METRIC})`,
  ({ predictions, labels, k, ...args }: PairArgs & { k: number | PyInt }): Metric => {
    const among = to_float(in_top_k(predictions, labels, k as number))
    return meanOf(among, args.weights, args, atKName('recall', k))
  },
)
