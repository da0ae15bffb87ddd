/** Python's operators for operands of which the program's text does not say what they are. */

import { ZeroDivisionError } from '../../errors/python.ts'
import { compare as compareValues } from '../../python/objects/compare.ts'
import { augmented, binary, unary } from '../../python/objects/operators.ts'
import type { Operator } from '../../python/objects/slots.ts'
import { truth as truthOf } from '../../python/objects/truth.ts'
import { PyTuple } from '../../python/objects/values/tuple.ts'
import type { ComparisonOperator } from '../../python/syntax/ast.ts'
import { BINARY_NAMES, COMPARISON_NAMES } from '../../python/syntax/operator_names.ts'
import { type Any, toOwn, toPython } from './values.ts'

const SPECIAL: Readonly<Record<string, string>> = { ...BINARY_NAMES, classic: 'div', ...COMPARISON_NAMES }

/** The method of an object of the program's own classes. */
function special(value: Any, name: string): ((...args: unknown[]) => unknown) | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const found: unknown = value[`__${name}__`]
  return typeof found === 'function' ? (found as (...args: unknown[]) => unknown).bind(value) : undefined
}

function general(operator: Operator, a: Any, b: Any): Any {
  const name = SPECIAL[operator] as string
  const own = special(a, name) ?? special(a, operator === 'classic' ? 'truediv' : name)
  if (own) return own(b)
  const reflected = special(b, `r${name}`)
  if (reflected) return reflected(a)
  return toOwn(binary(operator, toPython(a), toPython(b)))
}

const numbers = (a: unknown, b: unknown): boolean => typeof a === 'number' && typeof b === 'number'

export function add(a: Any, b: Any): Any {
  if (numbers(a, b) || (typeof a === 'string' && typeof b === 'string')) return a + b
  if (Array.isArray(a) && Array.isArray(b) && a instanceof PyTuple === b instanceof PyTuple)
    return a instanceof PyTuple ? PyTuple.from_items([...a, ...b]) : [...a, ...b]
  return general('+', a, b)
}
export const sub = (a: Any, b: Any): Any => (numbers(a, b) ? a - b : general('-', a, b))
export function mul(a: Any, b: Any): Any {
  if (numbers(a, b)) return a * b
  if (Array.isArray(a) && !(a instanceof PyTuple) && typeof b === 'number')
    return Array.from({ length: Math.max(0, b) }, () => a).flat()
  return general('*', a, b)
}
/** Python 2's `/`: of whole numbers a whole number. */
export const div = (a: Any, b: Any): Any => general('classic', a, b)
export function truediv(a: Any, b: Any): Any {
  if (!numbers(a, b)) return general('/', a, b)
  if (b === 0) throw new ZeroDivisionError('division by zero')
  return a / b
}
export const floordiv = (a: Any, b: Any): Any => general('//', a, b)
export const mod = (a: Any, b: Any): Any => general('%', a, b)
export const pow = (a: Any, b: Any): Any => general('**', a, b)
export const matmul = (a: Any, b: Any): Any => general('@', a, b)
export const bitand = (a: Any, b: Any): Any => general('&', a, b)
export const bitor = (a: Any, b: Any): Any => general('|', a, b)
export const bitxor = (a: Any, b: Any): Any => general('^', a, b)
export const lshift = (a: Any, b: Any): Any => general('<<', a, b)
export const rshift = (a: Any, b: Any): Any => general('>>', a, b)
export const neg = (a: Any): Any =>
  typeof a === 'number' ? -a : (special(a, 'neg')?.() ?? toOwn(unary('-', toPython(a))))
export const invert = (a: Any): Any => toOwn(unary('~', toPython(a)))

const OPERATORS: Readonly<Record<string, (a: Any, b: Any) => Any>> = {
  '+': add,
  '-': sub,
  '*': mul,
  '/': truediv,
  classic: div,
  '//': floordiv,
  '%': mod,
  '**': pow,
}

/** `a operator= b`: lists and arrays change in place; gives what `a` is now. */
export function inplace(a: Any, operator: string, b: Any): Any {
  if (numbers(a, b) && OPERATORS[operator]) return OPERATORS[operator](a, b)
  if (Array.isArray(a) && !(a instanceof PyTuple) && operator === '+') {
    for (const item of [...b]) a.push(item)
    return a
  }
  const own = special(a, `i${SPECIAL[operator]}`)
  if (own) return own(b)
  if (special(a, SPECIAL[operator] as string) || Array.isArray(a)) return general(operator as Operator, a, b)
  return toOwn(augmented(operator as Operator, toPython(a), toPython(b), items => items as Iterable<unknown>))
}

function comparing(operator: ComparisonOperator, a: Any, b: Any): Any {
  if (numbers(a, b) || (typeof a === 'string' && typeof b === 'string')) {
    switch (operator) {
      case '<':
        return a < b
      case '<=':
        return a <= b
      case '>':
        return a > b
      case '>=':
        return a >= b
      case '==':
        return a === b
      case '!=':
        return a !== b
    }
  }
  const own = special(a, SPECIAL[operator] as string)
  if (own) return own(b)
  if (operator === '!=' && special(a, 'eq')) return !truth(special(a, 'eq')?.(b))
  return toOwn(compareValues(operator, toPython(a), toPython(b)))
}
export const eq = (a: Any, b: Any): Any => (a === b && typeof a !== 'object' ? true : comparing('==', a, b))
export const ne = (a: Any, b: Any): Any => comparing('!=', a, b)
export const lt = (a: Any, b: Any): Any => comparing('<', a, b)
export const le = (a: Any, b: Any): Any => comparing('<=', a, b)
export const gt = (a: Any, b: Any): Any => comparing('>', a, b)
export const ge = (a: Any, b: Any): Any => comparing('>=', a, b)

/** `item in container`. */
export function contains(container: Any, item: Any): boolean {
  const own = special(container, 'contains')
  if (own) return truth(own(item))
  if (container instanceof Map && !Array.isArray(item)) return container.has(item)
  if (Array.isArray(container) && (typeof item === 'string' || typeof item === 'number'))
    return container.includes(item)
  return compareValues('in', toPython(item), toPython(container)) as boolean
}

/** What Python takes for true. */
export function truth(value: Any): boolean {
  switch (typeof value) {
    case 'boolean':
      return value
    case 'number':
      return value !== 0
    case 'string':
      return value !== ''
    case 'object': {
      if (value === null) return false
      if (Array.isArray(value)) return value.length > 0
      const own = special(value, 'bool') ?? special(value, 'nonzero') ?? special(value, 'len')
      return own ? truth(own()) : truthOf(toPython(value))
    }
    default:
      return Boolean(value)
  }
}
/** `a or b`, which is one of them. */
export const or = (a: Any, b: () => Any): Any => (truth(a) ? a : b())
export const and = (a: Any, b: () => Any): Any => (truth(a) ? b() : a)
