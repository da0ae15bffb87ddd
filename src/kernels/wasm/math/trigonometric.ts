/**
 * sin, cos and tan of float32 values, in double precision. Of float64 they would need a longer 2/π; the reference kernel does those.
 * And sin and cos of doubles in one turn, to the last bit or the one before.
 */
import type { FunctionBuilder, Local } from '../assembler/function_builder.ts'
import type { ModuleBuilder } from '../assembler/module.ts'
import type { VectorMath } from './ops.ts'

const D = 'f64x2'

/** π/2 in three parts; whole numbers below 2^27 times the first two are exact. */
const HALF_PI = [1.5707963109016418, 1.5893254712295857e-8, 6.123233995736766e-17] as const
/** Quadrants up to here are counted in doubles. */
const DIRECT = 2 ** 26
/** Bits of 2/π behind the point, in words of 32. */
const TWO_OVER_PI = [0xa2f9836e, 0x4e441529, 0xfc2757d1, 0xf534ddc0, 0xdb629599, 0x3c439041, 0xfe5163ab, 0xdebbc561]

/**
 * sin r = r · SIN(r²) and cos r = COS(r²) on |r| ≤ π/4: fits with relative errors of 5e-15 and 1e-13, so that rounding to float32 gives what
 * rounding the true value gives.
 */
const SIN = [
  1, -0.16666666666631563, 0.008333333325267776, -0.00019841263820557614, 2.7555357212198288e-6, -2.4761609949965534e-8,
]
const COS = [1, -0.5, 0.0416666666228095, -0.0013888883751805984, 2.4799519583245218e-5, -2.721020238601266e-7]

/**
 * (x: f64) → v128 (r, n): a float32 value x ≥ 2^26 or so reduced by whole quadrants, with as many digits of 2/π as its
 * exponent asks for (Payne and Hanek's method). x = M · 2^e, and only bits of M · 2/π · 2^e below 4 matter.
 */
function reduceLarge(module: ModuleBuilder): number {
  return module.once('reduce_large_angle', () =>
    module.function(['f64'], ['v128'], f => {
      const x = 0
      const bits = f.let('i64', f.op('i64.reinterpret_f64', f.get(x)))
      // x = mantissa · 2^(exponent − 23), 24 bits of mantissa
      const exponent = f.local('i32')
      f.op('i32.and', f.op('i32.wrap_i64', f.op('i64.shr_u', f.get(bits), f.i64(52))), f.i32(0x7ff))
      f.set(exponent, f.op('i32.sub', undefined, f.i32(1023)))
      const mantissa = f.let(
        'i64',
        f.op('i64.or', f.op('i64.and', f.op('i64.shr_u', f.get(bits), f.i64(29)), f.i64(0x7fffff)), f.i64(0x800000)),
      )
      // bits of 2/π before this one make multiples of 4 quadrants with every bit of the mantissa
      const first = f.let('i32', f.op('i32.sub', f.get(exponent), f.i32(25)))
      const word = f.let('i32', f.op('i32.shr_u', f.get(first), f.i32(5)))
      const shift = f.let('i64', f.op('i64.extend_i32_u', f.op('i32.and', f.get(first), f.i32(31))))
      const words = f.locals('i64', 4)
      words.forEach((local, k) => {
        f.i64(TWO_OVER_PI[k] ?? 0)
        for (let at = 1; at + k < TWO_OVER_PI.length && at <= 4; at++) {
          const before = f.let('i64')
          f.op('select', f.i64(TWO_OVER_PI[at + k] ?? 0), f.get(before), f.op('i32.eq', f.get(word), f.i32(at)))
          f.free('i64', before)
        }
        f.set(local)
      })
      const [w0, w1, w2, w3] = words as [Local, Local, Local, Local]
      const joined = (high: Local, low: Local): Local => {
        f.op('i64.or', f.op('i64.shl', f.get(high), f.i64(32)), f.get(low))
        return f.let('i64')
      }
      /** 32 bits of the window that starts `shift` bits into `high`. */
      const window = (high: Local, low: Local): Local => {
        f.op('i64.shr_u', f.op('i64.shl', f.get(joined(high, low)), f.get(shift)), f.i64(32))
        return f.let('i64')
      }
      const [a, b, c] = [window(w0, w1), window(w1, w2), window(w2, w3)]
      // the window stands for a · 2^-… + b · 2^-32… : product modulo 2^64, units of 2^-62 quadrants
      const product = f.local('i64')
      f.op('i64.shl', f.op('i64.mul', f.get(a), f.get(mantissa)), f.i64(32))
      f.op('i64.add', undefined, f.op('i64.mul', f.get(b), f.get(mantissa)))
      f.set(
        product,
        f.op('i64.add', undefined, f.op('i64.shr_u', f.op('i64.mul', f.get(c), f.get(mantissa)), f.i64(32))),
      )
      splitQuadrant(f, product, x)
    }),
  )
}

