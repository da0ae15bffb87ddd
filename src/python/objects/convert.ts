/** `int(x)`, `float(x)`, and indices. */
import { OverflowError, TypeError, ValueError } from '../../errors/index.ts'
import { Complex, PyFloat, PyInt } from '../../tensor/literals.ts'
import { specialMethod } from './call.ts'
import { checkBits } from './limits.ts'
import { slotsOf } from './slots.ts'
import { quoted } from './text/repr.ts'
import { float, int, makeInt } from './values/numbers.ts'
import { typeName } from './values/type.ts'

/** An element of an array as Python's `item()` gives it. */
export function elementValue(isInteger: boolean, item: unknown): unknown {
  if (typeof item === 'number') return isInteger ? int(item) : float(item)
  return typeof item === 'bigint' ? makeInt(item) : item
}

/** The number of Python's that a value stands for; what stands for none stays as it is. */
export function numberOf(value: unknown): unknown {
  const { number } = slotsOf(value)
  return number ? number(value as object) : value
}

/** `int(value)`. */
export function toInt(given: unknown, base: number | null = null): PyInt {
  const value = numberOf(given)
  if (value instanceof PyInt) return value
  if (typeof value === 'boolean') return int(value ? 1 : 0)
  if (value instanceof PyFloat || typeof value === 'number') {
    const number = Number(value)
    if (Number.isNaN(number)) throw new ValueError('cannot convert float NaN to integer')
    if (!Number.isFinite(number)) throw new OverflowError('cannot convert float infinity to integer')
    return makeInt(Math.trunc(number) + 0)
  }
  if (typeof value === 'bigint') return makeInt(value)
  if (typeof value === 'string' || Buffer.isBuffer(value)) return parseInt(String(value), base ?? 10)
  const special = specialMethod(value, '__int__') ?? specialMethod(value, '__index__')
  if (special) return special() as PyInt
  throw new TypeError(`int() argument must be a string, a bytes-like object or a number, not '${typeName(value)}'`)
}

const PREFIX: Readonly<Record<number, RegExp>> = { 16: /^0x/i, 8: /^0o?/i, 2: /^0b/i }
const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz'

function allDigits(text: string, base: number): boolean {
  for (const digit of text) if (DIGITS.indexOf(digit) < 0 || DIGITS.indexOf(digit) >= base) return false
  return true
}

function parseInt(text: string, base: number): PyInt {
  if (!(base === 0 || (base >= 2 && base <= 36))) throw new ValueError('int() base must be >= 2 and <= 36')
  const trimmed = text.trim().replace(/_/g, '').toLowerCase()
  const [, sign = '', body = ''] = /^([+-]?)(.*)$/s.exec(trimmed) ?? []
  const digits = body.replace(PREFIX[base] ?? /^$/, '')
  if (digits === '' || !allDigits(digits, base))
    throw new ValueError(`invalid literal for int() with base ${base}: ${quoted(text)}`)
  checkBits(digits.length * Math.log2(base))
  const value = base === 10 ? BigInt(digits) : digitsValue(digits, BigInt(base))
  return makeInt(sign === '-' ? -value : value)
}

/** Halves first: the time of long numbers is that of their last product. */
function digitsValue(digits: string, base: bigint): bigint {
  if (digits.length <= 64) return [...digits].reduce((value, digit) => value * base + BigInt(DIGITS.indexOf(digit)), 0n)
  const half = digits.length >> 1
  return (
    digitsValue(digits.slice(0, half), base) * base ** BigInt(digits.length - half) +
    digitsValue(digits.slice(half), base)
  )
}

/** `float(value)`. */
export function toFloat(given: unknown): PyFloat {
  const value = numberOf(given)
  if (value instanceof PyFloat) return value
  if (value instanceof PyInt) {
    const number = Number(value.value)
    if (!Number.isFinite(number)) throw new OverflowError('int too large to convert to float')
    return float(number)
  }
  if (typeof value === 'boolean' || typeof value === 'number') return float(Number(value))
  if (typeof value === 'string' || Buffer.isBuffer(value)) {
    const text = String(value).trim().replace(/_/g, '')
    if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return float(Number(text))
    const named = /^([+-]?)(inf(?:inity)?|nan)$/i.exec(text)
    if (named)
      return float(
        (named[1] === '-' ? -1 : 1) * (/^n/i.test(named[2] as string) ? Number.NaN : Number.POSITIVE_INFINITY),
      )
    throw new ValueError(`could not convert string to float: ${quoted(String(value))}`)
  }
  const special = specialMethod(value, '__float__')
  if (special) return special() as PyFloat
  if (value instanceof Complex) throw new TypeError("can't convert complex to float")
  throw new TypeError(`float() argument must be a string or a number, not '${typeName(value)}'`)
}

/** A whole number used as an index, a count or a shape; undefined for what is none. */
export function indexNumber(value: unknown): number | undefined {
  if (value instanceof PyInt) return Number(value.value)
  if (typeof value === 'boolean') return Number(value)
  if (typeof value === 'number') return value
  if (typeof value === 'object' && value !== null) {
    const { index, number } = slotsOf(value)
    if (index) return index(value)
    const special = specialMethod(value, '__index__')
    if (special) return Number(special())
    const inner = number?.(value)
    if (inner instanceof PyInt) return Number(inner.value)
  }
  return undefined
}

/** Like `indexNumber`; None stays null, anything else is a TypeError. */
export function optionalIndex(value: unknown): number | null {
  if (value === null || value === undefined) return null
  const index = indexNumber(value)
  if (index === undefined) throw new TypeError(`'${typeName(value)}' object cannot be interpreted as an integer`)
  return index
}

/** A whole number, or a TypeError. */
export function requireIndex(value: unknown): number {
  const index = indexNumber(value)
  if (index === undefined) throw new TypeError(`'${typeName(value)}' object cannot be interpreted as an integer`)
  return index
}
