/** Runs of one session that have not ended: each is driven from the event loop, and by other runs that wait for it. */
import { progressCount } from '../kernels/progress.ts'

type Steps = Generator<'blocked', unknown, void>
type Outcome = { readonly value: unknown } | { readonly error: unknown }

interface Active {
  readonly run: Steps
  readonly settle: (outcome: Outcome) => void
  /** A service of the session: the process does not live on for it. */
  readonly daemon: boolean
  /** When it has waited long enough, in milliseconds of `performance.now`, and how it ends then. */
  readonly deadline: number
  readonly timeout: (() => Error) | undefined
}

export interface ActiveOptions {
  readonly daemon?: boolean
  readonly milliseconds?: number
  readonly timeout?: () => Error
}

/** Milliseconds between looks at runs that all wait, at most. */
const LONGEST_PAUSE = 10

export class ActiveRuns {
  readonly #active = new Set<Active>()
  #timer: NodeJS.Timeout | NodeJS.Immediate | undefined
  #pause = 0
  /** One of them is being advanced right now. */
  #advancing = false

  /** Starts a run; the promise settles when it ends. */
  add(start: () => Steps, { daemon = false, milliseconds, timeout }: ActiveOptions = {}): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const active: Active = {
        run: start(),
        settle: outcome => {
          this.#active.delete(active)
          if ('error' in outcome) reject(outcome.error)
          else resolve(outcome.value)
        },
        daemon,
        deadline: milliseconds === undefined ? Number.POSITIVE_INFINITY : performance.now() + milliseconds,
        timeout,
      }
      this.#active.add(active)
      // a new run begins at once, however long the others have waited
      if (this.#pause > 0 && this.#timer) {
        clearTimeout(this.#timer as NodeJS.Timeout)
        this.#timer = undefined
      }
      this.#pause = 0
      this.#schedule()
      if (!daemon) this.#timer?.ref()
    })
  }

  /** Lets every run go on as far as it can. True if one of them ended or changed something that others may wait for. */
  advance(): boolean {
    if (this.#advancing) return false
    this.#advancing = true
    const before = progressCount()
    let ended = false
    try {
      for (const active of [...this.#active]) if (this.#active.has(active)) ended = this.#step(active) || ended
    } finally {
      this.#advancing = false
    }
    return ended || progressCount() !== before
  }
  #step(active: Active): boolean {
    let step: IteratorResult<'blocked', unknown>
    try {
      step = active.run.next()
    } catch (error) {
      active.settle({ error })
      return true
    }
    if (step.done) active.settle({ value: step.value })
    else if (performance.now() > active.deadline) {
      active.run.return(undefined)
      active.settle({ error: active.timeout?.() })
    } else return false
    return true
  }

  #schedule(): void {
    if (this.#timer) return
    const tick = (): void => {
      this.#timer = undefined
      this.#pause = this.advance() ? 0 : Math.min(LONGEST_PAUSE, this.#pause * 2 + 1)
      if (this.#active.size > 0) this.#schedule()
    }
    const timer = this.#pause === 0 ? setImmediate(tick) : setTimeout(tick, this.#pause)
    if ([...this.#active].every(active => active.daemon)) timer.unref()
    this.#timer = timer
  }

  /** Ends all runs: with the error of what they wait for, else with this one. */
  cancel(error: Error): void {
    for (const active of [...this.#active]) {
      let reason: unknown = error
      try {
        active.run.throw(error)
        active.run.return(undefined)
      } catch (own) {
        reason = own
      }
      active.settle({ error: reason })
    }
  }
}
