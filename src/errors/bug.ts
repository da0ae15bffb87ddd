/** Mistakes of tf0's own: they are InternalErrors that say so. */
import { InternalError } from './op_errors.ts'

class Bug extends InternalError {
  constructor(message: string, options?: ErrorOptions) {
    super(
      null,
      null,
      `${message}. This is a bug of tf0, not of your program: please report it with this message and the lines that lead to it.`,
      options,
    )
  }
}
Object.defineProperty(Bug, 'name', { value: 'InternalError' })

/** The error of a broken invariant of tf0; `cause`: what was thrown instead of an error that was made on purpose. */
export const bug = (message: string, cause?: unknown): InternalError =>
  new Bug(message, cause === undefined ? undefined : { cause })

/** Whether an error tells of a mistake of tf0's, rather than of TensorFlow's status INTERNAL. */
export const isBug = (error: unknown): boolean => error instanceof Bug
