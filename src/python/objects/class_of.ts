/** Python's `type(value)` and `isinstance`. */
import { TypeError } from '../../errors/python.ts'
import { exceptionClass, isException } from './exceptions.ts'
import { isJsClass } from './foreign_calls.ts'
import { slotsOf } from './slots.ts'
import { programClassOf, pythonClassOf } from './values/class.ts'
import { jsClassOf, publicClassOf } from './values/members.ts'
import { PyTuple } from './values/tuple.ts'
import { builtinType, PyType, primitives, registeredType } from './values/type.ts'

/** The type of objects that have no members for a program. */
const OPAQUE = new PyType('object', {
  construct: () => {
    throw new TypeError('cannot be made this way')
  },
  check: value => typeof value === 'object' && value !== null,
})

/** The type of a value: a built-in type, a class of the program or one of tf0's. */
export function classOf(value: unknown): unknown {
  if (typeof value === 'function')
    return isJsClass(value) || pythonClassOf(value) ? primitives.class : primitives.function
  if (value instanceof PyType) return primitives.class
  if (typeof value === 'object' && value !== null) {
    const own = programClassOf(value)
    if (own) return own
    const { classOf: slot } = slotsOf(value)
    if (slot) return slot(value)
    if (value instanceof Error) return exceptionClass(value)
    const jsClass = jsClassOf(value)
    const registered = jsClass && registeredType(jsClass)
    if (registered && (registered.jsClass === jsClass || registered.jsClass === null)) return registered
    // a class of tf0 that is public, else the nearest built-in type
    const shown = publicClassOf(value)
    return shown !== undefined && (shown === jsClass || !builtinType(value))
      ? shown
      : (builtinType(value) ?? shown ?? OPAQUE)
  }
  return builtinType(value)
}

/** Python's `isinstance(value, type)`. */
export function isInstance(value: unknown, type: unknown): boolean {
  if (type instanceof PyTuple) return type.some(one => isInstance(value, one))
  if (type instanceof PyType) return type.check(value)
  if (typeof type === 'function') {
    if (value instanceof Error) return isException(value, type)
    const test = (type as { pythonIsInstance?: (value: unknown) => boolean }).pythonIsInstance
    if (test) return test(value)
    return isJsClass(type) || pythonClassOf(type) ? value instanceof (type as unknown as new () => object) : false
  }
  const slot = slotsOf(type).isInstance
  if (slot) return slot(type as object, value)
  throw new TypeError('isinstance() arg 2 must be a type, a tuple of types, or a union')
}

/** Python's `issubclass(type, of)`. */
export function isSubclass(type: unknown, of: unknown): boolean {
  if (of instanceof PyTuple) return of.some(one => isSubclass(type, one))
  if (type === of) return true
  if (of instanceof PyType && of.name === 'object') return true
  if (type instanceof PyType) return of instanceof PyType && type.inherits(of)
  const asked = slotsOf(type).isSubclass
  if (asked !== undefined) return asked(type as object, of)
  if (typeof type !== 'function') throw new TypeError('issubclass() arg 1 must be a class')
  if (of instanceof PyType) return of.jsClass !== null && (type.prototype as unknown) instanceof of.jsClass
  return typeof of === 'function' && (type.prototype as unknown) instanceof (of as unknown as new () => object)
}
