/** What `run` is given: values for tensors, checked and cast as TensorFlow's client does (client/session.py). */

import { flatten } from '../calling/nest.ts'
import { pythonRepr, tupleRepr } from '../calling/python_repr.ts'
import { deeper } from '../errors/nesting.ts'
import { InternalError } from '../errors/op_errors.ts'
import { TypeError, ValueError } from '../errors/python.ts'
import type { Graph } from '../graph/graph.ts'
import { graphElement } from '../graph/graph_element.ts'
import { IndexedSlices } from '../graph/indexed_slices.ts'
import { type FeedDict, Tensor } from '../graph/tensor.ts'
import type { DType, TypedArray } from '../tensor/dtypes.ts'
import { Complex, PyInt } from '../tensor/literals.ts'
import { contiguous, NDArray } from '../tensor/ndarray.ts'

export type { FeedDict } from '../graph/tensor.ts'

/** How a class of keys is fed: the tensors that it stands for, and the value of each. */
export interface FeedConversion {
  readonly accepts: (key: unknown) => boolean
  readonly expand: (key: never, value: never) => readonly (readonly [unknown, unknown])[]
}
const conversions: FeedConversion[] = []
export function registerFeedConversion(conversion: FeedConversion): void {
  conversions.push(conversion)
}
registerFeedConversion({
  accepts: key => key instanceof IndexedSlices,
  expand: ({ values, indices, dense_shape }: IndexedSlices, value: unknown) =>
    zipped(dense_shape ? [values, indices, dense_shape] : [values, indices], value),
})

/** The tensors with their values, as far as there are values: Python's zip. */
export function zipped(tensors: readonly Tensor[], values: unknown): [unknown, unknown][] {
  if (typeof (values as Partial<Iterable<unknown>> | null)?.[Symbol.iterator] !== 'function')
    throw new TypeError('zip argument #2 must support iteration')
  const given = [...(values as Iterable<unknown>)]
  return tensors.slice(0, given.length).map((tensor, i) => [tensor, given[i]])
}

/** The keys of a feed_dict, in any of its forms, with their values. */
export function feedEntries(feed: FeedDict): Iterable<readonly [unknown, unknown]> {
  if (Array.isArray(feed)) {
    if (!feed.every(pair => Array.isArray(pair) && pair.length === 2)) throw new TypeError('input must be a dictionary')
    return feed as readonly (readonly [unknown, unknown])[]
  }
  if (feed instanceof Map) return feed as ReadonlyMap<unknown, unknown>
  if (typeof feed === 'object' && Symbol.iterator in feed) return feed as unknown as Iterable<[unknown, unknown]>
  if (Object.getPrototypeOf(feed) !== Object.prototype && Object.getPrototypeOf(feed) !== null)
    throw new TypeError('input must be a dictionary')
  return Object.entries(feed)
}

/** The fed tensors with their values, as arrays of the tensors' types. */
export function parseFeeds(graph: Graph, feed: FeedDict | null | undefined): Map<Tensor, NDArray> {
  const fed = new Map<Tensor, NDArray>()
  if (feed === null || feed === undefined) return fed
  const add = (key: unknown, value: unknown): void => {
    if (key instanceof Tensor && key.graph === graph) {
      fed.set(key, feedValue(graph, key, value))
      return
    }
    for (const { accepts, expand } of conversions) {
      if (!accepts(key)) continue
      for (const [k, v] of expand(key as never, value as never)) add(k, v)
      return
    }
    const tensor = feedKey(graph, key)
    fed.set(tensor, feedValue(graph, tensor, value))
  }
  const keys = new Set<unknown>()
  for (const [given, values] of feedEntries(feed)) {
    for (const [key, value] of Array.isArray(given) ? flattenPair(given, values) : [[given, values] as const]) {
      if (keys.has(key)) throw new ValueError(`Could not flatten dictionary: key ${key} is not unique.`)
      keys.add(key)
      add(key, value)
    }
  }
  return fed
}

/** A tuple of keys is fed by an equally nested tuple of values. */
function flattenPair(keys: readonly unknown[], values: unknown): [unknown, unknown][] {
  const flatKeys = flatten(keys)
  const flatValues = flattenLike(keys, values)
  if (flatKeys.length !== flatValues.length) {
    throw new ValueError(
      `Could not flatten dictionary. Key had ${flatKeys.length} elements, but value had ${flatValues.length} elements. Key: ${pythonRepr(flatKeys)}, value: ${pythonRepr(flatValues)}.`,
    )
  }
  return flatKeys.map((key, i) => [key, flatValues[i]])
}
function flattenLike(keys: unknown, values: unknown, depth = 0): unknown[] {
  if (!Array.isArray(keys)) return [values]
  if (!Array.isArray(values)) return [values]
  if (values.length !== keys.length) return flatten(values)
  return keys.flatMap((key, i) => flattenLike(key, values[i], deeper(depth)))
}

