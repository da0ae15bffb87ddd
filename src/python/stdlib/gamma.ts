/** The gamma function and its kin (Lanczos' approximation, g = 7, n = 9). */
const G = 7
const COEFFICIENTS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
]

/** Γ(x), a pole at the non-positive whole numbers. */
export function gamma(x: number): number {
  if (Number.isInteger(x)) {
    if (x <= 0) return Number.NaN
    if (x < 24) return Array.from({ length: x - 1 }, (_, i) => i + 1).reduce((product, factor) => product * factor, 1)
  }
  if (x < 0.5) return Math.PI / (Math.sin(Math.PI * x) * gamma(1 - x))
  const t = x + G - 0.5
  return Math.sqrt(2 * Math.PI) * t ** (x - 0.5) * Math.exp(-t) * series(x)
}

const series = (x: number): number =>
  COEFFICIENTS.reduce((sum, coefficient, i) => (i === 0 ? coefficient : sum + coefficient / (x - 1 + i)), 0)

/** log |Γ(x)|. */
export function lgamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * x))) - lgamma(1 - x)
  const t = x + G - 0.5
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(series(x))
}

/** ψ(x) for positive x: recurrence up to 6, then the asymptotic series. */
export function digamma(x: number): number {
  let shift = 0
  let at = x
  while (at < 6) {
    shift -= 1 / at
    at++
  }
  const inverse = 1 / (at * at)
  return (
    shift + Math.log(at) - 0.5 / at - inverse * (1 / 12 - inverse * (1 / 120 - inverse * (1 / 252 - inverse / 240)))
  )
}
