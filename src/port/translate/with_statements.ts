/** `with`. */

import { bodiesOf, expressionsOf, yields } from '../../python/compiler/scope.ts'
import type { Expression, Statement } from '../../python/syntax/ast.ts'
import { argumentTexts, libraryValue } from './arguments.ts'
import { indented, startsSafely } from './lines.ts'
import type { Scope } from './scopes.ts'
import type { Statements } from './statements.ts'
import { inside, STRENGTH, safeName } from './text.ts'

type With = Extract<Statement, { kind: 'with' }>

/** Functions of tf that take the body as their last argument. */
const SCOPES =
  /(^|\.)(name_scope|variable_scope|op_scope|variable_op_scope|device|control_dependencies|container|colocate_with|arg_scope)$/

export function withLines(to: Statements, statement: With, scope: Scope, limit: number, last: boolean): string[] {
  const ending =
    last &&
    scope.kind === 'function' &&
    statement.body.at(-1)?.kind === 'return' &&
    isFunctionBody(to, statement, scope)
  const callback = !leaves(statement.body, false, ending)
  const [head, opened] = entering(to, statement, scope, callback)
  const body = to.block(statement.body, scope, limit)
  if (callback) {
    const out = [...body]
    for (let i = statement.items.length - 1; i >= 0; i--) {
      const { open, close } = head[i] as Opening
      const returned = ending ? 'return ' : ''
      const lines =
        i === statement.items.length - 1
          ? [...indented(opened[i] ?? []), ...out]
          : [...indented(opened[i] ?? []), ...indented(out)]
      out.length = 0
      out.push(returned === '' ? startsSafely(open) : `${returned}${open}`, ...lines, close)
    }
    return out
  }
  return ['{', ...head.flatMap(({ using }, i) => [`  ${using}`, ...indented(opened[i] ?? [])]), ...body, '}']
}

interface Opening {
  readonly open: string
  readonly close: string
  readonly using: string
}

function entering(to: Statements, statement: With, scope: Scope, callback: boolean): readonly [Opening[], string[][]] {
  const heads: Opening[] = []
  const opened: string[][] = []
  for (const { context, target } of statement.items) {
    const name = target?.kind === 'name' ? scope.resolve(target.name) : undefined
    const here = name !== undefined && to.declarations.keyword(name, statement) !== ''
    const held = target === null ? '' : here && target.kind === 'name' ? safeName(target.name) : to.fresh('entered')
    const [call, inner] = contextText(to, context, scope)
    // overloads of several arguments say nothing of it
    const loose = context.kind === 'call' && context.args.length > 2 && inner !== null
    const parameter = held === '' ? '()' : loose ? `(${held}: any)` : held
    const open = inner
      ? `${call}${inner.length > 0 ? `${inner}, ` : ''}${parameter} => {`
      : `${withName(to, context, scope)}(${call}, ${parameter} => {`
    const usingName = held === '' ? to.fresh('scope') : held
    const using =
      inner === null
        ? `using ${usingName} = ${withName(to, context, scope)}(${call})`
        : `using ${usingName} = ${call}${inner})`
    heads.push({ open, close: '})', using })
    const lines: string[] = []
    if (target !== null && !here)
      lines.push(
        target.kind === 'name'
          ? `${to.on.text(target, scope)} = ${held}`
          : `;${to.on.pattern(target, scope)} = ${held}`,
      )
    opened.push(lines)
  }
  void callback
  return [heads, opened]
}

/** The call of a scope of tf up to its last argument, or what `with` is given. */
function contextText(to: Statements, context: Expression, scope: Scope): readonly [text: string, inner: string | null] {
  const { on, translation } = to
  if (context.kind === 'call') {
    const type = translation.inference.calleeType(context.callee, scope)
    const receiver = context.callee.kind === 'attribute' ? translation.typeOf(context.callee.object, scope) : null
    const ofGraph =
      receiver?.kind === 'object' &&
      receiver.path === 'Graph' &&
      context.callee.kind === 'attribute' &&
      SCOPES.test(context.callee.name)
    if ((type.kind === 'library' && type.root === 'tf' && SCOPES.test(type.path)) || ofGraph) {
      const texts = argumentTexts(on, context.args, scope, value => libraryValue(on, value, scope))
      return [`${on.text(context.callee, scope, STRENGTH.call)}(`, texts.join(', ')]
    }
  }
  return [inside(on.write(context, scope), STRENGTH.arrow), null]
}

/** `tf.with` for what is tf's own. */
function withName(to: Statements, context: Expression, scope: Scope): string {
  const type = to.translation.typeOf(context, scope)
  const receiver =
    context.kind === 'call' && context.callee.kind === 'attribute'
      ? to.translation.typeOf(context.callee.object, scope)
      : type
  return type.kind === 'object' || receiver.kind === 'object' || (receiver.kind === 'library' && receiver.root === 'tf')
    ? to.translation.tfName('with')
    : to.translation.py('with')
}

/** Whether the statement is the last one of its function, so that what its body returns is returned. */
const isFunctionBody = (to: Statements, statement: With, scope: Scope): boolean => {
  const body = scope.info?.body
  return Array.isArray(body) && body.at(-1) === statement && to.translation.scan.functions.size > 0
}

/** Whether control leaves a body other than by its end. */
function leaves(body: readonly Statement[], inLoop: boolean, mayReturn: boolean): boolean {
  return body.some(statement => {
    switch (statement.kind) {
      case 'return':
        return !mayReturn
      case 'break':
      case 'continue':
        return !inLoop
      case 'function':
      case 'class':
        return false
    }
    if (expressionsOf(statement).some(yields)) return true
    const loop = inLoop || statement.kind === 'for' || statement.kind === 'while'
    return bodiesOf(statement).some(inner => leaves(inner, loop, mayReturn))
  })
}
