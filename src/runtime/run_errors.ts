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

/** A run that waits for what only another run of its session can bring about, where there is none. */
export class WaitsForever extends DeadlineExceededError {
  constructor() {
    super(
      null,
      null,
      'Timed out waiting for notification: no other run of this session can bring about what this one waits for, it would never end',
    )
  }
}
Object.defineProperty(WaitsForever, 'name', { value: 'DeadlineExceededError' })
/** Whether a run failed because it would never have ended. */
export const waitsForever = (error: unknown): boolean => error instanceof WaitsForever
