/** Target columns: the labels, the losses and the predictions of one head of a model (contrib/layers/python/layers/target_column.py). */

import { noAttribute } from '../../calling/python_repr.ts'
import { type PythonArguments, setMethodSignatures, toNumber } from '../../calling/signature.ts'
import { ValueError } from '../../errors/python.ts'
import { control_dependencies } from '../../graph/build/public.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { sigmoid_cross_entropy_with_logits } from '../../nn/losses.ts'
import { concat } from '../../ops/array/concat_ops.ts'
import { Assert } from '../../ops/index.ts'
import { argmax } from '../../ops/math/arg_ops.ts'
import { mul } from '../../ops/math/arithmetic_ops.ts'
import { to_float } from '../../ops/math/cast_ops.ts'
import { less_equal } from '../../ops/math/comparison_ops.ts'
import { div } from '../../ops/math/division_ops.ts'
import { sigmoid, square } from '../../ops/math/function_ops.ts'
import { reduce_mean, reduce_sum } from '../../ops/math/reduction_ops.ts'
import { expand_dims, rank, reshape, shape, squeeze } from '../../ops/math/shape_ops.ts'
import { zeros_like } from '../../ops/math/zeros_like_ops.ts'
import { softmax } from '../../ops/nn/softmax_ops.ts'
import { sparse_softmax_cross_entropy_with_logits } from '../../ops/nn/xent_ops.ts'
import { deprecatedFunction } from '../../platform/deprecation.ts'
import type { PyInt } from '../../tensor/literals.ts'
import { hinge_loss } from '../losses/index.ts'
import { streaming_mean } from '../metrics/means.ts'
import {
  classMetrics,
  DEPRECATED,
  type EvalOps,
  get_default_binary_metrics_for_eval,
  type Metrics,
  type MetricTensors,
  runMetrics,
} from './target_column_metrics.ts'

/** What a problem is about. */
export const ProblemType = { UNSPECIFIED: 0, CLASSIFICATION: 1, LINEAR_REGRESSION: 2, LOGISTIC_REGRESSION: 3 } as const
type Problem = (typeof ProblemType)[keyof typeof ProblemType]

/** Features by name. */
type NamedFeatures = ReadonlyMap<unknown, Tensor> | Readonly<Record<string, Tensor>>
type LossFunction = (logits: Tensor, target: Tensor) => Tensor

interface HeadFields {
  readonly loss_fn: LossFunction
  readonly num_label_columns: number
  readonly label_name: string | null
  readonly weight_column_name: string | null
  readonly problem_type: Problem
}

const flat = (tensor: Tensor): Tensor => reshape(tensor, [-1])
const isDict = (value: unknown): boolean => value instanceof Map || Object.getPrototypeOf(value) === Object.prototype

interface LossArgs {
  logits: Tensor
  target: Tensor
  features: NamedFeatures
  name: string | null
}
interface PredictionArgs {
  logits: Tensor
  proba: boolean
}
interface EvalArgs {
  features: NamedFeatures
  logits: Tensor
  labels: Tensor
  metrics: Metrics | null
}
const METHODS = {
  logits_to_predictions: 'logits_to_predictions(logits, proba=False)',
  get_eval_ops: 'get_eval_ops(features, logits, labels, metrics=None)',
} as const
const BASE_METHODS = {
  get_weight_tensor: 'get_weight_tensor(features)',
  training_loss: "training_loss(logits, target, features, name='training_loss')",
  loss: 'loss(logits, target, features)',
} as const

/** The head of a model: how labels and logits give a loss, and logits predictions. */
export abstract class TargetColumn {
  static readonly pythonModule = 'tensorflow.contrib.layers.python.layers.target_column'
  static readonly pythonName: string = '_TargetColumn'
  readonly label_name: string | null
  readonly weight_column_name: string | null
  readonly num_label_columns: number
  readonly problem_type: Problem
  readonly #lossOf: LossFunction
  constructor(fields: HeadFields) {
    this.#lossOf = fields.loss_fn
    this.num_label_columns = fields.num_label_columns
    this.label_name = fields.label_name
    this.weight_column_name = fields.weight_column_name
    this.problem_type = fields.problem_type
  }
  /** Predictions from `logits`; with `proba` probabilities, where there are any. */
  abstract logits_to_predictions(...args: PythonArguments<typeof METHODS.logits_to_predictions, PredictionArgs>): Tensor
  /** Streaming metrics by name: of each its value and the operation that updates it. */
  abstract get_eval_ops(...args: PythonArguments<typeof METHODS.get_eval_ops, EvalArgs>): EvalOps

