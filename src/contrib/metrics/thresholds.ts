/** Metrics of scores, which thresholds make decisions of (contrib/metrics/python/ops/metric_ops.py). */

import { pythonStr } from '../../calling/python_repr.ts'
import { pyfunction, toNumber } from '../../calling/signature.ts'
import { AssertionError, ValueError } from '../../errors/python.ts'
import type { TensorLike } from '../../graph/build/convert.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { pack } from '../../ops/array/pack_ops.ts'
import { s } from '../../ops/array/slice_ops.ts'
import { tile } from '../../ops/array/tile_ops.ts'
import { transpose } from '../../ops/array/transpose_ops.ts'
import { assign_add } from '../../ops/core/state_ops.ts'
import { argmax, argmin } from '../../ops/math/arg_ops.ts'
import { mul } from '../../ops/math/arithmetic_ops.ts'
import { cast, to_float, to_int64 } from '../../ops/math/cast_ops.ts'
import { equal, greater } from '../../ops/math/comparison_ops.ts'
import { constant } from '../../ops/math/constant_op.ts'
import { div } from '../../ops/math/division_ops.ts'
import { abs } from '../../ops/math/function_ops.ts'
import { logical_and, logical_not } from '../../ops/math/logical_ops.ts'
import { minus, over, plus, times } from '../../ops/math/operators.ts'
import { reduce_min, reduce_sum } from '../../ops/math/reduction_ops.ts'
import { cumsum } from '../../ops/math/scan_ops.ts'
import { expand_dims, reshape, shape, squeeze } from '../../ops/math/shape_ops.ts'
import { variable_scope } from '../../ops/variables/variable_scope.ts'
import type { Variable } from '../../ops/variables/variables.ts'
import { bool, int32 } from '../../tensor/dtypes.ts'
import { float, int, type PyFloat, type PyInt } from '../../tensor/literals.ts'
import {
  broadcastWeights,
  checkCompatible,
  collected,
  createLocal,
  METRIC,
  type Metric,
  type PairArgs,
  removeSqueezableDimensions,
  sum3,
  withUpdates,
} from './streaming.ts'

/** Keeps divisors from being 0 and scores from lying on a threshold. */
const EPSILON = 1e-7

/** Counts for each threshold: variables, or the operations that add a batch to them. */
interface Counts<T> {
  readonly tp: T
  readonly fn: T
  readonly tn: T
  readonly fp: T
}
/** The counts for each of the thresholds, [thresholds], and their updates. */
function countsAt(
  args: PairArgs,
  thresholds: readonly TensorLike[],
): { readonly counts: Counts<Variable>; readonly updates: Counts<Tensor> } {
  const { predictions, labels, weights } = removeSqueezableDimensions(args)
  checkCompatible(predictions, labels)
  const count = thresholds.length
  const column = reshape(predictions, [-1, 1])
  const row = reshape(cast(labels, bool), [1, -1])
  const known = column.staticShape?.[0] ?? null
  const size = known === null ? shape(column).at(0) : int(known)
  const limits = expand_dims(constant(thresholds), [1])
  const tiledLimits = tile(limits, pack([int(1), size]))
  const isAbove = greater(tile(transpose(column), [count, 1]), tiledLimits)
  const isBelow = logical_not(isAbove)
  const isPositive = tile(row, [count, 1])
  const isNegative = logical_not(isPositive)
  const local = (name: string): Variable => createLocal(name, [count])
  const counts = {
    tp: local('true_positives'),
    fn: local('false_negatives'),
    tn: local('true_negatives'),
    fp: local('false_positives'),
  }
  const both = (x: Tensor, y: Tensor): Tensor => to_float(logical_and(x, y))
  let found: Counts<Tensor>
  {
    const tp = both(isPositive, isAbove)
    const fn = both(isPositive, isBelow)
    const fp = both(isNegative, isAbove)
    found = { tp, fn, fp, tn: both(isNegative, isBelow) }
  }
  if (weights !== null) {
    const tiled = tile(reshape(broadcastWeights(to_float(weights), predictions), [1, -1]), [count, 1])
    tiledLimits.get_shape().assert_is_compatible_with(tiled.get_shape())
    const tp = times(found.tp, tiled)
    const fn = times(found.fn, tiled)
    const fp = times(found.fp, tiled)
    found = { tp, fn, fp, tn: times(found.tn, tiled) }
  }
  const update = (name: keyof Counts<Tensor>): Tensor => assign_add(counts[name], reduce_sum(found[name], 1))
  return { counts, updates: { tp: update('tp'), fn: update('fn'), tn: update('tn'), fp: update('fp') } }
}

