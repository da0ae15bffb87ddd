/** Imports. */
import type { Statement } from '../syntax/ast.ts'
import { type Unit, unsupported } from './context.ts'
import type { Frame } from './frame.ts'
import { importedName, importModule, starredNames } from './modules.ts'
import { assignName } from './names.ts'
import type { Scope } from './scope.ts'

/** `import a.b`, which binds `a`; `import a.b as c`, which binds the module itself. */
export function compileImport(
  _: Unit,
  scope: Scope,
  statement: Extract<Statement, { kind: 'import' }>,
): (frame: Frame) => void {
  const parts = statement.names.map(({ name, alias }) => ({
    name,
    top: alias === null,
    assign: assignName(scope, alias ?? (name.split('.')[0] as string)),
  }))
  return frame => {
    for (const { name, top, assign } of parts) assign(frame, importModule(name, frame.globals, top))
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
    if (scope.kind === 'module')
      return frame => {
        for (const [name, value] of starredNames(importModule(path, frame.globals))) frame.globals.set(name, value)
      }
    if (unit.version === 3) throw unsupported(unit, line, 'import * only allowed at module level')
    // Python 2: the names that the function itself binds; others are looked up where they are used
    return frame => {
      for (const [name, value] of starredNames(importModule(path, frame.globals))) {
        const slot = scope.slots.get(name)
        if (slot === undefined) frame.globals.set(name, value)
        else frame.slots[slot] = value
      }
    }
  }
  const parts = names.map(({ name, alias }) => ({ name, assign: assignName(scope, alias ?? name) }))
  return frame => {
    const module = importModule(path, frame.globals)
    for (const { name, assign } of parts) assign(frame, importedName(module, name))
  }
}
