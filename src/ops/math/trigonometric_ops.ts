/** Trigonometric functions, element by element. */

import { pyfunction } from '../../calling/signature.ts'
import { apply } from '../../graph/build/apply_op.ts'
import { defineOp, type OpDef } from '../../graph/op_def.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { type UnaryArgs, unary } from '../core/elementwise_specs.ts'
import { add, sub } from './arithmetic_ops.ts'
import { constant } from './constant_op.ts'
import { fromInput, reciprocal, sqrt, square } from './function_ops.ts'
import { negated, times } from './operators.ts'

const FLOATS = '{half, float, double, complex64, complex128}'
const NUMBERS = '{half, float, double, int32, int64, complex64, complex128}'

export const Sin: OpDef = defineOp('Sin', {
  ...unary(FLOATS, 'sin'),
  gradient: fromInput((grad, x) => times(grad, cos(x))),
})
export const Cos: OpDef = defineOp('Cos', {
  ...unary(FLOATS, 'cos'),
  gradient: fromInput((grad, x) => {
    const opposite = negated(grad)
    return times(opposite, sin(x))
  }),
})
export const Tan = defineOp('Tan', {
  ...unary(NUMBERS, 'tan'),
  gradient: fromInput((grad, x) => times(grad, square(reciprocal(cos(x))))),
})

/** 1 / √(1 − x²). */
function arcSlope(grad: Tensor, x: Tensor): Tensor {
  const squared = square(x)
  const one = constant(1, grad.dtype)
  return reciprocal(sqrt(sub(one, squared)))
}
export const Asin = defineOp('Asin', {
  ...unary(NUMBERS, 'asin'),
  gradient: fromInput((grad, x) => times(grad, arcSlope(grad, x))),
})
export const Acos = defineOp('Acos', {
  ...unary(NUMBERS, 'acos'),
  gradient: fromInput((grad, x) => {
    const slope = arcSlope(grad, x)
    return times(negated(grad), slope)
  }),
})
export const Atan = defineOp('Atan', {
  ...unary(NUMBERS, 'atan'),
  gradient: fromInput((grad, x) => {
    const squared = square(x)
    const one = constant(1, grad.dtype)
    return times(grad, reciprocal(add(one, squared)))
  }),
})

const wrap =
  (def: OpDef) =>
  ({ x, name }: UnaryArgs) =>
    apply(def, { x }, name)

/** sin x, element by element. */
export const sin = pyfunction('sin(x, name=None)', wrap(Sin))
/** cos x, element by element. */
export const cos = pyfunction('cos(x, name=None)', wrap(Cos))
/** tan x, element by element. */
export const tan = pyfunction('tan(x, name=None)', wrap(Tan))
/** The angle in [−π/2, π/2] whose sine is x; NaN outside of [−1, 1]. */
export const asin = pyfunction('asin(x, name=None)', wrap(Asin))
/** The angle in [0, π] whose cosine is x; NaN outside of [−1, 1]. */
export const acos = pyfunction('acos(x, name=None)', wrap(Acos))
/** The angle in (−π/2, π/2) whose tangent is x. */
export const atan = pyfunction('atan(x, name=None)', wrap(Atan))
