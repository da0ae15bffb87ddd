/**
 * numpy's legacy distributions, one value a call. Which uniforms are drawn, and in which order, is part of the result:
 * the streams equal numpy's bit for bit.
 */
import { cos, exp, log, pow } from './accurate_math.ts'
import type { Mt19937 } from './mt19937.ts'

/** A generator with the second normal of the last pair, which the next normal uses. */
export interface NormalSource {
  readonly source: Mt19937
  /** undefined where no normal is left over. */
  spare: number | undefined
}

/** A normal by the polar method (Marsaglia). */
export function gauss(state: NormalSource): number {
  const { source, spare } = state
  if (spare !== undefined) {
    state.spare = undefined
    return spare
  }
  for (;;) {
    const x1 = 2 * source.double() - 1
    const x2 = 2 * source.double() - 1
    const r2 = x1 * x1 + x2 * x2
    if (r2 >= 1 || r2 === 0) continue
    const factor = Math.sqrt((-2 * log(r2)) / r2)
    state.spare = factor * x1
    return factor * x2
  }
}

export const standardExponential = (source: Mt19937): number => -log(1 - source.double())

/** Gamma of scale 1: Ahrens and Dieter below shape 1, Marsaglia and Tsang above. */
export function standardGamma(state: NormalSource, shape: number): number {
  const { source } = state
  if (shape === 1) return standardExponential(source)
  if (shape < 1) {
    for (;;) {
      const u = source.double()
      const v = standardExponential(source)
      if (u <= 1 - shape) {
        const x = pow(u, 1 / shape)
        if (x <= v) return x
      } else {
        const y = -log((1 - u) / shape)
        const x = pow(1 - shape + shape * y, 1 / shape)
        if (x <= v + y) return x
      }
    }
  }
  const b = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * b)
  for (;;) {
    let x: number
    let v: number
    do {
      x = gauss(state)
      v = 1 + c * x
    } while (v <= 0)
    v = v * v * v
    const u = source.double()
    if (u < 1 - 0.0331 * (x * x) * (x * x)) return b * v
    if (log(u) < 0.5 * x * x + b * (1 - v + log(v))) return b * v
  }
}

export function beta(state: NormalSource, a: number, b: number): number {
  if (a > 1 || b > 1) {
    const first = standardGamma(state, a)
    return first / (first + standardGamma(state, b))
  }
  // Johnk's method
  const { source } = state
  for (;;) {
    const u = source.double()
    const v = source.double()
    const x = pow(u, 1 / a)
    const y = pow(v, 1 / b)
    if (x + y > 1) continue
    if (x + y > 0) return x / (x + y)
    const logX = log(u) / a
    const logY = log(v) / b
    const largest = Math.max(logX, logY)
    return exp(logX - largest - log(exp(logX - largest) + exp(logY - largest)))
  }
}

/** A logarithm of the gamma function (Stirling's series), good to numpy's eight digits. */
export function logGamma(x: number): number {
  if (x === 1 || x === 2) return 0
  const coefficients = [
    8.333333333333333e-2, -2.777777777777778e-3, 7.936507936507937e-4, -5.952380952380952e-4, 8.417508417508418e-4,
    -1.917526917526918e-3, 6.41025641025641e-3, -2.955065359477124e-2, 1.796443723688307e-1, -1.3924322169059,
  ]
  const shift = x <= 7 ? Math.trunc(7 - x) : 0
  let x0 = x + shift
  const inverse = 1 / (x0 * x0)
  let series = coefficients[9] as number
  for (let k = 8; k >= 0; k -= 1) series = series * inverse + (coefficients[k] as number)
  let result = series / x0 + 0.5 * log(2 * Math.PI) + (x0 - 0.5) * log(x0) - x0
  for (let k = 1; k <= shift; k += 1) {
    result -= log(x0 - 1)
    x0 -= 1
  }
  return result
}

