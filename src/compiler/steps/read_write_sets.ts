/** Which memory the steps of a plan read and write. */

import type { Buffer, Value } from '../expressions/plan_values.ts'
import type { PlacedStep } from './draft_step.ts'

/** A buffer as a key: buffers of the arena and slots of the table. */
export const keyOf = (buffer: Buffer): string => (buffer.kind === 'arena' ? `@${buffer.id}` : `s${buffer.slot}`)

export interface ReadWriteSets {
  readonly reads: ReadonlySet<string>
  readonly writes: ReadonlySet<string>
}

/** The values that a step reads. */
const valuesRead = ({ inputs, sources }: Pick<PlacedStep, 'inputs' | 'sources'>): Value[] => [
  ...inputs,
  ...sources.flatMap(source => (source.kind === 'value' ? [source.value] : [])),
]

/** What a step reads and writes. Kernels other than expressions and reductions may write the variables that they are given. */
export function readWriteSets(step: PlacedStep): ReadWriteSets {
  const reads = new Set<string>()
  const writes = new Set<string>()
  const slots: string[] = []
  for (const value of valuesRead(step)) {
    if (value.buffer === undefined) continue
    reads.add(keyOf(value.buffer))
    if (value.buffer.kind === 'slot') slots.push(keyOf(value.buffer))
  }
  for (const source of step.sources) {
    if (source.kind !== 'variable') continue
    reads.add(`s${source.slot}`)
    slots.push(`s${source.slot}`)
  }
  for (const result of step.results) if (result) writes.add(keyOf(result))
  if (step.kernel !== 'elementwise' && step.kernel !== 'reduce') for (const slot of slots) writes.add(slot)
  return { reads, writes }
}

export const intersects = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => {
  for (const key of a) if (b.has(key)) return true
  return false
}

/** Buffers of the arena that a step reads. */
export const arenaReads = (step: Pick<PlacedStep, 'inputs' | 'sources'>): number[] =>
  valuesRead(step).flatMap(({ buffer }) => (buffer?.kind === 'arena' ? [buffer.id] : []))
/** Buffers of the arena that a step writes. */
export function arenaWrites({ results }: Pick<PlacedStep, 'results'>): number[] {
  return results.flatMap(result => (result?.kind === 'arena' ? [result.id] : []))
}
