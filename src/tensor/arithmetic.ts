/** Elementwise arithmetic and comparison of arrays, with numpy's types and broadcasting. */
import { TypeError, ValueError } from '../errors/index.ts'
import { type ArrayParts, dense, elementReader, lanes } from './array_parts.ts'
import { type Broadcast, planBroadcast, zip } from './broadcasting.ts'
import { binaryLoop, type Expression, entriesOf, type Storage, storageOf, unaryLoop } from './compiled_loops.ts'
import { convertElements } from './convert.ts'
import type { Data, DType } from './dtypes.ts'
import * as dtypes from './dtypes.ts'
import { PyFloat, PyInt } from './literals.ts'
import { fromNested, isArrayParts } from './nested.ts'
import { kind, type Operand, operand, resultType } from './operands.ts'
import {
  type BinaryName,
  COMPARISONS,
  type ComparisonName,
  type ComplexOp,
  OPERATOR_RUNTIME,
  OPERATORS,
  type Operator,
  UFUNC_NAMES,
} from './operators.ts'
import { tupleRepr } from './printing/array_text.ts'
import { ResolvedOperator, type Rules, walked } from './resolved_operators.ts'
import { broadcastShapes, numElements, sameShape } from './shape.ts'
import { TextType } from './text_types.ts'

export type { BinaryName, ComparisonName } from './operators.ts'

const shapeText = (shape: readonly number[]): string => tupleRepr(shape).replace(/, /g, ',')
const notBroadcast = (a: ArrayParts, b: ArrayParts): ValueError =>
  new ValueError(`operands could not be broadcast together with shapes ${shapeText(a.shape)} ${shapeText(b.shape)} `)

function plan(a: ArrayParts, b: ArrayParts): Broadcast {
  const found = planBroadcast(a.shape, b.shape)
  if (!found) throw notBroadcast(a, b)
  return found
}

function commonShape(a: ArrayParts, b: ArrayParts): readonly number[] {
  if (sameShape(a.shape, b.shape)) return a.shape
  const shape = broadcastShapes(a.shape, b.shape)
  if (shape === null) throw notBroadcast(a, b)
  return shape
}

/** The elements as type `type`, to be read: an array's own where they are of that type. */
const elementsAs = (array: ArrayParts, type: DType): Data =>
  array.dtype.base === type.base ? dense(array).data : convertElements(array, type)

/** The expression of two arrays whose elements loops can read, into an array of `type`. */
function computed(expression: Expression, a: ArrayParts, b: ArrayParts, type: DType, shape: readonly number[]): Data {
  const [x, y, out] = [a, b, { dtype: type }].map(({ dtype }) => storageOf(dtype.base)) as [Storage, Storage, Storage]
  return walked(binaryLoop(expression, [x, y, out], OPERATOR_RUNTIME), a, b, type, shape)
}

/** A scalar in the type that it is computed in, an array as it is where loops can read it. */
const prepared = (array: ArrayParts, type: DType): ArrayParts =>
  array.dtype.base === type.base ||
  (array.shape.length > 0 && storageOf(array.dtype.base) !== undefined && exactIn(array.dtype, type))
    ? array
    : { dtype: type, shape: array.shape, data: convertElements(array, type) }

/** A scalar beside halves is one of them. */
const roundedScalar = (array: ArrayParts, type: DType): ArrayParts =>
  array.shape.length === 0 ? { dtype: type, shape: [], data: convertElements(array, type) } : array

/** Whether reading elements of one type as doubles gives what they are as elements of the other, in which is computed. */
const exactIn = (from: DType, to: DType): boolean => to.base === 'float64' || (to.base === 'float32' && from.size <= 2)

/** The type of an operator's result, the one that it is computed in, and how: undefined where it is not defined for numbers of this kind. */
function rules(op: Operator, a: Operand, b: Operand): { type: DType; work: DType; expression: Expression | undefined } {
  let type = resultType(a, b)
  if (op.trueDivision && kind(type) < 2) type = dtypes.float64
  if (type.base === 'bool' && !op.bool) type = dtypes.int8
  // halves are computed as float32 and rounded once more at the end
  const work = type.base === 'float16' || type.base === 'bfloat16' ? dtypes.float32 : type
  const expression =
    work.base === 'bool' ? op.bool : work.is_floating ? op.float : work.base === 'int64' ? op.int64 : op.int
  return { type, work, expression }
}

