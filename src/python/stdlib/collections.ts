/** collections. */

import { IndexError, ValueError } from '../../errors/index.ts'
import { DICT, fillDict } from '../builtins/collection_types.ts'
import { LIST, NAMED_TUPLE } from '../builtins/sequence_types.ts'
import { call } from '../objects/call.ts'
import { sortOrder } from '../objects/compare.ts'
import { optionalIndex } from '../objects/convert.ts'
import { iterable, PyIterator, toArray } from '../objects/iteration.ts'
import { checkGrowth, checkItems } from '../objects/limits.ts'
import { binary } from '../objects/operators.ts'
import {
  allKeepUnicode,
  CALL,
  isCallable,
  keepsUnicode,
  makeFunction,
  methods,
  native,
} from '../objects/values/callable.ts'
import { PyDefaultDict, PyDict, PyOrderedDict } from '../objects/values/dict.ts'
import { hashKey } from '../objects/values/hash.ts'
import { done } from '../objects/values/none.ts'
import { int } from '../objects/values/numbers.ts'
import { PySet } from '../objects/values/set.ts'
import { makeNamedTuple, namedTupleClass, type PyNamedTuple, PyTuple, tuple } from '../objects/values/tuple.ts'
import { PyType, registerType } from '../objects/values/type.ts'

/** Counts; a missing key counts zero. */
export class PyCounter extends PyDict {
  static readonly pythonName = 'Counter'
  override missing(): unknown {
    return int(0)
  }
  override shown(): { readonly name: string; readonly entries: readonly (readonly [unknown, unknown])[] } {
    return { name: 'Counter', entries: [...this].sort((a, b) => sortOrder(b[1], a[1])) }
  }
}

/** A list with a bounded length. */
export class PyDeque extends Array<unknown> {
  static readonly pythonName = 'deque'
  static override get [Symbol.species](): ArrayConstructor {
    return Array
  }
  limit: number | null = null
  get shownAs(): readonly [string, string] {
    return ['deque(', this.limit === null ? ')' : `, maxlen=${this.limit})`]
  }
}

function count(counter: PyCounter, source: unknown, sign: '+' | '-'): void {
  if (source === null || source === undefined) return
  const add = (key: unknown, by: unknown): void => void counter.set(key, binary(sign, counter.item(key), by))
  if (source instanceof Map) for (const [key, value] of source) add(key, value)
  else for (const key of iterable(source)) add(key, int(1))
}

function repeated(counter: PyCounter): unknown[] {
  const counts = [...counter].map(([key, times]) => [key, Math.max(0, optionalIndex(times) ?? 0)] as const)
  checkItems(counts.reduce((sum, [, times]) => sum + times, 0))
  return counts.flatMap(([key, times]) => Array.from({ length: times }, () => key))
}

const counterType = new PyType('Counter', {
  module: 'collections',
  writtenInPython: true,
  base: DICT,
  jsClass: PyCounter as unknown as new () => object,
  construct: (args, keywords) => {
    const counter = new PyCounter()
    count(counter, args[0], '+')
    for (const [key, value] of keywords ?? []) counter.set(key, value)
    return counter
  },
  check: value => value instanceof PyCounter,
})
counterType.methods = methods({
  'most_common(n=None)': (self: PyCounter, n: unknown) => {
    const entries = [...self].sort((a, b) => sortOrder(b[1], a[1])).map(entry => tuple(...entry))
    return n === null ? entries : entries.slice(0, optionalIndex(n) ?? 0)
  },
  'elements()': (self: PyCounter) => repeated(self),
  'update(other=None)': (self: PyCounter, other: unknown) => done(count(self, other, '+')),
  'subtract(other=None)': (self: PyCounter, other: unknown) => done(count(self, other, '-')),
})
for (const method of counterType.methods.values()) keepsUnicode(method)

const orderedType = new PyType('OrderedDict', {
  module: 'collections',
  writtenInPython: true,
  base: DICT,
  jsClass: PyOrderedDict as unknown as new () => object,
  construct: (args, keywords) => fillDict(new PyOrderedDict(), args[0], keywords),
  check: value => value instanceof PyOrderedDict,
})

const defaultType = new PyType('defaultdict', {
  module: 'collections',
  base: DICT,
  jsClass: PyDefaultDict as unknown as new () => object,
  construct: ([factory, source], keywords) => {
    const made = new PyDefaultDict()
    if (factory !== undefined && factory !== null) {
      made.factory = () => call(factory, [], null)
      made.factoryValue = factory
    }
    fillDict(made, source, keywords)
    return made
  },
  check: value => value instanceof PyDefaultDict,
})

function trim(deque: PyDeque, fromLeft: boolean): null {
  while (deque.limit !== null && deque.length > deque.limit) {
    if (fromLeft) deque.shift()
    else deque.pop()
  }
  return null
}

