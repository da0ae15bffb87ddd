/** Arrays from what people write: numbers, nested lists, typed arrays, strings, and mixtures of them. */
import { OverflowError, TypeError, ValueError } from '../errors/index.ts'
import { type ArrayParts, dense, elementReader } from './array_parts.ts'
import { convertElements } from './convert.ts'
import * as dtypes from './dtypes.ts'
import { type Data, DType } from './dtypes.ts'
import { toBfloat16, toHalf } from './half.ts'
import { Complex, PyFloat, PyInt } from './literals.ts'
import { promoteTypes } from './promotion.ts'
import { numElements } from './shape.ts'

const RAGGED = 'setting an array element with a sequence.'
/** numpy's NPY_MAXDIMS: what lies deeper in nested lists are lists as elements. */
const MAX_DIMENSIONS = 32

export function isArrayParts(value: unknown): value is ArrayParts {
  return (
    typeof value === 'object' &&
    value !== null &&
    (value as ArrayParts).dtype instanceof DType &&
    'data' in value &&
    'shape' in value
  )
}

/** A typed array as an array of rank 1; types that TensorFlow lacks become int64. */
function fromTyped(view: ArrayBufferView): ArrayParts {
  const made = (dtype: DType, data: Data): ArrayParts => ({ dtype, shape: [data.length], data })
  if (view instanceof Float32Array) return made(dtypes.float32, view)
  if (view instanceof Float64Array) return made(dtypes.float64, view)
  if (view instanceof Int32Array) return made(dtypes.int32, view)
  if (view instanceof Uint8Array) return made(dtypes.uint8, view)
  if (view instanceof Uint8ClampedArray)
    return made(dtypes.uint8, new Uint8Array(view.buffer, view.byteOffset, view.length))
  if (view instanceof Int8Array) return made(dtypes.int8, view)
  if (view instanceof Int16Array) return made(dtypes.int16, view)
  if (view instanceof Uint16Array) return made(dtypes.uint16, view)
  if (view instanceof BigInt64Array) return made(dtypes.int64, view)
  if (view instanceof Uint32Array)
    return made(
      dtypes.int64,
      BigInt64Array.from(view, value => BigInt(value)),
    )
  if (view instanceof BigUint64Array) return made(dtypes.int64, BigInt64Array.from(view))
  return fromTyped(new Uint8Array(view.buffer, view.byteOffset, view.byteLength))
}

/** `value` as an array if it is one already (NDArray, typed array); bytes count as one string unless numbers are asked for. */
function asParts(value: unknown, dtype: DType | undefined): ArrayParts | undefined {
  if (isArrayParts(value)) return value
  if (!ArrayBuffer.isView(value)) return undefined
  const bytes = value instanceof Uint8Array && (dtype ? dtype.base === 'string' : Buffer.isBuffer(value))
  return bytes ? undefined : fromTyped(value)
}

/** The leaves of a nested list in row-major order, with the shape and the types seen on the way. */
class Flattener {
  readonly leaves: unknown[] = []
  /** What the arrays among the leaves promote to. */
  arrayType: DType | undefined
  /** The widest kind of the plain leaves; only looked for where no type is given. */
  leafType: DType | undefined
  readonly dtype: DType | undefined
  constructor(dtype: DType | undefined) {
    this.dtype = dtype
  }

  shapeOf(value: unknown): number[] {
    const shape: number[] = []
    let inner = value
    while (Array.isArray(inner)) {
      if (shape.length === MAX_DIMENSIONS) throw new ValueError(RAGGED)
      shape.push(inner.length)
      if (inner.length === 0) return shape
      inner = inner[0]
    }
    return [...shape, ...(asParts(inner, this.dtype)?.shape ?? [])]
  }

  add(value: unknown, shape: readonly number[], depth: number): void {
    if (Array.isArray(value)) {
      if (depth === shape.length || value.length !== shape[depth]) throw new ValueError(RAGGED)
      for (let i = 0; i < value.length; i++) this.add(value[i], shape, depth + 1)
      return
    }
    if (typeof value !== 'number') {
      const parts = asParts(value, this.dtype)
      if (parts) {
        if (parts.shape.length !== shape.length - depth || parts.shape.some((dim, i) => dim !== shape[depth + i]))
          throw new ValueError(RAGGED)
        this.arrayType = this.arrayType ? promoteTypes(this.arrayType, parts.dtype) : parts.dtype.base_dtype
        const read = elementReader(parts.dtype, dense(parts).data)
        for (let i = 0, size = numElements(parts.shape); i < size; i++) this.leaves.push(read(i))
        return
      }
    }
    if (depth !== shape.length) throw new ValueError(RAGGED)
    this.leaves.push(value)
    if (this.dtype === undefined) {
      const own = typeOfLeaf(value)
      this.leafType = this.leafType ? widerLeaf(this.leafType, own) : own
    }
  }
}

