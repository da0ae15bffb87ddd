/** Tuples: arrays to tf0, tuples to a Python program. */
import { dynamicAttributes, jsClassOf } from './members.ts'

/** A tuple. It is an array, so that everything that takes a list of values takes it. */
export class PyTuple extends Array<unknown> {
  /** `map`, `slice` and the like give plain arrays. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array
  }

  static readonly pythonName: string = 'tuple'

  /** How tf0 fills a fetched tuple with results. */
  static fromResults(results: readonly unknown[], like: PyTuple): PyTuple {
    const made = new (jsClassOf(like) as unknown as new () => PyTuple)()
    for (const item of results) made.push(item)
    return made
  }

  /** The one way to make one: `new PyTuple(3)` would mean three holes. */
  static from_items(items: Iterable<unknown>): PyTuple {
    const made = new PyTuple()
    for (const item of items) made.push(item)
    return made
  }
}

export const tuple = (...items: readonly unknown[]): PyTuple => PyTuple.from_items(items)

/** A tuple whose elements have names, as `collections.namedtuple` makes them. */
export class PyNamedTuple extends PyTuple {
  static fields: readonly string[] = []

  get _fields(): readonly string[] {
    return (jsClassOf(this) as unknown as typeof PyNamedTuple).fields
  }
}

/** A class of named tuples. */
export function namedTupleClass(name: string, fields: readonly string[]): typeof PyNamedTuple {
  const made = { [name]: class extends PyNamedTuple {} }[name] as typeof PyNamedTuple
  made.fields = fields
  return made
}

/** The named tuple of a class with these elements. */
export function makeNamedTuple(type: typeof PyNamedTuple, items: Iterable<unknown>): PyNamedTuple {
  const made = new type()
  for (const item of items) made.push(item)
  return made
}

// the elements are attributes too
dynamicAttributes(PyNamedTuple.prototype, {
  find: (self: PyNamedTuple, name) => {
    const at = self._fields.indexOf(name)
    return at < 0 ? undefined : self[at]
  },
  names: self => self._fields,
})
