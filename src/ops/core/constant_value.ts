/** Plain values as what a Const node holds (tensor_util.make_tensor_proto): shapes and types are found as numpy finds them. */

import { pythonRepr, pythonTypeName, tupleRepr } from '../../calling/python_repr.ts'
import { deeper } from '../../errors/nesting.ts'
import { TypeError, ValueError } from '../../errors/python.ts'
import { TensorValue } from '../../graph/serialize/attrs.ts'
import { Tensor } from '../../graph/tensor.ts'
import { Dimension } from '../../tensor/dimension.ts'
import { bool, complex128, type DType, float32, float64, int32, int64, string } from '../../tensor/dtypes.ts'
import { Complex, PyFloat, PyInt } from '../../tensor/literals.ts'
import { contiguous, NDArray } from '../../tensor/ndarray.ts'
import { promoteTypes } from '../../tensor/promotion.ts'
import { numElements } from '../../tensor/shape.ts'
import { as_shape, type ShapeLike, TensorShape } from '../../tensor/tensor_shape.ts'

/** `values` as the tensor that a Const node holds. `bare` is the type of bare numbers where nothing else decides. */
export function makeTensorValue(
  values: unknown,
  dtype: DType | null,
  shape: ShapeLike | null,
  verifyShape: boolean,
  bare: DType | null,
): TensorValue {
  if (values === null || values === undefined) throw new ValueError('None values not supported.')
  const base = dtype?.base_dtype ?? null
  const array = ownArray(values, base) ?? listArray(values, base, shape, bare)
  if (shape === null || shape === undefined) return new TensorValue(array)
  const dims = shapeNumbers(shape)
  const total = dims.reduce((size, dim) => size * dim, 1)
  if (verifyShape && array.shape.join() !== dims.join())
    throw new TypeError(`Expected Tensor's shape: ${tupleRepr(dims)}, got ${tupleRepr(array.shape)}.`)
  if (array.size > total)
    throw new ValueError(`Too many elements provided. Needed at most ${total}, but received ${array.size}`)
  const known = as_shape(dims).as_list() as number[]
  return new TensorValue(new NDArray(array.dtype, array.size === total ? known : [array.size], array.data), known)
}

const isBytes = (value: unknown): boolean =>
  typeof value === 'string' || value instanceof String || value instanceof Uint8Array

/** A row of numbers; bytes are none. */
const isTyped = (value: unknown): value is ArrayBufferView =>
  ArrayBuffer.isView(value) && !(value instanceof Uint8Array)

/** What is an array already, converted as numpy converts; undefined for everything else. */
function ownArray(values: unknown, dtype: DType | null): NDArray | undefined {
  if (!(values instanceof NDArray) && !(ArrayBuffer.isView(values) && !Buffer.isBuffer(values))) return undefined
  const array = values instanceof NDArray ? values : NDArray.of(values)
  const target = dtype ?? array.dtype.tensor_dtype
  if (
    (array.dtype.base === 'resource' && (dtype === null || dtype === string)) ||
    (target === string && array.dtype.base !== 'string')
  )
    return new NDArray(string, array.shape, (array.ravel().tolist() as unknown[]).map(bytesOf))
  return array.dtype !== target ? array.astype(target) : values instanceof NDArray ? array.copy() : array
}

function listArray(values: unknown, dtype: DType | null, shape: ShapeLike | null, bare: DType | null): NDArray {
  if (shape !== null && shape !== undefined && elementCount(shape) === 0) {
    const type = dtype ?? float32
    return new NDArray(type, [0], type.allocate(0))
  }
  const leaves = new Leaves(values)
  leaves.check(dtype)
  const found = regularShape(values)
  const regular = isRegular(values, found)
  if (!regular && dtype !== null && dtype !== string) throw new ValueError('setting an array element with a sequence.')
  const wanted = writtenShape(values)
  const type = dtype ?? (regular ? leaves.type(bare) : string)
  const text = type === string ? leaves.strings() : undefined
  const dense = found.join() === wanted.join()
  if (!dense || (text && text.length !== numElements(found) && text.every(isBytes)))
    throw new ValueError(
      `Argument must be a dense tensor: ${typeof values === 'string' ? values : shownAs(values)} - got shape ${pythonRepr(found)}, but wanted ${pythonRepr(wanted)}.`,
    )
  return text ? new NDArray(string, found, text.map(bytesOf)) : NDArray.of(values, type)
}

