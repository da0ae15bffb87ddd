/** The gradient of mirrored borders: what was copied outwards is added back inwards. */
import type { NDArray } from '../../../tensor/ndarray.ts'
import { call, input } from '../../scalar.ts'
import { elementwise } from '../scalars/scalar_evaluator.ts'
import { slice, stridedAssign, stridedSlice } from './movement.ts'

/**
 * The inner part of `padded` plus the borders, folded back dimension by dimension. `reflect`: the border elements
 * themselves were not repeated.
 */
export function foldBorders(
  padded: NDArray,
  paddings: readonly (readonly [number, number])[],
  reflect: boolean,
): NDArray {
  let current = padded
  const add = call('add', input(0), input(1))
  for (const [axis, [before, after]] of paddings.entries()) {
    if (before === 0 && after === 0) continue
    const rank = current.shape.length
    const length = (current.shape[axis] as number) - before - after
    const zeros = new Array<number>(rank).fill(0)
    const at = (index: number): number[] => zeros.with(axis, index)
    const inner = slice(current, at(before), current.shape.with(axis, length))
    const steps = new Array<number>(rank).fill(1)
    const fold = (count: number, from: number, to: number): void => {
      if (count === 0) return
      const shape = current.shape.with(axis, count)
      // the border read backwards lies over the part that it mirrors
      const border = stridedSlice(current, at(from + count - 1), steps.with(axis, -1), shape)
      const part = slice(inner, at(to), shape)
      stridedAssign(inner, elementwise(add, [part, border], inner.dtype), at(to), steps, shape)
    }
    const skip = reflect ? 1 : 0
    fold(before, 0, skip)
    fold(after, before + length, length - after - skip)
    current = inner
  }
  return current
}
