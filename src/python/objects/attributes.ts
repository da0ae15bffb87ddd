/**
 * `value.name`, `value.name = x`, `del value.name`: the one gate between a program and the objects that it holds. What has no name
 * in Python (JavaScript's own properties, tf0's internals) does not exist here.
 */
import { AttributeError, TypeError } from '../../errors/index.ts'
import { call } from './call.ts'
import { classOf } from './class_of.ts'
import { isErrorClassBuiltIn } from './exceptions.ts'
import { toForeign } from './foreign_values.ts'
import { machine } from './machine.ts'
import { missingName } from './missing.ts'
import {
  builtinMember,
  initialise,
  nativeAttribute,
  nativeClassAttribute,
  nativeSuperAttribute,
  typeMethod,
} from './native_attributes.ts'
import { OBJECT } from './object_type.ts'
import { ownSlots } from './slots.ts'
import { bindMethod, CALL, isCallable, type Keywords, makeFunction, type PyFunction } from './values/callable.ts'
import {
  classMembers,
  findMember,
  nativeBase,
  type PyClass,
  PyClassMethod,
  PyProperty,
  PyStaticMethod,
  PySuper,
  programClassOf,
  pythonClassOf,
  resolutionOrder,
  setMember,
} from './values/class.ts'
import { moduleOf } from './values/class_modules.ts'
import { definitionOf } from './values/definition.ts'
import { PyDict } from './values/dict.ts'
import { deleteInstanceValue, instanceEntries, instanceValue, setInstanceValue } from './values/instance_attributes.ts'
import { allocateBare, changeClass } from './values/instances.ts'
import type { JsFunction } from './values/js_function.ts'
import { dynamicOf, giveAttribute, givenAttributes, isAssignable, isDeclared, takeAttribute } from './values/members.ts'
import { PyModule } from './values/module.ts'
import { done } from './values/none.ts'
import { PyTuple } from './values/tuple.ts'
import { builtinType, PyType, registeredType, typeName } from './values/type.ts'
import { asciiText, PyUnicode } from './values/unicode.ts'

/** A member as seen on an instance: functions bind, properties answer. */
function bindMember(member: unknown, self: unknown, type: unknown, name: string): unknown {
  if (member instanceof PyProperty) {
    if (!member.get) throw new AttributeError(`unreadable attribute '${name}'`)
    return member.get[CALL]([self], null)
  }
  if (member instanceof PyStaticMethod) return member.target
  if (member instanceof PyClassMethod)
    return isCallable(member.target) ? bindMethod(member.target, type, name) : member.target
  if (isCallable(member) && (member as Partial<PyFunction>).isMethod) return bindMethod(member, self, name)
  return member
}

/** Dicts whose entries are their attributes: those that say `self.__dict__ = self`. */
const entriesAsAttributes = new WeakSet<object>()

/** What `self.__dict__ = dict` does. */
function assignAttributes(self: object, type: PyClass, dict: PyDict): void {
  if (dict === self) entriesAsAttributes.add(self)
  else for (const [name, value] of dict) setInstanceValue(self, type, attributeName(name), value)
}

function instanceAttribute(self: object, type: PyClass, name: string): unknown {
  const own = instanceValue(self, type, name)
  if (own !== undefined) return own
  if (self instanceof PyDict && entriesAsAttributes.has(self) && self.has(name)) return self.get(name)
  const member = findMember(type, name)
  if (member !== undefined) return bindMember(member, self, type, name)
  if (name === '__dict__') return attributesDict(self)
  const special = specialAttribute(self, type, name)
  if (special !== undefined) return special
  if (nativeBase(type)) {
    const inherited = nativeAttribute(self, name)
    if (inherited !== undefined) return inherited
  }
  const fallback = findMember(type, '__getattr__')
  return fallback === undefined ? builtinMemberOfObject(self, name) : call(fallback, [self, name], null)
}

const builtinMemberOfObject = (self: object, name: string): unknown => {
  const method = OBJECT.methods.get(name)
  return method && bindMethod(method, self, name)
}

/** Attributes that every object has. */
function specialAttribute(self: unknown, type: unknown, name: string): unknown {
  if (name === '__class__') return type
  if (name === '__module__') return (type as { pythonModule?: string }).pythonModule ?? 'builtins'
  return name === '__doc__' ? null : undefined
}

