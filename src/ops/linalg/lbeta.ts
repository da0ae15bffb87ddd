/** The multivariate beta function (ops/special_math_ops.py). */

import { pyfunction } from '../../calling/signature.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { control_dependencies } from '../../graph/build/public.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { staticNumElements } from '../../tensor/shape.ts'
import { assert_rank_at_least } from '../checks/check_ops.ts'
import { cond } from '../control_flow/cond.ts'
import { withDependencies } from '../control_flow/control_flow_ops.ts'
import { equal } from '../math/comparison_ops.ts'
import { minus } from '../math/operators.ts'
import { reduce_sum } from '../math/reduction_ops.ts'
import { size, squeeze } from '../math/shape_ops.ts'
import { lgamma } from '../math/special_ops.ts'

/** log of the beta function of the vectors along the last axis of `x`: Σ log Γ(xᵢ) − log Γ(Σ xᵢ). */
export const lbeta = pyfunction(
  "lbeta(x, name='lbeta')",
  ({ x: given, name }: { x: TensorLike; name: Name }): Tensor =>
    withScope(name, 'lbeta', [given], () => {
      const tensor = convertToTensor(given, { name: 'x' })
      const x = withDependencies([assert_rank_at_least(tensor, 1)], tensor)
      const isEmpty = equal(0, size(x))
      const nonEmpty = (): Tensor => {
        const logs = reduce_sum(lgamma(x), { reduction_indices: [-1] })
        const sum = reduce_sum(x, { reduction_indices: [-1] })
        return minus(logs, lgamma(sum))
      }
      const empty = (): Tensor => {
        const matrix = assert_rank_at_least(x, 2)
        return control_dependencies([matrix], () => squeeze(x, { squeeze_dims: [0] }))
      }
      const elements = staticNumElements(x.staticShape)
      if (elements === null) return cond(isEmpty, empty, nonEmpty, null)
      return elements > 0 ? nonEmpty() : empty()
    }),
)
