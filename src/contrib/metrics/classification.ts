/** How often predictions are right (contrib/metrics/python/metrics/classification.py). */

import { noAttribute } from '../../calling/python_repr.ts'
import { pyfunction } from '../../calling/signature.ts'
import { ValueError } from '../../errors/python.ts'
import { type TensorLike, withScope } from '../../graph/build/convert.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { mul } from '../../ops/math/arithmetic_ops.ts'
import { cast } from '../../ops/math/cast_ops.ts'
import { equal } from '../../ops/math/comparison_ops.ts'
import { div } from '../../ops/math/division_ops.ts'
import { reduce_mean, reduce_sum } from '../../ops/math/reduction_ops.ts'
import { ones_like } from '../../ops/math/zeros_like_ops.ts'
import { bool, type DType, float32, string } from '../../tensor/dtypes.ts'

function dtypeOf(value: Tensor): DType {
  if ((value as { dtype?: DType } | null)?.dtype === undefined) throw noAttribute(value, 'dtype')
  return value.dtype
}

interface Args {
  predictions: Tensor
  labels: Tensor
  weights: TensorLike | null
}
/**
 * How many of the predictions of this batch equal their labels, of 1; with `weights`, how much of the weight. Labels are integers,
 * booleans or strings. Errors: ValueError for labels of other types, or of another type than the predictions.
 */
export const accuracy = pyfunction(
  'accuracy(predictions, labels, weights=None)',
  ({ predictions, labels, weights }: Args): Tensor => {
    const dtype = dtypeOf(labels)
    if (!(dtype.is_integer || dtype === bool || dtype === string)) {
      throw new ValueError(`Labels should have bool, integer, or string dtype, not ${dtype.repr()}`)
    }
    if (!dtype.is_compatible_with(dtypeOf(predictions))) {
      throw new ValueError(
        `Dtypes of predictions and labels should match. Given: predictions (${predictions.dtype.repr()}) and labels (${dtype.repr()})`,
      )
    }
    return withScope('accuracy', null, [predictions, labels], () => {
      const correct = cast(equal(predictions, labels), float32)
      if (weights === null) return reduce_mean(correct)
      const weighted = mul(correct, weights)
      const total = mul(weights, ones_like(weighted))
      const numerator = reduce_sum(weighted)
      return div(numerator, reduce_sum(total))
    })
  },
)