const shownAs = (values: unknown): string => (values instanceof TensorShape ? String(values) : pythonRepr(values))

/** compat.as_bytes */
function bytesOf(value: unknown): Buffer {
  if (typeof value === 'string' || value instanceof String) return Buffer.from(String(value))
  if (value instanceof Uint8Array) return Buffer.from(value)
  throw new TypeError(`Expected binary or unicode string, got ${pythonRepr(value)}`)
}

// --- shapes

/** The items of what numpy takes for a sequence; undefined for elements. */
function itemsOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value
  return value instanceof TensorShape ? (value.dims ?? undefined) : undefined
}

/** The lengths along the axes, as far as nested lists are regular. */
function regularShape(value: unknown, deepest = Number.POSITIVE_INFINITY, depth = 0): number[] {
  if (deepest === 0) return []
  if (value instanceof NDArray) return value.shape.slice(0, deepest)
  if (isTyped(value)) return [(value as Float32Array).length]
  const items = itemsOf(value)
  if (!items) return []
  let inner: number[] | undefined
  for (const item of items) {
    const own: number[] = regularShape(item, inner ? inner.length : deepest - 1, deeper(depth))
    const different = inner?.findIndex((dim, axis) => own[axis] !== dim) ?? -1
    inner = inner && different >= 0 ? inner.slice(0, different) : (inner ?? own)
    if (inner.length === 0) break
  }
  return [items.length, ...(inner ?? [])]
}

/** Whether nothing lies deeper than `shape` says. */
function isRegular(value: unknown, shape: readonly number[], depth = 0): boolean {
  if (value instanceof NDArray) return value.shape.length === shape.length - depth
  if (isTyped(value)) return depth === shape.length - 1
  const items = itemsOf(value)
  if (!items) return true
  return depth < shape.length && items.every(item => isRegular(item, shape, depth + 1))
}

/** The shape that the first items of the lists have; arrays count as elements. */
function writtenShape(value: unknown): number[] {
  if (isTyped(value)) return [(value as Float32Array).length]
  const shape: number[] = []
  for (let inner = value; Array.isArray(inner); inner = inner[0]) shape.push(inner.length)
  return shape
}

/** How many elements a shape has, multiplied as numpy's `prod` does it. */
function elementCount(shape: unknown): number | undefined {
  if (shape instanceof TensorShape) {
    if (shape.dims?.some(dim => dim.value === null)) throw new TypeError('__int__ returned non-int (type NoneType)')
    return numElements(shapeNumbers(shape))
  }
  if (typeof shape === 'string' || (Array.isArray(shape) && shape.some(isBytes)))
    throw new TypeError('cannot perform reduce with flexible type')
  if (!Array.isArray(shape)) return undefined
  const missing = shape.findIndex(dim => dim === null || dim === undefined)
  if (missing < 0) return numElements(shapeNumbers(shape))
  if (shape.length === 1)
    throw new TypeError("int() argument must be a string, a bytes-like object or a number, not 'NoneType'")
  const kinds = missing === 0 ? ['NoneType', pythonTypeName(shape[1])] : ['int', 'NoneType']
  throw new TypeError(`unsupported operand type(s) for *: '${kinds[0]}' and '${kinds[1]}'`)
}

