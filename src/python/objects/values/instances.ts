/** Instances of the program's classes: how they are made and initialised, whatever their class extends. */
import { TypeError } from '../../../errors/python.ts'
import { makeException } from '../exceptions.ts'
import { foreignArguments } from '../foreign_values.ts'
import { slotsOfClass } from '../slots.ts'
import { CALL, type Callable, isCallable, type Keywords } from './callable.ts'
import { findMember, nativeBase, type PyClass, PyClassMethod, PyStaticMethod, pythonClassOf } from './class.ts'
import { forgetInstanceAttributes } from './instance_attributes.ts'
import type { JsFunction } from './js_function.ts'
import { PyTuple } from './tuple.ts'
import { registeredType } from './type.ts'

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
  if ((native as { plainInstances?: boolean }).plainInstances || slotsOfClass(native).adopt)
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
  const { adopt } = slotsOfClass(native)
  if (adopt) {
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
