/** Scalar functions of integers and bools in vector code. */
import type { ScalarFunction } from '../../scalar.ts'
import type { Local } from '../assembler/function_builder.ts'
import type { VectorMath } from '../math/ops.ts'
import { toDoubles } from './casts.ts'
import type { VectorContext } from './compiler.ts'
import { FAILURES } from './failures.ts'
import { NotVectorizable, narrowMask, type Value, wrapLanes } from './values.ts'

const I = 'i32x4'
const COMPARISONS = {
  lt: 'i32x4.lt_s',
  le: 'i32x4.le_s',
  gt: 'i32x4.gt_s',
  ge: 'i32x4.ge_s',
  eq: 'i32x4.eq',
  ne: 'i32x4.ne',
} as const

/** a / b, truncated, for b ≠ 0. Doubles hold every quotient exactly enough: the nearest to a whole number is 2^-31 away from it. */
function truncatedQuotient(m: VectorMath, a: Local, b: Local): Local {
  const [a0, a1] = toDoubles(m, a)
  const [b0, b1] = toDoubles(m, b)
  const low = m.op1('i32x4.trunc_sat_f64x2_s_zero', m.op2('f64x2.div', a0, b0))
  const high = m.op1('i32x4.trunc_sat_f64x2_s_zero', m.op2('f64x2.div', a1, b1))
  const quotient = m.shuffle32([0, 1, 4, 5], low, high)
  // −2^31 / −1 saturates; it should wrap around
  return m.select(m.op2('i32x4.eq', b, m.constant(I, -1)), m.op1('i32x4.neg', a), quotient)
}

/** Lanes where the remainder is not 0 and has not the divisor's sign: there flooring and truncation differ. */
function crosses(m: VectorMath, rest: Local, divisor: Local): Local {
  const differ = m.op2('i32x4.lt_s', m.op2('v128.xor', rest, divisor), m.constant(I, 0))
  return m.op2('v128.and', differ, m.op2('i32x4.ne', rest, m.constant(I, 0)))
}

type Division = 'div' | 'mod' | 'floordiv' | 'floormod'

function divide(context: VectorContext, fn: Division, a: Local, divisor: Local): Local {
  const { m } = context
  const zero = m.op2('i32x4.eq', divisor, m.constant(I, 0))
  context.fail(FAILURES.divisionByZero, zero)
  const b = m.op2('i32x4.sub', divisor, zero)
  const quotient = truncatedQuotient(m, a, b)
  if (fn === 'div') return quotient
  const rest = m.op2('i32x4.sub', a, m.op2('i32x4.mul', quotient, b))
  if (fn === 'mod') return rest
  const mask = crosses(m, rest, b)
  return fn === 'floordiv' ? m.op2('i32x4.add', quotient, mask) : m.op2('i32x4.add', rest, m.op2('v128.and', mask, b))
}

/** a^b by squaring, for all lanes at once: 31 steps at most, until no exponent has bits left. */
function power(context: VectorContext, a: Local, b: Local): Local {
  const { m } = context
  const { f } = m
  context.fail(FAILURES.negativePower, m.op2('i32x4.lt_s', b, m.constant(I, 0)))
  const base = m.op2('v128.or', a, a)
  const rest = m.op2('i32x4.max_s', b, m.constant(I, 0))
  const one = m.constant(I, 1)
  const result = m.op2('v128.or', one, one)
  f.loop(again => {
    const odd = f.let('v128', f.op('i32x4.neg', f.op('v128.and', f.get(rest), f.get(one))))
    f.set(result, f.op('v128.bitselect', f.op('i32x4.mul', f.get(result), f.get(base)), f.get(result), f.get(odd)))
    f.set(base, f.op('i32x4.mul', f.get(base), f.get(base)))
    f.op('i32x4.shr_u', f.get(rest), f.i32(1))
    f.br_if(again, f.op('v128.any_true', f.tee(rest)))
    f.free('v128', odd)
  })
  return result
}

/** −1, 0 or 1. */
function sign(m: VectorMath, a: Local): Local {
  const zero = m.constant(I, 0)
  return m.op2('i32x4.sub', m.op2('i32x4.lt_s', a, zero), m.op2('i32x4.gt_s', a, zero))
}

export function integerCall(context: VectorContext, fn: ScalarFunction, values: readonly Value[]): Value {
  const { m } = context
  const type = (values[0] as Value).type
  const a = values[0]?.parts[0] as Local
  const b = values[1]?.parts[0] as Local
  if (fn in COMPARISONS) return { type: 'bool', parts: [m.op2(COMPARISONS[fn as keyof typeof COMPARISONS], a, b)] }
  const result = m.scope((): Local => {
    switch (fn) {
      case 'add':
      case 'sub':
      case 'mul':
        return wrapLanes(m, type, m.op2(`${I}.${fn}`, a, b))
      case 'square':
        return wrapLanes(m, type, m.op2('i32x4.mul', a, a))
      case 'neg':
      case 'abs':
        return wrapLanes(m, type, m.op1(`${I}.${fn}`, a))
      case 'max':
        return m.op2('i32x4.max_s', a, b)
      case 'min':
        return m.op2('i32x4.min_s', a, b)
      case 'sign':
        return sign(m, a)
      case 'div':
      case 'mod':
      case 'floordiv':
      case 'floormod':
        return wrapLanes(m, type, divide(context, fn, a, b))
      case 'pow':
        return wrapLanes(m, type, power(context, a, b))
      case 'floor':
      case 'ceil':
      case 'rint':
      case 'round':
      case 'conj':
      case 'real':
        return a
      default:
        throw new NotVectorizable(`${fn} of ${type}`)
    }
  })
  return { type, parts: [result] }
}

