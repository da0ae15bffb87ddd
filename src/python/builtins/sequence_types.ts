/** list, tuple, range, slice. */

import { IndexError, TypeError, ValueError } from '../../errors/index.ts'
import { asFunction } from '../objects/call.ts'
import { equals, sortOrder } from '../objects/compare.ts'
import { optionalIndex, requireIndex } from '../objects/convert.ts'
import { toArray } from '../objects/iteration.ts'
import { checkGrowth, checkItems } from '../objects/limits.ts'
import { machine } from '../objects/machine.ts'
import { OBJECT } from '../objects/object_type.ts'
import { truth } from '../objects/truth.ts'
import { CALL, keepsUnicode, methods, native } from '../objects/values/callable.ts'
import { PyDict, PyOrderedDict } from '../objects/values/dict.ts'
import { jsClassOf } from '../objects/values/members.ts'
import { done } from '../objects/values/none.ts'
import { int } from '../objects/values/numbers.ts'
import { PyRange } from '../objects/values/range.ts'
import { PySlice, sliceIndices } from '../objects/values/slice.ts'
import { makeNamedTuple, PyNamedTuple, PyTuple, tuple } from '../objects/values/tuple.ts'
import { PyType, registerType } from '../objects/values/type.ts'

export const LIST = new PyType('list', {
  base: OBJECT,
  jsClass: Array as unknown as new () => object,
  construct: keepsUnicode(
    native('list(iterable=())'.replace('=()', '=None'), (items: unknown) => (items === null ? [] : toArray(items))),
  )[CALL],
  check: value => Array.isArray(value) && !(value instanceof PyTuple),
})

export const TUPLE = new PyType('tuple', {
  base: OBJECT,
  jsClass: PyTuple as unknown as new () => object,
  construct: keepsUnicode(
    native('tuple(iterable=None)', (items: unknown) =>
      items === null ? new PyTuple() : PyTuple.from_items(toArray(items)),
    ),
  )[CALL],
  check: value => value instanceof PyTuple,
})

export const RANGE = new PyType('range', {
  base: OBJECT,
  jsClass: PyRange as unknown as new () => object,
  construct: args => makeRange(args),
  check: value => value instanceof PyRange,
})

export const SLICE = new PyType('slice', {
  base: OBJECT,
  jsClass: PySlice as unknown as new () => object,
  construct: native('slice(start, stop=..., step=None)', (start: unknown, stop: unknown, step: unknown) =>
    stop === undefined ? new PySlice(null, start, null) : new PySlice(start, stop, step),
  )[CALL],
  check: value => value instanceof PySlice,
})

/** `range(stop)`, `range(start, stop)`, `range(start, stop, step)`. */
export function makeRange(args: readonly unknown[]): PyRange {
  const [first, second, third] = args.map(requireIndex)
  if (first === undefined) throw new TypeError('range expected at least 1 argument, got 0')
  if (third === 0) throw new ValueError('range() arg 3 must not be zero')
  return second === undefined ? new PyRange(0, first, 1) : new PyRange(first, second, third ?? 1)
}

function find(self: readonly unknown[], item: unknown, start: unknown, stop: unknown): unknown {
  const [from, to] = sliceIndices(optionalIndex(start), optionalIndex(stop), null, self.length)
  for (let i = from; i < to; i++) if (equals(self[i], item)) return int(i)
  throw new ValueError('list.index(x): x not in list')
}

/** Sorts in place, keeping the order of equals; `cmp` is Python 2's. */
export function sort(items: unknown[], key: unknown, reverse: boolean, cmp: unknown): void {
  const keyOf = key === null ? (item: unknown) => item : asFunction(key)
  const order = cmp === null ? sortOrder : (a: unknown, b: unknown): number => requireIndex(asFunction(cmp)(a, b))
  const keyed = items.map(item => [keyOf(item), item] as const)
  keyed.sort((a, b) => (reverse ? order(b[0], a[0]) : order(a[0], b[0])))
  keyed.forEach(([, item], i) => (items[i] = item))
}

