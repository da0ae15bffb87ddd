/** Elementwise mathematics, with numpy's types: numbers give numbers, arrays arrays. */
import { TypeError, ValueError } from '../errors/index.ts'
import { type BinaryName, binary as binaryOf, unary as unaryOf } from '../tensor/arithmetic.ts'
import { denseData } from '../tensor/array_parts.ts'
import {
  binaryLoop,
  type Entries,
  type Expression,
  entriesOf,
  type Storage,
  storageOf,
  unaryLoop,
} from '../tensor/compiled_loops.ts'
import { type DType, float16, float32, float64 } from '../tensor/dtypes.ts'
import { PyFloat } from '../tensor/literals.ts'
import { NDArray } from '../tensor/ndarray.ts'
import { promoteTypes } from '../tensor/promotion.ts'
import type { VectorUnary } from '../tensor/vector_loops.ts'
import { computed } from './arguments.ts'
import { type Binary, binary, finished, type Unary, unary } from './out.ts'
import { type ArrayValue, arrayOf, integer, isScalar, type Result, type Scalar, toArray } from './values.ts'

/** The type of a function that has no integer results. */
function floatType(dtype: DType): DType {
  if (dtype.is_floating) return dtype
  return dtype.size === 1 ? float16 : dtype.size === 2 ? float32 : float64
}

/** The functions that expressions use. */
const MATH = {
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  log1p: Math.log1p,
  sqrt: Math.sqrt,
  cbrt: Math.cbrt,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  arcsin: Math.asin,
  arccos: Math.acos,
  arctan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  arcsinh: Math.asinh,
  arccosh: Math.acosh,
  arctanh: Math.atanh,
  floor: Math.floor,
  ceil: Math.ceil,
  trunc: Math.trunc,
  sign: Math.sign,
  fabs: Math.abs,
  rint: roundHalfEven,
  clean,
  arctan2: Math.atan2,
  distance,
  copysign,
  logaddexp,
} as const

/** To the nearest whole number; halves go to the even one. */
function roundHalfEven(x: number): number {
  const floored = Math.floor(x)
  const rest = x - floored
  if (rest < 0.5) return Object.is(x, -0) ? x : floored
  if (rest > 0.5) return floored === -1 ? -0 : floored + 1
  return floored % 2 === 0 ? floored : floored === -1 ? -0 : floored + 1
}
/** NaN as 0, infinities as the largest number. */
function clean(x: number, largest: number): number {
  return Number.isNaN(x) ? 0 : Math.max(-largest, Math.min(largest, x))
}

function copysign(a: number, b: number): number {
  const size = Math.abs(a)
  return b < 0 || Object.is(b, -0) ? -size : size
}

/** The root of a sum of squares with its rounding error taken off, which is correctly rounded but for rare cases, as the C library's is. */
function distance(a: number, b: number): number {
  const [x, y] = [Math.max(Math.abs(a), Math.abs(b)), Math.min(Math.abs(a), Math.abs(b))]
  if (!(x < Number.POSITIVE_INFINITY)) return Math.hypot(a, b)
  if (y <= x * 2 ** -54) return x + y
  const scale = x > 2 ** 500 ? 2 ** -600 : y < 2 ** -450 ? 2 ** 600 : 1
  const [large, small] = [x * scale, y * scale]
  const root = Math.sqrt(large * large + small * small)
  const nearSmall = root <= 2 * small
  const rest = root - (nearSmall ? small : large)
  const first = nearSmall ? large * (2 * rest - large) : 2 * rest * (large - 2 * small)
  const second = nearSmall ? (rest - 2 * (large - small)) * rest : (4 * rest - small) * small + rest * rest
  return (root - (first + second) / (2 * root)) / scale
}

function logaddexp(a: number, b: number): number {
  return a === b ? a + Math.LN2 : Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)))
}

/** The expression of every element, in the type that `typeOf` says. */
const mapped = (code: string, typeOf: (dtype: DType) => DType = floatType, vector?: VectorUnary) => {
  const expression: Expression = vector === undefined ? { code } : { code, vector }
  /** `isOwn`: the array is a result on the way, and may become that of the function. */
  return (x: ArrayValue, isOwn = false): NDArray => {
    const given = toArray(x)
    if (!given.dtype.is_plain || given.dtype.is_complex)
      throw new TypeError(`ufunc not supported for arrays of type ${given.dtype.name}`)
    const type = typeOf(given.dtype)
    const work = storageOf(type.base) === undefined ? float32 : type
    const from = storageOf(given.dtype.base) === undefined ? given.astype(work) : given
    const out = isOwn && from.dtype === work ? from.data : work.allocateToFill(from.size, from.shape)
    const loop = unaryLoop(expression, [storageOf(from.dtype.base) as Storage, storageOf(work.base) as Storage], MATH)
    loop(entriesOf(denseData(from)), 0, 1, entriesOf(out), 0, from.size)
    const made = new NDArray(work, from.shape, out)
    return work === type ? made : made.astype(type)
  }
}
const elementwise = (name: string, code = `rt.${name}(x)`, typeOf?: (dtype: DType) => DType): Unary =>
  ofOne(name, mapped(code, typeOf))
