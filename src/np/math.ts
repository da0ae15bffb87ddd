/** Elementwise mathematics, with numpy's types: numbers give numbers, arrays arrays. */
import { ValueError } from '../errors/index.ts'
import { binary, type BinaryName, unary } from '../tensor/arithmetic.ts'
import type { ArrayParts } from '../tensor/array_parts.ts'
import { type DType, float16, float32, float64 } from '../tensor/dtypes.ts'
import { NDArray } from '../tensor/ndarray.ts'
import { type ArrayValue, fromNumbers, integer, isScalar, numbersOf, type Result, result, toArray } from './values.ts'

/** The type of a function that has no integer results. */
function floatType(dtype: DType): DType {
  if (dtype.is_floating) return dtype
  return dtype.size === 1 ? float16 : dtype.size === 2 ? float32 : float64
}

type Elementwise = (x: ArrayValue) => Result

/** `f` of every element, in the type that `typeOf` says. */
function elementwise(f: (x: number) => number, typeOf: (dtype: DType) => DType = floatType): Elementwise {
  return x => {
    if (isScalar(x)) return f(integer(x))
    const given = toArray(x)
    return result(fromNumbers(typeOf(given.dtype), given.shape, numbersOf(given).map(f)))
  }
}
const own = (dtype: DType): DType => dtype

export const exp: Elementwise = elementwise(Math.exp)
export const exp2: Elementwise = elementwise(x => 2 ** x)
export const expm1: Elementwise = elementwise(Math.expm1)
export const log: Elementwise = elementwise(Math.log)
export const log2: Elementwise = elementwise(Math.log2)
export const log10: Elementwise = elementwise(Math.log10)
export const log1p: Elementwise = elementwise(Math.log1p)
export const sqrt: Elementwise = elementwise(Math.sqrt)
export const cbrt: Elementwise = elementwise(Math.cbrt)
export const sin: Elementwise = elementwise(Math.sin)
export const cos: Elementwise = elementwise(Math.cos)
export const tan: Elementwise = elementwise(Math.tan)
export const arcsin: Elementwise = elementwise(Math.asin)
export const arccos: Elementwise = elementwise(Math.acos)
export const arctan: Elementwise = elementwise(Math.atan)
export const sinh: Elementwise = elementwise(Math.sinh)
export const cosh: Elementwise = elementwise(Math.cosh)
export const tanh: Elementwise = elementwise(Math.tanh)
export const arcsinh: Elementwise = elementwise(Math.asinh)
export const arccosh: Elementwise = elementwise(Math.acosh)
export const arctanh: Elementwise = elementwise(Math.atanh)
export const deg2rad: Elementwise = elementwise(x => x * (Math.PI / 180))
export const radians: Elementwise = deg2rad
export const rad2deg: Elementwise = elementwise(x => x * (180 / Math.PI))
export const degrees: Elementwise = rad2deg
export const floor: Elementwise = elementwise(Math.floor)
export const ceil: Elementwise = elementwise(Math.ceil)
export const trunc: Elementwise = elementwise(Math.trunc)
export const fix: Elementwise = trunc
export const sign: Elementwise = elementwise(Math.sign, own)

/** To the nearest whole number; halves go to the even one. */
function roundHalfEven(x: number): number {
  const floored = Math.floor(x)
  const rest = x - floored
  if (rest < 0.5) return Object.is(x, -0) ? x : floored
  if (rest > 0.5) return floored === -1 ? -0 : floored + 1
  return floored % 2 === 0 ? floored : floored === -1 ? -0 : floored + 1
}
export const rint: Elementwise = elementwise(roundHalfEven)

