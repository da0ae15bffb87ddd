/** Elementwise arithmetic and comparison of arrays, with numpy's types and broadcasting. */
import { TypeError, ValueError } from '../errors/index.ts'
import { type ArrayParts, dense, type Element, elementReader } from './array_parts.ts'
import { type Broadcast, planBroadcast, zip } from './broadcasting.ts'
import { convertElements } from './convert.ts'
import type { DType } from './dtypes.ts'
import * as dtypes from './dtypes.ts'
import { Complex, PyFloat, PyInt } from './literals.ts'
import { fromNested, isArrayParts } from './nested.ts'
import { tupleRepr } from './printing/array_text.ts'
import { promoteTypes } from './promotion.ts'

/** A complex operation: real and imaginary part of the result. */
type ComplexOp = (ar: number, ai: number, br: number, bi: number) => [number, number]

interface BinaryOp {
  readonly float: (a: number, b: number) => number
  /** Integers up to 32 bits; the store wraps the result around. */
  readonly int: (a: number, b: number) => number
  readonly int64: (a: bigint, b: bigint) => bigint
  readonly complex?: ComplexOp
  readonly bool?: (a: number, b: number) => number
  /** The result of integers is float64. */
  readonly trueDivision?: boolean
}

function floatMod(a: number, b: number): number {
  const rest = a % b
  if (rest === 0) return b < 0 ? -0 : 0
  return b < 0 !== rest < 0 ? rest + b : rest
}

function floatFloorDiv(a: number, b: number): number {
  if (b === 0) return Number.NaN
  const rest = a % b
  const quotient = (a - rest) / b - (rest !== 0 && b < 0 !== rest < 0 ? 1 : 0)
  // a zero takes the sign of the plain quotient
  if (quotient === 0) return a / b < 0 || Object.is(a / b, -0) ? -0 : 0
  const floor = Math.floor(quotient)
  return quotient - floor > 0.5 ? floor + 1 : floor
}

const NEGATIVE_POWER = 'Integers to negative integer powers are not allowed.'

function intPower(a: number, b: number): number {
  if (b < 0) throw new ValueError(NEGATIVE_POWER)
  let out = 1
  for (let base = a, rest = b; rest > 0; rest = Math.floor(rest / 2), base = Math.imul(base, base))
    if (rest % 2 === 1) out = Math.imul(out, base)
  return out
}

function int64FloorDiv(a: bigint, b: bigint): bigint {
  if (b === 0n) return 0n
  const quotient = a / b
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient
}

function complexDiv(ar: number, ai: number, br: number, bi: number): [number, number] {
  // Smith's method: the larger part of the divisor is divided out, so that squares do not overflow
  if (Math.abs(br) >= Math.abs(bi)) {
    if (br === 0 && bi === 0) return [ar / 0, ai / 0]
    const ratio = bi / br
    const scale = 1 / (br + bi * ratio)
    return [(ar + ai * ratio) * scale, (ai - ar * ratio) * scale]
  }
  const ratio = br / bi
  const scale = 1 / (bi + br * ratio)
  return [(ar * ratio + ai) * scale, (ai * ratio - ar) * scale]
}

function booleanSubtract(): never {
  throw new TypeError(
    'numpy boolean subtract, the `-` operator, is deprecated, use the bitwise_xor, the `^` operator, or the logical_xor function instead.',
  )
}

/** What numpy says where bits are asked of numbers with a fraction. */
const noBits = (name: string) => (): never => {
  throw new TypeError(
    `ufunc '${name}' not supported for the input types, and the inputs could not be safely coerced to any supported types according to the casting rule ''safe''`,
  )
}

// Math.max takes no bigints
const larger = (a: bigint, b: bigint): bigint => (b > a ? b : a)
const smaller = (a: bigint, b: bigint): bigint => (b < a ? b : a)

