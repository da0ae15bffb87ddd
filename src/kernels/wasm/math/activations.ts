/** What follows from exp and log, for float32 and float64 vectors. Largest errors measured for float32: softplus 1.9, sigmoid 1.9. */
import type { Local } from '../assembler/function_builder.ts'
import { clamp, exp, expm1 } from './exp.ts'
import { log1p } from './log.ts'
import type { FloatLanes, VectorMath } from './ops.ts'

/** 1 / (1 + e^(−x)); both halves from e^(−|x|), so that nothing overflows and the small side keeps its digits. */
export function sigmoid(m: VectorMath, lanes: FloatLanes, x: Local): Local {
  return m.scope(() => {
    const e = exp(m, lanes, m.op1(`${lanes}.neg`, m.op1(`${lanes}.abs`, x)))
    const one = m.constant(lanes, 1)
    const below = m.op2(`${lanes}.lt`, x, m.constant(lanes, 0))
    const whole = m.op2(`${lanes}.add`, e, one)
    const quotient = m.op2(`${lanes}.div`, m.select(below, e, one), whole)
    // what the sum lost: below 0 every error counts, as e has the largest one already. 1/(1 + e) is 1 − quotient there
    const lost = m.op2('v128.and', below, m.op2(`${lanes}.add`, m.op2(`${lanes}.sub`, one, whole), e))
    const slope = m.op2(`${lanes}.mul`, quotient, m.op2(`${lanes}.sub`, one, quotient))
    return m.nmadd(lanes, slope, lost, quotient)
  })
}

/** Of doubles; see packets.ts for float32. */
export function tanh(m: VectorMath, x: Local): Local {
  return m.scope(() => {
    const size = m.op1('f64x2.abs', x)
    const t = expm1(m, 'f64x2', clamp(m, 'f64x2', m.op2('f64x2.add', size, size), 0, 100))
    return m.copySign('f64x2', m.op2('f64x2.div', t, m.op2('f64x2.add', t, m.constant('f64x2', 2))), x)
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