/** The dimensions of a shape as integers, as Python's `int` makes them. */
function shapeNumbers(shape: unknown): number[] {
  if (shape instanceof NDArray || isTyped(shape))
    return Array.from(shape instanceof NDArray ? contiguous(shape).data : (shape as Int32Array), Number)
  if (shape instanceof TensorShape) {
    if (shape.dims === null) throw new ValueError('Cannot iterate over a shape with unknown rank.')
    return shape.dims.map(dimensionNumber)
  }
  if (shape instanceof Tensor) throw new TypeError("'Tensor' object is not iterable.")
  if (!Array.isArray(shape)) throw new TypeError(`'${pythonTypeName(shape)}' object is not iterable`)
  return shape.map(dimensionNumber)
}

function dimensionNumber(dim: unknown): number {
  if (dim instanceof Dimension) {
    if (dim.value === null) throw new TypeError('__int__ returned non-int (type NoneType)')
    return dim.value
  }
  const number = Array.isArray(dim)
    ? Number.NaN
    : typeof dim === 'object' && dim !== null
      ? Number(dim.valueOf())
      : Number(dim)
  if (dim === null || dim === undefined || Number.isNaN(number))
    throw new TypeError(
      `int() argument must be a string, a bytes-like object or a number, not '${pythonTypeName(dim)}'`,
    )
  return Math.trunc(number)
}

// --- types

/** Python's kinds of numbers, `bare` for JavaScript's whole numbers, which may be either. */
type Kind =
  | 'int'
  | 'bare'
  | 'float'
  | 'complex'
  | 'bool'
  | 'str'
  | 'numpy bool'
  | 'array'
  | 'typed'
  | 'tensor'
  | 'none'
  | 'other'

/** Which kinds a type takes; types that are not listed take what numpy converts. */
function takenBy(dtype: DType): readonly Kind[] | undefined {
  if (dtype.is_integer || dtype.is_quantized) return ['int', 'bare', 'bool', 'typed']
  if (dtype === float32 || dtype === float64) return ['int', 'bare', 'bool', 'float', 'typed']
  if (dtype.is_complex) return ['int', 'bare', 'bool', 'float', 'complex', 'typed']
  if (dtype === bool) return ['bool', 'typed']
  return dtype === string ? ['str'] : undefined
}

/** What an integer that no int64 holds is to numpy. */
const UINT64 = 'uint64'
type Found = DType | typeof UINT64 | 'object'

/** The elements of nested lists. */
class Leaves {
  readonly #all: unknown[] = []
  /** The first element of each kind. */
  readonly #first = new Map<Kind, unknown>()

  constructor(values: unknown) {
    this.#visit(values, 0)
  }
  #visit(value: unknown, depth: number): void {
    if (Array.isArray(value)) {
      for (const item of value) this.#visit(item, deeper(depth))
      return
    }
    this.#all.push(value)
    const kind = kindOf(value)
    if (!this.#first.has(kind)) this.#first.set(kind, value)
  }

  /** TensorFlow's check of Python values against a type (_AssertCompatible). */
  check(dtype: DType | null): void {
    const tensor = this.#first.get('tensor')
    if (dtype === null) {
      if (tensor) throw new TypeError('List of Tensors when single Tensor expected')
      return
    }
    const taken = takenBy(dtype)
    if (!taken) {
      if (tensor)
        throw new TypeError(`Expected ${dtype.name}, got ${pythonRepr(String(tensor))} of type 'str' instead.`)
      return
    }
    for (const [kind, value] of this.#first) {
      if (taken.includes(kind)) continue
      // TensorFlow wraps these two in a class of its own, and names it
      const got =
        kind === 'none'
          ? "None of type '_Message'"
          : kind === 'tensor'
            ? "list containing Tensors of type '_Message'"
            : `${pythonRepr(value)} of type '${pythonTypeName(value)}'`
      throw new TypeError(`Expected ${dtype.name}, got ${got} instead.`)
    }
  }

