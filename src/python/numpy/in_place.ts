/** `a += b` of numpy's arrays: the result goes into the array, which keeps its type and shape. */
import { storedIn as stored } from '../../np/out.ts'
import type { NDArray } from '../../tensor/ndarray.ts'

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

/** The array with the result of its operator in it. */
export function storedIn(array: NDArray, result: NDArray, operator: string): unknown {
  const ufunc = UFUNCS[operator]
  return ufunc === undefined ? result : stored(array, result, ufunc)
}
