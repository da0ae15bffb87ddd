/** Python's exceptions beyond those that TensorFlow raises, and what a program sees of any error. */

import * as errors from '../../errors/index.ts'
import { TypeError } from '../../errors/python.ts'
import { PyInt } from '../../tensor/literals.ts'
import { IndentationError, SyntaxError } from '../syntax/syntax_error.ts'
import { declareMembers, jsClassOf, publicClassOf } from './values/members.ts'
import { PyTuple } from './values/tuple.ts'

const { PythonError } = errors

/** Base of what a program raises itself; as a handler it takes every error. */
export class Exception extends PythonError {}
export { SyntaxError }
export class NameError extends PythonError {}
export class UnboundLocalError extends NameError {}
export class ImportError extends PythonError {}
export class ArithmeticError extends PythonError {}
export class FloatingPointError extends ArithmeticError {}
export class EOFError extends PythonError {}
export const { KeyboardInterrupt, MemoryError } = errors
export class UnicodeDecodeError extends errors.ValueError {}
export class UnicodeEncodeError extends errors.ValueError {}
export class Warning extends PythonError {}
export class DeprecationWarning extends Warning {}
export class UserWarning extends Warning {}
/** Not an Exception: it ends the program. */
export class SystemExit extends PythonError {}
/** Thrown into a generator that is closed early. */
export class GeneratorExit extends PythonError {}

/** An error of a program's own code, with the places it passed through. */
export interface TracedError extends Error {
  pythonArgs?: readonly unknown[]
  pythonTraceback?: TracebackEntry[]
}

export interface TracebackEntry {
  readonly file: string
  readonly line: number
  readonly name: string
}

/** The arguments that an exception was made with. */
export function exceptionArgs(error: TracedError): readonly unknown[] {
  return error.pythonArgs ?? (error.message === '' ? [] : [error.message])
}

/** Exceptions that other ones stand under, although their classes do not inherit. */
const FAMILIES: ReadonlyMap<unknown, readonly unknown[]> = new Map<unknown, readonly unknown[]>([
  [errors.LookupError, [errors.KeyError, errors.IndexError]],
  [ArithmeticError, [errors.ZeroDivisionError, errors.OverflowError]],
  [errors.RuntimeError, [errors.NotImplementedError]],
])

const OUTSIDE_EXCEPTION = [SystemExit, KeyboardInterrupt, GeneratorExit]

/** Whether an error is an instance of an exception class, by Python's hierarchy. */
export function isException(error: unknown, type: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (type === PythonError) return true
  if (type === TypeError) return error instanceof globalThis.TypeError
  if (type === Exception) return !OUTSIDE_EXCEPTION.some(outside => error instanceof outside)
  if (FAMILIES.get(type)?.some(member => error instanceof (member as typeof Error))) return true
  return typeof type === 'function' && error instanceof type
}

/** Makes an exception with Python's arguments. */
export function makeException(
  type: new (message?: string) => Error,
  args: readonly unknown[],
  text: string,
): TracedError {
  const error: TracedError = isOpError(type)
    ? Reflect.construct(type, [args[0] ?? null, args[1] ?? null, String(args[2] ?? '')])
    : new type(text)
  Object.defineProperty(error, 'pythonArgs', {
    value: PyTuple.from_items(isOpError(type) ? [] : args),
    enumerable: false,
    writable: true,
    configurable: true,
  })
  return error
}

declareMembers(SystemExit, 'code')

/** The status of an end: what `sys.exit` was given. */
export function exitStatus(error: SystemExit): unknown {
  const { code } = error as { code?: unknown }
  const args = exceptionArgs(error)
  return code ?? (args.length > 1 ? args : (args[0] ?? null))
}

/** What ends a program; without a status, or with 0, it has ended well. */
export function systemExit(status: unknown): TracedError {
  const error = makeException(SystemExit, status === null ? [] : [status], status === null ? '' : String(status))
  return Object.assign(error, { code: status })
}

/** Whether an error is the end of a program that went well. */
export function endsWell(error: unknown): boolean {
  if (!(error instanceof SystemExit)) return false
  const code = exitStatus(error)
  return code === null || (code instanceof PyInt && code.value === 0) || code === false
}

const isOpError = (type: unknown): boolean =>
  typeof type === 'function' && (type === errors.OpError || type.prototype instanceof errors.OpError)

/** The built-in names of exceptions. */
export const EXCEPTIONS: Readonly<Record<string, new (message?: string) => Error>> = {
  BaseException: PythonError,
  Exception,
  StandardError: Exception,
  ArithmeticError,
  AssertionError: errors.AssertionError,
  AttributeError: errors.AttributeError,
  DeprecationWarning,
  EOFError,
  EnvironmentError: errors.IOError,
  FileNotFoundError: errors.IOError,
  FloatingPointError,
  GeneratorExit,
  IOError: errors.IOError,
  ImportError,
  IndentationError,
  IndexError: errors.IndexError,
  KeyError: errors.KeyError,
  KeyboardInterrupt,
  LookupError: errors.LookupError,
  MemoryError,
  ModuleNotFoundError: ImportError,
  NameError,
  NotImplementedError: errors.NotImplementedError,
  OSError: errors.IOError,
  OverflowError: errors.OverflowError,
  RecursionError: errors.RecursionError,
  RuntimeError: errors.RuntimeError,
  StopIteration: errors.StopIteration,
  SyntaxError,
  SystemExit,
  TypeError: errors.TypeError,
  UnboundLocalError,
  UnicodeDecodeError,
  UnicodeEncodeError,
  UserWarning,
  ValueError: errors.ValueError,
  Warning,
  ZeroDivisionError: errors.ZeroDivisionError,
}

const BUILT_IN: ReadonlySet<unknown> = new Set(Object.values(EXCEPTIONS))

/** Whether a class is one of Python's own exceptions. */
export const isErrorClassBuiltIn = (value: unknown): boolean => BUILT_IN.has(value)

/** The class of an error as a program sees it. */
export function exceptionClass(error: Error): new (message?: string) => Error {
  const made = jsClassOf(error) as (new (message?: string) => Error) | undefined
  if (made === globalThis.TypeError) return errors.TypeError
  return made &&
    (made === PythonError ||
      made.prototype instanceof PythonError ||
      publicClassOf(error) === made ||
      BUILT_IN.has(made))
    ? made
    : Exception
}
