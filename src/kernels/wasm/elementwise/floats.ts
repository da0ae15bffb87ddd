/** Scalar functions of float32 and float64 in vector code. */
import type { BaseDTypeName } from '../../../tensor/dtypes.ts'
import type { ScalarFunction } from '../../scalar.ts'
import type { Local } from '../assembler/function_builder.ts'
import type { ModuleBuilder } from '../assembler/module.ts'
import { elu, sigmoid, softplus, tanh } from '../math/activations.ts'
import { exp, expm1 } from '../math/exp.ts'
import { digamma, lgamma } from '../math/gamma.ts'
import { log, log1p } from '../math/log.ts'
import { acos, asin, atan, erf, erfc, floorRemainder, pow, powOfFloats, remainder } from '../math/more.ts'
import type { FloatLanes, VectorMath } from '../math/ops.ts'
import { cosPacket, largeAngles, sinPacket, tanhPacket } from '../math/packets.ts'
import { cos, sin, tan } from '../math/trigonometric.ts'
import type { VectorContext } from './compiler.ts'
import { NotVectorizable, narrowMask, type Value } from './values.ts'

/** Emits a function of vectors of one width. */
type Emit = (m: VectorMath, lanes: FloatLanes, a: Local, b: Local) => Local

const operator =
  (name: 'add' | 'sub' | 'mul' | 'div'): Emit =>
  (m, lanes, a, b) =>
    m.op2(`${lanes}.${name}`, a, b)
const unary =
  (name: 'neg' | 'abs' | 'sqrt' | 'floor' | 'ceil'): Emit =>
  (m, lanes, a) =>
    m.op1(`${lanes}.${name}`, a)

const EITHER: Readonly<Partial<Record<ScalarFunction, Emit>>> = {
  add: operator('add'),
  sub: operator('sub'),
  mul: operator('mul'),
  div: operator('div'),
  neg: unary('neg'),
  abs: unary('abs'),
  sqrt: unary('sqrt'),
  floor: unary('floor'),
  ceil: unary('ceil'),
  rint: (m, lanes, a) => m.op1(`${lanes}.nearest`, a),
  // half to even, and unlike rint -0 of -0 alone
  round: (m, lanes, a) => {
    const zero = m.constant(lanes, 0)
    return m.select(m.op2(`${lanes}.eq`, a, zero), a, m.op2(`${lanes}.add`, m.op1(`${lanes}.nearest`, a), zero))
  },
  square: (m, lanes, a) => m.op2(`${lanes}.mul`, a, a),
  reciprocal: (m, lanes, a) => m.op2(`${lanes}.div`, m.constant(lanes, 1), a),
  rsqrt: (m, lanes, a) => m.op2(`${lanes}.div`, m.constant(lanes, 1), m.op1(`${lanes}.sqrt`, a)),
  // (a < b) ? b : a and (b < a) ? b : a
  max: (m, lanes, a, b) => m.op2(`${lanes}.pmax`, a, b),
  min: (m, lanes, a, b) => m.op2(`${lanes}.pmin`, a, b),
  floordiv: (m, lanes, a, b) => m.op1(`${lanes}.floor`, m.op2(`${lanes}.div`, a, b)),
  // 1 with the sign of a where a is not 0 or NaN
  sign: (m, lanes, a) => {
    const zero = m.constant(lanes, 0)
    const ordered = m.op2('v128.or', m.op2(`${lanes}.gt`, a, zero), m.op2(`${lanes}.lt`, a, zero))
    return m.op2('v128.and', ordered, m.copySign(lanes, m.constant(lanes, 1), a))
  },
  conj: (_m, _lanes, a) => a,
  real: (_m, _lanes, a) => a,
  imag: (m, lanes) => m.constant(lanes, 0),
  exp: (m, lanes, a) => exp(m, lanes, a),
  log: (m, lanes, a) => log(m, lanes, a),
  log1p: (m, lanes, a) => log1p(m, lanes, a),
  expm1: (m, lanes, a) => expm1(m, lanes, a),
  tanh: (m, lanes, a) => (lanes === 'f32x4' ? tanhPacket(m, a) : tanh(m, a)),
  sigmoid: (m, lanes, a) => sigmoid(m, lanes, a),
  softplus: (m, lanes, a) => softplus(m, lanes, a),
  elu: (m, lanes, a) => elu(m, lanes, a),
}

