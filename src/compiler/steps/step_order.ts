/**
 * Whether the steps of a plan come in an order that the effects of their operations allow: what reads a variable stays on its side of
 * every update.
 */
import type { Operation } from '../../graph/operation.ts'
import { effectsProgram } from '../program/effects_of.ts'
import type { Sources } from '../regions/sources.ts'
import { accesses } from '../schedule/effects.ts'
import type { Plan } from './plan.ts'

export interface Misordered {
  readonly variable: string
  readonly first: Operation
  readonly second: Operation
}

/**
 * The first access that stands before one that it must follow; `ops`: the segment's operations in their order. What one step does element
 * by element it does in the order of its operations.
 */
export function misordered(plan: Plan, ops: readonly Operation[], sources?: Sources): Misordered | undefined {
  if (!plan.slots.some(slot => slot.kind === 'variable')) return undefined
  const number = new Map(ops.map((op, index) => [op, index]))
  const stepOf = new Map<number, number>()
  for (const [step, { ops: computed }] of plan.steps.entries()) {
    for (const op of computed) {
      const node = number.get(op)
      if (node !== undefined) stepOf.set(node, step)
    }
  }
  // the last steps so far that read and that write each variable
  const reads = new Map<string, readonly [step: number, node: number]>()
  const writes = new Map<string, readonly [step: number, node: number]>()
  for (const { node, variable, kind } of accesses(effectsProgram(ops, sources))) {
    const step = stepOf.get(node)
    if (step === undefined || kind === 'view') continue
    for (const earlier of kind === 'read' ? [writes] : [reads, writes]) {
      const [at, first] = earlier.get(variable) ?? [-1, -1]
      if (at > step) return { variable, first: ops[first] as Operation, second: ops[node] as Operation }
    }
    const last = kind === 'read' ? reads : writes
    if ((last.get(variable)?.[0] ?? -1) <= step) last.set(variable, [step, node])
  }
  return undefined
}
