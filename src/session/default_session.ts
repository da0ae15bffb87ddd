/** The stack of default sessions: what `eval` and `run` use without a session. */

import { pythonClassRepr } from '../calling/python_repr.ts'
import { AssertionError } from '../errors/python.ts'

/** What is on the stack: sessions, known here by their graph only. */
const stack: unknown[] = []

export function pushSession(session: unknown): void {
  stack.push(session)
}
/** Leaves the innermost `as_default` of `session`, which must be the last that was entered; nothing happens where it was left already. */
export function popSession(session: unknown): void {
  const at = stack.lastIndexOf(session)
  if (at < 0) return
  if (at !== stack.length - 1)
    throw new AssertionError(`Nesting violated for default stack of ${pythonClassRepr(session)} objects`)
  stack.splice(at, 1)
}
export function topSession(): unknown {
  return stack.at(-1) ?? null
}
