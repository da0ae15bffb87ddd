/**
 * The arrays that go into a graph and come out of it: numpy's ndarray. Slices, rows, columns and transposes are views, which share their
 * base's memory. Arrays whose elements lie side by side have them as `data`, which may be part of a longer buffer; others have a layout.
 */
import { guarded, guardMethods } from '../errors/boundary.ts'
import { IndexError, TypeError, ValueError } from '../errors/index.ts'
import { ArrayFlags } from './array_flags.ts'
import type { ArrayMethods } from './array_methods.ts'
import {
  type ArrayParts,
  asBuffer,
  denseData,
  type Element,
  type ElementOrArray,
  elementReader,
  lanes,
  readElement,
} from './array_parts.ts'
import { convertElements } from './convert.ts'
import { arrayType, as_dtype, type Data, type DType, type DTypeLike } from './dtypes.ts'
import { Elementwise } from './elementwise.ts'
import { gather, pick, scatter, scatterBox } from './fancy_indexing.ts'
import { answerIndices } from './index_access.ts'
import { axisOrder, diagonalBox, type Index, indexView, positionOn, rowPositions, type View } from './indexing.ts'
import {
  type Box,
  isColumnMajor,
  isRowMajor,
  type Layout,
  mayOverlap,
  repeatedSteps,
  reshapedStrides,
  statedSteps,
} from './layout.ts'
import { Complex } from './literals.ts'
import { isPlainMask, picked, putWhere } from './masks.ts'
import { fromNested } from './nested.ts'
import { arrayRepr, arrayStr } from './printing/array_text.ts'
import type { PrintOptions } from './printing/options.ts'
import { type Axis, argExtreme, extreme, mean, prod, sum, truth } from './reductions.ts'
import { copyRows } from './rows.ts'
import { numElements, sameShape, strides } from './shape.ts'
import {
  checkBroadcast,
  checkedFunction,
  checkedShape,
  shapeOfSize,
  squeezedShape,
  tupleText,
} from './shape_arguments.ts'
import { Sharing } from './sharing.ts'
import { copyBox } from './strided_copy.ts'
import { emptyType, fits, fitted } from './text_types.ts'

/** Nested lists of elements, as deep as the array's rank. */
export type Nested = Element | Nested[]

/** What `at` and `set` take: indices, and arrays or lists of positions or booleans. */
export type AnyIndex = Index | NDArray | readonly number[] | readonly boolean[]

export interface NDArray extends ArrayMethods {}
/** An array of numbers, booleans, strings (bytes) or handles. `NDArray.of([[1, 2], [3, 4]])` */
export class NDArray extends Elementwise<NDArray> {
  /** The row, or the element of a vector, at a position of the first axis, as numpy's `a[i]`: a view. Assigning writes into it. */
  [index: number]: ElementOrArray
  readonly dtype: DType
  readonly shape: readonly number[]
  /** The elements, row-major, in TensorFlow's memory layout. Those of a view that aren't side by side are had by `copy().data`. */
  readonly data: Data
  /** Number of elements. */
  readonly size: number

  /** Wraps `data`, which is not copied and must hold exactly the elements of `shape`. */
  constructor(dtype: DTypeLike, shape: readonly number[], data: Data) {
    super()
    this.dtype = arrayType(dtype)
    if (typeof data?.length !== 'number' || typeof shape?.length !== 'number' || typeof shape[0] === 'bigint')
      throw new TypeError('an array has a type, a list as its shape, and data')
    this.shape = shape
    this.data = data
    this.size = numElements(shape)
    if (data.length !== this.size || this.dtype.is_complex) {
      const width = lanes(this.dtype)
      if (data.length !== this.size * width)
        throw new ValueError(`cannot reshape array of size ${data.length / width} into shape ${tupleText(shape)}`)
    }
  }

  /** The array that a value stands for; see `fromNested`. Casts to `dtype` as numpy does, and always copies. */
  static of(value: unknown, dtype?: DTypeLike): NDArray {
    const type = dtype === undefined ? undefined : arrayType(dtype).base_dtype
    return wrap(fitted(fromNested(value, type), value instanceof NDArray ? value.dtype : undefined))
  }

