/** Expressions → closures. */
import { Complex, PyFloat, PyInt } from '../../tensor/literals.ts'
import { getAttribute } from '../objects/attributes.ts'
import { compare } from '../objects/compare.ts'
import { iterable } from '../objects/iteration.ts'
import { binary, unary } from '../objects/operators.ts'
import type { Operator } from '../objects/slots.ts'
import { getItem } from '../objects/subscript.ts'
import { converted, formatAny } from '../objects/text/str_format.ts'
import { truth } from '../objects/truth.ts'
import { PyDict } from '../objects/values/dict.ts'
import { int } from '../objects/values/numbers.ts'
import { PySet } from '../objects/values/set.ts'
import { ELLIPSIS, PySlice } from '../objects/values/slice.ts'
import { PyTuple } from '../objects/values/tuple.ts'
import { toUnicode } from '../objects/values/unicode.ts'
import type { Expression, FormattedPart } from '../syntax/ast.ts'
import { compileCall } from './calls.ts'
import { compileComprehension } from './comprehensions.ts'
import { type Unit, unsupported } from './context.ts'
import type { Evaluate, Frame } from './frame.ts'
import { compileLambda } from './functions.ts'
import { assignName, readName } from './names.ts'
import type { Scope } from './scope.ts'

type Of<K extends Expression['kind']> = Extract<Expression, { kind: K }>

/** Compiles an expression of a scope. */
export function compileExpression(unit: Unit, scope: Scope, expression: Expression): Evaluate {
  switch (expression.kind) {
    case 'constant': {
      const value = expression.unicode ? toUnicode(expression.value) : expression.value
      return () => value
    }
    case 'ellipsis':
      return () => ELLIPSIS
    case 'name':
      return readName(scope, expression.name)
    case 'attribute': {
      const object = compileExpression(unit, scope, expression.object)
      const { name } = expression
      return frame => getAttribute(object(frame), name)
    }
    case 'subscript': {
      const object = compileExpression(unit, scope, expression.object)
      const index = compileExpression(unit, scope, expression.index)
      return frame => getItem(object(frame), index(frame))
    }
    case 'slice': {
      const [start, stop, step] = [expression.start, expression.stop, expression.step].map(
        part => part && compileExpression(unit, scope, part),
      )
      return frame => new PySlice(start ? start(frame) : null, stop ? stop(frame) : null, step ? step(frame) : null)
    }
    case 'call':
      return compileCall(unit, scope, expression)
    case 'unary':
      return compileUnary(unit, scope, expression)
    case 'binary':
      return compileBinary(unit, scope, expression)
    case 'logical': {
      const left = compileExpression(unit, scope, expression.left)
      const right = compileExpression(unit, scope, expression.right)
      const stopsAt = expression.operator === 'or'
      return frame => {
        const value = left(frame)
        return truth(value) === stopsAt ? value : right(frame)
      }
    }
    case 'compare':
      return compileComparison(unit, scope, expression)
    case 'conditional': {
      const condition = compileExpression(unit, scope, expression.condition)
      const then = compileExpression(unit, scope, expression.then)
      const otherwise = compileExpression(unit, scope, expression.otherwise)
      return frame => (truth(condition(frame)) ? then(frame) : otherwise(frame))
    }
    case 'lambda':
      return compileLambda(unit, scope, expression)
    case 'list': {
      const items = compileItems(unit, scope, expression.items)
      return frame => items(frame, [])
    }
    case 'tuple': {
      const items = compileItems(unit, scope, expression.items)
      return frame => items(frame, new PyTuple())
    }
    case 'set': {
      const items = compileItems(unit, scope, expression.items)
      return frame => new PySet(items(frame, []))
    }
    case 'dict':
      return compileDict(unit, scope, expression)
    case 'comprehension':
      return compileComprehension(unit, scope, expression)
    case 'formatted':
      return compileFormatted(unit, scope, expression.parts)
    case 'walrus': {
      const value = compileExpression(unit, scope, expression.value)
      const assign = assignName(scope, expression.name)
      return frame => {
        const result = value(frame)
        assign(frame, result)
        return result
      }
    }
    case 'starred':
      throw unsupported(unit, expression.line, "can't use starred expression here")
    case 'yield':
      throw unsupported(
        unit,
        expression.line,
        'yield inside a larger expression is not supported: assign it to a variable first',
      )
  }
}

