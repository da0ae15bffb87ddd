/** Python's built-in functions for values of ported programs. */

import { AttributeError, IndexError, StopIteration, TypeError, ValueError } from '../../errors/index.ts'
import { isPlainObject } from '../../errors/plain_object.ts'
import { findBuiltin } from '../../python/builtins/names.ts'
import { findAttribute, getAttribute } from '../../python/objects/attributes.ts'
import { classOf, isInstance } from '../../python/objects/class_of.ts'
import { toFloat, toInt } from '../../python/objects/convert.ts'
import { EXCEPTIONS, exceptionArgs, isException, makeException } from '../../python/objects/exceptions.ts'
import { machine } from '../../python/objects/machine.ts'
import { slotsOf } from '../../python/objects/slots.ts'
import { deleteItem, getItem, lengthOf, setItem } from '../../python/objects/subscript.ts'
import { PyDict } from '../../python/objects/values/dict.ts'
import { PySet } from '../../python/objects/values/set.ts'
import { PySlice } from '../../python/objects/values/slice.ts'
import { PyTuple } from '../../python/objects/values/tuple.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { lt, truth } from './operators.ts'
import { str } from './text.ts'
import { type Any, callPython, proxied, pythonObject, takeBack, toOwn, toPython } from './values.ts'

/** A function of Python's, called with the program's values: `py.builtin('divmod')(7, 2)`. */
export const builtin = (name: string): Any => proxied(findBuiltin(name))

/** Python's tuple: an array that prints, compares and is hashed as one. */
export const tuple = <T extends readonly unknown[]>(...items: T): T => PyTuple.from_items(items) as unknown as T
export const toTuple = (items: Any): Any[] => PyTuple.from_items(iter(items)) as Any[]
/** A dict whose items may be anything. */
export interface Dict extends Map<Any, Any> {
  /** `d[key]`; KeyError where there is none. */
  item(key: Any): Any
}
/** Python's dict, a Map: `py.dict({ a: 1 })`, `py.dict([[key, value]])`. */
export function dict(entries: Any = [], more: Readonly<Record<string, unknown>> = {}): Dict {
  const made = new PyDict()
  const given =
    entries instanceof Map || Array.isArray(entries)
      ? entries
      : isPlainObject(entries)
        ? Object.entries(entries)
        : iter(entries)
  for (const [key, value] of given) made.set(key, value)
  made.room = Array.isArray(entries) ? entries.length : made.size
  for (const [key, value] of Object.entries(more)) made.set(key, value)
  return made as Dict
}
/** Python's set. */
export const set = (items: Any = []): PySet & Iterable<Any> => new PySet(iter(items)) as PySet & Iterable<Any>

/** What Python iterates over. */
export function iter(value: Any): Iterable<Any> {
  if (Array.isArray(value) || typeof value === 'string') return value
  if (value instanceof Map) return value.keys()
  if (typeof value === 'object' && value !== null) {
    if (pythonObject(value) === undefined && typeof value.__iter__ === 'function') return steps(value.__iter__())
    if (Symbol.iterator in value) return value
    if (typeof value.__getitem__ === 'function') return byIndex(value)
  }
  throw new TypeError(`'${typeof value}' object is not iterable`)
}
function* steps(source: Any): Iterable<Any> {
  if (Symbol.iterator in source) {
    yield* source
    return
  }
  for (;;) {
    let value: unknown
    try {
      value = typeof source.__next__ === 'function' ? source.__next__() : source.next()
    } catch (error) {
      if (error instanceof StopIteration) return
      throw error
    }
    yield value
  }
}
function* byIndex(source: Any): Iterable<Any> {
  for (let i = 0; ; i++) {
    let value: unknown
    try {
      value = source.__getitem__(i)
    } catch (error) {
      if (error instanceof IndexError) return
      throw error
    }
    yield value
  }
}
export const list = (value: Any = []): Any[] => [...iter(value)]

/** Python's `range` as an array. */
export function range(start: number, stop?: number, step = 1): number[] {
  const [from, to] = stop === undefined ? [0, start] : [start, stop]
  if (step === 0) throw new ValueError('range() arg 3 must not be zero')
  return Array.from({ length: Math.max(0, Math.ceil((to - from) / step)) }, (_, i) => from + i * step)
}

export function zip(...sources: readonly Any[]): Any[] {
  const lists = sources.map(list)
  const length = lists.length === 0 ? 0 : Math.min(...lists.map(one => one.length))
  return Array.from({ length }, (_, i) => tuple(...lists.map(one => one[i])) as Any[])
}
export const enumerate = (items: Any, start = 0): [number, Any][] =>
  list(items).map((item, i) => tuple(i + start, item) as [number, Any])

