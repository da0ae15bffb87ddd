/** TensorFlow's data types (core/framework/types.proto), with numpy's storage for each. */

import { KeyError, TypeError } from '../errors/index.ts'
import { isStackOverflow } from '../errors/stack_overflow.ts'
import { invalidArgument, outOfMemory } from '../errors/status.ts'
import { textOf } from '../errors/text.ts'
import { PyInt } from './literals.ts'

/** The longest array that is tried. */
const MOST_BYTES = 2 ** 32
/** What an element takes that is an object of its own: a string, a handle. */
export const OBJECT_BYTES = 64

export type BaseDTypeName =
  | 'float16'
  | 'float32'
  | 'float64'
  | 'bfloat16'
  | 'complex64'
  | 'complex128'
  | 'int8'
  | 'uint8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'int64'
  | 'bool'
  | 'string'
  | 'qint8'
  | 'quint8'
  | 'qint16'
  | 'quint16'
  | 'qint32'
  | 'resource'

/** Numbers and booleans, in TensorFlow's memory layout; float16 and bfloat16 as their bits, complex numbers as pairs. */
export type TypedArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | BigInt64Array

/** The elements of an array: typed numbers, bytes of strings, or handles of resources. */
export type Data = TypedArray | Uint8Array[] | unknown[]

interface Traits {
  readonly enum: number
  /** Bytes of one element; that of a string is a pointer. */
  readonly size: number
  /** The runtime's spelling (DataTypeString). */
  readonly cpp: string
  /** What numbers are stored in. */
  readonly entry?: TypedArrayConstructor
  readonly allocate: (length: number) => Data
}
type TypedArrayConstructor = (new (
  buffer: ArrayBufferLike,
  offset: number,
  length: number,
) => TypedArray) & { readonly BYTES_PER_ELEMENT: number }
/** Less is cleared at once, and more by the system. */
const [LEAST_UNCLEARED, MOST_UNCLEARED] = [2 ** 16, 2 ** 25]

const EMPTY: Uint8Array = Buffer.alloc(0)
/** `length` times `value`. V8 makes a hash table of what is longer when it is made, which takes a minute to fill. */
function objects<T>(length: number, value: T): T[] {
  if (length <= LONGEST_AT_ONCE) return new Array<T>(length).fill(value)
  const made: T[] = []
  for (let i = 0; i < length; i++) made.push(value)
  return made
}
const LONGEST_AT_ONCE = 2 ** 25
const strings = (length: number): Uint8Array[] => objects(length, EMPTY)
const handles = (length: number): unknown[] => objects(length, null)

const TRAITS: Readonly<Record<BaseDTypeName, Traits>> = {
  float32: { enum: 1, size: 4, cpp: 'float', entry: Float32Array, allocate: n => new Float32Array(n) },
  float64: { enum: 2, size: 8, cpp: 'double', entry: Float64Array, allocate: n => new Float64Array(n) },
  int32: { enum: 3, size: 4, cpp: 'int32', entry: Int32Array, allocate: n => new Int32Array(n) },
  uint8: { enum: 4, size: 1, cpp: 'uint8', entry: Uint8Array, allocate: n => new Uint8Array(n) },
  int16: { enum: 5, size: 2, cpp: 'int16', entry: Int16Array, allocate: n => new Int16Array(n) },
  int8: { enum: 6, size: 1, cpp: 'int8', entry: Int8Array, allocate: n => new Int8Array(n) },
  string: { enum: 7, size: 8, cpp: 'string', allocate: strings },
  complex64: { enum: 8, size: 8, cpp: 'complex64', entry: Float32Array, allocate: n => new Float32Array(2 * n) },
  int64: { enum: 9, size: 8, cpp: 'int64', entry: BigInt64Array, allocate: n => new BigInt64Array(n) },
  bool: { enum: 10, size: 1, cpp: 'bool', entry: Uint8Array, allocate: n => new Uint8Array(n) },
  qint8: { enum: 11, size: 1, cpp: 'qint8', entry: Int8Array, allocate: n => new Int8Array(n) },
  quint8: { enum: 12, size: 1, cpp: 'quint8', entry: Uint8Array, allocate: n => new Uint8Array(n) },
  qint32: { enum: 13, size: 4, cpp: 'qint32', entry: Int32Array, allocate: n => new Int32Array(n) },
  bfloat16: { enum: 14, size: 2, cpp: 'bfloat16', entry: Uint16Array, allocate: n => new Uint16Array(n) },
  qint16: { enum: 15, size: 2, cpp: 'qint16', entry: Int16Array, allocate: n => new Int16Array(n) },
  quint16: { enum: 16, size: 2, cpp: 'quint16', entry: Uint16Array, allocate: n => new Uint16Array(n) },
  uint16: { enum: 17, size: 2, cpp: 'uint16', entry: Uint16Array, allocate: n => new Uint16Array(n) },
  complex128: { enum: 18, size: 16, cpp: 'complex128', entry: Float64Array, allocate: n => new Float64Array(2 * n) },
  float16: { enum: 19, size: 2, cpp: 'half', entry: Uint16Array, allocate: n => new Uint16Array(n) },
  resource: { enum: 20, size: 8, cpp: 'resource', allocate: handles },
}

