/** Stacks of errors that begin at the user's line: Node prints ten frames, and a mistake deep in tf0 has more than ten of tf0's own. */
import { debugging } from './debug.ts'
import { withStackLimit } from './stack_limit.ts'
import { isOwnFrame, isUserFrame } from './user_line.ts'

/** Frames that are looked through for the user's. */
const DEEPEST = 64

/** `DEBUG=errors`: stacks show tf0's own frames too. */
const showsOwnFrames = (): boolean => debugging('errors')

/** A stack that was captured, still to be written out. */
export interface Captured {
  readonly stack?: string
}

/** The stack here; `below`: without this function and what it called. */
export function capture(below?: (...args: never[]) => unknown): Captured {
  const captured: Captured = {}
  const limit = Error.stackTraceLimit
  // whoever wants no stacks gets none
  if (typeof limit !== 'number' || !(limit > 0)) return captured
  withStackLimit(Math.max(limit, DEEPEST), () => Error.captureStackTrace(captured as Error, below))
  return captured
}

const linesOf = ({ stack = '' }: Captured): string[] => stack.split('\n').filter(line => /^\s+at /.test(line))

/** The line that made an error: functions of the runtime that it called are passed over. */
export const firstFrame = (captured: Captured): string | undefined =>
  linesOf(captured).find(line => isOwnFrame(line) || isUserFrame(line))
/** The first line of the user's. */
export const firstUserFrame = (captured: Captured): string | undefined => linesOf(captured).find(isUserFrame)

/**
 * The user's frames and the runtime's below them: tf0's own go, and so do those that they called (`Array.map`). All of them where
 * there is no frame of the user's.
 */
function userLines(captured: Captured): string[] {
  const all = linesOf(captured)
  const limit = Error.stackTraceLimit
  const first = all.findIndex(isUserFrame)
  if (first < 0 || showsOwnFrames()) return all.slice(0, limit)
  const kept: string[] = []
  let own = false
  for (const line of all.slice(first).reverse()) {
    const isUser = isUserFrame(line)
    if (isUser) own = false
    else if (isOwnFrame(line)) own = true
    if (!own) kept.push(line)
  }
  return kept.reverse().slice(0, limit)
}

/** What stands above the frames: the class and the message, or what the error says of itself. */
export const STACK_HEADER = Symbol('stack header')
function headerOf(error: Error & { [STACK_HEADER]?(): string }): string {
  if (error[STACK_HEADER]) return error[STACK_HEADER]()
  const { name, message } = error
  return message === '' ? name : `${name}: ${message}`
}

const captures = new WeakMap<Error, Captured>()

/** Where `error` was made. */
export const captureOf = (error: Error): Captured => captures.get(error) ?? error

/** Lets `error.stack` begin at the user's line that led to where it is made (here, or where `captured` was). */
export function beginAtUser(error: Error, captured: Captured = capture(beginAtUser)): void {
  captures.set(error, captured)
  defineStack(error)
}

function defineStack(error: Error): void {
  let text: string | undefined
  Object.defineProperty(error, 'stack', {
    get: () => (text ??= [headerOf(error), ...userLines(captureOf(error))].join('\n')),
    set: (value: string) => {
      text = value
    },
    configurable: true,
    enumerable: false,
  })
}

/**
 * Lets the excerpt that Node prints of an uncaught error show the line that called `called`, too: it shows where V8 saw the error made.
 * Not where code of the user's in between has made it.
 */
export function showCallOf(called: (...args: never[]) => unknown, error: Error & { [STACK_HEADER]?(): string }): void {
  const line = firstFrame(capture(called))
  if (line === undefined || isOwnFrame(line) || line !== firstUserFrame(captureOf(error)) || showsOwnFrames()) return
  // V8 forgets the place when the stack is read, and before Node 22 when it is defined anew: it stays V8's, unless there is more to say
  Error.captureStackTrace(error, called)
  if (error[STACK_HEADER]) defineStack(error)
}
