/**
 * Runs the code of plans in the memory of a session.
 *
 * How the compiler and the session use it:
 *
 *     const bytes = scratchBytes(step)                       // kernels/wasm/plan_code.ts; before the arena is laid out
 *     const code = compilePlan([step, null, step])           // null: a step of JavaScript; code.taken[i] says what the module does
 *     const memory = leaseMemory()                           // memory.ts; one a session
 *     const runner = new PlanRunner(memory, threads)
 *     for (const [index, range] of code.ranges.entries()) {  // steps [range.begin, range.end) in one call,
 *       const failure = runner.run(code, index, arena, table) // the steps between ranges by the reference kernels
 *       if (failure) …                                       // { step, code, details }: a kernel's own failure, by step number
 *     }
 *     runner.forget(code)                                    // when the plan leaves its cache
 *     runner.close(); returnMemory(memory)
 *
 * `arena` and `table` are addresses in the memory. The table has TABLE_HEADER words (status first, cleared here before each
 * run), then the addresses of the slots, which the caller writes before the run (`memory.int32[table / 4 + TABLE_HEADER + slot]`).
 * A trap or a dead worker throws a Status with code INTERNAL; the session works again afterwards, its data may be half-written.
 *
 * Threads. Work below `Sharing.wakeCost` stays on this thread, workers asleep. Numbers do not depend on the number of threads. Where
 * sharing is found not to pay (thread 0 slept at barriers, and the run took no less time than alone, several times more often than not),
 * the range runs alone for a while; `counters.backoffs` counts how often.
 */
import { internal } from '../errors/status.ts'
import { CONTROL, STALLED } from '../kernels/wasm/barrier.ts'
import { POLL } from '../kernels/wasm/flow_code.ts'
import type { PlanCode } from '../kernels/wasm/plan_code.ts'
import { SHARING, type Sharing } from '../kernels/wasm/sharing.ts'
import { STATUS } from '../kernels/wasm/step.ts'
import type { SharedMemory } from './memory.ts'
import { type Binding, sharedPool, type WorkerPool } from './pool.ts'

/** A failure that a kernel reported: its own code and details. */
export interface StepFailure {
  /** Number of the step in the plan. */
  readonly step: number
  readonly code: number
  readonly details: readonly [number, number]
}

/** Milliseconds to wait for workers to take part: from one wake-up's time to a part of the work itself. */
const WAKE_TIMEOUT = { least: 0.1, most: 50, part: 0.25 }
/** Bad runs, less the good ones between them, until a range backoffs from threads; milliseconds of the first rest (each further rest is twice as long), and of the longest. */
const BAD_RUNS = 3
const FIRST_BACKOFF = 20
const LONGEST_BACKOFF = 500
/** A shared run that takes more than this part of the time alone is a bad one. */
const GAIN = 0.9

type Run = (arena: number, table: number, thread: number, threads: number) => void
type RunAlone = (arena: number, table: number) => void

/** What is known of a range in this memory. */
interface Bound {
  readonly run: Run
  readonly alone: RunAlone
  /** Milliseconds of a run alone, smoothed towards the fastest; 0 = not known. */
  timeAlone: number
  bad: number
  /** Time until which it runs alone. */
  backoffUntil: number
  nextBackoff: number
}

interface BoundCode {
  readonly ranges: readonly Bound[]
  binding: Binding | undefined
}

export class PlanRunner {
  readonly memory: SharedMemory
  readonly threads: number
  readonly counters = { shared: 0, alone: 0, backoffs: 0 }
  readonly #pool: WorkerPool
  readonly #sharing: Sharing
  readonly #codes = new Map<PlanCode, BoundCode>()

  /** `threads`: of this runner's ranges at most, this one included. */
  constructor(memory: SharedMemory, threads: number, pool: WorkerPool = sharedPool(), sharing: Sharing = SHARING) {
    this.memory = memory
    this.threads = threads
    this.#pool = pool
    this.#sharing = sharing
  }

