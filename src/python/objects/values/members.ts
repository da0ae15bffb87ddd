/**
 * Which members of JavaScript's objects a program sees. Nothing of an object exists for a program but what its class declares here;
 * what tf0 and the front end keep beside it (fields, helpers, JavaScript's own `constructor`) has no name in Python.
 */
import type { JsFunction } from './js_function.ts'

interface Members {
  readonly names: ReadonlySet<string>
  /** Those that a program may assign. */
  readonly assignable: ReadonlySet<string>
}

const own = new WeakMap<object, Members>()
let known = new WeakMap<object, Members>()

/** Declares the members of a class, those of its bases aside: `'graph run seed='`; what ends in `=` can be assigned. */
export function declareMembers(jsClass: { readonly prototype: unknown }, words: string): void {
  const list = words.split(/\s+/).filter(word => word !== '')
  const before = own.get(jsClass.prototype as object)
  own.set(jsClass.prototype as object, {
    names: new Set([...(before?.names ?? []), ...list.map(word => word.replace(/=$/, ''))]),
    assignable: new Set([
      ...(before?.assignable ?? []),
      ...list.filter(word => word.endsWith('=')).map(word => word.slice(0, -1)),
    ]),
  })
  known = new WeakMap()
}

const NONE: Members = { names: new Set(), assignable: new Set() }

/** The members of objects with this prototype, those of its bases included. */
function membersOf(prototype: object | null): Members {
  if (prototype === null) return NONE
  let found = known.get(prototype)
  if (found === undefined) {
    const above = membersOf(Object.getPrototypeOf(prototype) as object | null)
    const here = own.get(prototype)
    found = here
      ? {
          names: new Set([...above.names, ...here.names]),
          assignable: new Set([...above.assignable, ...here.assignable]),
        }
      : above
    known.set(prototype, found)
  }
  return found
}

/** Whether the class of an object declares a member. */
export const isDeclared = (value: object, name: string): boolean =>
  membersOf(Object.getPrototypeOf(value) as object | null).names.has(name)

/** Whether a program may assign a declared member. */
export const isAssignable = (value: object, name: string): boolean =>
  membersOf(Object.getPrototypeOf(value) as object | null).assignable.has(name)

/** Whether instances of a class have a declared member. */
export const classDeclares = (jsClass: JsFunction, name: string): boolean =>
  membersOf((jsClass.prototype as object | undefined) ?? null).names.has(name)

/** The declared members of an object, for `dir`. */
export const declaredNames = (value: object): Iterable<string> =>
  membersOf(Object.getPrototypeOf(value) as object | null).names

/** Whether a class is one that a program may see: it, and no base of it alone, declares members. */
export const isPublicClass = (jsClass: JsFunction): boolean => {
  const prototype = jsClass.prototype as object | undefined
  return prototype !== undefined && own.has(prototype)
}

/** JavaScript's class of an object, whatever its own properties say. */
export function jsClassOf(value: object): JsFunction | undefined {
  const prototype = Object.getPrototypeOf(value) as { readonly constructor?: unknown } | null
  const made = prototype?.constructor
  return typeof made === 'function' ? made : undefined
}

/** The nearest public class of an object; undefined where there is none. */
export function publicClassOf(value: object): JsFunction | undefined {
  for (
    let at = Object.getPrototypeOf(value) as { readonly constructor: JsFunction } | null;
    at;
    at = Object.getPrototypeOf(at) as typeof at
  )
    if (own.has(at)) return at.constructor
  return undefined
}

/** Attributes that a program has given to functions, classes and objects of tf0: they stay outside of the objects. */
const given = new WeakMap<object, Map<string, unknown>>()

export const givenAttributes = (value: object): ReadonlyMap<string, unknown> | undefined => given.get(value)

export function giveAttribute(value: object, name: string, item: unknown): void {
  const table = given.get(value)
  if (table) table.set(name, item)
  else given.set(value, new Map([[name, item]]))
}

/** Takes one away again; false where there was none. */
export const takeAttribute = (value: object, name: string): boolean => given.get(value)?.delete(name) ?? false

/** Objects whose attributes are data: flags, fields of messages, elements of named tuples. */
export interface DynamicAttributes<T> {
  /** The attribute; undefined where there is none. */
  find(self: T, name: string): unknown
  /** Assigns it; false where the object does not take it. Without this function nothing can be assigned. */
  assign?(self: T, name: string, item: unknown): boolean
  names(self: T): Iterable<string>
}

const dynamic = new WeakMap<object, DynamicAttributes<never>>()

/** Says where the attributes of objects with this prototype come from. */
export function dynamicAttributes<T extends object>(prototype: object, attributes: DynamicAttributes<T>): void {
  dynamic.set(prototype, attributes)
}

/** The source of an object's attributes, where it has one. */
export function dynamicOf(value: object): DynamicAttributes<object> | undefined {
  for (let at = Object.getPrototypeOf(value) as object | null; at; at = Object.getPrototypeOf(at) as object | null) {
    const found = dynamic.get(at)
    if (found) return found as unknown as DynamicAttributes<object>
  }
  return undefined
}
