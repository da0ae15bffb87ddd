/** `a += b` of numpy's arrays: the result goes into the array, which keeps its type and shape. */
import { TypeError, ValueError } from '../../errors/index.ts'
import type { DType } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { sameShape } from '../../tensor/shape.ts'
import { NumpyScalar } from '../values/numpy_scalar.ts'

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

export const isPlainArray = (value: unknown): value is NDArray => value instanceof NDArray && !(value instanceof NumpyScalar)

/** Kinds of types; values go to their own kind and to later ones. */
const kind = (type: DType): number =>
  type.is_complex ? 4 : type.is_floating ? 3 : type.base === 'bool' ? 0 : type.is_integer ? (type.base.startsWith('u') ? 1 : 2) : 5

const text = (shape: readonly number[]): string => (shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(',')})`)

/** The array with the result of its operator in it. */
export function storedIn(array: NDArray, result: NDArray, operator: string): unknown {
  const ufunc = UFUNCS[operator]
  if (ufunc === undefined) return result
  if (kind(result.dtype) > kind(array.dtype))
    throw new TypeError(
      `Cannot cast ufunc ${ufunc} output from dtype('${result.dtype.name}') to dtype('${array.dtype.name}') with casting rule 'same_kind'`,
    )
  if (!sameShape(array.shape, result.shape))
    throw new ValueError(`non-broadcastable output operand with shape ${text(array.shape)} doesn't match the broadcast shape ${text(result.shape)}`)
  array.set(result, '...')
  return array
}