const isBooleanSubtraction = (name: BinaryName, a: Operand, b: Operand): boolean =>
  name === 'sub' && a.array.dtype.base === 'bool' && b.array.dtype.base === 'bool'

const ofPlainNumbers = (name: BinaryName): Rules => {
  const op: Operator = OPERATORS[name]
  return (a, b) => {
    const { type, work, expression } = rules(op, a, b)
    return expression === undefined || !type.is_plain || type.is_complex || isBooleanSubtraction(name, a, b)
      ? undefined
      : { type, work, number: work, expression }
  }
}
const RESOLVED = Object.fromEntries(
  (Object.keys(OPERATORS) as BinaryName[]).map(name => [name, new ResolvedOperator(ofPlainNumbers(name))]),
) as Readonly<Record<BinaryName, ResolvedOperator>>

/**
 * `a op b` elementwise; either side may be an array or anything that makes one. The result is `target`, an array that may be written, where that
 * has its type and shape and it can be written on the way; otherwise it is new.
 */
export function binary(name: BinaryName, left: unknown, right: unknown, target?: ArrayParts): ArrayParts {
  // as numpy squares
  if (name === 'pow' && isTwo(right) && isArrayParts(left) && left.shape.length > 0 && staysWith(left.dtype, right))
    return binary('mul', left, left, target)
  return RESOLVED[name].apply(left, right, target) ?? anyBinary(name, operand(left), operand(right))
}
const isTwo = (exponent: unknown): boolean =>
  exponent === 2 || ((exponent instanceof PyInt || exponent instanceof PyFloat) && Number(exponent.value) === 2)
/** Whether a power of such a number has the type of the array. */
const staysWith = (type: DType, exponent: unknown): boolean =>
  type.is_floating || (type.is_integer && !(exponent instanceof PyFloat))

/** `array op= right`; false, with nothing written, where the result has another type or shape than the array, or needs more than one loop. */
export function binaryInto(name: BinaryName, array: ArrayParts, right: unknown): boolean {
  return RESOLVED[name].applyInto(array, right)
}

/** The operator of operands of any kind. */
function anyBinary(name: BinaryName, a: Operand, b: Operand): ArrayParts {
  const op: Operator = OPERATORS[name]
  const { type, work, expression } = rules(op, a, b)
  if (type.base === 'string' || type.base === 'resource')
    throw (
      noLoop(name, a.array.dtype, b.array.dtype) ??
      new TypeError(`unsupported operand type(s) for ${name}: arrays of ${type.name}`)
    )
  if (isBooleanSubtraction(name, a, b)) booleanSubtract()
  const shape = commonShape(a.array, b.array)
  if (type.is_complex) {
    if (!op.complex) throw op.float ? new TypeError(`${name} is not defined for complex numbers`) : noBits(name)
    return { dtype: type, shape, data: complexBinary(op.complex, plan(a.array, b.array), type, a.array, b.array) }
  }
  if (expression === undefined) throw noBits(name)
  const [p, q] = [a.array, b.array].map(array => prepared(work === type ? array : roundedScalar(array, type), work))
  const data = computed(expression, p as ArrayParts, q as ArrayParts, work, shape)
  return { dtype: type, shape, data: work === type ? data : convertElements({ dtype: work, shape, data }, type) }
}

/** What numpy says of text. */
function noLoop(name: BinaryName, ...types: readonly DType[]): TypeError | undefined {
  const text = types.find(type => type instanceof TextType)
  if (text === undefined) return undefined
  const shown = ` dtype('${text.code.replace('|', '')}')`
  return new TypeError(
    `ufunc '${UFUNC_NAMES[name] ?? name}' did not contain a loop with signature matching types${shown.repeat(3)}`,
  )
}

function booleanSubtract(): never {
  throw new TypeError(
    'numpy boolean subtract, the `-` operator, is deprecated, use the bitwise_xor, the `^` operator, or the logical_xor function instead.',
  )
}

