/** Operators on tensors, variables, arrays, dimensions and shapes: methods named after them. */
import { TypeError, ValueError } from '../../errors/index.ts'
import type { DType } from '../../tensor/dtypes.ts'
import { Complex, PyFloat, PyInt } from '../../tensor/literals.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { promoteTypes } from '../../tensor/promotion.ts'
import { asMatrix, NumpyMatrix, withoutMatrix } from '../numpy/matrix.ts'
import { isObjectArray, negated, objectBinary } from '../numpy/object_arrays.ts'
import { NumpyScalar } from '../numpy/scalar.ts'
import type { ComparisonOperator } from '../syntax/ast.ts'
import { fromForeign, toForeign } from './foreign_values.ts'
import { programClassOf } from './values/class.ts'
import { isNumber, plainNumber } from './values/numbers.ts'
import { PyRange } from './values/range.ts'
import { PySet } from './values/set.ts'
import { typeName } from './values/type.ts'

type Method = (this: unknown, other: unknown) => unknown

/** Operator → method, and the method of the right operand. `classic` is Python 2's division. */
const METHODS: Readonly<Record<string, readonly [own: string, reflected: string]>> = {
  '+': ['add', 'radd'],
  '-': ['sub', 'rsub'],
  '*': ['mul', 'rmul'],
  '/': ['truediv', 'rtruediv'],
  classic: ['div', 'rdiv'],
  '//': ['floordiv', 'rfloordiv'],
  '%': ['mod', 'rmod'],
  '**': ['pow', 'rpow'],
  '@': ['matmul', 'rmatmul'],
  '&': ['and', 'rand'],
  '|': ['or', 'ror'],
  '^': ['xor', 'rxor'],
  '<<': ['lshift', 'rlshift'],
  '>>': ['rshift', 'rrshift'],
  '<': ['lt', 'gt'],
  '<=': ['le', 'ge'],
  '>': ['gt', 'lt'],
  '>=': ['ge', 'le'],
  '==': ['eq', 'eq'],
  '!=': ['ne', 'ne'],
}

const UNARY: Readonly<Record<string, string>> = { '-': 'neg', '~': 'not', abs: 'abs' }

/** An object of tf0 whose operators are methods. */
export function isForeignOperand(value: unknown): value is object {
  if (
    typeof value !== 'object' ||
    value === null ||
    isNumber(value) ||
    value instanceof Complex ||
    Array.isArray(value) ||
    Buffer.isBuffer(value)
  )
    return false
  if (value instanceof PySet || value instanceof PyRange) return false
  return !programClassOf(value) && !(value instanceof Map)
}

function methodOf(value: unknown, name: string): Method | undefined {
  if (!isForeignOperand(value)) return undefined
  const method = (value as Record<string, unknown>)[name]
  return typeof method === 'function' ? (method as Method) : undefined
}

/** Arrays leave the work to tensors: numpy sees a higher `__array_priority__`. */
const yields = (a: unknown, b: unknown): boolean =>
  a instanceof NDArray && isForeignOperand(b) && !(b instanceof NDArray)

/** Beside one of numpy's scalars, Python's numbers count as int64 and float64: `np.float32(1) * 0.5` is a float64. */
function scalarOperand(value: unknown, other: unknown): unknown {
  if (!(other instanceof NumpyScalar)) return value
  if (value instanceof PyInt) return NDArray.of(value, 'int64')
  return value instanceof PyFloat ? NDArray.of(value, 'float64') : value
}

/** Operands that take an array as theirs. */
const isTensorLike = (value: unknown): boolean =>
  isForeignOperand(value) && !(value instanceof NDArray) && methodOf(value, 'radd') !== undefined

/** Whole numbers and arrays of them, which Python 2 divides without a rest. */
const isWhole = (value: unknown): boolean =>
  value instanceof PyInt ||
  (value instanceof NDArray && value.dtype.is_integer) ||
  (Array.isArray(value) && value.length > 0 && value.every(isWhole))

type Product = (a: NDArray, b: unknown) => unknown

let products: { readonly dot: Product; readonly matmul: Product } | undefined

/** Tells numpy's products of arrays, which stand above tensors and what they are made of. */
export function useProducts(dot: Product, matmul: Product): void {
  products = { dot, matmul }
}

