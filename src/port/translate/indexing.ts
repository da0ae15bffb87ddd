/** `a[i]`, `a[1:3, -1]`. */
import type { Expression } from '../../python/syntax/ast.ts'
import type { Expressions } from './expressions.ts'
import type { Scope } from './scopes.ts'
import { called, quote, STRENGTH, type Text } from './text.ts'
import { constantIndex } from './type_rules.ts'
import { isArrayLike, type Type } from './types.ts'

type Subscript = Extract<Expression, { kind: 'subscript' }>
type Slice = Extract<Expression, { kind: 'slice' }>

/** Indices as `at` and `set` take them: `'1:3', -1`. */
export function indexTexts(on: Expressions, index: Expression, scope: Scope): string[] {
  const parts = index.kind === 'tuple' ? index.items : [index]
  return parts.map(part => {
    if (part.kind === 'slice') return sliceText(on, part, scope)
    if (part.kind === 'ellipsis') return "'...'"
    if (part.kind === 'tuple') return on.plainTuple(part, scope).text
    return on.text(part, scope)
  })
}

const isWhole = (type: Type): boolean => type.kind === 'int' && !type.nullable

function sliceText(on: Expressions, slice: Slice, scope: Scope): string {
  const parts = [slice.start, slice.stop, slice.step]
  const numbers = parts.map(part => (part === null ? '' : constantIndex(part)))
  if (numbers.every(number => number !== null)) {
    const text = `${numbers[0]}:${numbers[1]}${numbers[2] === '' ? '' : `:${numbers[2]}`}`
    return quote(text)
  }
  if (
    parts.every(part => part === null || constantIndex(part) !== null || isWhole(on.translation.typeOf(part, scope)))
  ) {
    const written = parts.map(part =>
      part === null ? '' : constantIndex(part) !== null ? String(constantIndex(part)) : `\${${on.text(part, scope)}}`,
    )
    return `\`${written[0]}:${written[1]}${written[2] === '' ? '' : `:${written[2]}`}\``
  }
  const bounds = parts.map(part => (part === null ? 'null' : on.text(part, scope)))
  return `${on.translation.tfName('s')}(${bounds.join(', ').replace(/, null$/, '')})`
}

/** Sequences whose items are taken by JavaScript's own brackets. */
const isSequence = (type: Type): boolean =>
  (type.kind === 'list' || type.kind === 'tuple' || type.kind === 'str') && !type.nullable

export function subscriptText(on: Expressions, expression: Subscript, scope: Scope): Text {
  const { translation } = on
  const type = translation.typeOf(expression.object, scope)
  const at = on.text(expression.object, scope, STRENGTH.call)
  const { index } = expression
  if (isSequence(type)) {
    const whole = constantIndex(index)
    if (whole !== null && whole >= 0) return called(`${at}[${whole}]`)
    if (whole !== null && type.kind !== 'tuple') return called(`${at}.at(${whole})!`)
    if (
      type.kind === 'list' &&
      index.kind === 'name' &&
      isWhole(translation.typeOf(index, scope)) &&
      on.isPositive(index, scope)
    )
      return called(`${at}[${on.text(index, scope)}]`)
    if (index.kind === 'slice' && index.step === null && type.kind !== 'tuple') {
      const bounds = [index.start, index.stop]
      if (
        bounds.every(
          bound => bound === null || constantIndex(bound) !== null || isWhole(translation.typeOf(bound, scope)),
        )
      ) {
        const [start, stop] = bounds.map(bound => (bound === null ? null : on.text(bound, scope)))
        return called(`${at}.slice(${stop === null ? (start ?? '') : `${start ?? 0}, ${stop}`})`)
      }
    }
  }
  if (isArrayLike(type) && !type.nullable && type.kind === 'tensor')
    return called(`${at}.at(${indexTexts(on, index, scope).join(', ')})`)
  if ((type.kind === 'array' || type.kind === 'result') && !type.nullable && isArrayIndex(on, index, scope))
    return called(`${type.kind === 'result' ? `(${at} as any)` : at}.at(${indexTexts(on, index, scope).join(', ')})`)
  if (type.kind === 'object' && type.path === 'shape' && (constantIndex(index) ?? -1) >= 0)
    return called(`${at}[${constantIndex(index)}]!`)
  if (type.kind === 'object' && type.path === 'TensorShape' && constantIndex(index) !== null)
    return called(`${at}.at(${constantIndex(index)})`)
  if (type.kind === 'dict' && !type.nullable && index.kind !== 'slice')
    return called(`${at}.item(${on.text(index, scope)})`)
  return called(`${translation.py('item')}(${at}, ${on.text(index, scope)})`)
}

/** Whether `at` takes the index as Python does: lists of whole numbers are made arrays by it, other things are not. */
function isArrayIndex(on: Expressions, index: Expression, scope: Scope): boolean {
  const parts = index.kind === 'tuple' ? index.items : [index]
  return parts.every(part => {
    if (part.kind === 'slice')
      return [part.start, part.stop, part.step].every(
        bound => bound === null || isWhole(on.translation.typeOf(bound, scope)),
      )
    const type = on.translation.typeOf(part, scope)
    return (
      part.kind === 'ellipsis' || isWhole(type) || type.kind === 'array' || type.kind === 'none' || type.kind === 'list'
    )
  })
}

/** `a[i] = value` as a statement. */
export function assignItemText(on: Expressions, target: Subscript, value: string, scope: Scope): string {
  const { translation } = on
  const type = translation.typeOf(target.object, scope)
  const at = on.text(target.object, scope, STRENGTH.call)
  const { index } = target
  if (type.kind === 'dict' && !type.nullable) return `${at}.set(${on.text(index, scope)}, ${value})`
  if (
    type.kind === 'list' &&
    !type.nullable &&
    index.kind === 'name' &&
    isWhole(translation.typeOf(index, scope)) &&
    on.isPositive(index, scope)
  )
    return `${at}[${on.text(index, scope)}] = ${value}`
  if (type.kind === 'list' && !type.nullable && (constantIndex(index) ?? -1) >= 0)
    return `${at}[${constantIndex(index)}] = ${value}`
  if (type.kind === 'array' && !type.nullable && isArrayIndex(on, index, scope))
    return `${at}.set(${[value, ...indexTexts(on, index, scope)].join(', ')})`
  return `${translation.py('set_item')}(${at}, ${on.text(index, scope)}, ${value})`
}