/** Smallest and largest values of the types that have an order. */
const RANGES: Partial<Record<BaseDTypeName, readonly [number | bigint, number | bigint]>> = {
  float16: [-65504, 65504],
  float32: [-3.4028234663852886e38, 3.4028234663852886e38],
  float64: [-Number.MAX_VALUE, Number.MAX_VALUE],
  int8: [-128, 127],
  uint8: [0, 255],
  int16: [-32768, 32767],
  uint16: [0, 65535],
  int32: [-2147483648, 2147483647],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
}

const INTEGERS: ReadonlySet<string> = new Set(['int8', 'uint8', 'int16', 'uint16', 'int32', 'int64'])

/** Distance between a type's enum value and that of its reference type. */
const REF_OFFSET = 100

/** A data type. Types are singletons: compare them with `===` or `equals`. */
export class DType {
  static readonly pythonModule = 'tensorflow.python.framework.dtypes'
  /** The name without `_ref`. */
  readonly base: BaseDTypeName
  readonly is_ref: boolean

  /** Use the constants (`float32` …) or `as_dtype`. */
  constructor(base: BaseDTypeName, is_ref: boolean) {
    this.base = base
    this.is_ref = is_ref
  }

  /** `float32`, or `float32_ref` for a reference type. */
  get name(): string {
    return this.is_ref ? `${this.base}_ref` : this.base
  }
  get as_datatype_enum(): number {
    return TRAITS[this.base].enum + (this.is_ref ? REF_OFFSET : 0)
  }
  /** `DT_FLOAT`: the enum's name. */
  get enum_name(): string {
    return `DT_${TRAITS[this.base].cpp.toUpperCase()}${this.is_ref ? '_REF' : ''}`
  }
  /** The runtime's spelling: `float`, `double`, `half`, `float_ref` … */
  get cpp_name(): string {
    return TRAITS[this.base].cpp + (this.is_ref ? '_ref' : '')
  }
  get base_dtype(): DType {
    return baseType(this.base)
  }
  /** What a tensor of these elements has as its type: this one, but for types that only arrays have. */
  get tensor_dtype(): DType {
    return this
  }
  get ref_dtype(): DType {
    return refType(this.base)
  }
  /** The type of a complex number's parts; any other type itself. */
  get real_dtype(): DType {
    if (this.base === 'complex64') return baseType('float32')
    if (this.base === 'complex128') return baseType('float64')
    return this
  }
  /** Bytes of one element; strings and resources are pointers, as numpy sees them. */
  get size(): number {
    return TRAITS[this.base].size
  }
  /** Whether elements are plain bytes of memory: numbers and booleans. */
  get is_plain(): boolean {
    return this.base !== 'string' && this.base !== 'resource'
  }
  get is_integer(): boolean {
    return INTEGERS.has(this.base)
  }
  get is_floating(): boolean {
    return this.base === 'float16' || this.base === 'float32' || this.base === 'float64'
  }
  get is_complex(): boolean {
    return this.base === 'complex64' || this.base === 'complex128'
  }
  get is_quantized(): boolean {
    return this.base.startsWith('q') || this.base === 'bfloat16'
  }
  get is_unsigned(): boolean {
    return this.base === 'uint8' || this.base === 'uint16'
  }
  get is_numpy_compatible(): boolean {
    return this.base !== 'resource'
  }
  /** The type that numpy stores this one as: its base type; bfloat16 is kept as the bits. */
  get as_numpy_dtype(): DType {
    return baseType(this.base === 'bfloat16' ? 'uint16' : this.base)
  }
  /** The smallest value (int64: a bigint). Raises TypeError for what is no plain number. */
  get min(): number | bigint {
    return this.#range('minimum')[0]
  }
  /** The largest value (int64: a bigint). Raises TypeError for what is no plain number. */
  get max(): number | bigint {
    return this.#range('maximum')[1]
  }
  /** The range of intensities of an image of this type, from 0. Raises KeyError for types that images don't have. */
  get limits(): [number, number | bigint] {
    if (this.base === 'float32' || this.base === 'float64') return [0, 1]
    const range = RANGES[this.as_numpy_dtype.base]
    if (!range || this.base === 'float16') throw new KeyError(this.base)
    return [0, range[1]]
  }
  #range(which: string): readonly [number | bigint, number | bigint] {
    const range = RANGES[this.base]
    if (!range) throw new TypeError(`Cannot find ${which} value of ${this}.`)
    return range
  }
  /** Whether a tensor of type `other` may stand where this type is asked for: `float32` takes `float32_ref`, not the reverse. */
  is_compatible_with(other: DTypeLike): boolean {
    const type = as_dtype(other)
    return this === type || this === type.base_dtype
  }
  equals(other: unknown): boolean {
    return (
      other === this ||
      (other !== null && other !== undefined && isDTypeLike(other) && as_dtype(other as DTypeLike) === this)
    )
  }
  /** Zeroed storage for `length` elements, those of an array of `shape`. Throws ResourceExhausted where they are more than the process holds. */
  allocate(length: number, shape: readonly number[] = [length]): Data {
    if (length * (this.is_plain ? this.size : OBJECT_BYTES) > MOST_BYTES) throw outOfMemory(shape)
    if (length < 0) throw invalidArgument(`Dimension ${length} must be >= 0`)
    try {
      return TRAITS[this.base].allocate(length)
    } catch (error) {
      throw isStackOverflow(error) ? error : outOfMemory(shape)
    }
  }
  /**
   * As `allocate`, for elements that are all written before anybody reads them: memory of much that is plain is not cleared, which would take as
   * long as a simple operation does.
   */
  allocateToFill(length: number, shape?: readonly number[]): Data {
    const { entry, size } = TRAITS[this.base]
    const bytes = length * size
    if (entry === undefined || !(bytes >= LEAST_UNCLEARED && bytes <= MOST_UNCLEARED))
      return this.allocate(length, shape)
    try {
      const { buffer } = Buffer.allocUnsafeSlow(bytes)
      return new entry(buffer, 0, bytes / entry.BYTES_PER_ELEMENT)
    } catch (error) {
      throw isStackOverflow(error) ? error : outOfMemory(shape ?? [length])
    }
  }
  /** The type as an object key or in a template prints as Python's `repr`: `tf.float32`. */
  toString(): string {
    return `<dtype: '${this.name}'>`
  }
  repr(): string {
    return `tf.${this.name}`
  }
}