/** What numpy says where bits are asked of numbers with a fraction. */
const noBits = (name: string): TypeError =>
  new TypeError(
    `ufunc '${UFUNC_NAMES[name as BinaryName] ?? name}' not supported for the input types, and the inputs could not be safely coerced to any supported types according to the casting rule ''safe''`,
  )

function complexBinary(op: ComplexOp, pairing: Broadcast, type: DType, a: ArrayParts, b: ArrayParts): Data {
  const out = type.allocateToFill(pairing.size) as Float64Array
  const x = elementsAs(a, type) as Float64Array
  const y = elementsAs(b, type) as Float64Array
  zip(pairing, (i, j, k) => {
    const [re, im] = op(x[2 * j] as number, x[2 * j + 1] as number, y[2 * k] as number, y[2 * k + 1] as number)
    out[2 * i] = re
    out[2 * i + 1] = im
  })
  return out
}

/** numpy orders complex numbers by their real parts, equal ones by the imaginary parts. */
function complexCompare(name: ComparisonName, pairing: Broadcast, a: ArrayParts, b: ArrayParts): Data {
  const out = new Uint8Array(pairing.size)
  const [p, q] = [a, b].map(array => convertElements(array, dtypes.complex128) as Float64Array) as [
    Float64Array,
    Float64Array,
  ]
  zip(pairing, (i, j, k) => {
    const [re, im, otherRe, otherIm] = [p[2 * j], p[2 * j + 1], q[2 * k], q[2 * k + 1]] as [
      number,
      number,
      number,
      number,
    ]
    const equal = re === otherRe && im === otherIm
    const less = re < otherRe || (re === otherRe && im < otherIm)
    const more = re > otherRe || (re === otherRe && im > otherIm)
    const answer = { eq: equal, ne: !equal, lt: less, le: less || equal, gt: more, ge: more || equal }[name]
    out[i] = Number(answer)
  })
  return out
}

/** Objects by identity, text by its bytes. */
function objectCompare(name: ComparisonName, pairing: Broadcast, a: ArrayParts, b: ArrayParts): Data {
  const isText = (array: ArrayParts): boolean => array.dtype.base === 'string'
  if (name !== 'eq' && name !== 'ne' && !(isText(a) && isText(b)))
    throw new TypeError(`${name} is not defined for objects`)
  const out = new Uint8Array(pairing.size)
  const values = (array: ArrayParts): ((index: number) => unknown) => {
    const read = elementReader(array.dtype, dense(array).data)
    return isText(array) ? index => (read(index) as Buffer).toString('latin1') : read
  }
  const [x, y] = [values(a), values(b)]
  zip(pairing, (i, j, k) => {
    const [p, q] = [x(j) as string, y(k) as string]
    const answer = { eq: p === q, ne: p !== q, lt: p < q, le: p <= q, gt: p > q, ge: p >= q }[name]
    out[i] = Number(answer)
  })
  return out
}

/** Comparisons read arrays as they are, and plain numbers in the kind that both are compared in. */
const COMPARED = Object.fromEntries(
  (Object.keys(COMPARISONS) as ComparisonName[]).map(name => [
    name,
    new ResolvedOperator((a, b) => {
      if (!comparable(a, b)) return undefined
      const type = resultType(a, b)
      const number = kind(type) < 2 ? dtypes.int64 : type
      return { type: dtypes.bool, work: undefined, number, expression: COMPARISONS[name] }
    }),
  ]),
) as Readonly<Record<ComparisonName, ResolvedOperator>>
const comparable = (a: Operand, b: Operand): boolean =>
  [a, b].every(({ array: { dtype } }) => dtype.is_plain && !dtype.is_complex)

/** Elementwise comparison; the result is bool. */
export function compare(name: ComparisonName, left: unknown, right: unknown): ArrayParts {
  return COMPARED[name].apply(left, right) ?? anyCompare(name, operand(left), operand(right))
}

