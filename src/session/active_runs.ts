/** Runs of one session that have not ended: each is driven from the event loop, and by other runs that wait for it. */
import { progressCount } from '../kernels/progress.ts'

type Steps = Generator<'blocked', unknown, void>
export type Outcome = { readonly value: unknown } | { readonly error: unknown }

interface Active {
  readonly run: Steps
  /** Its code is on the stack: what cancels it waits until it comes back. */
  stepping: boolean
  started: boolean
  cancelled: Error | undefined
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

/** An immediate or a timeout: neither may be cleared as the other. */
interface Timer {
  ref(): unknown
  unref(): unknown
  clear(): void
}
const immediate = (tick: () => void): Timer => {
  const timer = setImmediate(tick)
  return { ref: () => timer.ref(), unref: () => timer.unref(), clear: () => clearImmediate(timer) }
}
const timeout = (tick: () => void, milliseconds: number): Timer => {
  const timer = setTimeout(tick, milliseconds)
  return { ref: () => timer.ref(), unref: () => timer.unref(), clear: () => clearTimeout(timer) }
}

/** Milliseconds between looks at runs that all wait, at most. */
const LONGEST_PAUSE = 10
/** The same of runs that are woken when what they wait for comes. */
const LONGEST_PAUSE_OF_WOKEN = 250

/** Ends a run that waits; the error of what it waits for, else `error`. */
export function cancelRun(run: Steps, error: Error): unknown {
  try {
    run.throw(error)
    run.return(undefined)
  } catch (own) {
    return own
  }
  return error
}

export class ActiveRuns {
  readonly #active = new Set<Active>()
  readonly #noteBusy: (busy: boolean) => void
  #timer: Timer | undefined
  #pause = 0
  readonly #longestPause: number
  /** One of them is being advanced right now. */
  #advancing = false

  /** `noteBusy` hears when there begin to be runs, and when there are none left. `woken`: somebody calls `wake`. */
  constructor(noteBusy: (busy: boolean) => void = () => undefined, woken = false) {
    this.#noteBusy = noteBusy
    this.#longestPause = woken ? LONGEST_PAUSE_OF_WOKEN : LONGEST_PAUSE
  }

  /** Something has come that one of them may wait for. */
  readonly wake = (): void => {
    if (this.#active.size === 0 || this.#pause === 0) return
    this.#unschedule()
    this.#pause = 0
    this.#schedule()
  }

  /**
   * Starts a run. `settled` is called when it ends, at once and not by a promise: nothing here waits for the event loop. The result ends
   * it early, with that error.
   */
  add(
    run: Steps,
    settled: (outcome: Outcome) => void,
    { daemon = false, milliseconds, timeout }: ActiveOptions = {},
  ): (error: Error) => void {
    const active: Active = {
      run,
      stepping: false,
      started: false,
      cancelled: undefined,
      settle: outcome => {
        this.#active.delete(active)
        if (this.#active.size === 0) this.#idle()
        settled(outcome)
      },
      daemon,
      deadline: milliseconds === undefined ? Number.POSITIVE_INFINITY : performance.now() + milliseconds,
      timeout,
    }
    if (this.#active.size === 0) this.#noteBusy(true)
    this.#active.add(active)
    // a new run begins at once, however long the others have waited
    if (this.#pause > 0) this.#unschedule()
    this.#pause = 0
    this.#schedule()
    if (!daemon) this.#timer?.ref()
    return error => {
      // what it waits for may have come already: an element that a queue has given is not lost
      if (this.#active.has(active) && active.started && !active.stepping) this.#step(active)
      if (this.#active.has(active)) this.#cancel(active, error)
    }
  }
  #idle(): void {
    this.#unschedule()
    this.#noteBusy(false)
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
    active.stepping = active.started = true
    try {
      step = active.run.next()
    } catch (error) {
      active.settle({ error })
      return true
    } finally {
      active.stepping = false
    }
    if (step.done) active.settle({ value: step.value })
    else if (active.cancelled) active.settle({ error: cancelRun(active.run, active.cancelled) })
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
      this.#pause = this.advance() ? 0 : Math.min(this.#longestPause, this.#pause * 2 + 1)
      if (this.#active.size > 0) this.#schedule()
    }
    this.#timer = this.#pause === 0 ? immediate(tick) : timeout(tick, this.#pause)
    if ([...this.#active].every(active => active.daemon)) this.#timer.unref()
  }
  #unschedule(): void {
    this.#timer?.clear()
    this.#timer = undefined
  }

  /** Ends all runs: with the error of what they wait for, else with this one. */
  cancel(error: Error): void {
    for (const active of [...this.#active]) this.#cancel(active, error)
  }
  #cancel(active: Active, error: Error): void {
    if (active.stepping) {
      active.cancelled ??= error
      return
    }
    // its end may cancel all runs once more
    active.stepping = true
    active.settle({ error: cancelRun(active.run, error) })
  }
}