  static zeros(shape: readonly number[], dtype: DTypeLike = 'float32'): NDArray {
    const type = emptyType(arrayType(dtype).base_dtype)
    for (const size of checkedShape(shape)) if (size < 0) throw new ValueError('negative dimensions are not allowed')
    return new NDArray(type, shape.slice(), type.allocate(numElements(shape), shape))
  }

  /** An array from little-endian bytes (as in TensorProto.tensor_content); copies them. */
  static from_bytes(dtype: DTypeLike, shape: readonly number[], bytes: Uint8Array): NDArray {
    const type = as_dtype(dtype).base_dtype
    const size = numElements(checkedShape(shape))
    if (!(bytes instanceof Uint8Array)) throw new TypeError('from_bytes() takes a type, a shape and bytes')
    if (!type.is_plain) throw new TypeError(`elements of type ${type.name} are not plain bytes`)
    if (bytes.length !== size * type.size)
      throw new ValueError(`${bytes.length} bytes for an array of ${size * type.size} bytes`)
    const data = type.allocate(size)
    const view = data as Uint8Array
    new Uint8Array(view.buffer, view.byteOffset, view.byteLength).set(bytes)
    return new NDArray(type, shape.slice(), data)
  }

  /** The elements as little-endian bytes, row-major; a copy. */
  to_bytes(): Buffer {
    if (!this.dtype.is_plain) throw new TypeError(`elements of type ${this.dtype.name} are not plain bytes`)
    return Buffer.from(asBuffer(denseData(this) as Uint8Array))
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
  /** Where the elements of a view are that has no `data`. */
  get layout(): Layout | undefined {
    return undefined
  }
  /** Bytes from one element to the next, along each axis. */
  get strides(): readonly number[] {
    return statedSteps(this.shape, stepsOf(this)).map(step => step * this.dtype.size)
  }
  /** The array whose memory this view shares; null of arrays with memory of their own. */
  get base(): NDArray | null {
    return Sharing.baseOf(this) as NDArray | null
  }
  /** What numpy says of an array's memory: `c_contiguous`, `f_contiguous`, `owndata`, `writeable`. The last can be set. */
  get flags(): ArrayFlags {
    const steps = stepsOf(this)
    return new ArrayFlags(this, isRowMajor(this.shape, steps), isColumnMajor(this.shape, steps), this.base === null)
  }

  /** A copy with elements of type `dtype`, converted as numpy converts them. */
  astype(dtype: DTypeLike): NDArray {
    const type = arrayType(dtype).base_dtype
    return wrap(fitted({ dtype: type, shape: this.shape, data: convertElements(this, type) }, this.dtype))
  }

  /** The same elements in memory of their own, side by side. */
  copy(): NDArray {
    return new NDArray(this.dtype, this.shape, convertElements(this, this.dtype))
  }

  /** The same elements in another shape; one dimension may be -1. A view, where strides can say it. */
  reshape(...dims: readonly (number | readonly number[])[]): NDArray {
    const shape = shapeOfSize(this.size, dims.flat() as number[])
    const { layout } = this
    if (layout === undefined) return Sharing.mark(new NDArray(this.dtype, shape, this.data), this)
    const steps = reshapedStrides(this.shape, layout.strides, shape)
    return steps === null
      ? new NDArray(this.dtype, shape, denseData(this))
      : viewOf(this, { shape, steps, offset: layout.offset })
  }

  /** A view with the axes reversed, or permuted by `axes`. */
  transpose(...axes: readonly (number | readonly number[])[]): NDArray {
    const given = axes.flat() as number[]
    const order = axisOrder(this.ndim, given.length > 0 || axes.length > 0 ? given : undefined)
    const steps = stepsOf(this)
    return viewOf(this, {
      shape: order.map(axis => this.shape[axis] as number),
      steps: order.map(axis => steps[axis] as number),
      offset: offsetOf(this),
    })
  }
  get T(): NDArray {
    return this.transpose()
  }
  /** The elements as one row; a view, where strides can say it. */
  ravel(): NDArray {
    return this.layout === undefined
      ? this.reshape(this.size)
      : isRowMajor(this.shape, stepsOf(this))
        ? this.reshape(this.size)
        : this.flatten()
  }
  /** A copy of the elements as one row. */
  flatten(): NDArray {
    return new NDArray(this.dtype, [this.size], this.copy().data)
  }
  /** A view without the axes of length 1, or without those given. */
  squeeze(axis?: number | readonly number[]): NDArray {
    const shape = squeezedShape(this.shape, axis)
    return shape.length === this.ndim ? this : this.reshape(shape)
  }
  /** A view with elements repeated to `shape`, which can't be written. */
  broadcast_to(shape: readonly number[]): NDArray {
    checkBroadcast(this.shape, this.shape, checkedShape(shape))
    const steps = repeatedSteps(this.shape, stepsOf(this), shape)
    return Sharing.protect(viewOf(this, { shape: shape.slice(), steps, offset: offsetOf(this) }))
  }
  /** The diagonal of the planes along two axes, `offset` columns to the right of the main one, as last axis: a view that can't be written. */
  diagonal(offset = 0, axis1 = 0, axis2 = 1): NDArray {
    return Sharing.protect(viewOf(this, diagonalBox(boxOf(this), offset, axis1, axis2)))
  }

  /** `a.at(0)`, `a.at('1:3', -1)`, `a.at('...', null)`: a number per axis gives the plain element, lists and NDArrays copies, all else a view. */
  at(...index: readonly AnyIndex[]): ElementOrArray {
    const [first] = index
    if (index.length === 1 && typeof first === 'number') return rowAt(this, first)
    if (index.some(isArrayIndex)) {
      if (index.length === 1 && isPlainMask(this, first)) return wrap(picked(this, first))
      const places = pick(this.shape, stepsOf(this), offsetOf(this), index.map(asIndex))
      return wrap(gather(this.dtype, bufferOf(this), places))
    }
    const box = indexView(this.shape, index as Index[], stepsOf(this), offsetOf(this))
    return box.shape.length === 0 && !index.includes('...')
      ? readElement(this.dtype, bufferOf(this), box.offset)
      : viewOf(this, box)
  }

  /** The rows at the given positions along the first axis, in that order; a copy. */
  take(positions: ArrayLike<number>): NDArray {
    if (!Array.isArray(positions) && !ArrayBuffer.isView(positions))
      throw new TypeError('take() takes a list of positions')
    const [length = 1, ...rest] = this.shape
    const width = numElements(rest) * lanes(this.dtype)
    const data = this.dtype.allocate(positions.length * numElements(rest))
    copyRows(denseData(this), data, width, rowPositions(positions, length))
    return new NDArray(this.dtype, [positions.length, ...rest], data)
  }

  /** Writes `value` (cast and broadcast) where the indices point: `a.set(1, 0, '1:3')` is numpy's `a[0, 1:3] = 1`. */
  set(value: unknown, ...index: readonly AnyIndex[]): void {
    if (index.some(isArrayIndex)) {
      Sharing.checkWriteable(this)
      if (index.length === 1 && isPlainMask(this, index[0]) && putWhere(this, index[0], asSource(value, this.dtype, 1)))
        return
      const picked = pick(this.shape, stepsOf(this), offsetOf(this), index.map(asIndex))
      const source = spreadTo(asSource(value, this.dtype, picked.shape.length), picked.shape)
      const buffer = bufferOf(this)
      const overlaps =
        value instanceof NDArray && mayOverlap(bufferOf(source), boxOf(source), buffer, boxOf(this), lanes(this.dtype))
      if (overlaps) scatterBox(this.dtype, buffer, picked, bufferOf(source), boxOf(source))
      else scatter(this.dtype, buffer, picked, denseData(source))
      return
    }
    write(this, indexView(this.shape, index as Index[], stepsOf(this), offsetOf(this)), value)
  }
  /** Writes `value` to all elements. */
  fill(value: unknown): void {
    write(this, boxOf(this), value)
  }

  /** The rows along the first axis, which are views; plain elements of a vector. */
  *[Symbol.iterator](): IterableIterator<ElementOrArray> {
    if (this.ndim === 0) throw new TypeError('iteration over a 0-d array')
    for (let i = 0; i < (this.shape[0] as number); i++) yield rowAt(this, i)
  }
  /** A view of the rows from `start` up to `end`, counted as JavaScript's arrays count: negative ones from the end. */
  slice(start: number | null = null, end: number | null = null): NDArray {
    return this.at({ start, stop: end, step: null }) as NDArray
  }
  /** What `f` gives for each row, or for each element of a vector, in a list. */
  map<R>(f: (row: ElementOrArray, index: number, array: this) => R): R[] {
    checkedFunction(f)
    return Array.from(this, (row, i) => f(row, i, this))
  }
  forEach(f: (row: ElementOrArray, index: number, array: this) => void): void {
    checkedFunction(f)
    let i = 0
    for (const row of this) f(row, i++, this)
  }

  /** The elements as nested lists; a plain value for a scalar. */
  tolist(): ElementOrArray {
    // repeated elements of a view may be more than a process holds: their copy says so
    const read = elementReader(this.dtype, denseData(this))
    const { shape } = this
    const steps = strides(shape)
    const build = (axis: number, offset: number): Nested => {
      if (axis === shape.length) return read(offset)
      const step = steps[axis] as number
      return Array.from({ length: shape[axis] as number }, (_, i) => build(axis + 1, offset + i * step))
    }
    return build(0, 0)
  }

  /** The element at a flat index (or at one index per axis); without arguments the only element. */
  item(...index: readonly number[]): ElementOrArray {
    if (index.length > 1)
      return readElement(this.dtype, bufferOf(this), indexView(this.shape, index, stepsOf(this), offsetOf(this)).offset)
    if (index.length === 1) return readElement(this.dtype, denseData(this), indexView([this.size], index).offset)
    if (this.size !== 1) throw new ValueError('can only convert an array of size 1 to a Python scalar')
    return readElement(this.dtype, bufferOf(this), offsetOf(this))
  }
  /** An array of one element stands for that element in arithmetic; others give NaN. */
  override valueOf(): ElementOrArray {
    return this.size === 1 ? this.item() : Number.NaN
  }

  /** Text when it is joined to text (`'b: ' + array`), the element where a number is asked for. */
  [Symbol.toPrimitive](hint: string): ElementOrArray {
    if (hint !== 'number') return this.toString()
    const value = this.valueOf()
    if (value instanceof Complex) throw new TypeError("can't convert complex to float")
    return Buffer.isBuffer(value) ? value.toString() : value
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
    return plain(truth(this, axis, keepdims, true))
  }
  any(axis: Axis = null, keepdims = false): ElementOrArray {
    return plain(truth(this, axis, keepdims, false))
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
    ...['astype', 'reshape', 'transpose', 'ravel', 'flatten', 'squeeze', 'broadcast_to', 'diagonal', 'at', 'take'],
    ...['set', 'fill', 'slice', 'map', 'forEach', 'tolist', 'from_bytes'],
    ...['sum', 'prod', 'mean', 'max', 'min', 'argmax', 'argmin', 'all', 'any'],
  ],
})

