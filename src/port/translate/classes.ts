/** Classes. */
import { partsOf } from '../../python/compiler/scope.ts'
import type { Expression, Statement } from '../../python/syntax/ast.ts'
import { methodName } from './arguments.ts'
import { objectBase } from './calls.ts'
import { bodyLines, defaultLines, isProperty, returnType, splitDoc } from './functions.ts'
import { indented } from './lines.ts'
import { parametersText } from './parameters.ts'
import type { Scope } from './scopes.ts'
import type { Statements } from './statements.ts'
import { memberName, STRENGTH, safeName } from './text.ts'
import { hasDecorator, isStatic } from './type_rules.ts'
import type { ClassInfo, ClassStatement, FunctionInfo, Type } from './types.ts'

export function classLines(to: Statements, statement: ClassStatement, scope: Scope, limit: number): string[] {
  const { translation, on } = to
  const info = translation.scan.classes.get(statement) as ClassInfo
  const [doc, body] = splitDoc(statement.body)
  const bases = statement.arguments.filter(argument => argument.kind === 'positional').map(argument => argument.value)
  const [base, ...others] = bases.filter((one, i) => i === 0 || !objectBase(translation.typeOf(one, scope)))
  const mixed = others.filter(one => translation.typeOf(one, scope).kind === 'class')
  if (mixed.length < others.length) translation.todo('a class has one base here: the others are to be brought in')
  const extending = base !== undefined && !(objectBase(info.foreign) && !info.base)
  const name = safeName(statement.name)
  const binding = scope.resolve(statement.name)
  const keyword = to.declarations.keyword(binding, statement)
  const defaults = [...info.methods.values()].flatMap(method => defaultLines(to, method, info.scope))
  const inner: string[] = []
  inner.push(...fieldLines(to, info))
  inner.push(...memberLines(to, info, body, extending, limit))
  const out = [...defaults, ...doc]
  const head = `class ${name}${extending ? ` extends ${on.text(base, scope, STRENGTH.call)}` : ''} {`
  for (const decorator of statement.decorators)
    translation.todo(`the class is decorated by ${on.text(decorator, scope)}`)
  const plain = binding?.assignments === 1 && keyword !== ''
  if (plain) out.push(`${to.exported(scope)}${head}`, ...indented(inner), '}')
  else
    out.push(
      `${keyword === '' ? '' : `${to.exported(scope)}${keyword} `}${name}${keyword === '' ? '' : ': any'} = ${head}`,
      ...indented(inner),
      '}',
    )
  if (mixed.length > 0) {
    const texts = mixed.map(one => on.text(one, scope))
    if (plain) out.push(`interface ${name} extends ${texts.join(', ')} {}`)
    out.push(`${translation.py('mixin')}(${[name, ...texts].join(', ')})`)
  }
  return out
}

/** The attributes that methods assign, declared. */
function fieldLines(to: Statements, info: ClassInfo): string[] {
  const inherited = (name: string): boolean => {
    for (let at = info.base, i = 0; at && i < 20; at = at.base, i++)
      if (at.attributes.has(name) || at.members.has(name)) return true
    return false
  }
  return [...info.attributes]
    .filter(([name]) => !info.members.has(name) && !info.methods.has(name) && !inherited(name))
    .map(([name, type]) => `declare ${memberName(name)}: ${to.translation.written(fieldType(type))}`)
}
/** What other code may assign stays open. */
const fieldType = (type: Type): Type => type

function memberLines(
  to: Statements,
  info: ClassInfo,
  body: readonly Statement[],
  extending: boolean,
  limit: number,
): string[] {
  const out: string[] = []
  const { comments, translation } = to
  for (const [i, statement] of body.entries()) {
    const next = body[i + 1]?.line ?? limit
    const before = comments.before(statement.line)
    if (out.length === 0 && before[0] === '') before.shift()
    out.push(...before)
    const behind = comments.behind(statement.line)
    const lines = memberOf(to, info, statement, extending, next)
    for (const todo of translation.takeTodos())
      out.push(`// TODO(port): ${todo}`, `//   ${(translation.scan.program.lines[statement.line - 1] ?? '').trim()}`)
    if (behind !== null && lines[0] !== undefined) lines[0] += ` ${behind}`
    for (const line of lines) out.push(line)
  }
  while (out.at(-1) === '') out.pop()
  return out
}