interface NumberedArgs extends PairArgs {
  num_thresholds: number | PyInt
}
/** Thresholds from 0 to 1 at equal distances. */
function evenly(count: number, last: number): PyFloat[] {
  const inner = Array.from({ length: Math.max(0, count - 2) }, (_, i) => (i + 1) / (count - 1))
  return [0 - EPSILON, ...inner, last].map(float)
}
/** The counts, which are as many as were asked for. */
function evenCounts(args: NumberedArgs, last: number) {
  const count = toNumber(args.num_thresholds)
  const made = countsAt(args, evenly(count, last))
  if (squeeze(made.counts.fp).get_shape().as_list()[0] !== count) throw new AssertionError('')
  return { ...made, count }
}

/**
 * The area under a curve that is drawn at `num_thresholds` thresholds between 0 and 1: of the true positive rate over the false
 * positive rate (`curve` 'ROC'), or of precision over recall ('PR'). Labels are cast to bool. Returns [auc, update_op], see
 * `streaming_mean`. Errors: ValueError for another curve, AssertionError for fewer than 2 thresholds.
 */
export const streaming_auc = pyfunction(
  "streaming_auc(predictions, labels, weights=None, num_thresholds=200, metrics_collections=None, updates_collections=None, curve='ROC', name=None)",
  (args: NumberedArgs & { curve: string }): Metric =>
    variable_scope(args.name, { default_name: 'auc', values: [args.predictions, args.labels] }, () => {
      const { curve } = args
      if (curve !== 'ROC' && curve !== 'PR')
        throw new ValueError(`curve must be either ROC or PR, ${pythonStr(curve)} unknown`)
      const { counts, updates, count } = evenCounts(args, 1 + EPSILON)
      const small = float(1e-6)
      const area = ({ tp, fn, tn, fp }: Counts<Tensor>, name: string): Tensor => {
        // the numerators come first
        const rate = (hits: Tensor, misses: Tensor): Tensor => {
          const numerator = plus(hits, small)
          return div(numerator, sum3(hits, misses, small))
        }
        const recall = rate(tp, fn)
        const [x, y] = curve === 'ROC' ? [div(fp, sum3(fp, tn, small)), recall] : [recall, rate(tp, fp)]
        const but = s(null, count - 1)
        const after = s(1, null)
        const widths = minus(x.at(but), x.at(after))
        const heights = over(plus(y.at(but), y.at(after)), float(2))
        return reduce_sum(mul(widths, heights), { name })
      }
      const { tp, fn, tn, fp } = counts
      const value = area({ tp: tp.value(), fn: fn.value(), tn: tn.value(), fp: fp.value() }, 'value')
      return collected([value, area(updates, 'update_op')], args)
    }),
)

const NUMBERED = 'weights=None, num_thresholds=200, metrics_collections=None, updates_collections=None, name=None'
const inUnitInterval = (value: number | PyFloat | PyInt): boolean => !(toNumber(value) < 0 || toNumber(value) > 1)
const all = ({ tp, fn, tn, fp }: Counts<Tensor>): readonly Tensor[] => [tp, fn, tn, fp]
const quotient = (hits: Variable, misses: Variable): Tensor => div(hits, sum3(hits.value(), misses, float(EPSILON)))

/**
 * The specificity, tn / (tn + fp), at the threshold whose sensitivity, tp / (tp + fn), is nearest to `sensitivity`, the last of
 * them. Returns [specificity, update_op], see `streaming_mean`. Errors: ValueError for a sensitivity outside of [0, 1].
 */