const OPS = {
  add: {
    float: (a, b) => a + b,
    int: (a, b) => a + b,
    int64: (a, b) => a + b,
    complex: (ar, ai, br, bi) => [ar + br, ai + bi],
    bool: (a, b) => a | b,
  },
  sub: {
    float: (a, b) => a - b,
    int: (a, b) => a - b,
    int64: (a, b) => a - b,
    complex: (ar, ai, br, bi) => [ar - br, ai - bi],
    bool: booleanSubtract,
  },
  mul: {
    float: (a, b) => a * b,
    int: Math.imul,
    int64: (a, b) => a * b,
    complex: (ar, ai, br, bi) => [ar * br - ai * bi, ar * bi + ai * br],
    bool: (a, b) => a & b,
  },
  div: {
    float: (a, b) => a / b,
    int: (a, b) => a / b,
    int64: (a, b) => a / b,
    complex: complexDiv,
    trueDivision: true,
  },
  floordiv: { float: floatFloorDiv, int: (a, b) => (b === 0 ? 0 : Math.floor(a / b)), int64: int64FloorDiv },
  mod: {
    float: floatMod,
    int: (a, b) => (b === 0 ? 0 : floatMod(a, b)),
    int64: (a, b) => (b === 0n ? 0n : a - b * int64FloorDiv(a, b)),
  },
  pow: {
    float: (a, b) => (a === 1 || (a === -1 && !Number.isFinite(b) && !Number.isNaN(b)) ? 1 : a ** b),
    int: intPower,
    int64: (a, b) => {
      if (b < 0n) throw new ValueError(NEGATIVE_POWER)
      return a ** b
    },
  },
  maximum: { float: Math.max, int: Math.max, int64: larger, bool: (a, b) => a | b },
  minimum: { float: Math.min, int: Math.min, int64: smaller, bool: (a, b) => a & b },
  and: { float: noBits('bitwise_and'), int: (a, b) => a & b, int64: (a, b) => a & b, bool: (a, b) => a & b },
  or: { float: noBits('bitwise_or'), int: (a, b) => a | b, int64: (a, b) => a | b, bool: (a, b) => a | b },
  xor: { float: noBits('bitwise_xor'), int: (a, b) => a ^ b, int64: (a, b) => a ^ b, bool: (a, b) => a ^ b },
  lshift: {
    float: noBits('left_shift'),
    int: (a, b) => (b < 32 ? a << b : 0),
    int64: (a, b) => (b < 64n ? a << b : 0n),
  },
  rshift: { float: noBits('right_shift'), int: (a, b) => a >> Math.min(b, 31), int64: (a, b) => a >> b },
} satisfies Record<string, BinaryOp>

export type BinaryName = keyof typeof OPS

const COMPARISONS = {
  lt: (a: number | bigint, b: number | bigint) => a < b,
  le: (a: number | bigint, b: number | bigint) => a <= b,
  gt: (a: number | bigint, b: number | bigint) => a > b,
  ge: (a: number | bigint, b: number | bigint) => a >= b,
  eq: (a: number | bigint, b: number | bigint) => a === b,
  ne: (a: number | bigint, b: number | bigint) => a !== b,
} as const

export type ComparisonName = keyof typeof COMPARISONS

/** numpy's order of kinds when it meets scalars: booleans, integers, everything with a fraction. */
function kind(type: DType): number {
  return type.base === 'bool' ? 0 : type.is_floating || type.is_complex || type.base === 'bfloat16' ? 2 : 1
}

/** An operand, and for plain numbers the narrowest type that its value needs; another one among unsigned numbers. */
interface Operand {
  readonly array: ArrayParts
  readonly narrow: DType
  readonly unsigned: DType
}

function integerScalar(value: number | bigint): DType {
  if (value >= -128 && value <= 127) return dtypes.int8
  if (value >= 0 && value <= 255) return dtypes.uint8
  if (value >= -32768 && value <= 32767) return dtypes.int16
  if (value >= 0 && value <= 65535) return dtypes.uint16
  return value >= -2147483648 && value <= 2147483647 ? dtypes.int32 : dtypes.int64
}

function floatScalar(value: number): DType {
  const size = Math.abs(value)
  return !Number.isFinite(value) || size < 65000 ? dtypes.float16 : size < 3.4e38 ? dtypes.float32 : dtypes.float64
}

function unsignedScalar(value: number | bigint): DType {
  return value < 0 ? integerScalar(value) : value <= 255 ? dtypes.uint8 : value <= 65535 ? dtypes.uint16 : dtypes.int64
}

function scalarOperand(array: ArrayParts, value: Element): Operand {
  if (kind(array.dtype) === 1)
    return { array, narrow: integerScalar(value as number), unsigned: unsignedScalar(value as number) }
  const narrow = value instanceof Complex ? dtypes.complex64 : floatScalar(value as number)
  return { array, narrow, unsigned: narrow }
}

function operand(value: unknown): Operand {
  const plain = value instanceof PyInt ? value.value : value
  if (
    value instanceof PyFloat ||
    (typeof plain === 'number' && !(Number.isSafeInteger(plain) && !Object.is(plain, -0)))
  ) {
    return scalarOperand(fromNested(Number(plain), dtypes.float64), Number(plain))
  }
  if (typeof plain === 'number' || typeof plain === 'bigint')
    return scalarOperand(fromNested(plain, dtypes.int64), plain)
  if (plain instanceof Complex) return scalarOperand(fromNested(plain, dtypes.complex128), plain)
  const array = isArrayParts(plain) ? dense(plain) : fromNested(plain)
  // an array of rank 0 counts as a scalar too
  if (array.shape.length === 0 && array.dtype.base !== 'bool' && array.dtype.is_plain)
    return scalarOperand(array, elementReader(array.dtype, array.data)(0))
  return { array, narrow: array.dtype, unsigned: array.dtype }
}

