/** Scalar functions of complex64 in vector code: real parts in one vector, imaginary parts in another. */
import type { ScalarFunction } from '../../scalar.ts'
import type { Local } from '../assembler/function_builder.ts'
import { exp } from '../math/exp.ts'
import type { VectorMath } from '../math/ops.ts'
import { cos, sin } from '../math/trigonometric.ts'
import type { VectorContext } from './compiler.ts'
import { NotVectorizable, type Value } from './values.ts'

const F = 'f32x4'

type Pair = readonly [Local, Local]

function product(m: VectorMath, [a, b]: Pair, [c, d]: Pair): Pair {
  const mul = (x: Local, y: Local): Local => m.op2('f32x4.mul', x, y)
  return [m.op2('f32x4.sub', mul(a, c), mul(b, d)), m.op2('f32x4.add', mul(a, d), mul(b, c))]
}

/** Squares of parts may overflow float32, so these run in doubles: a function of four parts that leaves some. */
function inDoubles(m: VectorMath, parts: readonly Local[], emit: (low: readonly Local[]) => readonly Local[]): Local[] {
  const wide = parts.map(part => m.promote(part))
  const halves = [0, 1].map(half => emit(wide.map(pair => pair[half] as Local))) as [readonly Local[], readonly Local[]]
  return halves[0].map((low, i) => m.demote(low, halves[1][i] as Local))
}

function quotient(m: VectorMath, x: Pair, y: Pair): Pair {
  const [re, im] = inDoubles(m, [...x, ...y], parts => {
    const [a, b, c, d] = parts as [Local, Local, Local, Local]
    const mul = (p: Local, q: Local): Local => m.op2('f64x2.mul', p, q)
    const norm = m.op2('f64x2.add', mul(c, c), mul(d, d))
    const top = m.op2('f64x2.add', mul(a, c), mul(b, d))
    return [m.op2('f64x2.div', top, norm), m.op2('f64x2.div', m.op2('f64x2.sub', mul(b, c), mul(a, d)), norm)]
  })
  return [re as Local, im as Local]
}

function modulus(m: VectorMath, x: Pair): Local {
  const [size] = inDoubles(m, x, parts => {
    const [a, b] = parts as [Local, Local]
    return [m.op1('f64x2.sqrt', m.op2('f64x2.add', m.op2('f64x2.mul', a, a), m.op2('f64x2.mul', b, b)))]
  })
  return size as Local
}

/** e^(a + bi) = e^a (cos b + i sin b); e^a alone where b is 0. */
function exponential({ m, module }: VectorContext, [a, b]: Pair): Pair {
  const size = m.promote(exp(m, F, a))
  const angle = m.promote(b)
  const turned = (of: typeof sin): Local => {
    const [low, high] = [0, 1].map(i => m.op2('f64x2.mul', size[i] as Local, of(m, module, angle[i] as Local))) as [
      Local,
      Local,
    ]
    return m.demote(low, high)
  }
  const real = m.op2('f32x4.eq', b, m.constant(F, 0))
  return [m.select(real, exp(m, F, a), turned(cos)), m.select(real, b, turned(sin))]
}

export function complexCall(context: VectorContext, fn: ScalarFunction, values: readonly Value[]): Value {
  const { m } = context
  const [a, ai] = (values[0] as Value).parts as readonly [Local, Local]
  const [b, bi] = (values[1] ?? (values[0] as Value)).parts as readonly [Local, Local]
  const pair = (emit: () => Pair): Value => ({ type: 'complex64', parts: m.scope(emit) })
  const real = (part: Local): Value => ({ type: 'float32', parts: [part] })
  const test = (emit: () => Local): Value => ({ type: 'bool', parts: [m.scope(emit)] })
  const one = (): Pair => [m.constant(F, 1), m.constant(F, 0)]
  switch (fn) {
    case 'real':
      return real(a)
    case 'imag':
      return real(ai)
    case 'abs':
      return real(m.scope(() => modulus(m, [a, ai])))
    case 'conj':
      return pair(() => [a, m.op1('f32x4.neg', ai)])
    case 'neg':
      return pair(() => [m.op1('f32x4.neg', a), m.op1('f32x4.neg', ai)])
    case 'add':
    case 'sub':
      return pair(() => [m.op2(`${F}.${fn}`, a, b), m.op2(`${F}.${fn}`, ai, bi)])
    case 'mul':
    case 'square':
      return pair(() => product(m, [a, ai], [b, bi]))
    case 'div':
      return pair(() => quotient(m, [a, ai], [b, bi]))
    case 'reciprocal':
      return pair(() => quotient(m, one(), [a, ai]))
    case 'exp':
      return pair(() => exponential(context, [a, ai]))
    case 'eq':
      return test(() => m.op2('v128.and', m.op2('f32x4.eq', a, b), m.op2('f32x4.eq', ai, bi)))
    case 'ne':
      return test(() => m.op2('v128.or', m.op2('f32x4.ne', a, b), m.op2('f32x4.ne', ai, bi)))
    default:
      throw new NotVectorizable(`${fn} of complex64`)
  }
}
