/** How runs end that others end, whose time is over, or that would never end. */
import { CancelledError, DeadlineExceededError } from '../errors/op_errors.ts'

/** The error of a run whose signal was aborted; the signal's reason is its cause. */
export function aborted(signal: AbortSignal | null | undefined): Error {
  const error = cancelled()
  error.cause = signal?.reason
  return error
}
export const cancelled = (): Error => new CancelledError(null, null, 'Run call was cancelled')
export const timedOut = (): Error => new DeadlineExceededError(null, null, 'Timed out waiting for notification')

/** How a run that goes on beside the program stands. */
export interface PendingRun {
  ended: boolean
  error: unknown
}

/** A run that waits for what only another run of its session can bring about, where there is none. */
export class WaitsForever extends DeadlineExceededError {
  /** Of a run of a service: it goes on beside the program. */
  readonly pending: PendingRun | undefined
  constructor(pending?: PendingRun) {
    super(
      null,
      null,
      'Timed out waiting for notification: no other run of this session can bring about what this one waits for, it would never end',
    )
    this.pending = pending
  }
}
Object.defineProperty(WaitsForever, 'name', { value: 'DeadlineExceededError' })
/** Whether a run failed because it would never have ended. */
export const waitsForever = (error: unknown): boolean => error instanceof WaitsForever