/** Rounds to `decimals` digits, halves to even; integers stay integers. */
export function around(x: ArrayValue, decimals: number | { decimals?: number } = 0): Result {
  const digits = typeof decimals === 'number' ? decimals : (decimals.decimals ?? 0)
  const scale = 10 ** Math.abs(digits)
  const f =
    digits === 0
      ? roundHalfEven
      : digits > 0
        ? (v: number) => (Number.isFinite(v) ? roundHalfEven(v * scale) / scale : v)
        : (v: number) => roundHalfEven(v / scale) * scale
  return elementwise(f, own)(x)
}
export const round: typeof around = around
export const round_: typeof around = around

const wrap = ({ dtype, shape, data }: ArrayParts): Result => result(new NDArray(dtype, shape, data))
/** What binary operations take: bare numbers stay scalars, which don't widen arrays. */
const operand = (x: ArrayValue): ArrayValue => (isScalar(x) ? x : toArray(x))

type Binary = (a: ArrayValue, b: ArrayValue) => Result
const operation =
  (name: BinaryName): Binary =>
  (a, b) =>
    wrap(binary(name, operand(a), operand(b)))

export const add: Binary = operation('add')
export const subtract: Binary = operation('sub')
export const multiply: Binary = operation('mul')
/** Python 3's division: integers give float64. */
export const divide: Binary = operation('div')
export const true_divide: Binary = operation('div')
export const floor_divide: Binary = operation('floordiv')
/** The remainder has the divisor's sign. */
export const mod: Binary = operation('mod')
export const remainder: Binary = operation('mod')
export const power: Binary = operation('pow')
export const maximum: Binary = operation('maximum')
export const minimum: Binary = operation('minimum')
export const bitwise_and: Binary = operation('and')
export const bitwise_or: Binary = operation('or')
export const bitwise_xor: Binary = operation('xor')
export const left_shift: Binary = operation('lshift')
export const right_shift: Binary = operation('rshift')
export const square: Elementwise = x => multiply(x, x)
export const reciprocal: Elementwise = x => divide(1, x)
export const negative: Elementwise = x => (isScalar(x) ? -integer(x) : wrap(unary('neg', toArray(x))))
export const absolute: Elementwise = x => (isScalar(x) ? Math.abs(integer(x)) : wrap(unary('abs', toArray(x))))
export const abs: Elementwise = absolute
export const fabs: Elementwise = elementwise(Math.abs)

/** A function of two floats, with the operands' common type. */
function floatBinary(f: (a: number, b: number) => number): Binary {
  return (a, b) => {
    const sum = wrapArray(binary('add', operand(a), operand(b)))
    const x = numbersOf(toArray(a).broadcast_to(sum.shape))
    const y = numbersOf(toArray(b).broadcast_to(sum.shape))
    return result(
      fromNumbers(
        floatType(sum.dtype),
        sum.shape,
        x.map((v, i) => f(v, y[i] as number)),
      ),
    )
  }
}
const wrapArray = ({ dtype, shape, data }: ArrayParts): NDArray => new NDArray(dtype, shape, data)
export const arctan2: Binary = floatBinary(Math.atan2)
export const hypot: Binary = floatBinary(Math.hypot)
/** The remainder has the dividend's sign. */
export const fmod: Binary = floatBinary((a, b) => a % b)
export const logaddexp: Binary = floatBinary((a, b) => {
  if (a === b) return a + Math.LN2
  return Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)))
})

/** Limits the elements to [low, high]; null leaves a side open. */
export function clip(a: ArrayValue, low: ArrayValue | null, high: ArrayValue | null): Result {
  if (low === null && high === null) throw new ValueError('One of max or min must be given')
  const raised = low === null ? a : maximum(a, low)
  return high === null ? raised : minimum(raised as ArrayValue, high)
}
/** NaN becomes 0, infinities the largest numbers of the type. */
export function nan_to_num(x: ArrayValue): Result {
  const largest = !isScalar(x) && toArray(x).dtype === float32 ? 3.4028234663852886e38 : Number.MAX_VALUE
  return elementwise(v => (Number.isNaN(v) ? 0 : Math.max(-largest, Math.min(largest, v))), own)(x)
}