const calling = (fn: Any): ((...args: Any[]) => Any) =>
  typeof fn === 'function' ? fn : (...args: Any[]) => fn.__call__(...args)

export const map = (fn: Any, ...sources: readonly Any[]): Any[] =>
  sources.length === 1
    ? list(sources[0]).map(item => calling(fn)(item))
    : zip(...sources).map(items => calling(fn)(...items))
export const filter = (test: Any, items: Any): Any[] =>
  list(items).filter(item => truth(test === null ? item : calling(test)(item)))
export const reversed = (items: Any): Any[] => list(items).reverse()
export const any = (items: Any): boolean => list(items).some(truth)
export const all = (items: Any): boolean => list(items).every(truth)

const keyed = (fn: Any): Any => (fn === null || fn === undefined ? (item: unknown) => item : calling(fn))

export interface SortOptions {
  readonly key?: Any
  readonly reverse?: Any
  readonly cmp?: Any
}
const isOptions = (value: Any): value is SortOptions => isPlainObject(value)

/** Python's `sorted`: `py.sorted(items, { key, reverse })`. */
export function sorted(items: Any, options: SortOptions | Any = {}): Any[] {
  const { key = null, reverse = false, cmp = null }: SortOptions = isOptions(options) ? options : { cmp: options }
  const keyOf = keyed(key)
  const entries = list(items).map(item => ({ item, key: keyOf(item) as Any }))
  const order = (a: Any, b: Any): number =>
    cmp !== null && cmp !== undefined ? calling(cmp)(a, b) : truth(lt(a, b)) ? -1 : truth(lt(b, a)) ? 1 : 0
  entries.sort((a, b) => (truth(reverse) ? order(b.key, a.key) : order(a.key, b.key)))
  return entries.map(({ item }) => item)
}

function extreme(name: string, better: (a: Any, b: Any) => boolean, args: readonly Any[]): Any {
  const options = isOptions(args.at(-1)) ? args.at(-1) : {}
  const values = isOptions(args.at(-1)) ? args.slice(0, -1) : args
  const items = values.length === 1 ? list(values[0]) : [...values]
  if (items.length === 0) throw new ValueError(`${name}() arg is an empty sequence`)
  const keyOf = keyed(options.key)
  return items.reduce((best, item) => (better(keyOf(item), keyOf(best)) ? item : best))
}
export const max = (...args: readonly Any[]): Any => extreme('max', (a, b) => truth(lt(b, a)), args)
export const min = (...args: readonly Any[]): Any => extreme('min', (a, b) => truth(lt(a, b)), args)

/** Python's `len`. */
export function len(value: Any): number {
  if (
    typeof value === 'object' &&
    value !== null &&
    pythonObject(value) === undefined &&
    typeof value.__len__ === 'function'
  )
    return value.__len__()
  return lengthOf(toPython(value))
}
/** Python's `int(value)`. */
export const int = (value: Any = 0, base: number | null = null): number =>
  typeof value === 'number' && Number.isFinite(value)
    ? Math.trunc(value) + 0
    : Number(toInt(toPython(value), base).value)
/** Python's `float(value)`. */
export const float = (value: Any = 0): number => (typeof value === 'number' ? value : toFloat(toPython(value)).value)
export const bool = (value: Any = false): boolean => truth(value)
export const abs = (value: Any): Any =>
  typeof value === 'number' ? Math.abs(value) : callPython(findBuiltin('abs'), [value])
export const round = (value: Any, digits: number | null = null): Any =>
  callPython(findBuiltin('round'), [value, digits])

/** Python's `start:stop:step` in `py.item(value, py.slice(1, 3))`. */
export const slice = (start: Any = null, stop: Any = null, step: Any = null): PySlice =>
  new PySlice(toPython(start), toPython(stop), toPython(step))

