/** Where the user's program made a node: the first stack frame outside of tf0. */
import { fileURLToPath } from 'node:url'

/** The folder of tf0's own code (src, or dist when built). */
const OWN = new URL('..', import.meta.url).href
const OWN_PATH = fileURLToPath(OWN)

/** A stack captured when a node was made; formatted only when it is asked for. */
export interface Traceback {
  readonly stack?: string
}

/** Front ends that run a program of their own (Python) say where that program stands. */
const sources: (() => string | undefined)[] = []

/** Registers a source of user lines; it answers undefined when none of its programs is running. */
export function registerLineSource(source: () => string | undefined): void {
  sources.push(source)
}

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

/** Remembers the call stack; costs some microseconds. */
export function captureTraceback(): Traceback {
  if (shared) return shared
  for (const source of sources) {
    const line = source()
    if (line !== undefined) return { stack: line }
  }
  const holder: Traceback = {}
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 40
  Error.captureStackTrace(holder as Error, captureTraceback)
  Error.stackTraceLimit = limit
  return holder
}

/** `file:line:column` of the user's call, or undefined where no frame is theirs. */
export function userLine(traceback: Traceback): string | undefined {
  const lines = (traceback.stack ?? '').split('\n')
  if (lines.length === 1) return lines[0] || undefined
  for (const line of lines.slice(1)) {
    if (line.includes(OWN) || line.includes(OWN_PATH) || line.includes('node:internal')) continue
    const place = /\(?((?:file:\/\/|\/|[A-Za-z]:\\)[^()]*:\d+:\d+)\)?$/.exec(line.trim())?.[1]
    if (place) return place.startsWith('file://') ? fileURLToPath(place.replace(/:\d+:\d+$/, '')) + /:\d+:\d+$/.exec(place)![0] : place
  }
  return undefined
}

/** A line of the user's program as Python's tracebacks write it; nothing where it is not known. */
export function tracebackLine(place: string | undefined): string {
  const [, file, line] = /^(.*?):(\d+)(?::\d+)?$/.exec(place ?? '') ?? []
  return file === undefined ? '' : `  File "${file}", line ${line}, in <module>\n`
}
