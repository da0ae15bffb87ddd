/**
 * exp, log and what follows from them, for float32 and float64 vectors, with their right values at 0, ±∞, NaN and below
 * the smallest normal number. Largest errors measured for float32: exp, expm1, log and log1p about 1 ulp, tanh 1.3, sigmoid 1.6.
 */
import type { Local } from './function_builder.ts'
import type { FloatLanes, VectorMath } from './math_ops.ts'

const LOG2E = Math.LOG2E

/** What differs between the two widths. */
interface Format {
  readonly integer: 'i32x4' | 'i64x2'
  readonly mantissaBits: number
  readonly bias: number
  /** Adding it leaves a number's whole part in the lowest bits. */
  readonly magic: number
  /** Beyond these exp is 0 or ∞. */
  readonly expLow: number
  readonly expHigh: number
  /** Up to this size of x both e^x and its factor 2^n are normal numbers. */
  readonly expPlain: number
  /** Below it expm1 is −1. */
  readonly expm1Low: number
  /** log 2 in two parts; a small whole number times the first is exact. */
  readonly ln2High: number
  readonly ln2Low: number
  /** (e^r − 1 − r) / r² on |r| ≤ ½ log 2. */
  readonly expTail: readonly number[]
  readonly smallestNormal: number
  /** Makes a number below the smallest normal one normal: 2^mantissaBits. */
  readonly lift: number
}

/** 1/2!, 1/3!, …: enough terms for the last place of a double. */
const FACTORIALS = Array.from({ length: 13 }, (_, i) => {
  let factorial = 2
  for (let k = 3; k <= i + 2; k++) factorial *= k
  return 1 / factorial
})

const FORMATS: Readonly<Record<FloatLanes, Format>> = {
  f32x4: {
    integer: 'i32x4',
    mantissaBits: 23,
    bias: 127,
    magic: 1.5 * 2 ** 23,
    expLow: -104,
    expHigh: 89,
    expPlain: 87,
    expm1Low: -18,
    // the split and the polynomial of Cephes' expf
    ln2High: 0.693359375,
    ln2Low: -2.1219444e-4,
    expTail: [5.0000001201e-1, 1.6666665459e-1, 4.1665795894e-2, 8.3334519073e-3, 1.3981999507e-3, 1.98756915e-4],
    smallestNormal: 2 ** -126,
    lift: 2 ** 23,
  },
  f64x2: {
    integer: 'i64x2',
    mantissaBits: 52,
    bias: 1023,
    magic: 1.5 * 2 ** 52,
    expLow: -746,
    expHigh: 710,
    expPlain: 707,
    expm1Low: -40,
    ln2High: 0.6931471803691238,
    ln2Low: 1.9082149292705877e-10,
    expTail: FACTORIALS,
    smallestNormal: 2 ** -1022,
    lift: 2 ** 52,
  },
}

/** 2^n for whole n within the normal range, n given as a float. */
function powerOfTwo(m: VectorMath, lanes: FloatLanes, n: Local): Local {
  const { integer, mantissaBits, magic, bias } = FORMATS[lanes]
  const whole = m.op2(`${lanes}.add`, n, m.constant(lanes, magic + bias))
  return m.shift(`${integer}.shl`, whole, mantissaBits)
}

/** x = n log 2 + r with whole n and |r| ≤ ½ log 2 (or a little more); and (e^r − 1). */
function reduceExp(m: VectorMath, lanes: FloatLanes, x: Local): { readonly n: Local; readonly tail: Local } {
  const { ln2High, ln2Low, expTail } = FORMATS[lanes]
  const n = m.op1(`${lanes}.nearest`, m.op2(`${lanes}.mul`, x, m.constant(lanes, LOG2E)))
  let r = m.nmadd(lanes, n, m.constant(lanes, ln2High), x)
  r = m.nmadd(lanes, n, m.constant(lanes, ln2Low), r)
  const square = m.op2(`${lanes}.mul`, r, r)
  return { n, tail: m.madd(lanes, m.polynomial(lanes, r, expTail), square, r) }
}

/** NaN passes: pmin and pmax give their first operand where the second compares false. */
function clamp(m: VectorMath, lanes: FloatLanes, x: Local, low: number, high: number): Local {
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
    const plain = f.let('i32', f.op(`${integer}.all_true`, f.get(m.op2(`${lanes}.le`, m.op1(`${lanes}.abs`, x), m.constant(lanes, expPlain)))))
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
      () => m.scope(() => assign(m, result, scaled(m, lanes, n, tail))),
      () =>
        m.scope(() => {
          // 2^n in two factors: n may lie outside the exponents of normal numbers
          const half = m.op1(`${lanes}.nearest`, m.op2(`${lanes}.mul`, n, m.constant(lanes, 0.5)))
          const rest = m.op2(`${lanes}.sub`, n, half)
          return assign(m, result, m.op2(`${lanes}.mul`, scaled(m, lanes, half, tail), powerOfTwo(m, lanes, rest)))
        }),
    )
    f.free('i32', plain)
    return result
  })
}

/** e^x for |x| ≤ 87 (707 for doubles) or NaN. */
function expPlain(m: VectorMath, lanes: FloatLanes, x: Local): Local {
  return m.scope(() => {
    const { n, tail } = reduceExp(m, lanes, x)
    return scaled(m, lanes, n, tail)
  })
}

