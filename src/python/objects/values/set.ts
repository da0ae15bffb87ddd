/** Sets and frozen sets. */
import { TypeError } from '../../../errors/python.ts'
import { checkKeys } from '../limits.ts'
import { machine } from '../machine.ts'
import { HASH_KEY, hashKey } from './hash.ts'
import { slotOrder } from './hash_order.ts'
import { jsClassOf } from './members.ts'

/** A set; elements that Python holds equal are one element. */
export class PySet {
  readonly items = new Map<unknown, unknown>()
  /** The elements in the order of Python 2, until one comes or goes. */
  #ordered: readonly unknown[] | undefined

  constructor(items: Iterable<unknown> = []) {
    for (const item of items) this.add(item)
  }
  get size(): number {
    return this.items.size
  }
  add(item: unknown): this {
    const key = hashKey(item)
    if (this.items.has(key)) return this
    checkKeys(this.items.size)
    this.#ordered = undefined
    this.items.set(key, item)
    return this
  }
  has(item: unknown): boolean {
    return this.items.has(hashKey(item))
  }
  delete(item: unknown): boolean {
    this.#ordered = undefined
    return this.items.delete(hashKey(item))
  }
  clear(): void {
    this.#ordered = undefined
    this.items.clear()
  }
  [Symbol.iterator](): Iterator<unknown> {
    if (machine.version === 3 || this.items.size < 2) return this.items.values()
    if (this.#ordered === undefined) {
      const items = [...this.items.values()]
      this.#ordered = slotOrder(items)?.map(at => items[at]) ?? items
    }
    return this.#ordered[Symbol.iterator]()
  }
  [HASH_KEY](): unknown {
    throw new TypeError("unhashable type: 'set'")
  }
  /** A new set of the same class. */
  make(items: Iterable<unknown>): PySet {
    return new (jsClassOf(this) as unknown as new (items: Iterable<unknown>) => PySet)(items)
  }
  equals(other: PySet): boolean {
    return this.size === other.size && this.isSubset(other)
  }
  isSubset(other: PySet): boolean {
    for (const item of this) if (!other.has(item)) return false
    return true
  }
  union(other: Iterable<unknown>): PySet {
    const made = this.make(this)
    for (const item of other) made.add(item)
    return made
  }
  intersection(other: PySet): PySet {
    return this.make([...this].filter(item => other.has(item)))
  }
  difference(other: PySet): PySet {
    return this.make([...this].filter(item => !other.has(item)))
  }
  symmetricDifference(other: PySet): PySet {
    return this.difference(other).union(other.difference(this))
  }
}

export class PyFrozenSet extends PySet {
  override [HASH_KEY](): unknown {
    const keys = [...this.items.keys()].map(key => `${typeof key}:${String(key)}`)
    return `\0f${keys.sort().join(',')}`
  }
}
