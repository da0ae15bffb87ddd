/** Special functions of one or two real variables, in double precision (about 1e-13 relative, away from zeros). */

const SQRT_PI = Math.sqrt(Math.PI)
const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI)
/** Bernoulli numbers B2, B4, …, B24: the coefficients of the asymptotic expansions below come from them. */
const BERNOULLI = [
  1 / 6,
  -1 / 30,
  1 / 42,
  -1 / 30,
  5 / 66,
  -691 / 2730,
  7 / 6,
  -3617 / 510,
  43867 / 798,
  -174611 / 330,
  854513 / 138,
  -236364091 / 2730,
]

/** erf(x) = 2/√π · e^(−x²) · Σ 2ⁿ x^(2n+1) / (2n+1)!!, all terms of one sign; for |x| < 2.5. */
function erfSeries(x: number): number {
  const square = 2 * x * x
  let term = x
  let sum = x
  for (let odd = 3; Math.abs(term) > 1e-17 * Math.abs(sum); odd += 2) {
    term *= square / odd
    sum += term
  }
  return (2 / SQRT_PI) * sum * Math.exp(-x * x)
}

/** erfc(x) = e^(−x²)/√π · 1/(x + ½/(x + 1/(x + 3⁄2/(x + …)))), evaluated from its tail; for x ≥ 2.5. */
function erfcFraction(x: number): number {
  let tail = x
  for (let k = 60; k > 0; k--) tail = x + k / 2 / tail
  return Math.exp(-x * x) / (SQRT_PI * tail)
}

export function erf(x: number): number {
  if (Number.isNaN(x)) return x
  if (Math.abs(x) < 2.5) return x === 0 ? x : erfSeries(x)
  if (Math.abs(x) > 6) return Math.sign(x)
  return x > 0 ? 1 - erfcFraction(x) : erfcFraction(-x) - 1
}

export function erfc(x: number): number {
  if (Number.isNaN(x)) return x
  if (x >= 2.5) return x > 28 ? 0 : erfcFraction(x)
  return 1 - erf(x)
}

/** log Γ(x) for x ≥ 10, by Stirling's series Σ B2k / (2k (2k−1) x^(2k−1)). */
function stirling(x: number): number {
  const inverse = 1 / (x * x)
  let sum = 0
  for (let k = 7; k >= 1; k--) sum = sum * inverse + (BERNOULLI[k - 1] as number) / (2 * k * (2 * k - 1))
  return (x - 0.5) * Math.log(x) - x + HALF_LOG_TWO_PI + sum / x
}

/** log |Γ(x)|; infinite at 0, −1, −2, … */
export function lgamma(x: number): number {
  if (Number.isNaN(x)) return x
  if (!Number.isFinite(x)) return Number.POSITIVE_INFINITY
  if (x <= 0) {
    if (Number.isInteger(x)) return Number.POSITIVE_INFINITY
    // reflection: Γ(x) Γ(1−x) = π / sin πx; sin is taken of the distance to the nearest integer, so that it stays exact
    return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * (x - Math.round(x))))) - lgamma(1 - x)
  }
  if (x === 1 || x === 2) return 0
  let shifted = x
  let product = 1
  while (shifted < 10) product *= shifted++
  return product === 1 ? stirling(shifted) : stirling(shifted) - Math.log(product)
}

/** ψ(x) = d/dx log Γ(x); infinite at 0, −1, −2, … and at −∞, as TensorFlow's kernel says. */
export function digamma(x: number): number {
  if (Number.isNaN(x)) return x
  if (!Number.isFinite(x)) return Number.POSITIVE_INFINITY
  if (x <= 0) {
    if (Number.isInteger(x)) return Number.POSITIVE_INFINITY
    return digamma(1 - x) - Math.PI / Math.tan(Math.PI * (x - Math.round(x)))
  }
  let result = 0
  let shifted = x
  while (shifted < 10) result -= 1 / shifted++
  const inverse = 1 / (shifted * shifted)
  let sum = 0
  for (let k = 7; k >= 1; k--) sum = sum * inverse + (BERNOULLI[k - 1] as number) / (2 * k)
  return result + Math.log(shifted) - 0.5 / shifted - sum * inverse
}

/** Hurwitz's ζ(s, q) = Σ (n + q)^(−s), by the Euler–Maclaurin formula. */
export function zeta(s: number, q: number): number {
  if (s === 1) return Number.POSITIVE_INFINITY
  if (!(s > 1) || Number.isNaN(q)) return Number.NaN
  if (q === Number.POSITIVE_INFINITY) return 0
  if (q <= 0) {
    if (Number.isInteger(q) || q === Number.NEGATIVE_INFINITY) return Number.POSITIVE_INFINITY
    if (!Number.isInteger(s)) return Number.NaN
  }
  let sum = 0
  let at = q
  for (let n = 0; n < 10 || at < 10; n++, at++) {
    const term = at ** -s
    sum += term
    // the rest is below the last place
    if (at > 0 && Math.abs(term) < 1e-17 * Math.abs(sum)) return sum
  }
  const first = at ** -s
  sum += (first * at) / (s - 1) + 0.5 * first
  // Σ B2k/(2k)! · s(s+1)…(s+2k−2) · at^(−s−2k+1)
  let factor = (s * first) / at / 2
  for (let k = 1; k <= BERNOULLI.length; k++) {
    const term = (BERNOULLI[k - 1] as number) * factor
    sum += term
    if (Math.abs(term) < 1e-17 * Math.abs(sum)) break
    factor *= ((s + 2 * k - 1) * (s + 2 * k)) / (at * at * (2 * k + 1) * (2 * k + 2))
  }
  return sum
}

/** The n-th derivative of digamma, for whole n ≥ 0; NaN for other n. */
export function polygamma(n: number, x: number): number {
  if (n === 0) return digamma(x)
  if (!(n > 0) || !Number.isInteger(n)) return Number.NaN
  const magnitude = Math.exp(lgamma(n + 1)) * zeta(n + 1, x)
  return n % 2 === 0 ? -magnitude : magnitude
}