/** The comparison of operands of any kind. */
function anyCompare(name: ComparisonName, a: Operand, b: Operand): ArrayParts {
  const [p, q] = [a.array, b.array]
  const shape = commonShape(p, q)
  const types = [p.dtype, q.dtype]
  const made = (data: Data): ArrayParts => ({ dtype: dtypes.bool, shape, data })
  if (types.some(type => !type.is_plain)) return made(objectCompare(name, plan(p, q), p, q))
  if (types.some(type => type.is_complex)) return made(complexCompare(name, plan(p, q), p, q))
  const type = resultType(a, b)
  const whole = kind(type) < 2
  const wide = (array: ArrayParts): ArrayParts =>
    storageOf(array.dtype.base) === undefined || (!whole && array.shape.length === 0)
      ? prepared(array, type.base === 'float16' || type.base === 'bfloat16' ? dtypes.float32 : type)
      : array
  return made(computed(COMPARISONS[name], wide(p), wide(q), dtypes.bool, shape))
}

/** Whether both arrays have the same shape and equal elements (numpy's `array_equal`; NaN equals nothing). */
export function arraysEqual(left: unknown, right: unknown): boolean {
  const a = isArrayParts(left) ? left : fromNested(left)
  const b = isArrayParts(right) ? right : fromNested(right)
  if (a.shape.length !== b.shape.length || a.shape.some((dim, i) => dim !== b.shape[i])) return false
  if ((a.dtype.base === 'string') !== (b.dtype.base === 'string')) return false
  return !(compare('eq', a, b).data as Uint8Array).includes(0)
}

const NEGATIVE: Expression = { code: '-x', big: '-x', vector: 'neg' }
const ABSOLUTE: Expression = { code: '(x < 0 ? -x : x)', big: '(x < 0n ? -x : x)', vector: 'abs' }
const POSITIVE: Expression = { code: 'Math.abs(x)', vector: 'abs' }
const INVERTED: Expression = { code: '~x', big: '~x', words: '~x', vector: 'not' }
const NEGATED: Expression = { code: 'x ^ 1', vector: 'flip' }

/** `-a`, `|a|` or `~a`. */
export function unary(name: 'neg' | 'abs' | 'not', given: ArrayParts): ArrayParts {
  const array = dense(given)
  const { shape, data } = array
  const dtype = array.dtype.base_dtype
  if (!dtype.is_plain) throw new TypeError(`bad operand type for ${name}: arrays of ${dtype.name}`)
  const made = (result: Data, type = dtype): ArrayParts => ({ dtype: type, shape, data: result })
  const mapped = (expression: Expression): ArrayParts => {
    const out = dtype.allocateToFill(numElements(shape), shape)
    const storage = storageOf(dtype.base)
    if (storage === undefined) throw new TypeError(`${name} is not defined for ${dtype.name}`)
    unaryLoop(expression, [storage, storage], {})(entriesOf(data), 0, 1, entriesOf(out), 0, numElements(shape))
    return made(out)
  }
  const isHalf = dtype.base === 'float16' || dtype.base === 'bfloat16'
  if (name === 'not') {
    if (dtype.base === 'bool') return mapped(NEGATED)
    if (!dtype.is_integer) throw noBits('invert')
    return mapped(INVERTED)
  }
  if (name === 'neg') {
    if (dtype.base === 'bool')
      throw new TypeError(
        'The numpy boolean negative, the `-` operator, is not supported, use the `~` operator or the logical_not function instead.',
      )
    if (isHalf) return made((data as Uint16Array).map(bits => bits ^ 0x8000))
    if (dtype.is_complex) return made((data as Float64Array).map(part => -part))
    return mapped(NEGATIVE)
  }
  if (dtype.is_complex) {
    const pairs = data as Float64Array
    const sizes = dtype.real_dtype.allocate(pairs.length / lanes(dtype)) as Float64Array
    for (let i = 0; i < sizes.length; i++) sizes[i] = Math.hypot(pairs[2 * i] as number, pairs[2 * i + 1] as number)
    return made(sizes, dtype.real_dtype)
  }
  if (isHalf) return made((data as Uint16Array).map(bits => bits & 0x7fff))
  return mapped(dtype.is_floating || dtype.base === 'bool' ? POSITIVE : ABSOLUTE)
}