function memberOf(to: Statements, info: ClassInfo, statement: Statement, extending: boolean, limit: number): string[] {
  const { on, translation } = to
  switch (statement.kind) {
    case 'function':
      return methodLines(
        to,
        info,
        translation.scan.functions.get(statement) as FunctionInfo,
        statement.body,
        extending,
        limit,
      )
    case 'assign': {
      const out: string[] = []
      for (const target of statement.targets) {
        if (target.kind !== 'name') {
          translation.todo('only names are assigned in a class')
          continue
        }
        if (isPropertyCall(statement.value)) {
          out.push(...propertyLines(to, target.name, statement.value, info.scope))
          continue
        }
        const type = info.members.get(target.name) ?? { kind: 'unknown' }
        const shared = usedOfClass(to, info, target.name)
        const value = on.text(statement.value, info.scope)
        const written = translation.written(info.attributes.has(target.name) ? { kind: 'unknown' } : type)
        if (shared)
          out.push(
            `static ${memberName(target.name)}: ${written} = ${value}`,
            `${memberName(target.name)}: ${written} = ${safeName(info.name)}.${memberName(target.name)}`,
          )
        else out.push(`${memberName(target.name)}: ${written} = ${value}`)
      }
      return out
    }
    case 'pass':
      return []
    case 'expression':
      if (statement.value.kind === 'constant') return []
  }
  translation.todo('a class has no such statement here')
  return []
}

/** Whether the program reads a member of the class itself, `Config.size`, or what such members are made of. */
function usedOfClass(to: Statements, info: ClassInfo, name: string, seen: readonly string[] = []): boolean {
  const { program, classes } = to.translation.scan
  const owners = ['cls', ...[...classes.values()].filter(one => inherits(one, info)).map(one => one.name)]
  if (owners.some(owner => program.lines.some(line => line.includes(`${owner}.${name}`)))) return true
  const known = [...seen, name]
  return info.statement.body.some(
    one =>
      one.kind === 'assign' &&
      names(one.value).includes(name) &&
      one.targets.some(
        target => target.kind === 'name' && !known.includes(target.name) && usedOfClass(to, info, target.name, known),
      ),
  )
}
const inherits = (info: ClassInfo, from: ClassInfo): boolean =>
  info === from || (info.base !== null && info.base !== info && inherits(info.base, from))
const names = (expression: Expression): string[] =>
  expression.kind === 'name' ? [expression.name] : partsOf(expression).flatMap(names)

type CallExpression = Extract<Expression, { kind: 'call' }>
const isPropertyCall = (value: Expression): value is CallExpression =>
  value.kind === 'call' && value.callee.kind === 'name' && value.callee.name === 'property'

/** `x = property(get_x, set_x)`. */
function propertyLines(to: Statements, name: string, call: CallExpression, scope: Scope): string[] {
  const [get, set] = call.args.map(argument => to.on.text(argument.value, scope).replace(/^this\./, ''))
  return [
    ...(get ? [`get ${memberName(name)}(): any {`, `  return this.${get}()`, '}'] : []),
    ...(set ? [`set ${memberName(name)}(value: any) {`, `  this.${set}(value)`, '}'] : []),
  ]
}

function methodLines(
  to: Statements,
  info: ClassInfo,
  method: FunctionInfo,
  statements: readonly Statement[],
  extending: boolean,
  limit: number,
): string[] {
  const { on, translation } = to
  const [doc, body] = splitDoc(statements)
  const parameters = parametersText(on, method, info.scope)
  const lines = bodyLines(to, method, body, limit)
  const overrides = false
  const isInit = method.name === '__init__'
  if (isInit) {
    if (extending && !callsSuper(lines)) lines.unshift('  super()')
    if (extending) superFirst(to, lines)
    return [...doc, `constructor${parameters} {`, ...lines.filter(line => line !== '  return null'), '}']
  }
  const name = memberName(methodName(method.name))
  const star = method.generator ? '*' : ''
  const setter = method.definition.decorators?.find(
    decorator => decorator.kind === 'attribute' && decorator.name === 'setter',
  )
  for (const decorator of method.definition.decorators ?? [])
    if (
      !(decorator.kind === 'name' && /^(property|staticmethod|classmethod)$/.test(decorator.name)) &&
      decorator !== setter &&
      !/abstract/.test(on.text(decorator, info.scope))
    )
      translation.todo(`the method is decorated by ${on.text(decorator, info.scope)}`)
  if (setter) return [...doc, `set ${name}${parameters} {`, ...lines, '}']
  const prefix = isProperty(method)
    ? 'get '
    : isStatic(method) || hasDecorator(method, 'classmethod')
      ? 'static '
      : overrides
        ? 'override '
        : ''
  return [...doc, `${prefix}${star}${name}${parameters}${returnType(method)} {`, ...lines, '}']
}

const callsSuper = (lines: readonly string[]): boolean => lines.some(line => /(^|[^\w.])super\(/.test(line))

/** JavaScript has no `this` before the base's constructor has run. */
function superFirst(to: Statements, lines: string[]): void {
  const at = lines.findIndex(line => /(^|[^\w.])super\(/.test(line))
  if (!lines.slice(0, at).some(line => /\bthis\b/.test(line))) return
  const line = lines[at] as string
  if (!/^ {2}super\(/.test(line) || /\bthis\b/.test(line)) {
    to.translation.todo("the base's constructor runs before the attributes are set")
    return
  }
  lines.splice(at, 1)
  lines.unshift(line)
}
