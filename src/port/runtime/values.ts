/**
 * Values of ported programs and values of the Python front end. A ported program has JavaScript's own: numbers, texts, arrays, functions, with
 * Python's tuples, dicts and sets where those differ. What the front end computes for it comes back as such, or behind a proxy that speaks Python.
 */
import '../../python/builtins/install.ts'
import { isPlainObject } from '../../errors/plain_object.ts'
import { NumpyScalar } from '../../python/numpy/scalar.ts'
import { getAttribute, setAttribute } from '../../python/objects/attributes.ts'
import { call } from '../../python/objects/call.ts'
import { isJsClass } from '../../python/objects/foreign_calls.ts'
import { iterate } from '../../python/objects/iteration.ts'
import { str } from '../../python/objects/text/repr.ts'
import { isCallable, type Keywords, makeFunction, type PyFunction } from '../../python/objects/values/callable.ts'
import { PyDict } from '../../python/objects/values/dict.ts'
import { dynamicOf } from '../../python/objects/values/members.ts'
import { PyModule } from '../../python/objects/values/module.ts'
import { PySet } from '../../python/objects/values/set.ts'
import { PyTuple } from '../../python/objects/values/tuple.ts'
import { builtinType } from '../../python/objects/values/type.ts'
import { float32 } from '../../tensor/dtypes.ts'
import { PyFloat, PyInt } from '../../tensor/literals.ts'
import { NDArray } from '../../tensor/ndarray.ts'

/** A value of which the program's text says nothing more. */
// biome-ignore lint/suspicious/noExplicitAny: ported programs are as untyped as they were
export type Any = any

/** The object of the front end behind a proxy. */
const behind = new WeakMap<object, unknown>()
const proxies = new WeakMap<object, object>()

/** Functions of the program as the front end calls them. */
const callbacks = new WeakMap<object, PyFunction>()

function callback(fn: (...args: unknown[]) => unknown): unknown {
  if (isCallable(fn) || isJsClass(fn)) return fn
  let made = callbacks.get(fn)
  if (!made) {
    made = makeFunction(
      fn.name,
      (args, keywords) => {
        const given: unknown[] = args.map(toOwn)
        if (keywords && keywords.size > 0)
          given.push(Object.fromEntries([...keywords].map(([key, value]) => [key, toOwn(value)])))
        return toPython(fn(...given))
      },
      false,
    )
    callbacks.set(fn, made)
  }
  return made
}

/** Numbers as printing shows them: those that a float32 holds are float32s, unless they are whole. */
export function shownNumber(value: number): unknown {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) return new PyInt(value)
  return shownFloat(value)
}
export const shownFloat = (value: number): unknown =>
  Number.isFinite(value) && Math.fround(value) === value ? NumpyScalar.of_value(value, float32) : new PyFloat(value)

const pythonNumber = (value: number): unknown => (Number.isSafeInteger(value) ? new PyInt(value) : new PyFloat(value))

/** A value of the program for the front end. */
export function toPython(value: unknown): unknown {
  return converted(value, pythonNumber)
}
/** A value of the program as the front end prints it. */
export function toShown(value: unknown): unknown {
  return converted(value, shownNumber)
}

function converted(value: unknown, number: (value: number) => unknown): unknown {
  switch (typeof value) {
    case 'number':
      return number(value)
    case 'bigint':
      return new PyInt(value)
    case 'undefined':
      return null
    case 'function':
      return behind.get(value) ?? callback(value as (...args: unknown[]) => unknown)
    case 'object':
      return value === null ? null : convertedObject(value, number)
    default:
      return value
  }
}

function convertedObject(value: object, number: (value: number) => unknown): unknown {
  const original = behind.get(value)
  if (original !== undefined) return original
  if (value instanceof PyTuple)
    return PyTuple.fromResults(
      value.map(item => converted(item, number)),
      value,
    )
  if (Array.isArray(value)) return value.map(item => converted(item, number))
  if (value instanceof PyDict) {
    const made = value.copy()
    made.clear()
    for (const [key, item] of value) made.set(converted(key, number), converted(item, number))
    return made
  }
  if (value instanceof PySet) return value.make([...value].map(item => converted(item, number)))
  if (isPlainObject(value))
    return PyDict.from_entries(Object.entries(value).map(([key, item]) => [key, converted(item, number)]))
  return value
}