/** The attributes that the program has given an object, and those that are its data. */
export function attributesDict(self: object): PyDict {
  const type = programClassOf(self)
  const entries: [string, unknown][] = type ? instanceEntries(self, type) : [...(givenAttributes(self) ?? [])]
  const data = dynamicOf(self)
  return PyDict.from_entries([
    ...(data ? [...data.names(self)].map((name): [string, unknown] => [name, data.find(self, name)]) : []),
    ...entries,
  ])
}

/** A class of JavaScript's as the built-in type whose values it makes; others are what they are. */
const shownClass = (type: JsFunction): unknown => (pythonClassOf(type) ? type : (registeredType(type) ?? type))

function classAttribute(type: PyClass, name: string): unknown {
  if (name === '__name__') return type.pythonName
  if (name === '__module__') return type.pythonModule
  if (name === '__mro__') return PyTuple.from_items([...resolutionOrder(type).map(shownClass), OBJECT])
  if (name === '__bases__') return PyTuple.from_items(type.bases)
  if (name === '__dict__') return PyDict.from_entries(classMembers(type))
  const member = findMember(type, name)
  if (member instanceof PyStaticMethod) return member.target
  if (member instanceof PyClassMethod)
    return isCallable(member.target) ? bindMethod(member.target, type, name) : member.target
  if (member !== undefined) return member
  const native = nativeBase(type)
  if (name === '__new__') return newOf()
  return (
    nativeClassAttribute(native ?? type, name) ??
    (native ? functionData(native, name) : undefined) ??
    specialAttribute(type, classOf(type), name)
  )
}

/** `object.__new__`. */
const newOf = (): PyFunction => makeFunction('__new__', args => allocateBare(args[0]), false)

function superAttribute(proxy: PySuper, name: string): unknown {
  const { type, self } = proxy
  const own = typeof self === 'object' && self !== null ? programClassOf(self) : pythonClassOf(self)
  if (!own) return undefined
  const member = findMember(own, name, type)
  if (member !== undefined) return bindMember(member, self, own, name)
  if (name === '__init__') return makeFunction(name, (args, keywords) => done(initialise(self, args, keywords)), false)
  if (name === '__new__') return newOf()
  if (typeof self === 'function') return nativeClassAttribute(nativeBase(own) ?? own, name)
  if (name === '__setattr__')
    return makeFunction(
      name,
      ([key, value]) => done(assignInstance(self as object, own, attributeName(key), value)),
      false,
    )
  const native = nativeBase(own)
  return native ? nativeSuperAttribute(native, self as object, name) : builtinMemberOfObject(self as object, name)
}

/** What classes of named tuples carry. */
const CLASS_DATA: ReadonlySet<string> = new Set(['_fields', '_make'])
const functionData = (value: JsFunction, name: string): unknown =>
  CLASS_DATA.has(name) && Object.hasOwn(value, name) ? (value as unknown as Record<string, unknown>)[name] : undefined

interface NamedFunction extends JsFunction {
  readonly pythonName?: string
  readonly pythonModule?: string
  readonly boundTo?: { readonly fn: unknown; readonly self: unknown }
}

function functionAttribute(value: NamedFunction, name: string): unknown {
  const own = pythonClassOf(value)
  if (own) return classAttribute(own, name)
  const underlying = value.boundTo?.fn
  const given = givenAttributes(value) ?? (typeof underlying === 'function' ? givenAttributes(underlying) : undefined)
  if (given?.has(name)) return given.get(name)
  const data = functionData(value, name)
  if (data !== undefined) return data
  switch (name) {
    case '__name__':
    case 'func_name':
      return value.pythonName ?? value.name
    case '__module__':
      return value.pythonModule ?? moduleOf(value) ?? '__main__'
    case '__doc__':
      return definitionOf(value.boundTo?.fn ?? value)?.doc ?? null
    case '__self__':
    case 'im_self':
      return value.boundTo?.self
    case '__func__':
    case 'im_func':
      // methods of built-in types have none
      return (value.boundTo?.fn as Partial<PyFunction> | undefined)?.isMethod ? value.boundTo?.fn : undefined
    case '__class__':
      return classOf(value)
    case '__dict__':
      return PyDict.from_entries(given ?? [])
    case '__call__':
      return value
    case '__defaults__':
    case 'func_defaults': {
      const definition = definitionOf(value.boundTo?.fn ?? value)
      const defaults = definition?.defaults.filter(one => one !== undefined) ?? []
      return definition && (defaults.length > 0 ? PyTuple.from_items(defaults) : null)
    }
  }
  return isCallable(value) ? undefined : nativeClassAttribute(value, name)
}