answerIndices(
  Elementwise.prototype,
  guarded((array: NDArray, index: number) => rowAt(array, index), '[]'),
  guarded((array: NDArray, index: number, value: unknown) => array.set(value, index), '[]='),
)

/** A view whose elements do not lie side by side, or whose buffer can't be cut. */
export class StridedArray extends Elementwise<NDArray> {
  readonly dtype: DType
  readonly shape: readonly number[]
  readonly size: number
  readonly layout: Layout
  constructor(dtype: DType, shape: readonly number[], layout: Layout) {
    super()
    this.dtype = dtype
    this.shape = shape
    this.size = numElements(shape)
    this.layout = layout
  }
  get data(): Data {
    throw new TypeError(
      'the elements of this view are not side by side in memory, so that it has no data: copy() makes an array that has',
    )
  }
  protected override make(parts: ArrayParts): NDArray {
    return wrap(parts)
  }
}
guardMethods(StridedArray, { only: ['data'] })
// strided arrays are NDArrays to a program, and made without the constructor of those, which would give them data
Object.setPrototypeOf(StridedArray.prototype, NDArray.prototype)
for (const name of ['constructor', 'make']) Reflect.deleteProperty(StridedArray.prototype, name)
/** The buffer that an array's elements are in. */
export const bufferOf = (array: NDArray): Data => array.layout?.buffer ?? array.data
/** Entries of the buffer's elements from one element to the next, along each axis. */
export const stepsOf = (array: NDArray): readonly number[] => array.layout?.strides ?? strides(array.shape)
export const offsetOf = (array: NDArray): number => array.layout?.offset ?? 0
const boxOf = (array: NDArray): Box => ({ shape: array.shape, steps: stepsOf(array), offset: offsetOf(array) })