LIST.methods = methods({
  'append(item)': (self: unknown[], item: unknown) => {
    if (self.length > 0) checkGrowth(self.length)
    return done(self.push(item))
  },
  'extend(items)': (self: unknown[], items: unknown) => {
    const added = toArray(items)
    checkItems(self.length + added.length)
    for (const item of added) self.push(item)
    return null
  },
  'insert(index, item)': (self: unknown[], index: unknown, item: unknown) =>
    done(self.splice(requireIndex(index), 0, item)),
  'pop(index=-1)': (self: unknown[], index: unknown) => {
    if (self.length === 0) throw new IndexError('pop from empty list')
    const at = requireIndex(index)
    if (at >= self.length || at < -self.length) throw new IndexError('pop index out of range')
    return self.splice(at, 1)[0]
  },
  'remove(item)': (self: unknown[], item: unknown) => {
    const at = self.findIndex(one => equals(one, item))
    if (at < 0) throw new ValueError('list.remove(x): x not in list')
    self.splice(at, 1)
    return null
  },
  'index(item, start=None, stop=None)': find,
  'count(item)': (self: unknown[], item: unknown) => int(self.filter(one => equals(one, item)).length),
  'reverse()': (self: unknown[]) => done(self.reverse()),
  'sort(key=None, reverse=False, cmp=None)': (self: unknown[], key: unknown, reverse: unknown, cmp: unknown) => {
    const items = [...self]
    sort(items, key, truth(reverse), cmp)
    items.forEach((item, i) => (self[i] = item))
    return null
  },
  'copy()': (self: unknown[]) => [...self],
  'clear()': (self: unknown[]) => done((self.length = 0)),
})

TUPLE.methods = methods({
  'index(item, start=None, stop=None)': find,
  'count(item)': (self: unknown[], item: unknown) => int(self.filter(one => equals(one, item)).length),
})

RANGE.getters = new Map<string, (self: unknown) => unknown>([
  ['start', self => int((self as PyRange).start)],
  ['stop', self => int((self as PyRange).stop)],
  ['step', self => int((self as PyRange).step)],
])
SLICE.methods = methods({
  'indices(length)': (self: PySlice, length: unknown) =>
    tuple(
      ...sliceIndices(
        optionalIndex(self.start),
        optionalIndex(self.stop),
        optionalIndex(self.step),
        requireIndex(length),
      ).map(int),
    ),
})
SLICE.getters = new Map<string, (self: unknown) => unknown>([
  ['start', self => (self as PySlice).start],
  ['stop', self => (self as PySlice).stop],
  ['step', self => (self as PySlice).step],
])

export const NAMED_TUPLE = new PyType('tuple', {
  base: TUPLE,
  jsClass: PyNamedTuple as unknown as new () => object,
  construct: () => null,
  check: value => value instanceof PyNamedTuple,
})
NAMED_TUPLE.methods = methods({
  '_asdict()': (self: PyNamedTuple) => {
    const out = machine.version === 2 ? new PyOrderedDict() : new PyDict()
    self._fields.forEach((field, i) => out.set(field, self[i]))
    return out
  },
  '_replace(**changes)': (self: PyNamedTuple, changes: PyDict) =>
    makeNamedTuple(
      jsClassOf(self) as unknown as typeof PyNamedTuple,
      self._fields.map((field, i) => (changes.has(field) ? changes.get(field) : self[i])),
    ),
})
NAMED_TUPLE.getters = new Map<string, (self: unknown) => unknown>([
  ['_fields', self => PyTuple.from_items((self as PyNamedTuple)._fields)],
])

const fillSequence = (self: unknown[], [items]: readonly unknown[]): void => {
  if (items !== undefined) for (const item of toArray(items)) self.push(item)
}
LIST.fill = fillSequence
TUPLE.fill = fillSequence

registerType(Array, LIST)
registerType(PyTuple, TUPLE)
registerType(PyRange, RANGE)
registerType(PySlice, SLICE)
