/** A random part of a tensor (ops/random_ops.py). */

import { pyfunction } from '../../calling/signature.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { int32 } from '../../tensor/dtypes.ts'
import { int } from '../../tensor/literals.ts'
import { slice } from '../array/slice_ops.ts'
import { withDependencies } from '../control_flow/control_flow_ops.ts'
import { Assert_ } from '../control_flow/logging_ops.ts'
import { greater_equal } from '../math/comparison_ops.ts'
import { minus, modulo, plus } from '../math/operators.ts'
import { reduce_all } from '../math/reduction_ops.ts'
import { shape as shapeOf } from '../math/shape_ops.ts'
import { random_uniform } from './random_ops.ts'

interface CropArgs {
  value: TensorLike
  size: TensorLike
  seed: number | null
  name: Name
}
/** A part of `value` of shape `size`, at a random place. Errors: InvalidArgumentError where it does not fit. */
export const random_crop = pyfunction(
  'random_crop(value, size, seed=None, name=None)',
  ({ value: given, size: wanted, seed, name }: CropArgs) =>
    withScope(name, 'random_crop', [given, wanted], scope => {
      const value = convertToTensor(given, { name: 'value' })
      const size = convertToTensor(wanted, { dtype: int32, name: 'size' })
      const whole = shapeOf(value)
      const check = Assert_(reduce_all(greater_equal(whole, size)), ['Need value.shape >= size, got ', whole, size])
      const checked = withDependencies([check], whole)
      const limit = plus(minus(checked, size), 1)
      const numbers = random_uniform(shapeOf(checked), { dtype: size.dtype, maxval: int(2 ** 31 - 1), seed })
      return slice(value, modulo(numbers, limit), size, { name: scope })
    }),
)