/** A value of the front end for the program. */
export function toOwn(value: unknown): unknown {
  if (typeof value === 'function') return isCallable(value) ? proxyOf(value) : value
  if (typeof value !== 'object' || value === null) return value === undefined ? null : value
  if (value instanceof PyInt || value instanceof PyFloat) return value.value
  if (value instanceof NumpyScalar) return toOwn(value.pythonValue)
  if (value instanceof NDArray || Buffer.isBuffer(value) || value instanceof Error) return value
  if (value instanceof PyTuple) return PyTuple.fromResults(value.map(toOwn), value)
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) value[i] = toOwn(value[i])
    return value
  }
  if (value instanceof PyDict) {
    for (const [key, item] of value) {
      const own = toOwn(item)
      if (own !== item) value.set(key, own)
    }
    for (const entry of value.entriesByKey.values()) entry[0] = toOwn(entry[0])
    return value
  }
  if (value instanceof PySet) return value.make([...value].map(toOwn))
  return speaksPython(value) ? proxyOf(value) : value
}

/** Objects whose members Python finds in its own tables. */
const speaksPython = (value: object): boolean =>
  isCallable(value) || value instanceof PyModule || dynamicOf(value) !== undefined || builtinType(value) !== undefined

/** The arguments of a call by the program: an object at the end holds keywords. */
function received(args: readonly unknown[]): readonly [args: unknown[], keywords: Keywords] {
  const last = args.at(-1)
  const named = isPlainObject(last)
  return [
    (named ? args.slice(0, -1) : args).map(toPython),
    named ? new Map(Object.entries(last).map(([key, value]) => [key, toPython(value)])) : null,
  ]
}

/** Calls a function of the front end; lists that it changes are changed. */
export function callPython(fn: unknown, args: readonly unknown[]): unknown {
  const [given, keywords] = received(args)
  const before = given.map(value => (Array.isArray(value) ? [...(value as unknown[])] : []))
  const answer = toOwn(call(fn, given, keywords))
  for (const [i, value] of given.entries()) if (Array.isArray(value)) takeBack(args[i], value, before[i] ?? [])
  return answer
}

/** What has become of a list that the front end was given a copy of. */
export function takeBack(own: unknown, given: readonly unknown[], before: readonly unknown[]): void {
  if (!Array.isArray(own) || own instanceof PyTuple || own === given) return
  if (given.length === before.length && given.every((item, i) => item === before[i])) return
  const now: unknown[] = given.map(item =>
    before.includes(item) ? (own[before.indexOf(item)] as unknown) : toOwn(item),
  )
  own.length = 0
  for (const item of now) own.push(item)
}

function proxyOf(value: object): object {
  const known = proxies.get(value)
  if (known) return known
  const proxy = new Proxy(typeof value === 'function' || isCallable(value) ? () => undefined : {}, {
    get: (_, name) => member(value, name),
    set: (_, name, item) => {
      setAttribute(value, String(name), toPython(item))
      return true
    },
    has: () => true,
    apply: (_, __, args) => callPython(value, args),
  })
  proxies.set(value, proxy)
  behind.set(proxy, value)
  return proxy
}

/** The object of the front end that a value stands for; undefined for the program's own. */
export const pythonObject = (value: unknown): unknown =>
  (typeof value === 'object' && value !== null) || typeof value === 'function' ? behind.get(value) : undefined

/** Behind a proxy for a program that wants attributes and calls of it. */
export const proxied = (value: unknown): Any =>
  (typeof value === 'object' && value !== null) || typeof value === 'function' ? proxyOf(value) : value

function member(value: object, name: string | symbol): unknown {
  if (name === Symbol.iterator) return () => ownIterator(value)
  if (name === Symbol.toPrimitive || name === 'toString') return () => str(value)
  if (name === Symbol.dispose) return () => callPython(getAttribute(value, '__exit__'), [null, null, null])
  if (name === 'enter') return () => callPython(getAttribute(value, '__enter__'), [])
  if (typeof name === 'symbol' || name === 'then') return undefined
  return toOwn(getAttribute(value, name))
}

function* ownIterator(value: unknown): Generator<unknown> {
  const items = iterate(value)
  for (let step = items.next(); !step.done; step = items.next()) yield toOwn(step.value)
}
