/** `try`. */
import type { Handler, Statement } from '../../python/syntax/ast.ts'
import type { Scope } from './scopes.ts'
import type { Statements } from './statements.ts'
import { STRENGTH } from './text.ts'

type Try = Extract<Statement, { kind: 'try' }>

export function tryLines(to: Statements, statement: Try, scope: Scope, limit: number): string[] {
  const { handlers, otherwise, final } = statement
  const ends = [...handlers.map(handler => handler.line), otherwise[0]?.line, final[0]?.line, limit].filter(
    line => line !== undefined,
  )
  const out = ['try {', ...to.block(statement.body, scope, ends[0] ?? limit)]
  // what `else` does is done where the body has come to its end
  const elseLines = otherwise.length > 0 ? to.block(otherwise, scope, final[0]?.line ?? limit) : []
  out.push(...elseLines)
  if (handlers.length > 0) {
    const error = to.fresh('error')
    to.handled.push(error)
    out.push(`} catch (${error}: any) {`)
    out.push(...handlerLines(to, handlers, error, scope, final[0]?.line ?? limit))
    to.handled.pop()
  }
  if (final.length > 0) out.push('} finally {', ...to.block(final, scope, limit))
  return [...out, '}']
}

function handlerLines(
  to: Statements,
  handlers: readonly Handler[],
  error: string,
  scope: Scope,
  limit: number,
): string[] {
  const out: string[] = []
  let open = false
  let all = false
  for (const [i, handler] of handlers.entries()) {
    const condition = conditionOf(to, handler, error, scope)
    const bound = boundName(to, handler, error, scope)
    const body = [...bound, ...to.block(handler.body, scope, handlers[i + 1]?.line ?? limit)]
    if (condition === null) {
      all = true
      if (!open) return [...body]
      out.push('  } else {', ...body.map(line => (line === '' ? '' : `  ${line}`)))
      break
    }
    out.push(`  ${open ? '} else ' : ''}if (${condition}) {`, ...body.map(line => (line === '' ? '' : `  ${line}`)))
    open = true
  }
  return all ? [...out, '  }'] : [...out, `  } else throw ${error}`]
}

/** Whether a handler takes an error; null for one that takes all of them. */
function conditionOf(to: Statements, handler: Handler, error: string, scope: Scope): string | null {
  const { on, translation } = to
  const { type } = handler
  if (type === null) return null
  if (type.kind === 'name' && /^(Exception|BaseException|StandardError)$/.test(type.name) && !scope.resolve(type.name))
    return null
  const known = translation.inference.calleeType(type, scope)
  if (known.kind === 'class' || (known.kind === 'library' && known.root === 'tf'))
    return `${error} instanceof ${on.text(type, scope, STRENGTH.call)}`
  return `${translation.py('catches')}(${error}, ${on.plainTuple(type, scope).text})`
}

function boundName(to: Statements, handler: Handler, error: string, scope: Scope): string[] {
  const { target } = handler
  if (target?.kind !== 'name') return []
  const name = to.on.text(target, scope)
  const used = scope.resolve(target.name)?.occurrences.some(one => one.kind === 'read') ?? false
  if (!used || name === error) return []
  const binding = scope.resolve(target.name)
  const elsewhere = binding?.occurrences.some(one => to.declarations.keyword(binding, one.statement) !== '')
    ? 'const '
    : ''
  return [`  ${elsewhere}${name}${elsewhere === '' ? '' : ': any'} = ${error}`]
}
