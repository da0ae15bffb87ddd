/**
 * log and log1p of float32 and float64 vectors, with their right values at 0, ±∞, NaN, negative numbers and below the smallest normal
 * number; largest errors measured for float32: log 0.8 ulp, log1p 1.2.
 */
import type { Local } from '../assembler/function_builder.ts'
import { FORMATS } from './formats.ts'
import type { FloatLanes, VectorMath } from './ops.ts'

/** Cephes' logf: log(1 + f) = f − f²/2 + f³ P(f). */
const LOG_TAIL_F32 = [
  3.3333331174e-1, -2.4999993993e-1, 2.0000714765e-1, -1.6668057665e-1, 1.4249322787e-1, -1.2420140846e-1,
  1.167699874e-1, -1.151461031e-1, 7.0376836292e-2,
]
/** log(1 + f) = 2 artanh s, s = f / (2 + f): 2/3, 2/5, … */
const LOG_TAIL_F64 = Array.from({ length: 11 }, (_, i) => 2 / (2 * i + 3))

/** x = (1 + f) · 2^e with 1 + f between √½ and √2, for positive normal x. */
function splitExponent(m: VectorMath, lanes: FloatLanes, x: Local): { readonly f: Local; readonly e: Local } {
  const { integer, mantissaBits } = FORMATS[lanes]
  // bits of √½: subtracting them carries into the exponent exactly where the fraction is below √½
  const anchor = lanes === 'f32x4' ? 0x3f3504f3 : 0x3fe6a09e667f3bcdn
  const offset = m.op2(`${integer}.sub`, x, m.constant(integer, anchor))
  const exponent = m.shift(`${integer}.shr_s`, offset, mantissaBits)
  const fraction = m.op2(`${integer}.sub`, x, m.shift(`${integer}.shl`, exponent, mantissaBits))
  let e: Local
  if (lanes === 'f32x4') e = m.op1('f32x4.convert_i32x4_s', exponent)
  else {
    // a small whole number into a double: through the bits of 1.5 · 2^52
    const magic = m.constant('f64x2', FORMATS.f64x2.magic)
    e = m.op2('f64x2.sub', m.op2('i64x2.add', exponent, magic), magic)
  }
  return { f: m.op2(`${lanes}.sub`, fraction, m.constant(lanes, 1)), e }
}

/** log x for positive normal x; `adjust` is taken from the exponent. */
function logPlain(m: VectorMath, lanes: FloatLanes, x: Local, adjust: Local): Local {
  const { ln2High, ln2Low } = FORMATS[lanes]
  const { f, e: exponent } = splitExponent(m, lanes, x)
  const e = m.op2(`${lanes}.sub`, exponent, adjust)
  let result: Local
  if (lanes === 'f32x4') {
    const square = m.op2('f32x4.mul', f, f)
    const tail = m.op2('f32x4.mul', m.op2('f32x4.mul', f, square), m.polynomial('f32x4', f, LOG_TAIL_F32))
    const low = m.madd('f32x4', e, m.constant('f32x4', ln2Low), tail)
    result = m.op2('f32x4.add', f, m.nmadd('f32x4', square, m.constant('f32x4', 0.5), low))
  } else {
    const s = m.op2('f64x2.div', f, m.op2('f64x2.add', f, m.constant('f64x2', 2)))
    const z = m.op2('f64x2.mul', s, s)
    const half = m.op2('f64x2.mul', m.op2('f64x2.mul', f, f), m.constant('f64x2', 0.5))
    // log(1 + f) = f − (f²/2 − s (f²/2 + R)), R = s² (2/3 + 2/5 s² + …)
    const sum = m.op2('f64x2.add', half, m.op2('f64x2.mul', z, m.polynomial('f64x2', z, LOG_TAIL_F64)))
    const inner = m.madd('f64x2', e, m.constant('f64x2', ln2Low), m.op2('f64x2.mul', s, sum))
    result = m.op2('f64x2.sub', f, m.op2('f64x2.sub', half, inner))
  }
  return m.madd(lanes, e, m.constant(lanes, ln2High), result)
}

