/** What `run` is given: values for tensors, checked and cast as TensorFlow's client does (client/session.py). */
import { ValueError } from '../errors/python.ts'
import type { Graph } from '../graph/graph.ts'
import { graphElement } from '../graph/graph_element.ts'
import { IndexedSlices } from '../graph/indexed_slices.ts'
import { pythonRepr, tupleRepr } from '../graph/python_repr.ts'
import { Tensor } from '../graph/tensor.ts'
import { PyInt } from '../tensor/literals.ts'
import { NDArray } from '../tensor/ndarray.ts'
import type { DType, TypedArray } from '../tensor/dtypes.ts'

/** Pairs, a Map, or an object whose keys are tensor names. */
export type FeedDict = readonly (readonly [unknown, unknown])[] | ReadonlyMap<unknown, unknown> | Readonly<Record<string, unknown>>

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
  expand: (slices: IndexedSlices, value: { values: unknown; indices: unknown; dense_shape: unknown }) => {
    const [values, indices, shape] = Array.isArray(value) ? value : [value.values, value.indices, value.dense_shape]
    const pairs: [unknown, unknown][] = [
      [slices.values, values],
      [slices.indices, indices],
    ]
    return slices.dense_shape ? [...pairs, [slices.dense_shape, shape]] : pairs
  },
})

function entriesOf(feed: FeedDict): Iterable<readonly [unknown, unknown]> {
  if (Array.isArray(feed)) {
    if (!feed.every(pair => Array.isArray(pair) && pair.length === 2)) throw new TypeError('input must be a dictionary')
    return feed as readonly (readonly [unknown, unknown])[]
  }
  if (feed instanceof Map) return feed as ReadonlyMap<unknown, unknown>
  if (typeof feed === 'object' && Symbol.iterator in feed) return feed as unknown as Iterable<[unknown, unknown]>
  if (Object.getPrototypeOf(feed) !== Object.prototype && Object.getPrototypeOf(feed) !== null) throw new TypeError('input must be a dictionary')
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
    if (Array.isArray(key)) {
      for (const [k, v] of flattenPair(key, value)) add(k, v)
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
  for (const [key, value] of entriesOf(feed)) add(key, value)
  return fed
}

/** A tuple of keys is fed by an equally nested tuple of values. */
function flattenPair(keys: readonly unknown[], values: unknown): [unknown, unknown][] {
  const flatKeys = keys.flat(Number.POSITIVE_INFINITY)
  const flatValues = flattenLike(keys, values)
  if (flatKeys.length !== flatValues.length) {
    throw new ValueError(
      `Could not flatten dictionary. Key had ${flatKeys.length} elements, but value had ${flatValues.length} elements. Key: ${pythonRepr(flatKeys)}, value: ${pythonRepr(flatValues)}.`,
    )
  }
  return flatKeys.map((key, i) => [key, flatValues[i]])
}
function flattenLike(keys: unknown, values: unknown): unknown[] {
  if (!Array.isArray(keys)) return [values]
  if (!Array.isArray(values)) return [values]
  if (values.length !== keys.length) return values.flat(Number.POSITIVE_INFINITY)
  return keys.flatMap((key, i) => flattenLike(key, values[i]))
}

export function feedKey(graph: Graph, key: unknown, list = false): Tensor {
  try {
    return graphElement(graph, key, true, false) as Tensor
  } catch (error) {
    if (!(error instanceof Error)) throw error
    throw new TypeError(`Cannot interpret feed_${list ? 'list' : 'dict'} key as Tensor: ${error.message}`)
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
  if (!graph.is_feedable(tensor)) throw new ValueError(`Tensor ${tensor} may not be fed.`)
  return array.dtype === dtype ? array : array.astype(dtype)
}

function fits(shape: readonly (number | null)[], given: readonly number[]): boolean {
  return shape.length === given.length && shape.every((dim, i) => dim === null || dim === given[i])
}

function toArray(tensor: Tensor, value: unknown): NDArray {
  const dtype = tensor.dtype.base_dtype
  if (value instanceof NDArray) return value
  if (typeof value === 'number' || value instanceof PyInt || typeof value === 'bigint' || typeof value === 'boolean') checkScalar(tensor, value)
  // Python's None is numpy's NaN for floats
  if (value === null || value === undefined) {
    if (dtype.is_floating || dtype.is_complex) return NDArray.of(Number.NaN, dtype)
    throw new TypeError(`int() argument must be a string, a bytes-like object or a number, not 'NoneType'`)
  }
  if (typeof value === 'number' && dtype.base === 'float32') return new NDArray(dtype, [], Float32Array.of(value))
  if (ArrayBuffer.isView(value) && !(value instanceof Uint8Array && dtype.base === 'string')) {
    const typed = value as unknown as TypedArray
    // a flat array fills the tensor's shape where that is known
    const array = NDArray.of(typed)
    return array
  }
  return NDArray.of(value as never, dtype)
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
    (typeof plain === 'number' && Number.isInteger(plain) && (value instanceof PyInt || dtype.is_integer || dtype.base === 'bool'))
  if (dtype.base === 'string') throw new TypeError('object() takes no parameters')
  if (!whole) return
  const back = NDArray.of(value as never, dtype).item()
  const same =
    typeof back === 'boolean' ? Number(back) === Number(plain) : Number(back) === Number(plain) || !(dtype.is_integer || dtype.base === 'bool')
  if (!same) {
    throw new TypeError(
      `Type of feed value ${pythonRepr(value)} is not compatible with Tensor type ${numpyClass(dtype)}. Try explicitly setting the type of the feed tensor to a larger type (e.g. int64).`,
    )
  }
}
