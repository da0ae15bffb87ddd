/** Losses: each is a scalar, added to the collection of losses (contrib/losses/python/losses/loss_ops.py). */

import { noAttribute } from '../../calling/python_repr.ts'
import { guarded } from '../../errors/boundary.ts'
import { ValueError } from '../../errors/python.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { SparseTensor } from '../../graph/build/sparse_tensor.ts'
import { Tensor } from '../../graph/tensor.ts'
import { sigmoid_cross_entropy_with_logits } from '../../nn/losses.ts'
import { mul, sub } from '../../ops/math/arithmetic_ops.ts'
import { cast, to_float } from '../../ops/math/cast_ops.ts'
import { abs, log, square } from '../../ops/math/function_ops.ts'
import { greaterThan, minus, negated, over, plus, times } from '../../ops/math/operators.ts'
import { reduce_sum } from '../../ops/math/reduction_ops.ts'
import { select } from '../../ops/math/select_ops.ts'
import { reshape, shape, squeeze } from '../../ops/math/shape_ops.ts'
import { ones_like, zeros_like } from '../../ops/math/zeros_like_ops.ts'
import { relu } from '../../ops/nn/activation_ops.ts'
import { softmax_cross_entropy_with_logits, sparse_softmax_cross_entropy_with_logits } from '../../ops/nn/xent_ops.ts'
import { Variable } from '../../ops/variables/variables.ts'
import { deprecatedArguments } from '../../platform/deprecation.ts'
import { float, int, type PyFloat, type PyInt } from '../../tensor/literals.ts'
import {
  add_loss,
  compute_weighted_loss,
  labelsOf,
  NOT_GIVEN,
  OLD_TARGET,
  OLD_TARGETS_AND_WEIGHT,
  OLD_WEIGHT,
  presentPerBatch,
  safeDiv,
  scaleLosses,
  weightsOf,
} from './weighting.ts'

type Shaped = Tensor | Variable
type Number_ = number | PyFloat | PyInt

/** Python asks these for their shapes before anything becomes a tensor. */
function checkShapes(first: TensorLike, second: TensorLike): void {
  for (const value of [first, second]) {
    if (!(value instanceof Tensor || value instanceof Variable || value instanceof SparseTensor))
      throw noAttribute(value, 'get_shape')
  }
  ;(first as Shaped).get_shape().assert_is_compatible_with((second as Shaped).get_shape())
}

interface LossArgs {
  predictions: TensorLike
  labels: TensorLike | null
  weights: TensorLike | null
  scope: Name
  targets: TensorLike | null
  weight: TensorLike | null
}

/** The frame that losses of predictions share: scope, shapes, and both as float32. */
function withLabels(
  args: LossArgs,
  defaultScope: string,
  body: (predictions: Tensor, labels: Tensor, weights: TensorLike) => Tensor,
): Tensor {
  const labels = labelsOf(args.labels, args.targets)
  const weights = weightsOf(args.weights, args.weight)
  return withScope(args.scope, defaultScope, [args.predictions, labels, weights], () => {
    checkShapes(args.predictions, labels)
    const predictions = to_float(args.predictions)
    return body(predictions, to_float(labels), weights)
  })
}

const WEIGHTED = `labels=None, weights=${NOT_GIVEN}` as const
const OLD = `targets=None, weight=${NOT_GIVEN}` as const

/**
 * |predictions − labels|, weighted and averaged; see `compute_weighted_loss`. `targets` and `weight` are old names.
 *
 *     const loss = tf.contrib.losses.absolute_difference(predictions, labels, { weights: [1, 0, 2] })
 *
 * Errors: ValueError where the shapes of predictions and labels differ.
 */
export const absolute_difference = guarded(
  deprecatedArguments(
    OLD_TARGETS_AND_WEIGHT,
    `absolute_difference(predictions, ${WEIGHTED}, scope=None, ${OLD})`,
    (args: LossArgs) =>
      withLabels(args, 'absolute_difference', (predictions, labels, weights) =>
        compute_weighted_loss(abs(sub(predictions, labels)), weights),
      ),
  ),
  'absolute_difference',
)

/** (predictions − labels)², weighted and averaged. Errors: as of `absolute_difference`. */
export const mean_squared_error = guarded(
  deprecatedArguments(
    OLD_TARGETS_AND_WEIGHT,
    `mean_squared_error(predictions, ${WEIGHTED}, scope=None, ${OLD})`,
    (args: LossArgs) =>
      withLabels(args, 'mean_squared_error', (predictions, labels, weights) =>
        compute_weighted_loss(square(sub(predictions, labels)), weights),
      ),
  ),
  'mean_squared_error',
)