/** `object.__setattr__` and its kin, for classes that have their own. */
const OBJECT_ATTRIBUTES: ReadonlyMap<string, PyFunction> = new Map([
  [
    '__setattr__',
    makeFunction(
      '__setattr__',
      ([self, key, value]) => {
        const own = typeof self === 'object' && self !== null ? programClassOf(self) : undefined
        if (own) return done(assignInstance(self as object, own, attributeName(key), value))
        return done(setAttribute(self, attributeName(key), value))
      },
      false,
    ),
  ],
  [
    '__getattribute__',
    makeFunction('__getattribute__', ([self, key]) => getAttribute(self, attributeName(key)), false),
  ],
  ['__delattr__', makeFunction('__delattr__', ([self, key]) => done(deleteAttribute(self, attributeName(key))), false)],
])

function typeAttribute(type: PyType, name: string): unknown {
  if (type === OBJECT && OBJECT_ATTRIBUTES.has(name)) return OBJECT_ATTRIBUTES.get(name)
  if (name === '__name__') return type.name === 'bytes' && machine.version === 2 ? 'str' : type.name
  if (name === '__module__') return 'builtins'
  if (name === '__doc__') return null
  if (name === '__init__')
    return makeFunction(name, ([self, ...args], keywords) => done(initialise(self, args, keywords)), false)
  if (name === '__new__') return newOf()
  return typeMethod(type, name) ?? (name === '__class__' ? classOf(type) : undefined)
}

function find(value: unknown, name: string): unknown {
  if (typeof value === 'function') return functionAttribute(value, name)
  if (typeof value === 'object' && value !== null) {
    const own = programClassOf(value)
    if (own) return instanceAttribute(value, own, name)
    if (!isBuiltInKind(value)) {
      const found = nativeAttribute(value, name)
      return found === undefined ? commonAttribute(value, name) : found
    }
    if (value instanceof PyModule) return moduleAttribute(value, name)
    if (value instanceof PySuper) return superAttribute(value, name)
    if (value instanceof PyType) return typeAttribute(value, name)
    // null is a value: None
    const native = nativeAttribute(value, name)
    if (native !== undefined) return native
    if (name === '__dict__' && builtinType(value) === undefined) return attributesDict(value)
  } else {
    const member = builtinMember(value, name)
    if (member !== undefined) return member
  }
  return commonAttribute(value, name)
}
/** Modules, `super()` and types are none of the classes that have operators with numbers. */
const isBuiltInKind = (value: unknown): boolean => ownSlots(value)?.numeric === undefined

const commonAttribute = (value: unknown, name: string): unknown =>
  name === '__class__' ? classOf(value) : name === '__doc__' ? null : undefined

function moduleAttribute(module: PyModule, name: string): unknown {
  if (name === '__name__') return module.name
  if (name === '__class__') return classOf(module)
  return name === '__dict__'
    ? PyDict.from_entries(module.names().map(key => [key, module.find(key)]))
    : module.find(name)
}

/** `value.name`, or undefined where there is none: no value of a program is undefined. */
export const findAttribute = (value: unknown, name: string): unknown => find(value, name)

/** `value.name`; AttributeError where there is none. */
export function getAttribute(value: unknown, name: string): unknown {
  const found = find(value, name)
  if (found === undefined) throw missingName(value, name)
  return found
}

/** The name that `getattr` and the like are given. */
export function attributeName(name: unknown): string {
  if (typeof name === 'string') return name
  if (name instanceof PyUnicode) return asciiText(name)
  if (Buffer.isBuffer(name) && machine.version === 2) return name.toString('utf8')
  throw new TypeError('attribute name must be string')
}