/** A function of one operand, without what its implementation takes beside that. */
const ofOne = (name: string, f: (x: ArrayValue) => NDArray): Unary => unary(name, x => f(x))
/** One for which there are instructions. */
const instructed = (name: 'sqrt' | 'floor' | 'ceil' | 'trunc' | 'rint'): Unary =>
  ofOne(name, mapped(`rt.${name}(x)`, floatType, name))
const own = (dtype: DType): DType => dtype

export const exp: Unary = elementwise('exp')
export const exp2: Unary = elementwise('exp2', '2 ** x')
export const expm1: Unary = elementwise('expm1')
export const log: Unary = elementwise('log')
export const log2: Unary = elementwise('log2')
export const log10: Unary = elementwise('log10')
export const log1p: Unary = elementwise('log1p')
export const sqrt: Unary = instructed('sqrt')
export const cbrt: Unary = elementwise('cbrt')
export const sin: Unary = elementwise('sin')
export const cos: Unary = elementwise('cos')
export const tan: Unary = elementwise('tan')
export const arcsin: Unary = elementwise('arcsin')
export const arccos: Unary = elementwise('arccos')
export const arctan: Unary = elementwise('arctan')
export const sinh: Unary = elementwise('sinh')
export const cosh: Unary = elementwise('cosh')
export const tanh: Unary = elementwise('tanh')
export const arcsinh: Unary = elementwise('arcsinh')
export const arccosh: Unary = elementwise('arccosh')
export const arctanh: Unary = elementwise('arctanh')
export const deg2rad: Unary = elementwise('deg2rad', 'x * (Math.PI / 180)')
export const radians: Unary = deg2rad
export const rad2deg: Unary = elementwise('rad2deg', 'x * (180 / Math.PI)')
export const degrees: Unary = rad2deg
export const floor: Unary = instructed('floor')
export const ceil: Unary = instructed('ceil')
export const trunc: Unary = instructed('trunc')
export const fix: Unary = trunc
export const sign: Unary = unary('sign', x => {
  if (toArray(x).dtype.base === 'bool')
    throw new TypeError("ufunc 'sign' did not contain a loop with signature matching types dtype('bool') dtype('bool')")
  return mapped('rt.sign(x)', own)(x)
})
export const rint: Unary = instructed('rint')
const rounded = mapped('rt.rint(x)', own, 'rint')

/** What binary operations take: bare numbers stay scalars, which don't widen arrays. */
const operand = (x: ArrayValue): ArrayValue => (isScalar(x) ? x : toArray(x))

function plainAround(x: ArrayValue, decimals: Scalar = 0, out: NDArray | null = null): Result {
  const digits = integer(decimals)
  const given = toArray(x)
  if (given.dtype.base === 'bool')
    throw new TypeError("ufunc 'rint' did not contain a loop with signature matching types dtype('bool') dtype('bool')")
  const scale = new PyFloat(10 ** Math.abs(digits))
  if (digits >= 0 && !given.dtype.is_floating && !given.dtype.is_complex) return finished('rint', given.copy(), out)
  if (given.dtype.is_complex) return finished('rint', roundedParts(given, digits), out)
  if (digits === 0) return finished('rint', rounded(given), out)
  const [first, second] = digits > 0 ? (['mul', 'div'] as const) : (['div', 'mul'] as const)
  const whole = rounded(arrayOf(binaryOf(first, given, scale)), true)
  const made = arrayOf(binaryOf(second, whole, scale, whole))
  return finished('rint', made.dtype === given.dtype ? made : made.astype(given.dtype), out)
}
function roundedParts(given: NDArray, digits: number): NDArray {
  const parts = new NDArray(given.dtype.real_dtype, [given.size * 2], given.copy().data)
  const made = plainAround(parts, digits) as NDArray
  return new NDArray(given.dtype, given.shape, made.data)
}
/** Rounds to `decimals` digits, halves to even; integers stay integers. */
export const around = computed('around(a, decimals=0, out=None)', plainAround)
export const round: typeof around = around
export const round_: typeof around = around

