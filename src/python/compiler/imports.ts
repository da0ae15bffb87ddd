/** Imports. */
import type { Statement } from '../syntax/ast.ts'
import { type Unit, unsupported } from './context.ts'
import type { Frame } from './frame.ts'
import { importedName, importModule } from './modules.ts'
import { assignName } from './names.ts'
import type { Scope } from './scope.ts'

/** `import a.b`, `import a.b as c`. */
export function compileImport(
  unit: Unit,
  scope: Scope,
  statement: Extract<Statement, { kind: 'import' }>,
): (frame: Frame) => void {
  const parts = statement.names.map(({ name, alias }) => ({
    name,
    alias,
    assign: assignName(scope, alias ?? (name.split('.')[0] as string)),
  }))
  return frame => {
    for (const { name, alias, assign } of parts) {
      const module = importModule(name)
      assign(frame, alias ? module : importModule(name.split('.')[0] as string))
    }
  }
}

/** `from a import b as c`, `from a import *`. */
export function compileFromImport(
  unit: Unit,
  scope: Scope,
  statement: Extract<Statement, { kind: 'from_import' }>,
): (frame: Frame) => void {
  const { module: path, names, line } = statement
  if (path === '__future__') return () => undefined
  if (names === '*') {
    if (scope.kind !== 'module') throw unsupported(unit, line, 'import * is only allowed at module level')
    return frame => {
      const module = importModule(path)
      for (const name of module.names()) if (!name.startsWith('_')) frame.globals.set(name, module.find(name))
    }
  }
  const parts = names.map(({ name, alias }) => ({ name, assign: assignName(scope, alias ?? name) }))
  return frame => {
    const module = importModule(path)
    for (const { name, assign } of parts) assign(frame, importedName(module, name))
  }
}