/** `value.name(args)` without making a bound method first. */
export function callMethod(value: unknown, name: string, args: readonly unknown[], keywords: Keywords): unknown {
  if (typeof value === 'object' && value !== null) {
    const own = programClassOf(value)
    if (own) {
      if (instanceValue(value, own, name) === undefined) {
        const member = findMember(own, name)
        if (isCallable(member) && (member as Partial<PyFunction>).isMethod)
          return member[CALL]([value, ...args], keywords)
      }
      return call(getAttribute(value, name), args, keywords)
    }
  }
  const type = typeof value === 'function' ? undefined : builtinType(value)
  const method = type?.methods.get(name) ?? type?.base?.methods.get(name)
  if (method && !(isBuiltInKind(value) && value instanceof PyType)) return method[CALL]([value, ...args], keywords)
  return call(getAttribute(value, name), args, keywords)
}

const noAttribute = (value: unknown, name: string): AttributeError =>
  new AttributeError(`'${typeName(value)}' object has no attribute '${name}'`)

/** `value.name = item`. */
export function setAttribute(value: unknown, name: string, item: unknown): void {
  if (value instanceof PyModule) {
    value.set(name, item)
    return
  }
  if (typeof value === 'function') {
    const own = pythonClassOf(value)
    if (own) setMember(own, name, item)
    else if (isErrorClassBuiltIn(value))
      throw new TypeError(`can't set attributes of built-in/extension type '${value.name}'`)
    else giveAttribute(value, name, item)
    return
  }
  if (typeof value !== 'object' || value === null) throw noAttribute(value, name)
  const type = programClassOf(value)
  if (!type) {
    setNative(value, name, item)
    return
  }
  const custom = findMember(type, '__setattr__')
  if (custom !== undefined) call(custom, [value, name, item], null)
  else assignInstance(value, type, name, item)
}

function setNative(value: object, name: string, item: unknown): void {
  const data = dynamicOf(value)
  if (data) {
    if (!data.assign?.(value, name, item)) throw noAttribute(value, name)
    return
  }
  if (value instanceof PyType) throw new TypeError(`can't set attributes of built-in/extension type '${value.name}'`)
  const type = builtinType(value)
  if (type !== undefined) {
    const setter = type.setters.get(name) ?? type.base?.setters.get(name)
    if (!setter) throw noAttribute(value, name)
    setter(value, item)
    return
  }
  if (isAssignable(value, name)) {
    if (Reflect.set(value, name, toForeign(item))) return
    throw new AttributeError("can't set attribute")
  }
  // methods can be replaced for the program, values are what they are
  if (isDeclared(value, name) && name in value && typeof (value as Record<string, unknown>)[name] !== 'function')
    throw new AttributeError("can't set attribute")
  giveAttribute(value, name, item)
}

/** What `object.__setattr__` does. */
function assignInstance(value: object, type: PyClass, name: string, item: unknown): void {
  if (name === '__class__') {
    changeClass(value, type, item)
    return
  }
  if (name === '__dict__' && item instanceof PyDict) {
    assignAttributes(value, type, item)
    return
  }
  if (value instanceof PyDict && entriesAsAttributes.has(value)) {
    value.set(name, item)
    return
  }
  const member = findMember(type, name)
  if (member instanceof PyProperty) {
    if (!member.set) throw new AttributeError("can't set attribute")
    member.set[CALL]([value, item], null)
    return
  }
  setInstanceValue(value, type, name, item)
}

/** `del value.name`. */
export function deleteAttribute(value: unknown, name: string): void {
  if (!deleted(value, name)) throw new AttributeError(name)
}

function deleted(value: unknown, name: string): boolean {
  if (value instanceof PyModule) return value.delete(name)
  const own = pythonClassOf(value)
  if (own) return classMembers(own).delete(name)
  if (typeof value === 'function') return takeAttribute(value, name)
  if (typeof value !== 'object' || value === null) return false
  const type = programClassOf(value)
  if (!type) return takeAttribute(value, name)
  const custom = findMember(type, '__delattr__')
  if (custom !== undefined) {
    call(custom, [value, name], null)
    return true
  }
  const member = findMember(type, name)
  if (member instanceof PyProperty && member.remove) {
    member.remove[CALL]([value], null)
    return true
  }
  return deleteInstanceValue(value, type, name)
}
