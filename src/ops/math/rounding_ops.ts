/** Rounding to whole numbers, and tests of floats. */

import { pyfunction } from '../../calling/signature.ts'
import { apply } from '../../graph/build/apply_op.ts'
import { defineOp, type OpDef, type OpSpec } from '../../graph/op_def.ts'
import { call, type ScalarFunction } from '../../kernels/scalar.ts'
import type { DType } from '../../tensor/dtypes.ts'
import { asTensor, type UnaryArgs, unary } from '../core/elementwise_specs.ts'

const FLOATS = '{half, float, double}'

/** Constant between its steps: no gradient, silently. */
export const Floor = defineOp('Floor', { ...unary(FLOATS, 'floor'), gradient: () => [null] })
export const Ceil = defineOp('Ceil', { ...unary(FLOATS, 'ceil'), gradient: 'unregistered' })
export const Round = defineOp('Round', {
  ...unary('{half, float, double, int32, int64, complex64, complex128}', 'round'),
  gradient: 'unregistered',
  lower: {
    kind: 'elementwise',
    scalar: ([x], node) =>
      (node.outputTypes[0] as DType).is_complex
        ? call('complex', call('round', call('real', x!)), call('round', call('imag', x!)))
        : call('round', x!),
  },
})
export const Rint = defineOp('Rint', { ...unary('{float, double}', 'rint'), gradient: () => [null] })

const test = (fn: ScalarFunction): OpSpec => ({ ...unary(FLOATS, fn), outputs: ['y: bool'], gradient: 'unregistered' })
export const IsNan = defineOp('IsNan', test('isnan'))
export const IsInf = defineOp('IsInf', test('isinf'))
export const IsFinite = defineOp('IsFinite', test('isfinite'))

const wrap =
  (def: OpDef) =>
  ({ x, name }: UnaryArgs) =>
    apply(def, { x }, name)

/** The largest whole number that is not above x, element by element. */
export const floor = pyfunction('floor(x, name=None)', wrap(Floor))
/** The smallest whole number that is not below x, element by element. */
export const ceil = pyfunction('ceil(x, name=None)', wrap(Ceil))
/** The nearest whole number, halves to the even one, element by element; integers are returned as they are. */
export const round = pyfunction('round(x, name=None)', ({ x, name }: UnaryArgs) => {
  const tensor = asTensor(x)
  return tensor.dtype.is_integer ? tensor : apply(Round, { x: tensor }, name)
})
/** The nearest whole number, halves to the even one, element by element. */
export const rint = pyfunction('rint(x, name=None)', wrap(Rint))
/** Whether x is NaN, element by element, as bool. */
export const is_nan = pyfunction('is_nan(x, name=None)', wrap(IsNan))
/** Whether x is infinite, element by element, as bool. */
export const is_inf = pyfunction('is_inf(x, name=None)', wrap(IsInf))
/** Whether x is neither infinite nor NaN, element by element, as bool. */
export const is_finite = pyfunction('is_finite(x, name=None)', wrap(IsFinite))
