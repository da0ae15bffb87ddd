/** dict, set, frozenset. */

import { KeyError } from '../../errors/index.ts'
import { findAttribute } from '../objects/attributes.ts'
import { call } from '../objects/call.ts'
import { iterable, PyIterator, toArray } from '../objects/iteration.ts'
import { checkKeys } from '../objects/limits.ts'
import { machine } from '../objects/machine.ts'
import { OBJECT } from '../objects/object_type.ts'
import { getItem } from '../objects/subscript.ts'
import { type Keywords, methods, native } from '../objects/values/callable.ts'
import { missingKey, PyDict } from '../objects/values/dict.ts'
import { done } from '../objects/values/none.ts'
import { PyRange } from '../objects/values/range.ts'
import { PyFrozenSet, PySet } from '../objects/values/set.ts'
import { type PyTuple, tuple } from '../objects/values/tuple.ts'
import { PyType, registerType } from '../objects/values/type.ts'

/** Adds what `dict(source, **keywords)` means. */
export function fillDict(dict: PyDict, source: unknown, keywords: Keywords): PyDict {
  if (source instanceof Map) for (const [key, value] of source) dict.set(key, value)
  else if (source !== null && source !== undefined) {
    const keys = Array.isArray(source) ? undefined : findAttribute(source, 'keys')
    if (keys !== undefined) for (const key of iterable(call(keys, [], null))) dict.set(key, getItem(source, key))
    else
      for (const pair of iterable(source)) {
        const [key, value] = toArray(pair)
        dict.set(key, value)
      }
  }
  for (const [key, value] of keywords ?? []) dict.set(key, value)
  return dict
}

export const DICT = new PyType('dict', {
  base: OBJECT,
  jsClass: PyDict as unknown as new () => object,
  construct: (args, keywords) => fillDict(new PyDict(), args[0], keywords),
  check: value => value instanceof Map,
})

/** Views of Python 3, lists of Python 2. */
const view = (items: unknown[]): unknown => (machine.version === 2 ? items : new DictView(items))

/** What `dict.keys()` and the like give: iterable, sized, no list. */
export class DictView extends Array<unknown> {
  static readonly pythonName = 'dict_view'
  static override get [Symbol.species](): ArrayConstructor {
    return Array
  }
  constructor(items: readonly unknown[]) {
    super()
    for (const item of items) this.push(item)
  }
}

const pairs = (self: PyDict): unknown[] => [...self].map(([key, value]) => tuple(key, value))

DICT.methods = new Map([
  ...methods({
    'keys()': (self: PyDict) => view([...self.keys()]),
    'values()': (self: PyDict) => view([...self.values()]),
    'items()': (self: PyDict) => view(pairs(self)),
    'iterkeys()': (self: PyDict) => new PyIterator(self.keys()),
    'itervalues()': (self: PyDict) => new PyIterator(self.values()),
    'iteritems()': (self: PyDict) => new PyIterator(pairs(self)[Symbol.iterator]()),
    'viewkeys()': (self: PyDict) => [...self.keys()],
    'viewitems()': (self: PyDict) => pairs(self),
    'has_key(key)': (self: PyDict, key: unknown) => self.has(key),
    'get(key, default=None)': (self: PyDict, key: unknown, otherwise: unknown) =>
      self.has(key) ? self.get(key) : otherwise,
    'setdefault(key, default=None)': (self: PyDict, key: unknown, value: unknown) => {
      if (!self.has(key)) self.set(key, value)
      return self.get(key)
    },
    'pop(key, default=...)': (self: PyDict, key: unknown, otherwise: unknown) => {
      if (!self.has(key)) {
        if (otherwise === undefined) throw missingKey(key)
        return otherwise
      }
      const value = self.get(key)
      self.delete(key)
      return value
    },
    'popitem(last=True)': (self: PyDict, last: boolean) => {
      const entries = [...self]
      const entry = last ? entries.at(-1) : entries[0]
      if (!entry) throw new KeyError('popitem(): dictionary is empty')
      self.delete(entry[0])
      return tuple(...entry)
    },
    'move_to_end(key, last=True)': (self: PyDict, key: unknown, last: boolean) => {
      const value = self.item(key)
      self.delete(key)
      const rest = [...self]
      self.clear()
      for (const [one, item] of last ? [...rest, [key, value] as const] : [[key, value] as const, ...rest])
        self.set(one, item)
      return null
    },
    'clear()': (self: PyDict) => done(self.clear()),
    'copy()': (self: PyDict) => self.copy(),
    'update(other=None, **keywords)': (self: PyDict, other: unknown, keywords: PyDict) => {
      fillDict(self, other, null)
      fillDict(self, keywords, null)
      return null
    },
  }),
])

