/** math and cmath. */

import { OverflowError, ValueError } from '../../errors/index.ts'
import { Complex, PyInt } from '../../tensor/literals.ts'
import { specialMethod } from '../objects/call.ts'
import { requireIndex, toFloat, toInt } from '../objects/convert.ts'
import { iterable } from '../objects/iteration.ts'
import { checkBits } from '../objects/limits.ts'
import { machine } from '../objects/machine.ts'
import { native } from '../objects/values/callable.ts'
import { float, makeInt } from '../objects/values/numbers.ts'
import { tuple } from '../objects/values/tuple.ts'
import { digamma, gamma, lgamma } from './gamma.ts'

const real = (name: string, compute: (x: number) => number) =>
  native(`${name}(x)`, (value: unknown) => {
    const x = toFloat(value).value
    const result = compute(x)
    if (Number.isNaN(result) && !Number.isNaN(x)) throw new ValueError('math domain error')
    if (!Number.isFinite(result) && Number.isFinite(x)) {
      if (name.startsWith('log')) throw new ValueError('math domain error')
      throw new OverflowError('math range error')
    }
    return float(result)
  })

const two = (name: string, compute: (x: number, y: number) => number) =>
  native(`${name}(x, y)`, (x: unknown, y: unknown) => float(compute(toFloat(x).value, toFloat(y).value)))

/** Whole results are ints in Python 3 and floats in Python 2. */
const whole = (name: string, compute: (x: number) => number) =>
  native(`${name}(x)`, (value: unknown) => {
    const special = specialMethod(value, `__${name}__`)
    if (special) return special()
    const result = float(compute(toFloat(value).value))
    return machine.version === 2 ? result : toInt(result)
  })

const erf = (x: number): number => {
  if (Math.abs(x) > 6) return Math.sign(x)
  let sum = x
  let term = x
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum) && n < 200; n++) {
    term *= (-x * x) / n
    sum += term / (2 * n + 1)
  }
  return (2 / Math.sqrt(Math.PI)) * sum
}

function factorial(n: number): PyInt {
  if (n < 0) throw new ValueError('factorial() not defined for negative values')
  checkBits(n * Math.log2(Math.max(n, 2) / Math.E))
  return makeInt(n < 2 ? 1n : productOf(2, n))
}

/** The product of all whole numbers from `from` to `to`: halves of like length, so that the time is that of the last product. */
function productOf(from: number, to: number): bigint {
  if (to - from < 8) {
    let result = BigInt(from)
    for (let i = from + 1; i <= to; i++) result *= BigInt(i)
    return result
  }
  const middle = Math.floor((from + to) / 2)
  return productOf(from, middle) * productOf(middle + 1, to)
}

const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? (a < 0n ? -a : a) : gcd(b, a % b))

function logOf(value: unknown, base: unknown): unknown {
  const log = (given: unknown): number => {
    const x = toFloat(given).value
    if (x <= 0) throw new ValueError('math domain error')
    return Math.log(x)
  }
  if (value instanceof PyInt && typeof value.value === 'bigint' && base === null) {
    const digits = value.value.toString()
    return float(Math.log(Number(`0.${digits}`)) + digits.length * Math.LN10)
  }
  return float(base === null ? log(value) : log(value) / log(base))
}

function frexp(x: number): readonly [number, number] {
  if (x === 0 || !Number.isFinite(x)) return [x, 0]
  let exponent = Math.max(-1023, Math.floor(Math.log2(Math.abs(x))) + 1)
  let mantissa = x * 2 ** -exponent
  while (Math.abs(mantissa) < 0.5) {
    mantissa *= 2
    exponent--
  }
  while (Math.abs(mantissa) >= 1) {
    mantissa /= 2
    exponent++
  }
  return [mantissa, exponent]
}

/** A sum without rounding errors in between. */
function fsum(items: unknown): unknown {
  const partials: number[] = []
  for (const item of iterable(items)) {
    let x = toFloat(item).value
    let kept = 0
    for (let y of partials) {
      if (Math.abs(x) < Math.abs(y)) [x, y] = [y, x]
      const high = x + y
      const low = y - (high - x)
      if (low !== 0) partials[kept++] = low
      x = high
    }
    partials.length = kept
    partials.push(x)
  }
  return float(partials.reduceRight((sum, part) => sum + part, 0))
}

