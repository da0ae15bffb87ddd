/** Elementwise mathematics, with numpy's types: numbers give numbers, arrays arrays. */
import { ValueError } from '../errors/index.ts'
import { type BinaryName, binary as binaryOf, unary as unaryOf } from '../tensor/arithmetic.ts'
import type { ArrayParts } from '../tensor/array_parts.ts'
import { type DType, float16, float32, float64 } from '../tensor/dtypes.ts'
import { NDArray } from '../tensor/ndarray.ts'
import { signed } from './arguments.ts'
import { type Binary, binary, finished, type Unary, unary } from './out.ts'
import {
  type ArrayValue,
  fromNumbers,
  integer,
  isScalar,
  numbersOf,
  type Result,
  result,
  type Scalar,
  toArray,
} from './values.ts'

/** The type of a function that has no integer results. */
function floatType(dtype: DType): DType {
  if (dtype.is_floating) return dtype
  return dtype.size === 1 ? float16 : dtype.size === 2 ? float32 : float64
}

/** `f` of every element, in the type that `typeOf` says. */
const mapped =
  (f: (x: number) => number, typeOf: (dtype: DType) => DType = floatType) =>
  (x: ArrayValue): Result => {
    if (isScalar(x)) return f(integer(x))
    const given = toArray(x)
    return result(fromNumbers(typeOf(given.dtype), given.shape, numbersOf(given).map(f)))
  }
const elementwise = (name: string, f: (x: number) => number, typeOf?: (dtype: DType) => DType): Unary =>
  unary(name, mapped(f, typeOf))
const own = (dtype: DType): DType => dtype

export const exp: Unary = elementwise('exp', Math.exp)
export const exp2: Unary = elementwise('exp2', x => 2 ** x)
export const expm1: Unary = elementwise('expm1', Math.expm1)
export const log: Unary = elementwise('log', Math.log)
export const log2: Unary = elementwise('log2', Math.log2)
export const log10: Unary = elementwise('log10', Math.log10)
export const log1p: Unary = elementwise('log1p', Math.log1p)
export const sqrt: Unary = elementwise('sqrt', Math.sqrt)
export const cbrt: Unary = elementwise('cbrt', Math.cbrt)
export const sin: Unary = elementwise('sin', Math.sin)
export const cos: Unary = elementwise('cos', Math.cos)
export const tan: Unary = elementwise('tan', Math.tan)
export const arcsin: Unary = elementwise('arcsin', Math.asin)
export const arccos: Unary = elementwise('arccos', Math.acos)
export const arctan: Unary = elementwise('arctan', Math.atan)
export const sinh: Unary = elementwise('sinh', Math.sinh)
export const cosh: Unary = elementwise('cosh', Math.cosh)
export const tanh: Unary = elementwise('tanh', Math.tanh)
export const arcsinh: Unary = elementwise('arcsinh', Math.asinh)
export const arccosh: Unary = elementwise('arccosh', Math.acosh)
export const arctanh: Unary = elementwise('arctanh', Math.atanh)
export const deg2rad: Unary = elementwise('deg2rad', x => x * (Math.PI / 180))
export const radians: Unary = deg2rad
export const rad2deg: Unary = elementwise('rad2deg', x => x * (180 / Math.PI))
export const degrees: Unary = rad2deg
export const floor: Unary = elementwise('floor', Math.floor)
export const ceil: Unary = elementwise('ceil', Math.ceil)
export const trunc: Unary = elementwise('trunc', Math.trunc)
export const fix: Unary = trunc
export const sign: Unary = elementwise('sign', Math.sign, own)

/** To the nearest whole number; halves go to the even one. */
function roundHalfEven(x: number): number {
  const floored = Math.floor(x)
  const rest = x - floored
  if (rest < 0.5) return Object.is(x, -0) ? x : floored
  if (rest > 0.5) return floored === -1 ? -0 : floored + 1
  return floored % 2 === 0 ? floored : floored === -1 ? -0 : floored + 1
}
export const rint: Unary = elementwise('rint', roundHalfEven)

function plainAround(x: ArrayValue, decimals: Scalar = 0, out: NDArray | null = null): Result {
  const digits = integer(decimals)
  const scale = 10 ** Math.abs(digits)
  const f =
    digits === 0
      ? roundHalfEven
      : digits > 0
        ? (v: number) => (Number.isFinite(v) ? roundHalfEven(v * scale) / scale : v)
        : (v: number) => roundHalfEven(v / scale) * scale
  return finished('rint', mapped(f, own)(x), out)
}
/** Rounds to `decimals` digits, halves to even; integers stay integers. */
export const around = signed('around(a, decimals=0, out=None)', plainAround)
export const round: typeof around = around
export const round_: typeof around = around

