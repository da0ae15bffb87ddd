/**
 * exp and expm1 of float32 and float64 vectors, with their right values at 0, ±∞, NaN and below the smallest normal number; largest
 * errors measured for float32: exp 1.0 ulp, expm1 1.6.
 */
import type { Local } from '../assembler/function_builder.ts'
import { FORMATS } from './formats.ts'
import type { FloatLanes, VectorMath } from './ops.ts'

/** 2^n for whole n within the normal range, n given as a float. */
function powerOfTwo(m: VectorMath, lanes: FloatLanes, n: Local): Local {
  const { integer, mantissaBits, magic, bias } = FORMATS[lanes]
  const whole = m.op2(`${lanes}.add`, n, m.constant(lanes, magic + bias))
  return m.shift(`${integer}.shl`, whole, mantissaBits)
}

/** x = n log 2 + r with whole n and |r| ≤ ½ log 2 (or a little more); and (e^r − 1). */
function reduceExp(m: VectorMath, lanes: FloatLanes, x: Local): { readonly n: Local; readonly tail: Local } {
  const { ln2High, ln2Low, expTail } = FORMATS[lanes]
  const n = m.op1(`${lanes}.nearest`, m.op2(`${lanes}.mul`, x, m.constant(lanes, Math.LOG2E)))
  let r = m.nmadd(lanes, n, m.constant(lanes, ln2High), x)
  r = m.nmadd(lanes, n, m.constant(lanes, ln2Low), r)
  const square = m.op2(`${lanes}.mul`, r, r)
  return { n, tail: m.madd(lanes, m.polynomial(lanes, r, expTail), square, r) }
}

/** NaN passes: pmin and pmax give their first operand where the second compares false. */
export function clamp(m: VectorMath, lanes: FloatLanes, x: Local, low: number, high: number): Local {
  return m.op2(`${lanes}.pmax`, m.op2(`${lanes}.pmin`, x, m.constant(lanes, high)), m.constant(lanes, low))
}

/** The fraction 1 + tail times 2^n, where 2^n is a normal number. */
function scaled(m: VectorMath, lanes: FloatLanes, n: Local, tail: Local): Local {
  return m.op2(`${lanes}.mul`, m.op2(`${lanes}.add`, tail, m.constant(lanes, 1)), powerOfTwo(m, lanes, n))
}

export function exp(m: VectorMath, lanes: FloatLanes, x: Local): Local {
  return m.scope(() => {
    const { f } = m
    const { integer, expLow, expHigh, expPlain } = FORMATS[lanes]
    // most vectors need neither clamping nor care for the exponent's range
    const plain = f.let(
      'i32',
      f.op(`${integer}.all_true`, f.get(m.op2(`${lanes}.le`, m.op1(`${lanes}.abs`, x), m.constant(lanes, expPlain)))),
    )
    const within = m.op2('v128.or', x, x)
    const result = m.op2('v128.or', x, x)
    f.if(f.op('i32.eqz', f.get(plain)), () => {
      m.scope(() => {
        const clamped = clamp(m, lanes, x, expLow, expHigh)
        f.set(within, f.get(clamped))
        return clamped
      })
    })
    const { n, tail } = reduceExp(m, lanes, within)
    f.if(
      f.get(plain),
      () => m.scope(() => m.assign(result, scaled(m, lanes, n, tail))),
      () =>
        m.scope(() => {
          // 2^n in two factors: n may lie outside the exponents of normal numbers
          const half = m.op1(`${lanes}.nearest`, m.op2(`${lanes}.mul`, n, m.constant(lanes, 0.5)))
          const rest = m.op2(`${lanes}.sub`, n, half)
          return m.assign(result, m.op2(`${lanes}.mul`, scaled(m, lanes, half, tail), powerOfTwo(m, lanes, rest)))
        }),
    )
    f.free('i32', plain)
    return result
  })
}

/** e^r, |r| ≤ ½ log 2; a minimax fit, relative error 4e-11. */
const EXP_FOR_FLOATS = [
  0.9999999999616516, 1.0000000002432996, 0.500000010459818, 0.16666665125157895, 0.04166622525062855,
  0.008333561190836825, 0.0013948195104009282, 0.0001977515372547327,
]
/** e^x of |x| ≤ 707 to 4e-11, enough for what is rounded to float32; doubles. */
export function expForFloats(m: VectorMath, x: Local): Local {
  const { ln2High, ln2Low } = FORMATS.f64x2
  const n = m.op1('f64x2.nearest', m.op2('f64x2.mul', x, m.constant('f64x2', Math.LOG2E)))
  const r = m.nmadd('f64x2', n, m.constant('f64x2', ln2High + ln2Low), x)
  const fraction = m.polynomial('f64x2', r, EXP_FOR_FLOATS)
  return m.op2('f64x2.mul', fraction, powerOfTwo(m, 'f64x2', n))
}

export function expm1(m: VectorMath, lanes: FloatLanes, x: Local): Local {
  return m.scope(() => {
    const { expm1Low, expHigh } = FORMATS[lanes]
    const { n, tail } = reduceExp(m, lanes, clamp(m, lanes, x, expm1Low, expHigh))
    // half of it first: 2^(n−1) is finite where 2^n is not
    const scale = powerOfTwo(m, lanes, m.op2(`${lanes}.sub`, n, m.constant(lanes, 1)))
    const half = m.madd(lanes, tail, scale, m.op2(`${lanes}.sub`, scale, m.constant(lanes, 0.5)))
    const result = m.op2(`${lanes}.add`, half, half)
    // −0 stays: the sum above has lost it
    return m.select(m.op2(`${lanes}.eq`, x, m.constant(lanes, 0)), x, result)
  })
}
