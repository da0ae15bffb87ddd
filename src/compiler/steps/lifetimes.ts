/** How long each buffer of a plan is in use, and where it lies. */

import { sameDims, shapeOf } from '../expressions/plan_values.ts'
import type { DraftOutput, PlacedStep } from './draft_step.ts'
import { planMemory } from './memory_planner.ts'
import { arenaReads, arenaWrites } from './read_write_sets.ts'

const NOWHERE: ReadonlyMap<number, unknown> = new Map()

/** The last step that reads each buffer; what is wanted is read after the end. */
function lastReads(steps: readonly PlacedStep[], wanted: ReadonlySet<number>): Map<number, number> {
  const last = new Map<number, number>()
  for (const [time, step] of steps.entries()) for (const id of arenaReads(step)) last.set(id, time)
  for (const id of wanted) last.set(id, steps.length)
  return last
}

/**
 * Buffers of results that elementwise steps write where an operand of the same size lies that they are the last to read. Those that lie
 * `elsewhere` share nothing.
 */
export function sharedBuffers(
  steps: readonly PlacedStep[],
  wanted: ReadonlySet<number>,
  elsewhere: ReadonlyMap<number, unknown> = NOWHERE,
): ReadonlyMap<number, number> {
  const owner = new Map<number, number>()
  const last = lastReads(steps, wanted)
  for (const [time, step] of steps.entries()) {
    if (step.kernel !== 'elementwise' || step.mayFail) continue
    const reads = step.inputs.filter(value => value.buffer?.kind === 'arena')
    const given = new Set<number>()
    for (const [i, result] of step.results.entries()) {
      const output = step.outputs[i] as DraftOutput
      if (result?.kind !== 'arena' || elsewhere.has(result.id)) continue
      const donor = reads.find(value => {
        const { id } = value.buffer as { id: number }
        return (
          !given.has(id) &&
          last.get(id) === time &&
          value.dtype.size === output.dtype.size &&
          sameDims(shapeOf(value), output.shape) &&
          reads.every(other => (other.buffer as { id: number }).id !== id || sameDims(shapeOf(other), output.shape))
        )
      })
      if (!donor) continue
      const { id } = donor.buffer as { id: number }
      given.add(id)
      owner.set(result.id, owner.get(id) ?? id)
    }
  }
  return owner
}

export interface LayoutRequest {
  readonly given: ReadonlySet<number>
  readonly wanted: ReadonlySet<number>
  /** Buffers that lie where another one does. */
  readonly shared: ReadonlyMap<number, number>
  /** Buffers that have places outside of the arena. */
  readonly elsewhere?: ReadonlyMap<number, unknown>
  /** Buffers that a step uses beside its operands. */
  readonly beside: (step: PlacedStep) => readonly number[]
  /** Bytes of each buffer. */
  readonly bytes: readonly number[]
}
export interface Layout {
  readonly offsetOf: (id: number) => number
  readonly bytes: number
  readonly bytesWithoutReuse: number
}

/** Places for all buffers that are used, from their first write to their last read. */
export function layOut(
  steps: readonly PlacedStep[],
  { given, wanted, shared, elsewhere = NOWHERE, beside, bytes }: LayoutRequest,
): Layout {
  const root = (id: number): number => shared.get(id) ?? id
  const lives = new Map<number, { first: number; last: number }>()
  const touch = (id: number, time: number): void => {
    if (elsewhere.has(id)) return
    const at = root(id)
    const life = lives.get(at)
    if (!life) lives.set(at, { first: time, last: time })
    else {
      life.first = Math.min(life.first, time)
      life.last = Math.max(life.last, time)
    }
  }
  for (const id of given) touch(id, -1)
  for (const [time, step] of steps.entries())
    for (const id of [...arenaReads(step), ...arenaWrites(step), ...beside(step)]) touch(id, time)
  for (const id of wanted) touch(id, steps.length)
  const ids = [...lives.keys()]
  const layout = planMemory(
    ids.map(id => ({ bytes: bytes[id] as number, ...(lives.get(id) as { first: number; last: number }) })),
  )
  const offsets = new Map(ids.map((id, i) => [id, layout.offsets[i] as number]))
  return {
    offsetOf: id => offsets.get(root(id)) as number,
    bytes: layout.bytes,
    bytesWithoutReuse: layout.bytesWithoutReuse,
  }
}
