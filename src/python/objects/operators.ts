/** The operators. */
import { OverflowError, TypeError, ValueError, ZeroDivisionError } from '../../errors/index.ts'
import { Complex, PyFloat, PyInt } from '../../tensor/literals.ts'
import type { UnaryOperator } from '../syntax/ast.ts'
import { BINARY_NAMES } from '../syntax/operator_names.ts'
import { specialMethod } from './call.ts'
import { indexNumber } from './convert.ts'
import { foreignBinary, foreignUnary } from './foreign_operators.ts'
import { toArray } from './iteration.ts'
import { bitLength, checkBits, checkBytes, checkItems, checkText, MOST_BITS } from './limits.ts'
import { machine } from './machine.ts'
import { type Operator, ownSlots, slotsOf } from './slots.ts'
import { percentFormat } from './text/percent.ts'
import { truth } from './truth.ts'
import { PyDict } from './values/dict.ts'
import { float, int, makeInt } from './values/numbers.ts'
import { PySet } from './values/set.ts'
import { PyTuple } from './values/tuple.ts'
import { typeName } from './values/type.ts'
import { PyUnicode } from './values/unicode.ts'

const integerOf = (value: unknown): number | bigint | undefined => {
  if (value instanceof PyInt) return value.value
  return typeof value === 'boolean' ? Number(value) : undefined
}

const floorDivide = (a: number, b: number): number => {
  if (b === 0) throw new ZeroDivisionError('integer division or modulo by zero')
  return Math.floor(a / b)
}

const modulo = (a: number, b: number): number => {
  const rest = a % b
  return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest
}

function bigDivide(a: bigint, b: bigint): readonly [quotient: bigint, rest: bigint] {
  if (b === 0n) throw new ZeroDivisionError('integer division or modulo by zero')
  const quotient = a / b
  const rest = a - quotient * b
  return rest !== 0n && rest < 0n !== b < 0n ? [quotient - 1n, rest + b] : [quotient, rest]
}

/** Nothing is left of any int behind as many bits. */
const MOST_SHIFT = BigInt(MOST_BITS) * 2n

/** MemoryError for a product or power that is too long; small numbers stay small. */
function power(a: bigint, b: bigint): PyInt {
  if (a === 0n || a === 1n || b === 0n) return makeInt(a ** (b === 0n ? 0n : 1n))
  if (a === -1n) return int(b % 2n === 0n ? 1 : -1)
  const bits = (a < 0n ? -a : a).toString(2).length
  checkBits((bits - 1) * Number(b))
  return makeInt(a ** b)
}

function product(a: bigint, b: bigint): PyInt {
  checkBits(bitLength(a) + bitLength(b) - 8)
  return makeInt(a * b)
}

/** Whole numbers as floats, whose quotient may be a float where they are none. */
function quotient(a: bigint, b: bigint): PyFloat {
  const [x, y] = [Number(a), Number(b)]
  if (Number.isFinite(x) && Number.isFinite(y)) return float(x / y)
  // 64 bits more than a float has are kept of the quotient
  const sign = a < 0n !== b < 0n ? -1 : 1
  const [p, q] = [a < 0n ? -a : a, b < 0n ? -b : b]
  const by = bitLength(q) - bitLength(p) + 128
  const scaled = by >= 0 ? (p << BigInt(by)) / q : (p >> BigInt(-by)) / q
  const result = Number(scaled) * 2 ** -by
  if (!Number.isFinite(result)) throw new OverflowError('integer division result too large for a float')
  return float(sign * result)
}

function shift(a: bigint, by: bigint, left: boolean): PyInt {
  if (by < 0n) throw new ValueError('negative shift count')
  if (left) {
    if (a === 0n) return int(0)
    checkBits(bitLength(a) + Number(by))
    return makeInt(a << by)
  }
  return makeInt(a >> (by > MOST_SHIFT ? MOST_SHIFT : by))
}

