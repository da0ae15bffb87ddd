/** Less frequent functions, on vectors of doubles; float32 passes through them and comes out rounded once. */
import type { Local } from '../assembler/function_builder.ts'
import type { ModuleBuilder } from '../assembler/module.ts'
import { clamp, exp, expForFloats } from './exp.ts'
import { log, logOfFloats } from './log.ts'
import type { VectorMath } from './ops.ts'

const D = 'f64x2'

/** erf(x)/x in x², |x| ≤ 1; Chebyshev fit, relative error 4e-16. */
const ERF = [
  1.1283791670955121, -0.376126389031744, 0.11283791670580423, -0.026866170586496874, 0.005223977154105304,
  -0.0008548304871782741, 0.00012054681918310599, -1.4913300906316395e-5, 1.631035651387174e-6, -1.5188281247335167e-7,
  9.428596956834164e-9,
]
/** (1 + 2x) e^(x²) erfc(x) in (x − 3)/(x + 3), 1 ≤ x ≤ 28; Chebyshev fit, error 8e-16. */
const ERFC = [
  1.2530080582697294, -0.13562110612459688, -0.04756229435334936, 0.12964515870485566, -0.11927366342247973,
  0.06830802726434862, -0.02377051470454889, 0.0025293931312674414, 0.0018886869994695573, -0.0007798431019851518,
  -0.00010513005730425949, 0.00012514329079468424, 4.80014384510789e-6, -2.016310108504898e-5, -3.291976454364416e-7,
  3.3769199335231614e-6, -1.3084757860443941e-7, -3.030084868963649e-7,
]
/** atan(x)/x in x², x ≤ tan π/8; Chebyshev fit, error 1e-18. */
const ATAN = [
  1, -0.3333333333333312, 0.19999999999940893, -0.14285714279250245, 0.11111110744919658, -0.09090896809064027,
  0.07692045330902225, -0.06662951813629191, 0.05846878297330872, -0.05035102456601552, 0.03796525745386593,
  -0.017805397205419446,
]

/** erf |x| for small |x| and erfc |x| for large; which is valid says |x| < 1. */
function erfParts(m: VectorMath, x: Local): { readonly inner: Local; readonly near: Local; readonly far: Local } {
  const size = m.op2(`${D}.pmin`, m.op1(`${D}.abs`, x), m.constant(D, 28))
  const square = m.op2(`${D}.mul`, size, size)
  const near = m.op2(`${D}.mul`, size, m.polynomial(D, square, ERF))
  const three = m.constant(D, 3)
  const t = m.op2(`${D}.div`, m.op2(`${D}.sub`, size, three), m.op2(`${D}.add`, size, three))
  const denominator = m.madd(D, size, m.constant(D, 2), m.constant(D, 1))
  const scaled = m.op2(`${D}.div`, m.polynomial(D, t, ERFC), denominator)
  const far = m.op2(`${D}.mul`, scaled, exp(m, D, m.op1(`${D}.neg`, square)))
  return { inner: m.op2(`${D}.lt`, size, m.constant(D, 1)), near, far }
}

export function erf(m: VectorMath, x: Local): Local {
  return m.scope(() => {
    const { inner, near, far } = erfParts(m, x)
    return m.copySign(D, m.select(inner, near, m.op2(`${D}.sub`, m.constant(D, 1), far)), x)
  })
}

export function erfc(m: VectorMath, x: Local): Local {
  return m.scope(() => {
    const { inner, near, far } = erfParts(m, x)
    const one = m.constant(D, 1)
    const upper = m.select(inner, m.op2(`${D}.sub`, one, near), far)
    // erfc(−x) = 2 − erfc(x) = 1 + erf(x)
    const lower = m.select(inner, m.op2(`${D}.add`, one, near), m.op2(`${D}.sub`, m.constant(D, 2), far))
    return m.select(m.op2(`${D}.lt`, x, m.constant(D, 0)), lower, upper)
  })
}