/** The array itself where its elements lie side by side, else a copy of them: what leaves the world of views passes here. */
export const contiguous = (array: NDArray): NDArray => (array.layout === undefined ? array : array.copy())

/** A box of an array's buffer as an array: a view. */
export function viewOf(
  array: NDArray,
  box: { readonly shape: readonly number[]; readonly steps: readonly number[]; readonly offset: number },
): NDArray {
  const { shape, steps, offset } = box
  const buffer = bufferOf(array)
  let view: NDArray
  if (!Array.isArray(buffer) && isRowMajor(shape, steps)) {
    const width = lanes(array.dtype)
    const start = offset * width
    const end = start + numElements(shape) * width
    view = new NDArray(array.dtype, shape, start === 0 && end === buffer.length ? buffer : buffer.subarray(start, end))
  } else view = new StridedArray(array.dtype, shape, { buffer, strides: steps, offset }) as unknown as NDArray
  return Sharing.mark(view, array)
}

/** `array[index]`. */
function rowAt(array: NDArray, index: number): ElementOrArray {
  const { shape, layout } = array
  if (shape.length === 0) throw new IndexError('too many indices for array')
  const at = positionOn(index, shape[0] as number, 0)
  if (layout === undefined) {
    const { data, dtype } = array
    if (shape.length === 1) return readElement(dtype, data, at)
    if (!Array.isArray(data)) {
      const width = data.length / (shape[0] as number)
      return Sharing.mark(new NDArray(dtype, shape.slice(1), data.subarray(at * width, (at + 1) * width)), array)
    }
  }
  const steps = stepsOf(array)
  const offset = offsetOf(array) + at * (steps[0] as number)
  return shape.length === 1
    ? readElement(array.dtype, bufferOf(array), offset)
    : viewOf(array, { shape: shape.slice(1), steps: steps.slice(1), offset })
}

