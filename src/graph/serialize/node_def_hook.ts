/** NodeDefs are made by `graph_def.ts`, which needs operations: this is the one edge back. */
import type { Operation } from '../operation.ts'

let make: ((op: Operation) => unknown) | undefined

export function registerNodeDef(given: (op: Operation) => unknown): void {
  make = given
}
export function nodeDefOf(op: Operation): unknown {
  return make?.(op)
}
