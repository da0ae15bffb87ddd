/** Attributes of what is not the program's: values of built-in types, tf0's objects and classes. Only declared members exist. */

import { TypeError } from '../../errors/index.ts'
import { enteredValue } from './contexts.ts'
import { exceptionArgs } from './exceptions.ts'
import { callForeign, isJsClass } from './foreign_calls.ts'
import { fromForeign } from './foreign_values.ts'
import { OBJECT } from './object_type.ts'
import { slotsOfClass } from './slots.ts'
import { bindMethod, CALL, isCallable, type Keywords, makeFunction, type PyFunction } from './values/callable.ts'
import { PyProperty, programClassOf, resolutionOrder } from './values/class.ts'
import { initialiseNative } from './values/instances.ts'
import type { JsFunction } from './values/js_function.ts'
import { classDeclares, dynamicOf, givenAttributes, isDeclared } from './values/members.ts'
import { done } from './values/none.ts'
import { PyTuple } from './values/tuple.ts'
import { builtinType, type PyType, typeName } from './values/type.ts'

/** An attribute of an object that is not an instance of a class of the program; undefined where there is none. */
export function nativeAttribute(self: object, name: string): unknown {
  const given = givenAttributes(self)
  if (given?.has(name)) return given.get(name)
  const data = dynamicOf(self)?.find(self, name)
  if (data !== undefined) return data
  const builtin = builtinMember(self, name)
  if (builtin !== undefined) return builtin
  if (self instanceof Error) {
    if (name === 'args') return PyTuple.from_items(exceptionArgs(self))
    if (name === 'message') return self.message
  }
  // null is a value: None
  const declared = declaredMember(self, name)
  return declared === undefined ? memberOfType(OBJECT, self, name) : declared
}

/** A method or attribute of a built-in type. */
export function builtinMember(self: unknown, name: string): unknown {
  const type = builtinType(self)
  return type && memberOfType(type, self, name)
}

function memberOfType(from: PyType, self: unknown, name: string): unknown {
  for (let type: PyType | null = from; type; type = type.base) {
    const method = type.methods.get(name)
    if (method) return bindMethod(method, self, name)
    const getter = type.getters.get(name)
    if (getter) return getter(self)
    if (Object.hasOwn(type.functions, name)) return type.functions[name]
  }
  return undefined
}

/** Special methods that objects of tf0 have under a name of JavaScript's. */
const SPECIAL_NAMES: ReadonlyMap<string, string> = new Map([
  ['__enter__', 'enter'],
  ['__call__', 'call'],
])

/** A declared property or method of one of tf0's objects. */
function declaredMember(self: object, name: string): unknown {
  if (Symbol.dispose in self && (name === '__enter__' || name === '__exit__'))
    return scopeMethod(self as Disposable, name)
  if (!isDeclared(self, name)) return undefined
  const key = name in self ? name : (SPECIAL_NAMES.get(name) ?? name)
  if (!(key in self)) return undefined
  const value = (self as Record<string, unknown>)[key]
  if (typeof value !== 'function' || isCallable(value) || Object.hasOwn(self, key)) return fromForeign(value)
  return makeFunction(name, (args, keywords) => callForeign(value, self, args, keywords), false)
}

/** What `super()` finds in a class of tf0: its own method, whatever the program's class puts in its place. */
export function nativeSuperAttribute(native: JsFunction, self: object, name: string): unknown {
  const method: unknown = isDeclared(self, name) ? prototypeProperty(native, name)?.value : undefined
  if (typeof method !== 'function') return nativeAttribute(self, name)
  return makeFunction(name, (args, keywords) => callForeign(method, self, args, keywords), false)
}

/** Scopes are entered when they are made: `__enter__` only gives what `as` binds. */
function scopeMethod(scope: Disposable, name: '__enter__' | '__exit__'): unknown {
  const leave = (): null => {
    scope[Symbol.dispose]()
    return null
  }
  return makeFunction(name, name === '__enter__' ? () => enteredValue(scope) : leave, false)
}

