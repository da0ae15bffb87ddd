/** Elementwise mathematics, with numpy's types: numbers give numbers, arrays arrays. */
import { guarded } from '../errors/boundary.ts'
import { ValueError } from '../errors/index.ts'
import { type BinaryName, binary, unary } from '../tensor/arithmetic.ts'
import type { ArrayParts } from '../tensor/array_parts.ts'
import { type DType, float16, float32, float64 } from '../tensor/dtypes.ts'
import { NDArray } from '../tensor/ndarray.ts'
import { binaryOut, finished, type Out, unaryOut } from './out.ts'
import { type ArrayValue, fromNumbers, integer, isScalar, numbersOf, type Result, result, toArray } from './values.ts'

/** The type of a function that has no integer results. */
function floatType(dtype: DType): DType {
  if (dtype.is_floating) return dtype
  return dtype.size === 1 ? float16 : dtype.size === 2 ? float32 : float64
}

type Elementwise = (x: ArrayValue, out?: Out) => Result

/** `f` of every element, in the type that `typeOf` says. */
function elementwise(f: (x: number) => number, typeOf: (dtype: DType) => DType = floatType): Elementwise {
  return (x, out) => {
    if (isScalar(x) && out === undefined) return f(integer(x))
    const given = toArray(x)
    return finished(f.name, result(fromNumbers(typeOf(given.dtype), given.shape, numbersOf(given).map(f))), out)
  }
}
const own = (dtype: DType): DType => dtype

export const exp: Elementwise = guarded(elementwise(Math.exp), 'exp')
export const exp2: Elementwise = guarded(
  elementwise(x => 2 ** x),
  'exp2',
)
export const expm1: Elementwise = guarded(elementwise(Math.expm1), 'expm1')
export const log: Elementwise = guarded(elementwise(Math.log), 'log')
export const log2: Elementwise = guarded(elementwise(Math.log2), 'log2')
export const log10: Elementwise = guarded(elementwise(Math.log10), 'log10')
export const log1p: Elementwise = guarded(elementwise(Math.log1p), 'log1p')
export const sqrt: Elementwise = guarded(elementwise(Math.sqrt), 'sqrt')
export const cbrt: Elementwise = guarded(elementwise(Math.cbrt), 'cbrt')
export const sin: Elementwise = guarded(elementwise(Math.sin), 'sin')
export const cos: Elementwise = guarded(elementwise(Math.cos), 'cos')
export const tan: Elementwise = guarded(elementwise(Math.tan), 'tan')
export const arcsin: Elementwise = guarded(elementwise(Math.asin), 'arcsin')
export const arccos: Elementwise = guarded(elementwise(Math.acos), 'arccos')
export const arctan: Elementwise = guarded(elementwise(Math.atan), 'arctan')
export const sinh: Elementwise = guarded(elementwise(Math.sinh), 'sinh')
export const cosh: Elementwise = guarded(elementwise(Math.cosh), 'cosh')
export const tanh: Elementwise = guarded(elementwise(Math.tanh), 'tanh')
export const arcsinh: Elementwise = guarded(elementwise(Math.asinh), 'arcsinh')
export const arccosh: Elementwise = guarded(elementwise(Math.acosh), 'arccosh')
export const arctanh: Elementwise = guarded(elementwise(Math.atanh), 'arctanh')
export const deg2rad: Elementwise = guarded(
  elementwise(x => x * (Math.PI / 180)),
  'deg2rad',
)
export const radians: Elementwise = deg2rad
export const rad2deg: Elementwise = guarded(
  elementwise(x => x * (180 / Math.PI)),
  'rad2deg',
)
export const degrees: Elementwise = rad2deg
export const floor: Elementwise = guarded(elementwise(Math.floor), 'floor')
export const ceil: Elementwise = guarded(elementwise(Math.ceil), 'ceil')
export const trunc: Elementwise = guarded(elementwise(Math.trunc), 'trunc')
export const fix: Elementwise = trunc
export const sign: Elementwise = guarded(elementwise(Math.sign, own), 'sign')

/** To the nearest whole number; halves go to the even one. */
function roundHalfEven(x: number): number {
  const floored = Math.floor(x)
  const rest = x - floored
  if (rest < 0.5) return Object.is(x, -0) ? x : floored
  if (rest > 0.5) return floored === -1 ? -0 : floored + 1
  return floored % 2 === 0 ? floored : floored === -1 ? -0 : floored + 1
}
export const rint: Elementwise = guarded(elementwise(roundHalfEven), 'rint')

/** Rounds to `decimals` digits, halves to even; integers stay integers. */
export function around(
  x: ArrayValue,
  decimals: number | { decimals?: number; out?: NDArray | null } = 0,
  into: NDArray | null = null,
): Result {
  const { decimals: digits = 0, out = into } = typeof decimals === 'number' ? { decimals } : decimals
  const scale = 10 ** Math.abs(digits)
  const f =
    digits === 0
      ? roundHalfEven
      : digits > 0
        ? (v: number) => (Number.isFinite(v) ? roundHalfEven(v * scale) / scale : v)
        : (v: number) => roundHalfEven(v / scale) * scale
  return finished('rint', elementwise(f, own)(x), out)
}
// @ts-expect-error the guarded function takes its place
around = guarded(around)
export const round: typeof around = around
export const round_: typeof around = around

