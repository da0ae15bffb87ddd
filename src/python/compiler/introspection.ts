/** What a program sees of itself: the names of the frame that calls `locals()`, `globals()` or `vars()`, and texts of documentation. */

import { PyDict } from '../objects/values/dict.ts'
import type { Statement } from '../syntax/ast.ts'
import type { Evaluate } from './frame.ts'
import type { Scope } from './scope.ts'

/** The closure for such a call; undefined for every other name. */
export function frameFunction(scope: Scope, name: string): Evaluate | undefined {
  if (scope.resolve(name).kind === 'slot') return undefined
  if (name === 'globals') return frame => PyDict.from_entries(frame.globals)
  if (name !== 'locals' && name !== 'vars') return undefined
  if (scope.kind === 'module') return frame => PyDict.from_entries(frame.globals)
  if (scope.kind === 'class') return frame => PyDict.from_entries(frame.names ?? [])
  return frame =>
    PyDict.from_entries(
      [...scope.slots]
        .map(([key, slot]) => [key, frame.slots[slot]] as const)
        .filter(([, value]) => value !== undefined),
    )
}

/** The text that a module, a class or a function begins with: its `__doc__`. */
export function docOf(body: readonly Statement[]): string | null {
  const [first] = body
  return first?.kind === 'expression' && first.value.kind === 'constant' && typeof first.value.value === 'string'
    ? first.value.value
    : null
}
