/**
 * Classes of the program. Each is a JavaScript constructor, so that tf0 can call methods of its instances and the program
 * can extend tf0's classes; what Python must know in addition (method resolution order, the members as written) hangs on it.
 */

import { Adopting, adopt } from '../../../calling/adoption.ts'
import { PythonError, TypeError } from '../../../errors/python.ts'
import { makeException } from '../exceptions.ts'
import { toForeign } from '../foreign_values.ts'
import { CALL, type Callable, isCallable, type Keywords, type PyFunction, receivedArguments } from './callable.ts'
import { HASH_KEY } from './hash.ts'
import { forgetInstanceAttributes } from './instance_attributes.ts'
import type { JsFunction } from './js_function.ts'
import { classDeclares } from './members.ts'
import { PyTuple } from './tuple.ts'
import { PyType, registeredType } from './type.ts'

const MEMBERS: unique symbol = Symbol('members')
const ORDER: unique symbol = Symbol('method resolution order')
/** On prototypes: the class of the program whose instances inherit from it. No attribute of an instance can hide it. */
const CLASS: unique symbol = Symbol('class')
/** The first class of the order that is not the program's. */
const NATIVE: unique symbol = Symbol('native base')

type NativeClass = new (...args: unknown[]) => object

/** A class of the program. */
export interface PyClass extends JsFunction, Callable {
  readonly [MEMBERS]: Map<string, unknown>
  /** Itself first; classes of tf0 and of JavaScript last. */
  readonly [ORDER]: readonly JsFunction[]
  readonly [NATIVE]: NativeClass | null
  readonly bases: readonly unknown[]
  readonly pythonName: string
  readonly pythonModule: string
  prototype: object
}

export class PyProperty {
  readonly get: Callable | null
  readonly set: Callable | null
  readonly remove: Callable | null
  constructor(get: Callable | null, set: Callable | null, remove: Callable | null) {
    this.get = get
    this.set = set
    this.remove = remove
  }
}

export class PyStaticMethod {
  readonly target: unknown
  constructor(target: unknown) {
    this.target = target
  }
}

export class PyClassMethod {
  readonly target: unknown
  constructor(target: unknown) {
    this.target = target
  }
}

/** `super()`: attributes of `self` looked up behind `type` in the order of its class. */
export class PySuper {
  readonly type: PyClass
  readonly self: unknown
  constructor(type: PyClass, self: unknown) {
    this.type = type
    this.self = self
  }
}

/** Where a method was defined, for `super()` without arguments. */
export interface Home {
  type: PyClass | null
}

/** `type` as a class of the program, or undefined. */
export function pythonClassOf(type: unknown): PyClass | undefined {
  return typeof type === 'function' && Object.hasOwn(type, MEMBERS) ? (type as unknown as PyClass) : undefined
}

/** The program's class of an object; undefined where its class is tf0's or built in. */
export const programClassOf = (value: object): PyClass | undefined => (value as { readonly [CLASS]?: PyClass })[CLASS]

export const classMembers = (type: PyClass): Map<string, unknown> => type[MEMBERS]
export const resolutionOrder = (type: PyClass): readonly JsFunction[] => type[ORDER]

/** A member as some class in the order wrote it; undefined where only JavaScript's classes may have it. */
export function findMember(type: PyClass, name: string, after: PyClass | null = null): unknown {
  let skipping = after !== null
  for (const candidate of type[ORDER]) {
    if (skipping) {
      if (candidate === after) skipping = false
      continue
    }
    const members = (candidate as Partial<PyClass>)[MEMBERS]
    if (members && Object.hasOwn(candidate, MEMBERS) && members.has(name)) return members.get(name)
  }
  return undefined
}

/** The order of a class by C3: each class before its bases, bases in the order written. */
function linearise(type: JsFunction, bases: readonly JsFunction[]): JsFunction[] {
  const orderOf = (base: JsFunction): readonly JsFunction[] =>
    pythonClassOf(base) ? (base as unknown as PyClass)[ORDER] : [base]
  const lists = [...bases.map(base => [...orderOf(base)]), [...bases]]
  const out = [type]
  for (;;) {
    const open = lists.filter(list => list.length > 0)
    if (open.length === 0) return out
    const head = open
      .map(list => list[0] as JsFunction)
      .find(candidate => !open.some(list => list.indexOf(candidate) > 0))
    if (!head) throw new TypeError('Cannot create a consistent method resolution order (MRO) for bases')
    out.push(head)
    for (const list of open) if (list[0] === head) list.shift()
  }
}

/** The JavaScript class that a base stands for; null for `object`. */
function jsBase(base: unknown): JsFunction | null {
  if (base instanceof PyType) {
    if (base.name === 'object') return null
    if (!base.jsClass) throw new TypeError(`type '${base.name}' is not an acceptable base type`)
    return base.jsClass
  }
  if (typeof base === 'function') return base
  throw new TypeError('a class can only inherit from classes')
}

