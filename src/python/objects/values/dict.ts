/** Dicts: Maps to tf0, dicts to a Python program. */
import { KeyError, TypeError } from '../../../errors/index.ts'
import { checkKeys } from '../limits.ts'
import { HASH_KEY, hashKey } from './hash.ts'
import { jsClassOf } from './members.ts'

/** A dict. Keys that Python holds equal (`1`, `1.0`, `True`; equal tuples) are one key; order is that of insertion. */
export class PyDict extends Map<unknown, unknown> {
  readonly entriesByKey = new Map<unknown, [key: unknown, value: unknown]>()

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
      this.entriesByKey.set(hash, [key, value])
    }
    return this
  }
  override delete(key: unknown): boolean {
    return this.entriesByKey.delete(hashKey(key))
  }
  override clear(): void {
    this.entriesByKey.clear()
  }
  override *entries(): MapIterator<[unknown, unknown]> {
    yield* this.entriesByKey.values()
  }
  override *keys(): MapIterator<unknown> {
    for (const entry of this.entriesByKey.values()) yield entry[0]
  }
  override *values(): MapIterator<unknown> {
    for (const entry of this.entriesByKey.values()) yield entry[1]
  }
  override [Symbol.iterator](): MapIterator<[unknown, unknown]> {
    return this.entries()
  }
  override forEach(callback: (value: unknown, key: unknown, map: Map<unknown, unknown>) => void): void {
    for (const [key, value] of this.entriesByKey.values()) callback(value, key, this)
  }
  [HASH_KEY](): never {
    throw new TypeError("unhashable type: 'dict'")
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

export class PyOrderedDict extends PyDict {}

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
