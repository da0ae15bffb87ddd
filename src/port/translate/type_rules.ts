/** What operators, comparisons, indices and literals give. */
import type { BinaryOperator, Expression, Statement } from '../../python/syntax/ast.ts'
import { PyFloat, PyInt } from '../../tensor/literals.ts'
import { elementOfType, rankOfType } from './library_types.ts'
import {
  array,
  BOOL,
  type ElementKind,
  FLOAT,
  type FunctionInfo,
  INT,
  isNumber,
  join,
  NEVER,
  NONE,
  PYTHON,
  result,
  STR,
  type Type,
  tensor,
  UNKNOWN,
} from './types.ts'

/** What a comparison gives. */
export function compareType(operands: readonly Type[], operators: readonly string[]): Type {
  const [a = NEVER, b = NEVER] = operands
  if (operators.some(operator => /in|is/.test(operator)) || operands.length > 2) return BOOL
  if (a.kind === 'tensor' || b.kind === 'tensor')
    return operators[0] === '==' || operators[0] === '!=' ? BOOL : tensor('bool')
  if (a.kind === 'array' || b.kind === 'array') return array('bool')
  const plain = (type: Type): boolean =>
    isNumber(type) || ['str', 'none', 'list', 'tuple', 'dict', 'never'].includes(type.kind)
  return plain(a) && plain(b) ? BOOL : a.kind === 'none' || b.kind === 'none' ? BOOL : UNKNOWN
}

/** What `a operator b` gives. */
export function binaryType(operator: BinaryOperator, a: Type, b: Type, trueDivision: boolean): Type {
  if (a.kind === 'never' || b.kind === 'never') return a.kind === 'tensor' ? a : b.kind === 'tensor' ? b : NEVER
  if (operator === '%' && a.kind === 'str') return STR
  if (isNumber(a) && isNumber(b)) return numberResult(operator, a, b, trueDivision)
  if (a.kind === 'tensor' || b.kind === 'tensor') {
    const other = a.kind === 'tensor' ? b : a
    const ranks = [rankOfType(a), rankOfType(b)]
    const own = (a.kind === 'tensor' ? a : b) as Extract<Type, { kind: 'tensor' }>
    const rank = ranks.includes(1) || other.kind === 'array' ? 1 : ranks.every(one => one === 0) ? 0 : null
    const element = own.element === 'unknown' && other.kind === 'tensor' ? other.element : own.element
    return tensor(operator === '/' && trueDivision && element === 'int' ? 'float' : element, rank)
  }
  if (operator === '+' && a.kind === 'str' && b.kind === 'str') return STR
  if (operator === '+' && a.kind === 'list' && b.kind === 'list') return join(a, b)
  if (operator === '+' && a.kind === 'tuple' && b.kind === 'tuple')
    return { kind: 'tuple', items: [...a.items, ...b.items] }
  if (operator === '*' && (a.kind === 'list' || a.kind === 'str') && isNumber(b)) return a
  if (operator === '*' && (b.kind === 'list' || b.kind === 'str') && isNumber(a)) return b
  if (a.kind === 'array' || b.kind === 'array') {
    const element = arrayElement(operator, elementOfType(a), elementOfType(b), trueDivision)
    return isArrayOperand(a) && isArrayOperand(b) ? array(element) : result('unknown')
  }
  if (a.kind === 'result' || b.kind === 'result') {
    if ((a.kind === 'result' || isNumber(a)) && (b.kind === 'result' || isNumber(b)))
      return result(arrayElement(operator, elementOfType(a), elementOfType(b), trueDivision))
  }
  return UNKNOWN
}

/** The items of what is iterated over. */
export function itemType(type: Type): Type {
  switch (type.kind) {
    case 'list':
    case 'set':
    case 'iterator':
      return type.item
    case 'tuple':
      return type.items.reduce((a, b) => join(a, b), NEVER)
    case 'dict':
      return type.key
    case 'str':
      return STR
    case 'array':
      return result(type.element)
    case 'python':
      return PYTHON
    case 'never':
      return NEVER
    default:
      return UNKNOWN
  }
}

