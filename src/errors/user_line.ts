/** Where the user's program made a node: the stack frames outside of tf0. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { withStackLimit } from './stack_limit.ts'

/** The folder of tf0's own code (src, or dist when built). */
const OWN = new URL('..', import.meta.url).href
const OWN_PATH = fileURLToPath(OWN)

/** Whether tf0's modules lie in its folder: a program that is bundled with it has its own lines in the same file. */
let separate: boolean | undefined
function isSeparate(): boolean {
  if (separate === undefined) {
    try {
      separate = JSON.parse(readFileSync(new URL('../package.json', OWN), 'utf8')).name === 'tf0'
    } catch {
      separate = false
    }
  }
  return separate
}
/** Whether a line of a stack is a call in tf0's code. */
export const isOwnFrame = (line: string): boolean => (line.includes(OWN) || line.includes(OWN_PATH)) && isSeparate()
/** Whether a line of a stack is a call in JavaScript's or Node's own code, or in WebAssembly. */
const isRuntimeFrame = (line: string): boolean =>
  /[( ]node:|<anonymous>\)?$|\((?:native|index \d+)\)$|wasm:\/\//.test(line)
/** Whether a line of a stack is a call in the user's code. */
export const isUserFrame = (line: string): boolean => !isOwnFrame(line) && !isRuntimeFrame(line)

/** A call in a user's program. */
export interface UserFrame {
  readonly file: string
  readonly line: number
  /** The function, or `<module>`. */
  readonly name: string
  readonly column?: number
}

/** A stack captured when a node was made; read only when it is asked for. */
export interface Traceback {
  readonly stack?: string
  readonly frames?: readonly UserFrame[]
}

/** A front end that runs a program of its own (Python) says where that program stands, innermost call first. */
export type LineSource = () => readonly UserFrame[] | undefined
const sources: LineSource[] = []

/** Registers a source of user lines; it answers undefined when none of its programs is running. */
export function registerLineSource(source: LineSource): void {
  sources.push(source)
}

/** Whether a program of a front end (Python) is running. */
export const programRuns = (): boolean => sources.some(source => source() !== undefined)

/** While one call makes many nodes, they share its call stack. */
let shared: Traceback | undefined

/** Runs `body`, whose nodes all say that they were made by this call. */
export function sharingTraceback<R>(body: () => R): R {
  if (shared) return body()
  shared = captureTraceback()
  try {
    return body()
  } finally {
    shared = undefined
  }
}

/** Runs `body`, whose nodes say that they were made where `traceback` was. */
export function withTraceback<R>(traceback: Traceback, body: () => R): R {
  const before = shared
  shared = traceback
  try {
    return body()
  } finally {
    shared = before
  }
}

/** Remembers the call stack; costs some microseconds. */
export function captureTraceback(): Traceback {
  if (shared) return shared
  for (const source of sources) {
    const frames = source()
    if (frames !== undefined) return { frames }
  }
  const holder: Traceback = {}
  withStackLimit(40, () => Error.captureStackTrace(holder as Error, captureTraceback))
  return holder
}

/** The user's frames, innermost first, `most` of them at most. */
export function userFrames({ frames, stack = '' }: Traceback, most: number): readonly UserFrame[] {
  if (frames) return frames.slice(0, most)
  const found: UserFrame[] = []
  for (const text of stack.split('\n').slice(1)) {
    if (found.length === most) break
    if (isOwnFrame(text) || text.includes('node:internal')) continue
    const parts = /^(?:at (?:async )?(?:(.*) \()?)?((?:file:\/\/|\/|[A-Za-z]:\\)[^()]*):(\d+):(\d+)\)?$/.exec(
      text.trim(),
    )
    if (!parts) continue
    const [, called = '', file = '', line, column] = parts
    const name = called === '' || called.endsWith('<anonymous>') ? '<module>' : called
    found.push({
      file: file.startsWith('file://') ? fileURLToPath(file) : file,
      line: Number(line),
      column: Number(column),
      name,
    })
  }
  return found
}

/** `file:line:column` of the user's call, or undefined where no frame is theirs. */
export function userLine(traceback: Traceback): string | undefined {
  const [first] = userFrames(traceback, 1)
  if (!first) return undefined
  return `${first.file}:${first.line}${first.column === undefined ? '' : `:${first.column}`}`
}

/** Frames as Python's tracebacks write them. */
export const tracebackLines = (frames: readonly UserFrame[]): string =>
  frames.map(({ file, line, name }) => `  File "${file}", line ${line}, in ${name}\n`).join('')
