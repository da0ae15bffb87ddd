/** How a program ended: its exit code, and what Python prints of it. */
import { KeyboardInterrupt } from '../errors/python.ts'
import { PyInt } from '../tensor/literals.ts'
import { exitStatus, SystemExit } from './objects/exceptions.ts'
import { str } from './objects/text/repr.ts'
import { errorLines, type TracebackPlace } from './objects/text/traceback.ts'

export interface ProgramEnd {
  /** 0 to 255. */
  readonly code: number
  /** For the error stream. */
  readonly text: string
}

/** As a shell shows a process that SIGINT ended. */
const INTERRUPTED = 130
const FAILED = 1

/** An error as Python prints it: the lines it passed through, outermost first, then its class and text. */
export function formatTraceback(error: unknown, sources: ReadonlyMap<string, readonly string[]>): string {
  return errorLines(error, sources).join('\n')
}

/** What `sys.exit(status)` ends a process with. */
function endWith(status: unknown): ProgramEnd {
  if (status === null || status === undefined) return { code: 0, text: '' }
  if (typeof status === 'boolean') return { code: Number(status), text: '' }
  if (status instanceof PyInt) return { code: Number(BigInt.asUintN(8, BigInt(status.value))), text: '' }
  return { code: FAILED, text: `${str(status)}\n` }
}

/** The end of a program whose run threw `error`; `show` says how places are written. */
export function endOf(
  error: unknown,
  sources: ReadonlyMap<string, readonly string[]>,
  show?: (place: TracebackPlace) => TracebackPlace,
): ProgramEnd {
  if (error instanceof SystemExit) return endWith(exitStatus(error))
  return {
    code: error instanceof KeyboardInterrupt ? INTERRUPTED : FAILED,
    text: `${errorLines(error, sources, show).join('\n')}\n`,
  }
}
