/** The heads of `for`. */
import type { Expression, Statement } from '../../python/syntax/ast.ts'
import { assigns } from './expressions.ts'
import type { Scope } from './scopes.ts'
import type { Statements } from './statements.ts'
import { STRENGTH, safeName } from './text.ts'
import { constantIndex } from './type_rules.ts'

/** What a loop with these targets goes through. */
export function loopItems(to: Statements, iterable: Expression, target: Expression, scope: Scope): string {
  const { on, translation } = to
  // `for i, x in enumerate(xs)` of a list
  if (
    target.kind === 'tuple' &&
    target.items.length === 2 &&
    iterable.kind === 'call' &&
    iterable.callee.kind === 'name' &&
    iterable.callee.name === 'enumerate' &&
    !scope.resolve('enumerate')
  ) {
    const [only] = iterable.args
    if (iterable.args.length === 1 && only?.kind === 'positional') {
      const type = translation.typeOf(only.value, scope)
      if (type.kind === 'list' && !type.nullable) return `${on.text(only.value, scope, STRENGTH.call)}.entries()`
    }
  }
  // `for key, value in d.items()`
  if (
    target.kind === 'tuple' &&
    target.items.length === 2 &&
    iterable.kind === 'call' &&
    iterable.callee.kind === 'attribute' &&
    /^(iter)?items$/.test(iterable.callee.name)
  ) {
    const type = translation.typeOf(iterable.callee.object, scope)
    if (type.kind === 'dict' && !type.nullable) return on.text(iterable.callee.object, scope)
  }
  return on.iterable(iterable, scope).text
}

/** `for i in range(n)` as a counting loop, where nothing that it counts to changes meanwhile. */
export function countingHead(
  to: Statements,
  statement: Extract<Statement, { kind: 'for' }>,
  name: string,
  iterable: Expression,
  scope: Scope,
): string | undefined {
  const { on, translation } = to
  if (
    iterable.kind !== 'call' ||
    iterable.callee.kind !== 'name' ||
    !/^x?range$/.test(iterable.callee.name) ||
    scope.resolve(iterable.callee.name)
  )
    return undefined
  if (
    iterable.args.length === 0 ||
    iterable.args.length > 3 ||
    iterable.args.some(argument => argument.kind !== 'positional')
  )
    return undefined
  if (assigns(statement.body, name)) return undefined
  const values = iterable.args.map(argument => argument.value)
  const steady = (value: Expression): boolean => {
    if (constantIndex(value) !== null) return true
    if (value.kind === 'name') {
      const binding = scope.resolve(value.name)
      return (
        binding !== undefined &&
        !assigns(statement.body, value.name) &&
        binding.scope.globals.size === 0 &&
        (binding.assignments < 2 || binding.scope === scope.body)
      )
    }
    if (value.kind === 'binary') return steady(value.left) && steady(value.right)
    return (
      value.kind === 'call' &&
      value.callee.kind === 'name' &&
      value.callee.name === 'int' &&
      value.args.every(argument => steady(argument.value))
    )
  }
  const types = values.map(value => translation.typeOf(value, scope))
  if (!values.every(steady) || !types.every(type => type.kind === 'int' && !type.nullable)) return undefined
  const [start, stop, step] =
    values.length === 1
      ? [null, values[0] as Expression, null]
      : [values[0] as Expression, values[1] as Expression, values[2] ?? null]
  const by = step === null ? 1 : constantIndex(step)
  if (by === null || by === 0) return undefined
  const counter = safeName(name)
  const advance =
    by === 1 ? `${counter}++` : by === -1 ? `${counter}--` : by > 0 ? `${counter} += ${by}` : `${counter} -= ${-by}`
  return `for (let ${counter} = ${start ? on.text(start, scope) : '0'}; ${counter} ${by > 0 ? '<' : '>'} ${on.text(stop, scope, STRENGTH.relational + 1)}; ${advance})`
}
