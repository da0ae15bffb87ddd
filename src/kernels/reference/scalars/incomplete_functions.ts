/** Regularised incomplete gamma and beta functions, in double precision. */
import { lgamma } from './special_functions.ts'

const EPSILON = 1e-16
const MAX_STEPS = 20000
/** Stands for a denominator of zero in Lentz's evaluation of a continued fraction. */
const TINY = 1e-300

/** x^a e^(−x) / Γ(a) */
function gammaFactor(a: number, x: number): number {
  return Math.exp(a * Math.log(x) - x - lgamma(a))
}

/** P(a, x) = x^a e^(−x) / Γ(a + 1) · Σ xⁿ / ((a+1)…(a+n)) */
function gammaSeries(a: number, x: number): number {
  let term = 1
  let sum = 1
  for (let n = 1; n < MAX_STEPS && term > EPSILON * sum; n++) {
    term *= x / (a + n)
    sum += term
  }
  return (gammaFactor(a, x) / a) * sum
}

/** Q(a, x) = x^a e^(−x) / Γ(a) · 1/(x+1−a − 1(1−a)/(x+3−a − 2(2−a)/(x+5−a − …))) */
function gammaFraction(a: number, x: number): number {
  let b = x + 1 - a
  let c = 1 / TINY
  let d = 1 / b
  let result = d
  for (let n = 1; n < MAX_STEPS; n++) {
    const numerator = -n * (n - a)
    b += 2
    d = numerator * d + b
    if (Math.abs(d) < TINY) d = TINY
    c = b + numerator / c
    if (Math.abs(c) < TINY) c = TINY
    d = 1 / d
    const step = c * d
    result *= step
    if (Math.abs(step - 1) < EPSILON) break
  }
  return gammaFactor(a, x) * result
}

/** The lower regularised incomplete gamma function P(a, x); NaN outside a > 0, x ≥ 0 (x = 0 gives 0 whatever a is). */
export function igamma(a: number, x: number): number {
  if (x === 0) return 0
  if (!(a > 0) || !(x > 0) || a === Number.POSITIVE_INFINITY) return Number.NaN
  if (x === Number.POSITIVE_INFINITY) return 1
  return x > 1 && x > a ? 1 - gammaFraction(a, x) : gammaSeries(a, x)
}

/** The upper regularised incomplete gamma function Q(a, x) = 1 − P(a, x). */
export function igammac(a: number, x: number): number {
  if (!(a > 0) || !(x >= 0) || a === Number.POSITIVE_INFINITY) return Number.NaN
  if (x === Number.POSITIVE_INFINITY) return 0
  return x < 1 || x < a ? 1 - igamma(a, x) : gammaFraction(a, x)
}

/** The continued fraction of the incomplete beta function; converges fast for x < (a+1)/(a+b+2). */
function betaFraction(a: number, b: number, x: number): number {
  let c = 1
  let d = 1 / (1 - ((a + b) * x) / (a + 1) || TINY)
  let result = d
  const step = (numerator: number): number => {
    d = 1 / (1 + numerator * d || TINY)
    c = 1 + numerator / c || TINY
    return c * d
  }
  for (let m = 1; m < MAX_STEPS; m++) {
    result *= step((m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)))
    const last = step((-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)))
    result *= last
    if (Math.abs(last - 1) < EPSILON) break
  }
  return result
}

/** The regularised incomplete beta function I_x(a, b); NaN outside a, b > 0, 0 ≤ x ≤ 1. */
export function betainc(a: number, b: number, x: number): number {
  if (!(a > 0) || !(b > 0) || !(x >= 0) || !(x <= 1)) return Number.NaN
  if (x === 0 || x === 1) return x
  const front = Math.exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * Math.log(x) + b * Math.log1p(-x))
  return x < (a + 1) / (a + b + 2) ? (front * betaFraction(a, b, x)) / a : 1 - (front * betaFraction(b, a, 1 - x)) / b
}
