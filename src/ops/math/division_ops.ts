/** Divisions and remainders, with TensorFlow's rules for integers (ops/math_ops.py, kernels/cwise_op_div.cc …). */

import { pyfunction } from '../../calling/signature.ts'
import { TypeError } from '../../errors/python.ts'
import { internal } from '../../errors/status.ts'
import { apply } from '../../graph/build/apply_op.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { defineOp, type OpDef, type OpSpec } from '../../graph/op_def.ts'
import { Tensor } from '../../graph/tensor.ts'
import { broadcastInputs, elementwise } from '../../kernels/reference/scalars/scalar_evaluator.ts'
import { call, input } from '../../kernels/scalar.ts'
import { type BaseDTypeName, type DType, float32, float64 } from '../../tensor/dtypes.ts'
import { numElements } from '../../tensor/shape.ts'
import { type BinaryArgs, binary } from '../core/elementwise_specs.ts'
import { broadcasting, summedTo } from './broadcast_args_ops.ts'
import { cast } from './cast_ops.ts'
import { conj } from './complex_ops.ts'
import { square } from './function_ops.ts'
import { negated, over, times } from './operators.ts'
import { floor } from './rounding_ops.ts'

const DIVISIBLE = '{half, float, double, uint8, int8, uint16, int16, int32, int64, complex64, complex128}'
const WITH_REMAINDER = '{int32, int64, float, double}'

/** TensorFlow has no words for an integer divisor 0 of these ops. */
function truncating(types: string, fn: 'div' | 'mod'): OpSpec {
  const expression = call(fn, input(0), input(1))
  return {
    ...binary(types, fn),
    lower: {
      kind: 'elementwise',
      scalar: ([x, y]) => call(fn, x!, y!),
      when: node => !(node.outputTypes[0] as DType).is_integer,
    },
    kernel: k => {
      const [x, y] = [k.input(0), k.input(1)]
      const shape = broadcastInputs([x, y])
      const hasZero =
        x.dtype.is_integer &&
        numElements(shape) > 0 &&
        (y.data as ArrayLike<unknown> & { some(test: (item: unknown) => boolean): boolean }).some(isZero)
      if (hasZero) throw internal('Unexpected error in binary operator (only integer div and mod should have errors)')
      return elementwise(expression, [x, y], x.dtype)
    },
  }
}
const isZero = (item: unknown): boolean => item === 0 || item === 0n

export const Div = defineOp('Div', {
  ...binary(DIVISIBLE, 'div'),
  gradient: (op, grad) => {
    const { sx, sy, rx, ry } = broadcasting(...(op.inputs as [Tensor, Tensor]))
    const x = conj(op.inputs[0] as Tensor)
    const y = conj(op.inputs[1] as Tensor)
    const gx = summedTo(over(grad, y), rx, sx)
    return [gx, summedTo(times(grad, over(negated(x), square(y))), ry, sy)]
  },
})
export const RealDiv = defineOp('RealDiv', { ...binary(DIVISIBLE, 'div'), gradient: 'unregistered' })
export const FloorDiv = defineOp('FloorDiv', {
  ...binary(DIVISIBLE, 'floordiv'),
  gradient: 'unregistered',
  lower: {
    kind: 'elementwise',
    // complex numbers have no floor: TensorFlow has no such kernel, tf0 divides
    scalar: ([x, y], node) => call((node.outputTypes[0] as DType).is_complex ? 'div' : 'floordiv', x!, y!),
  },
})
export const TruncateDiv = defineOp('TruncateDiv', { ...truncating(DIVISIBLE, 'div'), gradient: 'unregistered' })
/** The remainder with the sign of the dividend, as C's % and fmod. */
export const Mod = defineOp('Mod', { ...binary(WITH_REMAINDER, 'mod'), gradient: 'unregistered' })
export const TruncateMod = defineOp('TruncateMod', { ...truncating(WITH_REMAINDER, 'mod'), gradient: 'unregistered' })
/** The remainder with the sign of the divisor, as Python's %. */
export const FloorMod = defineOp('FloorMod', { ...binary(WITH_REMAINDER, 'floormod'), gradient: 'unregistered' })

