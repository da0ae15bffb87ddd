/** From when on the work of a plan is shared between threads. */
export interface Sharing {
  /** Nanoseconds from which a phase is worth a barrier (0.5 µs each way and the uneven arrival). */
  readonly phaseCost: number
  /** Nanoseconds of parallel work from which it pays to wake workers. */
  readonly wakeCost: number
  /** In how many shares a thread that is alone does a phase, one after the other: what several threads would do, without them. */
  readonly shares: number
}

export const SHARING: Sharing = Object.freeze({ phaseCost: 3000, wakeCost: 60e3, shares: 1 })

/**
 * The same for what runs within a loop: there a phase that one thread does by itself brings what it reads from the other threads' caches and
 * sends what it makes back to them, in every iteration, which costs more than a barrier (an LSTM's loop took 1.5 times as long with 3000).
 */
export const LOOP_SHARING: Sharing = Object.freeze({ ...SHARING, phaseCost: 1500 })
