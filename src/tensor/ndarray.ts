/** The arrays that go into a graph and come out of it: numpy's ndarray, always contiguous and row-major. */
import { guardMethods } from '../errors/boundary.ts'
import { IndexError, TypeError, ValueError } from '../errors/index.ts'
import { type ArrayParts, type Element, type ElementOrArray, asBuffer, copyData, elementReader, lanes } from './array_parts.ts'
import { convertElements } from './convert.ts'
import { type Data, type DType, type DTypeLike, as_dtype } from './dtypes.ts'
import { Elementwise } from './elementwise.ts'
import { type Index, forEachOffset, gatherView, indexView, transposed } from './indexing.ts'
import { fromNested } from './nested.ts'
import { arrayRepr, arrayStr } from './printing/array_text.ts'
import type { PrintOptions } from './printing/options.ts'
import { type Axis, argExtreme, extreme, mean, prod, sum } from './reductions.ts'
import { copyRows } from './rows.ts'
import { broadcastShapes, broadcastStrides, numElements, sameShape } from './shape.ts'

/** Nested lists of elements, as deep as the array's rank. */
export type Nested = Element | Nested[]

/** An array of numbers, booleans, strings (bytes) or handles. `NDArray.of([[1, 2], [3, 4]])` */
export class NDArray extends Elementwise<NDArray> {
  readonly dtype: DType
  readonly shape: readonly number[]
  /** The elements, row-major, in TensorFlow's memory layout. */
  readonly data: Data
  /** Number of elements. */
  readonly size: number

  /** Wraps `data`, which is not copied and must hold exactly the elements of `shape`. */
  constructor(dtype: DTypeLike, shape: readonly number[], data: Data) {
    super()
    this.dtype = as_dtype(dtype)
    this.shape = shape
    this.data = data
    this.size = numElements(shape)
    if (data.length !== this.size * lanes(this.dtype)) {
      throw new ValueError(`cannot reshape array of size ${data.length / lanes(this.dtype)} into shape ${tupleText(shape)}`)
    }
  }

  /** The array that a value stands for; see `fromNested`. Casts to `dtype` as numpy does, and always copies. */
  static of(value: unknown, dtype?: DTypeLike): NDArray {
    const parts = fromNested(value, dtype === undefined ? undefined : as_dtype(dtype).base_dtype)
    return wrap(parts)
  }

  static zeros(shape: readonly number[], dtype: DTypeLike = 'float32'): NDArray {
    const type = as_dtype(dtype).base_dtype
    return new NDArray(type, checkedShape(shape).slice(), type.allocate(numElements(shape), shape))
  }

  /** An array from little-endian bytes (as in TensorProto.tensor_content); copies them. */
  static from_bytes(dtype: DTypeLike, shape: readonly number[], bytes: Uint8Array): NDArray {
    const type = as_dtype(dtype).base_dtype
    const size = numElements(shape)
    if (!type.is_plain) throw new TypeError(`elements of type ${type.name} are not plain bytes`)
    if (bytes.length !== size * type.size) throw new ValueError(`${bytes.length} bytes for an array of ${size * type.size} bytes`)
    const data = type.allocate(size)
    const view = data as Uint8Array
    new Uint8Array(view.buffer, view.byteOffset, view.byteLength).set(bytes)
    return new NDArray(type, shape.slice(), data)
  }

  /** The elements as little-endian bytes; a copy. */
  to_bytes(): Buffer {
    if (!this.dtype.is_plain) throw new TypeError(`elements of type ${this.dtype.name} are not plain bytes`)
    return Buffer.from(asBuffer(this.data as Uint8Array))
  }

  get ndim(): number {
    return this.shape.length
  }
  get nbytes(): number {
    return this.size * this.dtype.size
  }
  /** Length of the first axis. */
  get length(): number {
    if (this.shape.length === 0) throw new TypeError('len() of unsized object')
    return this.shape[0] as number
  }

  /** A copy with elements of type `dtype`, converted as numpy converts them. */
  astype(dtype: DTypeLike): NDArray {
    const type = as_dtype(dtype).base_dtype
    return new NDArray(type, this.shape, convertElements(this, type))
  }

  copy(): NDArray {
    return new NDArray(this.dtype, this.shape, copyData(this.data))
  }

  /** A view of the same elements in another shape; one dimension may be -1. */
  reshape(...dims: readonly (number | readonly number[])[]): NDArray {
    const asked = dims.flat() as number[]
    const known = asked.reduce((size, dim) => (dim < 0 ? size : size * dim), 1)
    const open = asked.filter(dim => dim < 0).length
    if (open > 1) throw new ValueError('can only specify one unknown dimension')
    const shape = asked.map(dim => (dim < 0 ? this.size / known : dim))
    if (!shape.every(Number.isInteger) || numElements(shape) !== this.size) {
      throw new ValueError(`cannot reshape array of size ${this.size} into shape ${tupleText(asked)}`)
    }
    return new NDArray(this.dtype, shape, this.data)
  }