// --- functions

const division =
  (def: OpDef) =>
  ({ x, y, name }: BinaryArgs) =>
    apply(def, { x, y }, name)

/** x / y: true division of floats, C's division of integers. Run-time error: InvalidArgument for an integer divisor 0. */
export const div = pyfunction('div(x, y, name=None)', division(Div))
/** x / y of floats and complex numbers. */
export const realdiv = pyfunction('realdiv(x, y, name=None)', division(RealDiv))
/** The largest integer that is not above x / y. */
export const floor_div = pyfunction('floor_div(x, y, name=None)', division(FloorDiv))
/** x / y rounded towards zero, of integers. */
export const truncatediv = pyfunction('truncatediv(x, y, name=None)', division(TruncateDiv))
/** The remainder of x / y with the sign of x, as C's % and fmod. */
export const mod = pyfunction('mod(x, y, name=None)', division(Mod))
/** The remainder of x / y with the sign of x. */
export const truncatemod = pyfunction('truncatemod(x, y, name=None)', division(TruncateMod))
/** The remainder of x / y with the sign of y, as Python's %. */
export const floormod = pyfunction('floormod(x, y, name=None)', division(FloorMod))

/** What each type is divided as by `truediv`; null: as itself. */
const TRUE_QUOTIENT: Readonly<Partial<Record<BaseDTypeName, DType | null>>> = {
  uint8: float32,
  int8: float32,
  uint16: float32,
  int16: float32,
  int32: float64,
  int64: float64,
  float16: null,
  float32: null,
  float64: null,
  complex64: null,
  complex128: null,
}

/** Both operands as tensors; a bare number takes the type of the other one. */
function operands(x: TensorLike, y: TensorLike): [Tensor, Tensor] {
  const hint = (value: TensorLike): DType | null => (value instanceof Tensor ? value.dtype.base_dtype : null)
  const a = convertToTensor(x, { name: 'x', bare: hint(y) })
  return [a, convertToTensor(y, { name: 'y', bare: a.dtype.base_dtype })]
}

/**
 * x / y as Python 3 divides: 8 and 16 bit integers as float32, 32 and 64 bit ones as float64. Errors: TypeError where the
 * types differ.
 */
export const truediv = pyfunction('truediv(x, y, name=None)', ({ x, y, name }: BinaryArgs) =>
  withScope(name, 'truediv', [x, y], scope => {
    let [a, b] = operands(x, y)
    const [p, q] = [a.dtype.base_dtype, b.dtype.base_dtype]
    if (p !== q) throw new TypeError(`x and y must have the same dtype, got ${p.repr()} != ${q.repr()}`)
    const quotient = TRUE_QUOTIENT[p.base]
    if (quotient === undefined) throw new TypeError(`Invalid dtype ${p.repr()} in __truediv__`)
    if (quotient) {
      a = cast(a, quotient)
      b = cast(b, quotient)
    }
    return apply(Div, { x: a, y: b }, scope)
  }),
)

/** floor(x / y) of floats; of integers C's division, which rounds towards zero. */
export const floordiv = pyfunction('floordiv(x, y, name=None)', ({ x, y, name }: BinaryArgs) =>
  withScope(name, 'floordiv', [x, y], scope => {
    const a = convertToTensor(x, { name: 'x', bare: y instanceof Tensor ? y.dtype.base_dtype : null })
    if (a.dtype.is_floating) return floor(apply(Div, { x: a, y }), scope)
    if (!a.dtype.is_integer) throw new TypeError(`Expected floating point or integer, got ${a.dtype.repr()}`)
    return apply(Div, { x: a, y }, scope)
  }),
)

/** x / y by Python's operator of `x`, in a scope `Divide`. */
export const divide = pyfunction(
  'divide(x, y, name=None)',
  ({ x, y, name }: { x: TensorLike; y: TensorLike; name: Name }) =>
    withScope(name, 'Divide', [x], () =>
      over(x instanceof Tensor || y instanceof Tensor ? x : convertToTensor(x, { name: 'x' }), y),
    ),
)