/** Makes a class: its members are also properties of the prototype, where tf0's code finds them. */
export function makeClass(
  name: string,
  bases: readonly unknown[],
  members: Map<string, unknown>,
  module: string,
): PyClass {
  const parents = bases.map(jsBase).filter((base): base is JsFunction => base !== null)
  const made = {
    // biome-ignore lint/complexity/useArrowFunction: it is a constructor
    [name]: function (...args: unknown[]) {
      return instantiate(made, ...receivedArguments(args))
    },
  }[name] as unknown as PyClass
  const [first] = parents
  made.prototype = Object.create((first?.prototype as object | undefined) ?? Object.prototype, {
    constructor: { value: made, writable: true, configurable: true },
    [CLASS]: { value: made },
  }) as object
  if (first) Object.setPrototypeOf(made, first)
  const define = (key: PropertyKey, value: unknown): void =>
    void Object.defineProperty(made, key, { value, configurable: true, writable: true })
  define(MEMBERS, new Map<string, unknown>())
  const order = linearise(made, parents)
  define(ORDER, order)
  define(NATIVE, order.find(candidate => !pythonClassOf(candidate)) ?? null)
  define('bases', bases)
  define('pythonName', name)
  define('pythonModule', module)
  define(CALL, (args: readonly unknown[], keywords: Keywords) => instantiate(made, args, keywords))
  for (const [key, value] of members) setMember(made, key, value)
  shadowMixins(made)
  return made
}

/** With several bases, the prototype chain follows the first only: what the order finds elsewhere is copied. */
function shadowMixins(type: PyClass): void {
  const order = type[ORDER].map(candidate => pythonClassOf(candidate)).filter(candidate => candidate !== undefined)
  for (const candidate of order.slice(1))
    for (const key of candidate[MEMBERS].keys()) if (!type[MEMBERS].has(key)) mirror(type, key, findMember(type, key))
}

/** Sets a member, as `Class.name = value` does. */
export function setMember(type: PyClass, key: string, value: unknown): void {
  type[MEMBERS].set(key, value)
  const home = (value as { home?: Home } | null | undefined)?.home
  if (home && home.type === null) home.type = type
  mirror(type, key, value)
}

const withSelf = (value: Callable): ((this: unknown, ...args: unknown[]) => unknown) =>
  function (this: unknown, ...args: unknown[]) {
    const [positional, keywords] = receivedArguments(args)
    return value[CALL]([this, ...positional], keywords)
  }

/** Special methods by the name under which JavaScript and tf0 look for them. */
const JS_NAMES: Readonly<Record<string, PropertyKey>> = {
  __str__: 'toString',
  __repr__: 'repr',
  __call__: 'call',
  __hash__: HASH_KEY,
}

/**
 * Whether a name belongs to JavaScript: what the class below, or every object, has without declaring it. Members and attributes of such
 * names are the program's alone; what tf0 and the front end call by them stays as it is.
 */
export function isHidden(type: PyClass, key: string): boolean {
  const native = type[NATIVE]
  if (!(key in ((native?.prototype as object | undefined) ?? Object.prototype))) return false
  return native === null || key in Object.prototype || !classDeclares(native, key)
}

/** Lets JavaScript see a member on instances. */
function mirror(type: PyClass, key: string, value: unknown): void {
  if (isHidden(type, key)) return
  const define = (name: PropertyKey, parts: PropertyDescriptor): void =>
    void Object.defineProperty(type.prototype, name, { configurable: true, ...parts })
  if (value instanceof PyProperty) {
    const { get, set } = value
    define(key, {
      get(this: unknown) {
        return get?.[CALL]([this], null)
      },
      set(this: unknown, given: unknown) {
        set?.[CALL]([this, given], null)
      },
    })
    return
  }
  if (isCallable(value) && (value as Partial<PyFunction>).isMethod) {
    const method = withSelf(value)
    define(key, { value: method, writable: true })
    const name = JS_NAMES[key]
    if (name !== undefined && !Object.hasOwn(type.prototype, name)) define(name, { value: method, writable: true })
    if (key === '__call__')
      define(CALL, {
        value(this: unknown, args: readonly unknown[], keywords: Keywords) {
          return value[CALL]([this, ...args], keywords)
        },
      })
    return
  }
  define(key, { value: value instanceof PyStaticMethod ? value.target : value, writable: true })
}

/** The first class of the order that is not the program's: what instances are made of. */
export const nativeBase = (type: PyClass): NativeClass | null => type[NATIVE]

