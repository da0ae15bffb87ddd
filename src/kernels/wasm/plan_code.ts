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
import { LARGEST_FUNCTION, ModuleBuilder } from './assembler/module.ts'
import { hostSimd } from './assembler/wide_simd.ts'
import { STALLED } from './barrier.ts'
import { bytesOf, compileModule } from './compiled_modules.ts'
import { callsInOrder, driver, grouped, type PlannedPhase } from './drivers.ts'
import { NotVectorizable } from './elementwise/values.ts'
import { WASM_KERNELS } from './index.ts'
import { type OperandSlot, type SharedStep, shareCode } from './shared_code.ts'
import { SHARING, type Sharing } from './sharing.ts'
import type { Kept, Phase, Step, WasmKernel } from './step.ts'

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
  /** Slots of the table, behind those of the plan, that hold addresses of operands of steps which share code. */
  readonly operands: readonly OperandSlot[]
}

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
  /** The first slot of the table that is free: steps that differ in their places only share code, and have theirs from there on. */
  readonly freeSlot: number
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
    freeSlot,
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
  const { shared, slots } = freeSlot === undefined ? { shared: [], slots: [] } : shareCode(steps, freeSlot)
  const code = new SharedCode(module, kernels)
  for (const [index, step] of steps.entries()) {
    const mark = module.mark()
    let emitted = step === null ? undefined : (code.of(shared[index]) ?? emit(module, step, kernels))
    if (emitted !== undefined && module.largestSince(mark) > largestFunction) {
      code.forget(shared[index])
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
  return Object.freeze({
    module: compileModule(bytes, cost),
    taken,
    oversized,
    ranges,
    size: bytes.length,
    operands: slots,
  })
}

/** The code that steps share, emitted with the first of them. */
class SharedCode {
  readonly #module: ModuleBuilder
  readonly #kernels: ReadonlyMap<string, WasmKernel>
  /** undefined: it cannot be shared. */
  readonly #phases = new Map<string, readonly Phase[] | undefined>()

  constructor(module: ModuleBuilder, kernels: ReadonlyMap<string, WasmKernel>) {
    this.#module = module
    this.#kernels = kernels
  }
  of(step: SharedStep | undefined): readonly Phase[] | undefined {
    if (!step) return undefined
    let phases = this.#phases.get(step.key)
    if (!this.#phases.has(step.key)) {
      const mark = this.#module.mark()
      phases = emit(this.#module, step.form, this.#kernels)
      // a failure is noted at the head of the table
      if (phases?.some(({ fails }) => fails)) {
        this.#module.rollback(mark)
        phases = undefined
      }
      this.#phases.set(step.key, phases)
    }
    return phases?.map(phase => ({ ...phase, firstSlot: step.first }))
  }
  forget(step: SharedStep | undefined): void {
    if (step) this.#phases.set(step.key, undefined)
  }
}

/** Appends the code of a step; undefined where no kernel takes it. */
export function emit(
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