/** −labels·log(predictions + ε) − (1 − labels)·log(1 − predictions + ε), weighted and averaged. Errors: as of `absolute_difference`. */
export const log_loss = guarded(
  deprecatedArguments(
    OLD_TARGETS_AND_WEIGHT,
    `log_loss(predictions, ${WEIGHTED}, epsilon=1e-07, scope=None, ${OLD})`,
    ({ epsilon, ...args }: LossArgs & { epsilon: TensorLike }) =>
      withLabels(args, 'log_loss', (predictions, labels, weights) => {
        const ofLabels = negated(mul(labels, log(plus(predictions, epsilon))))
        const others = minus(int(1), labels)
        const ofOthers = mul(others, log(plus(minus(int(1), predictions), epsilon)))
        return compute_weighted_loss(minus(ofLabels, ofOthers), weights)
      }),
  ),
  'log_loss',
)

/**
 * The squared differences between pairs of elements of a sample: of the differences d = predictions − labels it is 2·(Σd²/n − (Σd)²/n²),
 * weighted and summed. Weights: a scalar, [batch], or the shape of the predictions. Errors: ValueError where the shapes of predictions
 * and labels differ, or a rank is unknown.
 */
export const mean_pairwise_squared_error = guarded(
  deprecatedArguments(
    OLD_TARGETS_AND_WEIGHT,
    `mean_pairwise_squared_error(predictions, ${WEIGHTED}, scope=None, ${OLD})`,
    (args: LossArgs) =>
      withLabels(args, 'mean_pairwise_squared_error', (predictions, labels, given) => {
        const weights = to_float(convertToTensor(given))
        const differences = sub(predictions, labels)
        const rank = differences.staticShape?.length
        if (rank === undefined) throw new ValueError('diffs.get_shape().ndims cannot be None')
        if (weights.staticShape === null) throw new ValueError('weights.get_shape().ndims cannot be None')
        const reduction_indices = Array.from({ length: Math.max(0, rank - 1) }, (_, i) => int(i + 1))
        const squares = reduce_sum(square(differences), { reduction_indices })
        const present = presentPerBatch(differences, weights)
        const first = times(float(2), safeDiv(squares, present))
        const sum = reduce_sum(differences, { reduction_indices })
        const second = times(float(2), safeDiv(square(sum), square(present)))
        const loss = scaleLosses(minus(first, second), weights)
        const some = greaterThan(reduce_sum(present), int(0))
        const mean = select(some, loss, zeros_like(loss), { name: 'value' })
        add_loss(mean)
        return mean
      }),
  ),
  'mean_pairwise_squared_error',
)

/**
 * 1 − Σ predictions·labels along `dim`, weighted and averaged; both are taken to have norm 1 there. Errors: as of
 * `absolute_difference`, and ValueError without `dim`.
 */
export const cosine_distance = guarded(
  deprecatedArguments(
    OLD_TARGETS_AND_WEIGHT,
    `cosine_distance(predictions, labels=None, dim=None, weights=${NOT_GIVEN}, scope=None, ${OLD})`,
    ({ dim, ...args }: LossArgs & { dim: Number_ | null }) => {
      const labels = labelsOf(args.labels, args.targets)
      const weights = weightsOf(args.weights, args.weight)
      if (dim === null) throw new ValueError('`dim` cannot be None.')
      const given = { ...args, labels, weights, targets: null, weight: NOT_GIVEN }
      return withLabels(given, 'cosine_distance_loss', (predictions, expected, scale) => {
        const products = mul(predictions, expected)
        return compute_weighted_loss(minus(int(1), reduce_sum(products, { reduction_indices: [dim] })), scale)
      })
    },
  ),
  'cosine_distance',
)

/**
 * max(0, 1 − y·logits) for labels of 0 and 1, with y = 2·labels − 1: element by element, in no collection.
 * Errors: ValueError where the shapes differ.
 */
export const hinge_loss = guarded(
  deprecatedArguments(
    OLD_TARGET,
    'hinge_loss(logits, labels=None, scope=None, target=None)',
    (args: { logits: TensorLike; labels: TensorLike | null; scope: Name; target: TensorLike | null }): Tensor => {
      const given = labelsOf(args.labels, args.target)
      return withScope(args.scope, 'hinge_loss', [args.logits, given], () => {
        checkShapes(args.logits, given)
        const labels = to_float(given)
        const one = ones_like(labels)
        const signs = sub(times(int(2), labels), one)
        return relu(sub(one, mul(signs, args.logits)))
      })
    },
  ),
  'hinge_loss',
)