export function atan(m: VectorMath, x: Local): Local {
  return m.scope(() => {
    const size = m.op1(`${D}.abs`, x)
    const one = m.constant(D, 1)
    // beyond 1: π/2 − atan(1/x); then above tan π/8: π/4 + atan((x − 1)/(x + 1))
    const large = m.op2(`${D}.gt`, size, one)
    const inner = m.select(large, m.op2(`${D}.div`, one, size), size)
    const middle = m.op2(`${D}.gt`, inner, m.constant(D, Math.tan(Math.PI / 8)))
    const turned = m.op2(`${D}.div`, m.op2(`${D}.sub`, inner, one), m.op2(`${D}.add`, inner, one))
    const u = m.select(middle, turned, inner)
    const base = m.op2(`${D}.mul`, u, m.polynomial(D, m.op2(`${D}.mul`, u, u), ATAN))
    const upper = m.op2(`${D}.add`, base, m.op2('v128.and', middle, m.constant(D, Math.PI / 4)))
    const result = m.select(large, m.op2(`${D}.sub`, m.constant(D, Math.PI / 2), upper), upper)
    return m.copySign(D, result, x)
  })
}

/** √((1 − x)(1 + x)) */
function cofactor(m: VectorMath, x: Local): Local {
  const one = m.constant(D, 1)
  return m.op1(`${D}.sqrt`, m.op2(`${D}.mul`, m.op2(`${D}.sub`, one, x), m.op2(`${D}.add`, one, x)))
}

export function asin(m: VectorMath, x: Local): Local {
  return m.scope(() => atan(m, m.op2(`${D}.div`, x, cofactor(m, x))))
}

/** 2 atan √((1 − x)/(1 + x)) */
export function acos(m: VectorMath, x: Local): Local {
  return m.scope(() => {
    const one = m.constant(D, 1)
    const ratio = m.op2(`${D}.div`, m.op2(`${D}.sub`, one, x), m.op2(`${D}.add`, one, x))
    const half = atan(m, m.op1(`${D}.sqrt`, ratio))
    return m.op2(`${D}.add`, half, half)
  })
}

/** C's pow. Of doubles the relative error grows with |y log x|, to 1e-13. */
export function pow(m: VectorMath, x: Local, y: Local): Local {
  return m.scope(() => {
    const zero = m.constant(D, 0)
    const one = m.constant(D, 1)
    const size = m.op1(`${D}.abs`, x)
    const power = exp(m, D, m.op2(`${D}.mul`, y, log(m, D, size)))
    // |x| = 1 and y = 0 give 1 whatever the other is
    const magnitude = m.select(m.op2('v128.or', m.op2(`${D}.eq`, size, one), m.op2(`${D}.eq`, y, zero)), one, power)
    const whole = m.op2(`${D}.eq`, m.op1(`${D}.floor`, y), y)
    const half = m.op2(`${D}.mul`, y, m.constant(D, 0.5))
    const odd = m.op2('v128.and', whole, m.op2(`${D}.ne`, m.op1(`${D}.floor`, half), half))
    const signed = m.op2('v128.xor', magnitude, m.op2('v128.and', odd, m.op2('v128.and', x, m.constant(D, -0))))
    const finite = m.op2(`${D}.lt`, size, m.constant(D, Number.POSITIVE_INFINITY))
    const negative = m.op2('v128.and', m.op2(`${D}.lt`, x, zero), finite)
    const undefinedRoot = m.op2('v128.and', negative, m.op1('v128.not', whole))
    const result = m.select(undefinedRoot, m.constant(D, Number.NaN), signed)
    // NaN^y, but for y = 0
    const lost = m.op2('v128.and', m.op2(`${D}.ne`, x, x), m.op2(`${D}.ne`, y, zero))
    return m.select(lost, x, result)
  })
}

/** Beyond these float32 has 0 and ∞. */
const MOST_EXPONENT = 120

