/** Values on their way between a program and tf0. */

import { asKeywords } from '../../calling/keywords.ts'
import { TypeError } from '../../errors/python.ts'
import { checkItems } from './limits.ts'
import { ownSlots, slotsOf } from './slots.ts'
import { type Keywords, receiveWith } from './values/callable.ts'
import { PyDict } from './values/dict.ts'
import { jsClassOf } from './values/members.ts'
import { float, int, makeInt } from './values/numbers.ts'
import { PyRange } from './values/range.ts'
import { PySet } from './values/set.ts'
import { PyTuple } from './values/tuple.ts'
import { PyUnicode, unicodeInUse } from './values/unicode.ts'

/** A value of the program as tf0 takes it: ints, floats, tuples and dicts are known there; sets become Sets. */
export function toForeign(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const own = ownSlots(value)
  if (own) return own.toForeign ? own.toForeign(value) : value
  if (value instanceof PySet) return new Set([...value].map(toForeign))
  if (value instanceof PyRange) {
    checkItems(value.length)
    return [...value]
  }
  // other lists keep their identity
  if (unicodeInUse() && holdsUnicode(value)) {
    if (Array.isArray(value)) return value.map(itemToForeign)
    if (value instanceof PyDict) return withForeignItems(value)
  }
  if (Array.isArray(value))
    return value.length <= MOST_ITEMS && value.some(changesInList) ? value.map(itemToForeign) : value
  const { toForeign: slot } = slotsOf(value)
  return slot ? slot(value) : value
}

const holdsUnicode = (value: unknown): boolean =>
  value instanceof PyUnicode ||
  (Array.isArray(value) && value.some(holdsUnicode)) ||
  (value instanceof PyDict && [...value].some(holdsUnicode))

function withForeignItems(dict: PyDict): PyDict {
  const made = dict.copy()
  made.clear()
  for (const [key, item] of dict) made.set(itemToForeign(key), itemToForeign(item))
  return made
}

/** Longer lists are data. */
const MOST_ITEMS = 64

/** Types (`Tout=[np.float32]`) and scalars, which in a list are what Python's numbers are. */
function changesInList(item: unknown): boolean {
  const slot = slotsOf(item).itemToForeign
  return slot !== undefined && slot(item as object) !== item
}
function itemToForeign(item: unknown): unknown {
  const slot = slotsOf(item).itemToForeign
  return slot ? slot(item as object) : toForeign(item)
}

/** The arguments of a call: keywords are an object at the end. */
export function foreignArguments(args: readonly unknown[], keywords: Keywords): unknown[] {
  const out = args.map(toForeign)
  if (keywords && keywords.size > 0) {
    // copied by assignment, this key would set the prototype of the copy
    if (keywords.has('__proto__')) throw new TypeError("got an unexpected keyword argument '__proto__'")
    out.push(asKeywords(Object.fromEntries([...keywords].map(([key, value]) => [key, toForeign(value)]))))
  }
  return out
}

const needsConversion = (value: unknown): boolean => {
  switch (typeof value) {
    case 'number':
    case 'bigint':
    case 'undefined':
      return true
    case 'object':
      return (
        value !== null &&
        (Array.isArray(value)
          ? (jsClassOf(value) === Array || value instanceof PyTuple) && value.some(needsConversion)
          : isPlainObject(value) || value instanceof Set || (value instanceof Map && !(value instanceof PyDict)))
      )
    default:
      return false
  }
}

/** Objects that are only data: a scope in such a shape stays what it is. */
const isPlainObject = (value: object): boolean =>
  Object.getPrototypeOf(value) === Object.prototype && !(Symbol.dispose in value)

/** What tf0 answers, as a value of the program: whole numbers are ints, other numbers floats. Lists stay the same list where they can. */
export function fromForeign(value: unknown): unknown {
  switch (typeof value) {
    case 'number':
      return Number.isSafeInteger(value) ? int(value) : float(value)
    case 'bigint':
      return makeInt(value)
    case 'undefined':
      return null
    case 'object':
      return value === null ? null : fromForeignObject(value)
    default:
      return value
  }
}

function fromForeignObject(value: object): unknown {
  if (Array.isArray(value)) {
    // what tf0 keeps to itself is not the program's to change
    if (!needsConversion(value))
      return Object.isFrozen(value) && jsClassOf(value) === Array ? [...(value as unknown[])] : value
    const items = value.map(fromForeign)
    return value instanceof PyTuple ? PyTuple.fromResults(items, value) : items
  }
  const { fromForeign: slot } = slotsOf(value)
  if (slot) return slot(value)
  // the names that name scopes give are scopes too
  if (value instanceof String) return Symbol.dispose in value ? value : String(value)
  if (value instanceof Set) return new PySet([...value].map(fromForeign))
  if (value instanceof Map && !(value instanceof PyDict))
    return PyDict.from_entries([...value].map(([key, item]) => [fromForeign(key), fromForeign(item)]))
  if (isPlainObject(value))
    return PyDict.from_entries(Object.entries(value).map(([key, item]) => [key, fromForeign(item)]))
  return value
}

receiveWith(fromForeign)
