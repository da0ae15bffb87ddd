/** Operators: JavaScript's own where both operands are plain, methods of tensors and arrays, helpers where nobody knows. */
import type { BinaryOperator, ComparisonOperator, Expression } from '../../python/syntax/ast.ts'
import { BINARY_NAMES, COMPARISON_NAMES } from '../../python/syntax/operator_names.ts'
import type { Expressions } from './expressions.ts'
import type { Scope } from './scopes.ts'
import { called, inside, STRENGTH, strong, type Text } from './text.ts'
import { isArrayLike, isNumber, isPlain, isText, type Type } from './types.ts'

/** Names of helpers that would be JavaScript's words or others' helpers. */
const BITWISE = new Set(['and', 'or', 'xor'])
const PLAIN: Readonly<Partial<Record<BinaryOperator, number>>> = {
  '+': STRENGTH.add,
  '-': STRENGTH.add,
  '*': STRENGTH.multiply,
  '/': STRENGTH.multiply,
  '**': STRENGTH.power,
}

const surelyNumber = (type: Type): boolean => !type.nullable && (type.kind === 'int' || type.kind === 'float')

/** `a operator b` of operands that are written already. */
export function binaryText(
  on: Expressions,
  operator: BinaryOperator,
  a: { readonly text: Text; readonly type: Type },
  b: { readonly text: Text; readonly type: Type },
  positive: boolean,
): Text {
  const { trueDivision } = on.translation.scan.program
  if (surelyNumber(a.type) && surelyNumber(b.type)) {
    const plain = plainNumbers(operator, a, b, trueDivision, !on.mindsZero, positive)
    if (plain) return plain
  }
  if (operator === '+' && a.type.kind === 'str' && b.type.kind === 'str' && !a.type.nullable && !b.type.nullable)
    return strong(`${inside(a.text, STRENGTH.add)} + ${inside(b.text, STRENGTH.multiply)}`, STRENGTH.add)
  const method = operator === '/' && !trueDivision ? 'div' : BINARY_NAMES[operator]
  if (
    isArrayLike(a.type) &&
    !(a.type.kind === 'array' && b.type.kind === 'tensor') &&
    (operator !== '@' || a.type.kind === 'tensor')
  )
    return called(`${inside(a.text, STRENGTH.call)}.${method}(${b.text.text})`)
  if (
    isArrayLike(b.type) &&
    operator !== '@' &&
    (isNumber(a.type) || a.type.kind === 'array' || a.type.kind === 'list')
  )
    return called(`${inside(b.text, STRENGTH.call)}.r${method}(${a.text.text})`)
  const helper = BITWISE.has(method) ? `bit${method}` : method
  return called(`${on.translation.py(helper)}(${a.text.text}, ${b.text.text})`)
}

function plainNumbers(
  operator: BinaryOperator,
  a: { readonly text: Text; readonly type: Type },
  b: { readonly text: Text; readonly type: Type },
  trueDivision: boolean,
  nonzero: boolean,
  positive: boolean,
): Text | undefined {
  const join = (symbol: string, strength: number): string =>
    `${inside(a.text, strength)} ${symbol} ${inside(b.text, strength + 1)}`
  const floor = (): Text => called(`Math.floor(${join('/', STRENGTH.multiply)})`)
  // dividing by zero is an error of Python's
  const whole = a.type.kind === 'int' && b.type.kind === 'int'
  if (operator === '/' && whole && !trueDivision) return nonzero ? floor() : undefined
  if (operator === '//') return nonzero ? floor() : undefined
  if (operator === '/') return nonzero ? strong(join('/', STRENGTH.multiply), STRENGTH.multiply) : undefined
  // the sign is that of the divisor, which `%` of JavaScript has only for positive numbers
  if (operator === '%') return positive && nonzero ? strong(join('%', STRENGTH.multiply), STRENGTH.multiply) : undefined
  if (operator === '**') {
    const base = a.text.strength <= STRENGTH.unary ? `(${a.text.text})` : a.text.text
    return strong(`${base} ** ${inside(b.text, STRENGTH.power)}`, STRENGTH.power)
  }
  const strength = PLAIN[operator]
  return strength === undefined ? undefined : strong(join(operator, strength), strength)
}