/** C's pow of float32 values: mostly all bases of a vector are positive and finite. */
export function powOfFloats(m: VectorMath, _module: ModuleBuilder, x: Local, y: Local): Local {
  const { f } = m
  return m.scope(() => {
    const infinity = m.constant(D, Number.POSITIVE_INFINITY)
    const result = m.op2('v128.or', x, x)
    const plain = f.local('i32')
    m.scope(() => {
      const positive = m.op2('v128.and', m.op2(`${D}.gt`, x, m.constant(D, 0)), m.op2(`${D}.lt`, x, infinity))
      const all = m.op2('v128.and', positive, m.op2(`${D}.lt`, m.op1(`${D}.abs`, y), infinity))
      f.set(plain, f.op('i64x2.all_true', f.get(all)))
      return []
    })
    f.if(
      f.get(plain),
      () =>
        m.scope(() => {
          const exponent = clamp(m, D, m.op2(`${D}.mul`, y, logOfFloats(m, x)), -MOST_EXPONENT, MOST_EXPONENT)
          return m.assign(result, expForFloats(m, exponent))
        }),
      () => m.scope(() => m.assign(result, pow(m, x, y))),
    )
    f.free('i32', plain)
    return result
  })
}

/**
 * The remainder of a / b with the sign of a, exact for float32 values: of the quotient at most 29 bits are taken at a time, so that
 * their product with b is exact. Mostly once.
 */
export function remainder(m: VectorMath, a: Local, b: Local): Local {
  const { f } = m
  return m.scope(() => {
    const divisor = m.op1(`${D}.abs`, b)
    const rest = m.op1(`${D}.abs`, a)
    const finite = m.op2(
      'v128.and',
      m.op2(`${D}.lt`, rest, m.constant(D, Number.POSITIVE_INFINITY)),
      m.op2(`${D}.gt`, divisor, m.constant(D, 0)),
    )
    f.loop(again =>
      m.scope(() => {
        const quotient = m.op1(`${D}.trunc`, m.op2(`${D}.div`, rest, divisor))
        const bits = m.op2('v128.and', quotient, m.constant('i64x2', -(1n << 24n)))
        const next = m.nmadd(D, bits, divisor, rest)
        // a quotient that was rounded up is 1 too large in its last bit
        const step = m.op2('v128.and', m.op2(`${D}.lt`, next, m.constant(D, 0)), divisor)
        m.assign(rest, m.op2(`${D}.add`, next, step))
        const more = m.op2('v128.and', m.op2(`${D}.ge`, rest, divisor), finite)
        f.br_if(again, f.op('v128.any_true', f.get(more)))
        return rest
      }),
    )
    // the remainder by ∞ is a itself; of ∞, or by 0, NaN
    const bounded = m.op2('v128.and', finite, m.op2(`${D}.eq`, divisor, m.constant(D, Number.POSITIVE_INFINITY)))
    const result = m.select(bounded, a, m.select(finite, m.copySign(D, rest, a), m.constant(D, Number.NaN)))
    return m.select(m.op2(`${D}.ne`, b, b), b, result)
  })
}

/** fmod(fmod(a, b) + b, b) where the signs differ, else fmod(a, b); for float32 values, to which the sum rounds. */
export function floorRemainder(m: VectorMath, a: Local, b: Local): Local {
  return m.scope(() => {
    const rest = remainder(m, a, b)
    const zero = m.constant(D, 0)
    const differ = m.op2('v128.xor', m.op2(`${D}.lt`, a, zero), m.op2(`${D}.lt`, b, zero))
    const sum = m.op1('f64x2.promote_low_f32x4', m.op1('f32x4.demote_f64x2_zero', m.op2(`${D}.add`, rest, b)))
    // the sum is never beyond b, but for an infinite one, whose remainder is NaN
    const inside = m.op2(`${D}.lt`, m.op1(`${D}.abs`, sum), m.op1(`${D}.abs`, b))
    const crossed = m.select(inside, sum, m.op2(`${D}.mul`, sum, zero))
    return m.select(differ, crossed, rest)
  })
}
