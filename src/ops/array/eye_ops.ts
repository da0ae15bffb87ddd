/** Unit matrices. */

import { pyfunction } from '../../calling/signature.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { type DTypeLike, int32 } from '../../tensor/dtypes.ts'
import { PyInt } from '../../tensor/literals.ts'
import { minimum } from '../math/arithmetic_ops.ts'
import { constant, ones, zeros } from '../math/constant_op.ts'
import { concat } from './concat_ops.ts'
import { matrix_diag, matrix_set_diag } from './diag_ops.ts'

interface EyeArgs {
  num_rows: TensorLike
  num_columns: TensorLike | null
  batch_shape: TensorLike | null
  dtype: DTypeLike
  name: Name
}
/** Unit matrices [num_rows, num_columns] (square where the columns are left out), one for each position of `batch_shape`. */
export const eye = pyfunction(
  'eye(num_rows, num_columns=None, batch_shape=None, dtype=float32, name=None)',
  ({ num_rows, num_columns, batch_shape, dtype, name }: EyeArgs): Tensor =>
    withScope(
      name,
      'eye',
      [num_rows, num_columns, batch_shape].filter(value => value !== null),
      () => {
        const batch =
          (Array.isArray(batch_shape) && batch_shape.length === 0) || batch_shape === null
            ? constant([], int32, [0], 'shape')
            : convertToTensor(batch_shape, { name: 'shape', dtype: int32 })
        const integer = (value: TensorLike): TensorLike => (typeof value === 'number' ? new PyInt(value) : value)
        const size = num_columns === null ? num_rows : minimum(integer(num_rows), integer(num_columns))
        const diagonal = ones(concat(0, [batch, [size]]), dtype)
        if (num_columns === null) return matrix_diag(diagonal)
        const empty = zeros(concat(0, [batch, [num_rows, num_columns]]), dtype)
        return matrix_set_diag(empty, diagonal)
      },
    ),
)
