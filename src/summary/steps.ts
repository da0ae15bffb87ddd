/** Python's `int()` of a step counter. */
import { pythonRepr, pythonTypeName } from '../calling/python_repr.ts'
import { TypeError, ValueError } from '../errors/python.ts'
import { PyFloat, PyInt } from '../tensor/literals.ts'
import { NDArray } from '../tensor/ndarray.ts'

/** A number, or what holds one. */
export type StepLike = number | bigint | boolean | string | PyInt | PyFloat | NDArray

/** The whole number that it is; fractions are cut off. Errors: TypeError for what is no number, ValueError for texts that are none. */
export function integerStep(step: StepLike): number | bigint {
  if (step instanceof NDArray) {
    if (step.size !== 1) throw new TypeError('only size-1 arrays can be converted to Python scalars')
    return integerStep(step.reshape([]).item() as StepLike)
  }
  const value = step instanceof PyInt || step instanceof PyFloat ? step.value : step
  switch (typeof value) {
    case 'bigint':
      return value
    case 'boolean':
      return Number(value)
    case 'number':
      if (Number.isFinite(value)) return Number.isSafeInteger(value) ? value : BigInt(Math.trunc(value))
      throw new ValueError(`cannot convert float ${Number.isNaN(value) ? 'NaN' : 'infinity'} to integer`)
    case 'string':
      if (/^\s*[-+]?\d+\s*$/.test(value)) return BigInt(value.trim().replace(/^\+/, ''))
      throw new ValueError(`invalid literal for int() with base 10: ${pythonRepr(value)}`)
    default:
      throw new TypeError(`int() argument must be a string or a number, not '${pythonTypeName(step)}'`)
  }
}