const wrap = ({ dtype, shape, data }: ArrayParts): Result => result(new NDArray(dtype, shape, data))
/** What binary operations take: bare numbers stay scalars, which don't widen arrays. */
const operand = (x: ArrayValue): ArrayValue => (isScalar(x) ? x : toArray(x))

const operation = (name: string, operator: BinaryName): Binary =>
  binary(name, (a, b) => wrap(binaryOf(operator, operand(a), operand(b))))

export const add: Binary = operation('add', 'add')
export const subtract: Binary = operation('subtract', 'sub')
export const multiply: Binary = operation('multiply', 'mul')
/** Python 3's division: integers give float64. */
export const divide: Binary = operation('divide', 'div')
export const true_divide: Binary = operation('true_divide', 'div')
export const floor_divide: Binary = operation('floor_divide', 'floordiv')
/** The remainder has the divisor's sign. */
export const mod: Binary = operation('mod', 'mod')
export const remainder: Binary = operation('remainder', 'mod')
export const power: Binary = operation('power', 'pow')
export const maximum: Binary = operation('maximum', 'maximum')
export const minimum: Binary = operation('minimum', 'minimum')
export const bitwise_and: Binary = operation('bitwise_and', 'and')
export const bitwise_or: Binary = operation('bitwise_or', 'or')
export const bitwise_xor: Binary = operation('bitwise_xor', 'xor')
export const left_shift: Binary = operation('left_shift', 'lshift')
export const right_shift: Binary = operation('right_shift', 'rshift')
export const square: Unary = unary('square', x => multiply(x, x))
export const reciprocal: Unary = unary('reciprocal', x => divide(1, x))
export const negative: Unary = unary('negative', x => (isScalar(x) ? -integer(x) : wrap(unaryOf('neg', toArray(x)))))
export const absolute: Unary = unary('absolute', x =>
  isScalar(x) ? Math.abs(integer(x)) : wrap(unaryOf('abs', toArray(x))),
)
export const abs: Unary = absolute
export const fabs: Unary = elementwise('fabs', Math.abs)

/** A function of two floats, with the operands' common type. */
function floatBinary(name: string, f: (a: number, b: number) => number): Binary {
  return binary(name, (a, b) => {
    const sum = wrapArray(binaryOf('add', operand(a), operand(b)))
    const x = numbersOf(toArray(a).broadcast_to(sum.shape))
    const y = numbersOf(toArray(b).broadcast_to(sum.shape))
    return result(
      fromNumbers(
        floatType(sum.dtype),
        sum.shape,
        x.map((v, i) => f(v, y[i] as number)),
      ),
    )
  })
}
const wrapArray = ({ dtype, shape, data }: ArrayParts): NDArray => new NDArray(dtype, shape, data)
export const arctan2: Binary = floatBinary('arctan2', Math.atan2)
export const hypot: Binary = floatBinary('hypot', Math.hypot)
/** The remainder has the dividend's sign. */
export const fmod: Binary = floatBinary('fmod', (a, b) => a % b)
export const logaddexp: Binary = floatBinary('logaddexp', (a, b) => {
  if (a === b) return a + Math.LN2
  return Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)))
})

/** Limits the elements to [low, high]; null leaves a side open. */
export function clip(a: ArrayValue, low: ArrayValue | null, high: ArrayValue | null, out?: NDArray | null): Result {
  if (low === null && high === null) throw new ValueError('One of max or min must be given')
  const raised = low === null ? a : maximum(a, low)
  return finished('clip', high === null ? raised : minimum(raised as ArrayValue, high), out)
}
// @ts-expect-error the guarded function takes its place
clip = signed('clip(a, a_min, a_max, out=None)', clip)
/** NaN becomes 0, infinities the largest numbers of the type. */
export function nan_to_num(x: ArrayValue): Result {
  const largest = !isScalar(x) && toArray(x).dtype === float32 ? 3.4028234663852886e38 : Number.MAX_VALUE
  return mapped(v => (Number.isNaN(v) ? 0 : Math.max(-largest, Math.min(largest, v))), own)(x)
}
// @ts-expect-error the guarded function takes its place
nan_to_num = signed('nan_to_num(x, copy=True)', nan_to_num)