/** (2 artanh s)/s in s², where (1 + s)/(1 − s) lies between √½ and √2; a minimax fit, relative error 4e-12. */
const LOG_FOR_FLOATS = [
  2.000000000008428, 0.6666666523989784, 0.4000038598313622, 0.2853497865185088, 0.2361760767480594,
]
/** log x of positive finite values of float32, as doubles: to 4e-12, of which 88 times make no unit in the last place of e^(y log x) in float32. */
export function logOfFloats(m: VectorMath, x: Local): Local {
  const { ln2High, ln2Low } = FORMATS.f64x2
  const { f, e } = splitExponent(m, 'f64x2', x)
  const s = m.op2('f64x2.div', f, m.op2('f64x2.add', f, m.constant('f64x2', 2)))
  // 2 artanh s
  const tail = m.polynomial('f64x2', m.op2('f64x2.mul', s, s), LOG_FOR_FLOATS)
  return m.madd('f64x2', e, m.constant('f64x2', ln2High + ln2Low), m.op2('f64x2.mul', s, tail))
}

export function log(m: VectorMath, lanes: FloatLanes, x: Local): Local {
  return m.scope(() => {
    const { f } = m
    const { integer, smallestNormal, lift, mantissaBits } = FORMATS[lanes]
    const infinity = m.constant(lanes, Number.POSITIVE_INFINITY)
    const zero = m.constant(lanes, 0)
    const normal = m.op2(
      'v128.and',
      m.op2(`${lanes}.ge`, x, m.constant(lanes, smallestNormal)),
      m.op2(`${lanes}.lt`, x, infinity),
    )
    // most vectors have no lane that is special
    const plain = f.let('i32', f.op(`${integer}.all_true`, f.get(normal)))
    const lifted = m.op2('v128.or', x, x)
    const adjust = m.op2('v128.or', zero, zero)
    f.if(f.op('i32.eqz', f.get(plain)), () =>
      m.scope(() => {
        const small = m.op2(`${lanes}.lt`, x, m.constant(lanes, smallestNormal))
        m.assign(lifted, m.select(small, m.op2(`${lanes}.mul`, x, m.constant(lanes, lift)), x))
        return m.assign(adjust, m.op2('v128.and', small, m.constant(lanes, mantissaBits)))
      }),
    )
    const result = logPlain(m, lanes, lifted, adjust)
    f.if(f.op('i32.eqz', f.get(plain)), () =>
      m.scope(() => {
        // 0 gives −∞, negative numbers NaN; ∞ and NaN stay
        const special = m.select(
          m.op2(`${lanes}.eq`, x, zero),
          m.constant(lanes, Number.NEGATIVE_INFINITY),
          m.constant(lanes, Number.NaN),
        )
        const positive = m.op2(`${lanes}.gt`, x, zero)
        const finite = m.op2(`${lanes}.lt`, x, infinity)
        return m.assign(result, m.select(positive, m.select(finite, result, x), special))
      }),
    )
    f.free('i32', plain)
    return result
  })
}

export function log1p(m: VectorMath, lanes: FloatLanes, x: Local): Local {
  return m.scope(() => {
    const u = m.op2(`${lanes}.add`, x, m.constant(lanes, 1))
    const value = log(m, lanes, u)
    // what the sum lost, as a correction of first order: log(1+x) = log u + (x − (u − 1)) / u
    const lost = m.op2(`${lanes}.sub`, x, m.op2(`${lanes}.sub`, u, m.constant(lanes, 1)))
    const corrected = m.op2(`${lanes}.add`, value, m.op2(`${lanes}.div`, lost, u))
    const positive = m.op2(`${lanes}.gt`, u, m.constant(lanes, 0))
    const finite = m.op2(`${lanes}.lt`, u, m.constant(lanes, Number.POSITIVE_INFINITY))
    const result = m.select(m.op2('v128.and', positive, finite), corrected, value)
    return m.select(m.op2(`${lanes}.eq`, x, m.constant(lanes, 0)), x, result)
  })
}