// --- cross entropies

interface EntropyArgs {
  logits: Tensor
  weights: TensorLike | null
  label_smoothing: Number_ | null
  scope: Name
  weight: TensorLike | null
}
const lessThanOne = (smoothing: Number_): PyFloat => float(1 - Number(smoothing.valueOf()))

/**
 * The cross entropy of independent classes, [batch, classes], weighted and averaged. `label_smoothing` moves labels towards 1/2.
 * Errors: ValueError where the shapes of logits and labels differ.
 */
export const sigmoid_cross_entropy = guarded(
  deprecatedArguments(
    OLD_WEIGHT,
    `sigmoid_cross_entropy(logits, multi_class_labels, weights=${NOT_GIVEN}, label_smoothing=0, scope=None, weight=${NOT_GIVEN})`,
    ({
      logits,
      multi_class_labels,
      label_smoothing,
      scope,
      ...args
    }: EntropyArgs & { multi_class_labels: TensorLike }): Tensor => {
      const weights = weightsOf(args.weights, args.weight)
      return withScope(scope, 'sigmoid_cross_entropy_loss', [logits, multi_class_labels, weights], () => {
        checkShapes(logits, multi_class_labels)
        let labels = cast(multi_class_labels, logits.dtype)
        const smoothing = Number(label_smoothing?.valueOf() ?? 0)
        if (label_smoothing !== null && smoothing > 0)
          labels = plus(times(labels, lessThanOne(label_smoothing)), float(0.5 * smoothing))
        return compute_weighted_loss(sigmoid_cross_entropy_with_logits(logits, labels, { name: 'xentropy' }), weights)
      })
    },
  ),
  'sigmoid_cross_entropy',
)

/**
 * The cross entropy of classes that exclude one another, [batch, classes], weighted and averaged over the batch. `label_smoothing`
 * moves labels towards 1/classes.
 *
 *     const loss = tf.contrib.losses.softmax_cross_entropy(logits, onehot_labels)
 *
 * Errors: ValueError where the shapes of logits and labels differ.
 */
export const softmax_cross_entropy = guarded(
  deprecatedArguments(
    OLD_WEIGHT,
    `softmax_cross_entropy(logits, onehot_labels, weights=${NOT_GIVEN}, label_smoothing=0, scope=None, weight=${NOT_GIVEN})`,
    ({
      logits,
      onehot_labels,
      label_smoothing,
      scope,
      ...args
    }: EntropyArgs & { onehot_labels: TensorLike }): Tensor => {
      const weights = weightsOf(args.weights, args.weight)
      return withScope(scope, 'softmax_cross_entropy_loss', [logits, onehot_labels, weights], () => {
        checkShapes(logits, onehot_labels)
        let labels = cast(onehot_labels, logits.dtype)
        if (label_smoothing !== null && Number(label_smoothing.valueOf()) > 0) {
          const classes = cast(shape(labels).at(int(1)), logits.dtype)
          const others = over(label_smoothing, classes)
          labels = plus(times(labels, lessThanOne(label_smoothing)), others)
        }
        return compute_weighted_loss(softmax_cross_entropy_with_logits(logits, labels, { name: 'xentropy' }), weights)
      })
    },
  ),
  'softmax_cross_entropy',
)

/**
 * The same for labels that are numbers of classes: [batch] or [batch, 1], int32 or int64. Errors: ValueError for shapes that
 * don't fit.
 */
export const sparse_softmax_cross_entropy = guarded(
  deprecatedArguments(
    OLD_WEIGHT,
    `sparse_softmax_cross_entropy(logits, labels, weights=${NOT_GIVEN}, scope=None, weight=${NOT_GIVEN})`,
    ({ logits, labels, scope, ...args }: Omit<EntropyArgs, 'label_smoothing'> & { labels: TensorLike }): Tensor => {
      const given = weightsOf(args.weights, args.weight)
      return withScope(scope, 'sparse_softmax_cross_entropy_loss', [logits, labels, given], () => {
        const flat = reshape(labels, { shape: [shape(labels).at(int(0))] })
        const weights = squeeze(given)
        return compute_weighted_loss(
          sparse_softmax_cross_entropy_with_logits(logits, flat, { name: 'xentropy' }),
          weights,
        )
      })
    },
  ),
  'sparse_softmax_cross_entropy',
)
