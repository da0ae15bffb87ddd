/** Operators on objects that are not the program's: slots of their class, else methods named after the operators. */
import { TypeError } from '../../errors/index.ts'
import { Complex } from '../../tensor/literals.ts'
import type { ComparisonOperator } from '../syntax/ast.ts'
import { fromForeign, toForeign } from './foreign_values.ts'
import { type Operator, slotsOf } from './slots.ts'
import { programClassOf } from './values/class.ts'
import { isNumber, plainNumber } from './values/numbers.ts'
import { PyRange } from './values/range.ts'
import { PySet } from './values/set.ts'
import { typeName } from './values/type.ts'
import { PyUnicode } from './values/unicode.ts'

type Method = (this: unknown, other: unknown) => unknown

/** Operator → method, and the method of the right operand. `classic` is Python 2's division. */
const METHODS: Readonly<Record<string, readonly [own: string, reflected: string]>> = {
  '+': ['add', 'radd'],
  '-': ['sub', 'rsub'],
  '*': ['mul', 'rmul'],
  '/': ['truediv', 'rtruediv'],
  classic: ['div', 'rdiv'],
  '//': ['floordiv', 'rfloordiv'],
  '%': ['mod', 'rmod'],
  '**': ['pow', 'rpow'],
  '@': ['matmul', 'rmatmul'],
  '&': ['and', 'rand'],
  '|': ['or', 'ror'],
  '^': ['xor', 'rxor'],
  '<<': ['lshift', 'rlshift'],
  '>>': ['rshift', 'rrshift'],
  '<': ['lt', 'gt'],
  '<=': ['le', 'ge'],
  '>': ['gt', 'lt'],
  '>=': ['ge', 'le'],
  '==': ['eq', 'eq'],
  '!=': ['ne', 'ne'],
}

const UNARY: Readonly<Record<string, string>> = { '-': 'neg', '~': 'not', abs: 'abs' }

/** An object of tf0 whose operators are methods. */
export function isForeignOperand(value: unknown): value is object {
  if (
    typeof value !== 'object' ||
    value === null ||
    isNumber(value) ||
    value instanceof Complex ||
    Array.isArray(value) ||
    Buffer.isBuffer(value)
  )
    return false
  if (value instanceof PySet || value instanceof PyRange || value instanceof PyUnicode) return false
  return !programClassOf(value) && !(value instanceof Map)
}

/** A method of an object that is not the program's. */
export function methodOf(value: unknown, name: string): Method | undefined {
  if (!isForeignOperand(value)) return undefined
  const method = (value as Record<string, unknown>)[name]
  return typeof method === 'function' ? (method as Method) : undefined
}

/** The result of an operator by the operands' methods; undefined where no operand knows it. `reflected`: only the right one is asked. */
export function methodBinary(operator: string, a: unknown, b: unknown, reflected = false): unknown {
  const names = METHODS[operator]
  if (!names) return undefined
  const own = reflected ? undefined : methodOf(a, names[0])
  if (own) return fromForeign(own.call(a, toForeign(b)))
  const other = methodOf(b, names[1])
  return other && fromForeign(other.call(b, toForeign(a)))
}

/** The result of an operator where an operand is an object that is not the program's; undefined where no operand knows it. */
export function foreignBinary(operator: Operator | ComparisonOperator, a: unknown, b: unknown): unknown {
  const slot = slotsOf(a).binary ?? slotsOf(b).binary
  return slot ? slot(operator, a, b) : methodBinary(operator, a, b)
}

/** `-a`, `~a`, `abs(a)`; undefined where `a` has no such method. */
export function foreignUnary(operator: string, a: unknown): unknown {
  const result = slotsOf(a).unary?.(operator, a as object)
  if (result !== undefined) return result
  const method = methodOf(a, UNARY[operator] ?? '') as ((this: unknown) => unknown) | undefined
  return method && fromForeign(method.call(a))
}

/** `<` and the like; a TypeError where neither operand can be compared. */
export function compareForeign(operator: ComparisonOperator, a: unknown, b: unknown): unknown {
  const result = foreignBinary(operator, a, b)
  if (result !== undefined) return result
  if (operator === '==' || operator === '!=') return foreignEquals(a, b) === (operator === '==')
  throw new TypeError(`'${operator}' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`)
}

/** `==` and `!=` as an object of tf0 defines them, which may answer None; undefined where it defines none. */
export function foreignEquality(
  operator: '==' | '!=',
  a: unknown,
  b: unknown,
): { readonly answer: unknown } | undefined {
  const method = methodOf(a, operator === '==' ? 'equals' : 'not_equals')
  if (method) return { answer: fromForeign(method.call(a, plainNumber(b) ?? toForeign(b))) }
  const equal = operator === '!=' ? methodOf(a, 'equals') : undefined
  return equal && { answer: !equal.call(a, toForeign(b)) }
}

/** Equality of objects that define one (shapes, dimensions, dtypes); of others identity. */
export function foreignEquals(a: unknown, b: unknown): boolean | null {
  const method = methodOf(a, 'equals')
  return method ? (method.call(a, toForeign(b)) as boolean | null) : a === b
}
