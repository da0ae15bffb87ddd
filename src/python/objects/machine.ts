/** Where the running program stands, and what it prints to. One program runs at a time in a JavaScript thread. */
import { registerLineSource, type UserFrame } from '../../errors/user_line.ts'
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
  /** What the program has assigned to `sys.stdout`; null while that is its own. */
  output: unknown
  /** Whether the program may have sessions on servers. */
  servers: boolean
  /** The next line of standard input with its end; null after the last one. */
  readLine: () => string | null
  /** The lines of the files that have run, by name. */
  sources: Map<string, readonly string[]>
  /** The errors being handled, innermost last: what a bare `raise` raises again. */
  readonly handled: unknown[]
  /** Python 2: whether the last print ended with a comma. */
  softspace: boolean
  /** `sys.argv` of the running program. */
  argv: unknown[]
  /** The global names of the running program. */
  main: ReadonlyMap<string, unknown>
}

export const machine: Machine = {
  current: null,
  version: 3,
  write: text => void process.stdout.write(text),
  writeError: text => void process.stderr.write(text),
  output: null,
  servers: false,
  readLine: () => null,
  sources: new Map(),
  handled: [],
  softspace: false,
  argv: [''],
  main: new Map(),
}

/** So many calls of a program are remembered with each node. */
const REMEMBERED = 8

registerLineSource(() => {
  if (!machine.current) return undefined
  const frames: UserFrame[] = []
  for (let at: Activation | null = machine.current; at && frames.length < REMEMBERED; at = at.caller)
    frames.push({ file: at.file, line: at.line, name: at.name })
  return frames
})

const caught = new WeakSet<object>()

/** Runs a handler's body: `error` is the one that is being handled meanwhile. */
export function handling<T>(error: unknown, body: () => T): T {
  noteHandled(error)
  machine.handled.push(error)
  try {
    return body()
  } finally {
    machine.handled.pop()
  }
}

/** Remembers that a handler has had `error`. */
export function noteHandled(error: unknown): void {
  if (typeof error === 'object' && error !== null) caught.add(error)
}

/** Whether some handler has had `error`. */
export const wasHandled = (error: unknown): boolean => typeof error === 'object' && error !== null && caught.has(error)

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
  if (!traced.pythonTraceback)
    Object.defineProperty(traced, 'pythonTraceback', {
      value: [],
      enumerable: false,
      writable: true,
      configurable: true,
    })
  const entries = traced.pythonTraceback as TracebackEntry[]
  if (entries.length < 50) entries.push({ file: at.file, line: at.line, name: at.name })
}