const LONG_COMPARISONS = {
  lt: 'i64x2.lt_s',
  le: 'i64x2.le_s',
  gt: 'i64x2.gt_s',
  ge: 'i64x2.ge_s',
  eq: 'i64x2.eq',
  ne: 'i64x2.ne',
} as const

/** Division of int64, lane by lane: there is no vector instruction. */
function divideLongs({ m, fail }: VectorContext, fn: Division, values: readonly [Value, Value]): Value {
  const { f } = m
  const zeros = values[1].parts.map(part => m.op2('i64x2.eq', part, m.constant('i64x2', 0n)))
  fail(FAILURES.divisionByZero, narrowMask(m, zeros[0] as Local, zeros[1] as Local))
  const parts = values[0].parts.map((dividend, i) => {
    const mask = zeros[i] as Local
    // 1 in place of 0; and of −1, whose quotient may not fit: that one is the negative
    const minus = m.op2('i64x2.eq', values[1].parts[i] as Local, m.constant('i64x2', -1n))
    const divisor = m.select(m.op2('v128.or', mask, minus), m.constant('i64x2', 1n), values[1].parts[i] as Local)
    for (const lane of [0, 1]) {
      f.op(
        'i64.div_s',
        f.lane('i64x2.extract_lane', lane, f.get(dividend)),
        f.lane('i64x2.extract_lane', lane, f.get(divisor)),
      )
      if (lane === 0) f.op('i64x2.splat')
      else f.lane('i64x2.replace_lane', 1)
    }
    const positive = m.keep()
    const quotient = m.select(minus, m.op1('i64x2.neg', dividend), positive)
    if (fn === 'div') return quotient
    const real = values[1].parts[i] as Local
    const rest = m.op2('i64x2.sub', dividend, m.op2('i64x2.mul', quotient, real))
    if (fn === 'mod') return rest
    const zero = m.constant('i64x2', 0n)
    const crossing = m.op2(
      'v128.and',
      m.op2('i64x2.lt_s', m.op2('v128.xor', rest, real), zero),
      m.op2('i64x2.ne', rest, zero),
    )
    return fn === 'floordiv'
      ? m.op2('i64x2.add', quotient, crossing)
      : m.op2('i64x2.add', rest, m.op2('v128.and', crossing, real))
  })
  return { type: values[0].type, parts }
}

export function longCall(context: VectorContext, fn: ScalarFunction, values: readonly Value[]): Value {
  const { m } = context
  const [x, y] = values as readonly [Value, Value | undefined]
  const pairs = x.parts.map((part, i) => [part, (y ?? x).parts[i] as Local] as const)
  if (fn in LONG_COMPARISONS) {
    const name = LONG_COMPARISONS[fn as keyof typeof LONG_COMPARISONS]
    const [low, high] = pairs.map(([a, b]) => m.op2(name, a, b)) as [Local, Local]
    return { type: 'bool', parts: [narrowMask(m, low, high)] }
  }
  const each = (emit: (a: Local, b: Local) => Local): Value => ({
    type: x.type,
    parts: pairs.map(([a, b]) => m.scope(() => emit(a, b))),
  })
  switch (fn) {
    case 'add':
    case 'sub':
    case 'mul':
      return each((a, b) => m.op2(`i64x2.${fn}`, a, b))
    case 'square':
      return each(a => m.op2('i64x2.mul', a, a))
    case 'neg':
    case 'abs':
      return each(a => m.op1(`i64x2.${fn}`, a))
    case 'max':
      return each((a, b) => m.select(m.op2('i64x2.lt_s', a, b), b, a))
    case 'min':
      return each((a, b) => m.select(m.op2('i64x2.lt_s', b, a), b, a))
    case 'sign': {
      const zero = m.constant('i64x2', 0n)
      return each(a => m.op2('i64x2.sub', m.op2('i64x2.lt_s', a, zero), m.op2('i64x2.gt_s', a, zero)))
    }
    case 'div':
    case 'mod':
    case 'floordiv':
    case 'floormod':
      return { type: x.type, parts: m.scope(() => divideLongs(context, fn, [x, y ?? x]).parts) }
    default:
      throw new NotVectorizable(`${fn} of int64`)
  }
}

export function maskCall(context: VectorContext, fn: ScalarFunction, values: readonly Value[]): Value {
  const { m } = context
  const a = values[0]?.parts[0] as Local
  const b = values[1]?.parts[0] as Local
  const mask = (part: Local): Value => ({ type: 'bool', parts: [part] })
  switch (fn) {
    case 'and':
    case 'or':
    case 'xor':
      return mask(m.op2(`v128.${fn}`, a, b))
    case 'not':
      return mask(m.op1('v128.not', a))
    case 'eq':
      return mask(m.op2('i32x4.eq', a, b))
    case 'ne':
      return mask(m.op2('v128.xor', a, b))
    default:
      throw new NotVectorizable(`${fn} of bool`)
  }
}
