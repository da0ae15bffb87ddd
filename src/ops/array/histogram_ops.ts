/** Counts of values (ops/histogram_ops.py, contrib confusion matrices). */

import { pyfunction } from '../../calling/signature.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { type DTypeLike, int32 } from '../../tensor/dtypes.ts'
import { cast, to_float } from '../math/cast_ops.ts'
import { truediv } from '../math/division_ops.ts'
import { minus, times } from '../math/operators.ts'
import { floor } from '../math/rounding_ops.ts'
import { reshape } from '../math/shape_ops.ts'
import { ones_like } from '../math/zeros_like_ops.ts'
import { clip_by_value } from './clip_ops.ts'
import { unsorted_segment_sum } from './segment_ops.ts'

interface HistogramArgs {
  values: TensorLike
  value_range: TensorLike
  nbins: TensorLike
  dtype: DTypeLike
  name: Name
}
/**
 * How many of `values` fall into each of `nbins` bins of one width between `value_range[0]` and `value_range[1]`; values
 * outside of them count in the first and last bin.
 */
export const histogram_fixed_width = pyfunction(
  'histogram_fixed_width(values, value_range, nbins=100, dtype=int32, name=None)',
  ({ values, value_range, nbins, dtype, name }: HistogramArgs): Tensor =>
    withScope(name, 'histogram_fixed_width', [values, value_range, nbins], scope => {
      const flat = reshape(convertToTensor(values, { name: 'values' }), [-1])
      const bounds = convertToTensor(value_range, { name: 'value_range', bare: flat.dtype.base_dtype })
      const bins = convertToTensor(nbins, { dtype: int32, name: 'nbins' })
      const count = to_float(bins)
      const distance = minus(flat, bounds.at(0))
      const high = bounds.at(1)
      const scaled = truediv(distance, minus(high, bounds.at(0)), 'scaled_values')
      const places = floor(times(count, scaled), 'indices')
      const indices = cast(clip_by_value(places, 0, minus(count, 1)), int32)
      return unsorted_segment_sum(ones_like(indices, dtype), indices, bins, scope)
    }),
)