const fitsInt32 = (value: number | bigint): boolean => value >= -2147483648 && value <= 2147483647

/** The type that a leaf has by itself. */
function typeOfLeaf(leaf: unknown): DType {
  switch (typeof leaf) {
    case 'number':
      return dtypes.float32
    case 'boolean':
      return dtypes.bool
    case 'bigint':
      return dtypes.int64
    case 'string':
      return dtypes.string
  }
  if (leaf instanceof PyInt) return fitsInt32(leaf.value) ? dtypes.int32 : dtypes.int64
  if (leaf instanceof PyFloat) return dtypes.float32
  if (leaf instanceof Complex) return dtypes.complex128
  if (leaf instanceof Uint8Array) return dtypes.string
  return dtypes.resource
}

/** The wider of two kinds of plain leaves; bare numbers beside Python ints are float32, and so are those beside integers. */
function widerLeaf(a: DType, b: DType): DType {
  if (a === b) return a
  if (a === dtypes.resource || b === dtypes.resource) return dtypes.resource
  if (a === dtypes.float32 && b.is_integer) return a
  if (b === dtypes.float32 && a.is_integer) return b
  return promoteTypes(a, b)
}

/** The type of a list that does not say: that of its arrays, the widest kind among its plain leaves, or what both meet in. */
function inferType({ arrayType, leafType }: Flattener): DType {
  if (arrayType === undefined) return leafType ?? dtypes.float32
  // a number beside arrays does not widen their floats
  if (leafType === undefined || (leafType === dtypes.float32 && arrayType.is_floating)) return arrayType
  return promoteTypes(arrayType, leafType)
}

const shown = (leaf: unknown): string => (leaf instanceof Uint8Array ? Buffer.from(leaf).toString() : String(leaf))

function numberOf(leaf: unknown): number {
  if (typeof leaf === 'number') return leaf
  if (leaf instanceof PyFloat) return leaf.value
  if (leaf instanceof PyInt) {
    const value = Number(leaf.value)
    if (!Number.isFinite(value)) throw new OverflowError('int too large to convert to float')
    return value
  }
  if (leaf instanceof Complex) throw new TypeError("can't convert complex to float")
  if (typeof leaf === 'string' || leaf instanceof Uint8Array) {
    const text = shown(leaf)
    return (
      convertElements({ dtype: dtypes.string, shape: [], data: [Buffer.from(text)] }, dtypes.float64) as Float64Array
    )[0] as number
  }
  if (leaf === null || leaf === undefined) return Number.NaN
  if (Array.isArray(leaf)) throw new ValueError(RAGGED)
  const value = (leaf as object).valueOf()
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return Number(value)
  throw new TypeError('float() argument must be a string or a number')
}

function integerOf(leaf: unknown): bigint | number {
  if (typeof leaf === 'bigint') return leaf
  if (leaf instanceof PyInt) return leaf.value
  if (leaf === null || leaf === undefined)
    throw new TypeError("int() argument must be a string or a number, not 'NoneType'")
  if (leaf instanceof Complex) throw new TypeError("can't convert complex to int")
  if (typeof leaf === 'string' || leaf instanceof Uint8Array) {
    const text = shown(leaf).trim()
    if (!/^[+-]?\d+$/.test(text)) throw new ValueError(`invalid literal for int() with base 10: '${text}'`)
    return BigInt(text.replace('+', ''))
  }
  const value = numberOf(leaf)
  if (Number.isNaN(value)) throw new ValueError('cannot convert float NaN to integer')
  if (!Number.isFinite(value)) throw new OverflowError('cannot convert float infinity to integer')
  return Math.trunc(value)
}

function checkedInt64(value: bigint | number): bigint {
  if (Number.isNaN(value)) throw new ValueError('cannot convert float NaN to integer')
  const wide = BigInt(value)
  if (BigInt.asIntN(64, wide) !== wide) throw new OverflowError('Python int too large to convert to C long')
  return wide
}

function bytesOf(leaf: unknown): Buffer {
  if (typeof leaf === 'string') return Buffer.from(leaf)
  if (leaf instanceof Uint8Array) return Buffer.from(leaf)
  if (typeof leaf === 'boolean') return Buffer.from(leaf ? 'True' : 'False')
  return Buffer.from(leaf === null || leaf === undefined ? 'None' : String(leaf))
}

