/** `tensor[1:, ..., tf.newaxis]` and `array[0, 1:3]`: indices as tf0 writes them. */
import { TypeError } from '../../errors/python.ts'
import { PyInt } from '../../tensor/literals.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { TensorShape } from '../../tensor/tensor_shape.ts'
import { optionalIndex, requireIndex, indexNumber } from '../runtime/convert.ts'
import { isDeclared } from '../values/members.ts'
import { NumpyMatrix } from '../values/numpy_matrix.ts'
import { NumpyScalar } from '../values/numpy_scalar.ts'
import { PyEllipsis, PySlice } from '../values/slice.ts'
import { PyTuple } from '../values/tuple.ts'
import { typeName } from '../values/type.ts'
import { gather, isFancy, scatter } from './fancy_indexing.ts'
import { isObjectArray, positionsOf, putObjects } from './object_arrays.ts'
import { fromForeign, toForeign } from './values.ts'

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

type ArrayIndex = Parameters<NDArray['set']>[1]

function arrayIndex(index: unknown): ArrayIndex {
  if (index === null) return null
  if (index instanceof PyEllipsis) return '...'
  if (index instanceof PySlice) return { start: optionalIndex(index.start), stop: optionalIndex(index.stop), step: optionalIndex(index.step) }
  return requireIndex(index)
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
  const indices = indicesOf(index)
  if (indices.some(isFancy)) return gather(array, indices)
  const item: unknown = array.at(...indices.map(arrayIndex))
  // elements of arrays of objects are the objects: bytes, in what runs give
  const isObject = array.dtype.base === 'string' || array.dtype.base === 'resource'
  return item instanceof NDArray || isObject ? item : NumpyScalar.of_value(item, array.dtype)
}

/** `value[index]` of a tensor, variable, array or shape. */
export function foreignGetItem(value: object, index: unknown): unknown {
  if (value instanceof NDArray) return arrayItem(value, index)
  if (value instanceof TensorShape) {
    if (index instanceof PySlice) return value.slice(optionalIndex(index.start), optionalIndex(index.stop), optionalIndex(index.step))
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
    const indices = indicesOf(index)
    const objects: boolean = isObjectArray(value)
    if (objects) putObjects(value, arrayItem(positionsOf(value), index) as NDArray, item)
    else if (indices.some(isFancy)) scatter(value, indices, item)
    else value.set(item, ...indices.map(arrayIndex))
    return
  }
  const { set } = isDeclared(value, '__setitem__') ? (value as Indexable) : {}
  if (typeof set !== 'function') throw new TypeError(`'${typeName(value)}' object does not support item assignment`)
  set.call(value, toForeign(index), toForeign(item))
}
