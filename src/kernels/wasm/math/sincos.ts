/**
 * Sine and cosine of float32 angles to the bit as tensor/random/sincos.ts has them. Products and sums are rounded one by one, never
 * fused: the bits are the same on every machine.
 */
import { COSINE, SINE } from '../../../tensor/random/sincos.ts'
import type { Local } from '../assembler/function_builder.ts'
import type { VectorMath } from './ops.ts'

const D = 'f64x2'
/** Added to a small whole number, it leaves the number in the lower bits. */
const MAGIC = 1.5 * 2 ** 52

/** Of two angles between 0 and 2π, as doubles: sine and cosine of the angle to the nearest quadrant, and that one in the lower bits of each lane. */
function toQuadrant(m: VectorMath, x: Local): readonly [sine: Local, cosine: Local, quadrant: Local] {
  const mul = (a: Local, b: Local): Local => m.op2(`${D}.mul`, a, b)
  const add = (a: Local, b: Local): Local => m.op2(`${D}.add`, a, b)
  const constant = (value: number): Local => m.constant(D, value)
  const n = m.op1(`${D}.nearest`, mul(x, constant(2 / Math.PI)))
  const r = m.op2(`${D}.sub`, x, mul(n, constant(Math.PI / 2)))
  const r2 = mul(r, r)
  const r3 = mul(r, r2)
  const r4 = mul(r2, r2)
  const sineTail = mul(mul(r3, r2), add(constant(SINE[1]), mul(r2, constant(SINE[2]))))
  const cosineTail = mul(mul(r4, r2), add(constant(COSINE[2]), mul(r2, constant(COSINE[3]))))
  const sine = add(add(r, mul(r3, constant(SINE[0]))), sineTail)
  const cosine = add(add(add(constant(1), mul(r2, constant(COSINE[0]))), mul(r4, constant(COSINE[1]))), cosineTail)
  return [sine, cosine, add(n, constant(MAGIC))]
}

/** Of four angles between 0 and 2π. */
export function sincosFloat(m: VectorMath, angles: Local): readonly [sine: Local, cosine: Local] {
  return m.scope((): readonly [Local, Local] => {
    const [first, second] = m.promote(angles)
    const low = m.scope(() => toQuadrant(m, first))
    const high = m.scope(() => toQuadrant(m, second))
    const [sine, cosine] = [m.demote(low[0], high[0]), m.demote(low[1], high[1])]
    const quadrant = m.shuffle32([0, 2, 4, 6], low[2], high[2])
    const one = m.constant('i32x4', 1)
    const odd = m.op1('i32x4.neg', m.op2('v128.and', quadrant, one))
    /** The sign bit where the upper bit of a quadrant is set. */
    const sign = (q: Local): Local => m.shift('i32x4.shl', m.shift('i32x4.shr_u', q, 1), 31)
    return [
      m.op2('v128.xor', m.select(odd, cosine, sine), sign(quadrant)),
      m.op2('v128.xor', m.select(odd, sine, cosine), sign(m.op2('i32x4.add', quadrant, one))),
    ]
  })
}
