/**
 * The special methods of built-in containers, as attributes: `dict.__getitem__`, which classes that extend dict give new names, `hasattr(x,
 * '__iter__')`. They do what the type itself does, whatever a class that extends it has in their place.
 */
import { compare, equals } from '../objects/compare.ts'
import { PyIterator } from '../objects/iteration.ts'
import { deleteListItem, getItem, sequenceItem, setListItem } from '../objects/subscript.ts'
import { type MethodTable, methods } from '../objects/values/callable.ts'
import { missingKey, type PyDict } from '../objects/values/dict.ts'
import { done } from '../objects/values/none.ts'
import { int } from '../objects/values/numbers.ts'
import type { PySet } from '../objects/values/set.ts'
import type { PyType } from '../objects/values/type.ts'
import { DICT, FROZEN_SET, SET } from './collection_types.ts'
import { LIST, TUPLE } from './sequence_types.ts'
import { STR } from './string_type.ts'

const add = (type: PyType, table: MethodTable): void => {
  type.methods = new Map([...table, ...type.methods])
}

const SEQUENCE = methods({
  '__len__()': (self: readonly unknown[]) => int(self.length),
  '__getitem__(index)': (self: readonly unknown[], index: unknown) => sequenceItem(self, index),
  '__contains__(item)': (self: readonly unknown[], item: unknown) => self.some(one => equals(one, item)),
  '__iter__()': (self: readonly unknown[]) => new PyIterator(self[Symbol.iterator]()),
})
add(TUPLE, SEQUENCE)
add(
  LIST,
  new Map([
    ...SEQUENCE,
    ...methods({
      '__setitem__(index, value)': (self: unknown[], index: unknown, value: unknown) =>
        done(setListItem(self, index, value)),
      '__delitem__(index)': (self: unknown[], index: unknown) => done(deleteListItem(self, index)),
    }),
  ]),
)

add(
  DICT,
  methods({
    '__len__()': (self: PyDict) => int(self.size),
    '__getitem__(key)': (self: PyDict, key: unknown) => self.item(key),
    '__setitem__(key, value)': (self: PyDict, key: unknown, value: unknown) => done(self.set(key, value)),
    '__delitem__(key)': (self: PyDict, key: unknown) => {
      if (!self.delete(key)) throw missingKey(key)
      return null
    },
    '__contains__(key)': (self: PyDict, key: unknown) => self.has(key),
    '__iter__()': (self: PyDict) => new PyIterator(self.keys()),
  }),
)

const OF_SETS = methods({
  '__len__()': (self: PySet) => int(self.size),
  '__contains__(item)': (self: PySet, item: unknown) => self.has(item),
  '__iter__()': (self: PySet) => new PyIterator(self[Symbol.iterator]()),
})
add(SET, OF_SETS)
add(FROZEN_SET, OF_SETS)

// texts of Python 2 have no `__iter__`, by which programs tell them from lists
add(
  STR,
  methods({
    '__len__()': (self: string) => int(self.length),
    '__getitem__(index)': (self: string, index: unknown) => getItem(self, index),
    '__contains__(part)': (self: string, part: unknown) => compare('in', part, self),
  }),
)
