/** Operations on a queue that wait for their turn, first come first served (kernels/queue_base.h). */
import { cancelled, type Status } from '../../../errors/status.ts'
import type { NDArray } from '../../../tensor/ndarray.ts'
import type { BlockedKernel } from '../../kernel.ts'
import { noteProgress } from '../../progress.ts'

export type RunResult = 'no progress' | 'progress' | 'complete'

/** One operation: `run` does as much of it as is possible now. */
export class Attempt {
  readonly run: (attempt: Attempt) => RunResult
  readonly cancelMessage: string
  /** Elements that are still to be put in or taken out. */
  remaining: number
  outputs: readonly NDArray[] = []
  error: Status | undefined
  done = false

  constructor(remaining: number, cancelMessage: string, run: (attempt: Attempt) => RunResult) {
    this.remaining = remaining
    this.cancelMessage = cancelMessage
    this.run = run
  }
  fail(error: Status): RunResult {
    this.error = error
    return 'complete'
  }
  cancel(): void {
    if (this.done) return
    this.error = cancelled(this.cancelMessage)
    this.done = true
  }
}

/** Lets the attempts of one list go on until the first one has to wait. */
function runList(attempts: Attempt[]): boolean {
  let progress = false
  for (;;) {
    const [first] = attempts
    if (!first) return progress
    if (first.done) {
      attempts.shift()
      continue
    }
    const result = first.run(first)
    if (result === 'no progress') return progress
    progress = true
    if (result === 'progress') return progress
    first.done = true
    attempts.shift()
  }
}
/** Lets all go on as far as they can; `lists` take turns. */
export function flush(...lists: Attempt[][]): void {
  for (let changed = true; changed; ) {
    changed = false
    for (const list of lists) changed = runList(list) || changed
    if (changed) noteProgress()
  }
}

/** Waits for an attempt; whoever cancels the run that waits cancels it. */
export function finished(attempt: Attempt): readonly NDArray[] | BlockedKernel {
  if (!attempt.done) return waiting(attempt)
  if (attempt.error) throw attempt.error
  return attempt.outputs
}
function* waiting(attempt: Attempt): BlockedKernel {
  try {
    while (!attempt.done) yield 'blocked'
    // others saw to it, maybe long ago: that this run goes on is something they may wait for in their turn
    noteProgress()
  } catch {
    attempt.cancel()
  } finally {
    attempt.cancel()
  }
  if (attempt.error) throw attempt.error
  return attempt.outputs
}
