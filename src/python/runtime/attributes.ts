/** `value.name`, `value.name = x`, `del value.name`. */
import { NameScope, Scope } from '../../graph/scope.ts'
import { moduleOf } from '../text/class_modules.ts'
import { done } from '../values/none.ts'
import type { JsFunction } from '../values/js_function.ts'
import { AttributeError } from '../../errors/index.ts'
import { callForeign } from '../bridge/foreign.ts'
import { Message } from '../../formats/proto/message.ts'
import { messageField } from '../bridge/messages.ts'
import { fromForeign, toForeign } from '../bridge/values.ts'
import { machine } from './machine.ts'
import { bindMethod, CALL, isCallable, makeFunction, type Keywords, type PyFunction } from '../values/callable.ts'
import {
  classMembers,
  findMember,
  initialiseNative,
  nativeBase,
  type PyClass,
  PyClassMethod,
  PyProperty,
  PyStaticMethod,
  PySuper,
  pythonClassOf,
  resolutionOrder,
  setMember,
} from '../values/class.ts'
import { PyDict } from '../values/dict.ts'
import { definitionOf } from '../values/definition.ts'
import { OBJECT } from '../builtins/object_type.ts'
import { PyModule } from '../values/module.ts'
import { PyTuple } from '../values/tuple.ts'
import { builtinType, PyType, typeName } from '../values/type.ts'
import { call } from './call.ts'
import { exceptionArgs } from './exceptions.ts'
import { missingName } from './missing.ts'
import { classOf } from './class_of.ts'

/** A member as seen on an instance: functions bind, properties answer. */
function bindMember(member: unknown, self: unknown, type: unknown, name: string): unknown {
  if (member instanceof PyProperty) {
    if (!member.get) throw new AttributeError(`unreadable attribute '${name}'`)
    return member.get[CALL]([self], null)
  }
  if (member instanceof PyStaticMethod) return member.target
  if (member instanceof PyClassMethod) return isCallable(member.target) ? bindMethod(member.target, type, name) : member.target
  if (isCallable(member) && (member as Partial<PyFunction>).isMethod) return bindMethod(member, self, name)
  return member
}

function instanceAttribute(self: object, type: PyClass, name: string): unknown {
  if (Object.hasOwn(self, name)) return (self as Record<string, unknown>)[name]
  const member = findMember(type, name)
  if (member !== undefined) return bindMember(member, self, type, name)
  if (name === '__dict__') return PyDict.from_entries(Object.entries(self))
  const special = specialAttribute(self, type, name)
  if (special !== undefined) return special
  if (nativeBase(type)) {
    const inherited = nativeAttribute(self, name)
    if (inherited !== undefined) return inherited
  }
  const fallback = findMember(type, '__getattr__')
  return fallback === undefined ? undefined : call(fallback, [self, name], null)
}

/** Attributes that every object has. */
function specialAttribute(self: unknown, type: unknown, name: string): unknown {
  if (name === '__class__') return type
  if (name === '__module__') return (type as { pythonModule?: string }).pythonModule ?? 'builtins'
  return name === '__doc__' ? null : undefined
}

function nativeAttribute(self: object, name: string): unknown {
  if (self instanceof Message) {
    const field = messageField(self, name)
    if (field !== undefined) return field
  }
  const builtin = builtinMember(self, name)
  if (builtin !== undefined) return builtin
  if (self instanceof Error) {
    if (name === 'args') return PyTuple.from_items(exceptionArgs(self))
    if (name === 'message') return self.message
  }
  return foreignMember(self, name)
}

/** A method or attribute of a built-in type. */
function builtinMember(self: unknown, name: string): unknown {
  for (let type = builtinType(self) ?? null; type; type = type.base) {
    const method = type.methods.get(name)
    if (method) return bindMethod(method, self, name)
    const getter = type.getters.get(name)
    if (getter) return getter(self)
    const own = type.functions[name]
    if (own) return own
  }
  return undefined
}

/** Python names that JavaScript spells differently. */
const FOREIGN_NAMES: Readonly<Record<string, string>> = { __str__: 'toString', __repr__: 'repr', __enter__: 'enter', __call__: 'call' }

/** A property or method of one of tf0's objects. */
function foreignMember(self: object, name: string): unknown {
  const key = name in self ? name : (FOREIGN_NAMES[name] ?? name)
  if (!(key in self) && Symbol.dispose in self && (name === '__enter__' || name === '__exit__')) return scopeMethod(self as Disposable, name)
  if (!(key in self) || key === 'constructor' || (key in Object.prototype && !Object.hasOwn(self, key))) return undefined
  const value = (self as Record<string, unknown>)[key]
  if (typeof value !== 'function') return fromForeign(value)
  if (isCallable(value) || Object.hasOwn(self, key)) return value
  return makeFunction(name, (args, keywords) => callForeign(value, self, args, keywords), false)
}

