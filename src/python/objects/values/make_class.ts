/** `class Name(Base, …):` makes a class: the order of its bases, and a JavaScript constructor for tf0. */
import { TypeError } from '../../../errors/python.ts'
import { CALL, type Keywords, receivedArguments } from './callable.ts'
import {
  classMembers,
  establishClass,
  findMember,
  mirror,
  type PyClass,
  pythonClassOf,
  resolutionOrder,
  setMember,
} from './class.ts'
import { instantiate } from './instances.ts'
import type { JsFunction } from './js_function.ts'
import { PyType } from './type.ts'

/** The order of a class by C3: each class before its bases, bases in the order written. */
function linearise(type: JsFunction, bases: readonly JsFunction[]): JsFunction[] {
  const orderOf = (base: JsFunction): readonly JsFunction[] =>
    pythonClassOf(base) ? resolutionOrder(base as unknown as PyClass) : [base]
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
  if (first) Object.setPrototypeOf(made, first)
  establishClass(made, first, linearise(made, parents))
  const define = (key: PropertyKey, value: unknown): void =>
    void Object.defineProperty(made, key, { value, configurable: true, writable: true })
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
  const order = resolutionOrder(type)
    .map(candidate => pythonClassOf(candidate))
    .filter(candidate => candidate !== undefined)
  for (const candidate of order.slice(1))
    for (const key of classMembers(candidate).keys())
      if (!classMembers(type).has(key)) mirror(type, key, findMember(type, key))
}