  /** The array with its axes reversed, or permuted by `axes`; a copy. */
  transpose(...axes: readonly (number | readonly number[])[]): NDArray {
    const order = axes.flat() as number[]
    return wrap(transposed(this, order.length > 0 || axes.length > 0 ? order : undefined))
  }
  get T(): NDArray {
    return this.transpose()
  }
  /** A view of the elements as one row. */
  ravel(): NDArray {
    return this.reshape(-1)
  }
  /** A copy of the elements as one row. */
  flatten(): NDArray {
    return this.copy().ravel()
  }
  /** A view without the axes of length 1, or without those given. */
  squeeze(axis?: number | readonly number[]): NDArray {
    const given = axis === undefined ? undefined : [axis].flat().map(at => (checkedInteger(at) < 0 ? at + this.ndim : at))
    if (given?.some(at => this.shape[at] !== 1)) throw new ValueError('cannot select an axis to squeeze out which has size not equal to one')
    return this.reshape(this.shape.filter((dim, i) => (given ? !given.includes(i) : dim !== 1)))
  }
  /** The array repeated to `shape`; a copy. */
  broadcast_to(shape: readonly number[]): NDArray {
    if (!sameShape(broadcastShapes(this.shape, checkedShape(shape)), shape)) {
      throw new ValueError(`could not broadcast input array from shape ${tupleText(this.shape)} into shape ${tupleText(shape)}`)
    }
    return wrap(gatherView(this, { shape: shape.slice(), steps: broadcastStrides(this.shape, shape), offset: 0 }))
  }

  /**
   * Indexing: `a.at(0)`, `a.at('1:3', -1)`, `a.at('...', null)`. One number per axis gives the plain element, anything else
   * an array of its own. A single NDArray or list of integers picks along the first axis; one of booleans picks where it is true.
   */
  at(...index: readonly (Index | NDArray | readonly number[] | readonly boolean[])[]): ElementOrArray {
    const [first] = index
    if (index.length === 1 && typeof first === 'object' && first !== null && (first instanceof NDArray || Array.isArray(first)))
      return this.#pick(NDArray.of(first))
    const picked = wrap(gatherView(this, indexView(this.shape, index as Index[])))
    return picked.ndim === 0 && !index.includes('...') ? picked.item() : picked
  }