/** What stands for a data type in TensorFlow's API: a DType, its name, its enum number. */
export type DTypeLike = DType | string | number

const NAMES = Object.keys(TRAITS) as BaseDTypeName[]
const BASE = new Map(NAMES.map(name => [name, new DType(name, false)]))
const REF = new Map(NAMES.map(name => [name, new DType(name, true)]))
const baseType = (name: BaseDTypeName): DType => BASE.get(name) as DType
const refType = (name: BaseDTypeName): DType => REF.get(name) as DType

export const float16: DType = baseType('float16')
export const half: DType = float16
export const float32: DType = baseType('float32')
export const float64: DType = baseType('float64')
export const double: DType = float64
export const bfloat16: DType = baseType('bfloat16')
export const complex64: DType = baseType('complex64')
export const complex128: DType = baseType('complex128')
export const int8: DType = baseType('int8')
export const uint8: DType = baseType('uint8')
export const int16: DType = baseType('int16')
export const uint16: DType = baseType('uint16')
export const int32: DType = baseType('int32')
export const int64: DType = baseType('int64')
export const bool: DType = baseType('bool')
export const string: DType = baseType('string')
export const qint8: DType = baseType('qint8')
export const quint8: DType = baseType('quint8')
export const qint16: DType = baseType('qint16')
export const quint16: DType = baseType('quint16')
export const qint32: DType = baseType('qint32')
export const resource: DType = baseType('resource')

const LOOKUP = new Map<unknown, DType>()
for (const type of [...BASE.values(), ...REF.values()]) {
  for (const key of [type.name, type.cpp_name, type.enum_name, type.as_datatype_enum]) LOOKUP.set(key, type)
}
for (const [alias, type] of [
  ['float', float32],
  ['double', float64],
  ['half', float16],
  ['object', string],
] as const)
  LOOKUP.set(alias, type)

function isDTypeLike(value: unknown): boolean {
  return value instanceof DType || LOOKUP.has(value)
}

/** From here on `value` stands for `type`, as Python's `bool` does. */
export function nameDType(value: object, type: DType): void {
  LOOKUP.set(value, type)
}

/** As `as_dtype`, of elements of arrays, which may have types of their own. */
export const arrayType = (value: DTypeLike): DType => (value instanceof DType ? value : as_dtype(value))

/** The type that `value` names; a TypeError in TensorFlow's words if it names none. */
export function as_dtype(value: DTypeLike): DType {
  if (value instanceof DType) return value.tensor_dtype
  const found = LOOKUP.get((value as unknown) instanceof PyInt ? Number(value) : value)
  if (found) return found
  if (Array.isArray(value)) throw new TypeError("unhashable type: 'list'")
  if (value === null || value === undefined) throw new TypeError('Cannot convert value None to a TensorFlow DType.')
  if (typeof value === 'string' && NUMPY_NAME.test(value))
    throw new TypeError(`Cannot convert value '${value}' to a TensorFlow DType.`)
  // a type of Python's
  if (typeof value === 'object' && /^<(class|type) /.test(textOf(value) as string))
    throw new TypeError(`Cannot convert value ${textOf(value)} to a TensorFlow DType.`)
  throw new TypeError(
    `Cannot convert ${textOf(value)} to a dtype. data type ${typeof value === 'string' ? `"${value}" ` : ''}not understood`,
  )
}
/** Names of types that numpy knows but TensorFlow does not. */
const NUMPY_NAME =
  /^([<>=|]?([?bBhHiIlLqQefdgFDGSUVOpP]|[biufcSUV]\d+)|uint(32|64)|float128|complex256|u?intp|a|int|bool_|str|unicode|void|datetime64|timedelta64)$/
