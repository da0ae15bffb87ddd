/**
 * Turns the steps of a plan into one WebAssembly module: the phases that kernels emit, and drivers that call them.
 *
 * Steps that no kernel takes (and those given as null) stay JavaScript's; the steps between them form ranges. Of each range the
 * module exports two functions:
 * - `run<i>(arena, table, thread, threads)`, which every thread calls. Parallel phases are separated by barriers; neighbouring
 *   phases that are small or not parallel form a group which thread 0 runs without barriers while the others wait. The range
 *   ends with a barrier, so when thread 0 returns all work is done.
 * - `alone<i>(arena, table)`: the same phases for one thread, no barriers.
 *
 * Status words. A phase that may fail stores a code that is not 0 in the table's word STATUS.code. Its thread then stores the
 * step's number + 1 in STATUS.step, before the phase's barrier: so the number is right even if a thread is late to look. Behind
 * the barrier every thread looks at STATUS.step and leaves the run by the abort word, which frees those who wait elsewhere.
 */
import { createHash } from 'node:crypto'
import { isStackOverflow } from '../../errors/stack_overflow.ts'
import { resourceExhausted } from '../../errors/status.ts'
import {
  ARENA,
  type FunctionBuilder,
  LARGEST_FUNCTION,
  LARGEST_MODULE,
  MOST_FUNCTIONS,
  ModuleBuilder,
  TABLE,
  THREAD,
  THREADS,
} from './assembler/module.ts'
import { v8Flags } from './assembler/v8_flags.ts'
import { hostSimd } from './assembler/wide_simd.ts'
import { barrier, leave, STALLED } from './barrier.ts'
import { NotVectorizable } from './elementwise/values.ts'
import { WASM_KERNELS } from './index.ts'
import { SHARING, type Sharing } from './sharing.ts'
import { type Kept, type Phase, STATUS, type Step, TABLE_HEADER, type WasmKernel } from './step.ts'

/** Steps [begin, end), all taken by kernels: one call. */
export interface StepRange {
  readonly begin: number
  readonly end: number
  /** Estimated nanoseconds on one thread, of which `parallel` can be shared. */
  readonly cost: number
  readonly parallel: number
}

/** The code of a plan: immutable, not bound to a memory; sessions may share it. */
export interface PlanCode {
  readonly module: WebAssembly.Module
  /** Whether step i is in a range; the others are for the reference kernels. */
  readonly taken: readonly boolean[]
  /** Those of the steps that are not in a range whose code is longer than engines take. */
  readonly oversized: readonly number[]
  /** In the order of the steps. */
  readonly ranges: readonly StepRange[]
  /** Bytes of the module. */
  readonly size: number
}

/** A phase with the number of its step. */
interface PlannedPhase extends Phase {
  readonly step: number
}

interface Group {
  readonly parallel: boolean
  readonly phases: PlannedPhase[]
}

/**
 * A plan is optimised before its first run where that run's work costs more than the optimising: about 350 ns a byte, against
 * baseline code that takes some three times as long. Nanoseconds; and nanoseconds a byte.
 */
const EAGER_COST = 5e6
const EAGER_COST_PER_BYTE = 200
/** Phases called by one function of the driver; longer drivers are split, as compile time grows faster than length. */
const DRIVER_CALLS = 64
const CACHED_MODULES = 64

const modules = new Map<string, WebAssembly.Module>()

/** Scratch that the kernel of `step` needs, 0 if it needs none or there is no kernel. */
export function scratchBytes(step: Step, kernels: ReadonlyMap<string, WasmKernel> = WASM_KERNELS): number {
  return kernels.get(step.kernel)?.scratchBytes?.(step) ?? 0
}

/** What the kernel of `step` makes of one input and could keep. */
export function keptBy(step: Step, kernels: ReadonlyMap<string, WasmKernel> = WASM_KERNELS): Kept | undefined {
  return kernels.get(step.kernel)?.keeps?.(step)
}