  #pick(index: NDArray): NDArray {
    if (index.dtype.base === 'bool') {
      if (!sameShape(index.shape, this.shape.slice(0, index.ndim))) throw new IndexError('boolean index did not match indexed array')
      const rows = this.reshape([index.size, ...this.shape.slice(index.ndim)])
      const flags = index.data as Uint8Array
      return rows.take([...flags.keys()].filter(i => flags[i] !== 0))
    }
    const rows = this.take(index.astype('float64').data as Float64Array)
    return rows.reshape([...index.shape, ...this.shape.slice(1)])
  }

  /** The rows at the given positions along the first axis, in that order. */
  take(positions: ArrayLike<number>): NDArray {
    if (!Array.isArray(positions) && !ArrayBuffer.isView(positions)) throw new TypeError('take() takes a list of positions')
    const [length = 1, ...rest] = this.shape
    const width = numElements(rest) * lanes(this.dtype)
    const data = this.dtype.allocate(positions.length * numElements(rest))
    const taken = new Float64Array(positions.length)
    for (let i = 0; i < positions.length; i++) {
      const asked = positions[i] as number
      const row = asked < 0 ? asked + length : asked
      if (!(row >= 0 && row < length)) throw new IndexError(`index ${asked} is out of bounds for axis 0 with size ${length}`)
      taken[i] = row
    }
    copyRows(this.data, data, width, taken)
    return new NDArray(this.dtype, [positions.length, ...rest], data)
  }

  /** Writes `value` (cast and broadcast) where the indices point: `a.set(1, 0, '1:3')` is numpy's `a[0, 1:3] = 1`. */
  set(value: unknown, ...index: readonly Index[]): void {
    const view = indexView(this.shape, index)
    const source = NDArray.of(value, this.dtype).broadcast_to(view.shape)
    const width = lanes(this.dtype)
    const [from, to] = [source.data as unknown[], this.data as unknown[]]
    forEachOffset(view, (offset, i) => {
      for (let lane = 0; lane < width; lane++) to[width * offset + lane] = from[width * i + lane]
    })
  }

  /** The rows along the first axis; plain elements of a vector. */
  *[Symbol.iterator](): IterableIterator<ElementOrArray> {
    if (this.ndim === 0) throw new TypeError('iteration over a 0-d array')
    for (let i = 0; i < (this.shape[0] as number); i++) yield this.at(i)
  }

  /** The elements as nested lists; a plain value for a scalar. */
  tolist(): ElementOrArray {
    const read = elementReader(this.dtype, this.data)
    const build = (axis: number, offset: number, stride: number): Nested => {
      if (axis === this.shape.length) return read(offset)
      const length = this.shape[axis] as number
      const step = length === 0 ? 0 : stride / length
      return Array.from({ length }, (_, i) => build(axis + 1, offset + i * step, step))
    }
    return build(0, 0, this.size)
  }

  /** The element at a flat index (or at one index per axis); without arguments the only element. */
  item(...index: readonly number[]): ElementOrArray {
    const read = elementReader(this.dtype, this.data)
    if (index.length > 1) return read(indexView(this.shape, index).offset)
    if (index.length === 1) return read(indexView([this.size], index).offset)
    if (this.size !== 1) throw new ValueError('can only convert an array of size 1 to a Python scalar')
    return read(0)
  }
  /** An array of one element stands for that element in arithmetic; others give NaN. */
  override valueOf(): ElementOrArray {
    return this.size === 1 ? this.item() : Number.NaN
  }

  /** Text when it is joined to text (`'b: ' + array`), the element where a number is asked for. */
  [Symbol.toPrimitive](hint: string): ElementOrArray {
    return hint === 'number' ? this.valueOf() : this.toString()
  }

  protected override make(parts: ArrayParts): NDArray {
    return wrap(parts)
  }

  /** Reductions along `axis` (all axes by default); a plain element where nothing but one is left. */
  sum(axis: Axis = null, keepdims = false): ElementOrArray {
    return plain(sum(this, axis, keepdims))
  }
  prod(axis: Axis = null, keepdims = false): ElementOrArray {
    return plain(prod(this, axis, keepdims))
  }
  mean(axis: Axis = null, keepdims = false): ElementOrArray {
    return plain(mean(this, axis, keepdims))
  }
  max(axis: Axis = null, keepdims = false): ElementOrArray {
    return plain(extreme(this, axis, keepdims, true))
  }
  min(axis: Axis = null, keepdims = false): ElementOrArray {
    return plain(extreme(this, axis, keepdims, false))
  }
  /** Positions of the first largest elements along `axis`; without it, in the flat array. */
  argmax(axis: number | null = null): ElementOrArray {
    return plain(argExtreme(this, axis, true))
  }
  argmin(axis: number | null = null): ElementOrArray {
    return plain(argExtreme(this, axis, false))
  }
  /** Whether all elements are true (not zero). */
  all(axis: Axis = null, keepdims = false): ElementOrArray {
    return this.size === 0 && axis === null ? true : this.astype('bool').min(axis, keepdims)
  }
  any(axis: Axis = null, keepdims = false): ElementOrArray {
    return this.size === 0 && axis === null ? false : this.astype('bool').max(axis, keepdims)
  }

  /** numpy's `str`: `[1. 2.]`. */
  override toString(options?: Partial<PrintOptions>): string {
    return arrayStr(this, options)
  }
  /** numpy's `repr`: `array([1., 2.], dtype=float32)`. */
  repr(options?: Partial<PrintOptions>): string {
    return arrayRepr(this, options)
  }
  toJSON(): unknown {
    return this.tolist()
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.repr()
  }
}
guardMethods(NDArray, {
  only: [
    ...['astype', 'reshape', 'transpose', 'ravel', 'flatten', 'squeeze', 'broadcast_to', 'at', 'take', 'set', 'tolist'],
    ...['sum', 'prod', 'mean', 'max', 'min', 'argmax', 'argmin', 'all', 'any', 'from_bytes'],
  ],
})

function checkedInteger(value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) throw new TypeError('an integer is required')
  return value
}
function checkedShape(shape: unknown): readonly number[] {
  if (!Array.isArray(shape) && !ArrayBuffer.isView(shape)) throw new TypeError('a shape is a list of integers')
  for (const dim of shape as readonly unknown[]) checkedInteger(dim)
  return shape as readonly number[]
}

function wrap(parts: ArrayParts): NDArray {
  return new NDArray(parts.dtype, parts.shape, parts.data)
}

/** A result of rank 0 as the plain element. */
function plain(parts: ArrayParts): ElementOrArray {
  return parts.shape.length === 0 ? elementReader(parts.dtype, parts.data)(0) : wrap(parts)
}

/** `(2,3)`: a shape as numpy's messages print it. */
function tupleText(shape: readonly number[]): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(',')})`
}