/** Leaves (r, n) of an angle in units of 2^-62 quadrants, modulo 4 quadrants; with the sign of x. */
function splitQuadrant(f: FunctionBuilder, product: Local, x: Local): void {
  const quadrant = f.let('i64', f.op('i64.shr_u', f.op('i64.add', f.get(product), f.i64(1n << 61n)), f.i64(62)))
  f.op('i64.sub', f.get(product), f.op('i64.shl', f.get(quadrant), f.i64(62)))
  const r = f.local('f64')
  f.set(r, f.op('f64.mul', f.op('f64.convert_i64_s'), f.f64((Math.PI / 2) * 2 ** -62)))
  const n = f.let('f64', f.op('f64.convert_i64_s', f.get(quadrant)))
  for (const local of [r, n]) {
    f.op('select', f.op('f64.neg', f.get(local)), f.get(local), f.op('f64.lt', f.get(x), f.f64(0)))
    f.set(local)
  }
  f.lane('f64x2.replace_lane', 1, f.op('f64x2.splat', f.get(r)), f.get(n))
}

/** r = x − n π/2 with |r| ≤ π/4 and whole n (modulo 4 where x is large). */
function reduce(m: VectorMath, module: ModuleBuilder, x: Local): { readonly r: Local; readonly n: Local } {
  const { f } = m
  // 0 in place of −0, of which the differences below would make a positive angle
  const n = m.op2(`${D}.add`, m.op1(`${D}.nearest`, m.op2(`${D}.mul`, x, m.constant(D, 2 / Math.PI))), m.constant(D, 0))
  let r = x
  for (const part of HALF_PI) r = m.nmadd(D, n, m.constant(D, part), r)
  // r may be x's own local only if nothing was subtracted, which does not happen
  const large = m.op2(`${D}.gt`, m.op1(`${D}.abs`, x), m.constant(D, DIRECT))
  f.if(f.op('v128.any_true', f.get(large)), () => {
    for (const lane of [0, 1]) {
      f.if(f.lane('i32x4.extract_lane', 2 * lane, f.get(large)), () => {
        const reduced = f.local('v128')
        f.set(reduced, f.call(reduceLarge(module), f.lane('f64x2.extract_lane', lane, f.get(x))))
        f.set(r, f.lane('f64x2.replace_lane', lane, f.get(r), f.lane('f64x2.extract_lane', 0, f.get(reduced))))
        f.set(n, f.lane('f64x2.replace_lane', lane, f.get(n), f.lane('f64x2.extract_lane', 1, f.get(reduced))))
        f.free('v128', reduced)
      })
    }
    // of ∞; NaN has stayed
    m.scope(() =>
      m.assign(r, m.op2('v128.or', r, m.op2(`${D}.eq`, m.op1(`${D}.abs`, x), m.constant(D, Number.POSITIVE_INFINITY)))),
    )
  })
  return { r, n }
}

