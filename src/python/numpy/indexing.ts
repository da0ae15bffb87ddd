/** `tensor[1:, ..., tf.newaxis]` and `array[0, 1:3]`: indices as tf0 writes them. */
import { IndexError, TypeError } from '../../errors/python.ts'
import { NO_INDEX } from '../../tensor/indexing.ts'
import { PyInt } from '../../tensor/literals.ts'
import { type AnyIndex, NDArray } from '../../tensor/ndarray.ts'
import { TensorShape } from '../../tensor/tensor_shape.ts'
import { indexNumber, optionalIndex } from '../objects/convert.ts'
import { fromForeign, toForeign } from '../objects/foreign_values.ts'
import { isDeclared } from '../objects/values/members.ts'
import { PyRange } from '../objects/values/range.ts'
import { PyEllipsis, PySlice } from '../objects/values/slice.ts'
import { PyTuple } from '../objects/values/tuple.ts'
import { typeName } from '../objects/values/type.ts'
import { NumpyMatrix } from './matrix.ts'
import { isObjectArray, placesOf, putObjects } from './object_arrays.ts'
import { NumpyScalar } from './scalar.ts'

/** tf0's slice with numbers or tensors as parts (`tf.s`), which the interpreter is given. */
export type MakeSlice = (start: unknown, stop: unknown, step: unknown) => unknown

let makeSlice: MakeSlice | undefined

/** Tells how tf0 spells `start:stop:step`. */
export function useSlices(make: MakeSlice): void {
  makeSlice = make
}

// indices are whole numbers to tf0, so plain ones will do
const foreignBound = (bound: unknown): unknown => (bound instanceof PyInt ? Number(bound.value) : toForeign(bound))

function foreignIndex(index: unknown): unknown {
  if (index instanceof PyEllipsis) return '...'
  // texts are slices to tf0, and mistakes to Python
  if (typeof index === 'string') throw new TypeError('can only concatenate str (not "int") to str')
  if (!(index instanceof PySlice)) return foreignBound(index)
  if (!makeSlice) throw new TypeError('slices of tensors need tf.s')
  return makeSlice(foreignBound(index.start), foreignBound(index.stop), foreignBound(index.step))
}

/** The indices that stand in the brackets. */
export const indicesOf = (index: unknown): unknown[] => (index instanceof PyTuple ? [...index] : [index])

interface Indexable {
  at?: (...indices: unknown[]) => unknown
  get?: (key: unknown) => unknown
  set?: (...parts: unknown[]) => void
}

/** An index of an array as tf0's `at` takes it. Lists, ranges and arrays pick by their elements, arrays of one element too. */
function arrayIndex(index: unknown): AnyIndex {
  if (index instanceof PyInt) return Number(index.value)
  if (index === null) return null
  if (index instanceof PyEllipsis) return '...'
  if (index instanceof PySlice)
    return { start: optionalIndex(index.start), stop: optionalIndex(index.stop), step: optionalIndex(index.step) }
  if (typeof index === 'boolean' || (index instanceof NumpyScalar && index.dtype.base === 'bool'))
    return NDArray.of(index, 'bool')
  if (index instanceof NDArray && !(index instanceof NumpyScalar)) return pickingArray(index)
  if (Array.isArray(index) || index instanceof PyRange)
    return index.length === 0 ? NDArray.zeros([0], 'int64') : pickingArray(NDArray.of([...index]), NO_INDEX)
  const at = indexNumber(index)
  if (at === undefined) throw new IndexError(NO_INDEX)
  return at
}

function pickingArray(array: NDArray, wrong = 'arrays used as indices must be of integer (or boolean) type'): NDArray {
  if (!array.dtype.is_integer && array.dtype.base !== 'bool') throw new IndexError(wrong)
  return array
}

/** A row of a matrix is a row, a column stays a column. */
function matrixItem(matrix: NumpyMatrix, index: unknown): unknown {
  const item = arrayItem(matrix.array, index)
  if (!(item instanceof NDArray) || item instanceof NumpyScalar || item.ndim > 2) return item
  const second = index instanceof PyTuple && index.length === 2 ? indexNumber(index[1]) : undefined
  return NumpyMatrix.of_array(item.ndim === 1 && second !== undefined ? item.reshape(item.size, 1) : item)
}

function arrayItem(array: NDArray, index: unknown): unknown {
  if (array instanceof NumpyMatrix) return matrixItem(array, index)
  const item: unknown = index instanceof PyTuple ? array.at(...index.map(arrayIndex)) : array.at(arrayIndex(index))
  // elements of arrays of objects are the objects: bytes, in what runs give
  const isObject = array.dtype.base === 'string' || array.dtype.base === 'resource'
  return item instanceof NDArray || isObject ? item : NumpyScalar.of_value(item, array.dtype)
}

/** `value[index]` of a tensor, variable, array or shape. */
export function foreignGetItem(value: object, index: unknown): unknown {
  if (value instanceof NDArray) return arrayItem(value, index)
  if (value instanceof TensorShape) {
    if (index instanceof PySlice)
      return value.slice(optionalIndex(index.start), optionalIndex(index.stop), optionalIndex(index.step))
    const at = indexNumber(index)
    if (at === undefined) throw new TypeError(`list indices must be integers or slices, not ${typeName(index)}`)
    return value.at(at)
  }
  const { at, get } = isDeclared(value, '__getitem__') ? (value as Indexable) : {}
  if (typeof at === 'function') return fromForeign(at.apply(value, indicesOf(index).map(foreignIndex)))
  if (typeof get === 'function') return fromForeign(get.call(value, toForeign(index)))
  throw new TypeError(`'${typeName(value)}' object is not subscriptable`)
}

/** `value[index] = item` of an array. */
export function foreignSetItem(value: object, index: unknown, item: unknown): void {
  if (value instanceof NDArray) {
    const objects: boolean = isObjectArray(value)
    if (objects) putObjects(value, arrayItem(placesOf(value), index) as NDArray, item)
    else if (index instanceof PyTuple) value.set(item, ...index.map(arrayIndex))
    else value.set(item, arrayIndex(index))
    return
  }
  const { set } = isDeclared(value, '__setitem__') ? (value as Indexable) : {}
  if (typeof set !== 'function') throw new TypeError(`'${typeName(value)}' object does not support item assignment`)
  set.call(value, toForeign(index), toForeign(item))
}
