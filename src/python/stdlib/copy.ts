/** copy. */
import { specialMethod } from '../objects/call.ts'
import { slotsOf } from '../objects/slots.ts'
import { allKeepUnicode, native } from '../objects/values/callable.ts'
import { programClassOf } from '../objects/values/class.ts'
import { PyDict } from '../objects/values/dict.ts'
import { PySet } from '../objects/values/set.ts'
import { PyTuple } from '../objects/values/tuple.ts'

function shallow(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof PyTuple) return value
  const special = specialMethod(value, '__copy__')
  if (special) return special()
  if (Array.isArray(value)) return [...(value as unknown[])]
  if (value instanceof PyDict) return value.copy()
  if (value instanceof PySet) return value.make(value)
  const { copy } = slotsOf(value)
  if (copy) return copy(value)
  if (programClassOf(value))
    return Object.create(Object.getPrototypeOf(value) as object, Object.getOwnPropertyDescriptors(value)) as object
  return value
}

function deep(value: unknown, seen: Map<object, unknown>): unknown {
  if (typeof value !== 'object' || value === null) return value
  const known = seen.get(value)
  if (known !== undefined) return known
  const special = specialMethod(value, '__deepcopy__')
  if (special) return special(new PyDict())
  if (value instanceof PyTuple) return PyTuple.from_items(value.map(item => deep(item, seen)))
  if (Array.isArray(value)) {
    const made: unknown[] = []
    seen.set(value, made)
    for (const item of value as unknown[]) made.push(deep(item, seen))
    return made
  }
  if (value instanceof PyDict) {
    const made = value.copy()
    seen.set(value, made)
    for (const [key, item] of value) made.set(key, deep(item, seen))
    return made
  }
  if (programClassOf(value)) {
    const made = Object.create(Object.getPrototypeOf(value) as object) as Record<string, unknown>
    seen.set(value, made)
    for (const [key, item] of Object.entries(value))
      Object.defineProperty(made, key, {
        value: deep(item, seen),
        writable: true,
        enumerable: true,
        configurable: true,
      })
    return made
  }
  return shallow(value)
}

export const COPY: Readonly<Record<string, unknown>> = allKeepUnicode({
  copy: native('copy(x)', shallow),
  deepcopy: native('deepcopy(x, memo=None)', (value: unknown) => deep(value, new Map())),
})
