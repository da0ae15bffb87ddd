/**
 * sin, cos and tanh of four floats, to the bit as TensorFlow 0.12.1 has them: Cephes' sinf and cosf and Eigen's rational tanh. Products
 * and sums are rounded one by one, never fused. The sin and cos of what does not fill a vector TensorFlow leaves to the C library.
 */
import type { Local } from '../assembler/function_builder.ts'
import type { VectorMath } from './ops.ts'

const F = 'f32x4'

/** π/4 in three parts, with few enough bits that small whole numbers times the first two are exact. */
const QUARTER_PI = [0.78515625, 2.4187564849853516e-4, 3.774894977445941e-8] as const
/** Cephes' own bound: beyond it the angle's digits are lost, and the value is taken from doubles instead. */
export const MOST_ANGLE = 8192

/** (sin r − r)/r³ and (cos r − 1 + r²/2)/r⁴ in r², |r| ≤ π/4, highest power first. */
const SIN = [-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1] as const
const COS = [2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2] as const

/** tanh x = x P(x²)/Q(x²) on [−9, 9], highest power first. */
const TANH_P = [
  -2.76076847742355e-16, 2.00018790482477e-13, -8.60467152213735e-11, 5.12229709037114e-8, 1.48572235717979e-5,
  6.37261928875436e-4, 4.89352455891786e-3,
]
const TANH_Q = [1.19825839466702e-6, 1.18534705686654e-4, 2.268434632439e-3, 4.89352518554385e-3]
const MOST_TANH = 9

/** Horner's rule, every product and sum rounded. */
function polynomial(m: VectorMath, x: Local, coefficients: readonly number[]): Local {
  const [first, ...others] = coefficients.map(value => m.constant(F, Math.fround(value)))
  return others.reduce((sum, coefficient) => m.op2(`${F}.add`, m.op2(`${F}.mul`, sum, x), coefficient), first as Local)
}

/** |x| = j π/4 + r with even j, as whole numbers in lanes, and |r| ≤ π/4 or so. */
function reduce(m: VectorMath, x: Local): { readonly j: Local; readonly r: Local } {
  const size = m.op1(`${F}.abs`, x)
  const whole = m.op1('i32x4.trunc_sat_f32x4_s', m.op2(`${F}.mul`, size, m.constant(F, Math.fround(4 / Math.PI))))
  const j = m.op2('v128.and', m.op2('i32x4.add', whole, m.constant('i32x4', 1)), m.constant('i32x4', -2))
  const n = m.op1(`${F}.convert_i32x4_s`, j)
  let r = size
  for (const part of QUARTER_PI) r = m.op2(`${F}.sub`, r, m.op2(`${F}.mul`, n, m.constant(F, Math.fround(part))))
  return { j, r }
}

/** sin r in lanes where the second bit of j is 0, cos r in the others. */
function quadrant(m: VectorMath, j: Local, r: Local): Local {
  const z = m.op2(`${F}.mul`, r, r)
  const two = m.constant('i32x4', 2)
  const sine = m.op2(`${F}.add`, m.op2(`${F}.mul`, m.op2(`${F}.mul`, polynomial(m, z, SIN), z), r), r)
  const tail = m.op2(`${F}.mul`, m.op2(`${F}.mul`, polynomial(m, z, COS), z), z)
  const half = m.op2(`${F}.sub`, tail, m.op2(`${F}.mul`, z, m.constant(F, 0.5)))
  const cosine = m.op2(`${F}.add`, half, m.constant(F, 1))
  return m.select(m.op2('i32x4.eq', m.op2('v128.and', j, two), two), cosine, sine)
}

/** The third bit of j as a sign. */
const signOf = (m: VectorMath, j: Local): Local =>
  m.shift('i32x4.shl', m.op2('v128.and', j, m.constant('i32x4', 4)), 29)

export function sinPacket(m: VectorMath, x: Local): Local {
  return m.scope(() => {
    const { j, r } = reduce(m, x)
    const sign = m.op2('v128.xor', m.op2('v128.and', x, m.constant(F, -0)), signOf(m, j))
    return m.op2('v128.xor', quadrant(m, j, r), sign)
  })
}

export function cosPacket(m: VectorMath, x: Local): Local {
  return m.scope(() => {
    const { j, r } = reduce(m, x)
    // cos x = sin(x + π/2)
    const further = m.op2('i32x4.add', j, m.constant('i32x4', 2))
    return m.op2('v128.xor', quadrant(m, further, r), signOf(m, further))
  })
}

/** Lanes whose angle is too large for the two above, or no number. */
export function largeAngles(m: VectorMath, x: Local): Local {
  return m.op1('v128.not', m.op2(`${F}.le`, m.op1(`${F}.abs`, x), m.constant(F, MOST_ANGLE)))
}

export function tanhPacket(m: VectorMath, x: Local): Local {
  return m.scope(() => {
    // NaN passes: pmin and pmax give their first operand where the second compares false
    const within = m.op2(`${F}.pmax`, m.op2(`${F}.pmin`, x, m.constant(F, MOST_TANH)), m.constant(F, -MOST_TANH))
    const square = m.op2(`${F}.mul`, within, within)
    return m.op2(`${F}.div`, m.op2(`${F}.mul`, within, polynomial(m, square, TANH_P)), polynomial(m, square, TANH_Q))
  })
}
