/** Calls. */
import { TypeError } from '../../errors/python.ts'
import { makeException } from './exceptions.ts'
import { callForeign } from './foreign_calls.ts'
import { CALL, isCallable, type Keywords } from './values/callable.ts'
import { findMember, isErrorClass, PyClassMethod, PyStaticMethod, programClassOf } from './values/class.ts'
import { isDeclared } from './values/members.ts'
import { typeName } from './values/type.ts'

/** Calls any value with positional arguments and keywords. */
export function call(callee: unknown, args: readonly unknown[], keywords: Keywords): unknown {
  if (isCallable(callee)) return callee[CALL](args, keywords)
  if (typeof callee === 'function') {
    if (isErrorClass(callee))
      return makeException(callee, args, args.map(arg => (typeof arg === 'string' ? arg : String(arg))).join(', '))
    return callForeign(callee, undefined, args, keywords)
  }
  if (typeof callee === 'object' && callee !== null) {
    // tf0's objects that Python calls: cells, templates
    const { call: method } = callee as { call?: unknown }
    if (isDeclared(callee, '__call__') && typeof method === 'function' && !programClassOf(callee))
      return callForeign(method, callee, args, keywords)
  }
  throw new TypeError(`'${typeName(callee)}' object is not callable`)
}

/** Calls a special method that a class defines. */
export function callMember(member: unknown, self: unknown, args: readonly unknown[]): unknown {
  if (member instanceof PyStaticMethod) return call(member.target, args, null)
  if (member instanceof PyClassMethod) return call(member.target, [programClassOf(self as object), ...args], null)
  return call(member, [self, ...args], null)
}

/** The special method of a value's class, ready to be called; undefined where the class is not the program's or lacks it. */
export function specialMethod(value: unknown, name: string): ((...args: unknown[]) => unknown) | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const type = programClassOf(value)
  const member = type && findMember(type, name)
  return member === undefined ? undefined : (...args) => callMember(member, value, args)
}

/** A Python function as JavaScript calls it: key functions, callbacks. */
export const asFunction =
  (callee: unknown): ((...args: unknown[]) => unknown) =>
  (...args) =>
    call(callee, args, null)
