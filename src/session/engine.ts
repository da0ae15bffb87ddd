/** What computes the runs of a session: this process, or a server. */
import type { RunMetadata, RunOptions } from '../formats/protos/config.generated.ts'
import type { Tensor } from '../graph/tensor.ts'
import type { SessionState } from '../runtime/session_state.ts'
import type { NDArray } from '../tensor/ndarray.ts'
import type { ParsedFetch } from './fetches.ts'

/** A device that a session can use. */
export interface Device {
  readonly name: string
  readonly device_type: string
  readonly memory_limit_bytes: number
}

/** One run: what is computed once. */
export interface EngineStep {
  /** Runs; yields while nothing can go on. The values are in the order of `fetches`. */
  values(): Generator<'blocked', readonly NDArray[], void>
  /** The caller's own copies, rather than memory that later runs use again. */
  readonly copies: boolean
  readonly fetches: readonly Tensor[]
  /** What is known of the run that has ended. */
  record(metadata: RunMetadata): void
}

export interface SessionEngine {
  /** Ended by a reset: the next run notices. */
  readonly closed: boolean
  /** It watches the time of its runs, and says when they have waited too long. */
  readonly keepsDeadlines: boolean
  /** `milliseconds`: how long the run may take. `service`: a run beside the program's own; an interrupt is not for it. */
  step(
    fetch: ParsedFetch,
    fed: ReadonlyMap<Tensor, NDArray>,
    options: RunOptions | null | undefined,
    milliseconds: number | undefined,
    service: boolean,
  ): EngineStep
  /** After each step. False where other steps are still running. */
  ended(step: EngineStep): boolean
  /** Blocks until something may have come that a run waits for; false where nothing can come by waiting. `until`: in milliseconds of `performance.now`. */
  wait(until: number): boolean
  partialSetup(fetches: unknown, feeds: readonly unknown[]): string
  partialRun(handle: string, fetch: ParsedFetch, fed: ReadonlyMap<Tensor, NDArray>): ReadonlyMap<Tensor, NDArray>
  /** Nobody holds the session's tensor of that handle any more. */
  forget(handle: string): void
  devices(): Device[]
  /** Gives back what the session has. Runs that have not ended are cancelled before. */
  close(): void
  /** Resources in this process. Raises where there are none. */
  readonly state: SessionState
}
