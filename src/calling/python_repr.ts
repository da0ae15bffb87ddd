/** How Python would print a value that a user gave, for messages. */
import { MAX_NESTING } from '../errors/nesting.ts'
import { AttributeError, TypeError } from '../errors/python.ts'
import { DType } from '../tensor/dtypes.ts'
import { Complex, PyFloat, PyInt } from '../tensor/literals.ts'
import { NDArray } from '../tensor/ndarray.ts'
import { formatFloat } from '../tensor/python_float.ts'
import { NamedTuple, Tuple } from './tuple.ts'

/** How values show themselves that belong to a program in another language. */
export interface Description {
  repr(): string
  str(): string
  typeName(): string
}
let describe: (value: object) => Description | undefined = () => undefined

/** Lets the Python front end say how its values, and TensorFlow's objects, show in Python. */
export function describeValues(by: (value: object) => Description | undefined): void {
  describe = by
}

const description = (value: unknown): Description | undefined =>
  (typeof value === 'object' && value !== null && !Array.isArray(value)) || typeof value === 'function'
    ? describe(value)
    : undefined

/** The lists and dicts whose repr is being made: one that holds itself shows as `[...]` within, as in Python. */
const open: unknown[] = []

/** The repr of what `value` holds, or `shortened` within itself or where lists nest deeper than Python's stack. */
function within(value: unknown, shortened: string, inside: () => string): string {
  const depth = open.length
  if (depth >= MAX_NESTING || open.includes(value)) return shortened
  open.push(value)
  try {
    return inside()
  } finally {
    // A call could find no stack.
    open.length = depth
  }
}

/** Python's `repr(value)`. */
export function pythonRepr(value: unknown): string {
  if (value === null || value === undefined) return 'None'
  if (value === true) return 'True'
  if (value === false) return 'False'
  if (typeof value === 'number')
    return Number.isInteger(value) && Math.abs(value) < 1e16 ? String(value) : formatFloat(value)
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'string') return quote(value)
  if (value instanceof PyInt || value instanceof PyFloat || value instanceof Complex) return String(value)
  if (value instanceof Uint8Array && Buffer.isBuffer(value)) return `b${quote(value.toString('latin1'))}`
  const described = description(value)
  if (described) return described.repr()
  if (typeof value === 'object' && 'repr' in value && typeof value.repr === 'function') return String(value.repr())
  if (value instanceof DType) return value.repr()
  if (Array.isArray(value)) {
    if (value instanceof NamedTuple) {
      const fields = (): string[] => value._fields.map((field, i) => `${field}=${pythonRepr(value[i])}`)
      return within(value, '(...)', () => `${pythonTypeName(value)}(${fields().join(', ')})`)
    }
    const isTuple = value instanceof Tuple
    return within(value, isTuple ? '(...)' : '[...]', () => {
      const inside = value.map(pythonRepr).join(', ')
      return isTuple ? `(${inside}${value.length === 1 ? ',' : ''})` : `[${inside}]`
    })
  }
  if (value instanceof Map)
    return within(
      value,
      '{...}',
      () => `{${[...value].map(([k, v]) => `${pythonRepr(k)}: ${pythonRepr(v)}`).join(', ')}}`,
    )
  if (typeof value === 'function') return `<function ${value.name || '<lambda>'}>`
  if (Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null) {
    const entries = Object.entries(value)
    return within(value, '{...}', () => `{${entries.map(([k, v]) => `${quote(k)}: ${pythonRepr(v)}`).join(', ')}}`)
  }
  return String(value)
}

/** Python's `str(value)`, as `%s` writes it. */
export function pythonStr(value: unknown): string {
  if (typeof value === 'string') return value
  const described = description(value)
  if (described) return described.str()
  const own =
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    typeof (value as { repr?: unknown }).repr === 'function'
  return own ? String(value) : pythonRepr(value)
}

/** Python prefers single quotes. */
function quote(text: string): string {
  const q = text.includes("'") && !text.includes('"') ? '"' : "'"
  const body = text.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/\r/g, '\\r').replace(/\t/g, '\\t')
  return q + (q === "'" ? body.replace(/'/g, "\\'") : body) + q
}

/** `(2, None)`, `(3,)`: a tuple's repr. */
export function tupleRepr(values: readonly unknown[]): string {
  return `(${values.map(pythonRepr).join(', ')}${values.length === 1 ? ',' : ''})`
}

/** Python's `type(value).__name__`. A JavaScript number counts as an int where it is whole. */
export function pythonTypeName(value: unknown): string {
  if (value === null || value === undefined) return 'NoneType'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float'
  if (typeof value === 'bigint' || value instanceof PyInt) return 'int'
  if (value instanceof PyFloat) return 'float'
  if (value instanceof Complex) return 'complex'
  if (typeof value === 'string') return 'str'
  if (Buffer.isBuffer(value)) return 'bytes'
  const described = description(value)
  if (described) return described.typeName()
  if (value instanceof NDArray || ArrayBuffer.isView(value)) return 'ndarray'
  if (Array.isArray(value))
    return value.constructor === Array ? 'list' : ((value.constructor as { pythonName?: string }).pythonName ?? 'list')
  if (value instanceof Map) return 'dict'
  if (value instanceof Set) return 'set'
  if (typeof value === 'function') return 'function'
  const own = (value as object).constructor as { name?: string; pythonName?: string } | undefined
  return own === undefined || own === (Object as unknown) ? 'dict' : (own.pythonName ?? own.name ?? 'object')
}

/** What Python says of a value that is to be iterated. */
export const notIterable = (value: unknown): TypeError =>
  new TypeError(`'${pythonTypeName(value)}' object is not iterable`)

/** What Python says of an attribute that a value lacks. */
export function noAttribute(value: unknown, attribute: string): AttributeError {
  const name = pythonTypeName(value)
  // a class of C names its module
  return new AttributeError(`'${name === 'ndarray' ? 'numpy.ndarray' : name}' object has no attribute '${attribute}'`)
}

/** `values`; what cannot be iterated says so. */
export function iterableOf<T>(values: Iterable<T>): Iterable<T> {
  const iterable = (typeof values === 'object' && values !== null) || typeof values === 'string'
  if (!iterable || typeof (values as Iterable<T>)[Symbol.iterator] !== 'function') throw notIterable(values)
  return values
}

/** `values` as a list; what cannot be iterated says so. */
export const listOf = <T>(values: Iterable<T>): readonly T[] =>
  Array.isArray(values) ? (values as readonly T[]) : [...iterableOf(values)]

const BUILTIN = new Set([
  'NoneType',
  'bool',
  'int',
  'float',
  'complex',
  'str',
  'bytes',
  'list',
  'tuple',
  'dict',
  'function',
  'object',
  'set',
])

/** `<class 'int'>`: Python's `str(type(value))`. */
export function pythonClassRepr(value: unknown): string {
  const name = pythonTypeName(value)
  if (BUILTIN.has(name)) return `<class '${name}'>`
  if (name === 'ndarray') return "<class 'numpy.ndarray'>"
  const module = ((value as object).constructor as { pythonModule?: string }).pythonModule
  return `<class '${module ? `${module}.` : ''}${name}'>`
}
