/** Reductions that are made of others (ops/math_ops.py). */

import { pyfunction, toNumber } from '../../calling/signature.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { as_dtype, bool, type DTypeLike } from '../../tensor/dtypes.ts'
import { PyInt } from '../../tensor/literals.ts'
import { stop_gradient } from '../core/identity_ops.ts'
import { cast, to_int64 } from '../math/cast_ops.ts'
import { not_equal } from '../math/comparison_ops.ts'
import { exp, log } from '../math/function_ops.ts'
import { minus, plus } from '../math/operators.ts'
import { type ReduceArgs, reduce_max, reduce_sum } from '../math/reduction_ops.ts'
import { squeeze } from '../math/shape_ops.ts'
import { matrix_diag_part } from './diag_ops.ts'

/** log Σ eˣ over `axis`, without overflow. */
export const reduce_logsumexp = pyfunction(
  'reduce_logsumexp(input_tensor, axis=None, keep_dims=False, name=None, reduction_indices=None)',
  ({ input_tensor, axis, keep_dims, name, reduction_indices }: ReduceArgs): Tensor =>
    withScope(name, 'ReduceLogSumExp', [input_tensor], () => {
      // what is no tensor yet becomes one twice, as in TensorFlow: for the maximum and for the difference
      const max = stop_gradient(reduce_max(input_tensor, { axis, reduction_indices, keep_dims: true }))
      const result = plus(
        log(reduce_sum(exp(minus(input_tensor, max)), { axis, keep_dims: true, reduction_indices })),
        max,
      )
      if (keep_dims) return result
      const axes = axis ?? reduction_indices
      const one = typeof axis === 'number' || axis instanceof PyInt
      return squeeze(result, one ? [toNumber(axis)] : (axes as number[] | null))
    }),
)

interface CountArgs extends ReduceArgs {
  dtype: DTypeLike
}
/** How many elements over `axis` are not zero, as `dtype`. */
export const count_nonzero = pyfunction(
  'count_nonzero(input_tensor, axis=None, keep_dims=False, dtype=int64, name=None, reduction_indices=None)',
  ({ input_tensor, axis, keep_dims, dtype, name, reduction_indices }: CountArgs): Tensor =>
    withScope(name, 'count_nonzero', [input_tensor], () => {
      const input = convertToTensor(input_tensor, { name: 'input_tensor' })
      const marked = to_int64(not_equal(input, input.dtype.base_dtype === bool ? false : 0))
      return cast(reduce_sum(marked, { axis, keep_dims, reduction_indices }), as_dtype(dtype))
    }),
)

/** The sum of the diagonal of matrices, which lie in the last two axes. */
export const trace = pyfunction(
  'trace(x, name=None)',
  ({ x, name }: { x: TensorLike; name: Name }): Tensor =>
    withScope(name, 'Trace', [x], scope =>
      reduce_sum(matrix_diag_part(convertToTensor(x, { name: 'x' })), [-1], { name: scope }),
    ),
)