/** `value[index]` by Python's rules: positions from the end, IndexError, KeyError. */
export function item(value: Any, index: Any): Any {
  if (typeof value === 'object' && value !== null && pythonObject(value) === undefined) {
    if (typeof value.__getitem__ === 'function') return value.__getitem__(index)
    if (Array.isArray(value)) {
      if (typeof index === 'number') {
        const at = index < 0 ? index + value.length : index
        if (at in value) return value[at]
        throw new IndexError('list index out of range')
      }
      if (index instanceof PySlice) {
        const picked = getItem([...value], index) as Any[]
        return value instanceof PyTuple ? PyTuple.from_items(picked) : picked
      }
    }
    if (value instanceof PyDict) return toOwn(value.item(index))
    if (isPlainObject(value) && typeof index === 'string') return (value as Record<string, Any>)[index]
  }
  return toOwn(getItem(toPython(value), toPython(index)))
}
/** `value[index] = item`. */
export function setItemOf(value: Any, index: Any, given: Any): void {
  if (typeof value.__setitem__ === 'function' && pythonObject(value) === undefined) value.__setitem__(index, given)
  else if (value instanceof PyDict) value.set(index, given)
  else if (Array.isArray(value) && typeof index === 'number') {
    const at = index < 0 ? index + value.length : index
    if (!(at in value)) throw new IndexError('list assignment index out of range')
    value[at] = given
  } else if (Array.isArray(value)) setItem(value, toPython(index), [...iter(given)])
  else setItem(toPython(value), toPython(index), toPython(given))
}
/** `del value[index]`. */
export function deleteItemOf(value: Any, index: Any): void {
  if (Array.isArray(value)) deleteItem(value, toPython(index))
  else if (value instanceof PyDict) {
    if (!value.delete(index)) value.missing(index)
  } else deleteItem(toPython(value), toPython(index))
}

/** A method of one of Python's types: `py.method(text, 'zfill')(5)`. */
export function method(value: Any, name: string): Any {
  if (typeof value === 'object' && value !== null && pythonObject(value) === undefined && !isPythonValue(value)) {
    const own = value[name]
    if (typeof own === 'function') return own.bind(value)
  }
  return (...args: Any[]) => {
    if (Array.isArray(value) && name === 'append') {
      value.push(args[0])
      return null
    }
    const given = value instanceof PyDict || value instanceof PySet ? value : toPython(value)
    const before: readonly unknown[] = Array.isArray(given) ? [...(given as unknown[])] : []
    const answer =
      given instanceof PySet || given instanceof PyDict
        ? toOwn(rawCall(given, name, args))
        : callPython(getAttribute(given, name), args)
    if (Array.isArray(given)) takeBack(value, given, before)
    return answer
  }
}
/** Dicts and sets of the program keep its own values. */
function rawCall(value: PyDict | PySet, name: string, args: readonly Any[]): unknown {
  if (value instanceof PyDict) {
    const [key, otherwise = null] = args
    switch (name) {
      case 'keys':
      case 'iterkeys':
        return [...value.keys()]
      case 'values':
      case 'itervalues':
        return [...value.values()]
      case 'items':
      case 'iteritems':
        return [...value].map(([k, v]) => PyTuple.from_items([k, v]))
      case 'get':
        return value.has(key) ? value.get(key) : otherwise
      case 'has_key':
        return value.has(key)
      case 'update':
        for (const [k, v] of dict(...(args as [Any]))) value.set(k, v)
        return null
      case 'setdefault':
        if (!value.has(key)) value.set(key, otherwise)
        return value.get(key)
      case 'pop': {
        if (!value.has(key)) return args.length > 1 ? otherwise : value.missing(key)
        const found = value.get(key)
        value.delete(key)
        return found
      }
    }
  }
  if (value instanceof PySet && name === 'add') return value.add(args[0]) && null
  // the front end has numbers of its own
  const given = toPython(value) as PyDict | PySet
  const answer = callPython(getAttribute(given, name), args)
  value.clear()
  if (value instanceof PyDict) for (const [key, entry] of given as PyDict) value.set(toOwn(key), toOwn(entry))
  else for (const entry of given as PySet) value.add(toOwn(entry))
  return answer
}
const isPythonValue = (value: object): boolean =>
  Array.isArray(value) || value instanceof PyDict || value instanceof PySet || Buffer.isBuffer(value)

/** `getattr(value, name)`. */
export function getattr(value: Any, name: string, ...otherwise: readonly Any[]): Any {
  if (hasattr(value, name))
    return pythonObject(value) === undefined && name in Object(value)
      ? value[name]
      : toOwn(getAttribute(toPython(value), name))
  if (otherwise.length > 0) return otherwise[0]
  throw new AttributeError(`object has no attribute '${name}'`)
}
export const hasattr = (value: Any, name: string): boolean =>
  (typeof value === 'object' && value !== null && pythonObject(value) === undefined && name in value) ||
  findAttribute(toPython(value), name) !== undefined
export const setattr = (value: Any, name: string, given: Any): void => {
  value[name] = given
}

const TYPES: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  [int, 'int'],
  [float, 'float'],
  [bool, 'bool'],
  [str, 'str'],
  [list, 'list'],
  [toTuple, 'tuple'],
  [dict, 'dict'],
  [set, 'set'],
])
/** Python's types by the functions that make their values. */
const typeBehind = (type: Any): unknown =>
  pythonObject(type) ?? (TYPES.has(type) ? findBuiltin(TYPES.get(type) as string) : type)

