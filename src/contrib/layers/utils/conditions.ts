/** Conditions that may be known while the graph is built (contrib/layers/python/layers/utils.py). */

import { pyfunction } from '../../../calling/signature.ts'
import { TypeError, ValueError } from '../../../errors/python.ts'
import type { Name } from '../../../graph/build/convert.ts'
import { constantValue } from '../../../graph/infer.ts'
import { Tensor } from '../../../graph/tensor.ts'
import { cond } from '../../../ops/control_flow/cond.ts'
import { Variable } from '../../../ops/variables/variables.ts'
import { as_dtype, type DTypeLike } from '../../../tensor/dtypes.ts'
import { PyFloat, PyInt } from '../../../tensor/literals.ts'
import { NDArray } from '../../../tensor/ndarray.ts'

/** A value, or undefined for tensors without a constant one and for variables. */
export function knownValue(value: unknown): unknown {
  if (value === null) throw new ValueError('value_or_tensor_or_var cannot be None')
  if (value instanceof Variable) return undefined
  return value instanceof Tensor ? constantValue(value) : value
}
/** Whether Python takes a value for true. */
export function isTrue(value: unknown): boolean {
  if (value instanceof PyInt || value instanceof PyFloat) return Number(value.value) !== 0
  if (value instanceof NDArray) return Boolean(value.item())
  return Array.isArray(value) ? value.length > 0 : Boolean(value)
}

interface ValueArgs {
  value_or_tensor_or_var: unknown
  dtype: DTypeLike | null
}
/**
 * The value itself, that of a constant tensor, or null for other tensors and for variables. Errors: ValueError for null, and for
 * a tensor or variable of another type than `dtype`.
 */
export const constant_value = pyfunction(
  'constant_value(value_or_tensor_or_var, dtype=None)',
  ({ value_or_tensor_or_var: value, dtype }: ValueArgs): unknown => {
    if ((value instanceof Tensor || value instanceof Variable) && dtype !== null && !value.dtype.equals(dtype)) {
      throw new ValueError(`It has the wrong type ${value.dtype} instead of ${as_dtype(dtype)}`)
    }
    return knownValue(value) ?? null
  },
)

interface CondArgs<R> {
  pred: unknown
  fn1: () => R
  fn2: () => R
}
/** `fn1()` or `fn2()`, as the value says. */
function either<R>({ pred, fn1, fn2 }: CondArgs<R>): R {
  if (typeof fn1 !== 'function') throw new TypeError('fn1 must be callable.')
  if (typeof fn2 !== 'function') throw new TypeError('fn2 must be callable.')
  return isTrue(pred) ? fn1() : fn2()
}
/** `either` for what is known, else `tf.cond`. */
export function smartCond<R>(pred: unknown, fn1: () => R, fn2: () => R, name: Name = null): R {
  const known = knownValue(pred)
  return known === undefined ? (cond(pred as Tensor, fn1, fn2, name) as R) : either({ pred: known, fn1, fn2 })
}

/** `fn1()` where `pred` is true, else `fn2()`; the other one is not called. Error: TypeError for what cannot be called. */
export const static_cond = pyfunction('static_cond(pred, fn1, fn2)', (args: CondArgs<unknown>): unknown => either(args))
/** `static_cond` where `pred` is a plain value or a constant tensor, else `tf.cond`. */
export const smart_cond = pyfunction(
  'smart_cond(pred, fn1, fn2, name=None)',
  ({ pred, fn1, fn2, name }: CondArgs<unknown> & { name: Name }) => smartCond(pred, fn1, fn2, name),
)
