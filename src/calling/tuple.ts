/** Python's tuples: arrays to TypeScript, tuples to a program of Python, and so to the comparison of nested structures. */

type TupleClass = new () => Tuple

/** A tuple. It is an array, so that everything that takes a list of values takes it. */
export class Tuple extends Array<unknown> {
  /** `map`, `slice` and the like give plain arrays. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array
  }

  static readonly pythonName: string = 'tuple'

  /** A tuple of the class of `like`, as fetches and nested structures are put together again. */
  static fromResults(results: readonly unknown[], like: Tuple): Tuple {
    const { constructor } = Object.getPrototypeOf(like) as { constructor: TupleClass }
    return makeTuple(constructor, results)
  }

  /** The one way to make one: `new Tuple(3)` would mean three holes. */
  static from_items(items: Iterable<unknown>): Tuple {
    return makeTuple(Tuple, items)
  }
}

/** A tuple of a class with these elements; constructors do not run. */
export function makeTuple<C extends TupleClass>(type: C, items: Iterable<unknown>): InstanceType<C> {
  const made = Reflect.construct(Array, [], type) as InstanceType<C>
  for (const item of items) made.push(item)
  return made
}

/** A tuple whose elements have names, as `collections.namedtuple` makes them. */
export class NamedTuple extends Tuple {
  static fields: readonly string[] = []

  get _fields(): readonly string[] {
    return (Object.getPrototypeOf(this) as { constructor: typeof NamedTuple }).constructor.fields
  }
}

/** A class of named tuples. */
export function namedTupleClass(name: string, fields: readonly string[]): typeof NamedTuple {
  const made = { [name]: class extends NamedTuple {} }[name] as typeof NamedTuple
  made.fields = fields
  return made
}

/** The tuple of several results. */
export const tuple = <T extends readonly unknown[]>(...items: T): T => Tuple.from_items(items) as unknown as T
