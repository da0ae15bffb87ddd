/** Scalar functions as JavaScript source, by the arithmetic of their arguments. `rt` is the runtime, see scalar_runtime.ts. */
import { call, literal, type Scalar, type ScalarFunction } from '../../scalar.ts'

type Template = (a: string, b: string, c: string) => string
type Templates = Readonly<Partial<Record<ScalarFunction, Template>>>
/** `round`: the source of an expression, rounded to the type. */
type FloatTemplate = (a: string, b: string, c: string, round: (code: string) => string) => string

/** Functions whose result is bool, for arguments that compare as JavaScript compares. */
export const COMPARISONS: Templates = {
  lt: (a, b) => `(${a} < ${b})`,
  le: (a, b) => `(${a} <= ${b})`,
  gt: (a, b) => `(${a} > ${b})`,
  ge: (a, b) => `(${a} >= ${b})`,
  eq: (a, b) => `(${a} === ${b})`,
  ne: (a, b) => `(${a} !== ${b})`,
}

export const LOGICAL: Templates = {
  and: (a, b) => `(${a} && ${b})`,
  or: (a, b) => `(${a} || ${b})`,
  xor: (a, b) => `(!${a} !== !${b})`,
  not: a => `(!${a})`,
  eq: (a, b) => `(!${a} === !${b})`,
  ne: (a, b) => `(!${a} !== !${b})`,
}

/** Tests of one number. */
export const TESTS: Templates = {
  isnan: a => `(${a} !== ${a})`,
  isinf: a => `(Math.abs(${a}) === Infinity)`,
  isfinite: a => `(Math.abs(${a}) < Infinity)`,
}

/** Of floats; results are rounded to the type afterwards. */
export const FLOAT: Readonly<Partial<Record<ScalarFunction, FloatTemplate>>> = {
  add: (a, b) => `${a} + ${b}`,
  sub: (a, b) => `${a} - ${b}`,
  mul: (a, b) => `${a} * ${b}`,
  div: (a, b) => `${a} / ${b}`,
  // the quotient is rounded before it is floored
  floordiv: (a, b, _, round) => `Math.floor(${round(`${a} / ${b}`)})`,
  mod: (a, b) => `${a} % ${b}`,
  // the sum is rounded before its remainder is taken
  floormod: (a, b, _, round) => `rt.floorRemainder(${a}, ${b}, ${round(`${a} % ${b} + ${b}`)})`,
  pow: (a, b) => `rt.pow(${a}, ${b})`,
  neg: a => `-${a}`,
  abs: a => `Math.abs(${a})`,
  sign: a => `(${a} > 0 ? 1 : ${a} < 0 ? -1 : 0)`,
  reciprocal: a => `1 / ${a}`,
  square: a => `${a} * ${a}`,
  sqrt: a => `Math.sqrt(${a})`,
  rsqrt: a => `1 / Math.sqrt(${a})`,
  max: (a, b) => `(${a} < ${b} ? ${b} : ${a})`,
  min: (a, b) => `(${b} < ${a} ? ${b} : ${a})`,
  floor: a => `Math.floor(${a})`,
  ceil: a => `Math.ceil(${a})`,
  rint: a => `rt.rint(${a})`,
  // half to even, and unlike rint -0 of -0 alone
  round: a => `(${a} === 0 ? ${a} : rt.rint(${a}) + 0)`,
  exp: a => `Math.exp(${a})`,
  log: a => `Math.log(${a})`,
  log1p: a => `Math.log1p(${a})`,
  expm1: a => `Math.expm1(${a})`,
  sin: a => `Math.sin(${a})`,
  cos: a => `Math.cos(${a})`,
  tan: a => `Math.tan(${a})`,
  asin: a => `Math.asin(${a})`,
  acos: a => `Math.acos(${a})`,
  atan: a => `Math.atan(${a})`,
  tanh: a => `Math.tanh(${a})`,
  sigmoid: a => `rt.sigmoid(${a})`,
  erf: a => `rt.erf(${a})`,
  erfc: a => `rt.erfc(${a})`,
  lgamma: a => `rt.lgamma(${a})`,
  digamma: a => `rt.digamma(${a})`,
  softplus: a => `rt.softplus(${a})`,
  elu: a => `(${a} < 0 ? Math.expm1(${a}) : ${a})`,
  polygamma: (a, b) => `rt.polygamma(${a}, ${b})`,
  zeta: (a, b) => `rt.zeta(${a}, ${b})`,
  igamma: (a, b) => `rt.igamma(${a}, ${b})`,
  igammac: (a, b) => `rt.igammac(${a}, ${b})`,
  betainc: (a, b, c) => `rt.betainc(${a}, ${b}, ${c})`,
  conj: a => a,
  real: a => a,
  imag: () => '0',
}

