/** Python's operators: as methods of Tensor, and as functions for code that has a tensor on either side. */

import { pythonTypeName } from '../../calling/python_repr.ts'
import type { Options } from '../../calling/signature.ts'
import { guarded } from '../../errors/boundary.ts'
import { TypeError } from '../../errors/python.ts'
import { apply } from '../../graph/build/apply_op.ts'
import { convertToTensor, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { SparseTensor } from '../../graph/build/sparse_tensor.ts'
import { Tensor } from '../../graph/tensor.ts'
import { Add, Mul, Neg, Sub } from './arithmetic_ops.ts'
import { Greater, GreaterEqual, Less, LessEqual } from './comparison_ops.ts'
import { Div, floordiv, Mod, truediv } from './division_ops.ts'
import { abs } from './function_ops.ts'
import { LogicalAnd, LogicalNot, LogicalOr, logical_xor } from './logical_ops.ts'
import { type MatMulArgs, matmul } from './matmul_ops.ts'
import { pow } from './power_ops.ts'

type Make = (x: Tensor, y: Tensor, name: string) => Tensor
/** A binary operator: its method's name is the scope in which the plain operand is converted to the tensor's type. */
type Binary = 'add' | 'sub' | 'mul' | 'div' | 'truediv' | 'floordiv' | 'mod' | 'pow' | 'and' | 'or' | 'xor'

const MAKE: Readonly<Record<Binary, Make>> = {
  add: (x, y, name) => apply(Add, { x, y }, name),
  sub: (x, y, name) => apply(Sub, { x, y }, name),
  mul: (x, y, name) => apply(Mul, { x, y }, name),
  div: (x, y, name) => apply(Div, { x, y }, name),
  truediv: (x, y, name) => truediv(x, y, name),
  floordiv: (x, y, name) => floordiv(x, y, name),
  mod: (x, y, name) => apply(Mod, { x, y }, name),
  pow: (x, y, name) => pow(x, y, name),
  and: (x, y, name) => apply(LogicalAnd, { x, y }, name),
  or: (x, y, name) => apply(LogicalOr, { x, y }, name),
  xor: (x, y, name) => logical_xor(x, y, name),
}

const SIGNS: Readonly<Record<Binary, string>> = {
  add: '+',
  sub: '-',
  mul: '*',
  div: '/',
  truediv: '/',
  floordiv: '//',
  mod: '%',
  pow: '** or pow()',
  and: '&',
  or: '|',
  xor: '^',
}

function forward(operator: Binary, x: Tensor, y: unknown): Tensor {
  return withScope(null, operator, [x, y], scope =>
    MAKE[operator](x, convertToTensor(y, { dtype: x.dtype.base_dtype, name: 'y' }), scope),
  )
}
function reflected(operator: Binary, x: unknown, y: Tensor): Tensor {
  if ((y as { dtype?: unknown } | null)?.dtype === undefined)
    throw new TypeError(
      `unsupported operand type(s) for ${SIGNS[operator]}: '${pythonTypeName(x)}' and '${pythonTypeName(y)}'`,
    )
  return withScope(null, operator, [x, y], scope =>
    MAKE[operator](convertToTensor(x, { dtype: y.dtype.base_dtype, name: 'x' }), y, scope),
  )
}
/** `x ∘ y` as Python evaluates it: the left operand's method where it is a tensor, else the right one's reflected method. */
const operator =
  (name: Binary) =>
  (x: unknown, y: unknown): Tensor =>
    x instanceof Tensor ? forward(name, x, y) : reflected(name, x, y as Tensor)

/** `x + y` of Python's operator. */
export const plus = operator('add')
/** `x - y`. */
export const minus = operator('sub')
/** `x * y`. */
export const times = operator('mul')
/** `x / y` under true division. */
export const over = operator('truediv')
/** `x // y`. */
export const floorOver = operator('floordiv')
/** `x % y`. */
export const modulo = operator('mod')
/** `-x`. */
export const negated = (x: TensorLike): Tensor => apply(Neg, { x })
const comparison = (x: Tensor, def: typeof Less, y: unknown): Tensor => apply(def, { x, y })
/** `x > y`. */
export const greaterThan = (x: Tensor, y: unknown): Tensor => comparison(x, Greater, y)

declare module '../../graph/tensor.ts' {
  interface Tensor {
    /** `this + y`. The other operand of a method becomes a tensor of this tensor's type. */
    add(y: TensorLike): Tensor
    /** `this - y` */
    sub(y: TensorLike): Tensor
    /** `this * y`, element by element */
    mul(y: TensorLike): Tensor
    /** Python 2's `/`: integers are divided as C divides them. */
    div(y: TensorLike): Tensor
    /** Python 3's `/`: integers become floats. */
    truediv(y: TensorLike): Tensor
    /** `this // y` */
    floordiv(y: TensorLike): Tensor
    /** `this % y`, with the sign of the dividend */
    mod(y: TensorLike): Tensor
    /** `this ** y` */
    pow(y: TensorLike): Tensor
    /** `this & y`, of booleans */
    and(y: TensorLike): Tensor
    /** `this | y`, of booleans */
    or(y: TensorLike): Tensor
    /** `this ^ y`, of booleans */
    xor(y: TensorLike): Tensor
    /** `x + this` */
    radd(x: TensorLike): Tensor
    /** `x - this` */
    rsub(x: TensorLike): Tensor
    /** `x * this` */
    rmul(x: TensorLike): Tensor
    /** `x / this` of Python 2 */
    rdiv(x: TensorLike): Tensor
    /** `x / this` */
    rtruediv(x: TensorLike): Tensor
    /** `x // this` */
    rfloordiv(x: TensorLike): Tensor
    /** `x % this` */
    rmod(x: TensorLike): Tensor
    /** `x ** this` */
    rpow(x: TensorLike): Tensor
    /** `x & this` */
    rand(x: TensorLike): Tensor
    /** `x | this` */
    ror(x: TensorLike): Tensor
    /** `x ^ this` */
    rxor(x: TensorLike): Tensor
    /** `-this` */
    neg(): Tensor
    abs(): Tensor
    /** `~this`, of booleans */
    not(): Tensor
    /** `this < y` */
    lt(y: TensorLike): Tensor
    /** `this <= y` */
    le(y: TensorLike): Tensor
    /** `this > y` */
    gt(y: TensorLike): Tensor
    /** `this >= y` */
    ge(y: TensorLike): Tensor
    /** The product of matrices, see `tf.matmul`. */
    matmul(
      y: TensorLike,
      options?: Options<
        'matmul(transpose_a=False, transpose_b=False, a_is_sparse=False, b_is_sparse=False, name=None)',
        MatMulArgs
      >,
    ): Tensor
  }
}

function install(
  name: string,
  method: (this: Tensor, y: TensorLike, options?: Record<string, unknown>) => Tensor,
): void {
  Object.defineProperty(Tensor.prototype, name, {
    value: guarded(method, name),
    configurable: true,
    writable: true,
    enumerable: false,
  })
}
for (const name of Object.keys(MAKE) as Binary[]) {
  install(name, function (y) {
    // a sparse operand answers by itself: element by element it is another op
    if ((y as unknown) instanceof SparseTensor) return sparseOperand(name, this, y as unknown as SparseTensor)
    return forward(name, this, y)
  })
  install(`r${name}`, function (x) {
    return reflected(name, x, this)
  })
}
install('neg', function () {
  return negated(this)
})
install('abs', function () {
  return abs(this)
})
install('not', function () {
  return apply(LogicalNot, { x: this })
})
install('lt', function (y) {
  return comparison(this, Less, y)
})
install('le', function (y) {
  return comparison(this, LessEqual, y)
})
install('gt', function (y) {
  return comparison(this, Greater, y)
})
install('ge', function (y) {
  return comparison(this, GreaterEqual, y)
})
install('matmul', function (y, options) {
  return options ? matmul(this, y, options) : matmul(this, y)
})

let sparseOperator: ((name: string, x: Tensor, y: SparseTensor) => Tensor | undefined) | undefined
/** The sparse family says here how a dense tensor meets a sparse one; undefined where it does not. */
export function registerSparseOperator(make: NonNullable<typeof sparseOperator>): void {
  sparseOperator = make
}
function sparseOperand(name: Binary, x: Tensor, y: SparseTensor): Tensor {
  return (
    sparseOperator?.(name, x, y) ?? withScope(null, name, [x, y], scope => MAKE[name](x, y as unknown as Tensor, scope))
  )
}
