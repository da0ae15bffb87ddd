/** What the element by element operators compute, by the kind of the numbers. */
import { ValueError } from '../errors/index.ts'
import type { Expression } from './compiled_loops.ts'
import type { VectorBinary, VectorComparison } from './vector_loops.ts'

/** A complex operation: real and imaginary part of the result. */
export type ComplexOp = (ar: number, ai: number, br: number, bi: number) => [number, number]

export interface Operator {
  /** Undefined for operators that are for whole numbers only. */
  readonly float?: Expression
  /** Integers up to 32 bits; the store wraps the result around. */
  readonly int: Expression
  readonly int64: Expression
  readonly complex?: ComplexOp
  readonly bool?: Expression
  /** The result of integers is float64. */
  readonly trueDivision?: boolean
}

/** The remainder with the divisor's sign. */
function mod(a: number, b: number): number {
  const rest = a % b
  if (rest === 0) return b < 0 ? -0 : 0
  return b < 0 !== rest < 0 ? rest + b : rest
}

function floorDivide(a: number, b: number): number {
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

/** Whole numbers; what is too large for a double to be exact says so by its size. */
function power(a: number, b: number): number {
  if (b < 0) throw new ValueError(NEGATIVE_POWER)
  if (b > 64 && Math.abs(a) > 1) return Number.POSITIVE_INFINITY
  let out = 1
  for (let base = a, rest = b; rest > 0; rest = Math.floor(rest / 2), base *= base) if (rest % 2 === 1) out *= base
  return out
}

/** Modulo 2^64. */
function bigPower(a: bigint, b: bigint): bigint {
  if (b < 0n) throw new ValueError(NEGATIVE_POWER)
  let out = 1n
  for (let base = a, rest = b; rest > 0n; rest >>= 1n, base = BigInt.asIntN(64, base * base))
    if (rest & 1n) out = BigInt.asIntN(64, out * base)
  return out
}

const floatPower = (a: number, b: number): number =>
  a === 1 || (a === -1 && !Number.isFinite(b) && !Number.isNaN(b)) ? 1 : a ** b

function bigFloorDivide(a: bigint, b: bigint): bigint {
  if (b === 0n) return 0n
  const quotient = a / b
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient
}
const bigMod = (a: bigint, b: bigint): bigint => (b === 0n ? 0n : a - b * bigFloorDivide(a, b))

/** The functions that expressions use. */
export const OPERATOR_RUNTIME = {
  mod,
  floorDivide,
  intPower,
  power,
  bigPower,
  floatPower,
  bigFloorDivide,
  bigMod,
} as const

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

/** A complex power by logarithms; small whole exponents by products, as numpy computes them. */
function complexPow(ar: number, ai: number, br: number, bi: number): [number, number] {
  if (br === 0 && bi === 0) return [1, 0]
  if (ar === 0 && ai === 0) return br > 0 && bi === 0 ? [0, 0] : [Number.NaN, Number.NaN]
  if (bi === 0 && Number.isInteger(br) && br > 0 && br < 100) {
    let out: [number, number] = [1, 0]
    let base: [number, number] = [ar, ai]
    for (let rest = br; rest > 0; rest >>= 1) {
      if (rest & 1) out = times(out, base)
      base = times(base, base)
    }
    return out
  }
  const [logarithm, angle] = [Math.log(Math.hypot(ar, ai)), Math.atan2(ai, ar)]
  const size = Math.exp(br * logarithm - bi * angle)
  const turn = br * angle + bi * logarithm
  return [size * Math.cos(turn), size * Math.sin(turn)]
}
const times = ([a, b]: [number, number], [c, d]: [number, number]): [number, number] => [a * c - b * d, a * d + b * c]

/** Whether the first complex number is the smaller one: by the real parts, of equal ones by the imaginary parts. */
const isBehind = (ar: number, ai: number, br: number, bi: number): boolean => ar < br || (ar === br && ai < bi)

interface Same {
  readonly float: Expression
  readonly int: Expression
  readonly int64: Expression
}
const same = (code: string, vector: VectorBinary): Same => ({
  float: { code, vector },
  int: { code, vector },
  int64: { code, big: code, vector },
})
const bits = (code: string, vector: VectorBinary): Omit<Same, 'float'> & { readonly bool: Expression } => ({
  int: { code, vector },
  int64: { code: 'NaN', big: code, words: code, vector },
  bool: { code, vector },
})
const LARGER = '(x >= y || x !== x ? x : y)'
const SMALLER = '(x <= y || x !== x ? x : y)'

export const OPERATORS = {
  add: {
    ...same('x + y', 'add'),
    complex: (ar, ai, br, bi) => [ar + br, ai + bi],
    bool: { code: 'x | y', vector: 'or' },
  },
  sub: { ...same('x - y', 'sub'), complex: (ar, ai, br, bi) => [ar - br, ai - bi] },
  mul: {
    ...same('x * y', 'mul'),
    int: { code: 'Math.imul(x, y)', vector: 'mul' },
    complex: (ar, ai, br, bi) => [ar * br - ai * bi, ar * bi + ai * br],
    bool: { code: 'x & y', vector: 'and' },
  },
  div: { ...same('x / y', 'div'), complex: complexDiv, trueDivision: true },
  floordiv: {
    float: { code: 'rt.floorDivide(x, y)' },
    int: { code: '(y === 0 ? 0 : Math.floor(x / y))', vector: 'floordiv' },
    int64: {
      code: '(y === 0 ? 0 : rt.floorDivide(x, y) + 0)',
      big: 'rt.bigFloorDivide(x, y)',
      vector: 'floordiv',
    },
  },
  mod: {
    float: { code: 'rt.mod(x, y)' },
    int: { code: '(y === 0 ? 0 : rt.mod(x, y))', vector: 'mod' },
    int64: { code: '(y === 0 ? 0 : rt.mod(x, y) + 0)', big: 'rt.bigMod(x, y)', vector: 'mod' },
  },
  pow: {
    float: { code: '(y === 2 ? x * x : rt.floatPower(x, y))' },
    int: { code: 'rt.intPower(x, y)' },
    int64: { code: 'rt.power(x, y)', big: 'rt.bigPower(x, y)' },
    complex: complexPow,
  },
  maximum: {
    ...same(LARGER, 'maximum'),
    bool: { code: 'x | y', vector: 'or' },
    complex: (...pair) => (isBehind(...pair) ? [pair[2], pair[3]] : [pair[0], pair[1]]),
  },
  minimum: {
    ...same(SMALLER, 'minimum'),
    bool: { code: 'x & y', vector: 'and' },
    complex: (a, b, c, d) => (isBehind(c, d, a, b) ? [c, d] : [a, b]),
  },
  and: bits('x & y', 'and'),
  or: bits('x | y', 'or'),
  xor: bits('x ^ y', 'xor'),
  lshift: {
    int: { code: '(y >>> 0 < 32 ? x << y : 0)' },
    int64: { code: '(y < 0 ? 0 : x * 2 ** y)', big: '(y >= 0n && y < 64n ? x << y : 0n)' },
  },
  rshift: {
    int: { code: '(x >> (y >>> 0 < 32 ? y : 31))' },
    int64: {
      code: '(y < 0 || y > 63 ? (x < 0 ? -1 : 0) : Math.floor(x / 2 ** y))',
      big: '(x >> (y < 0n || y > 63n ? 63n : y))',
    },
  },
} satisfies Record<string, Operator>

export type BinaryName = keyof typeof OPERATORS

const compared = (operator: string, vector: VectorComparison): Expression => ({
  code: `(x ${operator} y ? 1 : 0)`,
  big: `(x ${operator} y ? 1 : 0)`,
  vector,
})
export const COMPARISONS = {
  lt: compared('<', 'lt'),
  le: compared('<=', 'le'),
  gt: compared('>', 'gt'),
  ge: compared('>=', 'ge'),
  eq: compared('===', 'eq'),
  ne: compared('!==', 'ne'),
} as const
export type ComparisonName = keyof typeof COMPARISONS

/** numpy's names of the operators that it calls by others. */
export const UFUNC_NAMES: Partial<Record<BinaryName, string>> = {
  sub: 'subtract',
  mul: 'multiply',
  div: 'true_divide',
  floordiv: 'floor_divide',
  mod: 'remainder',
  pow: 'power',
  and: 'bitwise_and',
  or: 'bitwise_or',
  xor: 'bitwise_xor',
  lshift: 'left_shift',
  rshift: 'right_shift',
}
