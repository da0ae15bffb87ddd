/** Python's numbers: PyInt and PyFloat of tf0, booleans, complex numbers. */
import { Complex, PyFloat, PyInt } from '../../../tensor/literals.ts'

const SMALL_MIN = -16
const SMALL_MAX = 1024
const SMALL: readonly PyInt[] = Array.from({ length: SMALL_MAX - SMALL_MIN + 1 }, (_, i) => new PyInt(i + SMALL_MIN))

/** An int of a whole number; small ones are shared. */
export function int(value: number): PyInt {
  if (value >= SMALL_MIN && value <= SMALL_MAX) return SMALL[value - SMALL_MIN] as PyInt
  return new PyInt(value)
}

/** An int of any size; kept as a number where that is exact. */
export function makeInt(value: number | bigint): PyInt {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? int(value) : new PyInt(BigInt(value))
  const plain = Number(value)
  return Number.isSafeInteger(plain) ? int(plain) : new PyInt(value)
}

export const float = (value: number): PyFloat => new PyFloat(value)

/** What a number, a boolean included, is worth as a JavaScript number; undefined for anything else. */
export function plainNumber(value: unknown): number | undefined {
  if (value instanceof PyInt || value instanceof PyFloat) return Number(value.value)
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'number') return value
  return typeof value === 'bigint' ? Number(value) : undefined
}

/** True for int and bool. */
export const isInteger = (value: unknown): value is PyInt | boolean =>
  value instanceof PyInt || typeof value === 'boolean'

/** True for int, bool, float and complex. */
export const isNumber = (value: unknown): value is PyInt | PyFloat | boolean | Complex =>
  value instanceof PyInt || value instanceof PyFloat || typeof value === 'boolean' || value instanceof Complex

/** The exact whole number of an int or a bool. */
export function wholeNumber(value: PyInt | boolean): number | bigint {
  return typeof value === 'boolean' ? Number(value) : value.value
}
