/** Writing rows into an array at given positions, in place. */
import { NDArray } from '../../../tensor/ndarray.ts'
import { call, input, type ScalarFunction } from '../../scalar.ts'
import { elementwise } from '../scalars/scalar_evaluator.ts'

export type ScatterUpdate = 'assign' | 'add' | 'sub' | 'mul' | 'div'

/**
 * target[rows[i]] ∘= updates[i], one after another: later rows see what earlier ones wrote. `width`: elements a row has.
 * The rows were checked.
 */
export function scatterRows(
  update: ScatterUpdate,
  target: NDArray,
  rows: ArrayLike<number>,
  updates: NDArray,
  width: number,
): void {
  if (width === 0 || rows.length === 0) return
  const lanes = target.data.length / target.size
  const step = width * lanes
  const to = target.data as Float64Array
  const from = updates.data as Float64Array
  if (update === 'assign' || Array.isArray(target.data)) {
    for (let i = 0; i < rows.length; i++) {
      const at = (rows[i] as number) * step
      for (let j = 0; j < step; j++) to[at + j] = from[i * step + j] as number
    }
    return
  }
  if ((update === 'add' || update === 'sub') && isPlain(target)) {
    const sign = update === 'sub' ? -1 : 1
    for (let i = 0; i < rows.length; i++) {
      const at = (rows[i] as number) * step
      for (let j = 0; j < step; j++) to[at + j] = (to[at + j] as number) + sign * (from[i * step + j] as number)
    }
    return
  }
  const expression = call(update as ScalarFunction, input(0), input(1))
  const type = target.dtype.base_dtype
  for (let i = 0; i < rows.length; i++) {
    const at = (rows[i] as number) * step
    const old = new NDArray(type, [width], to.subarray(at, at + step))
    const value = new NDArray(type, [width], from.subarray(i * step, (i + 1) * step))
    to.set(elementwise(expression, [old, value], type).data as Float64Array, at)
  }
}

/** Types whose sums are plain additions of their storage. */
function isPlain(array: NDArray): boolean {
  const { data } = array
  return data instanceof Float32Array || data instanceof Float64Array || data instanceof Int32Array
}
