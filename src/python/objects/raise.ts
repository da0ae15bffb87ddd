/** What `raise` throws, and what a handler catches. */
import { bug } from '../../errors/bug.ts'
import { isDeliberate } from '../../errors/deliberate.ts'
import { exception_type_from_error_code, RESOURCE_EXHAUSTED } from '../../errors/op_errors.ts'
import { RecursionError, RuntimeError, TypeError } from '../../errors/python.ts'
import { isStackOverflow } from '../../errors/stack_overflow.ts'
import { Status } from '../../errors/status.ts'
import { isOwnFrame } from '../../errors/user_line.ts'
import { firstFrame } from '../../errors/user_stack.ts'
import { call } from './call.ts'
import { MemoryError, type TracedError } from './exceptions.ts'
import { machine } from './machine.ts'
import { isErrorClass, pythonClassOf } from './values/class.ts'
import { PyTuple } from './values/tuple.ts'

/** The error of `raise value` or `raise Class, argument`. */
export function errorFrom(value: unknown, args: readonly unknown[]): Error {
  if (value instanceof Error)
    return args.some(arg => arg !== null) ? new TypeError('instance exception may not have a separate value') : value
  if (isErrorClass(value) || pythonClassOf(value)) {
    const [only] = args
    if (only instanceof Error && only instanceof (value as unknown as new () => Error)) return only
    const given = only === null ? [] : only instanceof PyTuple ? [...only] : args
    const made = call(value, given, null)
    if (made instanceof Error) return made
  }
  return new TypeError('exceptions must derive from BaseException')
}

/** The error of a recursion without an end. */
export const tooDeep = (): Error =>
  new (machine.version === 2 ? RuntimeError : RecursionError)('maximum recursion depth exceeded')

/** Whether an error is one of JavaScript's own, thrown by tf0's code: nobody made it on purpose. */
function isMistake(error: unknown): error is Error {
  if (!(error instanceof Error) || isDeliberate(error)) return false
  if (
    !(
      error instanceof globalThis.TypeError ||
      error instanceof globalThis.RangeError ||
      error instanceof ReferenceError ||
      error instanceof WebAssembly.RuntimeError
    )
  )
    return false
  const first = firstFrame(error)
  return first !== undefined && isOwnFrame(first)
}

/** What numpy raises where memory is asked for, and TensorFlow's class for the rest. */
const ofStatus = (status: Status): Error =>
  status.code === RESOURCE_EXHAUSTED
    ? new MemoryError('')
    : new (exception_type_from_error_code(status.code))(null, null, status.message)

/** An error as Python has it: JavaScript's stack overflow is a recursion that went too deep, what nobody made on purpose an InternalError. */
export function normalError(error: unknown): unknown {
  if (isStackOverflow(error)) return inPlaceOf(error as Error, tooDeep())
  if (error instanceof Status) return inPlaceOf(error, ofStatus(error))
  return isMistake(error) ? inPlaceOf(error, bug(`${error.constructor.name}: ${error.message}`, error)) : error
}

/** `made` with the places that `error` passed through. */
function inPlaceOf(error: Error, made: TracedError): TracedError {
  const { pythonTraceback } = error as TracedError
  if (pythonTraceback) Object.defineProperty(made, 'pythonTraceback', { value: pythonTraceback, writable: true })
  return made
}
