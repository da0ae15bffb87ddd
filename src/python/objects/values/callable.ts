/** Functions: JavaScript functions that know how Python calls them. */
import { bug } from '../../../errors/bug.ts'
import { isDeliberate } from '../../../errors/deliberate.ts'
import { TypeError } from '../../../errors/python.ts'
import { PyFloat } from '../../../tensor/literals.ts'
import { PyDict } from './dict.ts'
import { int } from './numbers.ts'
import { PyTuple } from './tuple.ts'

export type Keywords = ReadonlyMap<string, unknown> | null

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
  const named =
    typeof last === 'object' &&
    last !== null &&
    Object.getPrototypeOf(last) === Object.prototype &&
    Object.keys(last).length > 0
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

interface Signature {
  readonly name: string
  readonly names: readonly string[]
  readonly defaults: readonly unknown[]
  readonly required: number
  readonly star: boolean
  readonly keywords: boolean
}

const LITERALS: Readonly<Record<string, unknown>> = { None: null, True: true, False: false }

function defaultValue(text: string): unknown {
  if (Object.hasOwn(LITERALS, text)) return LITERALS[text]
  if (text === '...') return undefined
  if (/^-?\d+$/.test(text)) return int(Number(text))
  if (/^-?[\d.]+$/.test(text)) return new PyFloat(Number(text))
  if (/^'.*'$/.test(text)) return text.slice(1, -1)
  throw bug(`a default that signatures do not know: ${text}`)
}

function parseSignature(text: string): Signature {
  const [, name = '', inner = ''] = /^([\w.]+)\((.*)\)$/s.exec(text) ?? []
  const names: string[] = []
  const defaults: unknown[] = []
  let required = 0
  let star = false
  let keywords = false
  for (const part of inner.split(/,\s*/).filter(piece => piece !== '')) {
    if (part.startsWith('**')) keywords = true
    else if (part.startsWith('*')) star = true
    else {
      const [label, value] = part.split('=') as [string, string | undefined]
      names.push(label)
      if (value === undefined) required = names.length
      defaults.push(value === undefined ? undefined : defaultValue(value))
    }
  }
  return { name, names, defaults, required, star, keywords }
}

function bind(signature: Signature, args: readonly unknown[], keywords: Keywords): unknown[] {
  const { name, names, defaults, required } = signature
  if (args.length > names.length && !signature.star)
    throw new TypeError(
      `${name}() takes at most ${names.length} argument${names.length === 1 ? '' : 's'} (${args.length} given)`,
    )
  const values: unknown[] = names.map((_, i) => (i < args.length ? args[i] : defaults[i]))
  const rest = new PyDict()
  let given = args.length
  for (const [key, value] of keywords ?? []) {
    const index = names.indexOf(key)
    if (index >= 0) {
      if (index < args.length) throw new TypeError(`${name}() got multiple values for argument '${key}'`)
      values[index] = value
      given = Math.max(given, index + 1)
    } else if (signature.keywords) rest.set(key, value)
    else throw new TypeError(`'${key}' is an invalid keyword argument for ${name}()`)
  }
  for (let i = 0; i < required; i++)
    if (i >= args.length && !keywords?.has(names[i] as string))
      throw new TypeError(`${name}() missing required argument '${names[i]}' (pos ${i + 1})`)
  if (signature.star) values.push(PyTuple.from_items(args.slice(names.length)))
  if (signature.keywords) values.push(rest)
  return values
}

/** Takes bound values in the order of the signature; `never` lets every function state its own types. */
type Implementation = (...values: never[]) => unknown

/** A function written in TypeScript: `native('sorted(iterable, key=None, reverse=False)', (iterable, key, reverse) => …)`. */
export function native(signature: string, implementation: Implementation): PyFunction {
  const parsed = parseSignature(signature)
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
  const exact = !parsed.star && !parsed.keywords
  return makeFunction(
    parsed.name,
    (args, keywords) =>
      exact && keywords === null && args.length === parsed.names.length
        ? run(...args)
        : run(...bind(parsed, args, keywords)),
    false,
  )
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