/** An instance whose `__init__` has not run. */
export function allocate(type: PyClass, args: readonly unknown[], keywords: Keywords): object {
  const native = nativeBase(type)
  if (!native) return Object.create(type.prototype) as object
  if (native === (Error as unknown) || native.prototype instanceof Error) return allocateError(type, native, args)
  const fill = registeredType(native)?.fill
  if (fill) {
    const made = Reflect.construct(native, [], type) as object
    if (findMember(type, '__init__') === undefined) fill(made as never, args, keywords)
    return made
  }
  if (findMember(type, '__init__') === undefined)
    return Reflect.construct(native, foreignArguments(args, keywords), type) as object
  return allocateWithout(type)
}

/** `object.__new__(type)`: an instance whose constructors have not run. */
export function allocateBare(type: unknown): object {
  const own = pythonClassOf(type)
  if (!own) throw new TypeError(`object.__new__(X): X is not a type object of the program`)
  return allocateWithout(own)
}

function allocateWithout(type: PyClass): object {
  const native = nativeBase(type)
  if (!native) return Object.create(type.prototype) as object
  if (native === (Error as unknown) || native.prototype instanceof Error) return allocateError(type, native, [])
  if (registeredType(native)?.fill) return Reflect.construct(native, [], type) as object
  // what a constructor does, it shall do once: when the class's own `__init__` calls it
  if ((native as { plainInstances?: boolean }).plainInstances || native.prototype instanceof Adopting)
    return Object.create(type.prototype) as object
  try {
    // classes with private fields can only be made by their constructor; `super().__init__` then sets the state
    return Reflect.construct(native, [], type) as object
  } catch {
    return Object.create(type.prototype) as object
  }
}

/** `instance.__class__ = type`. */
export function changeClass(self: object, from: PyClass, to: unknown): void {
  const type = pythonClassOf(to)
  if (!type) throw new TypeError('__class__ must be set to a class')
  if (nativeBase(type) !== nativeBase(from))
    throw new TypeError(`__class__ assignment: '${type.pythonName}' object layout differs from '${from.pythonName}'`)
  Object.setPrototypeOf(self, type.prototype)
}

function allocateError(type: PyClass, native: JsFunction, args: readonly unknown[]): object {
  const error = makeException(
    native as new (
      message?: string,
    ) => Error,
    args,
    args.length === 1 && typeof args[0] === 'string' ? args[0] : args.map(String).join(', '),
  )
  return Object.setPrototypeOf(error, type.prototype) as object
}

export function foreignArguments(args: readonly unknown[], keywords: Keywords): unknown[] {
  const out = args.map(toForeign)
  if (keywords && keywords.size > 0) {
    // copied by assignment, this key would set the prototype of the copy
    if (keywords.has('__proto__')) throw new TypeError("got an unexpected keyword argument '__proto__'")
    out.push(Object.fromEntries([...keywords].map(([key, value]) => [key, toForeign(value)])))
  }
  return out
}

/** `super().__init__(…)` where the class above is tf0's: takes over the state that its constructor sets. */
export function initialiseNative(self: object, type: PyClass, args: readonly unknown[], keywords: Keywords): void {
  const native = nativeBase(type)
  if (!native) return
  if (self instanceof Error) {
    Object.defineProperty(self, 'pythonArgs', {
      value: PyTuple.from_items(args),
      enumerable: false,
      writable: true,
      configurable: true,
    })
    if (args.length > 0) self.message = String(args[0])
    return
  }
  const fill = registeredType(native)?.fill
  if (fill) {
    fill(self as never, args, keywords)
    return
  }
  if (native.prototype instanceof Adopting) {
    adopt(self, () => Reflect.construct(native, foreignArguments(args, keywords), type))
    return
  }
  const made = Reflect.construct(native, foreignArguments(args, keywords), type) as object
  const fields = Object.getOwnPropertyDescriptors(made)
  forgetInstanceAttributes(self, Object.keys(fields))
  Object.defineProperties(self, fields)
}

/** `Class(…)`. */
export function instantiate(type: PyClass, args: readonly unknown[], keywords: Keywords): object {
  const maker = findMember(type, '__new__')
  const self =
    maker === undefined
      ? allocate(type, args, keywords)
      : (callTarget(maker)[CALL]([type, ...args], keywords) as object)
  if (!(self instanceof (type as unknown as new () => object))) return self
  const init = findMember(type, '__init__')
  if (init !== undefined) callTarget(init)[CALL]([self, ...args], keywords)
  else if (args.length > 0 && maker === undefined && nativeBase(type) === null)
    throw new TypeError(`${type.pythonName}() takes no arguments`)
  return self
}

function callTarget(member: unknown): Callable {
  const target = member instanceof PyStaticMethod || member instanceof PyClassMethod ? member.target : member
  if (!isCallable(target)) throw new TypeError(`'${typeof target}' object is not callable`)
  return target
}

/** Whether a value is an exception class. */
export const isErrorClass = (value: unknown): value is new (message?: string) => Error =>
  typeof value === 'function' && (value === PythonError || value.prototype instanceof Error || value === TypeError)
