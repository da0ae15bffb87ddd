/** numpy's scalar types: `np.float32(x)`, `dtype=np.float32`. */
import { type RawType, rawType, typeText } from '../../formats/npy.ts'
import { as_dtype, DType } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { TextType, textType } from '../../tensor/text_types.ts'
import { STR } from '../builtins/string_type.ts'
import { UNICODE } from '../builtins/unicode_type.ts'
import { call } from '../objects/call.ts'
import { machine } from '../objects/machine.ts'
import { CALL, type Keywords } from '../objects/values/callable.ts'
import { declareMembers } from '../objects/values/members.ts'
import { classText, PyType } from '../objects/values/type.ts'
import { PyUnicode, plainText } from '../objects/values/unicode.ts'
import { NumpyScalar } from './scalar.ts'

/** numpy's letters and letters with sizes. */
const CODES: Readonly<Record<string, string>> = {
  '?': 'bool',
  b: 'int8',
  b1: 'bool',
  B: 'uint8',
  c8: 'complex64',
  c16: 'complex128',
  d: 'float64',
  D: 'complex128',
  e: 'float16',
  f: 'float32',
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
  h: 'int16',
  H: 'uint16',
  i: 'int32',
  i1: 'int8',
  i2: 'int16',
  i4: 'int32',
  i8: 'int64',
  int: 'int64',
  l: 'int64',
  O: 'string',
  q: 'int64',
  u1: 'uint8',
  u2: 'uint16',
  // numpy's wider unsigned numbers are kept in int64
  I: 'int64',
  L: 'int64',
  Q: 'int64',
  u4: 'int64',
  u8: 'int64',
  uint: 'int64',
  uint32: 'int64',
  uint64: 'int64',
}

/** numpy's letters for what is in files and buffers. */
const RAW_CODES: Readonly<Record<string, string>> = {
  '?': 'b1',
  b: 'i1',
  B: 'u1',
  h: 'i2',
  H: 'u2',
  i: 'i4',
  I: 'u4',
  l: 'i8',
  L: 'u8',
  q: 'i8',
  Q: 'u8',
  e: 'f2',
  f: 'f4',
  d: 'f8',
  F: 'c8',
  D: 'c16',
  uint: 'u8',
  uint32: 'u4',
  uint64: 'u8',
}

/** The type string, as `>u4`, of what stands for a type of elements in a file. */
export function rawTypeText(value: unknown): string {
  if (value instanceof NumpyType) return value.str
  if (value instanceof PyType) return rawTypeText(PYTHON_TYPES[value.name] ?? value.name)
  if (value instanceof TextType) return value.code
  if (value instanceof DType) return typeText(value) ?? (value.base === 'string' ? '|S' : '|O')
  const text = String(value)
  const [, order = '', code = ''] = /^([<>=|]?)(.*)$/s.exec(text) ?? []
  const raw = RAW_CODES[code]
  if (raw !== undefined) return `${order === '>' ? '>' : '<'}${raw}`
  if (/^[a-zA-Z]\d+$/.test(code)) return `${order === '>' ? '>' : '<'}${code}`
  return rawTypeText(typeOfCode(text) ?? as_dtype(text as 'float32'))
}
export const rawTypeOf = (value: unknown): RawType => rawType(rawTypeText(value))

/** The type that one of numpy's codes stands for, as `'f4'` and `'<i8'`; undefined for any other text. */
export function typeOfCode(text: string): DType | undefined {
  const [, letter, width] = /^[<=|]?([SaU])(\d*)$/.exec(text) ?? []
  if (letter !== undefined) return textType(letter === 'U', Math.min(Number(width), MOST_CHARACTERS))
  if (text === 'str' || text === 'str_') return nativeText()
  if (text === 'string' || text === 'string_' || text === 'bytes') return textType(false, 0)
  if (text === 'unicode' || text === 'unicode_') return textType(true, 0)
  const name = CODES[text.replace(/^[<=|]/, '')]
  return name === undefined ? undefined : as_dtype(name as 'float32')
}

/** The type that Python's classes of text stand for. */
export const ofPythonText = (name: string): TextType | undefined =>
  name === 'str'
    ? nativeText()
    : name === 'bytes'
      ? textType(false, 0)
      : name === 'unicode'
        ? textType(true, 0)
        : undefined

const MOST_CHARACTERS = 2 ** 28

/** Python's str as elements: bytes in Python 2, characters in Python 3. */
export const nativeText = (): TextType => textType(machine.version === 3, 0)

/** Python's own types as numpy's. */
const PYTHON_TYPES: Readonly<Record<string, string>> = {
  bool: 'bool',
  complex: 'complex128',
  float: 'float64',
  int: 'int64',
}

/** What numpy's `object` has become on its way here. */
const STRING = as_dtype('string')

const byDType = new Map<DType, NumpyType>()

/** `np.dtype('float32')`: what an array's `dtype` is. */
export const dtypeValue = (dtype: DType): NumpyType => new NumpyType('dtype', dtype.base_dtype)

