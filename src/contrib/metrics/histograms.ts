/** The area under the ROC curve out of histograms (contrib/metrics/python/ops/histogram_ops.py). */

import { tupleRepr } from '../../calling/python_repr.ts'
import { pyfunction, toNumber } from '../../calling/signature.ts'
import { ValueError } from '../../errors/python.ts'
import { convertToTensor, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { GraphKeys } from '../../graph/graph_keys.ts'
import type { Operation } from '../../graph/operation.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { histogram_fixed_width } from '../../ops/array/histogram_ops.ts'
import { boolean_mask } from '../../ops/array/mask_ops.ts'
import { pad } from '../../ops/array/pad_ops.ts'
import { reverse } from '../../ops/array/reverse_ops.ts'
import { s } from '../../ops/array/slice_ops.ts'
import { group } from '../../ops/control_flow/control_flow_ops.ts'
import { Assert_ } from '../../ops/control_flow/logging_ops.ts'
import { add } from '../../ops/math/arithmetic_ops.ts'
import { cast } from '../../ops/math/cast_ops.ts'
import { equal } from '../../ops/math/comparison_ops.ts'
import { constant } from '../../ops/math/constant_op.ts'
import { truediv } from '../../ops/math/division_ops.ts'
import { logical_not } from '../../ops/math/logical_ops.ts'
import { over, plus, times } from '../../ops/math/operators.ts'
import { reduce_sum } from '../../ops/math/reduction_ops.ts'
import { rank, reshape, shape } from '../../ops/math/shape_ops.ts'
import { ones_like } from '../../ops/math/zeros_like_ops.ts'
import { conv2d } from '../../ops/nn/conv2d_ops.ts'
import { zeros_initializer } from '../../ops/variables/init_ops.ts'
import { get_variable, variable_scope } from '../../ops/variables/variable_scope.ts'
import type { Variable } from '../../ops/variables/variables.ts'
import { bool, float32, int64 } from '../../tensor/dtypes.ts'
import { float, int, type PyInt } from '../../tensor/literals.ts'
import { remove_squeezable_dimensions } from '../framework/tensor_checks.ts'
import type { Collections, ScopeName } from './streaming.ts'

interface Args {
  boolean_labels: TensorLike
  scores: TensorLike
  score_range: TensorLike
  nbins: number | PyInt
  collections: Collections
  check_shape: boolean
  name: ScopeName
}
/**
 * The area under the ROC curve of scores, approximated by histograms of the scores of true and of false labels, with `nbins` bins from
 * `score_range[0]` to `score_range[1]`. Labels (bool) and scores are vectors, which `check_shape` lets operations check. Returns
 * [auc, update_op]: the value so far, a float32, and the operation that adds this batch.
 *
 *     const [auc, update_op] = tf.contrib.metrics.auc_using_histogram(labels, scores, [0, 1])
 *
 * Errors: ValueError for labels of another type.
 */
export const auc_using_histogram = pyfunction(
  'auc_using_histogram(boolean_labels, scores, score_range, nbins=100, collections=None, check_shape=True, name=None)',
  ({ name, ...args }: Args): [auc: Tensor, update_op: Operation] => {
    const values = [args.boolean_labels, args.scores, args.score_range]
    return variable_scope(name, { default_name: 'auc_using_histogram', values }, () => {
      const nbins = toNumber(args.nbins)
      const [squeezed, given] = remove_squeezable_dimensions(args.scores, args.boolean_labels)
      const range = convertToTensor(args.score_range, { name: 'score_range' })
      const { labels, scores } = checked(given, squeezed, args.check_shape)
      const [ofTrue, ofFalse] = histogramsOf(labels, scores, range, nbins)
      const collections = args.collections === null ? [GraphKeys.LOCAL_VARIABLES] : args.collections
      const { trues, falses, update } = accumulated(ofTrue, ofFalse, nbins, collections)
      return [area(trues, falses, nbins), update]
    })
  },
)

function checked(
  labels: Tensor,
  scores: Tensor,
  checkShape: boolean,
): { readonly labels: Tensor; readonly scores: Tensor } {
  return withScope('_check_labels_and_scores', null, [labels, scores], () => {
    if (labels.dtype !== bool)
      throw new ValueError(tupleRepr(['Argument boolean_labels should have dtype bool.  Found: %s', labels.dtype]))
    const checkRank = (tensor: Tensor, what: string): void => {
      const isVector = equal(int(1), rank(tensor))
      Assert_(isVector, [`Argument ${what} should have rank 1.  Found: `, tensor.name, shape(tensor)])
    }
    if (checkShape) {
      checkRank(labels, 'boolean_labels')
      checkRank(scores, 'scores')
    }
    return { labels, scores }
  })
}

/** Histograms of the scores of this batch: of those that are labelled true, and of the others. */
function histogramsOf(labels: Tensor, scores: Tensor, range: Tensor, nbins: number): [Tensor, Tensor] {
  return variable_scope(null, { default_name: 'make_auc_histograms', values: [labels, scores, nbins] }, () => {
    const histogram = (mask: Tensor, name: string): Tensor =>
      histogram_fixed_width(boolean_mask(scores, mask), range, { nbins, dtype: int64, name })
    const first = histogram(labels, 'hist_true')
    return [first, histogram(logical_not(labels), 'hist_false')]
  })
}

function accumulated(ofTrue: Tensor, ofFalse: Tensor, nbins: number, collections: string | readonly string[]) {
  return variable_scope(null, { default_name: 'hist_accumulate', values: [ofTrue, ofFalse] }, () => {
    const total = (name: string, like: Tensor): Variable =>
      get_variable(name, {
        initializer: zeros_initializer([nbins], like.dtype),
        collections: typeof collections === 'string' ? [collections] : collections,
        trainable: false,
      })
    const trues = total('hist_true_acc', ofTrue)
    const falses = total('hist_false_acc', ofFalse)
    const added = trues.assign_add(ofTrue)
    const update = group(added, falses.assign_add(ofFalse), { name: 'update_op' }) as Operation
    return { trues, falses, update }
  })
}

/** The trapezoids under the curve, from the highest bin to the lowest. */
function area(trues: Variable, falses: Variable, nbins: number): Tensor {
  const shares = (of: Variable): Tensor => truediv(of, reduce_sum(of))
  const [ofTrue, ofFalse] = [shares(trues), shares(falses)]
  const fallingY = reverse(ofTrue, [true], { name: 'delta_y_t' })
  const fallingX = reverse(ofFalse, [true], { name: 'delta_x_t' })
  const dy = cast(fallingY, float32)
  const dx = cast(fallingX, float32)
  const y = cumulated(dy, nbins)
  const firstWidth = dx.at(0)
  const first = over(times(firstWidth, y.at(0)), float(2))
  const widths = dx.at(s(1, null))
  const above = y.at(s(1, null))
  const others = over(times(widths, plus(above, y.at(s(null, nbins - 1)))), float(2))
  return add(first, reduce_sum(others), { name: 'auc' })
}

/** Running sums of a vector of known size, as a convolution with ones. */
function cumulated(values: Tensor, size: number): Tensor {
  return withScope('strict_1d_cumsum', null, [values], () => {
    if (size === 0) return constant([])
    const padded = pad(values, [[size - 1, 0]])
    const ones = ones_like(padded)
    const sums = withScope('strict_conv1d', null, [padded, ones], () => {
      const image = reshape(padded, [1, -1, 1, 1])
      const filter = reshape(ones, [-1, 1, 1, 1])
      return reshape(conv2d(image, filter, [1, 1, 1, 1], 'SAME'), [-1])
    })
    return sums.at(s(null, size))
  })
}