/** What `object[index]` gives. */
export function subscriptType(expression: Extract<Expression, { kind: 'subscript' }>, object: Type, index: Type): Type {
  const sliced = expression.index.kind === 'slice'
  switch (object.kind) {
    case 'list':
      return sliced ? object : object.item
    case 'str':
      return STR
    case 'dict':
      return object.value
    case 'tuple': {
      const at = constantIndex(expression.index)
      if (sliced) return UNKNOWN
      return (at === null ? undefined : object.items.at(at)) ?? itemType(object)
    }
    case 'object':
      if (object.path === 'shape') return sliced ? UNKNOWN : INT
      return UNKNOWN
    case 'tensor':
      return tensor(object.element)
    case 'array':
      if (sliced) return array(object.element)
      if (expression.index.kind === 'tuple')
        return expression.index.items.some(item => item.kind === 'slice')
          ? result(object.element)
          : result(object.element)
      return index.kind === 'list' || index.kind === 'array' ? array(object.element) : result(object.element)
    case 'result':
      return result(object.element)
    case 'never':
      return NEVER
    default:
      return UNKNOWN
  }
}

const isArrayOperand = (type: Type): boolean =>
  type.kind === 'array' || type.kind === 'result' || type.kind === 'list' || isNumber(type)

function arrayElement(operator: BinaryOperator, a: ElementKind, b: ElementKind, trueDivision: boolean): ElementKind {
  if (operator === '/' && trueDivision) return 'float'
  if (a === 'float' || b === 'float') return a === 'unknown' || b === 'unknown' ? 'float' : 'float'
  return a === b ? a : 'unknown'
}

function numberResult(operator: BinaryOperator, a: Type, b: Type, trueDivision: boolean): Type {
  if (operator === '/') return trueDivision || a.kind === 'float' || b.kind === 'float' ? FLOAT : INT
  return a.kind === 'float' || b.kind === 'float' ? FLOAT : INT
}

export function constantType(value: unknown): Type {
  if (value === null) return NONE
  if (value instanceof PyInt) return INT
  if (value instanceof PyFloat) return FLOAT
  if (typeof value === 'boolean') return BOOL
  if (typeof value === 'string') return STR
  return Buffer.isBuffer(value) ? { kind: 'bytes' } : UNKNOWN
}

/** The whole number that an expression is, or null. */
export function constantIndex(expression: Expression): number | null {
  if (expression.kind === 'constant' && expression.value instanceof PyInt) return Number(expression.value.value)
  if (expression.kind === 'unary' && expression.operator === '-') {
    const inner = constantIndex(expression.operand)
    return inner === null ? null : -inner
  }
  return null
}

export const hasDecorator = (info: FunctionInfo, name: string): boolean =>
  info.definition.decorators?.some(decorator => decorator.kind === 'name' && decorator.name === name) ?? false
export const isStatic = (info: FunctionInfo): boolean => hasDecorator(info, 'staticmethod')

/** How many parameters a call does not give: `self`. */
export function boundArguments(callee: Expression, info: FunctionInfo, receiver: Type): number {
  if (!info.owner || callee.kind !== 'attribute' || isStatic(info)) return 0
  return receiver.kind === 'class' && !hasDecorator(info, 'classmethod') ? 0 : 1
}

/** The method of `super(A, self).method` and of `super().method`; null for anything else. */
export function superMethod(callee: Expression): string | null {
  if (callee.kind !== 'attribute' || callee.object.kind !== 'call') return null
  const inner = callee.object.callee
  return inner.kind === 'name' && inner.name === 'super' ? callee.name : null
}

export function endsWithReturn(body: readonly Statement[]): boolean {
  const last = body.at(-1)
  if (!last) return false
  if (last.kind === 'return' || last.kind === 'raise') return true
  if (last.kind === 'if')
    return last.otherwise.length > 0 && endsWithReturn(last.then) && endsWithReturn(last.otherwise)
  if (last.kind === 'with') return endsWithReturn(last.body)
  return false
}