/** The items of a list or tuple, `*items` spread, appended to `out`. */
export function compileItems(
  unit: Unit,
  scope: Scope,
  items: readonly Expression[],
): (frame: Frame, out: unknown[]) => unknown[] {
  const parts = items.map(item => ({
    spread: item.kind === 'starred',
    value: compileExpression(unit, scope, item.kind === 'starred' ? item.value : item),
  }))
  return (frame, out) => {
    for (const { spread, value } of parts) {
      if (spread) for (const item of iterable(value(frame))) out.push(item)
      else out.push(value(frame))
    }
    return out
  }
}

function compileUnary(unit: Unit, scope: Scope, expression: Of<'unary'>): Evaluate {
  const { operator, operand } = expression
  if (
    operand.kind === 'constant' &&
    (operand.value instanceof PyInt || operand.value instanceof PyFloat || operand.value instanceof Complex)
  ) {
    const value = unary(operator, operand.value)
    return () => value
  }
  const value = compileExpression(unit, scope, operand)
  if (operator === 'not') return frame => !truth(value(frame))
  return frame => unary(operator, value(frame))
}

function compileBinary(unit: Unit, scope: Scope, expression: Of<'binary'>): Evaluate {
  const left = compileExpression(unit, scope, expression.left)
  const right = compileExpression(unit, scope, expression.right)
  const operator: Operator = divisionOf(unit, expression.operator)
  if (operator === '+')
    return frame => {
      const a = left(frame)
      const b = right(frame)
      // the commonest sum by far: counters and indices
      if (a instanceof PyInt && b instanceof PyInt && typeof a.value === 'number' && typeof b.value === 'number') {
        const sum = a.value + b.value
        if (Number.isSafeInteger(sum)) return int(sum)
      }
      return binary('+', a, b)
    }
  return frame => binary(operator, left(frame), right(frame))
}

/** `/` by the rule of the program's Python. */
export const divisionOf = (unit: Unit, operator: Of<'binary'>['operator']): Operator =>
  operator === '/' && !unit.trueDivision ? 'classic' : operator

function compileComparison(unit: Unit, scope: Scope, expression: Of<'compare'>): Evaluate {
  const operands = expression.operands.map(operand => compileExpression(unit, scope, operand))
  const { operators } = expression
  const [first, second] = operands as [Evaluate, Evaluate]
  const [operator] = operators as [Of<'compare'>['operators'][number]]
  if (operands.length === 2) return frame => compare(operator, first(frame), second(frame))
  return frame => {
    let left = first(frame)
    let result: unknown = true
    for (const [i, next] of operators.entries()) {
      const right = (operands[i + 1] as Evaluate)(frame)
      result = compare(next, left, right)
      if (i + 1 < operators.length && !truth(result)) return result
      left = right
    }
    return result
  }
}

function compileDict(unit: Unit, scope: Scope, expression: Of<'dict'>): Evaluate {
  const entries = expression.entries.map(entry => ({
    key: entry.key && compileExpression(unit, scope, entry.key),
    value: compileExpression(unit, scope, entry.value),
  }))
  return frame => {
    const out = new PyDict()
    out.room = entries.length
    for (const { key, value } of entries) {
      if (key) out.set(key(frame), value(frame))
      else for (const [name, item] of value(frame) as Map<unknown, unknown>) out.set(name, item)
    }
    return out
  }
}

function compileFormatted(unit: Unit, scope: Scope, parts: readonly FormattedPart[]): (frame: Frame) => string {
  const compiled = parts.map(part => {
    if (typeof part === 'string') return () => part
    const value = compileExpression(unit, scope, part.value)
    const format = part.format && compileFormatted(unit, scope, part.format)
    return (frame: Frame): string => formatAny(converted(value(frame), part.conversion), format ? format(frame) : '')
  })
  return frame => compiled.map(part => part(frame)).join('')
}