/** `a @ b` of arrays; undefined for anything else. */
function arrayProduct(a: unknown, b: unknown): unknown {
  const given = [a, b].every(
    value => (value instanceof NDArray && !(value instanceof NumpyScalar)) || Array.isArray(value),
  )
  if (!given) return undefined
  const product = products?.matmul(a as NDArray, b)
  const types = [a, b].map(value => NDArray.of(value).dtype)
  return typeof product === 'number'
    ? NumpyScalar.of_value(product, promoteTypes(types[0] as DType, types[1] as DType))
    : fromForeign(product)
}

/** Arrays and lists beside a matrix are matrices. */
const matrixOperand = (value: unknown): unknown =>
  Array.isArray(value)
    ? NumpyMatrix.of_array(np64(value)).array
    : value instanceof NDArray && value.ndim === 1
      ? value.reshape(1, value.size)
      : withoutMatrix(value)
const np64 = (value: readonly unknown[]): NDArray => {
  const made = NDArray.of(value)
  return made.astype(made.dtype.is_integer ? 'int64' : 'float64')
}

function matrixBinary(operator: string, a: unknown, b: unknown): unknown {
  const [left, right] = [matrixOperand(a), matrixOperand(b)]
  if (operator === '**') return matrixPower(left as NDArray, right)
  const bothArrays = [left, right].every(value => value instanceof NDArray && value.ndim === 2)
  return asMatrix(
    operator === '*' && bothArrays ? products?.dot(left as NDArray, right) : foreignBinary(operator, left, right),
  )
}

function matrixPower(base: NDArray, exponent: unknown): unknown {
  if (!(exponent instanceof PyInt)) throw new TypeError('exponent must be an integer')
  const times = Number(exponent.value)
  if (base.shape[0] !== base.shape[1]) throw new ValueError('Last 2 dimensions of the array must be square')
  if (times < 1) throw new ValueError('powers below 1 are not there')
  let product = base
  for (let i = 1; i < times; i++) product = products?.dot(product, base) as NDArray
  return asMatrix(product)
}

/** The result of an operator where an operand is tf0's; undefined where no operand knows it. */
export function foreignBinary(operator: string, a: unknown, b: unknown): unknown {
  const names = METHODS[operator]
  if (!names) return undefined
  if (isObjectArray(a) ? !isTensorLike(b) : isObjectArray(b) && !isTensorLike(a)) return objectBinary(operator, a, b)
  if (a instanceof NumpyMatrix || b instanceof NumpyMatrix) return matrixBinary(operator, a, b)
  if (operator === '@' && (a instanceof NDArray || b instanceof NDArray)) {
    const product = arrayProduct(a, b)
    if (product !== undefined) return product
  }
  if (operator === 'classic' && [a, b].some(value => value instanceof NDArray) && isWhole(a) && isWhole(b))
    return foreignBinary('//', a, b)
  const [left, right] = [scalarOperand(a, b), scalarOperand(b, a)]
  const own = yields(left, right) ? undefined : methodOf(left, names[0])
  if (own) return fromForeign(own.call(left, toForeign(right)))
  const reflected = methodOf(right, names[1])
  return reflected && fromForeign(reflected.call(right, toForeign(left)))
}

/** `-a`, `~a`, `abs(a)`; undefined where `a` has no such method. */
export function foreignUnary(operator: string, a: unknown): unknown {
  if (operator === '-' && isObjectArray(a)) return negated(a)
  const method = methodOf(a, UNARY[operator] ?? '') as ((this: unknown) => unknown) | undefined
  return method && fromForeign(method.call(a))
}

/** `<` and the like; a TypeError where neither operand can be compared. */
export function compareForeign(operator: ComparisonOperator, a: unknown, b: unknown): unknown {
  const result = foreignBinary(operator, a, b)
  if (result !== undefined) return result
  if (operator === '==' || operator === '!=') return foreignEquals(a, b) === (operator === '==')
  throw new TypeError(`'${operator}' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`)
}

/** `==` and `!=` as an object of tf0 defines them, which may answer None; undefined where it defines none. */
export function foreignEquality(
  operator: '==' | '!=',
  a: unknown,
  b: unknown,
): { readonly answer: unknown } | undefined {
  const method = methodOf(a, operator === '==' ? 'equals' : 'not_equals')
  if (method) return { answer: fromForeign(method.call(a, plainNumber(b) ?? toForeign(b))) }
  const equal = operator === '!=' ? methodOf(a, 'equals') : undefined
  return equal && { answer: !equal.call(a, toForeign(b)) }
}

/** Equality of objects that define one (shapes, dimensions, dtypes); of others identity. */
export function foreignEquals(a: unknown, b: unknown): boolean | null {
  const method = methodOf(a, 'equals')
  return method ? (method.call(a, toForeign(b)) as boolean | null) : a === b
}
