/** Operators where an operand is an array. */
import { TypeError, ValueError } from '../../errors/index.ts'
import { dot, matmul } from '../../np/products.ts'
import type { ArrayValue } from '../../np/values.ts'
import { type BinaryName, binary, binaryInto, type ComparisonName, compare } from '../../tensor/arithmetic.ts'
import type { DType } from '../../tensor/dtypes.ts'
import { PyFloat, PyInt } from '../../tensor/literals.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { promoteTypes } from '../../tensor/promotion.ts'
import { broadcastShapes } from '../../tensor/shape.ts'
import { Sharing } from '../../tensor/sharing.ts'
import { foreignBinary, isForeignOperand, methodBinary, methodOf } from '../objects/foreign_operators.ts'
import { fromForeign } from '../objects/foreign_values.ts'
import type { Operator } from '../objects/slots.ts'
import { programClassOf } from '../objects/values/class.ts'
import type { ComparisonOperator } from '../syntax/ast.ts'
import { checkTypes } from './in_place.ts'
import { asMatrix, NumpyMatrix, withoutMatrix } from './matrix.ts'
import { isObjectArray, objectBinary } from './object_arrays.ts'
import { NumpyScalar } from './scalar.ts'

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
export const isWhole = (value: unknown): boolean =>
  value instanceof NDArray
    ? value.dtype.is_integer || value.dtype.base === 'bool'
    : value instanceof PyInt ||
      typeof value === 'boolean' ||
      (Array.isArray(value) && value.length > 0 && value.every(isWhole))

/** `a @ b` of arrays; undefined for anything else. */
function arrayProduct(a: unknown, b: unknown): unknown {
  const given = [a, b].every(
    value => (value instanceof NDArray && !(value instanceof NumpyScalar)) || Array.isArray(value),
  )
  if (!given) return undefined
  const product = matmul(a as NDArray, b as ArrayValue)
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

function matrixBinary(operator: Operator | ComparisonOperator, a: unknown, b: unknown): unknown {
  const [left, right] = [matrixOperand(a), matrixOperand(b)]
  if (operator === '**') return matrixPower(left as NDArray, right)
  const bothArrays = [left, right].every(value => value instanceof NDArray && value.ndim === 2)
  return asMatrix(
    operator === '*' && bothArrays ? dot(left as NDArray, right as ArrayValue) : foreignBinary(operator, left, right),
  )
}

function matrixPower(base: NDArray, exponent: unknown): unknown {
  if (!(exponent instanceof PyInt)) throw new TypeError('exponent must be an integer')
  const times = Number(exponent.value)
  if (base.shape[0] !== base.shape[1]) throw new ValueError('Last 2 dimensions of the array must be square')
  if (times < 1) throw new ValueError('powers below 1 are not there')
  let product = base
  for (let i = 1; i < times; i++) product = dot(product, base) as NDArray
  return asMatrix(product)
}

/** Arrays of numbers, scalars and numbers: most operands. Arrays are asked for first: they walk far to be nothing else. */
const isPlain = (value: unknown): boolean =>
  value instanceof NDArray
    ? value.dtype.is_plain && !(value instanceof NumpyMatrix)
    : value instanceof PyInt || value instanceof PyFloat || typeof value === 'boolean'

const ARITHMETIC: ReadonlyMap<string, BinaryName> = new Map([
  ['+', 'add'],
  ['-', 'sub'],
  ['*', 'mul'],
  ['/', 'div'],
  ['classic', 'div'],
  ['//', 'floordiv'],
  ['%', 'mod'],
  ['**', 'pow'],
  ['&', 'and'],
  ['|', 'or'],
  ['^', 'xor'],
  ['<<', 'lshift'],
  ['>>', 'rshift'],
])
const COMPARISONS: ReadonlyMap<string, ComparisonName> = new Map([
  ['<', 'lt'],
  ['<=', 'le'],
  ['>', 'gt'],
  ['>=', 'ge'],
  ['==', 'eq'],
  ['!=', 'ne'],
])

/** An operator of arrays and plain numbers; undefined for other operands and operators. Arrays of rank 0 are scalars. */
function plainBinary(operator: string, left: unknown, right: unknown): unknown {
  if (!isPlain(left) || !isPlain(right)) return undefined
  const known = operator === 'classic' && isWhole(left) && isWhole(right) ? '//' : operator
  const name = ARITHMETIC.get(known)
  const comparison = name === undefined ? COMPARISONS.get(known) : undefined
  if (name === undefined && comparison === undefined) return undefined
  // arrays that don't go together are not equal, as a whole
  if (
    (known === '==' || known === '!=') &&
    left instanceof NDArray &&
    right instanceof NDArray &&
    broadcastShapes(left.shape, right.shape) === null
  )
    return known === '!='
  const { dtype, shape, data } =
    name === undefined ? compare(comparison as ComparisonName, left, right) : binary(name, left, right)
  return shape.length === 0 ? new NumpyScalar(dtype, data) : new NDArray(dtype, shape, data)
}

/** `array operator= other` without a new array; undefined where that can't be. */
export function numericAugment(operator: string, array: NDArray, other: unknown): NDArray | undefined {
  if (!isPlain(array) || !isPlain(other) || array instanceof NumpyScalar || !Sharing.isWriteable(array))
    return undefined
  if (other instanceof NDArray) checkTypes(array, other, operator)
  // powers of whole numbers may fail on the way
  if (operator === '**') return undefined
  const name = ARITHMETIC.get(operator === 'classic' && isWhole(array) && isWhole(other) ? '//' : operator)
  return name !== undefined && !isOfProgram(array) && !isOfProgram(other) && binaryInto(name, array, other)
    ? array
    : undefined
}

const isOfProgram = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && programClassOf(value) !== undefined

/** As `plainBinary`, of operands whose classes are not the program's, which may have operators of their own. */
export const numericBinary = (operator: string, a: unknown, b: unknown): unknown =>
  isOfProgram(a) || isOfProgram(b) ? undefined : plainBinary(operator, a, b)

/** `a operator b`, and comparisons, where an operand is an array; undefined where the other one does not know it. */
export function arrayBinary(operator: Operator | ComparisonOperator, a: unknown, b: unknown): unknown {
  const made = plainBinary(operator, a, b)
  if (made !== undefined) return made
  if (isObjectArray(a) ? !isTensorLike(b) : isObjectArray(b) && !isTensorLike(a)) return objectBinary(operator, a, b)
  if (a instanceof NumpyMatrix || b instanceof NumpyMatrix) return matrixBinary(operator, a, b)
  if (operator === '@') {
    const product = arrayProduct(a, b)
    if (product !== undefined) return product
  }
  const known = operator === 'classic' && isWhole(a) && isWhole(b) ? '//' : operator
  const [left, right] = [scalarOperand(a, b), scalarOperand(b, a)]
  return methodBinary(known, left, right, yields(left, right))
}