/** Scopes are entered when they are made: `__enter__` only gives what `as` binds. */
function scopeMethod(scope: Disposable, name: '__enter__' | '__exit__'): unknown {
  const value = scope instanceof NameScope ? String(scope) : scope instanceof Scope ? scope.value : scope
  const leave = (): null => {
    scope[Symbol.dispose]()
    return null
  }
  return makeFunction(name, name === '__enter__' ? () => fromForeign(value) : leave, false)
}

function classAttribute(type: PyClass, name: string): unknown {
  if (name === '__name__') return type.pythonName
  if (name === '__module__') return type.pythonModule
  if (name === '__mro__') return PyTuple.from_items([...resolutionOrder(type), OBJECT])
  if (name === '__bases__') return PyTuple.from_items(type.bases)
  if (name === '__dict__') return PyDict.from_entries(classMembers(type))
  const member = findMember(type, name)
  if (member instanceof PyStaticMethod) return member.target
  if (member instanceof PyClassMethod) return isCallable(member.target) ? bindMethod(member.target, type, name) : member.target
  if (member !== undefined) return member
  return unboundNative(type, name) ?? specialAttribute(type, type, name)
}

/** `Base.__init__(self, …)` and other methods that a class of tf0 or a built-in type gives. */
function unboundNative(type: JsFunction, name: string): unknown {
  if (name === '__init__') return makeFunction('__init__', ([self, ...args], keywords) => done(initialise(self as object, args, keywords)), false)
  const method = (type.prototype as Record<string, unknown> | undefined)?.[name]
  if (typeof method === 'function') return makeFunction(name, ([self, ...args], keywords) => callForeign(method, self, args, keywords), false)
  const inherited = (type as unknown as Record<string, unknown>)[name]
  if (inherited === undefined || name in Function.prototype) return undefined
  if (typeof inherited === 'function' && !isCallable(inherited))
    return makeFunction(name, (args, keywords) => callForeign(inherited, type, args, keywords), false)
  return fromForeign(inherited)
}

function initialise(self: object, args: readonly unknown[], keywords: Keywords): void {
  const type = pythonClassOf(self.constructor)
  if (type) initialiseNative(self, type, args, keywords)
}

function superAttribute(proxy: PySuper, name: string): unknown {
  const { type, self } = proxy
  const own = pythonClassOf((self as object).constructor) ?? (pythonClassOf(self) as PyClass | undefined)
  if (!own) return undefined
  const member = findMember(own, name, type)
  if (member !== undefined) return bindMember(member, self, own, name)
  if (name === '__init__') return makeFunction(name, (args, keywords) => done(initialise(self as object, args, keywords)), false)
  if (name === '__new__') return makeFunction(name, args => Object.create((args[0] as PyClass).prototype) as object, false)
  if (name === '__setattr__') return makeFunction(name, ([key, value]) => void Reflect.set(self as object, key as string, value), false)
  const native = nativeBase(own)
  const builtin = builtinMember(self, name)
  if (builtin !== undefined) return builtin
  const method = native && (native.prototype as Record<string, unknown>)[name]
  return typeof method === 'function' ? makeFunction(name, (args, keywords) => callForeign(method, self, args, keywords), false) : undefined
}

/** What classes of named tuples carry. */
const CLASS_DATA: ReadonlySet<string> = new Set(['_fields', '_make'])

function functionAttribute(value: JsFunction, name: string): unknown {
  const own = pythonClassOf(value)
  if (own) return classAttribute(own, name)
  const named = value as JsFunction & {
    pythonName?: string
    pythonModule?: string
    boundTo?: { fn: unknown; self: unknown }
    attributes?: Map<string, unknown>
  }
  if (named.attributes?.has(name)) return named.attributes.get(name)
  if (CLASS_DATA.has(name) && Object.hasOwn(value, name)) return (value as unknown as Record<string, unknown>)[name]
  switch (name) {
    case '__name__':
    case 'func_name':
      return named.pythonName ?? value.name
    case '__module__':
      return named.pythonModule ?? moduleOf(value) ?? '__main__'
    case '__doc__':
      return definitionOf(named.boundTo?.fn ?? value)?.doc ?? null
    case '__self__':
    case 'im_self':
      return named.boundTo?.self
    case '__func__':
    case 'im_func':
      return named.boundTo?.fn
    case '__class__':
      return classOf(value)
    case '__call__':
      return value
  }
  return isCallable(value) ? undefined : unboundNative(value, name)
}

