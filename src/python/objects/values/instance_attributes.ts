/**
 * Attributes of instances of the program's classes. They are JavaScript properties, so that tf0 finds those that it knows; under the
 * names of JavaScript's own members, and of fields that a class of tf0 keeps to itself, they stay outside of the object.
 */
import { isHidden, nativeBase, type PyClass } from './class.ts'
import { giveAttribute, givenAttributes, isDeclared, takeAttribute } from './members.ts'

/** Which own properties the program has set, for instances that have properties of a class of tf0 as well. */
const set = new WeakMap<object, Set<string>>()

const isOwn = (self: object, type: PyClass, name: string): boolean =>
  Object.hasOwn(self, name) && (nativeBase(type) === null || (set.get(self)?.has(name) ?? false))

/** The attribute that the program has given an instance; undefined where there is none. */
export function instanceValue(self: object, type: PyClass, name: string): unknown {
  if (isOwn(self, type, name)) return (self as Record<string, unknown>)[name]
  return givenAttributes(self)?.get(name)
}

/** Sets one. */
export function setInstanceValue(self: object, type: PyClass, name: string, value: unknown): void {
  const native = nativeBase(type) !== null
  // a field of tf0's class that it does not declare
  const isField = native && Object.hasOwn(self, name) && !isOwn(self, type, name) && !isDeclared(self, name)
  if (isField || isHidden(type, name)) {
    giveAttribute(self, name, value)
    return
  }
  if (native) {
    const names = set.get(self)
    if (names) names.add(name)
    else set.set(self, new Set([name]))
  }
  Object.defineProperty(self, name, { value, writable: true, enumerable: true, configurable: true })
}

/** Deletes one; false where there is none. */
export function deleteInstanceValue(self: object, type: PyClass, name: string): boolean {
  if (!isOwn(self, type, name)) return takeAttribute(self, name)
  set.get(self)?.delete(name)
  return Reflect.deleteProperty(self, name)
}

/** All of them, in the order of their making. */
export const instanceEntries = (self: object, type: PyClass): [string, unknown][] => [
  ...Object.entries(self).filter(([name]) => isOwn(self, type, name)),
  ...(givenAttributes(self) ?? []),
]

/** Says that these properties are now fields of a class of tf0. */
export function forgetInstanceAttributes(self: object, names: readonly string[]): void {
  const own = set.get(self)
  for (const name of names) own?.delete(name)
}
