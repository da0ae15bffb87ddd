/** What compiled elementwise loops call: the parts of scalar arithmetic that JavaScript has no operator for. */
import { invalidArgument, type Status } from '../../../errors/status.ts'
import { floatToInt32, floatToInt64, int64ToFloat32 } from '../../../tensor/convert.ts'
import { fromBfloat16, halfTable, roundToHalf, toBfloat16, toHalf } from '../../../tensor/half.ts'
import * as complex from './complex_functions.ts'
import { betainc, igamma, igammac } from './incomplete_functions.ts'
import { digamma, erf, erfc, lgamma, polygamma, zeta } from './special_functions.ts'

/** From here on every double is whole, so adding and subtracting it rounds to whole numbers, half to even. */
const WHOLE = 2 ** 52

/** Rounds half to even and keeps the sign of zero. */
function rint(x: number): number {
  if (!(Math.abs(x) < WHOLE)) return x
  return x < 0 || Object.is(x, -0) ? -(-x + WHOLE - WHOLE) : x + WHOLE - WHOLE
}

/** C's pow, which unlike JavaScript's gives 1 for 1^NaN and (−1)^±∞. */
function pow(x: number, y: number): number {
  if (x === 1 || (x === -1 && Math.abs(y) === Number.POSITIVE_INFINITY)) return 1
  return x ** y
}

/** Remainder of integers with the sign of the divisor. */
function floorMod(x: number, y: number): number {
  const rest = x % y
  return rest !== 0 && rest < 0 !== y < 0 ? rest + y : rest
}

/** fmod(fmod(x, y) + y, y) where the signs differ, else fmod(x, y). `sum`: fmod(x, y) + y, which is never beyond y but for an infinite one. */
function floorRemainder(x: number, y: number, sum: number): number {
  if (x < 0 === y < 0) return x % y
  return Math.abs(sum) < Math.abs(y) ? sum : sum * 0
}

/** TensorFlow 0.12.1 never returns from a negative power of integers; the message is that of its successors. */
const negativePower = (): Status => invalidArgument('Integers to negative integer powers are not allowed')

function powInt(x: number, y: number): number {
  if (y < 0) throw negativePower()
  let result = 1
  for (let base = x | 0, rest = y; rest > 0; rest >>= 1) {
    if (rest & 1) result = Math.imul(result, base)
    base = Math.imul(base, base)
  }
  return result
}

function powInt64(x: bigint, y: bigint): bigint {
  if (y < 0n) throw negativePower()
  let result = 1n
  for (let base = x, rest = y; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = BigInt.asIntN(64, result * base)
    base = BigInt.asIntN(64, base * base)
  }
  return result
}

function floorDivInt64(x: bigint, y: bigint): bigint {
  const quotient = x / y
  return x % y !== 0n && x < 0n !== y < 0n ? quotient - 1n : quotient
}

function floorModInt64(x: bigint, y: bigint): bigint {
  const rest = x % y
  return rest !== 0n && rest < 0n !== y < 0n ? rest + y : rest
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** 1 / (1 + e^(−x)); from the side on which nothing overflows. */
function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x))
  const e = Math.exp(x)
  return e / (1 + e)
}

/** log(1 + e^x) without overflow. */
function softplus(x: number): number {
  return x > 40 ? x : Math.log1p(Math.exp(x))
}

export const runtime = {
  complex,
  betainc,
  digamma,
  divisionByZero: (): Status => invalidArgument('Integer division by zero'),
  erf,
  erfc,
  floatToInt32,
  floatToInt64,
  floorDivInt64,
  floorMod,
  floorRemainder,
  floorModInt64,
  fromBfloat16,
  igamma,
  igammac,
  int64ToFloat32,
  lgamma,
  polygamma,
  pow,
  powInt,
  powInt64,
  rint,
  roundToHalf,
  sameBytes,
  sigmoid,
  softplus,
  toBfloat16,
  toHalf,
  zeta,
  get halves(): Float32Array {
    return halfTable()
  },
}
