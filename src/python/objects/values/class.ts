/**
 * Classes of the program. Each is a JavaScript constructor, so that tf0 can call methods of its instances and the program
 * can extend tf0's classes; what Python must know in addition (method resolution order, the members as written) hangs on it.
 */

import { PythonError, TypeError } from '../../../errors/python.ts'
import { CALL, type Callable, isCallable, type Keywords, type PyFunction, receivedArguments } from './callable.ts'
import { HASH_KEY } from './hash.ts'
import type { JsFunction } from './js_function.ts'
import { classDeclares } from './members.ts'

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

/** Says that no class above this one is the program's: their prototypes need not be searched for one. */
export function endSearchForClass(jsClass: { readonly prototype: object }): void {
  Object.defineProperty(jsClass.prototype, CLASS, { value: undefined, configurable: true })
}

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

/** Makes a class of a constructor: `order` says where its members are looked for, `first` is the first of its bases. */
export function establishClass(type: PyClass, first: JsFunction | undefined, order: readonly JsFunction[]): void {
  type.prototype = Object.create((first?.prototype as object | undefined) ?? Object.prototype, {
    constructor: { value: type, writable: true, configurable: true },
    [CLASS]: { value: type },
  }) as object
  const define = (key: symbol, value: unknown): void =>
    void Object.defineProperty(type, key, { value, configurable: true, writable: true })
  define(MEMBERS, new Map<string, unknown>())
  define(ORDER, order)
  define(NATIVE, order.find(candidate => !pythonClassOf(candidate)) ?? null)
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
export function mirror(type: PyClass, key: string, value: unknown): void {
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

/** Whether a value is an exception class. */
export const isErrorClass = (value: unknown): value is new (message?: string) => Error =>
  typeof value === 'function' && (value === PythonError || value.prototype instanceof Error || value === TypeError)