/** Functions of floats whose result needs no rounding: it is a number of the type already. */
export const EXACT: ReadonlySet<ScalarFunction> = new Set<ScalarFunction>([
  'neg',
  'abs',
  'sign',
  'max',
  'min',
  'floor',
  'ceil',
  'rint',
  'round',
  'floordiv',
  'mod',
  'floormod',
  'conj',
  'real',
  'imag',
])

/** −log(ε) − 2, with the ε that Eigen gives float16: beyond it 1 + e^x is e^x, below its negative 1. */
const HALF_SOFTPLUS = -(Math.log(2 ** -13) + 2)

/** Functions of float16 and bfloat16 that TensorFlow makes of others, each of which rounds. */
export const COMPOSED: Readonly<Partial<Record<ScalarFunction, (x: Scalar) => Scalar>>> = {
  // 1 / (1 + e^(−x))
  sigmoid: x => call('div', literal(1), call('add', literal(1), call('exp', call('neg', x)))),
  rsqrt: x => call('div', literal(1), call('sqrt', x)),
  // e^x − 1
  elu: x => call('select', call('lt', x, literal(0)), call('sub', call('exp', x), literal(1)), x),
  softplus: x => {
    const power = call('exp', x)
    const small = call(
      'select',
      call('lt', x, literal(-HALF_SOFTPLUS)),
      power,
      call('log', call('add', power, literal(1))),
    )
    return call('select', call('gt', x, literal(HALF_SOFTPLUS)), x, small)
  },
}

/** Of integers up to 32 bits; results are wrapped afterwards. Divisors are not zero here. */
export const INTEGER: Templates = {
  add: (a, b) => `${a} + ${b}`,
  sub: (a, b) => `${a} - ${b}`,
  mul: (a, b) => `Math.imul(${a}, ${b})`,
  div: (a, b) => `${a} / ${b}`,
  floordiv: (a, b) => `Math.floor(${a} / ${b})`,
  mod: (a, b) => `${a} % ${b}`,
  floormod: (a, b) => `rt.floorMod(${a}, ${b})`,
  pow: (a, b) => `rt.powInt(${a}, ${b})`,
  neg: a => `-${a}`,
  abs: a => `Math.abs(${a})`,
  sign: a => `(${a} > 0 ? 1 : ${a} < 0 ? -1 : 0)`,
  reciprocal: a => `1 / ${a}`,
  square: a => `Math.imul(${a}, ${a})`,
  max: (a, b) => `(${a} < ${b} ? ${b} : ${a})`,
  min: (a, b) => `(${b} < ${a} ? ${b} : ${a})`,
  floor: a => a,
  ceil: a => a,
  rint: a => a,
  round: a => a,
  conj: a => a,
  real: a => a,
  imag: () => '0',
}

/** Of int64; results are wrapped afterwards. Divisors are not zero here. */
export const INTEGER64: Templates = {
  ...INTEGER,
  mul: (a, b) => `${a} * ${b}`,
  floordiv: (a, b) => `rt.floorDivInt64(${a}, ${b})`,
  floormod: (a, b) => `rt.floorModInt64(${a}, ${b})`,
  pow: (a, b) => `rt.powInt64(${a}, ${b})`,
  abs: a => `(${a} < 0n ? -${a} : ${a})`,
  sign: a => `(${a} > 0n ? 1n : ${a} < 0n ? -1n : 0n)`,
  reciprocal: a => `1n / ${a}`,
  square: a => `${a} * ${a}`,
  imag: () => '0n',
}

/** Integer functions that fail where this argument is zero. */
export const DIVISOR: Readonly<Partial<Record<ScalarFunction, number>>> = {
  div: 1,
  floordiv: 1,
  mod: 1,
  floormod: 1,
  reciprocal: 0,
}

/** Complex functions that complex_functions.ts has under their own name. */
export const COMPLEX_CALLS: ReadonlySet<ScalarFunction> = new Set<ScalarFunction>([
  'mul',
  'div',
  'pow',
  'sign',
  'sqrt',
  'rsqrt',
  'exp',
  'log',
  'log1p',
  'expm1',
  'sin',
  'cos',
  'tan',
  'tanh',
  'sigmoid',
])