  strings(): readonly unknown[] {
    return this.#all.map(value =>
      value instanceof NDArray && value.shape.length === 0 ? (value.item() as unknown) : value,
    )
  }

  /** The type that TensorFlow gives such values by itself; string also for what numpy takes for objects. */
  type(bare: DType | null): DType {
    const has = (...kinds: readonly Kind[]): boolean => kinds.some(kind => this.#first.has(kind))
    if (this.#all.length === 0) return float32
    let found: Found | undefined
    for (const value of this.#all) {
      const own = typeOfLeaf(value)
      if (own !== undefined) found = found === undefined ? own : promoted(found, own)
      if (found === 'object') break
    }
    if (found === 'object' || found === string) return string
    if (found === UINT64) throw new TypeError("Cannot convert value dtype('uint64') to a TensorFlow DType.")
    if (has('bare') && !has('array', 'typed', 'numpy bool') && !found?.is_complex) {
      if (found === undefined || found === bool)
        return bare === int32 && !this.#all.every(fitsInt32) ? int64 : (bare ?? float32)
      if (!found.is_integer || !bare?.is_integer) return float32
    }
    if (found === float64) return float32
    return found === int64 && this.#all.every(fitsInt32) ? int32 : (found ?? float32)
  }
}

function kindOf(value: unknown): Kind {
  switch (typeof value) {
    case 'number':
      return Number.isInteger(value) ? 'bare' : 'float'
    case 'bigint':
      return 'int'
    case 'boolean':
      return 'bool'
    case 'string':
      return 'str'
    case 'undefined':
      return 'none'
    default:
  }
  if (value === null) return 'none'
  if (value instanceof PyInt) return 'int'
  if (value instanceof PyFloat) return 'float'
  if (value instanceof Complex) return 'complex'
  if (isBytes(value)) return 'str'
  if (value instanceof NDArray) return kindOfArray(value)
  if (ArrayBuffer.isView(value)) return 'typed'
  return value instanceof Tensor ? 'tensor' : 'other'
}

/** Arrays of rank 0 are numpy's scalars. */
function kindOfArray({ shape, dtype }: NDArray): Kind {
  if (shape.length > 0) return 'array'
  if (dtype.is_integer) return 'int'
  if (dtype.is_floating) return 'float'
  if (dtype.is_complex) return 'complex'
  return dtype === bool ? 'numpy bool' : dtype === string ? 'str' : 'other'
}

const INT64_LIMIT = 2n ** 63n

/** The type that numpy finds for an element; undefined for bare numbers, which leave it to others. */
function typeOfLeaf(value: unknown): Found | undefined {
  if (value instanceof NDArray) return value.dtype.base === 'resource' ? 'object' : value.dtype.base_dtype
  if (isTyped(value)) return NDArray.of(value).dtype
  switch (kindOf(value)) {
    case 'bare':
      return undefined
    case 'int': {
      const number = BigInt(value instanceof PyInt ? value.value : (value as bigint))
      if (number < INT64_LIMIT && number >= -INT64_LIMIT) return int64
      return number >= 0n && number < 2n * INT64_LIMIT ? UINT64 : 'object'
    }
    case 'float':
      return float64
    case 'complex':
      return complex128
    case 'bool':
      return bool
    case 'str':
      return string
    default:
      return 'object'
  }
}

function promoted(a: Found, b: Found): Found {
  if (a === b) return a
  if (a === 'object' || b === 'object') return 'object'
  if (a !== UINT64 && b !== UINT64) return promoteTypes(a, b)
  const other = a === UINT64 ? b : a
  if (other === UINT64 || other === bool) return UINT64
  return other.is_integer ? float64 : promoteTypes(other, float64)
}

function fitsInt32(value: unknown): boolean {
  if (value instanceof NDArray || isTyped(value))
    return (NDArray.of(value).ravel().tolist() as unknown[]).every(fitsInt32)
  const number = Number(value)
  return number <= 0x7fffffff && number >= -0x80000000
}
