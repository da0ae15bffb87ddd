/** `==`, `<`, `is`, `in`. */
import { TypeError } from '../../errors/python.ts'
import { Complex, PyFloat, PyInt } from '../../tensor/literals.ts'
import type { ComparisonOperator } from '../syntax/ast.ts'
import { specialMethod } from './call.ts'
import { indexNumber } from './convert.ts'
import { compareForeign, foreignEquality, foreignEquals, isForeignOperand } from './foreign_operators.ts'
import { iterable } from './iteration.ts'
import { machine } from './machine.ts'
import { ownSlots, slotsOf } from './slots.ts'
import { truth } from './truth.ts'
import { isNumber } from './values/numbers.ts'
import { PyRange } from './values/range.ts'
import { PySet } from './values/set.ts'
import { PyTuple } from './values/tuple.ts'
import { typeName } from './values/type.ts'
import { isAnyText, PyUnicode } from './values/unicode.ts'

type Ordering = '<' | '<=' | '>' | '>='
type Numeric = number | bigint

const numeric = (value: unknown): Numeric | undefined => {
  if (value instanceof PyInt || value instanceof PyFloat) return value.value
  if (typeof value === 'boolean') return value ? 1 : 0
  return undefined
}

/** Python's `a == b`, for values that answer with true or false. */
export function equals(a: unknown, b: unknown): boolean {
  if (a === b) return !(a instanceof PyFloat) || !Number.isNaN(a.value)
  const x = numeric(a)
  if (x !== undefined) {
    const y = numeric(b)
    // a bigint and a number are compared by value
    // biome-ignore lint/suspicious/noDoubleEquals: exactly that
    if (y !== undefined) return x == y
  }
  if (typeof a === 'string' || typeof b === 'string') {
    if (machine.version === 2 && (Buffer.isBuffer(a) || Buffer.isBuffer(b))) return String(a) === String(b)
    return String(a) === String(b) && (a instanceof String || b instanceof String)
  }
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    const special = specialMethod(a, '__eq__') ?? specialMethod(b, '__eq__')
    if (special) return truth(special(a === null || typeof a !== 'object' ? a : b))
    if (isForeignOperand(a)) return truth(foreignEquals(a, b))
    return isForeignOperand(b) ? truth(foreignEquals(b, a)) : false
  }
  return objectsEqual(a, b)
}

/** Python 2's `__cmp__`, of either operand; undefined where there is none. */
function compared(a: unknown, b: unknown): number | undefined {
  if (machine.version === 3) return undefined
  const own = specialMethod(a, '__cmp__')
  if (own) return indexNumber(own(b))
  const other = specialMethod(b, '__cmp__')
  const sign = other && indexNumber(other(a))
  return sign === undefined ? undefined : -sign
}

function objectsEqual(a: object, b: object): boolean {
  if (a instanceof PyUnicode && isAnyText(b)) return String(a) === String(b)
  if (Array.isArray(a) && Array.isArray(b)) {
    if (a instanceof PyTuple !== b instanceof PyTuple || a.length !== b.length) return false
    return a.every((item, i) => equals(item, b[i]))
  }
  const special = specialMethod(a, '__eq__') ?? specialMethod(b, '__eq__')
  if (special) return truth(special(specialMethod(a, '__eq__') ? b : a))
  const sign = compared(a, b)
  if (sign !== undefined) return sign === 0
  if (a instanceof Map && b instanceof Map)
    return a.size === b.size && [...a].every(([key, value]) => b.has(key) && equals(value, b.get(key)))
  if (a instanceof PySet && b instanceof PySet) return a.equals(b)
  if (Buffer.isBuffer(a) && Buffer.isBuffer(b)) return a.equals(b)
  if (a instanceof Complex || b instanceof Complex) return complexOf(a)?.equals(complexOf(b)) ?? false
  if (a instanceof PyRange && b instanceof PyRange)
    return a.length === b.length && a.start === b.start && a.step === b.step
  if (isForeignOperand(a)) return truth(foreignEquals(a, b))
  return isForeignOperand(b) ? truth(foreignEquals(b, a)) : false
}

function complexOf(value: unknown): Complex | undefined {
  if (value instanceof Complex) return value
  const real = numeric(value)
  return real === undefined ? undefined : new Complex(Number(real))
}

/** What sorts before what: negative, zero or positive; undefined where values cannot be compared. NaN compares as undefined too. */
function order(a: unknown, b: unknown): number | undefined {
  const x = numeric(a)
  const y = numeric(b)
  if (x !== undefined && y !== undefined)
    return x < y ? -1 : x > y ? 1 : Number.isNaN(Number(x) + Number(y)) ? Number.NaN : 0
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0
  if (Buffer.isBuffer(a) && Buffer.isBuffer(b)) return a.compare(b)
  if (isAnyText(a) && isAnyText(b)) {
    const [left, right] = [String(a), String(b)]
    return machine.version === 3 ? undefined : left < right ? -1 : left > right ? 1 : 0
  }
  return undefined
}

const sequences = (a: unknown, b: unknown): readonly [unknown[], unknown[]] | undefined =>
  Array.isArray(a) && Array.isArray(b) && a instanceof PyTuple === b instanceof PyTuple ? [a, b] : undefined

