/** `array[0, 1:3]`: indices as tf0's arrays take them. */
import { IndexError, TypeError } from '../../errors/python.ts'
import { readElement } from '../../tensor/array_parts.ts'
import { NO_INDEX, positionOn } from '../../tensor/indexing.ts'
import { PyInt } from '../../tensor/literals.ts'
import { type AnyIndex, NDArray } from '../../tensor/ndarray.ts'
import { elementAt } from '../../tensor/views.ts'
import { indexNumber, optionalIndex } from '../objects/convert.ts'
import { PyRange } from '../objects/values/range.ts'
import { PyEllipsis, PySlice } from '../objects/values/slice.ts'
import { PyTuple } from '../objects/values/tuple.ts'
import { NumpyMatrix } from './matrix.ts'
import { isObjectArray, placesOf, putObjects } from './object_arrays.ts'
import { NumpyScalar } from './scalar.ts'
import { asTextElement } from './texts.ts'

/** An index of an array as tf0's `at` takes it. Lists, ranges and arrays pick by their elements, arrays of one element too. */
function arrayIndex(index: unknown): AnyIndex {
  if (index instanceof NDArray && !(index instanceof NumpyScalar)) return pickingArray(index)
  if (index instanceof PyInt) return Number(index.value)
  if (index === null) return null
  if (index instanceof PyEllipsis) return '...'
  if (index instanceof PySlice)
    return { start: optionalIndex(index.start), stop: optionalIndex(index.stop), step: optionalIndex(index.step) }
  if (typeof index === 'boolean' || (index instanceof NumpyScalar && index.dtype.base === 'bool'))
    return NDArray.of(index, 'bool')
  if (Array.isArray(index) || index instanceof PyRange)
    return index.length === 0 ? NDArray.zeros([0], 'int64') : pickingArray(NDArray.of([...index]), NO_INDEX)
  const at = indexNumber(index)
  if (at === undefined) throw new IndexError(NO_INDEX)
  return at
}

/** The indices of a tuple, in a plain list: `map` would make a tuple of them. */
function arrayIndices(indices: PyTuple): AnyIndex[] {
  const out: AnyIndex[] = []
  for (let i = 0; i < indices.length; i++) out.push(arrayIndex(indices[i]))
  return out
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

const isInt = (index: unknown): index is PyInt => index instanceof PyInt

/** The element at one whole number for each axis. */
function elementOf(array: NDArray, index: readonly PyInt[]): unknown {
  const { shape, layout } = array
  let at = layout?.offset ?? 0
  for (let axis = 0; axis < shape.length; axis++) {
    const length = shape[axis] as number
    const position = positionOn(Number((index[axis] as PyInt).value), length, axis)
    at = layout === undefined ? at * length + position : at + position * (layout.strides[axis] as number)
  }
  return readElement(array.dtype, layout?.buffer ?? array.data, at)
}

/** The longest list that numpy looks through for indices of several axes. */
const MOST_AXES = 32

/** Whether an item of a list says that the list is an index for each axis. */
const isAxisIndex = (item: unknown): boolean =>
  item === null ||
  typeof item === 'string' ||
  Array.isArray(item) ||
  item instanceof PySlice ||
  item instanceof PyEllipsis ||
  item instanceof PyRange ||
  (item instanceof NDArray && !(item instanceof NumpyScalar))

/** numpy before 1.23 reads a short list that holds sequences, slices, `...` or None as the tuple of its items. */
const asTuple = (index: unknown): unknown =>
  Array.isArray(index) && !(index instanceof PyTuple) && index.length <= MOST_AXES && index.some(isAxisIndex)
    ? PyTuple.from_items(index)
    : index

/** `array[index]`. */
export function arrayItem(array: NDArray, given: unknown): unknown {
  const index = asTuple(given)
  if (array instanceof NumpyMatrix) return matrixItem(array, index)
  let item: unknown
  // first, since asking an array whether it is anything else takes long
  if (index instanceof NDArray) item = array.at(arrayIndex(index))
  else if (index instanceof PyInt && array.ndim === 1 && array.dtype.is_plain)
    return NumpyScalar.of_value(elementAt(array, Number(index.value)), array.dtype)
  else if (index instanceof PyTuple) {
    if (index.length === array.shape.length && array.dtype.is_plain && index.every(isInt))
      return NumpyScalar.of_value(elementOf(array, index as readonly PyInt[]), array.dtype)
    item = array.at(...arrayIndices(index))
  } else item = array.at(arrayIndex(index))
  // elements of arrays of objects are the objects: bytes, in what runs give
  const isObject = array.dtype.base === 'string' || array.dtype.base === 'resource'
  if (isObject) return asTextElement(array, item)
  return item instanceof NDArray ? item : NumpyScalar.of_value(item, array.dtype)
}

/** `array[index] = item`. */
export function setArrayItem(array: NDArray, given: unknown, item: unknown): void {
  const index = asTuple(given)
  if (array instanceof NumpyScalar)
    throw new TypeError(`'numpy.${array.dtype.name}' object does not support item assignment`)
  const objects: boolean = isObjectArray(array)
  if (objects) putObjects(array, arrayItem(placesOf(array), index) as NDArray, item)
  else if (index instanceof PyTuple) array.set(item, ...arrayIndices(index))
  else array.set(item, arrayIndex(index))
}
