import type { Expression, Statement } from '../../python/syntax/ast.ts'
import { docLines, indented } from './lines.ts'
import { defaultName, heldDefaults, parametersText } from './parameters.ts'
import type { Scope } from './scopes.ts'
import type { Statements } from './statements.ts'
import { STRENGTH, safeName } from './text.ts'
import { parametersAfterSelf } from './translation.ts'
import { hasDecorator } from './type_rules.ts'
import type { FunctionInfo, FunctionStatement } from './types.ts'

/** The text at the beginning of a body, and the rest of it. */
export function splitDoc(body: readonly Statement[]): readonly [doc: string[], rest: readonly Statement[]] {
  const [first, ...rest] = body
  if (first?.kind === 'expression' && first.value.kind === 'constant' && typeof first.value.value === 'string')
    return [docLines(first.value.value), rest]
  return [[], body]
}

/** Defaults that are made once, when the function is. */
export function defaultLines(to: Statements, info: FunctionInfo, outer: Scope): string[] {
  return heldDefaults(info).map(
    parameter => `const ${defaultName(info, parameter)}: any = ${to.on.text(parameter.default as Expression, outer)}`,
  )
}

/** The body of a function between its braces. */
export function bodyLines(to: Statements, info: FunctionInfo, body: readonly Statement[], limit: number): string[] {
  const { on } = to
  const first = parametersAfterSelf(info).flatMap(parameter =>
    parameter.unpack ? [`const ${on.pattern(parameter.unpack, info.scope)} = ${safeName(parameter.name)}`] : [],
  )
  return indented([...first, ...to.body(body, info.scope, limit)])
}

/** Whether something in the body is `self` of the method around it, which only arrow functions see. */
const seesSelf = (scope: Scope): boolean => {
  for (let at = scope.parent; at; at = at.parent) if (at.info?.owner) return true
  return false
}

export const returnType = (info: FunctionInfo): string =>
  info.generator ? ': Generator<any, any, any>' : isRecursive(info) ? ': any' : ''

/** Whether a function names itself, so that TypeScript cannot infer what it gives. */
function isRecursive(info: FunctionInfo): boolean {
  const binding = info.scope.parent?.bindings.get(info.name)
  return info.owner !== null || (binding?.recursive ?? false)
}

export function functionLines(to: Statements, statement: FunctionStatement, scope: Scope, limit: number): string[] {
  const { translation, on } = to
  const info = translation.scan.functions.get(statement) as FunctionInfo
  const binding = scope.resolve(statement.name)
  const name = safeName(statement.name)
  const [doc, body] = splitDoc(statement.body)
  const out = [...defaultLines(to, info, scope)]
  const parameters = parametersText(on, info, scope)
  const decorators = statement.decorators.map(decorator => on.text(decorator, scope, STRENGTH.call))
  const lines = bodyLines(to, info, body, limit)
  const keyword = to.declarations.keyword(binding, statement)
  const exported = to.exported(scope)
  const star = info.generator ? '*' : ''
  const plain = binding?.assignments === 1 && keyword !== '' && decorators.length === 0 && binding.scope === scope.body
  out.push(...doc)
  if (plain && !seesSelf(info.scope)) {
    out.push(`${exported}function${star} ${name}${parameters}${returnType(info)} {`, ...lines, '}')
    return out
  }
  const head =
    seesSelf(info.scope) && !info.generator
      ? `${parameters}${returnType(info)} => {`
      : `function${star} ${parameters}${returnType(info)} {`
  const declared =
    keyword === ''
      ? `${name} = `
      : `${exported}${keyword} ${name}${keyword === 'let' || decorators.length > 0 ? ': any' : ''} = `
  const open = decorators.map(decorator => `${decorator}(`).join('')
  out.push(`${declared}${open}${head}`, ...lines, `}${')'.repeat(decorators.length)}`)
  return out
}

export const isProperty = (info: FunctionInfo): boolean => hasDecorator(info, 'property')