/** The class of a scalar of this dtype: `np.float32`. */
export const scalarType = (dtype: DType): NumpyType | undefined => byDType.get(dtype.base_dtype)

/** The classes of elements, and the descriptions that arrays have of them. */
export class NumpyType {
  static readonly pythonName = 'type'
  readonly name: string
  readonly #dtype: DType
  /** An array's `dtype`, which describes elements; others are the classes of elements. */
  readonly #describes: boolean
  readonly #text: string | undefined

  /** `text`: the type string of elements that arrays don't have as they are, as `>u4`. */
  constructor(name: string, dtype: DType, text?: string) {
    this.#describes = name === 'dtype'
    this.#text = text
    this.#dtype = dtype
    this.name = !this.#describes ? name : this.isObject ? 'object' : dtype.name
    if (name === (dtype.name === 'bool' ? 'bool_' : dtype.name)) byDType.set(dtype, this)
  }
  get dtype(): DType {
    return this.name === 'str' || this.name === 'str_' ? nativeText() : this.#dtype
  }
  /** A scalar, or an array for an array or a list. */
  [CALL](args: readonly unknown[], keywords: Keywords): unknown {
    if (this.dtype instanceof TextType && !(Array.isArray(args[0]) || args[0] instanceof NDArray))
      return call(this.dtype.isUnicode && machine.version === 2 ? UNICODE : STR, args, keywords)
    const value = args.length === 0 ? 0 : plainText(args[0])
    const array = NDArray.of(value, this.dtype)
    return array.shape.length === 0 ? NumpyScalar.of_array(array) : array
  }
  get __name__(): string {
    return this.name
  }
  get kind(): string {
    if (this.dtype instanceof TextType) return this.dtype.isUnicode ? 'U' : 'S'
    return this.dtype.is_complex
      ? 'c'
      : this.dtype.is_floating
        ? 'f'
        : this.dtype.base === 'bool'
          ? 'b'
          : this.dtype.is_integer
            ? 'i'
            : 'O'
  }
  get type(): NumpyType {
    if (this.dtype instanceof TextType) return textClass(this.dtype.isUnicode)
    return byDType.get(this.dtype) ?? this
  }
  /** The type of arrays of objects. */
  get isObject(): boolean {
    return this.dtype.base === 'resource'
  }
  /** For isinstance. */
  check(value: unknown): boolean {
    if (this.dtype instanceof TextType)
      return typeof value === 'string'
        ? this.dtype.isUnicode === (machine.version === 3)
        : this.dtype.isUnicode
          ? value instanceof PyUnicode
          : Buffer.isBuffer(value)
    return value instanceof NumpyScalar && value.dtype === this.dtype
  }
  equals(other: unknown): boolean {
    if (other instanceof PyType && this.dtype instanceof TextType)
      return this.dtype === ofPythonText(other.name) && this.#describes
    if (other instanceof PyType)
      return PYTHON_TYPES[other.name] === this.dtype.name || (this.isObject && other.name === 'object')
    if (other instanceof NumpyType)
      return other.dtype === this.dtype || (this.isObject && other.name.startsWith('object'))
    if (
      this.isObject &&
      typeof other === 'object' &&
      other !== null &&
      (other as { pythonName?: string }).pythonName === 'object'
    )
      return true
    return (
      other === this.dtype ||
      (this.isObject && (other === 'object' || other === STRING)) ||
      other === this.dtype.name ||
      (typeof other === 'string' && typeOfCode(other) === this.dtype)
    )
  }
  /** The type string: `<f4`. */
  get str(): string {
    if (this.dtype instanceof TextType) return this.dtype.code
    return this.#text ?? rawTypeText(this.dtype)
  }
  /** The same elements with their bytes in another order. */
  newbyteorder(order = 'S'): NumpyType {
    const text = this.str
    const swapped = text.startsWith('>') ? '<' : '>'
    const asked = /^[>bB]/.test(order) ? '>' : /^[<lL=nN|iI]/.test(order) ? '<' : swapped
    return new NumpyType('dtype', this.dtype, asked + text.slice(1))
  }
  get itemsize(): number {
    if (this.#text !== undefined) return Number(this.#text.slice(2))
    return this.dtype.size
  }
  toString(): string {
    if (this.#describes && this.dtype instanceof TextType) return this.dtype.code
    return this.#describes ? this.name : classText(`numpy.${this.name}`, false)
  }
  repr(): string {
    if (this.#describes && this.dtype instanceof TextType) return `dtype('${this.dtype.code.replace('|', '')}')`
    return this.#describes
      ? `dtype('${this.isObject || this.dtype.name === 'string' ? 'O' : this.dtype.name}')`
      : this.toString()
  }
}

/** The classes of the elements of arrays of text. */
export const STRING_TYPE = new NumpyType('string_', textType(false, 0))
export const UNICODE_TYPE = new NumpyType('unicode_', textType(true, 0))
const textClass = (isUnicode: boolean): NumpyType => (isUnicode ? UNICODE_TYPE : STRING_TYPE)

declareMembers(NumpyType, '__name__ itemsize kind name newbyteorder str type')
