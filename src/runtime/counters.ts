/** How the runs of this process are executed: what the compiler took, what it did not and why, and what its plans hold. */
import { guarded } from '../errors/boundary.ts'

/** What `counters()` returns. Counts are those since the process began, bytes and `plans_held` those of this moment. */
export interface Counters {
  /** Signatures that the compiler took. A signature is a set of feeds, fetches and targets of one session; running it again counts nothing. */
  readonly compiled_signatures: number
  /** Signatures that the reference executor runs whole: after a fallback, or because `TF0_EXECUTOR=reference` asked for it. */
  readonly reference_signatures: number
  /**
   * Why the compiler left work to reference kernels, and how often it did for that reason. A reason that begins with `control flow:`, or
   * with the name of no op, is that of a whole signature; `Op: …` of the part of a step around one operation. Steps whose ops have no compiled
   * kernel are no fallbacks: a printed plan says `reference` there.
   */
  readonly fallbacks: ReadonlyMap<string, number>
  /** Plans that were compiled: one for each segment of a signature and each set of shapes that it ran with. */
  readonly plans_compiled: number
  /** Plans that open sessions keep for further runs. */
  readonly plans_held: number
  /** Bytes of the WebAssembly modules of the plans that are held. Plans of equal code share one module; each counts it. */
  readonly code_bytes: number
  /** Bytes of the arenas in which the plans of open sessions compute, one arena a session, as large as its largest plan needs. */
  readonly arena_bytes: number
}

/** Different reasons that are told apart; messages name shapes, of which there may be any number. */
const MOST_REASONS = 256
const FURTHER_REASONS = 'further reasons'

interface Holding {
  plans: number
  code: number
  arena: number
}

const fallbacks = new Map<string, number>()
const signatures = { compiled: 0, reference: 0 }
let plansCompiled = 0
const held: Holding = { plans: 0, code: 0, arena: 0 }

/** Counts a signature (or a part of one) that the compiler left to the reference executor. */
export function countFallback(reason: string): void {
  const key = fallbacks.has(reason) || fallbacks.size < MOST_REASONS ? reason : FURTHER_REASONS
  fallbacks.set(key, (fallbacks.get(key) ?? 0) + 1)
}

/** Counts a signature when its executable is made. */
export function countSignature(executor: 'compiled' | 'reference'): void {
  signatures[executor]++
}

function giveUp({ plans, code, arena }: Holding): void {
  held.plans -= plans
  held.code -= code
  held.arena -= arena
}

/** Sessions that nobody closed stop counting when the garbage collector has found them. */
const abandoned = new FinalizationRegistry<Holding>(giveUp)

/** What the plans of one session hold; nothing of it changes in a run that finds its plan. */
export class PlanHoldings {
  #held: Holding | undefined

  /** The code of a new plan. */
  addPlan(codeBytes: number): void {
    plansCompiled++
    this.#add(1, codeBytes, 0)
  }
  /** A plan is given up, `codeBytes` of code with it. */
  removePlan(codeBytes: number): void {
    this.#add(-1, -codeBytes, 0)
  }
  /** Further code of a plan that is held already. */
  addCode(bytes: number): void {
    this.#add(0, bytes, 0)
  }
  growArena(bytes: number): void {
    this.#add(0, 0, bytes)
  }
  #add(plans: number, code: number, arena: number): void {
    if (!this.#held) {
      this.#held = { plans: 0, code: 0, arena: 0 }
      abandoned.register(this, this.#held, this)
    }
    for (const each of [this.#held, held]) {
      each.plans += plans
      each.code += code
      each.arena += arena
    }
  }

  /** The session is closed: all of it is given back. */
  clear(): void {
    if (!this.#held) return
    abandoned.unregister(this)
    giveUp(this.#held)
    this.#held = undefined
  }
}

/**
 * How the runs of this process have been executed so far: a snapshot, which later runs do not change. `counters().fallbacks` says whether
 * and why a graph is not compiled.
 *
 *     const before = tf.counters().fallbacks.get('control flow: …') ?? 0
 *
 * A session that was dropped without `close()` counts until the garbage collector has found it and the program has returned to the event loop.
 */
export function counters(): Counters {
  return Object.freeze({
    compiled_signatures: signatures.compiled,
    reference_signatures: signatures.reference,
    fallbacks: new Map(fallbacks),
    plans_compiled: plansCompiled,
    plans_held: held.plans,
    code_bytes: held.code,
    arena_bytes: held.arena,
  })
}
// @ts-expect-error the guarded function takes its place
counters = guarded(counters)