const dequeType = new PyType('deque', {
  module: 'collections',
  base: LIST,
  jsClass: PyDeque as unknown as new () => object,
  construct: native('deque(iterable=None, maxlen=None)', (items: unknown, limit: unknown) => {
    const made = new PyDeque()
    made.limit = optionalIndex(limit)
    if (items !== null)
      for (const item of iterable(items)) {
        if (made.length > 0) checkGrowth(made.length)
        made.push(item)
        trim(made, true)
      }
    return made
  })[CALL],
  check: value => value instanceof PyDeque,
})
dequeType.methods = methods({
  'append(item)': (self: PyDeque, item: unknown) => {
    self.push(item)
    return trim(self, true)
  },
  'appendleft(item)': (self: PyDeque, item: unknown) => {
    self.unshift(item)
    return trim(self, false)
  },
  'extend(items)': (self: PyDeque, items: unknown) => {
    for (const item of toArray(items)) self.push(item)
    return trim(self, true)
  },
  'extendleft(items)': (self: PyDeque, items: unknown) => {
    for (const item of toArray(items)) self.unshift(item)
    return trim(self, false)
  },
  'popleft()': (self: PyDeque) => {
    if (self.length === 0) throw new IndexError('pop from an empty deque')
    return self.shift()
  },
  'rotate(n=1)': (self: PyDeque, n: unknown) => {
    const by = optionalIndex(n) ?? 1
    const size = self.length
    if (size > 0) {
      const turned = [...self].map((_, i, all) => all[(((i - by) % size) + size) % size])
      turned.forEach((item, i) => (self[i] = item))
    }
    return null
  },
})
for (const method of dequeType.methods.values()) keepsUnicode(method)
dequeType.getters = new Map([
  ['maxlen', (self: unknown) => ((self as PyDeque).limit === null ? null : int((self as PyDeque).limit as number))],
])

orderedType.fill = DICT.fill
defaultType.fill = DICT.fill

registerType(PyCounter, counterType)
registerType(PyOrderedDict, orderedType)
registerType(PyDefaultDict, defaultType)
registerType(PyDeque, dequeType)

/** A class of named tuples that a program can call. */
export function defineNamedTuple(name: string, names: readonly string[]): typeof PyNamedTuple {
  return establishNamedTuple(namedTupleClass(name, names), name)
}

/** Lets a program call, and see, a class of named tuples; `defaults`: of fields that need not be given. */
export function establishNamedTuple<C extends typeof PyNamedTuple>(
  made: C,
  name: string,
  defaults: Readonly<Record<string, null>> = {},
): C {
  const names = made.fields
  registerType(made, NAMED_TUPLE)
  const parameters = names.map(field => (field in defaults ? `${field}=None` : field))
  const make = keepsUnicode(
    native(`${name}(${parameters.join(', ')})`, (...items: never[]) => makeNamedTuple(made, items)),
  )
  Object.defineProperty(made, CALL, { value: make[CALL] })
  Object.defineProperty(made, 'pythonName', { value: name, configurable: true })
  Object.defineProperty(made, '_make', {
    value: makeFunction('_make', ([items]) => makeNamedTuple(made, toArray(items)), false),
  })
  Object.defineProperty(made, '_fields', { value: PyTuple.from_items(names) })
  return made
}

/** `namedtuple('P', ['x', 'y'])` or `namedtuple('P', 'x y')`. */
function namedtuple(name: string, fields: unknown): unknown {
  const names =
    typeof fields === 'string' ? fields.split(/[\s,]+/).filter(field => field !== '') : toArray(fields).map(String)
  if (new Set(names).size !== names.length) throw new ValueError('Encountered duplicate field name')
  return defineNamedTuple(name, names)
}

/** Abstract classes, by what their instances are. */
const ABSTRACT: Readonly<Record<string, (value: unknown) => boolean>> = {
  Callable: value => typeof value === 'function' || isCallable(value),
  Container: value => isIterable(value),
  Hashable: value => {
    try {
      hashKey(value)
      return true
    } catch {
      return false
    }
  },
  Iterator: value => value instanceof PyIterator,
  MutableMapping: value => value instanceof PyDict,
  MutableSequence: value => Array.isArray(value) && !(value instanceof PyTuple),
  Set: value => value instanceof PySet,
  Sized: value =>
    typeof value === 'string' || Array.isArray(value) || value instanceof PyDict || value instanceof PySet,
}

export const COLLECTIONS: Readonly<Record<string, unknown>> = allKeepUnicode({
  Counter: counterType,
  OrderedDict: orderedType,
  defaultdict: defaultType,
  deque: dequeType,
  namedtuple: native('namedtuple(typename, field_names, verbose=False, rename=False)', namedtuple),
  ...Object.fromEntries(
    Object.entries(ABSTRACT).map(([name, check]) => [
      name,
      Object.defineProperty(() => null, 'pythonIsInstance', { value: check }),
    ]),
  ),
  Iterable: Object.defineProperty(() => null, 'pythonIsInstance', { value: isIterable }),
  Mapping: DICT,
  Sequence: LIST,
})

function isIterable(value: unknown): boolean {
  try {
    iterable(value)[Symbol.iterator]()
    return true
  } catch {
    return false
  }
}
