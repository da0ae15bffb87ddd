/** numpy's scalar types: `np.float32(x)`, `dtype=np.float32`. */
import { as_dtype, type DType } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { CALL, type Keywords } from '../objects/values/callable.ts'
import { declareMembers } from '../objects/values/members.ts'
import { classText, PyType } from '../objects/values/type.ts'
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
  S: 'string',
  u1: 'uint8',
  u2: 'uint16',
}

/** The type that one of numpy's codes stands for, as `'f4'` and `'<i8'`; undefined for any other text. */
export function typeOfCode(text: string): DType | undefined {
  const name = CODES[text.replace(/^[<=|]/, '')]
  return name === undefined ? undefined : as_dtype(name as 'float32')
}

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
  readonly dtype: DType
  /** An array's `dtype`, which describes elements; others are the classes of elements. */
  readonly #describes: boolean

  constructor(name: string, dtype: DType) {
    this.#describes = name === 'dtype'
    this.dtype = dtype
    this.name = !this.#describes ? name : this.isObject ? 'object' : dtype.name
    if (name === (dtype.name === 'bool' ? 'bool_' : dtype.name)) byDType.set(dtype, this)
  }
  /** A scalar, or an array for an array or a list. */
  [CALL](args: readonly unknown[], _keywords: Keywords): unknown {
    const [value = 0] = args
    const array = NDArray.of(value, this.dtype)
    return array.shape.length === 0 ? NumpyScalar.of_array(array) : array
  }
  get __name__(): string {
    return this.name
  }
  get kind(): string {
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
    return byDType.get(this.dtype) ?? this
  }
  /** The type of arrays of objects. */
  get isObject(): boolean {
    return this.dtype.base === 'resource'
  }
  /** For isinstance. */
  check(value: unknown): boolean {
    return value instanceof NumpyScalar && value.dtype === this.dtype
  }
  equals(other: unknown): boolean {
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
  get itemsize(): number {
    return this.dtype.size
  }
  toString(): string {
    return this.#describes ? this.name : classText(`numpy.${this.name}`, false)
  }
  repr(): string {
    return this.#describes
      ? `dtype('${this.isObject || this.dtype.name === 'string' ? 'O' : this.dtype.name}')`
      : this.toString()
  }
}

declareMembers(NumpyType, '__name__ itemsize kind name type')