export function poisson(source: Mt19937, mean: number): number {
  if (mean >= 10) return poissonByRejection(source, mean)
  if (mean === 0) return 0
  const limit = exp(-mean)
  let count = 0
  for (let chance = source.double(); chance > limit; chance *= source.double()) count += 1
  return count
}

/** Hörmann's transformed rejection with squeeze (PTRS). */
function poissonByRejection(source: Mt19937, mean: number): number {
  const logMean = log(mean)
  const b = 0.931 + 2.53 * Math.sqrt(mean)
  const a = -0.059 + 0.02483 * b
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4)
  const vr = 0.9277 - 3.6224 / (b - 2)
  for (;;) {
    const u = source.double() - 0.5
    const v = source.double()
    const us = 0.5 - Math.abs(u)
    const k = Math.floor(((2 * a) / us + b) * u + mean + 0.43)
    if (us >= 0.07 && v <= vr) return k
    if (k < 0 || (us < 0.013 && v > us)) continue
    if (log(v) + log(inverseAlpha) - log(a / (us * us) + b) <= -mean + k * logMean - logGamma(k + 1)) return k
  }
}

export function geometric(source: Mt19937, p: number): number {
  if (p < 1 / 3) return Math.ceil(log(1 - source.double()) / log(1 - p))
  const q = 1 - p
  const u = source.double()
  let x = 1
  let total = p
  let term = p
  while (u > total) {
    term *= q
    total += term
    x += 1
  }
  return x
}

export function laplace(source: Mt19937, loc: number, scale: number): number {
  const u = source.double()
  return u < 0.5 ? loc + scale * log(u + u) : loc - scale * log(2 - u - u)
}
export const logistic = (source: Mt19937, loc: number, scale: number): number => {
  const u = source.double()
  return loc + scale * log(u / (1 - u))
}
export const gumbel = (source: Mt19937, loc: number, scale: number): number =>
  loc - scale * log(-log(1 - source.double()))
export const rayleigh = (source: Mt19937, mode: number): number => mode * Math.sqrt(-2 * log(1 - source.double()))
export const weibull = (source: Mt19937, a: number): number => pow(standardExponential(source), 1 / a)
export const pareto = (source: Mt19937, a: number): number => exp(standardExponential(source) / a) - 1
export const power = (source: Mt19937, a: number): number => pow(1 - exp(-standardExponential(source)), 1 / a)

export function standardT(state: NormalSource, degrees: number): number {
  const numerator = gauss(state)
  return (Math.sqrt(degrees / 2) * numerator) / Math.sqrt(standardGamma(state, degrees / 2))
}

export function triangular(source: Mt19937, left: number, mode: number, right: number): number {
  const base = right - left
  const leftBase = mode - left
  const ratio = leftBase / base
  const u = source.double()
  return u <= ratio ? left + Math.sqrt(u * (leftBase * base)) : right - Math.sqrt((1 - u) * ((right - mode) * base))
}

/** Two normals' ratio. */
export function standardCauchy(state: NormalSource): number {
  const first = gauss(state)
  return first / gauss(state)
}

/** An angle in [-pi, pi] around `mu`: Best and Fisher. */
export function vonMises(source: Mt19937, mu: number, kappa: number): number {
  if (kappa < 1e-8) return Math.PI * (2 * source.double() - 1)
  const r = 1 + Math.sqrt(1 + 4 * kappa * kappa)
  const rho = (r - Math.sqrt(2 * r)) / (2 * kappa)
  const s = kappa < 1e-5 ? 1 / kappa + kappa : (1 + rho * rho) / (2 * rho)
  let w: number
  for (;;) {
    const u = source.double()
    const z = cos(Math.PI * u)
    w = (1 + s * z) / (s + z)
    const y = kappa * (s - w)
    const v = source.double()
    if (y * (2 - y) - v >= 0 || log(y / v) + 1 - y >= 0) break
  }
  const angle = Math.acos(w)
  const signed = (source.double() < 0.5 ? -angle : angle) + mu
  const turned = ((Math.abs(signed) + Math.PI) % (2 * Math.PI)) - Math.PI
  return signed < 0 ? -turned : turned
}