function bigOperation(operator: Operator, a: bigint, b: bigint): unknown {
  switch (operator) {
    case '+':
      return makeInt(a + b)
    case '-':
      return makeInt(a - b)
    case '*':
      return product(a, b)
    case '/':
      if (b === 0n) throw new ZeroDivisionError('division by zero')
      return quotient(a, b)
    case 'classic':
    case '//':
      return makeInt(bigDivide(a, b)[0])
    case '%':
      return makeInt(bigDivide(a, b)[1])
    case '**':
      return b < 0n ? floatOperation('**', Number(a), Number(b)) : power(a, b)
    case '&':
      return makeInt(a & b)
    case '|':
      return makeInt(a | b)
    case '^':
      return makeInt(a ^ b)
    case '<<':
      return shift(a, b, true)
    case '>>':
      return shift(a, b, false)
    case '@':
      return undefined
  }
}

/** Whole numbers; small ones without bigints. */
function integerOperation(operator: Operator, a: number | bigint, b: number | bigint): unknown {
  if (typeof a === 'number' && typeof b === 'number') {
    let result: number | undefined
    switch (operator) {
      case '+':
        result = a + b
        break
      case '-':
        result = a - b
        break
      case '*':
        result = a * b
        break
      case '/':
        if (b === 0) throw new ZeroDivisionError('division by zero')
        return float(a / b)
      case 'classic':
      case '//':
        result = floorDivide(a, b)
        break
      case '%':
        if (b === 0) throw new ZeroDivisionError('integer division or modulo by zero')
        result = modulo(a, b)
        break
    }
    if (result !== undefined && Number.isSafeInteger(result)) return int(result + 0)
  }
  return bigOperation(operator, BigInt(a), BigInt(b))
}

function floatOperation(operator: Operator, a: number, b: number): unknown {
  switch (operator) {
    case '+':
      return float(a + b)
    case '-':
      return float(a - b)
    case '*':
      return float(a * b)
    case '/':
    case 'classic':
      if (b === 0) throw new ZeroDivisionError('float division by zero')
      return float(a / b)
    case '//':
      if (b === 0) throw new ZeroDivisionError('float divmod()')
      return float(Math.floor(a / b))
    case '%':
      if (b === 0) throw new ZeroDivisionError('float modulo')
      return float(
        Number.isFinite(a) && !Number.isFinite(b) && !Number.isNaN(b) ? (a < 0 === b < 0 ? a : b) : modulo(a, b),
      )
    case '**': {
      if (a === 0 && b < 0) throw new ZeroDivisionError('0.0 cannot be raised to a negative power')
      if (a < 0 && !Number.isInteger(b)) return complexPower(new Complex(a), new Complex(b))
      const result = a === 1 ? 1 : a ** b
      if (!Number.isFinite(result) && Number.isFinite(a) && Number.isFinite(b))
        throw new OverflowError("(34, 'Numerical result out of range')")
      return float(result)
    }
    default:
      return undefined
  }
}

function complexPower(a: Complex, b: Complex): Complex {
  if (b.re === 0 && b.im === 0) return new Complex(1)
  if (b.im === 0 && Number.isInteger(b.re) && b.re > 0 && b.re <= 100) {
    let result = new Complex(1)
    for (let i = 0; i < b.re; i++) result = multiply(result, a)
    return result
  }
  const size = Math.hypot(a.re, a.im)
  if (size === 0) return new Complex(0)
  const angle = Math.atan2(a.im, a.re)
  const length = size ** b.re * Math.exp(-b.im * angle)
  const turn = b.re * angle + b.im * Math.log(size)
  return new Complex(length * Math.cos(turn), length * Math.sin(turn))
}

const multiply = (a: Complex, b: Complex): Complex => new Complex(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re)

function complexOperation(operator: Operator, a: Complex, b: Complex): unknown {
  switch (operator) {
    case '+':
      return new Complex(a.re + b.re, a.im + b.im)
    case '-':
      return new Complex(a.re - b.re, a.im - b.im)
    case '*':
      return multiply(a, b)
    case '/':
    case 'classic': {
      const size = b.re * b.re + b.im * b.im
      if (size === 0) throw new ZeroDivisionError('complex division by zero')
      return new Complex((a.re * b.re + a.im * b.im) / size, (a.im * b.re - a.re * b.im) / size)
    }
    case '**':
      return complexPower(a, b)
    default:
      return undefined
  }
}