export const streaming_specificity_at_sensitivity = pyfunction(
  `streaming_specificity_at_sensitivity(predictions, labels, sensitivity, ${NUMBERED})`,
  ({ sensitivity, ...args }: NumberedArgs & { sensitivity: number | PyFloat }): Metric => {
    if (!inUnitInterval(sensitivity)) throw new ValueError('`sensitivity` must be in the range [0, 1].')
    return variable_scope(
      args.name,
      { default_name: 'specificity_at_sensitivity', values: [args.predictions, args.labels] },
      () => {
        const { counts, updates } = evenCounts(args, 1 - EPSILON)
        const { tp, fn, tn, fp } = counts
        const specificity = (name: string): Tensor => {
          const sensitivities = quotient(tp, fn)
          const least = reduce_min(abs(minus(sensitivities, sensitivity)))
          const isLeast = equal(abs(minus(sensitivities, sensitivity)), least)
          const at = cast(argmax(cumsum(to_int64(isLeast)), 0), int32)
          const numerator = tn.at(at)
          return div(numerator, sum3(tn.at(at), fp.at(at), float(EPSILON)), { name })
        }
        return collected(withUpdates(all(updates), specificity), args)
      },
    )
  },
)

/**
 * The sensitivity, tp / (tp + fn), at the threshold whose specificity, tn / (tn + fp), is nearest to `specificity`, the first of
 * them. Returns [sensitivity, update_op], see `streaming_mean`. Errors: ValueError for a specificity outside of [0, 1].
 */
export const streaming_sensitivity_at_specificity = pyfunction(
  `streaming_sensitivity_at_specificity(predictions, labels, specificity, ${NUMBERED})`,
  ({ specificity, ...args }: NumberedArgs & { specificity: number | PyFloat }): Metric => {
    if (!inUnitInterval(specificity)) throw new ValueError('`specificity` must be in the range [0, 1].')
    return variable_scope(
      args.name,
      { default_name: 'sensitivity_at_specificity', values: [args.predictions, args.labels] },
      () => {
        const { counts, updates } = evenCounts(args, 1 + EPSILON)
        const { tp, fn, tn, fp } = counts
        const sensitivity = (name: string): Tensor => {
          const specificities = quotient(tn, fp)
          const at = cast(argmin(abs(minus(specificities, specificity)), 0), int32)
          const numerator = tp.at(at)
          return div(numerator, sum3(tp.at(at), fn.at(at), float(EPSILON)), { name })
        }
        return collected(withUpdates(all(updates), sensitivity), args)
      },
    )
  },
)

interface ThresholdsArgs extends PairArgs {
  thresholds: readonly TensorLike[]
}
/** tp / (ε + tp + others) at each threshold. */
function atThresholds(args: ThresholdsArgs, scope: string, what: string, others: 'fp' | 'fn'): Metric {
  return variable_scope(args.name, { default_name: scope, values: [args.predictions, args.labels] }, () => {
    const { counts, updates } = countsAt(args, args.thresholds)
    const share = (name: string): Tensor =>
      div(counts.tp, sum3(float(EPSILON), counts.tp.value(), counts[others]), { name: `${what}_${name}` })
    return collected(withUpdates([updates.tp, updates[others]], share), args)
  })
}
/** Precision at each of the `thresholds`, [thresholds]. Returns [precision, update_op], see `streaming_mean`. */
export const streaming_precision_at_thresholds = pyfunction(
  `streaming_precision_at_thresholds(predictions, labels, thresholds, ${METRIC})`,
  (args: ThresholdsArgs): Metric => atThresholds(args, 'precision_at_thresholds', 'precision', 'fp'),
)
/** Recall at each of the `thresholds`, [thresholds]. Returns [recall, update_op], see `streaming_mean`. */
export const streaming_recall_at_thresholds = pyfunction(
  `streaming_recall_at_thresholds(predictions, labels, thresholds, ${METRIC})`,
  (args: ThresholdsArgs): Metric => atThresholds(args, 'recall_at_thresholds', 'recall', 'fn'),
)