/** Sets `to`, which is a local of its own. */
function assign(m: VectorMath, to: Local, value: Local): Local {
  m.f.set(to, m.f.get(value))
  return value
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

/** Cephes' logf: log(1 + f) = f − f²/2 + f³ P(f). */
const LOG_TAIL_F32 = [
  3.3333331174e-1, -2.4999993993e-1, 2.0000714765e-1, -1.6668057665e-1, 1.4249322787e-1, -1.2420140846e-1, 1.167699874e-1, -1.151461031e-1,
  7.0376836292e-2,
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

export function log(m: VectorMath, lanes: FloatLanes, x: Local): Local {
  return m.scope(() => {
    const { f } = m
    const { integer, smallestNormal, lift, mantissaBits } = FORMATS[lanes]
    const infinity = m.constant(lanes, Number.POSITIVE_INFINITY)
    const zero = m.constant(lanes, 0)
    const normal = m.op2('v128.and', m.op2(`${lanes}.ge`, x, m.constant(lanes, smallestNormal)), m.op2(`${lanes}.lt`, x, infinity))
    // most vectors have no lane that is special
    const plain = f.let('i32', f.op(`${integer}.all_true`, f.get(normal)))
    const lifted = m.op2('v128.or', x, x)
    const adjust = m.op2('v128.or', zero, zero)
    f.if(f.op('i32.eqz', f.get(plain)), () =>
      m.scope(() => {
        const small = m.op2(`${lanes}.lt`, x, m.constant(lanes, smallestNormal))
        assign(m, lifted, m.select(small, m.op2(`${lanes}.mul`, x, m.constant(lanes, lift)), x))
        return assign(m, adjust, m.op2('v128.and', small, m.constant(lanes, mantissaBits)))
      }),
    )
    const result = logPlain(m, lanes, lifted, adjust)
    f.if(f.op('i32.eqz', f.get(plain)), () =>
      m.scope(() => {
        // 0 gives −∞, negative numbers NaN; ∞ and NaN stay
        const special = m.select(m.op2(`${lanes}.eq`, x, zero), m.constant(lanes, Number.NEGATIVE_INFINITY), m.constant(lanes, Number.NaN))
        const positive = m.op2(`${lanes}.gt`, x, zero)
        const finite = m.op2(`${lanes}.lt`, x, infinity)
        return assign(m, result, m.select(positive, m.select(finite, result, x), special))
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

/** 1 / (1 + e^(−x)); both halves from e^(−|x|), so that nothing overflows and the small side keeps its digits. */
export function sigmoid(m: VectorMath, lanes: FloatLanes, x: Local): Local {
  return m.scope(() => {
    const e = exp(m, lanes, m.op1(`${lanes}.neg`, m.op1(`${lanes}.abs`, x)))
    const one = m.constant(lanes, 1)
    const top = m.select(m.op2(`${lanes}.lt`, x, m.constant(lanes, 0)), e, one)
    return m.op2(`${lanes}.div`, top, m.op2(`${lanes}.add`, e, one))
  })
}

/** Cephes' tanhf for |x| < 0.625: x + x³ P(x²). */
const TANH_TAIL = [-3.33332819422e-1, 1.33314422036e-1, -5.37397155531e-2, 2.06390887954e-2, -5.70498872745e-3]

export function tanh(m: VectorMath, lanes: FloatLanes, x: Local): Local {
  return m.scope(() => {
    const size = m.op1(`${lanes}.abs`, x)
    const twice = m.op2(`${lanes}.add`, size, size)
    if (lanes === 'f64x2') {
      const t = expm1(m, lanes, clamp(m, lanes, twice, 0, 100))
      return m.copySign(lanes, m.op2(`${lanes}.div`, t, m.op2(`${lanes}.add`, t, m.constant(lanes, 2))), x)
    }
    // beyond 20 the result is 1 to the last place
    const e = expPlain(m, lanes, m.op2('f32x4.pmin', twice, m.constant(lanes, 20)))
    const quotient = m.op2('f32x4.div', m.constant(lanes, 2), m.op2('f32x4.add', e, m.constant(lanes, 1)))
    const large = m.copySign(lanes, m.op2('f32x4.sub', m.constant(lanes, 1), quotient), x)
    const square = m.op2('f32x4.mul', x, x)
    const small = m.madd(lanes, m.op2('f32x4.mul', x, square), m.polynomial(lanes, square, TANH_TAIL), x)
    const result = m.select(m.op2('f32x4.lt', size, m.constant(lanes, 0.625)), small, large)
    return m.select(m.op2('f32x4.eq', x, m.constant(lanes, 0)), x, result)
  })
}

/** log(1 + e^x) = max(x, 0) + log(1 + e^(−|x|)) */
export function softplus(m: VectorMath, lanes: FloatLanes, x: Local): Local {
  return m.scope(() => {
    const e = exp(m, lanes, m.op1(`${lanes}.neg`, m.op1(`${lanes}.abs`, x)))
    return m.op2(`${lanes}.add`, m.op2(`${lanes}.pmax`, x, m.constant(lanes, 0)), log1p(m, lanes, e))
  })
}

/** x, or e^x − 1 below 0. */
export function elu(m: VectorMath, lanes: FloatLanes, x: Local): Local {
  return m.scope(() => {
    const below = m.op2(`${lanes}.lt`, x, m.constant(lanes, 0))
    return m.select(below, expm1(m, lanes, x), x)
  })
}