/** The property of a prototype or of one of its bases. */
function prototypeProperty(type: JsFunction, name: string): PropertyDescriptor | undefined {
  for (let at = type.prototype as object | null; at; at = Object.getPrototypeOf(at) as object | null) {
    const found = Object.getOwnPropertyDescriptor(at, name)
    if (found) return found
  }
  return undefined
}

/** A property of the class itself or of one of its bases. */
function staticProperty(type: JsFunction, name: string): unknown {
  for (let at: object | null = type; at && at !== Function.prototype; at = Object.getPrototypeOf(at) as object | null)
    if (Object.hasOwn(at, name)) return (at as Record<string, unknown>)[name]
  return undefined
}

/** Whether a class's methods may be called with `self`. */
function accepts(type: JsFunction, self: unknown): boolean {
  if (typeof self !== 'object' || self === null) return false
  if (self instanceof (type as unknown as new () => object)) return true
  const own = programClassOf(self)
  return own !== undefined && resolutionOrder(own).includes(type)
}

/** A method of a class, which is called with its object first. */
function unbound(
  type: JsFunction,
  name: string,
  call: (self: unknown, args: readonly unknown[], keywords: Keywords) => unknown,
): PyFunction {
  return makeFunction(
    name,
    ([self, ...args], keywords) => {
      if (!accepts(type, self))
        throw new TypeError(
          `unbound method ${name}() must be called with ${className(type)} instance as first argument (got ${typeName(self)} instance instead)`,
        )
      return call(self, args, keywords)
    },
    false,
  )
}

const className = (type: JsFunction): string => (type as { pythonName?: string }).pythonName ?? type.name

/** `Base.__init__`, `Base.method` and what else a class that is not the program's gives. */
export function nativeClassAttribute(type: JsFunction, name: string): unknown {
  if (name === '__init__')
    return makeFunction(
      '__init__',
      ([self, ...args], keywords) => done(initialise(self as object, args, keywords)),
      false,
    )
  if (type.prototype === undefined) return undefined
  if (!classDeclares(type, name)) {
    const part = isJsClass(type) ? staticProperty(type, name) : undefined
    return part !== undefined && slotsOfClass(type).showsStatic?.(part) ? fromForeign(part) : undefined
  }
  const property = prototypeProperty(type, name)
  if (property) {
    const { value, get } = property
    if (typeof value === 'function')
      return unbound(type, name, (self, args, keywords) => callForeign(value, self, args, keywords))
    if (get)
      return new PyProperty(
        unbound(type, name, self => fromForeign(get.call(self))),
        null,
        null,
      )
    return fromForeign(value)
  }
  const inherited = staticProperty(type, name)
  if (inherited === undefined) return undefined
  if (typeof inherited === 'function' && !isCallable(inherited) && !isJsClass(inherited))
    return makeFunction(name, (args, keywords) => callForeign(inherited, type, args, keywords), false)
  return fromForeign(inherited)
}

/** A method of a built-in type, which is called with a value of the type first. */
export function typeMethod(type: PyType, name: string): unknown {
  for (let at: PyType | null = type; at; at = at.base) {
    if (Object.hasOwn(at.functions, name)) return at.functions[name]
    const method = at.methods.get(name)
    if (!method) continue
    const { check, name: owner } = at
    return makeFunction(
      name,
      (args, keywords) => {
        if (args.length === 0) throw new TypeError(`descriptor '${name}' of '${owner}' object needs an argument`)
        if (!check(args[0]))
          throw new TypeError(`descriptor '${name}' requires a '${owner}' object but received a '${typeName(args[0])}'`)
        return method[CALL](args, keywords)
      },
      false,
    )
  }
  return undefined
}

/** `super().__init__(…)` where the class above is not the program's. */
export function initialise(self: unknown, args: readonly unknown[], keywords: Keywords): void {
  const type = typeof self === 'object' && self !== null ? programClassOf(self) : undefined
  if (type) initialiseNative(self as object, type, args, keywords)
}
