/** What counts as true. */
import { Complex, PyFloat, PyInt } from '../../tensor/literals.ts'
import { specialMethod } from './call.ts'
import { ownSlots, slotsOf } from './slots.ts'
import { PyRange } from './values/range.ts'

/** Python's `bool(value)`. */
export function truth(value: unknown): boolean {
  if (typeof value === 'boolean') return value
  if (value === null || value === undefined) return false
  if (typeof value === 'string') return value.length > 0
  // NaN is not zero
  if (typeof value === 'number') return value !== 0
  if (typeof value !== 'object') return Boolean(value)
  const own = ownSlots(value)?.truth
  if (own) return own(value)
  if (value instanceof PyInt) return Boolean(value.value)
  if (value instanceof PyFloat) return value.value !== 0
  if (Array.isArray(value)) return value.length > 0
  const { truth: slot } = slotsOf(value)
  if (slot) return slot(value)
  if (value instanceof Complex) return value.re !== 0 || value.im !== 0
  const special = specialMethod(value, '__bool__') ?? specialMethod(value, '__nonzero__')
  if (special) return truth(special())
  const length = specialMethod(value, '__len__')
  if (length) return truth(length())
  if (value instanceof Map || value instanceof Set) return value.size > 0
  if (value instanceof PyRange || Buffer.isBuffer(value)) return value.length > 0
  const { size } = value as { size?: unknown }
  return typeof size === 'number' && Symbol.iterator in value ? size > 0 : true
}
