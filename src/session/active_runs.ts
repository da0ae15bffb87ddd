/** Runs of one session that have not ended: each is driven from the event loop, and by other runs that wait for it. */

interface Active {
  readonly run: Generator<'blocked', unknown, void>
  readonly settle: (outcome: { readonly value: unknown } | { readonly error: unknown }) => void
}

export class ActiveRuns {
  readonly #active = new Set<Active>()
  #scheduled = false
  /** One of them is being advanced right now. */
  #advancing = false

  /** Starts a run; the promise settles when it ends. */
  add(start: () => Generator<'blocked', unknown, void>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const active: Active = {
        run: start(),
        settle: outcome => {
          this.#active.delete(active)
          if ('error' in outcome) reject(outcome.error)
          else resolve(outcome.value)
        },
      }
      this.#active.add(active)
      this.#schedule(0)
    })
  }

  /** Lets every run go on as far as it can. True if one of them ended or may have changed something. */
  advance(): boolean {
    if (this.#advancing) return false
    this.#advancing = true
    let ended = false
    try {
      for (const active of [...this.#active]) {
        if (!this.#active.has(active)) continue
        let step: IteratorResult<'blocked', unknown>
        try {
          step = active.run.next()
        } catch (error) {
          active.settle({ error })
          ended = true
          continue
        }
        if (step.done) {
          active.settle({ value: step.value })
          ended = true
        }
      }
    } finally {
      this.#advancing = false
    }
    return ended
  }

  #schedule(delay: number): void {
    if (this.#scheduled) return
    this.#scheduled = true
    const tick = (): void => {
      this.#scheduled = false
      const ended = this.advance()
      if (this.#active.size > 0) this.#schedule(ended ? 0 : 1)
    }
    if (delay === 0) setImmediate(tick)
    else setTimeout(tick, delay)
  }

  /** Ends all runs with an error. */
  cancel(error: Error): void {
    for (const active of [...this.#active]) {
      active.run.return(undefined)
      active.settle({ error })
    }
  }
}
