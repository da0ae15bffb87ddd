/** Functions that call the phases of steps: for several threads with barriers between them, and for one. */
import { ARENA, type FunctionBuilder, type ModuleBuilder, TABLE, THREAD, THREADS } from './assembler/module.ts'
import { barrier, leave } from './barrier.ts'
import type { Sharing } from './sharing.ts'
import { type Phase, STATUS, TABLE_HEADER } from './step.ts'

/** A phase with the number of its step. */
export interface PlannedPhase extends Phase {
  readonly step: number
}

interface Group {
  readonly parallel: boolean
  readonly phases: PlannedPhase[]
}

/** Phases called by one function of the driver; longer drivers are split, as compile time grows faster than length. */
const DRIVER_CALLS = 64

/** Neighbouring phases for thread 0 become one group. */
export function grouped(phases: readonly PlannedPhase[], { phaseCost }: Sharing): Group[] {
  const groups: Group[] = []
  for (const phase of phases) {
    const parallel = phase.parallel && phase.cost >= phaseCost
    const last = groups.at(-1)
    if (!parallel && last !== undefined && !last.parallel) last.phases.push(phase)
    else groups.push({ parallel, phases: [phase] })
  }
  return groups
}

/** Does `body` unless what the phase makes is there already. All threads see the same. */
function unlessFresh(f: FunctionBuilder, { unless }: Phase, body: () => void): void {
  if (unless === undefined) body()
  else f.if(f.op('i32.eqz', f.load('i32.load', f.get(TABLE), 4 * (TABLE_HEADER + unless))), body)
}

/** Calls the phase's function for one of several threads. */
function callShared(f: FunctionBuilder, phase: Phase): void {
  f.call(phase.function, f.get(ARENA), tableOf(f, phase), f.get(THREAD), f.get(THREADS))
}
function tableOf(f: FunctionBuilder, { firstSlot = 0 }: Phase): undefined {
  f.get(TABLE)
  if (firstSlot !== 0) f.op('i32.add', undefined, f.i32(4 * firstSlot))
}

/** Calls the phase's function for all of its work, share by share. */
function callAlone(f: FunctionBuilder, phase: Phase, shares: number): void {
  const count = phase.parallel ? shares : 1
  for (let share = 0; share < count; share++)
    f.call(phase.function, f.get(ARENA), tableOf(f, phase), f.i32(share), f.i32(count))
}

/** After a phase that may fail: if it has, notes its step and does `then`. */
function noteFailure(f: FunctionBuilder, phase: PlannedPhase, then: () => void): void {
  if (phase.fails !== true) return
  f.if(f.load('i32.load', f.get(TABLE), 4 * STATUS.code), () => {
    f.store('i32.store', f.get(TABLE), f.i32(phase.step + 1), 4 * STATUS.step)
    then()
  })
}

const WORDS = ['i32', 'i32', 'i32', 'i32'] as const

/** Groups for several threads, each of which goes through all of them; `stop` leaves the function where the run is over. */
export function callGroups(
  f: FunctionBuilder,
  module: ModuleBuilder,
  groups: readonly Group[],
  stop: () => void,
): void {
  const together = (): undefined => f.if(f.call(barrier(module), f.get(THREAD), f.get(THREADS)), stop)
  for (const group of groups) {
    const [phase] = group.phases
    if (group.parallel && phase !== undefined) {
      unlessFresh(f, phase, () => {
        callShared(f, phase)
        noteFailure(f, phase, () => {})
        together()
      })
    } else {
      const func = callsInOrder(module, group.phases, 1)
      f.if(f.op('i32.eqz', f.get(THREAD)), () => void f.call(func, f.get(ARENA), f.get(TABLE)))
      together()
    }
    if (group.phases.some(({ fails }) => fails))
      ifFailed(f, () => {
        f.call(leave(module))
        stop()
      })
  }
}

/** Phases one after the other on one thread; the function returns at the first failure. */
export function callPhases(f: FunctionBuilder, phases: readonly PlannedPhase[], shares: number): void {
  for (const phase of phases) {
    unlessFresh(f, phase, () => {
      callAlone(f, phase, shares)
      noteFailure(f, phase, () => f.return())
    })
  }
}

/** Does `then` where a step has failed. */
export function ifFailed(f: FunctionBuilder, then: () => void): void {
  f.if(f.load('i32.load', f.get(TABLE), 4 * STATUS.step), then)
}

/** (arena, table, thread, threads) → (): the groups for several threads. Parts return 1 where the run is over. */
export function driver(module: ModuleBuilder, groups: readonly Group[]): number {
  const parts: number[] = []
  for (let first = 0; first < groups.length; first += DRIVER_CALLS) {
    parts.push(
      module.function(WORDS, ['i32'], f => {
        callGroups(f, module, groups.slice(first, first + DRIVER_CALLS), () => f.return(f.i32(1)))
        f.i32(0)
      }),
    )
  }
  return module.phase(f => {
    for (const part of parts)
      f.if(f.call(part, f.get(ARENA), f.get(TABLE), f.get(THREAD), f.get(THREADS)), () => f.return())
  })
}

/** (arena, table) → (): phases one after the other on one thread, up to the first failure. */
export function callsInOrder(module: ModuleBuilder, phases: readonly PlannedPhase[], shares: number): number {
  if (phases.length > DRIVER_CALLS) {
    const parts: number[] = []
    for (let first = 0; first < phases.length; first += DRIVER_CALLS)
      parts.push(callsInOrder(module, phases.slice(first, first + DRIVER_CALLS), shares))
    return module.function(['i32', 'i32'], [], f => {
      for (const part of parts) {
        f.call(part, f.get(ARENA), f.get(TABLE))
        ifFailed(f, () => f.return())
      }
    })
  }
  return module.function(['i32', 'i32'], [], f => callPhases(f, phases, shares))
}
