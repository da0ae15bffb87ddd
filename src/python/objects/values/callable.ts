/** Functions: JavaScript functions that know how Python calls them. */

import { isValue } from '../../../calling/keywords.ts'
import { isDeliberate } from '../../../errors/deliberate.ts'
import { isPlainObject } from '../../../errors/plain_object.ts'
import { TypeError } from '../../../errors/python.ts'
import { BUILTIN_WORDING, bound, type Keywords, parseSignature } from './signature.ts'
import { plainText, unicodeInUse } from './unicode.ts'

export type { Keywords }

/** How Python calls a value: positional arguments and keywords. */
export const CALL: unique symbol = Symbol('python call')

export type PythonCall = (args: readonly unknown[], keywords: Keywords) => unknown

export interface Callable {
  [CALL]: PythonCall
}

/** A function of the front end. `self` binds like a method where it is a member of a class. */
export type PyFunction = Callable & ((...args: unknown[]) => unknown) & { pythonName: string; isMethod: boolean }

let received: (value: unknown) => unknown = value => value

/** Says how values of tf0 reach functions that it calls. */
export function receiveWith(convert: typeof received): void {
  received = convert
}

/** The arguments of a call by tf0: keywords come in a plain object at the end. */
export function receivedArguments(args: readonly unknown[]): readonly [args: readonly unknown[], keywords: Keywords] {
  const last = args.at(-1)
  const named = isPlainObject(last) && !isValue(last) && Object.keys(last).length > 0
  if (!named) return [args.map(received), null]
  return [
    args.slice(0, -1).map(received),
    new Map(Object.entries(last).map(([name, value]) => [name, received(value)])),
  ]
}

/** Wraps a Python call as a JavaScript function, which tf0 may call (py_func, cond, map_fn, initializers …). */
export function makeFunction(name: string, call: PythonCall, isMethod: boolean): PyFunction {
  const made = ((...args: unknown[]) => {
    const [positional, keywords] = receivedArguments(args)
    return call(positional, keywords)
  }) as PyFunction
  made[CALL] = call
  made.pythonName = name
  made.isMethod = isMethod
  Object.defineProperty(made, 'name', { value: name, configurable: true })
  return made
}

/** A method with its object. */
export function bindMethod(fn: Callable, self: unknown, name: string): PyFunction {
  const bound = makeFunction(name, (args, keywords) => fn[CALL]([self, ...args], keywords), false)
  Object.defineProperty(bound, 'boundTo', { value: { fn, self } })
  return bound
}

const KEEPS: unique symbol = Symbol('keeps unicode')

/** Lets a function written in TypeScript see Python 2's `unicode` as it is: those that store, compare or show values of any type. */
export function keepsUnicode<T extends object>(fn: T): T {
  Object.defineProperty(fn, KEEPS, { value: true })
  return fn
}

/** The same for all functions of a table. */
export function allKeepUnicode<T extends Readonly<Record<string, unknown>>>(table: T): T {
  for (const value of Object.values(table)) if (typeof value === 'function') keepsUnicode(value)
  return table
}

/** The arguments as functions take them that know one type of text. */
function withPlainText(args: readonly unknown[], keywords: Keywords): readonly [readonly unknown[], Keywords] {
  const named = keywords && new Map([...keywords].map(([key, value]) => [key, plainText(value)]))
  return [args.map(plainText), named]
}

/** Takes bound values in the order of the signature; `never` lets every function state its own types. */
type Implementation = (...values: never[]) => unknown

/** A function written in TypeScript: `native('sorted(iterable, key=None, reverse=False)', (iterable, key, reverse) => …)`. */
export function native(signature: string, implementation: Implementation): PyFunction {
  const parsed = parseSignature(signature, BUILTIN_WORDING)
  const run = (...values: unknown[]): unknown => {
    try {
      return (implementation as (...values: unknown[]) => unknown)(...values)
    } catch (error) {
      // it met a value of a type that it does not know
      if (error instanceof globalThis.TypeError && !isDeliberate(error))
        throw new TypeError(`${parsed.name}() got an argument of the wrong type`)
      throw error
    }
  }
  const exact = parsed.rest < 0 && parsed.keywords < 0
  const made: PyFunction & { [KEEPS]?: true } = makeFunction(
    parsed.name,
    (given, named) => {
      const [args, keywords] = unicodeInUse() && !made[KEEPS] ? withPlainText(given, named) : [given, named]
      return exact && keywords === null && args.length === parsed.names.length
        ? run(...args)
        : run(...bound(parsed, args, keywords))
    },
    false,
  )
  return made
}

/** Methods of a built-in type by name; the implementation takes the object first. */
export type MethodTable = ReadonlyMap<string, PyFunction>

/** `methods({ 'split(sep=None, maxsplit=-1)': (self, sep, maxsplit) => … })`. */
export function methods(table: Readonly<Record<string, Implementation>>): MethodTable {
  const out = new Map<string, PyFunction>()
  for (const [signature, implementation] of Object.entries(table)) {
    const made = native(signature.replace('(', signature.includes('()') ? '(self' : '(self, '), implementation)
    out.set(made.pythonName, made)
  }
  return out
}

/** True for anything with Python's way of being called. */
export const isCallable = (value: unknown): value is Callable =>
  (typeof value === 'function' || (typeof value === 'object' && value !== null)) &&
  (value as Partial<Callable>)[CALL] !== undefined
