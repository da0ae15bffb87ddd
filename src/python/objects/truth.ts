/** What counts as true. */
import { TypeError, ValueError } from '../../errors/index.ts'
import { NO_BOOL, Tensor } from '../../graph/tensor.ts'
import { Complex, PyFloat, PyInt } from '../../tensor/literals.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { TensorShape } from '../../tensor/tensor_shape.ts'
import { specialMethod } from './call.ts'
import { PyRange } from './values/range.ts'

/** Python's `bool(value)`. */
export function truth(value: unknown): boolean {
  if (typeof value === 'boolean') return value
  if (value === null || value === undefined) return false
  if (typeof value === 'string') return value.length > 0
  if (typeof value !== 'object') return Boolean(value)
  if (value instanceof PyInt || value instanceof PyFloat) return Boolean(value.value)
  if (Array.isArray(value)) return value.length > 0
  if (value instanceof NDArray) {
    if (value.size > 1)
      throw new ValueError(
        'The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()',
      )
    return value.size === 1 && truth(value.item())
  }
  if (value instanceof Tensor) throw new TypeError(NO_BOOL)
  if (value instanceof TensorShape) return value.dims !== null
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
