/** Keys of dicts and sets: what Python holds equal must be one JavaScript Map key. */
import { TypeError } from '../../../errors/python.ts'
import { Complex, PyFloat, PyInt } from '../../../tensor/literals.ts'
import { PyTuple } from './tuple.ts'

const identities = new WeakMap<object, number>()
let nextIdentity = 1

/** Python's `id()`: a number that belongs to the object alone. */
export function identity(value: object): number {
  let known = identities.get(value)
  if (known === undefined) {
    known = nextIdentity++
    identities.set(value, known)
  }
  return known
}

/** Objects that say how they are hashed: sets, instances with `__hash__`, numpy's scalars. */
export const HASH_KEY: unique symbol = Symbol('hash key')

function keyText(key: unknown): string {
  if (typeof key === 'string') return `s${key.length}:${key}`
  if (typeof key === 'object' && key !== null) return `o${identity(key)}`
  if (typeof key === 'function') return `o${identity(key)}`
  return `${typeof key === 'bigint' ? 'number' : typeof key}:${String(key)}`
}

/** The key of a value in a Map, equal for values that Python holds equal. TypeError for what has no hash. */
export function hashKey(value: unknown): unknown {
  if (typeof value === 'string' || value === null) return value
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value !== 'object') return value
  if (value instanceof PyInt || value instanceof PyFloat) return value.value
  if (value instanceof PyTuple) return `\0t${value.map(item => keyText(hashKey(item))).join(',')}`
  if (Buffer.isBuffer(value)) return `\0b${value.toString('latin1')}`
  if (value instanceof Complex) return value.im === 0 ? value.re : `\0c${value.re},${value.im}`
  const own = (value as { [HASH_KEY]?: () => unknown })[HASH_KEY]
  if (own) {
    const key = own.call(value)
    // what a class of the program hashes by, beside numbers and texts that are keys themselves
    return key instanceof PyInt ? `\0h${key.value}` : key
  }
  if (Array.isArray(value)) throw new TypeError("unhashable type: 'list'")
  return value
}
