/** `locals()`, `globals()`, `vars()`: functions that look at the frame they are called in. */
import { PyDict } from '../values/dict.ts'
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
    PyDict.from_entries([...scope.slots].map(([key, slot]) => [key, frame.slots[slot]] as const).filter(([, value]) => value !== undefined))
}
