/** Where the running program stands, and what it prints to. One program runs at a time in a JavaScript thread. */
import { registerLineSource } from '../../errors/user_line.ts'
import type { TracebackEntry, TracedError } from './exceptions.ts'

/** A call of a function of the program, or its top level. */
export interface Activation {
  readonly name: string
  readonly file: string
  line: number
  readonly caller: Activation | null
}

interface Machine {
  current: Activation | null
  version: 2 | 3
  write: (text: string) => void
  writeError: (text: string) => void
  /** The errors being handled, innermost last: what a bare `raise` raises again. */
  readonly handled: unknown[]
  /** Python 2: whether the last print ended with a comma. */
  softspace: boolean
}

export const machine: Machine = {
  current: null,
  version: 3,
  write: text => void process.stdout.write(text),
  writeError: text => void process.stderr.write(text),
  handled: [],
  softspace: false,
}

registerLineSource(() => (machine.current ? `${machine.current.file}:${machine.current.line}` : undefined))

/** Python gives up at 1000 nested calls; the JavaScript stack holds some more of ours. */
const RECURSION_LIMIT = 1000
let depth = 0

/** Runs `body` as a call of `name`; errors that pass through take the line along. */
export function inActivation<T>(name: string, file: string, line: number, body: () => T, tooDeep: () => Error): T {
  const caller = machine.current
  const activation: Activation = { name, file, line, caller }
  machine.current = activation
  if (++depth > RECURSION_LIMIT) {
    depth--
    machine.current = caller
    throw tooDeep()
  }
  try {
    return body()
  } catch (error) {
    addTraceback(error, activation)
    throw error
  } finally {
    depth--
    machine.current = caller
  }
}

/** Notes a line that an error passed through, innermost first. */
export function addTraceback(error: unknown, at: Activation): void {
  if (!(error instanceof Error)) return
  const traced = error as TracedError
  if (!traced.pythonTraceback) Object.defineProperty(traced, 'pythonTraceback', { value: [], enumerable: false, writable: true, configurable: true })
  const entries = traced.pythonTraceback as TracebackEntry[]
  if (entries.length < 50) entries.push({ file: at.file, line: at.line, name: at.name })
}