/** Tuples and lists are in the order of the first items that differ, else the shorter one comes first. */
function sequenceOrdering(operator: Ordering, a: readonly unknown[], b: readonly unknown[]): unknown {
  for (let i = 0; i < a.length && i < b.length; i++) if (!equals(a[i], b[i])) return ordering(operator, a[i], b[i])
  return holds(operator, a.length - b.length)
}

const holds = (operator: Ordering, sign: number): boolean => {
  switch (operator) {
    case '<':
      return sign < 0
    case '<=':
      return sign <= 0
    case '>':
      return sign > 0
    case '>=':
      return sign >= 0
  }
}

const SPECIAL: Readonly<Record<Ordering, readonly [own: string, mirrored: string]>> = {
  '<': ['__lt__', '__gt__'],
  '<=': ['__le__', '__ge__'],
  '>': ['__gt__', '__lt__'],
  '>=': ['__ge__', '__le__'],
}

function ordering(operator: Ordering, a: unknown, b: unknown): unknown {
  const sign = order(a, b)
  if (sign !== undefined) return holds(operator, sign)
  const both = sequences(a, b)
  if (both) return sequenceOrdering(operator, ...both)
  const [own, mirrored] = SPECIAL[operator]
  const special = specialMethod(a, own)
  if (special) return special(b)
  const reflected = specialMethod(b, mirrored)
  if (reflected) return reflected(a)
  const cmp = compared(a, b)
  if (cmp !== undefined) return holds(operator, cmp)
  if (a instanceof PySet && b instanceof PySet) {
    if (operator === '<=' || operator === '<') return a.isSubset(b) && (operator === '<=' || a.size < b.size)
    return b.isSubset(a) && (operator === '>=' || b.size < a.size)
  }
  if (isForeignOperand(a) || isForeignOperand(b)) return compareForeign(operator, a, b)
  if (machine.version === 2) return holds(operator, mixedOrder(a, b))
  throw new TypeError(`'${operator}' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`)
}

/** Python 2 orders everything: None first, numbers next, the rest by the name of the type. */
function mixedOrder(a: unknown, b: unknown): number {
  const rank = (value: unknown): string => (value === null ? '0' : isNumber(value) ? '1' : `2${typeName(value)}`)
  return rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0
}

function identical(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (a instanceof PyInt && b instanceof PyInt) return a.value === b.value
  return a instanceof String && b instanceof String && String(a) === String(b)
}

function contains(item: unknown, container: unknown): boolean {
  if (typeof container === 'string') {
    if (typeof item !== 'string' && !Buffer.isBuffer(item))
      throw new TypeError(`'in <string>' requires string as left operand, not ${typeName(item)}`)
    return container.includes(String(item))
  }
  if (container instanceof Map || container instanceof PySet) return container.has(item)
  const { contains: slot } = slotsOf(container)
  if (slot) return slot(container as object, item)
  const special = specialMethod(container, '__contains__')
  if (special) return truth(special(item))
  if (container instanceof PyRange) {
    const index = indexNumber(item)
    return index !== undefined && container.includes(index)
  }
  if (Buffer.isBuffer(container))
    return Buffer.isBuffer(item) || typeof item === 'string'
      ? container.includes(item)
      : container.includes(indexNumber(item) ?? -1)
  for (const candidate of iterable(container)) if (candidate === item || equals(candidate, item)) return true
  return false
}

/** One comparison; arrays and tensors answer with arrays and tensors. */
export function compare(operator: ComparisonOperator, a: unknown, b: unknown): unknown {
  const numeric = (ownSlots(a) ?? ownSlots(b))?.numeric?.(operator, a, b)
  if (numeric !== undefined) return numeric
  switch (operator) {
    case '==':
    case '!=':
      return equality(operator, a, b)
    case 'is':
      return identical(a, b)
    case 'is not':
      return !identical(a, b)
    case 'in':
      return contains(a, b)
    case 'not in':
      return !contains(a, b)
    default:
      return ordering(operator, a, b)
  }
}

function equality(operator: '==' | '!=', a: unknown, b: unknown): unknown {
  if (operator === '!=') {
    const special = specialMethod(a, '__ne__')
    if (special) return special(b)
  } else {
    const special = specialMethod(a, '__eq__')
    if (special) return special(b)
  }
  if (isNumber(a) && isNumber(b)) return operator === '==' ? equals(a, b) : !equals(a, b)
  const slot = slotsOf(a).equality ?? slotsOf(b).equality
  if (slot) return slot(operator, a, b)
  const foreign = foreignEquality(operator, a, b) ?? foreignEquality(operator, b, a)
  if (foreign !== undefined) return foreign.answer
  return operator === '==' ? equals(a, b) : !equals(a, b)
}

/** The order of sorting. */
export function sortOrder(a: unknown, b: unknown): number {
  const sign = order(a, b)
  if (sign !== undefined && !Number.isNaN(sign)) return sign
  if (truth(ordering('<', a, b))) return -1
  return truth(ordering('<', b, a)) ? 1 : 0
}
