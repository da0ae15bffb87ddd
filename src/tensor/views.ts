/** Views that numpy has beyond those of indexing and transposing, and the classes that views are of. */
import { AttributeError, TypeError } from '../errors/index.ts'
import { type Element, readElement } from './array_parts.ts'
import { positionOn } from './indexing.ts'
import { bufferOf, NDArray, offsetOf, StridedArray, stepsOf, viewOf } from './ndarray.ts'
import { sameShape } from './shape.ts'
import { Sharing } from './sharing.ts'

/** An element of a vector. */
export const elementAt = (array: NDArray, index: number): Element => {
  const at = positionOn(index, array.shape[0] as number, 0)
  const { layout, dtype } = array
  return layout === undefined
    ? readElement(dtype, array.data, at)
    : readElement(dtype, layout.buffer, layout.offset + at * (layout.strides[0] as number))
}

type ArrayClass<A extends NDArray> = { readonly prototype: A }

/** The constructors of strided arrays of each class. */
const stridedClasses = new Map<object, object>()

/** Makes strided arrays instances of `type`: to a program they are nothing else. */
function stridedClass(type: ArrayClass<NDArray>): object {
  let made = stridedClasses.get(type)
  if (!made) {
    made = function Strided() {}
    const { data } = Object.getOwnPropertyDescriptors(StridedArray.prototype)
    Object.defineProperty(made, 'prototype', {
      value: Object.create(type.prototype, { data: data as PropertyDescriptor }),
    })
    stridedClasses.set(type, made)
  }
  return made
}
/** The elements of an array, or of a part of it, as an array of a class that adds nothing to its memory. */
export function arrayAs<A extends NDArray>(
  type: ArrayClass<A>,
  array: NDArray,
  shape: readonly number[] = array.shape,
): A {
  const shaped = sameShape(shape, array.shape) ? array : array.reshape(shape)
  const args =
    shaped.layout === undefined
      ? [shaped.dtype, shaped.shape, shaped.data]
      : [shaped.dtype, shaped.shape, shaped.layout]
  const made = Reflect.construct(
    shaped.layout === undefined ? NDArray : StridedArray,
    args,
    shaped.layout === undefined
      ? (type as unknown as typeof NDArray)
      : (stridedClass(type as ArrayClass<NDArray>) as typeof NDArray),
  ) as A
  return Sharing.mark(made, array)
}

/** The real (0) or imaginary (1) parts of complex numbers as an array of floats; a view. */
export function partOf(array: NDArray, part: 0 | 1): NDArray {
  if (!array.dtype.is_complex) throw new TypeError(`arrays of ${array.dtype.name} have no such parts`)
  const layout = {
    buffer: bufferOf(array),
    strides: stepsOf(array).map(step => 2 * step),
    offset: 2 * offsetOf(array) + part,
  }
  return Sharing.mark(new StridedArray(array.dtype.real_dtype, array.shape, layout) as unknown as NDArray, array)
}

/** Gives an array another shape in place, as numpy's `a.shape = …` does. AttributeError where strides can't say it. */
export function changeShape(array: NDArray, shape: readonly number[]): void {
  const reshaped = array.reshape(shape)
  if (array.layout !== undefined) {
    if (reshaped.base === null) throw new AttributeError('incompatible shape for a non-contiguous array')
    Object.assign(array, { layout: { buffer: bufferOf(array), strides: stepsOf(reshaped), offset: offsetOf(array) } })
  }
  Object.assign(array, { shape: reshaped.shape })
}

/** A view of the elements at start, start + step … along one axis, `count` of them. */
export function alongAxis(a: NDArray, axis: number, start: number, count: number, step = 1): NDArray {
  const steps = stepsOf(a)
  const own = steps[axis] as number
  return viewOf(a, {
    shape: a.shape.toSpliced(axis, 1, count),
    steps: steps.toSpliced(axis, 1, own * step),
    offset: offsetOf(a) + (count > 0 ? start * own : 0),
  })
}