export function feedKey(graph: Graph, key: unknown, list = false): Tensor {
  try {
    return graphElement(graph, key, true, false) as Tensor
  } catch (error) {
    if (!(error instanceof Error)) throw error
    if (!list) throw new TypeError(`Cannot interpret feed_dict key as Tensor: ${error.message}`)
    // of a list it stays an error of its own class
    error.message = `Cannot interpret feed_list key as Tensor: ${error.message}`
    throw error
  }
}

/** `value` as an array of the tensor's type; TensorFlow's errors for what does not fit. */
function feedValue(graph: Graph, tensor: Tensor, value: unknown): NDArray {
  if (value instanceof Tensor) {
    throw new TypeError(
      'The value of a feed cannot be a tf.Tensor object. Acceptable feed values include Python scalars, strings, lists, or numpy ndarrays.',
    )
  }
  const dtype = tensor.dtype.base_dtype
  const array = toArray(tensor, value)
  const shape = tensor.staticShape
  if (shape !== null && !fits(shape, array.shape)) {
    throw new ValueError(
      `Cannot feed value of shape ${tupleRepr(array.shape)} for Tensor ${pythonRepr(tensor.name)}, which has shape '${tensor.get_shape()}'`,
    )
  }
  if (!graph.mayFeed(tensor)) throw new ValueError(`Tensor ${tensor} may not be fed.`)
  return array.dtype === dtype ? contiguous(array) : array.astype(dtype)
}

function fits(shape: readonly (number | null)[], given: readonly number[]): boolean {
  return shape.length === given.length && shape.every((dim, i) => dim === null || dim === given[i])
}

function toArray(tensor: Tensor, value: unknown): NDArray {
  const dtype = tensor.dtype.base_dtype
  if (dtype.base === 'string') return toStrings(tensor, value)
  if (value instanceof NDArray) return value
  if (typeof value === 'number' || value instanceof PyInt || typeof value === 'bigint' || typeof value === 'boolean')
    checkScalar(tensor, value)
  // Python's None is numpy's NaN for floats
  if (value === null || value === undefined) {
    if (dtype.is_floating || dtype.is_complex) return NDArray.of(Number.NaN, dtype)
    throw new TypeError(`int() argument must be a string, a bytes-like object or a number, not 'NoneType'`)
  }
  if (typeof value === 'number' && dtype.base === 'float32') return new NDArray(dtype, [], Float32Array.of(value))
  if (ArrayBuffer.isView(value)) return NDArray.of(value as unknown as TypedArray)
  try {
    return NDArray.of(value as never, dtype)
  } catch (error) {
    // tensors are sequences to Python
    if (error instanceof TypeError && hasTensor(value))
      throw new ValueError('setting an array element with a sequence.')
    throw error
  }
}

const hasTensor = (value: unknown, depth = 0): boolean =>
  Array.isArray(value)
    ? value.some(item => hasTensor(item, deeper(depth)))
    : value instanceof Tensor || (typeof value === 'object' && value !== null && '_as_graph_element' in value)

/** Strings are fed as strings: anything else stays what it is in numpy's object array, and the runtime refuses it. */
function toStrings(tensor: Tensor, value: unknown): NDArray {
  if (typeof value === 'number' || value instanceof PyInt || typeof value === 'bigint' || typeof value === 'boolean')
    checkScalar(tensor, value)
  const isText = (item: unknown, depth = 0): boolean =>
    Array.isArray(item)
      ? Array.from(item).every(inner => isText(inner, deeper(depth)))
      : typeof item === 'string' ||
        item instanceof String ||
        item instanceof Uint8Array ||
        (item instanceof NDArray && item.dtype.base === 'string')
  if (!isText(value)) throw new InternalError(null, null, 'Unable to get element from the feed as bytes.')
  return value instanceof NDArray ? value : NDArray.of(value as never, tensor.dtype.base_dtype)
}

/** Python's `str` of the numpy class that holds a type. */
function numpyClass(dtype: DType): string {
  return dtype.base === 'bool' ? "<class 'bool'>" : `<class 'numpy.${dtype.as_numpy_dtype.name}'>`
}

/** Python refuses scalars that the type cannot hold. */
function checkScalar(tensor: Tensor, value: number | bigint | boolean | PyInt): void {
  const dtype = tensor.dtype.base_dtype
  const plain = value instanceof PyInt ? value.value : value
  const whole =
    typeof plain === 'bigint' ||
    (typeof plain === 'number' &&
      Number.isInteger(plain) &&
      (value instanceof PyInt || dtype.is_integer || dtype.base === 'bool'))
  if (dtype.base === 'string') throw new TypeError('object() takes no parameters')
  if (!whole) return
  const back = NDArray.of(value as never, dtype).item()
  // bare numbers may be floats, which floats round
  const equal = typeof back === 'bigint' && typeof plain === 'bigint' ? back === plain : Number(back) === Number(plain)
  const same =
    equal ||
    (back instanceof Complex && back.re === Number(plain)) ||
    (typeof plain === 'number' && !(value instanceof PyInt) && !dtype.is_integer)
  if (!same) {
    throw new TypeError(
      `Type of feed value ${pythonRepr(value)} is not compatible with Tensor type ${numpyClass(dtype)}. Try explicitly setting the type of the feed tensor to a larger type (e.g. int64).`,
    )
  }
}