/** Whether the whole number n (as a double) is odd, and the sign bit where ⌊n/2⌋ is odd. */
function quadrant(m: VectorMath, n: Local): { readonly odd: Local; readonly sign: Local } {
  const bits = m.op2(`${D}.add`, n, m.constant(D, 1.5 * 2 ** 52))
  const odd = m.op1('i64x2.neg', m.op2('v128.and', bits, m.constant('i64x2', 1n)))
  return { odd, sign: m.shift('i64x2.shl', m.shift('i64x2.shr_u', bits, 1), 63) }
}

/** Sine, with the sign of −0, and cosine of |r| ≤ π/4. */
function sinCos(m: VectorMath, r: Local): readonly [sine: Local, cosine: Local] {
  const square = m.op2(`${D}.mul`, r, r)
  return [m.op2(`${D}.mul`, r, m.polynomial(D, square, SIN)), m.polynomial(D, square, COS)]
}

export function sin(m: VectorMath, module: ModuleBuilder, x: Local): Local {
  return m.scope(() => {
    const { r, n } = reduce(m, module, x)
    const { odd, sign } = quadrant(m, n)
    const [sine, cosine] = sinCos(m, r)
    return m.op2('v128.xor', m.select(odd, cosine, sine), sign)
  })
}

export function cos(m: VectorMath, module: ModuleBuilder, x: Local): Local {
  return m.scope(() => {
    const { r, n } = reduce(m, module, x)
    // cos x = sin(x + π/2)
    const { odd, sign } = quadrant(m, m.op2(`${D}.add`, n, m.constant(D, 1)))
    const [sine, cosine] = sinCos(m, r)
    return m.op2('v128.xor', m.select(odd, cosine, sine), sign)
  })
}

export function tan(m: VectorMath, module: ModuleBuilder, x: Local): Local {
  return m.scope(() => {
    const { r, n } = reduce(m, module, x)
    const { odd } = quadrant(m, n)
    const [s, c] = sinCos(m, r)
    return m.op2(`${D}.div`, m.select(odd, m.op1(`${D}.neg`, c), s), m.select(odd, s, c))
  })
}

/** sin r = r + r³ P(r²) and cos r = 1 − r²/2 + r⁴ Q(r²) on |r| ≤ π/4, to less than a unit in the last place of doubles (fdlibm's). */
const SIN_TAIL = [
  -0.16666666666666632, 0.00833333333332249, -0.0001984126982985795, 2.7557313707070068e-6, -2.5050760253406863e-8,
  1.58969099521155e-10,
]
const COS_TAIL = [
  0.0416666666666666, -0.001388888888887411, 2.480158728947673e-5, -2.7557314351390663e-7, 2.087572321298175e-9,
  -1.1359647557788195e-11,
]

/** The sine, or with 1 quadrant more the cosine, of doubles in [0, 2π]. */
export function sinOfTurn(m: VectorMath, angle: Local, further: 0 | 1): Local {
  return m.scope(() => {
    const n = m.op1(`${D}.nearest`, m.op2(`${D}.mul`, angle, m.constant(D, 2 / Math.PI)))
    let r = angle
    for (const part of HALF_PI) r = m.nmadd(D, n, m.constant(D, part), r)
    const { odd, sign } = quadrant(m, m.op2(`${D}.add`, n, m.constant(D, further)))
    const square = m.op2(`${D}.mul`, r, r)
    const sine = m.madd(D, m.op2(`${D}.mul`, r, square), m.polynomial(D, square, SIN_TAIL), r)
    const tail = m.op2(`${D}.mul`, m.op2(`${D}.mul`, square, square), m.polynomial(D, square, COS_TAIL))
    const cosine = m.op2(`${D}.add`, m.nmadd(D, square, m.constant(D, 0.5), m.constant(D, 1)), tail)
    return m.op2('v128.xor', m.select(odd, cosine, sine), sign)
  })
}
