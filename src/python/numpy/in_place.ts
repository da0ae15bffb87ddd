/** `a += b` of numpy's arrays: the result goes into the array, which keeps its type and shape. */
import { checkKind, storedIn as stored } from '../../np/out.ts'
import type { NDArray } from '../../tensor/ndarray.ts'
import { promoteTypes } from '../../tensor/promotion.ts'
import { broadcastShapes } from '../../tensor/shape.ts'

const UFUNCS: Readonly<Record<string, string>> = {
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'true_divide',
  classic: 'divide',
  '//': 'floor_divide',
  '%': 'remainder',
  '**': 'power',
  '&': 'bitwise_and',
  '|': 'bitwise_or',
  '^': 'bitwise_xor',
  '<<': 'left_shift',
  '>>': 'right_shift',
}

/** Where shapes don't go together, or a power may be negative, numpy says first whether types fit. */
export function checkTypes(array: NDArray, other: NDArray, operator: string): void {
  const ufunc = UFUNCS[operator]
  if (
    ufunc !== undefined &&
    other.ndim > 0 &&
    (operator === '**' || broadcastShapes(array.shape, other.shape) === null)
  )
    checkKind(array.dtype, promoteTypes(array.dtype, other.dtype), ufunc)
}

/** The array with the result of its operator in it. */
export function storedIn(array: NDArray, result: NDArray, operator: string): unknown {
  const ufunc = UFUNCS[operator]
  return ufunc === undefined ? result : stored(array, result, ufunc)
}