DICT.functions = {
  fromkeys: native('fromkeys(keys, value=None)', (keys: unknown, value: unknown) =>
    PyDict.from_entries(toArray(keys).map(key => [key, value])),
  ),
}

const setOf = (value: unknown): PySet => (value instanceof PySet ? value : new PySet(iterable(value)))

/** What a set is made of; ranges have as many keys as numbers. */
function keysOf([items]: readonly unknown[]): Iterable<unknown> {
  if (items instanceof PyRange) checkKeys(items.length - 1)
  return items === undefined ? [] : iterable(items)
}

export const SET = new PyType('set', {
  base: OBJECT,
  jsClass: PySet as unknown as new () => object,
  construct: args => new PySet(keysOf(args)),
  check: value => value instanceof PySet && !(value instanceof PyFrozenSet),
})

export const FROZEN_SET = new PyType('frozenset', {
  base: OBJECT,
  jsClass: PyFrozenSet as unknown as new () => object,
  construct: args => new PyFrozenSet(keysOf(args)),
  check: value => value instanceof PyFrozenSet,
})

const SHARED = methods({
  'union(*others)': (self: PySet, others: PyTuple) =>
    others.reduce<PySet>((all, other) => all.union(iterable(other)), self.make(self)),
  'intersection(*others)': (self: PySet, others: PyTuple) =>
    others.reduce<PySet>((all, other) => all.intersection(setOf(other)), self.make(self)),
  'difference(*others)': (self: PySet, others: PyTuple) =>
    others.reduce<PySet>((all, other) => all.difference(setOf(other)), self.make(self)),
  'symmetric_difference(other)': (self: PySet, other: unknown) => self.symmetricDifference(setOf(other)),
  'issubset(other)': (self: PySet, other: unknown) => self.isSubset(setOf(other)),
  'issuperset(other)': (self: PySet, other: unknown) => setOf(other).isSubset(self),
  'isdisjoint(other)': (self: PySet, other: unknown) => self.intersection(setOf(other)).size === 0,
  'copy()': (self: PySet) => self.make(self),
})

FROZEN_SET.methods = SHARED
SET.methods = new Map([
  ...SHARED,
  ...methods({
    'add(item)': (self: PySet, item: unknown) => done(self.add(item)),
    'discard(item)': (self: PySet, item: unknown) => done(self.delete(item)),
    'remove(item)': (self: PySet, item: unknown) => {
      if (!self.delete(item)) throw missingKey(item)
      return null
    },
    'pop()': (self: PySet) => {
      for (const item of self) {
        self.delete(item)
        return item
      }
      throw new KeyError('pop from an empty set')
    },
    'clear()': (self: PySet) => done(self.clear()),
    'update(*others)': (self: PySet, others: PyTuple) => {
      for (const other of others) for (const item of toArray(other)) self.add(item)
      return null
    },
    'difference_update(other)': (self: PySet, other: unknown) => {
      for (const item of toArray(other)) self.delete(item)
      return null
    },
    'intersection_update(other)': (self: PySet, other: unknown) => {
      const kept = setOf(other)
      for (const item of [...self]) if (!kept.has(item)) self.delete(item)
      return null
    },
  }),
])

DICT.fill = (self: PyDict, args: readonly unknown[], keywords: Keywords): void => void fillDict(self, args[0], keywords)
SET.fill = (self: PySet, [items]: readonly unknown[]): void => {
  if (items !== undefined) for (const item of iterable(items)) self.add(item)
}

registerType(PyDict, DICT)
registerType(PySet, SET)
registerType(PyFrozenSet, FROZEN_SET)
registerType(
  DictView,
  new PyType('dict_view', { base: OBJECT, construct: () => null, check: value => value instanceof DictView }),
)
