/** What `raise` throws, and what a handler catches. */
import { RuntimeError, TypeError } from '../../errors/index.ts'
import { isStackOverflow } from '../../errors/stack_overflow.ts'
import { isErrorClass, pythonClassOf } from '../values/class.ts'
import { call } from './call.ts'
import type { TracedError } from './exceptions.ts'

/** The error of `raise value` or `raise Class, argument`. */
export function errorFrom(value: unknown, args: readonly unknown[]): Error {
  if (value instanceof Error) return value
  if (isErrorClass(value) || pythonClassOf(value)) {
    const made = call(value, args.length === 1 && args[0] === null ? [] : args, null)
    if (made instanceof Error) return made
  }
  return new TypeError('exceptions must derive from BaseException')
}

/** An error as Python has it: JavaScript's stack overflow is a recursion that went too deep. */
export function normalError(error: unknown): unknown {
  return isStackOverflow(error) ? inPlaceOf(error as Error, new RuntimeError('maximum recursion depth exceeded')) : error
}

/** `made` with the places that `error` passed through. */
function inPlaceOf(error: Error, made: TracedError): TracedError {
  const { pythonTraceback } = error as TracedError
  if (pythonTraceback) Object.defineProperty(made, 'pythonTraceback', { value: pythonTraceback, writable: true })
  return made
}
