/** Dicts: Maps to tf0, dicts to a Python program. */
import { KeyError, TypeError } from '../../../errors/index.ts'
import { checkKeys } from '../limits.ts'
import { machine } from '../machine.ts'
import { HASH_KEY, hashKey } from './hash.ts'
import { slotOrder } from './hash_order.ts'
import { jsClassOf } from './members.ts'

/** A dict. Keys that Python holds equal (`1`, `1.0`, `True`; equal tuples) are one key; order is that of insertion, in Python 2 that of hashes. */
export class PyDict extends Map<unknown, unknown> {
  readonly entriesByKey = new Map<unknown, [key: unknown, value: unknown]>()
  /** For how many entries Python made room at first: those of a literal. */
  room = 0
  /** The entries in the order of Python 2, until a key comes or goes. */
  #ordered: readonly [key: unknown, value: unknown][] | undefined

  static from_entries(entries: Iterable<readonly [unknown, unknown]>): PyDict {
    const made = new PyDict()
    for (const [key, value] of entries) made.set(key, value)
    return made
  }
  override get size(): number {
    return this.entriesByKey.size
  }
  override get(key: unknown): unknown {
    return this.entriesByKey.get(hashKey(key))?.[1]
  }
  override has(key: unknown): boolean {
    return this.entriesByKey.has(hashKey(key))
  }
  override set(key: unknown, value: unknown): this {
    const hash = hashKey(key)
    const entry = this.entriesByKey.get(hash)
    if (entry) entry[1] = value
    else {
      checkKeys(this.entriesByKey.size)
      this.#ordered = undefined
      this.entriesByKey.set(hash, [key, value])
    }
    return this
  }
  override delete(key: unknown): boolean {
    this.#ordered = undefined
    return this.entriesByKey.delete(hashKey(key))
  }
  override clear(): void {
    this.#ordered = undefined
    this.entriesByKey.clear()
  }
  /** Whether the order is that of insertion in Python 2, too. */
  get keepsOrder(): boolean {
    return false
  }
  #inOrder(): Iterable<[unknown, unknown]> {
    if (machine.version === 3 || this.keepsOrder || this.entriesByKey.size < 2) return this.entriesByKey.values()
    if (this.#ordered === undefined) {
      const entries = [...this.entriesByKey.values()]
      const order = slotOrder(
        entries.map(([key]) => key),
        this.room,
      )
      this.#ordered = order?.map(at => entries[at] as [unknown, unknown]) ?? entries
    }
    return this.#ordered
  }
  override *entries(): MapIterator<[unknown, unknown]> {
    yield* this.#inOrder()
  }
  override *keys(): MapIterator<unknown> {
    for (const entry of this.#inOrder()) yield entry[0]
  }
  override *values(): MapIterator<unknown> {
    for (const entry of this.#inOrder()) yield entry[1]
  }
  override [Symbol.iterator](): MapIterator<[unknown, unknown]> {
    return this.entries()
  }
  override forEach(callback: (value: unknown, key: unknown, map: Map<unknown, unknown>) => void): void {
    for (const [key, value] of this.#inOrder()) callback(value, key, this)
  }
  [HASH_KEY](): never {
    throw new TypeError("unhashable type: 'dict'")
  }
  /** A class that shows its name, and its entries in an order of its own. */
  shown(): { readonly name: string; readonly entries: readonly (readonly [unknown, unknown])[] } | null {
    return null
  }
  /** `d[key]`. */
  item(key: unknown): unknown {
    const entry = this.entriesByKey.get(hashKey(key))
    return entry ? entry[1] : this.missing(key)
  }
  /** What `d[key]` gives for a key that is not there. */
  missing(key: unknown): unknown {
    throw missingKey(key)
  }
  copy(): PyDict {
    const made = new (jsClassOf(this) as unknown as new () => PyDict)()
    for (const [key, value] of this) made.set(key, value)
    return made
  }
}

/** KeyError carries the key itself; its text is the key's repr. */
export function missingKey(key: unknown): KeyError {
  const error = new KeyError(String(key))
  Object.defineProperty(error, 'pythonArgs', { value: [key], enumerable: false, writable: true, configurable: true })
  return error
}

export class PyOrderedDict extends PyDict {
  override get keepsOrder(): boolean {
    return true
  }
}

export class PyDefaultDict extends PyDict {
  factory: (() => unknown) | null = null
  /** What the program gave as factory. */
  factoryValue: unknown = null
  override missing(key: unknown): unknown {
    if (!this.factory) throw missingKey(key)
    const value = this.factory()
    this.set(key, value)
    return value
  }
  override copy(): PyDict {
    const made = super.copy() as PyDefaultDict
    made.factory = this.factory
    made.factoryValue = this.factoryValue
    return made
  }
}