const operation = (name: string, operator: BinaryName): Binary =>
  binary(name, (a, b) => arrayOf(binaryOf(operator, operand(a), operand(b))))

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
export const square: Unary = unary('square', x => {
  const given = toArray(x)
  const squared = given.dtype.base === 'bool' ? given.astype('int8') : given
  return arrayOf(binaryOf('mul', squared, squared))
})
export const reciprocal: Unary = unary('reciprocal', x => {
  const given = toArray(x)
  const type = given.dtype
  return type.is_integer
    ? arrayOf(binaryOf('div', new PyFloat(1), given)).astype(type)
    : arrayOf(binaryOf('div', 1, given))
})
export const negative: Unary = unary('negative', x => arrayOf(unaryOf('neg', toArray(x))))
export const absolute: Unary = unary('absolute', x => arrayOf(unaryOf('abs', toArray(x))))
export const abs: Unary = absolute
export const fabs: Unary = ofOne('fabs', mapped('rt.fabs(x)', floatType, 'abs'))

const isFraction = (value: ArrayValue): boolean =>
  value instanceof PyFloat || (typeof value === 'number' && !Number.isInteger(value))

/** A function of two floats, with the operands' common type. */
const floatBinary = (name: string, code = `rt.${name}(x, y)`, whole = false): Binary =>
  binary(name, ofFloats({ code }, whole))
function ofFloats(expression: Expression, whole: boolean): (a: ArrayValue, b: ArrayValue) => NDArray {
  return (a, b) => {
    const common = arrayOf(binaryOf('add', operand(a), operand(b)))
    const type =
      whole && common.dtype.is_integer
        ? common.dtype
        : [a, b].every(isScalar) || (common.dtype === float64 && [a, b].some(isFraction))
          ? float64
          : [a, b].flatMap(value => (isScalar(value) ? [] : [floatType(toArray(value).dtype)])).reduce(promoteTypes)
    const work = storageOf(type.base) === undefined ? float32 : type
    const spread = (value: ArrayValue): NDArray => toArray(value).astype(work).broadcast_to(common.shape)
    const storage = storageOf(work.base) as Storage
    const out = work.allocateToFill(common.size, common.shape)
    const [p, q] = [spread(a), spread(b)].map(array => entriesOf(denseData(array))) as [Entries, Entries]
    binaryLoop(expression, [storage, storage, storage], MATH)(p, 0, 1, q, 0, 1, entriesOf(out), 0, common.size)
    return new NDArray(work, common.shape, out).astype(type)
  }
}
export const arctan2: Binary = floatBinary('arctan2')
export const hypot: Binary = floatBinary('hypot', 'rt.distance(x, y)')
const copysign_: Binary = floatBinary('copysign')

export { copysign_ as copysign }
/** As maximum and minimum, but NaN loses. */
export const fmax: Binary = floatBinary('fmax', '(x >= y || y !== y ? x : y)', true)
export const fmin: Binary = floatBinary('fmin', '(x <= y || y !== y ? x : y)', true)
const remainders = ofFloats({ code: 'x % y' }, true)
/** The remainder has the dividend's sign; of whole numbers that of a division by zero is 0. */
export const fmod: Binary = binary('fmod', (a, b) => {
  const operands = [a, b].map(operand)
  // booleans are computed as int8
  const isBoolean = operands.every(value => typeof value === 'boolean' || toArray(value).dtype.base === 'bool')
  return remainders(isBoolean ? toArray(a, 'int8') : a, b)
})
export { logaddexp_ as logaddexp }

const logaddexp_: Binary = floatBinary('logaddexp')

function plainClip(a: ArrayValue, low: ArrayValue | null, high: ArrayValue | null, out: NDArray | null = null): Result {
  if (low === null && high === null) throw new ValueError('One of max or min must be given')
  const given = toArray(a)
  const raised = low === null ? given : arrayOf(binaryOf('maximum', given, operand(low)))
  const own = low === null ? undefined : raised
  return finished('clip', high === null ? raised : arrayOf(binaryOf('minimum', raised, operand(high), own)), out)
}
/** Limits the elements to [a_min, a_max]; null leaves a side open. */
export const clip = computed('clip(a, a_min, a_max, out=None)', plainClip)

function plainNanToNum(x: ArrayValue, copied = true): Result {
  const given = toArray(x)
  if (!given.dtype.is_floating) return copied ? given.copy() : given
  const largest = given.dtype === float32 ? 3.4028234663852886e38 : given.dtype === float16 ? 65504 : Number.MAX_VALUE
  const made = mapped(`rt.clean(x, ${largest})`, own)(given)
  return copied ? made : finished('nan_to_num', made, given)
}
/** NaN becomes 0, infinities the largest numbers of the type. */
export const nan_to_num = computed('nan_to_num(x, copy=True)', plainNanToNum)
