/** Imports. */
import type { Statement } from '../../python/syntax/ast.ts'
import type { Scope } from './scopes.ts'
import type { Statements } from './statements.ts'
import { isIdentifier, quote, safeName } from './text.ts'
import type { Type } from './types.ts'

type Import = Extract<Statement, { kind: 'import' | 'from_import' }>

/** The file of a module of the program. */
export const moduleFile = (name: string): string => `${name.replaceAll('.', '/')}.ts`

export function importLines(to: Statements, statement: Import, scope: Scope): string[] {
  if (statement.kind === 'import')
    return statement.names.flatMap(({ name, alias }) => importModule(to, name, alias, statement, scope))
  return importNames(to, statement, scope)
}

/** The way from this module's file to another one's. */
function pathTo(to: Statements, module: string): string {
  const depth = to.translation.module.split('.').length - 1
  return `${depth > 0 && to.translation.module !== '' ? '../'.repeat(depth) : './'}${moduleFile(module)}`
}

function declared(to: Statements, name: string, statement: Statement, scope: Scope): string {
  const binding = scope.resolve(name)
  // imported twice, it is assigned the second time
  const first = binding?.occurrences.find(one => one.kind === 'assign')
  if (binding && binding.assignments > 1 && first?.statement !== statement) return ''
  return `${to.exported(scope)}${binding && binding.assignments > 1 ? 'let' : 'const'} `
}

function importModule(
  to: Statements,
  name: string,
  alias: string | null,
  statement: Statement,
  scope: Scope,
): string[] {
  const { translation } = to
  const bound = alias ?? (name.split('.')[0] as string)
  const type = translation.inference.moduleType(alias === null ? bound : name)
  if (type.kind === 'own module') {
    const local = safeName(bound)
    if (!translation.imports.has(type.name)) to.header.push(`import * as ${local} from ${quote(pathTo(to, type.name))}`)
    translation.imports.set(type.name, translation.imports.get(type.name) ?? local)
    return []
  }
  if (type.kind === 'library' && type.root !== 'python') return []
  const module = alias === null ? bound : name
  if (/^tensorflow(\.|$)/.test(module)) {
    translation.todo(`${module} has no counterpart`)
    return [
      `${declared(to, bound, statement, scope)}${safeName(bound)}: any = ${translation.py('missing')}(${quote(module)})`,
    ]
  }
  return pythonModule(to, module, bound, statement, scope)
}

/** A module of Python's library. */
function pythonModule(to: Statements, module: string, bound: string, statement: Statement, scope: Scope): string[] {
  const { translation } = to
  if (!translation.inference.names.hasPythonModule(module)) translation.todo(`there is no module ${module} here`)
  const binding = scope.resolve(bound)
  // `import os, os.path` is one module
  const again =
    binding !== undefined &&
    binding.assignments > 1 &&
    binding.occurrences.find(one => one.kind === 'assign')?.statement !== statement
  if (again && binding.type.kind === 'library') return []
  return [`${declared(to, bound, statement, scope)}${safeName(bound)} = ${translation.py('module')}(${quote(module)})`]
}

function importNames(to: Statements, statement: Extract<Import, { kind: 'from_import' }>, scope: Scope): string[] {
  const { translation } = to
  const { names } = statement
  const module = statement.module.replace(/^\.+/, '')
  if (module === '__future__') return []
  const { inference } = translation
  const own = inference.moduleType(module)
  if (own.kind === 'own module' && names !== '*' && !translation.inference.names.hasPythonModule(module)) {
    // tf and np have their own imports in each file
    const direct = names.filter(({ name }) => {
      const type = inference.importedType(module, name)
      return type.kind !== 'own module' && !(type.kind === 'library' && type.root !== 'python')
    })
    for (const { name, alias } of names) {
      const type = inference.importedType(module, name)
      if (type.kind !== 'own module') continue
      const local = safeName(alias ?? name)
      to.header.push(`import * as ${local} from ${quote(pathTo(to, type.name))}`)
      translation.imports.set(type.name, local)
    }
    if (direct.length > 0)
      to.header.push(
        `import { ${direct.map(({ name, alias }) => (alias && alias !== name ? `${safeName(name)} as ${safeName(alias)}` : safeName(name))).join(', ')} } from ${quote(pathTo(to, own.name))}`,
      )
    return []
  }
  if (names === '*') {
    if (own.kind === 'library' && own.root !== 'python') translation.todo(`names of ${module} are used without it`)
    else translation.todo(`all names of ${module} are imported`)
    return []
  }
  const left: string[] = []
  for (const { name, alias } of names) {
    const type: Type = inference.importedType(module, name)
    const local = safeName(alias ?? name)
    if (type.kind === 'library' && type.root !== 'python') continue
    if (type.kind === 'own module') {
      to.header.push(`import * as ${local} from ${quote(pathTo(to, type.name))}`)
      translation.imports.set(type.name, local)
      continue
    }
    if (/^tensorflow(\.|$)/.test(module)) {
      translation.todo(`${module}.${name} has no counterpart`)
      left.push(
        `${declared(to, alias ?? name, statement, scope)}${local}: any = ${translation.py('missing')}(${quote(`${module}.${name}`)})`,
      )
      continue
    }
    if (!inference.names.hasPythonModule(module) && !inference.names.hasPythonModule(`${module}.${name}`))
      translation.todo(`there is no module ${module} here`)
    const whole = inference.names.hasPythonModule(`${module}.${name}`) && module !== 'os'
    const from = whole
      ? `${translation.py('module')}(${quote(`${module}.${name}`)})`
      : `${translation.py('module')}(${quote(module)}).${isIdentifier(name) ? name : `[${quote(name)}]`}`
    left.push(`${declared(to, alias ?? name, statement, scope)}${local} = ${from}`)
  }
  return left
}