/** A whole number as a float. */
function floatOf(value: number | bigint): number {
  const number = Number(value)
  if (typeof value === 'bigint' && !Number.isFinite(number))
    throw new OverflowError('int too large to convert to float')
  return number
}

function numberOperation(operator: Operator, a: unknown, b: unknown): unknown {
  const x = integerOf(a)
  const y = integerOf(b)
  if (x !== undefined && y !== undefined) {
    if (typeof a === 'boolean' && typeof b === 'boolean' && (operator === '&' || operator === '|' || operator === '^'))
      return operator === '&' ? a && b : operator === '|' ? a || b : a !== b
    return integerOperation(operator, x, y)
  }
  const p = x ?? (a instanceof PyFloat ? a.value : undefined)
  const q = y ?? (b instanceof PyFloat ? b.value : undefined)
  if (p !== undefined && q !== undefined) return floatOperation(operator, floatOf(p), floatOf(q))
  const left = a instanceof Complex ? a : p !== undefined ? new Complex(Number(p)) : undefined
  const right = b instanceof Complex ? b : q !== undefined ? new Complex(Number(q)) : undefined
  return left && right ? complexOperation(operator, left, right) : undefined
}

function repeat(value: string | readonly unknown[] | Buffer, times: number): unknown {
  const count = Math.max(0, times)
  const size = value.length * count
  if (typeof value === 'string') {
    checkText(size)
    return value.repeat(size === 0 ? 0 : count)
  }
  if (Buffer.isBuffer(value)) {
    checkBytes(size)
    return size === 0 ? Buffer.alloc(0) : Buffer.alloc(size, value)
  }
  checkItems(size)
  if (size === 0) return value instanceof PyTuple ? new PyTuple() : []
  const out: unknown[] = value instanceof PyTuple ? new PyTuple() : []
  for (let i = 0; i < count; i++) for (const item of value) out.push(item)
  return out
}

const isText = (value: unknown): value is string | Buffer => typeof value === 'string' || Buffer.isBuffer(value)

function sequenceOperation(operator: Operator, a: unknown, b: unknown): unknown {
  if (operator === '+') {
    if (typeof a === 'string' && typeof b === 'string') {
      checkText(a.length + b.length)
      return a + b
    }
    if (isText(a) && isText(b)) {
      checkBytes(a.length + b.length)
      return Buffer.isBuffer(a) && Buffer.isBuffer(b)
        ? Buffer.concat([a, b])
        : Buffer.concat([Buffer.from(a as string), Buffer.from(b as string)])
    }
    if (Array.isArray(a) && Array.isArray(b) && a instanceof PyTuple === b instanceof PyTuple) {
      checkItems(a.length + b.length)
      const items = [...(a as unknown[])].concat([...(b as unknown[])])
      return a instanceof PyTuple ? PyTuple.from_items(items) : items
    }
  }
  if (operator === '*') {
    const sequence = (value: unknown): value is string | readonly unknown[] | Buffer =>
      isText(value) || Array.isArray(value)
    const [value, times] = sequence(a) ? [a, b] : [b, a]
    if (sequence(value) && (integerOf(times) !== undefined || indexable(times)))
      return repeat(value, indexNumber(times) as number)
  }
  if (operator === '%' && typeof a === 'string') {
    const kind = { unicode: false }
    const text = percentFormat(a, b, kind)
    return kind.unicode ? new PyUnicode(text) : text
  }
  if (operator === '%' && Buffer.isBuffer(a)) return Buffer.from(percentFormat(a.toString('latin1'), b), 'latin1')
  if (a instanceof PySet && b instanceof PySet) {
    if (operator === '|') return a.union(b)
    if (operator === '&') return a.intersection(b)
    if (operator === '-') return a.difference(b)
    if (operator === '^') return a.symmetricDifference(b)
  }
  if (operator === '|' && a instanceof PyDict && b instanceof PyDict) return PyDict.from_entries([...a, ...b])
  return undefined
}

/** Dimensions count as numbers in `[0] * dim`. */
const indexable = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && indexNumber(value) !== undefined

const SPECIAL: Readonly<Record<Operator, string>> = { ...BINARY_NAMES, classic: 'div' }