const SYMBOLS: Readonly<Partial<Record<ComparisonOperator, string>>> = { '==': '===', '!=': '!==' }

/** One comparison. */
export function compareText(
  on: Expressions,
  operator: ComparisonOperator,
  left: Expression,
  right: Expression,
  scope: Scope,
): Text {
  const { translation } = on
  const a = { text: comparable(on, left, scope), type: translation.typeOf(left, scope) }
  const b = { text: comparable(on, right, scope), type: translation.typeOf(right, scope) }
  const sameNumbers = (x: Type, y: Type): boolean => isNumber(x) && isNumber(y)
  const symbolic = (symbol: string, strength: number): Text =>
    strong(`${inside(a.text, strength + 1)} ${symbol} ${inside(b.text, strength + 1)}`, strength)
  const none = (expression: Expression): boolean => expression.kind === 'constant' && expression.value === null
  // TypeScript refuses to compare literals
  if (/^[!=]=$/.test(operator) && left.kind === 'constant' && right.kind === 'constant')
    return called(`${translation.py(operator === '==' ? 'eq' : 'ne')}(${a.text.text}, ${b.text.text})`)
  switch (operator) {
    case 'is':
    case 'is not': {
      const symbol = operator === 'is' ? '===' : '!=='
      return symbolic(symbol, STRENGTH.equality)
    }
    case 'in':
    case 'not in': {
      const found = containsText(on, a, b)
      return operator === 'in' ? found : strong(`!${inside(found, STRENGTH.unary)}`, STRENGTH.unary)
    }
    case '==':
    case '!=': {
      if (none(left) || none(right)) return symbolic(operator === '==' ? '===' : '!==', STRENGTH.equality)
      const alike = sameNumbers(a.type, b.type) || isText(a.type) || isText(b.type)
      const plain = isPlain(a.type) && isPlain(b.type) && a.type.kind !== 'bool' && b.type.kind !== 'bool'
      if (
        (plain && alike) ||
        ((isText(a.type) || isText(b.type)) && !plain) ||
        (a.type.kind === 'bool' && b.type.kind === 'bool')
      )
        return plain && !sameFamily(a.type, b.type)
          ? called(`${translation.py(COMPARISON_NAMES[operator])}(${a.text.text}, ${b.text.text})`)
          : symbolic(SYMBOLS[operator] as string, STRENGTH.equality)
      if (a.type.kind === 'array' && !a.type.nullable)
        return called(`${inside(a.text, STRENGTH.call)}.${operator === '==' ? 'eq' : 'ne'}(${b.text.text})`)
      break
    }
    default: {
      const method = COMPARISON_NAMES[operator]
      if (
        (isNumber(a.type) && isNumber(b.type) && isPlain(a.type) && isPlain(b.type)) ||
        (isText(a.type) && isText(b.type))
      )
        return symbolic(operator, STRENGTH.relational)
      if (isArrayLike(a.type) && !a.type.nullable && !(a.type.kind === 'array' && b.type.kind === 'tensor'))
        return called(`${inside(a.text, STRENGTH.call)}.${method}(${b.text.text})`)
    }
  }
  return called(`${translation.py(COMPARISON_NAMES[operator])}(${a.text.text}, ${b.text.text})`)
}

/** Shapes are tuples to Python. */
function comparable(on: Expressions, expression: Expression, scope: Scope): Text {
  const text = on.write(expression, scope)
  return expression.kind === 'attribute' && expression.name === 'shape'
    ? called(`${on.translation.py('to_tuple')}(${text.text})`)
    : text
}

const sameFamily = (a: Type, b: Type): boolean => isNumber(a) === isNumber(b)

function containsText(
  on: Expressions,
  item: { readonly text: Text; readonly type: Type },
  container: { readonly text: Text; readonly type: Type },
): Text {
  const { type } = container
  const at = inside(container.text, STRENGTH.call)
  const plainItem = isPlain(item.type) && item.type.kind !== 'bool'
  if (!type.nullable) {
    if (type.kind === 'dict') return called(`${at}.has(${item.text.text})`)
    if (type.kind === 'str' && item.type.kind === 'str') return called(`${at}.includes(${item.text.text})`)
    if (type.kind === 'list' && plainItem && isPlain(type.item)) return called(`${at}.includes(${item.text.text})`)
  }
  return called(`${on.translation.py('contains')}(${container.text.text}, ${item.text.text})`)
}

