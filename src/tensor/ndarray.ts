/** The arrays that go into a graph and come out of it: numpy's ndarray, always contiguous and row-major. */
import { ValueError } from '../errors/index.ts'
import { type Element, asBuffer, copyData, elementReader, lanes } from './array_parts.ts'
import { convertElements } from './convert.ts'
import { type Data, type DType, type DTypeLike, as_dtype } from './dtypes.ts'
import { fromNested } from './nested.ts'
import { numElements } from './shape.ts'

/** Nested lists of elements, as deep as the array's rank. */
export type Nested = Element | Nested[]

/** An array of numbers, booleans, strings (bytes) or handles. `NDArray.of([[1, 2], [3, 4]])` */
export class NDArray {
  readonly dtype: DType
  readonly shape: readonly number[]
  /** The elements, row-major, in TensorFlow's memory layout. */
  readonly data: Data
  /** Number of elements. */
  readonly size: number

  /** Wraps `data`, which is not copied and must hold exactly the elements of `shape`. */
  constructor(dtype: DTypeLike, shape: readonly number[], data: Data) {
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
    return new NDArray(parts.dtype, parts.shape, parts.data)
  }

  static zeros(shape: readonly number[], dtype: DTypeLike = 'float32'): NDArray {
    const type = as_dtype(dtype).base_dtype
    return new NDArray(type, shape.slice(), type.allocate(numElements(shape)))
  }

  /** An array from little-endian bytes (as in TensorProto.tensor_content); copies them. */
  static from_bytes(dtype: DTypeLike, shape: readonly number[], bytes: Uint8Array): NDArray {
    const type = as_dtype(dtype).base_dtype
    const size = numElements(shape)
    if (type.size === 0) throw new TypeError(`elements of type ${type.name} are not plain bytes`)
    if (bytes.length !== size * type.size) throw new ValueError(`${bytes.length} bytes for an array of ${size * type.size} bytes`)
    const data = type.allocate(size)
    const view = data as Uint8Array
    new Uint8Array(view.buffer, view.byteOffset, view.byteLength).set(bytes)
    return new NDArray(type, shape.slice(), data)
  }

  /** The elements as little-endian bytes; a copy. */
  to_bytes(): Buffer {
    if (this.dtype.size === 0) throw new TypeError(`elements of type ${this.dtype.name} are not plain bytes`)
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

  /** The elements as nested lists; a plain value for a scalar. */
  tolist(): any {
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
  item(...index: readonly number[]): any {
    if (index.length === 0 && this.size !== 1) throw new ValueError('can only convert an array of size 1 to a Python scalar')
    let flat = 0
    if (index.length === 1) flat = index[0] as number
    else index.forEach((at, axis) => (flat = flat * (this.shape[axis] as number) + at))
    return elementReader(this.dtype, this.data)(flat < 0 ? flat + this.size : flat)
  }
}

/** `(2,3)`: a shape as numpy's messages print it. */
function tupleText(shape: readonly number[]): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(',')})`
}