const isArrayIndex = (index: AnyIndex): boolean =>
  typeof index === 'object' && index !== null && (index instanceof NDArray || Array.isArray(index))
const asIndex = (index: AnyIndex): Index | NDArray => {
  if (index instanceof NDArray) return index
  if (!Array.isArray(index)) return index as Index
  return index.length === 0 ? NDArray.zeros([0], 'int64') : NDArray.of(index)
}

/** What is written to a box of `rank`: an array of the target's type, which shares memory with a given array where it can. */
function asSource(value: unknown, dtype: DType, rank: number): NDArray {
  if (value instanceof NDArray) return fits(value.dtype, dtype) ? value : value.astype(dtype)
  const made = NDArray.of(value, dtype)
  if (made.ndim > rank) throw new ValueError('setting an array element with a sequence.')
  return made
}

/** `source` spread to a shape, as an assignment does it: axes of length 1 in front don't matter. */
function spreadTo(source: NDArray, shape: readonly number[]): NDArray {
  let extra = 0
  while (source.ndim - extra > shape.length && source.shape[extra] === 1) extra++
  const given = extra > 0 ? source.reshape(source.shape.slice(extra)) : source
  if (sameShape(given.shape, shape)) return given
  checkBroadcast(given.shape, source.shape, shape)
  return viewOf(given, { shape, steps: repeatedSteps(given.shape, stepsOf(given), shape), offset: offsetOf(given) })
}

/** Writes `value` to a box of an array's buffer. */
function write(array: NDArray, box: Box | View, value: unknown): void {
  Sharing.checkWriteable(array)
  const buffer = bufferOf(array)
  const width = lanes(array.dtype)
  let source = spreadTo(asSource(value, array.dtype, box.shape.length), box.shape)
  // what is read must not change while it is written
  if (value instanceof NDArray && mayOverlap(bufferOf(source), boxOf(source), buffer, box, width))
    source = source.copy()
  copyBox(bufferOf(source), boxOf(source), buffer, box, width)
}

function wrap(parts: ArrayParts): NDArray {
  return new NDArray(parts.dtype, parts.shape, parts.data)
}

/** A result of rank 0 as the plain element. */
function plain(parts: ArrayParts): ElementOrArray {
  return parts.shape.length === 0 ? readElement(parts.dtype, parts.data, 0) : wrap(parts)
}