const wrap = ({ dtype, shape, data }: ArrayParts): Result => result(new NDArray(dtype, shape, data))
/** What binary operations take: bare numbers stay scalars, which don't widen arrays. */
const operand = (x: ArrayValue): ArrayValue => (isScalar(x) ? x : toArray(x))

type Binary = (a: ArrayValue, b: ArrayValue, out?: Out) => Result
const UFUNCS: Partial<Record<BinaryName, string>> = {
  sub: 'subtract',
  mul: 'multiply',
  div: 'true_divide',
  floordiv: 'floor_divide',
  mod: 'remainder',
  pow: 'power',
}
const operation = (name: BinaryName): Binary =>
  binaryOut(UFUNCS[name] ?? name, (a, b) => wrap(binary(name, operand(a), operand(b))))

export const add: Binary = guarded(operation('add'), 'add')
export const subtract: Binary = guarded(operation('sub'), 'subtract')
export const multiply: Binary = guarded(operation('mul'), 'multiply')
/** Python 3's division: integers give float64. */
export const divide: Binary = guarded(operation('div'), 'divide')
export const true_divide: Binary = guarded(operation('div'), 'true_divide')
export const floor_divide: Binary = guarded(operation('floordiv'), 'floor_divide')
/** The remainder has the divisor's sign. */
export const mod: Binary = guarded(operation('mod'), 'mod')
export const remainder: Binary = guarded(operation('mod'), 'remainder')
export const power: Binary = guarded(operation('pow'), 'power')
export const maximum: Binary = guarded(operation('maximum'), 'maximum')
export const minimum: Binary = guarded(operation('minimum'), 'minimum')
export const bitwise_and: Binary = guarded(operation('and'), 'bitwise_and')
export const bitwise_or: Binary = guarded(operation('or'), 'bitwise_or')
export const bitwise_xor: Binary = guarded(operation('xor'), 'bitwise_xor')
export const left_shift: Binary = guarded(operation('lshift'), 'left_shift')
export const right_shift: Binary = guarded(operation('rshift'), 'right_shift')
export const square: Elementwise = guarded(
  unaryOut('square', x => multiply(x, x)),
  'square',
)
export const reciprocal: Elementwise = guarded(
  unaryOut('reciprocal', x => divide(1, x)),
  'reciprocal',
)
export const negative: Elementwise = guarded(
  unaryOut('negative', x => (isScalar(x) ? -integer(x) : wrap(unary('neg', toArray(x))))),
  'negative',
)
export const absolute: Elementwise = guarded(
  unaryOut('absolute', x => (isScalar(x) ? Math.abs(integer(x)) : wrap(unary('abs', toArray(x))))),
  'absolute',
)
export const abs: Elementwise = absolute
export const fabs: Elementwise = guarded(elementwise(Math.abs), 'fabs')

/** A function of two floats, with the operands' common type. */
function floatBinary(f: (a: number, b: number) => number): Binary {
  return binaryOut(f.name, (a, b) => {
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
  })
}
const wrapArray = ({ dtype, shape, data }: ArrayParts): NDArray => new NDArray(dtype, shape, data)
export const arctan2: Binary = guarded(floatBinary(Math.atan2), 'arctan2')
export const hypot: Binary = guarded(floatBinary(Math.hypot), 'hypot')
/** The remainder has the dividend's sign. */
export const fmod: Binary = guarded(
  floatBinary((a, b) => a % b),
  'fmod',
)
export const logaddexp: Binary = guarded(
  floatBinary((a, b) => {
    if (a === b) return a + Math.LN2
    return Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)))
  }),
  'logaddexp',
)

/** Limits the elements to [low, high]; null leaves a side open. */
export function clip(a: ArrayValue, low: ArrayValue | null, high: ArrayValue | null, out?: Out): Result {
  if (low === null && high === null) throw new ValueError('One of max or min must be given')
  const raised = low === null ? a : maximum(a, low)
  return finished('clip', high === null ? raised : minimum(raised as ArrayValue, high), out)
}
// @ts-expect-error the guarded function takes its place
clip = guarded(clip)
/** NaN becomes 0, infinities the largest numbers of the type. */
export function nan_to_num(x: ArrayValue): Result {
  const largest = !isScalar(x) && toArray(x).dtype === float32 ? 3.4028234663852886e38 : Number.MAX_VALUE
  return elementwise(v => (Number.isNaN(v) ? 0 : Math.max(-largest, Math.min(largest, v))), own)(x)
}
// @ts-expect-error the guarded function takes its place
nan_to_num = guarded(nan_to_num)