/** What special methods return for operands that they do not know. */
export const NOT_IMPLEMENTED = Object.freeze({ repr: () => 'NotImplemented' })

function specialOperation(operator: Operator, a: unknown, b: unknown): unknown {
  const own = specialMethod(a, `__${SPECIAL[operator]}__`)
  const result = own?.(b)
  if (own && result !== NOT_IMPLEMENTED) return result
  const reflected = specialMethod(b, `__r${SPECIAL[operator]}__`)
  const answer = reflected?.(a)
  return reflected && answer !== NOT_IMPLEMENTED ? answer : undefined
}

const symbol = (operator: Operator): string =>
  operator === 'classic' ? '/' : operator === '**' ? '** or pow()' : operator

/** `a operator b`. */
export function binary(operator: Operator, a: unknown, b: unknown): unknown {
  const numeric = (ownSlots(a) ?? ownSlots(b))?.numeric?.(operator, a, b)
  if (numeric !== undefined) return numeric
  const result =
    numberOperation(operator, a, b) ??
    sequenceOperation(operator, a, b) ??
    specialOperation(operator, a, b) ??
    (operator === 'classic' ? specialOperation('/', a, b) : undefined) ??
    foreignBinary(operator, a, b)
  if (result !== undefined) return result
  if (operator === '+' && typeof a === 'string')
    throw new TypeError(
      machine.version === 2
        ? `cannot concatenate 'str' and '${typeName(b)}' objects`
        : `can only concatenate str (not "${typeName(b)}") to str`,
    )
  if (operator === '+' && Array.isArray(a))
    throw new TypeError(`can only concatenate ${typeName(a)} (not "${typeName(b)}") to ${typeName(a)}`)
  throw new TypeError(`unsupported operand type(s) for ${symbol(operator)}: '${typeName(a)}' and '${typeName(b)}'`)
}

/** `a operator= b`: lists, sets and arrays change in place. */
export function augmented(
  operator: Operator,
  a: unknown,
  b: unknown,
  items: (value: unknown) => Iterable<unknown>,
): unknown {
  const special = specialMethod(a, `__i${SPECIAL[operator]}__`)
  if (special) return special(b)
  const changed = ownSlots(a)?.augment?.(operator, a as object, b)
  if (changed !== undefined) return changed
  if (Array.isArray(a) && !(a instanceof PyTuple) && operator === '+') {
    const added = Array.isArray(b) ? [...(b as unknown[])] : toArray(items(b))
    checkItems(a.length + added.length)
    for (const item of added) a.push(item)
    return a
  }
  if (a instanceof PySet && b instanceof PySet && (operator === '|' || operator === '&' || operator === '-')) {
    const result = [...(binary(operator, a, b) as PySet)]
    a.clear()
    for (const item of result) a.add(item)
    return a
  }
  const result = binary(operator, a, b)
  const { inPlace } = slotsOf(a)
  return inPlace ? inPlace(operator, a as object, result) : result
}

/** `-a`, `+a`, `~a`, `not a`. */
export function unary(operator: UnaryOperator, a: unknown): unknown {
  if (operator === 'not') return !truth(a)
  // values with operators of their own are no numbers of Python's
  if (ownSlots(a)?.numeric) return otherUnary(operator, a)
  const whole = integerOf(a)
  if (whole !== undefined) {
    if (operator === '+') return makeInt(whole)
    if (operator === '~') return makeInt(-BigInt(whole) - 1n)
    return makeInt(typeof whole === 'bigint' ? -whole : 0 - whole)
  }
  if (a instanceof PyFloat && operator !== '~') return operator === '-' ? float(-a.value) : a
  if (a instanceof Complex && operator !== '~') return operator === '-' ? new Complex(-a.re, -a.im) : a
  return otherUnary(operator, a)
}

function otherUnary(operator: Exclude<UnaryOperator, 'not'>, a: unknown): unknown {
  const special = specialMethod(a, operator === '-' ? '__neg__' : operator === '+' ? '__pos__' : '__invert__')
  if (special) return special()
  const result = foreignUnary(operator, a)
  if (result !== undefined) return result
  throw new TypeError(`bad operand type for unary ${operator}: '${typeName(a)}'`)
}