/** Whether the kernel of `step` takes it with its expression and the operands of that. */
export function takesEpilogue(step: Step, kernels: ReadonlyMap<string, WasmKernel> = WASM_KERNELS): boolean {
  return kernels.get(step.kernel)?.takesEpilogue?.(step) ?? false
}

/** How a plan's code is made. */
export interface CodeOptions {
  readonly kernels: ReadonlyMap<string, WasmKernel>
  /** Before its first run, whatever that costs. */
  readonly optimise: boolean
  readonly sharing: Sharing
  /** Bytes of a function; a step with a longer one is not taken. */
  readonly largestFunction: number
}

/**
 * Emits and compiles the code of a plan. `null` stands for a step of JavaScript. Offsets of operands and scratch are final:
 * ask `scratchBytes` before laying out the arena. ResourceExhausted where the whole is more than engines take.
 */
export function compilePlan(
  steps: readonly (Step | null)[],
  {
    kernels = WASM_KERNELS,
    optimise = false,
    sharing = SHARING,
    largestFunction = LARGEST_FUNCTION,
  }: Partial<CodeOptions> = {},
): PlanCode {
  const module = new ModuleBuilder({ simd: hostSimd(), imports: [STALLED] })
  const taken: boolean[] = []
  const oversized: number[] = []
  const ranges: StepRange[] = []
  let phases: PlannedPhase[] = []
  let begin = 0
  const close = (end: number): void => {
    if (end > begin) {
      const groups = grouped(phases, sharing)
      const index = ranges.length
      module.export(`run${index}`, driver(module, groups))
      module.export(`alone${index}`, callsInOrder(module, phases, sharing.shares))
      let cost = 0
      let parallel = 0
      for (const phase of phases) cost += phase.cost
      for (const group of groups) if (group.parallel) for (const phase of group.phases) parallel += phase.cost
      ranges.push({ begin, end, cost, parallel })
    }
    phases = []
    begin = end + 1
  }
  for (const [index, step] of steps.entries()) {
    const mark = module.mark()
    let emitted = step === null ? undefined : emit(module, step, kernels)
    if (emitted !== undefined && module.largestSince(mark) > largestFunction) {
      module.rollback(mark)
      oversized.push(index)
      emitted = undefined
    }
    taken.push(emitted !== undefined)
    if (emitted === undefined) close(index)
    else for (const phase of emitted) phases.push({ ...phase, step: index })
  }
  close(steps.length)
  const bytes = bytesOf(module)
  const cost = optimise ? Number.POSITIVE_INFINITY : ranges.reduce((sum, range) => sum + range.cost, 0)
  return Object.freeze({ module: compileModule(bytes, cost), taken, oversized, ranges, size: bytes.length })
}

function emit(
  module: ModuleBuilder,
  step: Step,
  kernels: ReadonlyMap<string, WasmKernel>,
): readonly Phase[] | undefined {
  const kernel = kernels.get(step.kernel)
  if (kernel === undefined) return undefined
  const mark = module.mark()
  const phases = emittedBy(kernel, module, step)
  if (phases === undefined) module.rollback(mark)
  return phases
}
function emittedBy(kernel: WasmKernel, module: ModuleBuilder, step: Step): readonly Phase[] | undefined {
  try {
    return kernel.emit(module, step)
  } catch (error) {
    // arrays that are too large for its addresses, for instance
    if (error instanceof NotVectorizable) return undefined
    throw error
  }
}

function bytesOf(module: ModuleBuilder): Uint8Array<ArrayBuffer> {
  if (module.functions > MOST_FUNCTIONS || module.size > LARGEST_MODULE)
    throw resourceExhausted(
      `the code of ${module.functions} functions with ${module.size} bytes is more than WebAssembly engines take`,
    )
  const bytes = module.toBytes()
  if (bytes.length > LARGEST_MODULE)
    throw resourceExhausted(`a module of ${bytes.length} bytes is more than WebAssembly engines take`)
  return bytes
}