  /** The weights of the examples, [batch]; null without a column of weights. */
  get_weight_tensor(
    ...args: PythonArguments<typeof BASE_METHODS.get_weight_tensor, { features: NamedFeatures }>
  ): Tensor | null
  get_weight_tensor(features: NamedFeatures): Tensor | null {
    const { weight_column_name: name } = this
    if (!name) return null
    return flat(
      to_float(
        (features instanceof Map ? features.get(name) : (features as Readonly<Record<string, Tensor>>)[name]) as Tensor,
      ),
    )
  }
  #unweighted(logits: Tensor, target: Tensor): Tensor {
    if (isDict(target)) throw noAttribute(this, 'name')
    return this.#lossOf(logits, target)
  }
  /** The loss to train with: the mean over the batch of the losses, each times its weight. */
  training_loss(...args: PythonArguments<typeof BASE_METHODS.training_loss, LossArgs>): Tensor
  training_loss(logits: Tensor, target: Tensor, features: NamedFeatures, name: string | null): Tensor {
    const losses = this.#unweighted(logits, target)
    const weights = this.get_weight_tensor(features)
    return reduce_mean(weights === null ? losses : mul(flat(losses), flat(weights)), { name })
  }
  /** The loss to report: the weighted mean of the losses. */
  loss(...args: PythonArguments<typeof BASE_METHODS.loss, LossArgs>): Tensor
  loss(logits: Tensor, target: Tensor, features: NamedFeatures): Tensor {
    const losses = this.#unweighted(logits, target)
    const weights = this.get_weight_tensor(features)
    if (weights === null) return reduce_mean(losses, { name: 'loss' })
    const weighted = reduce_sum(mul(flat(losses), flat(weights)))
    return div(weighted, to_float(reduce_sum(weights)), { name: 'loss' })
  }
}
setMethodSignatures(TargetColumn, ...Object.values(BASE_METHODS))

/** Rank 1 as one column. */
const asColumn = (target: Tensor): Tensor => (target.get_shape().length === 1 ? expand_dims(target, [1]) : target)

const squaredLoss: LossFunction = (logits, given) => {
  const target = asColumn(given)
  logits.get_shape().assert_is_compatible_with(target.get_shape())
  return square(logits.sub(to_float(target)))
}
const logLoss: LossFunction = (logits, target) => sigmoid_cross_entropy_with_logits(logits, to_float(asColumn(target)))
const softmaxLoss: LossFunction = (logits, target) => {
  if (!target.dtype.is_integer) throw new ValueError(`Target's dtype should be integer Instead got ${target.dtype}.`)
  const labels = target.get_shape().length === 2 ? squeeze(target, { squeeze_dims: [1] }) : target
  return sparse_softmax_cross_entropy_with_logits(logits, labels)
}
const hingeLoss: LossFunction = (logits, target) => {
  const check = Assert(less_equal(rank(target), 2), ["target's shape should be either [batch_size, 1] or [batch_size]"])
  const column = control_dependencies([check], () => reshape(target, [shape(target).at(0), 1] as never))
  return hinge_loss(logits, column)
}

/** Two columns of logits of one: those of the other class are zero. */
const ofBoth = (logits: Tensor): Tensor => concat(1, [zeros_like(logits), logits])

/** See `regression_target`. */
class RegressionTarget extends TargetColumn {
  static override readonly pythonName = '_RegressionTargetColumn'
  logits_to_predictions(...args: PythonArguments<typeof METHODS.logits_to_predictions, PredictionArgs>): Tensor
  logits_to_predictions(logits: Tensor): Tensor {
    return this.num_label_columns === 1 ? squeeze(logits, { squeeze_dims: [1] }) : logits
  }
  get_eval_ops(...args: PythonArguments<typeof METHODS.get_eval_ops, EvalArgs>): EvalOps
  get_eval_ops(features: NamedFeatures, logits: Tensor, labels: Tensor, metrics: Metrics | null): EvalOps {
    const result: EvalOps = new Map([['loss', streaming_mean(this.loss(logits, labels, features))]])
    const entries = metrics instanceof Map ? [...metrics] : Object.entries(metrics ?? {})
    if (entries.length === 0) return result
    const predictions = this.logits_to_predictions(logits)
    runMetrics(result, { predictions, labels, weights: this.get_weight_tensor(features) }, entries as never)
    return result
  }
}
setMethodSignatures(RegressionTarget, ...Object.values(METHODS))

