/** What streaming metrics share: local variables that add up, and the quotients of them (contrib/metrics/python/ops/metric_ops.py). */

import { noAttribute } from '../../calling/python_repr.ts'
import type { TensorLike } from '../../graph/build/convert.ts'
import { control_dependencies } from '../../graph/build/public.ts'
import { SparseTensor } from '../../graph/build/sparse_tensor.ts'
import { get_default_graph } from '../../graph/default_graph.ts'
import { GraphKeys } from '../../graph/graph_keys.ts'
import { Tensor } from '../../graph/tensor.ts'
import { cond } from '../../ops/control_flow/cond.ts'
import { add, mul } from '../../ops/math/arithmetic_ops.ts'
import { equal, greater } from '../../ops/math/comparison_ops.ts'
import { zeros } from '../../ops/math/constant_op.ts'
import { truediv } from '../../ops/math/division_ops.ts'
import { plus } from '../../ops/math/operators.ts'
import { select } from '../../ops/math/select_ops.ts'
import { rank, squeeze } from '../../ops/math/shape_ops.ts'
import { ones_like } from '../../ops/math/zeros_like_ops.ts'
import type { VariableScope } from '../../ops/variables/variable_scope.ts'
import { Variable } from '../../ops/variables/variables.ts'
import { type DType, float32 } from '../../tensor/dtypes.ts'
import { int, type PyInt } from '../../tensor/literals.ts'
import type { ShapeLike, TensorShape } from '../../tensor/tensor_shape.ts'
import { remove_squeezable_dimensions } from '../framework/tensor_checks.ts'

/** The value so far, and the operation that takes a batch into account and gives the value after it. */
export type Metric = [value: Tensor, update_op: Tensor]
export type Collections = string | readonly string[] | null
export type ScopeName = string | VariableScope | null
/** The arguments that metrics end with. */
export interface MetricArgs {
  weights: TensorLike | null
  metrics_collections: Collections
  updates_collections: Collections
  name: ScopeName
}
/** Those of metrics of predictions beside labels. */
export interface PairArgs extends MetricArgs {
  predictions: TensorLike
  labels: TensorLike
}
/** The signature's part for them. */
export const METRIC = 'weights=None, metrics_collections=None, updates_collections=None, name=None'

/** Adds the metric to the collections that were asked for. */
export function collected(
  metric: Metric,
  { metrics_collections, updates_collections }: Pick<MetricArgs, 'metrics_collections' | 'updates_collections'>,
): Metric {
  const graph = get_default_graph()
  if (metrics_collections?.length) graph.add_to_collections(metrics_collections, metric[0])
  if (updates_collections?.length) graph.add_to_collections(updates_collections, metric[1])
  return metric
}

/** A local variable that begins with zeros. */
export function createLocal(
  name: string,
  shape: ShapeLike,
  { dtype = float32, validate_shape = true }: { dtype?: DType; validate_shape?: boolean } = {},
) {
  return new Variable(zeros(shape as TensorLike, dtype), {
    name,
    trainable: false,
    collections: [GraphKeys.LOCAL_VARIABLES],
    validate_shape,
  })
}

/** numerator / denominator, and 0 where the denominator isn't positive. */
export function safeDiv(numerator: TensorLike, denominator: TensorLike, name: string): Tensor {
  const positive = greater(denominator, int(0))
  return select(positive, truediv(numerator, denominator), int(0), { name })
}

/** Python asks a tensor for its shape, whatever it was given. */
export function shapeOf(value: unknown): TensorShape {
  if (value instanceof Tensor || value instanceof Variable || value instanceof SparseTensor) return value.get_shape()
  throw noAttribute(value, 'get_shape')
}
export const checkCompatible = (first: TensorLike, second: TensorLike): void =>
  shapeOf(first).assert_is_compatible_with(shapeOf(second))

/** `weights` in the shape of `values`, as multiplication would broadcast them. */
export function broadcastWeights(weights: Tensor | Variable, values: Tensor): Tensor | Variable {
  const [own, other] = [shapeOf(weights), values.get_shape()]
  if (own.is_fully_defined() && other.is_fully_defined() && own.is_compatible_with(other)) return weights
  return mul(weights, ones_like(values), { name: 'broadcast_weights' })
}

export interface Squeezed {
  readonly predictions: Tensor
  readonly labels: Tensor
  readonly weights: Tensor | null
}
/** Predictions, labels and weights, those of a rank too many without their last dimension. */
export function removeSqueezableDimensions(args: {
  predictions: TensorLike
  labels: TensorLike
  weights: TensorLike | null
}): Squeezed {
  const [predictions, labels] = remove_squeezable_dimensions(args.predictions, args.labels)
  checkCompatible(predictions, labels)
  if (args.weights === null) return { predictions, labels, weights: null }
  const shape = shapeOf(args.weights)
  const weights = args.weights as Tensor
  const expected = predictions.get_shape().ndims
  if (expected !== null && shape.ndims !== null) {
    return { predictions, labels, weights: shape.ndims - expected === 1 ? squeeze(weights, [-1]) : weights }
  }
  if (shape.ndims !== null && !shape.at(-1).is_compatible_with(1)) return { predictions, labels, weights }
  const own = rank(weights)
  const isHigher = equal(own, add(rank(predictions), int(1)))
  const squeezed = cond(
    isHigher,
    () => squeeze(weights, [-1]),
    () => weights,
  ) as Tensor
  return { predictions, labels, weights: squeezed }
}

/** `compute('value')`, and `compute('update_op')` after the updates. */
export function withUpdates(updates: readonly Tensor[], compute: (name: string) => Tensor): Metric {
  const value = compute('value')
  return [value, control_dependencies(updates, () => compute('update_op'))]
}

/** The sum of three, from the left. */
export const sum3 = (a: TensorLike, b: TensorLike, c: TensorLike): Tensor => plus(plus(a, b), c)
/** `precision_at_5_class2` */
export function atKName(name: string, k: number | PyInt | null, classId: number | PyInt | null = null): string {
  const at = k === null ? `${name}_at_k` : `${name}_at_${Math.trunc(Number(k.valueOf()))}`
  return classId === null ? at : `${at}_class${Math.trunc(Number(classId.valueOf()))}`
}
