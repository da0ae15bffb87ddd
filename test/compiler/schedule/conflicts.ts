/** Pairs of accesses to variables whose order can be seen: what recorded orders are compared in. */
import { type Access, type AccessKind, accesses, type EffectsProgram } from '../../../src/compiler/schedule/effects.ts'

export interface Conflict {
  readonly variable: string
  readonly first: number
  readonly second: number
}

const RANK: Readonly<Record<AccessKind, number>> = { view: 0, read: 1, write: 2, replace: 3 }

/** True if the order of two accesses to the same variable can be seen. */
export function isConflict(a: AccessKind, b: AccessKind): boolean {
  const [weaker, stronger] = RANK[a] < RANK[b] ? [a, b] : [b, a]
  return weaker === 'view' ? stronger === 'replace' : stronger === 'write' || stronger === 'replace'
}

/** All pairs whose order can be seen, `first` before `second` in run order. Their number can be quadratic. */
export function conflicts(program: EffectsProgram): Conflict[] {
  const pairs: Conflict[] = []
  for (const [variable, list] of byVariable(accesses(program))) {
    for (let second = 1; second < list.length; second++) {
      for (let first = 0; first < second; first++) {
        if (isConflict(list[first]!.kind, list[second]!.kind))
          pairs.push({ variable, first: list[first]!.node, second: list[second]!.node })
      }
    }
  }
  return pairs
}

function byVariable(list: readonly Access[]): Map<string, Access[]> {
  const groups = new Map<string, Access[]>()
  for (const access of list) {
    const group = groups.get(access.variable)
    if (group === undefined) groups.set(access.variable, [access])
    else group.push(access)
  }
  return groups
}