/** See `multi_class_target`. */
class MultiClassTarget extends TargetColumn {
  static override readonly pythonName: string = '_MultiClassTargetColumn'
  logits_to_predictions(...args: PythonArguments<typeof METHODS.logits_to_predictions, PredictionArgs>): Tensor
  logits_to_predictions(logits: Tensor, proba: boolean): Tensor {
    const all = this.num_label_columns === 1 ? ofBoth(logits) : logits
    return proba ? softmax(all) : argmax(all, 1)
  }
  get_eval_ops(...args: PythonArguments<typeof METHODS.get_eval_ops, EvalArgs>): EvalOps
  get_eval_ops(features: NamedFeatures, logits: Tensor, labels: Tensor, metrics: Metrics | null): EvalOps {
    const result: EvalOps = new Map([['loss', streaming_mean(this.loss(logits, labels, features))]])
    const sigmoids = sigmoid(logits)
    const wanted = to_float(labels)
    const defaults = this.num_label_columns === 1 ? get_default_binary_metrics_for_eval([0.5]) : new Map()
    for (const [name, metric] of defaults) result.set(name, metric(sigmoids, wanted))
    const { classes, probabilities } = classMetrics(metrics)
    for (const [chosen, proba] of [
      [classes, false],
      [probabilities, true],
    ] as const) {
      if (chosen.length === 0) continue
      const predictions = this.logits_to_predictions(logits, proba)
      const tensors: MetricTensors = { predictions, labels, weights: this.get_weight_tensor(features) }
      runMetrics(result, tensors, chosen)
    }
    return result
  }
}
setMethodSignatures(MultiClassTarget, ...Object.values(METHODS))

/** See `binary_svm_target`. */
class BinarySvmTarget extends MultiClassTarget {
  static override readonly pythonName = '_BinarySvmTargetColumn'
  override logits_to_predictions(...args: PythonArguments<typeof METHODS.logits_to_predictions, PredictionArgs>): Tensor
  override logits_to_predictions(logits: Tensor, proba: boolean): Tensor {
    if (proba) throw new ValueError('logits to probabilities is not supported for _BinarySvmTargetColumn')
    return argmax(ofBoth(logits), 1)
  }
}
setMethodSignatures(BinarySvmTarget, METHODS.logits_to_predictions)

interface TargetArgs {
  label_name: string | null
  weight_column_name: string | null
}
/**
 * The head of a linear regression: squared errors of `label_dimension` numbers. Examples are weighted by the feature
 * `weight_column_name`. Deprecated: logs a warning.
 */
export const regression_target = deprecatedFunction(
  DEPRECATED,
  'regression_target(label_name=None, weight_column_name=None, label_dimension=1)',
  ({ label_dimension, ...names }: TargetArgs & { label_dimension: number | PyInt }): TargetColumn =>
    new RegressionTarget({
      ...names,
      loss_fn: squaredLoss,
      num_label_columns: toNumber(label_dimension),
      problem_type: ProblemType.LINEAR_REGRESSION,
    }),
)
/**
 * The head of a classification: logistic loss for two classes, whose logits are one column; softmax cross-entropy for more. Deprecated:
 * logs a warning. Errors: ValueError for fewer than two classes.
 */
export const multi_class_target = deprecatedFunction(
  DEPRECATED,
  'multi_class_target(n_classes, label_name=None, weight_column_name=None)',
  ({ n_classes, ...names }: TargetArgs & { n_classes: number | PyInt }): TargetColumn => {
    const classes = toNumber(n_classes)
    if (classes < 2) throw new ValueError('n_classes must be > 1 for classification.')
    const two = classes === 2
    return new MultiClassTarget({
      ...names,
      loss_fn: two ? logLoss : softmaxLoss,
      num_label_columns: two ? 1 : classes,
      problem_type: ProblemType.CLASSIFICATION,
    })
  },
)
/** The head of a support vector machine with two classes: hinge loss. Deprecated: logs a warning. */
export const binary_svm_target = deprecatedFunction(
  DEPRECATED,
  'binary_svm_target(label_name=None, weight_column_name=None)',
  (names: TargetArgs): TargetColumn =>
    new BinarySvmTarget({
      ...names,
      loss_fn: hingeLoss,
      num_label_columns: 1,
      problem_type: ProblemType.CLASSIFICATION,
    }),
)
