/** What `raise` throws, and what a handler catches. */
import { AttributeError, RuntimeError } from '../../errors/index.ts'
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

/** What JavaScript says where tf0 reads an attribute of a value that the program left out. */
const OF_NOTHING = /^Cannot read properties of null \(reading '([a-z_]+|0)'\)$/

/** An error as Python has it: JavaScript's stack overflow is a recursion that went too deep, null has no attributes. */
export function normalError(error: unknown): unknown {
  const attribute = error instanceof TypeError ? OF_NOTHING.exec(error.message)?.[1] : undefined
  if (attribute === '0') return inPlaceOf(error as Error, new TypeError("'NoneType' object is not subscriptable"))
  if (attribute !== undefined) return inPlaceOf(error as Error, new AttributeError(`'NoneType' object has no attribute '${attribute}'`))
  if (error instanceof RangeError && /call stack/.test(error.message)) {
    return inPlaceOf(error, new RuntimeError('maximum recursion depth exceeded'))
  }
  return error
}

/** `made` with the places that `error` passed through. */
function inPlaceOf(error: Error, made: TracedError): TracedError {
  const { pythonTraceback } = error as TracedError
  if (pythonTraceback) Object.defineProperty(made, 'pythonTraceback', { value: pythonTraceback, writable: true })
  return made
}