/** The type of an operation's result: a scalar widens an array only where its kind or its value needs it. */
function resultType(a: Operand, b: Operand): DType {
  const aScalar = a.array.shape.length === 0
  const bScalar = b.array.shape.length === 0
  if (aScalar === bScalar) return promoteTypes(a.array.dtype, b.array.dtype)
  const [array, scalar] = aScalar ? [b, a] : [a, b]
  if (kind(scalar.array.dtype) > kind(array.array.dtype)) return promoteTypes(array.array.dtype, scalar.array.dtype)
  return promoteTypes(array.array.dtype, array.array.dtype.is_unsigned ? scalar.unsigned : scalar.narrow)
}

function plan(a: ArrayParts, b: ArrayParts): Broadcast {
  const found = planBroadcast(a.shape, b.shape)
  const text = (shape: readonly number[]): string => tupleRepr(shape).replace(/, /g, ',')
  if (!found)
    throw new ValueError(`operands could not be broadcast together with shapes ${text(a.shape)} ${text(b.shape)} `)
  return found
}

/** The elements as type `type`, to be read: an array's own where they are of that type. */
const elementsAs = (array: ArrayParts, type: DType): ArrayParts['data'] =>
  array.dtype.base === type.base ? array.data : convertElements(array, type)

/** `a op b` elementwise; either side may be an array or anything that makes one. */
export function binary(name: BinaryName, left: unknown, right: unknown): ArrayParts {
  const a = operand(left)
  const b = operand(right)
  const op: BinaryOp = OPS[name]
  let type = resultType(a, b)
  if (type.base === 'string' || type.base === 'resource')
    throw new TypeError(`unsupported operand type(s) for ${name}: arrays of ${type.name}`)
  if (op.trueDivision && kind(type) < 2) type = dtypes.float64
  if (type.base === 'bool' && !op.bool) type = dtypes.int8
  const pairing = plan(a.array, b.array)
  const out = type.allocate(pairing.size)
  // halves are computed as float32 and rounded once more at the end
  const work = type.base === 'float16' || type.base === 'bfloat16' ? dtypes.float32 : type
  const x = elementsAs(a.array, work)
  const y = elementsAs(b.array, work)
  if (work.is_complex) {
    if (!op.complex) throw new TypeError(`${name} is not defined for complex numbers`)
    applyComplex(op.complex, pairing, out as Float64Array, x as Float64Array, y as Float64Array)
  } else if (work.base === 'int64') {
    const [p, q, r] = [x as BigInt64Array, y as BigInt64Array, out as BigInt64Array]
    zip(pairing, (i, j, k) => {
      r[i] = op.int64(p[j] as bigint, q[k] as bigint)
    })
  } else {
    const apply = work.base === 'bool' ? (op.bool as BinaryOp['int']) : work.is_floating ? op.float : op.int
    const [p, q] = [x as Float64Array, y as Float64Array]
    const r = (work === type ? out : new Float32Array(pairing.size)) as Float64Array
    zip(pairing, (i, j, k) => {
      r[i] = apply(p[j] as number, q[k] as number)
    })
    if (work !== type)
      return {
        dtype: type,
        shape: pairing.shape,
        data: convertElements({ dtype: work, shape: pairing.shape, data: r }, type),
      }
  }
  return { dtype: type, shape: pairing.shape, data: out }
}

function applyComplex(op: ComplexOp, pairing: Broadcast, out: Float64Array, x: Float64Array, y: Float64Array): void {
  zip(pairing, (i, j, k) => {
    const [re, im] = op(x[2 * j] as number, x[2 * j + 1] as number, y[2 * k] as number, y[2 * k + 1] as number)
    out[2 * i] = re
    out[2 * i + 1] = im
  })
}