  #bind(code: PlanCode): BoundCode {
    const { exports } = new WebAssembly.Instance(code.module, {
      env: { memory: this.memory.memory, [STALLED]: this.#pool.stalled, [POLL]: () => this.#poll?.() },
    })
    const ranges = code.ranges.map((_, index): Bound => {
      const [run, alone] = [exports[`run${index}`], exports[`alone${index}`]]
      if (run === undefined || alone === undefined) throw internal(`range ${index} has no code`)
      return { run, alone, timeAlone: 0, bad: 0, backoffUntil: 0, nextBackoff: FIRST_BACKOFF }
    })
    const bound = { ranges, binding: undefined }
    this.#codes.set(code, bound)
    return bound
  }

  #poll: (() => void) | undefined

  /**
   * Runs range `index`. Returns a kernel's failure, or undefined when all is well. Loops call `poll` now and then; what it throws ends them.
   */
  run(code: PlanCode, index: number, arena: number, table: number, poll?: () => void): StepFailure | undefined {
    const bound = this.#codes.get(code) ?? this.#bind(code)
    const range = code.ranges[index]
    const state = bound.ranges[index]
    if (range === undefined || state === undefined) throw internal(`no range ${index}`)
    const words = this.memory.int32
    const status = table / 4
    words[status + STATUS.step] = words[status + STATUS.code] = 0
    this.#poll = poll
    try {
      if (this.threads < 2 || range.parallel < this.#sharing.wakeCost || range.parallel === 0) {
        state.alone(arena, table)
        this.counters.alone++
      } else if (performance.now() < state.backoffUntil || !this.#share(code, bound, index, arena, table)) {
        this.#alone(state, arena, table)
      }
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError)
        throw internal(`Compiled code of steps ${range.begin} to ${range.end - 1} failed: ${error.message}`)
      throw error
    }
    if (words[status + STATUS.step] === 0) return undefined
    return {
      step: (words[status + STATUS.step] ?? 0) - 1,
      code: words[status + STATUS.code] ?? 0,
      details: [words[status + STATUS.detail0] ?? 0, words[status + STATUS.detail1] ?? 0],
    }
  }

  #alone(state: Bound, arena: number, table: number): void {
    const start = performance.now()
    state.alone(arena, table)
    const time = performance.now() - start
    this.counters.alone++
    // follows slower times slowly: the first run is slow for other reasons
    state.timeAlone = state.timeAlone === 0 || time < state.timeAlone ? time : 0.9 * state.timeAlone + 0.1 * time
  }

  /** Runs on several threads; false where no worker came. */
  #share(code: PlanCode, bound: BoundCode, index: number, arena: number, table: number): boolean {
    bound.binding ??= this.#pool.bind(code.module, this.memory)
    const state = bound.ranges[index] as Bound
    const words = this.memory.int32
    const slept = words[CONTROL.sleeps / 4] ?? 0
    const parallel = (code.ranges[index]?.parallel ?? 0) / 1e6
    const wakeTimeout = Math.min(WAKE_TIMEOUT.most, Math.max(WAKE_TIMEOUT.least, WAKE_TIMEOUT.part * parallel))
    const start = performance.now()
    const threads = this.#pool.run(bound.binding, index, arena, table, this.threads - 1, wakeTimeout, count =>
      state.run(arena, table, 0, count),
    )
    if (threads > 1) this.counters.shared++
    // while it is not known how long it takes alone, to sleep is enough: the rest will tell
    const harmed =
      threads === 1 || (words[CONTROL.sleeps / 4] !== slept && performance.now() - start > GAIN * state.timeAlone)
    if (!harmed) {
      if (state.bad === 0) state.nextBackoff = FIRST_BACKOFF
      state.bad = Math.max(0, state.bad - 1)
    } else if (++state.bad >= BAD_RUNS) {
      state.bad = 0
      state.backoffUntil = performance.now() + state.nextBackoff
      state.nextBackoff = Math.min(LONGEST_BACKOFF, 2 * state.nextBackoff)
      this.counters.backoffs++
    }
    return threads > 1
  }

  /** Frees what is held for `code` in this memory, in the workers too. */
  forget(code: PlanCode): void {
    const bound = this.#codes.get(code)
    if (bound?.binding !== undefined) this.#pool.unbind(bound.binding)
    this.#codes.delete(code)
  }

  close(): void {
    for (const code of [...this.#codes.keys()]) this.forget(code)
  }
}
