/** Powers (ops/math_ops.py: pow). */

import { pyfunction } from '../../calling/signature.ts'
import { apply } from '../../graph/build/apply_op.ts'
import { withScope } from '../../graph/build/convert.ts'
import { defineOp } from '../../graph/op_def.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { type BinaryArgs, binary } from '../core/elementwise_specs.ts'
import { broadcasting, summedTo } from './broadcast_args_ops.ts'
import { not_equal } from './comparison_ops.ts'
import { conj } from './complex_ops.ts'
import { log } from './function_ops.ts'
import { greaterThan, minus, times } from './operators.ts'
import { select } from './select_ops.ts'
import { zeros_like } from './zeros_like_ops.ts'

/** The logarithm is taken as 0 where it is not real: the gradient with respect to the exponent is 0 there. */
export const Pow = defineOp('Pow', {
  ...binary('{half, float, double, int32, int64, complex64, complex128}', 'pow'),
  gradient: (op, grad) => {
    const { sx, sy, rx, ry } = broadcasting(...(op.inputs as [Tensor, Tensor]))
    const x = conj(op.inputs[0] as Tensor)
    const y = conj(op.inputs[1] as Tensor)
    const z = conj(op.outputs[0] as Tensor)
    const gx = summedTo(times(times(grad, y), pow(x, minus(y, 1))), rx, sx)
    const positive = x.dtype.is_complex ? not_equal(x, 0) : greaterThan(x, 0)
    const logX = select(positive, log(x), zeros_like(x))
    return [gx, summedTo(times(times(grad, z), logX), ry, sy)]
  },
})

/** x to the power y, element by element, with broadcasting. Run-time error: InvalidArgument for integers to a negative power. */
export const pow = pyfunction('pow(x, y, name=None)', ({ x, y, name }: BinaryArgs) =>
  withScope(name, 'Pow', [x], scope => apply(Pow, { x, y }, scope)),
)
