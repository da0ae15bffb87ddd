/** log Γ and its derivative, on vectors of doubles; float32 passes through them and comes out rounded once. */
import type { Local } from '../assembler/function_builder.ts'
import type { ModuleBuilder } from '../assembler/module.ts'
import { log } from './log.ts'
import type { VectorMath } from './ops.ts'
import { sin, tan } from './trigonometric.ts'

const D = 'f64x2'
const EULER = 0.5772156649015329
/** ζ(k) − 1 for k = 2, 3, … */
const ZETA = [
  0.6449340668482264, 0.2020569031595943, 0.08232323371113819, 0.03692775514336993, 0.01734306198444914,
  0.008349277381922827, 0.00407735619794434, 0.0020083928260822143, 0.0009945751278180853, 0.0004941886041194645,
  0.0002460865533080483, 0.00012271334757848915, 6.124813505870483e-5, 3.058823630702049e-5, 1.528225940865187e-5,
  7.637197637899763e-6, 3.81729326499984e-6,
]
/** log Γ(1 + t)/t and log Γ(2 + t)/t in t, for small t. */
const NEAR_ONE = [-EULER, ...ZETA.map((z, i) => ((i % 2 === 0 ? 1 : -1) * (1 + z)) / (i + 2))]
const NEAR_TWO = [1 - EULER, ...ZETA.map((z, i) => ((i % 2 === 0 ? 1 : -1) * z) / (i + 2))]
const NEAR = 0.25
/** Bernoulli numbers B2, B4, … */
const BERNOULLI = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6]
/** Stirling's series times x, and that of ψ times x², in 1/x². */
const STIRLING = BERNOULLI.map((b, i) => b / ((2 * i + 2) * (2 * i + 1)))
const PSI = BERNOULLI.map((b, i) => b / (2 * i + 2))
/** Smaller arguments are moved up by this: there the series are good to the last place. */
const SHIFT = 10

/** A positive argument, moved up where it is small. */
interface Shifted {
  readonly small: Local
  readonly z: Local
  /** 1/z² */
  readonly square: Local
}
function shifted(m: VectorMath, x: Local): Shifted {
  const small = m.op2(`${D}.lt`, x, m.constant(D, SHIFT))
  const z = m.op2(`${D}.add`, x, m.op2('v128.and', small, m.constant(D, SHIFT)))
  return { small, z, square: m.op2(`${D}.div`, m.constant(D, 1), m.op2(`${D}.mul`, z, z)) }
}

/** The argument where it is positive, else 1 − x, and what has been done. */
function reflected(
  m: VectorMath,
  x: Local,
): { readonly positive: Local; readonly mirrored: Local; readonly angle: Local } {
  const mirrored = m.op2(`${D}.le`, x, m.constant(D, 0))
  const positive = m.select(mirrored, m.op2(`${D}.sub`, m.constant(D, 1), x), x)
  // of the distance to the nearest whole number, so that sines stay exact
  const angle = m.op2(`${D}.mul`, m.constant(D, Math.PI), m.op2(`${D}.sub`, x, m.op1(`${D}.nearest`, x)))
  return { positive, mirrored, angle }
}

/** `result`, but ∞ where x is infinite. */
const unlessInfinite = (m: VectorMath, x: Local, result: Local): Local => {
  const infinity = m.constant(D, Number.POSITIVE_INFINITY)
  return m.select(m.op2(`${D}.eq`, m.op1(`${D}.abs`, x), infinity), infinity, result)
}

/** log Γ beside its zeros, 1 and 2, and where that is. */
function besideZeros(m: VectorMath, x: Local): readonly [near: Local, value: Local] {
  const parts = (
    [
      [1, NEAR_ONE],
      [2, NEAR_TWO],
    ] as const
  ).map(([zero, coefficients]) => {
    const t = m.op2(`${D}.sub`, x, m.constant(D, zero))
    const near = m.op2(`${D}.lt`, m.op1(`${D}.abs`, t), m.constant(D, NEAR))
    return [near, m.op2('v128.and', near, m.op2(`${D}.mul`, t, m.polynomial(D, t, coefficients)))] as const
  })
  const [[one, first], [two, second]] = parts as [readonly [Local, Local], readonly [Local, Local]]
  return [m.op2('v128.or', one, two), m.op2('v128.or', first, second)]
}

/** log |Γ(x)|; ∞ at 0, −1, −2, … */
export function lgamma(m: VectorMath, module: ModuleBuilder, x: Local): Local {
  return m.scope(() => {
    const { positive, mirrored, angle } = reflected(m, x)
    const { small, z, square } = shifted(m, positive)
    const leading = m.op2(`${D}.mul`, m.op2(`${D}.sub`, z, m.constant(D, 0.5)), log(m, D, z))
    const tail = m.op2(`${D}.div`, m.polynomial(D, square, STIRLING), z)
    const whole = m.op2(
      `${D}.add`,
      m.op2(`${D}.sub`, leading, z),
      m.op2(`${D}.add`, tail, m.constant(D, 0.5 * Math.log(2 * Math.PI))),
    )
    const [near, value] = besideZeros(m, positive)
    const own = m.select(near, value, whole)
    // log Γ(x) = own − log of the product that has moved x up; of a mirrored one π / sin(π x) over that is left
    let product = positive
    for (let i = 1; i < SHIFT; i++) product = m.op2(`${D}.mul`, product, m.op2(`${D}.add`, positive, m.constant(D, i)))
    const one = m.constant(D, 1)
    const moved = m.select(m.op2('v128.andnot', small, near), product, one)
    const sine = m.op1(`${D}.abs`, sin(m, module, angle))
    const factor = m.select(mirrored, m.op2(`${D}.div`, m.constant(D, Math.PI), sine), one)
    const logarithm = log(m, D, m.op2(`${D}.mul`, factor, moved))
    const result = m.op2(`${D}.sub`, own, logarithm)
    return unlessInfinite(m, x, m.select(mirrored, m.op1(`${D}.neg`, result), result))
  })
}

/** ψ(x) = d/dx log Γ(x); ∞ at 0, −1, −2, … */
export function digamma(m: VectorMath, module: ModuleBuilder, x: Local): Local {
  return m.scope(() => {
    const { positive, mirrored, angle } = reflected(m, x)
    const { small, z, square } = shifted(m, positive)
    const one = m.constant(D, 1)
    let steps = m.op2(`${D}.div`, one, positive)
    for (let i = 1; i < SHIFT; i++)
      steps = m.op2(`${D}.add`, steps, m.op2(`${D}.div`, one, m.op2(`${D}.add`, positive, m.constant(D, i))))
    const tail = m.op2(
      `${D}.add`,
      m.op2(`${D}.div`, m.constant(D, 0.5), z),
      m.op2(`${D}.mul`, square, m.polynomial(D, square, PSI)),
    )
    const own = m.op2(`${D}.sub`, m.op2(`${D}.sub`, log(m, D, z), tail), m.op2('v128.and', small, steps))
    const zero = m.constant(D, 0)
    const other = m.op2(`${D}.sub`, own, m.op2(`${D}.div`, m.constant(D, Math.PI), tan(m, module, angle)))
    const pole = m.op2('v128.and', mirrored, m.op2(`${D}.eq`, angle, zero))
    return unlessInfinite(m, x, m.select(pole, m.constant(D, Number.POSITIVE_INFINITY), m.select(mirrored, other, own)))
  })
}