export function isinstance(value: Any, type: Any): boolean {
  if (type instanceof PyTuple || Array.isArray(type)) return type.some(one => isinstance(value, one))
  const known = typeBehind(type)
  if (typeof known === 'function' && typeof value === 'object' && value !== null && value instanceof (known as never))
    return true
  return isInstance(toPython(value), known)
}
/** Python's `type(value)`. */
export function type(value: Any): Any {
  if (
    typeof value === 'object' &&
    value !== null &&
    pythonObject(value) === undefined &&
    !isPythonValue(value) &&
    !(value instanceof NDArray)
  )
    return value.constructor
  const found = classOf(toPython(value))
  return proxied(found)
}

/** Whether a caught error is one that `except type:` takes. */
export const catches = (error: unknown, type: Any): boolean =>
  Array.isArray(type) ? type.some(one => catches(error, one)) : isException(error, pythonObject(type) ?? type)
/** Python's own exceptions by name. */
export const errors: Readonly<Record<string, new (...args: Any[]) => Any>> = EXCEPTIONS
/** An exception with what `raise type(...)` was given. */
export const error = (type: Any, ...args: readonly Any[]): Error =>
  makeException(pythonObject(type) ?? type, args.map(toPython), args.map(String).join(', '))
export const errorArgs = (given: Any): Any[] => toOwn(PyTuple.from_items(exceptionArgs(given))) as Any[]

/** Calls what Python can call: functions, and objects with `__call__` or `call`. */
export function call(callee: Any, ...args: readonly Any[]): Any {
  if (typeof callee === 'function') {
    const isClass = Object.getOwnPropertyDescriptor(callee, 'prototype')?.writable === false
    return isClass ? Reflect.construct(callee, args) : callee(...args)
  }
  if (typeof callee?.__call__ === 'function') return callee.__call__(...args)
  if (typeof callee?.call === 'function') return callee.call(...args)
  throw new TypeError(`'${typeof callee}' object is not callable`)
}

/** Gives a class what its other bases have, by Python's order: what they inherit from a common base goes behind it. */
export function mixin(target: Any, ...bases: readonly Any[]): void {
  const chainOf = (type: Any): object[] => {
    const out: object[] = []
    for (let at = type.prototype; at && at !== Object.prototype; at = Object.getPrototypeOf(at)) out.push(at)
    return out
  }
  for (const base of bases) {
    const own = chainOf(target)
    const added = chainOf(base).filter(one => !own.includes(one))
    const common = own.filter(one => chainOf(base).includes(one))
    for (const from of added)
      for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(from))) {
        const holder = own.find(one => Object.hasOwn(one, name))
        const free = holder === undefined || common.includes(holder)
        if (free && name !== 'constructor' && !Object.hasOwn(target.prototype, name))
          Object.defineProperty(target.prototype, name, property)
      }
  }
}

/** Arguments in the order of `names`, where a call spreads a dict of them. */
export function bind(names: readonly string[], positional: readonly Any[], keywords: Any): Any[] {
  const given = keywords instanceof Map ? Object.fromEntries(keywords) : { ...keywords }
  const out = [...positional]
  for (const [name, value] of Object.entries(given)) {
    const at = names.indexOf(name)
    if (at < 0) throw new TypeError(`got an unexpected keyword argument '${name}'`)
    out[at] = value
  }
  return Array.from(out)
}
/** A dict as options of a call. */
export const options = (keywords: Any): Any =>
  keywords instanceof Map ? Object.fromEntries(keywords) : { ...keywords }

export function sum(items: Any, start: Any = 0, addTo: (a: Any, b: Any) => Any): Any {
  let total = start
  for (const one of iter(items)) total = addTo(total, one)
  return total
}
export function next(source: Any, ...otherwise: readonly Any[]): Any {
  if (pythonObject(source) !== undefined) return callPython(findBuiltin('next'), [source, ...otherwise])
  if (typeof source.__next__ === 'function') return source.__next__()
  const step = source.next()
  if (typeof step !== 'object' || step === null || !('done' in step)) return step
  if (!step.done) return step.value
  if (otherwise.length > 0) return otherwise[0]
  throw new StopIteration('')
}

/** What is taken apart into `count` names: drawings that are not made give as many as are asked for. */
export function unpack(value: Any, count: number): Any[] {
  const slot = slotsOf(pythonObject(value)).unpack
  return slot ? [...slot(pythonObject(value) as object, count)].map(toOwn) : list(value)
}

/** What has no counterpart: raises where the program comes to it. */
export function missing(what: string): Any {
  throw new AttributeError(`${what}: not ported, see TODO(port)`)
}

export const version = (python: 2 | 3): void => {
  machine.version = python
}