/** Functions that compute in doubles only. */
const DOUBLE: Readonly<Partial<Record<ScalarFunction, (m: VectorMath, a: Local, b: Local) => Local>>> = {
  pow,
  erf,
  erfc,
  atan,
  asin,
  acos,
}
/** Functions of float32 of which TensorFlow computes whole vectors otherwise than single numbers. `outside`: lanes that are single numbers here. */
interface Packet {
  readonly inside: (m: VectorMath, x: Local) => Local
  readonly outside: (m: VectorMath, x: Local) => Local
}
const PACKETS: Readonly<Partial<Record<ScalarFunction, Packet>>> = {
  sin: { inside: sinPacket, outside: largeAngles },
  cos: { inside: cosPacket, outside: largeAngles },
}
/** Functions of float32 alone, that compute in doubles: of float64 they would need more digits, or have them in the table above. */
const SINGLE: Readonly<
  Partial<Record<ScalarFunction, (m: VectorMath, module: ModuleBuilder, a: Local, b: Local) => Local>>
> = {
  sin,
  cos,
  tan,
  lgamma,
  digamma,
  mod: (m, _module, a, b) => remainder(m, a, b),
  floormod: (m, _module, a, b) => floorRemainder(m, a, b),
  pow: powOfFloats,
}

const COMPARISONS = { lt: 'lt', le: 'le', gt: 'gt', ge: 'ge', eq: 'eq', ne: 'ne' } as const

/** A test of vectors of one width: a mask of its lanes. */
function test(m: VectorMath, lanes: FloatLanes, fn: ScalarFunction, a: Local, b: Local): Local | undefined {
  if (fn in COMPARISONS) return m.op2(`${lanes}.${fn as keyof typeof COMPARISONS}`, a, b)
  const infinity = m.constant(lanes, Number.POSITIVE_INFINITY)
  if (fn === 'isnan') return m.op2(`${lanes}.ne`, a, a)
  if (fn === 'isinf') return m.op2(`${lanes}.eq`, m.op1(`${lanes}.abs`, a), infinity)
  if (fn === 'isfinite') return m.op2(`${lanes}.lt`, m.op1(`${lanes}.abs`, a), infinity)
  return undefined
}

const TESTS = new Set<ScalarFunction>(['lt', 'le', 'gt', 'ge', 'eq', 'ne', 'isnan', 'isinf', 'isfinite'])

export function floatCall(context: VectorContext, fn: ScalarFunction, values: readonly Value[]): Value {
  const { m, module } = context
  const [a, b] = values as readonly [Value, Value | undefined]
  const type: BaseDTypeName = a.type
  const lanes: FloatLanes = type === 'float64' ? 'f64x2' : 'f32x4'
  /** Part i of argument 1, or of argument 0 where there is only one. */
  const second = (i: number): Local => (b ?? a).parts[i] as Local
  if (TESTS.has(fn)) {
    const masks = m.scope(() => a.parts.map((part, i) => test(m, lanes, fn, part, second(i)) as Local))
    return {
      type: 'bool',
      parts: [masks.length === 1 ? (masks[0] as Local) : narrowMask(m, masks[0] as Local, masks[1] as Local)],
    }
  }
  const either = EITHER[fn]
  if (either !== undefined) {
    // one value in both parts stays one
    const shared = a.parts.length === 2 && a.parts[0] === a.parts[1] && second(0) === second(1)
    const first = m.scope(() => either(m, lanes, a.parts[0] as Local, second(0)))
    if (a.parts.length === 1) return { type, parts: [first] }
    return { type, parts: [first, shared ? first : m.scope(() => either(m, lanes, a.parts[1] as Local, second(1)))] }
  }
  const single = type === 'float32' ? SINGLE[fn] : undefined
  const double =
    single === undefined ? DOUBLE[fn] : (vectors: VectorMath, x: Local, y: Local) => single(vectors, module, x, y)
  if (double === undefined) throw new NotVectorizable(`${fn} of ${type}`)
  if (type === 'float64') return { type, parts: a.parts.map((part, i) => double(m, part, second(i))) }
  const throughDoubles = (): Local => {
    const x = m.promote(a.parts[0] as Local)
    const y = b === undefined ? x : m.promote(b.parts[0] as Local)
    return m.demote(double(m, x[0], y[0]), double(m, x[1], y[1]))
  }
  const packet = PACKETS[fn]
  return {
    type,
    parts: [packet ? packetCall(context, packet, a.parts[0] as Local, throughDoubles) : m.scope(throughDoubles)],
  }
}

function packetCall({ m, left }: VectorContext, { inside, outside }: Packet, x: Local, single: () => Local): Local {
  const { f } = m
  return m.scope(() => {
    const result = inside(m, x)
    const lanes = outside(m, x)
    if (left !== undefined)
      m.assign(lanes, m.op2('v128.or', lanes, m.op2('i32x4.lt_s', splat(m, left), m.constant('i32x4', 4))))
    f.if(f.op('v128.any_true', f.get(lanes)), () => m.scope(() => m.assign(result, m.select(lanes, single(), result))))
    return result
  })
}

function splat(m: VectorMath, value: Local): Local {
  m.f.op('i32x4.splat', m.f.get(value))
  return m.keep()
}