const UNARY: Readonly<Record<string, (x: number) => number>> = {
  acos: Math.acos,
  acosh: Math.acosh,
  asin: Math.asin,
  asinh: Math.asinh,
  atan: Math.atan,
  atanh: Math.atanh,
  cos: Math.cos,
  cosh: Math.cosh,
  degrees: x => (x * 180) / Math.PI,
  digamma,
  erf,
  erfc: x => 1 - erf(x),
  exp: Math.exp,
  expm1: Math.expm1,
  fabs: Math.abs,
  gamma,
  lgamma,
  log10: Math.log10,
  log1p: Math.log1p,
  log2: Math.log2,
  radians: x => (x * Math.PI) / 180,
  sin: Math.sin,
  sinh: Math.sinh,
  sqrt: Math.sqrt,
  tan: Math.tan,
  tanh: Math.tanh,
}

export const MATH: Readonly<Record<string, unknown>> = {
  ...Object.fromEntries(Object.entries(UNARY).map(([name, compute]) => [name, real(name, compute)])),
  pi: float(Math.PI),
  e: float(Math.E),
  inf: float(Number.POSITIVE_INFINITY),
  nan: float(Number.NaN),
  ceil: whole('ceil', Math.ceil),
  floor: whole('floor', Math.floor),
  trunc: native('trunc(x)', (value: unknown) => toInt(value)),
  log: native('log(x, base=None)', logOf),
  pow: two('pow', (x, y) => x ** y),
  atan2: two('atan2', Math.atan2),
  hypot: two('hypot', Math.hypot),
  fmod: two('fmod', (x, y) => x % y),
  copysign: two('copysign', (x, y) => (y < 0 || Object.is(y, -0) ? -Math.abs(x) : Math.abs(x))),
  ldexp: native('ldexp(x, i)', (x: unknown, i: unknown) => float(toFloat(x).value * 2 ** requireIndex(i))),
  frexp: native('frexp(x)', (x: unknown) => {
    const [mantissa, exponent] = frexp(toFloat(x).value)
    return tuple(float(mantissa), makeInt(exponent))
  }),
  modf: native('modf(x)', (value: unknown) => {
    const x = toFloat(value).value
    return tuple(float(x - Math.trunc(x)), float(Math.trunc(x)))
  }),
  isnan: native('isnan(x)', (x: unknown) => Number.isNaN(toFloat(x).value)),
  isinf: native('isinf(x)', (x: unknown) => Math.abs(toFloat(x).value) === Number.POSITIVE_INFINITY),
  isfinite: native('isfinite(x)', (x: unknown) => Number.isFinite(toFloat(x).value)),
  factorial: native('factorial(x)', (x: unknown) => factorial(requireIndex(x))),
  gcd: native('gcd(a, b)', (a: unknown, b: unknown) => makeInt(gcd(BigInt(toInt(a).value), BigInt(toInt(b).value)))),
  fsum: native('fsum(iterable)', fsum),
}

const complexOf = (value: unknown): Complex => (value instanceof Complex ? value : new Complex(toFloat(value).value))

export const CMATH: Readonly<Record<string, unknown>> = {
  pi: MATH['pi'],
  e: MATH['e'],
  exp: native('exp(x)', (value: unknown) => {
    const { re, im } = complexOf(value)
    return new Complex(Math.exp(re) * Math.cos(im), Math.exp(re) * Math.sin(im))
  }),
  sqrt: native('sqrt(x)', (value: unknown) => {
    const { re, im } = complexOf(value)
    const size = Math.hypot(re, im)
    return new Complex(Math.sqrt((size + re) / 2), (im < 0 ? -1 : 1) * Math.sqrt((size - re) / 2))
  }),
  phase: native('phase(x)', (value: unknown) => float(Math.atan2(complexOf(value).im, complexOf(value).re))),
}
