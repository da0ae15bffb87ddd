/** Command lines that ask for what there isn't. */

/** Told in one line, without a stack; the exit code is that of Python for a wrong command line. */
export class UsageError extends Error {}

const WRONG_USE = 2
const FAILED = 1

/** Tells what was thrown on standard error; the code that the process ends with. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) {
    process.stderr.write(`tf0: ${error.message}\n`)
    return WRONG_USE
  }
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  return FAILED
}
