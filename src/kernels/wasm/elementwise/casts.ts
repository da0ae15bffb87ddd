/** Conversions between types in vector code, by the rules of a C cast on x86-64. */
import type { BaseDTypeName } from '../../../tensor/dtypes.ts'
import type { Local } from '../assembler/function_builder.ts'
import type { VectorMath } from '../math/ops.ts'
import { kindOf, NotVectorizable, narrowMask, type Value, widenMask, wrapLanes } from './values.ts'

const LIMIT32 = 2 ** 31

/** Truncation of floats to int32; what does not fit gives the smallest int32. */
function truncate(m: VectorMath, x: Local): Local {
  // the instruction gives 0 for NaN and the largest int32 for large numbers
  const fits = m.op2('f32x4.lt', x, m.constant('f32x4', LIMIT32))
  return m.select(fits, m.op1('i32x4.trunc_sat_f32x4_s', x), m.constant('i32x4', -LIMIT32))
}

function truncateDoubles(m: VectorMath, low: Local, high: Local): Local {
  const limit = m.constant('f64x2', LIMIT32)
  const fits = narrowMask(m, m.op2('f64x2.lt', low, limit), m.op2('f64x2.lt', high, limit))
  const whole = m.shuffle32(
    [0, 1, 4, 5],
    m.op1('i32x4.trunc_sat_f64x2_s_zero', low),
    m.op1('i32x4.trunc_sat_f64x2_s_zero', high),
  )
  return m.select(fits, whole, m.constant('i32x4', -LIMIT32))
}

/** int32 → float64. */
export function toDoubles(m: VectorMath, whole: Local): readonly [Local, Local] {
  return [
    m.op1('f64x2.convert_low_i32x4_s', whole),
    m.op1('f64x2.convert_low_i32x4_s', m.shuffle32([2, 3, 2, 3], whole, whole)),
  ]
}

/** Applies a scalar conversion to both lanes of a vector of 64-bit lanes. */
function perLane(
  m: VectorMath,
  part: Local,
  from: 'i64x2' | 'f64x2',
  convert: () => void,
  to: 'i64x2' | 'f64x2',
): Local {
  const { f } = m
  f.lane(`${from}.extract_lane`, 0, f.get(part))
  convert()
  f.op(`${to}.splat`)
  f.lane(`${from}.extract_lane`, 1, f.get(part))
  convert()
  f.lane(`${to}.replace_lane`, 1)
  return m.keep()
}

/** float64 → int64; what does not fit gives the smallest int64. */
function toLongs(m: VectorMath, part: Local): Local {
  const { f } = m
  const whole = perLane(m, part, 'f64x2', () => f.op('i64.trunc_sat_f64_s'), 'i64x2')
  const fits = m.op2('f64x2.lt', part, m.constant('f64x2', 2 ** 63))
  return m.select(fits, whole, m.constant('i64x2', -(2n ** 63n)))
}

/** int64 → float32, each rounded once. */
function longsToFloats(m: VectorMath, low: Local, high: Local): Local {
  const { f } = m
  ;[low, high].forEach((part, k) => {
    for (const lane of [0, 1]) {
      f.op('f32.convert_i64_s', f.lane('i64x2.extract_lane', lane, f.get(part)))
      if (k === 0 && lane === 0) f.op('f32x4.splat')
      else f.lane('f32x4.replace_lane', 2 * k + lane)
    }
  })
  return m.keep()
}

/** 0 and 1 in lanes of the kind `f32` or `i32`. */
function fromMask(m: VectorMath, mask: Local, lanes: 'f32x4' | 'i32x4'): Local {
  return m.op2('v128.and', mask, m.constant(lanes, 1))
}

/** The lanes of an int32 or narrower integer, a bool or a float as int32, not yet wrapped. */
function toLanes32(m: VectorMath, value: Value): Local {
  const [a, b] = value.parts as readonly [Local, Local]
  switch (kindOf(value.type)) {
    case 'i32':
      return a
    case 'mask':
      return fromMask(m, a, 'i32x4')
    case 'f32':
    case 'c64':
      return truncate(m, a)
    case 'f64':
      return truncateDoubles(m, a, b)
    case 'i64':
      return m.shuffle32([0, 2, 4, 6], a, b)
  }
}

function toFloat(m: VectorMath, value: Value): Local {
  const [a, b] = value.parts as readonly [Local, Local]
  switch (kindOf(value.type)) {
    case 'f32':
    case 'c64':
      return a
    case 'mask':
      return fromMask(m, a, 'f32x4')
    case 'i32':
      return m.op1('f32x4.convert_i32x4_s', a)
    case 'f64':
      return m.demote(a, b)
    case 'i64':
      return longsToFloats(m, a, b)
  }
}

function toDouble(m: VectorMath, value: Value): readonly [Local, Local] {
  const [a, b] = value.parts as readonly [Local, Local]
  switch (kindOf(value.type)) {
    case 'f64':
      return [a, b]
    case 'f32':
    case 'c64':
      return m.promote(a)
    case 'i64': {
      const convert = (part: Local): Local => perLane(m, part, 'i64x2', () => m.f.op('f64.convert_i64_s'), 'f64x2')
      return [convert(a), convert(b)]
    }
    default:
      return toDoubles(m, toLanes32(m, value))
  }
}

function toMask(m: VectorMath, value: Value): Local {
  const [a, b] = value.parts as readonly [Local, Local]
  const zero = (lanes: 'f32x4' | 'i32x4' | 'i64x2' | 'f64x2'): Local => m.constant(lanes, 0)
  switch (kindOf(value.type)) {
    case 'mask':
      return a
    case 'i32':
      return m.op2('i32x4.ne', a, zero('i32x4'))
    case 'f32':
    case 'c64':
      // the kernel of 0.12.1 looks at the real part alone
      return m.op2('f32x4.ne', a, zero('f32x4'))
    case 'f64':
      return narrowMask(m, m.op2('f64x2.ne', a, zero('f64x2')), m.op2('f64x2.ne', b, zero('f64x2')))
    case 'i64':
      return narrowMask(m, m.op2('i64x2.ne', a, zero('i64x2')), m.op2('i64x2.ne', b, zero('i64x2')))
  }
}

function toLong(m: VectorMath, value: Value): readonly [Local, Local] {
  const [a, b] = value.parts as readonly [Local, Local]
  switch (kindOf(value.type)) {
    case 'i64':
      return [a, b]
    case 'mask':
    case 'i32':
      return widenMask(m, toLanes32(m, value))
    default: {
      const [low, high] = toDouble(m, value)
      return [toLongs(m, low), toLongs(m, high)]
    }
  }
}

/** `value` as type `to`. The result may share vectors with it. */
export function castVector(m: VectorMath, value: Value, to: BaseDTypeName): Value {
  if (value.type === to) return value
  const kind = kindOf(to)
  const parts = m.scope((): readonly Local[] => {
    switch (kind) {
      case 'f32':
        return [toFloat(m, value)]
      case 'f64':
        return toDouble(m, value)
      case 'mask':
        return [toMask(m, value)]
      case 'i64':
        return toLong(m, value)
      case 'i32':
        return [wrapLanes(m, to, toLanes32(m, value))]
      case 'c64':
        return [toFloat(m, value), m.op2('v128.xor', value.parts[0] as Local, value.parts[0] as Local)]
      default:
        throw new NotVectorizable(kind satisfies never)
    }
  })
  return { type: to, parts }
}