/** Storage of type `dtype` holding the leaves, each converted as Python's and numpy's scalars are. */
function fill(dtype: DType, leaves: readonly unknown[]): Data {
  const size = leaves.length
  if (dtype.base === 'string') return leaves.map(bytesOf)
  if (dtype.base === 'resource') return leaves.slice()
  const out = dtype.allocate(size)
  if (dtype.is_complex) {
    const pairs = out as Float64Array
    leaves.forEach((leaf, i) => {
      pairs[2 * i] = leaf instanceof Complex ? leaf.re : numberOf(leaf)
      pairs[2 * i + 1] = leaf instanceof Complex ? leaf.im : 0
    })
  } else if (dtype.is_floating || dtype.base === 'bfloat16') {
    const floats = out as Float64Array
    const encode = dtype.base === 'float16' ? toHalf : dtype.base === 'bfloat16' ? toBfloat16 : (value: number) => value
    for (let i = 0; i < size; i++) floats[i] = encode(numberOf(leaves[i]))
  } else if (dtype.base === 'bool') {
    const flags = out as Uint8Array
    for (let i = 0; i < size; i++) flags[i] = isTruthy(leaves[i]) ? 1 : 0
  } else if (dtype.base === 'int64') {
    const wide = out as BigInt64Array
    for (let i = 0; i < size; i++) wide[i] = checkedInt64(integerOf(leaves[i]))
  } else {
    const narrow = out as Int32Array
    for (let i = 0; i < size; i++) {
      const leaf = leaves[i]
      // a store wraps numbers around modulo 2^bits by itself; only what Python's own int refuses needs a look
      if (typeof leaf === 'number' && Number.isSafeInteger(leaf)) narrow[i] = leaf
      else narrow[i] = Number(BigInt.asIntN(32, checkedInt64(integerOf(leaf))))
    }
  }
  return out
}

function isTruthy(leaf: unknown): boolean {
  if (leaf instanceof PyInt || leaf instanceof PyFloat) return Boolean(leaf.value)
  if (leaf instanceof Complex) return leaf.re !== 0 || leaf.im !== 0
  if (leaf instanceof Uint8Array) return leaf.length > 0
  // NaN is true in Python
  return typeof leaf === 'number' ? leaf !== 0 : Boolean(leaf)
}

/** Targets that take any number as it is stored, rounding included. */
const DIRECT = new Set<unknown>(['float32', 'float64'])

/**
 * Writes nested lists of plain numbers (rows may be float arrays) straight to their place: most feeds look so.
 * False where anything else turns up; then the general way says what is wrong or converts it.
 */
function fillNumbers(
  out: Float32Array | Float64Array,
  value: unknown,
  shape: readonly number[],
  depth: number,
  at: number,
): boolean {
  const length = shape[depth]
  if (value instanceof Float32Array || value instanceof Float64Array) {
    if (depth !== shape.length - 1 || value.length !== length) return false
    out.set(value, at)
    return true
  }
  if (!Array.isArray(value) || value.length !== length) return false
  if (depth < shape.length - 1) {
    const step = numElements(shape.slice(depth + 1))
    for (let i = 0; i < length; i++) if (!fillNumbers(out, value[i], shape, depth + 1, at + i * step)) return false
    return true
  }
  for (let i = 0; i < length; i++) {
    const leaf: unknown = value[i]
    if (typeof leaf !== 'number') return false
    out[at + i] = leaf
  }
  return true
}

/**
 * The array that `value` stands for. Without `dtype`: bare numbers and Python floats are float32, Python ints int32 (int64 where
 * needed), bigints int64, Complex complex128, strings and Buffers string; arrays keep their type.
 * Raises ValueError for lists that are not rectangular. The result never shares memory with `value`.
 */
export function fromNested(value: unknown, dtype?: DType): ArrayParts {
  const parts = asParts(value, dtype)
  if (parts) {
    const target = dtype ?? parts.dtype.base_dtype
    return { dtype: target, shape: parts.shape.slice(), data: convertElements(parts, target) }
  }
  const flat = new Flattener(dtype)
  const shape = flat.shapeOf(value)
  if (shape.length > 0 && dtype && DIRECT.has(dtype.base)) {
    const out = dtype.allocate(numElements(shape), shape) as Float64Array
    if (fillNumbers(out, value, shape, 0, 0)) return { dtype, shape, data: out }
  }
  flat.add(value, shape, 0)
  const target = dtype ?? inferType(flat)
  return { dtype: target, shape, data: fill(target, flat.leaves) }
}