/** The module of these bytes; equal bytes are compiled once. */
function compileModule(bytes: Uint8Array<ArrayBuffer>, cost: number): WebAssembly.Module {
  const key = createHash('sha256').update(bytes).digest('base64')
  const known = modules.get(key)
  if (known !== undefined) {
    // last in the map is the last used
    modules.delete(key)
    modules.set(key, known)
    return known
  }
  const module = cost > Math.max(EAGER_COST, EAGER_COST_PER_BYTE * bytes.length) ? optimised(bytes) : compiled(bytes)
  modules.set(key, module)
  if (modules.size > CACHED_MODULES) {
    const [oldest] = modules.keys()
    if (oldest !== undefined) modules.delete(oldest)
  }
  return module
}

/**
 * Compiles with the optimising compiler at once. V8 has no on-stack replacement for WebAssembly: without this, a first call that
 * loops for long stays in baseline code to its end.
 */
function optimised(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  return v8Flags.during('eager', () => compiled(bytes))
}

/** An engine may have no room for the code, or be told to take less (`--wasm-max-module-size`); code that is wrong is a CompileError, and a mistake of ours. */
function compiled(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  try {
    return new WebAssembly.Module(bytes)
  } catch (error) {
    if (error instanceof globalThis.RangeError && !isStackOverflow(error))
      throw resourceExhausted(`the engine has no room for ${bytes.length} bytes of code`)
    throw error
  }
}

/** Neighbouring phases for thread 0 become one group. */
function grouped(phases: readonly PlannedPhase[], { phaseCost }: Sharing): Group[] {
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
  f.call(phase.function, f.get(ARENA), f.get(TABLE), f.get(THREAD), f.get(THREADS))
}

/** Calls the phase's function for all of its work, share by share. */
function callAlone(f: FunctionBuilder, phase: Phase, shares: number): void {
  const count = phase.parallel ? shares : 1
  for (let share = 0; share < count; share++)
    f.call(phase.function, f.get(ARENA), f.get(TABLE), f.i32(share), f.i32(count))
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

/** (arena, table, thread, threads) → (): the groups for several threads. Parts return 1 where the run is over. */
function driver(module: ModuleBuilder, groups: readonly Group[]): number {
  const wait = barrier(module)
  const out = leave(module)
  const parts: number[] = []
  for (let first = 0; first < groups.length; first += DRIVER_CALLS) {
    parts.push(
      module.function(WORDS, ['i32'], f => {
        for (const group of groups.slice(first, first + DRIVER_CALLS)) {
          const [phase] = group.phases
          const together = (): undefined => f.if(f.call(wait, f.get(THREAD), f.get(THREADS)), () => f.return(f.i32(1)))
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
          if (group.phases.some(each => each.fails)) {
            f.if(f.load('i32.load', f.get(TABLE), 4 * STATUS.step), () => {
              f.call(out)
              f.return(f.i32(1))
            })
          }
        }
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
function callsInOrder(module: ModuleBuilder, phases: readonly PlannedPhase[], shares: number): number {
  if (phases.length > DRIVER_CALLS) {
    const parts: number[] = []
    for (let first = 0; first < phases.length; first += DRIVER_CALLS)
      parts.push(callsInOrder(module, phases.slice(first, first + DRIVER_CALLS), shares))
    return module.function(['i32', 'i32'], [], f => {
      for (const part of parts) {
        f.call(part, f.get(ARENA), f.get(TABLE))
        f.if(f.load('i32.load', f.get(TABLE), 4 * STATUS.step), () => f.return())
      }
    })
  }
  return module.function(['i32', 'i32'], [], f => {
    for (const phase of phases) {
      unlessFresh(f, phase, () => {
        callAlone(f, phase, shares)
        noteFailure(f, phase, () => f.return())
      })
    }
  })
}