/** Python's truth as a condition. */
export function conditionText(on: Expressions, expression: Expression, scope: Scope): Text {
  const { translation } = on
  if (expression.kind === 'unary' && expression.operator === 'not') {
    const inner = conditionText(on, expression.operand, scope)
    return strong(`!${inside(inner, STRENGTH.unary)}`, STRENGTH.unary)
  }
  if (expression.kind === 'logical') {
    const [symbol, strength] = expression.operator === 'and' ? ['&&', STRENGTH.and] : ['||', STRENGTH.or]
    const parts = [expression.left, expression.right].map(part => conditionText(on, part, scope))
    return strong(`${inside(parts[0] as Text, strength)} ${symbol} ${inside(parts[1] as Text, strength + 1)}`, strength)
  }
  const text = on.write(expression, scope)
  const type = translation.typeOf(expression, scope)
  switch (type.kind) {
    case 'bool':
    case 'int':
    case 'float':
    case 'str':
    case 'none':
    case 'tensor':
    case 'operation':
    case 'function':
    case 'class':
    case 'library':
    case 'object':
      return text
    case 'instance':
      if (['__len__', '__bool__', '__nonzero__'].some(name => translation.inference.classMember(type.info, name))) break
      return text
    case 'list':
      if (!type.nullable) return strong(`${inside(text, STRENGTH.call)}.length > 0`, STRENGTH.relational)
      break
    case 'dict':
      if (!type.nullable) return strong(`${inside(text, STRENGTH.call)}.size > 0`, STRENGTH.relational)
      break
    case 'unknown':
      if (
        expression.kind === 'compare' &&
        expression.operators.some(operator => operator === 'is' || operator === 'in')
      )
        return text
      break
  }
  return called(`${translation.py('truth')}(${text.text})`)
}

/** `a and b`, `a or b` as values. */
export function logicalText(on: Expressions, expression: Extract<Expression, { kind: 'logical' }>, scope: Scope): Text {
  const { translation } = on
  const left = translation.typeOf(expression.left, scope)
  const right = translation.typeOf(expression.right, scope)
  if (left.kind === 'bool' && right.kind === 'bool') return conditionText(on, expression, scope)
  const [symbol, strength, helper] =
    expression.operator === 'and' ? ['&&', STRENGTH.and, 'and'] : ['||', STRENGTH.or, 'or']
  const a = on.write(expression.left, scope)
  const b = on.write(expression.right, scope)
  if (isNumber(left) || left.kind === 'str' || left.kind === 'tensor' || left.kind === 'function')
    return strong(`${inside(a, strength)} ${symbol} ${inside(b, strength + 1)}`, strength)
  return called(`${translation.py(helper)}(${a.text}, () => ${b.text.startsWith('{') ? `(${b.text})` : b.text})`)
}

export function unaryText(on: Expressions, expression: Extract<Expression, { kind: 'unary' }>, scope: Scope): Text {
  const { translation } = on
  if (expression.operator === 'not') return conditionText(on, expression, scope)
  const text = on.write(expression.operand, scope)
  const type = translation.typeOf(expression.operand, scope)
  if (expression.operator === '+' && (isNumber(type) || isArrayLike(type))) return text
  if (expression.operator === '-' && surelyNumber(type))
    return strong(`-${inside(text, STRENGTH.unary + 1)}`, STRENGTH.unary)
  if (isArrayLike(type) && expression.operator !== '+')
    return called(`${inside(text, STRENGTH.call)}.${expression.operator === '-' ? 'neg' : 'not'}()`)
  return called(`${translation.py(expression.operator === '~' ? 'invert' : 'neg')}(${text.text})`)
}

/** An expression whose text is safe to be written twice. */
export const isSimple = (expression: Expression): boolean =>
  expression.kind === 'name' ||
  expression.kind === 'constant' ||
  (expression.kind === 'attribute' && isSimple(expression.object)) ||
  (expression.kind === 'unary' && isSimple(expression.operand))