/** Elementwise comparison; the result is bool. */
export function compare(name: ComparisonName, left: unknown, right: unknown): ArrayParts {
  const a = operand(left)
  const b = operand(right)
  const pairing = plan(a.array, b.array)
  const out = new Uint8Array(pairing.size)
  const comparable = (array: ArrayParts): ((index: number) => number | string) => {
    const read = elementReader(array.dtype, array.data)
    return array.dtype.base === 'string'
      ? index => (read(index) as Buffer).toString('latin1')
      : index => read(index) as number
  }
  const x = comparable(a.array)
  const y = comparable(b.array)
  if (a.array.dtype.base === 'resource' || b.array.dtype.base === 'resource') {
    if (name !== 'eq' && name !== 'ne') throw new TypeError(`${name} is not defined for objects`)
    zip(pairing, (i, j, k) => {
      out[i] = Number((x(j) === y(k)) === (name === 'eq'))
    })
  } else if (a.array.dtype.is_complex || b.array.dtype.is_complex) {
    if (name !== 'eq' && name !== 'ne') throw new TypeError(`${name} is not defined for complex numbers`)
    const p = convertElements(a.array, dtypes.complex128) as Float64Array
    const q = convertElements(b.array, dtypes.complex128) as Float64Array
    zip(pairing, (i, j, k) => {
      out[i] = Number((p[2 * j] === q[2 * k] && p[2 * j + 1] === q[2 * k + 1]) === (name === 'eq'))
    })
  } else {
    // == would compare a bigint with a number as their values; the operators < and > do so by themselves
    const same = (p: number | bigint, q: number | bigint): boolean => Number(p >= q) + Number(p <= q) === 2
    const test =
      name === 'eq' ? same : name === 'ne' ? (p: number | bigint, q: number | bigint) => !same(p, q) : COMPARISONS[name]
    zip(pairing, (i, j, k) => {
      out[i] = Number(test(x(j) as number, y(k) as number))
    })
  }
  return { dtype: dtypes.bool, shape: pairing.shape, data: out }
}

/** Whether both arrays have the same shape and equal elements (numpy's `array_equal`; NaN equals nothing). */
export function arraysEqual(left: unknown, right: unknown): boolean {
  const a = isArrayParts(left) ? left : fromNested(left)
  const b = isArrayParts(right) ? right : fromNested(right)
  if (a.shape.length !== b.shape.length || a.shape.some((dim, i) => dim !== b.shape[i])) return false
  if ((a.dtype.base === 'string') !== (b.dtype.base === 'string')) return false
  return (compare('eq', a, b).data as Uint8Array).every(same => same === 1)
}

function inverted({ dtype, shape, data }: ArrayParts): ArrayParts {
  if (dtype.base === 'bool') return { dtype: dtypes.bool, shape, data: (data as Uint8Array).map(bit => bit ^ 1) }
  if (!dtype.is_integer) return noBits('invert')()
  const out =
    dtype.base === 'int64' ? (data as BigInt64Array).map(value => ~value) : (data as Int32Array).map(value => ~value)
  return { dtype: dtype.base_dtype, shape, data: out }
}

/** `-a`, `|a|` or `~a`. */
export function unary(name: 'neg' | 'abs' | 'not', given: ArrayParts): ArrayParts {
  const array = dense(given)
  const { dtype, shape } = array
  if (!dtype.is_plain) throw new TypeError(`bad operand type for ${name}: arrays of ${dtype.name}`)
  if (name === 'not') return inverted(array)
  if (name === 'neg') {
    if (dtype.base === 'bool')
      throw new TypeError(
        'The numpy boolean negative, the `-` operator, is not supported, use the `~` operator or the logical_not function instead.',
      )
    // from minus zero, so that zeros change their sign; integers have one zero
    if (!dtype.is_integer) return { dtype: dtype.base_dtype, shape, data: binary('mul', array, new PyFloat(-1)).data }
    return { dtype: dtype.base_dtype, shape, data: convertElements(binary('sub', 0, array), dtype) }
  }
  if (dtype.is_complex) {
    const pairs = array.data as Float64Array
    const data = dtype.real_dtype.allocate(pairs.length / 2) as Float64Array
    for (let i = 0; i < data.length; i++) data[i] = Math.hypot(pairs[2 * i] as number, pairs[2 * i + 1] as number)
    return { dtype: dtype.real_dtype, shape, data }
  }
  if (dtype.base === 'bool') return { dtype: dtype.base_dtype, shape, data: convertElements(array, dtype) }
  if (dtype.base === 'int64')
    return {
      dtype: dtype.base_dtype,
      shape,
      data: (array.data as BigInt64Array).map(value => (value < 0n ? -value : value)),
    }
  if (dtype.base === 'float16' || dtype.base === 'bfloat16')
    return { dtype: dtype.base_dtype, shape, data: (array.data as Uint16Array).map(bits => bits & 0x7fff) }
  return { dtype: dtype.base_dtype, shape, data: (array.data as Float64Array).map(Math.abs) }
}