function find(value: unknown, name: string): unknown {
  if (typeof value === 'function') return functionAttribute(value, name)
  if (typeof value === 'object' && value !== null) {
    const own = pythonClassOf(value.constructor)
    if (own) return instanceAttribute(value, own, name)
    if (value instanceof PyModule) return name === '__name__' ? value.name : value.find(name)
    if (value instanceof PySuper) return superAttribute(value, name)
    if (value instanceof PyType) return typeAttribute(value, name)
    const native = nativeAttribute(value, name)
    // null is a value: None
    if (native !== undefined) return native
    return name === '__class__' ? classOf(value) : name === '__dict__' ? PyDict.from_entries(Object.entries(value)) : undefined
  }
  return builtinMember(value, name) ?? (name === '__class__' ? classOf(value) : undefined)
}

function typeAttribute(type: PyType, name: string): unknown {
  if (name === '__name__') return type.name === 'bytes' && machine.version === 2 ? 'str' : type.name
  if (name === '__module__') return 'builtins'
  if (name === '__init__') return makeFunction(name, ([self, ...args], keywords) => done(initialise(self as object, args, keywords)), false)
  if (name === '__new__') return makeFunction(name, args => Object.create((args[0] as PyClass).prototype) as object, false)
  for (let at: PyType | null = type; at; at = at.base) {
    const method = at.functions[name] ?? at.methods.get(name)
    if (method) return method
  }
  return name === '__class__' ? classOf(type) : undefined
}

/** `value.name`, or undefined where there is none. */
export function findAttribute(value: unknown, name: string): unknown {
  // `undefined` cannot be a value of the program, so it can say "none"
  return find(value, name)
}

/** `value.name`; AttributeError where there is none. */
export function getAttribute(value: unknown, name: string): unknown {
  const found = find(value, name)
  if (found === undefined) throw missingName(value, name)
  return found
}

/** `value.name(args)` without making a bound method first. */
export function callMethod(value: unknown, name: string, args: readonly unknown[], keywords: Keywords): unknown {
  if (typeof value === 'object' && value !== null) {
    const own = pythonClassOf(value.constructor)
    if (own) {
      if (!Object.hasOwn(value, name)) {
        const member = findMember(own, name)
        if (isCallable(member) && (member as Partial<PyFunction>).isMethod) return member[CALL]([value, ...args], keywords)
      }
      return call(getAttribute(value, name), args, keywords)
    }
  }
  const type = typeof value === 'function' ? undefined : builtinType(value)
  const method = type?.methods.get(name) ?? type?.base?.methods.get(name)
  if (method) return method[CALL]([value, ...args], keywords)
  return call(getAttribute(value, name), args, keywords)
}

/** `value.name = item`. */
export function setAttribute(value: unknown, name: string, item: unknown): void {
  const own = pythonClassOf(value)
  if (value instanceof PyModule || own) {
    if (own) setMember(own, name, item)
    else (value as PyModule).set(name, item)
    return
  }
  if (typeof value === 'function') {
    const named = value as JsFunction & { attributes?: Map<string, unknown> }
    if (!named.attributes) Object.defineProperty(value, 'attributes', { value: new Map() })
    named.attributes?.set(name, item)
    return
  }
  if (typeof value !== 'object' || value === null) throw new AttributeError(`'${typeName(value)}' object has no attribute '${name}'`)
  const type = pythonClassOf(value.constructor)
  if (!type) {
    if (builtinType(value) !== undefined || value instanceof PyType)
      throw new AttributeError(`'${typeName(value)}' object has no attribute '${name}'`)
    Reflect.set(value, name, toForeign(item))
    return
  }
  const custom = findMember(type, '__setattr__')
  if (custom !== undefined) return void call(custom, [value, name, item], null)
  const member = findMember(type, name)
  if (member instanceof PyProperty) {
    if (!member.set) throw new AttributeError("can't set attribute")
    member.set[CALL]([value, item], null)
    return
  }
  Object.defineProperty(value, name, { value: item, writable: true, enumerable: true, configurable: true })
}

/** `del value.name`. */
export function deleteAttribute(value: unknown, name: string): void {
  const own = pythonClassOf(value)
  if (
    own
      ? classMembers(own).delete(name)
      : typeof value === 'object' && value !== null && Object.hasOwn(value, name) && Reflect.deleteProperty(value, name)
  )
    return
  throw new AttributeError(name)
}
