/** numpy's rarer distributions (numpy 1.16, mtrand/distributions.c): the same numbers of the same stream. */
import type { Mt19937 } from './mt19937.ts'
import { gauss, logGamma, type NormalSource, poisson, standardGamma } from './numpy_distributions.ts'

export const chiSquare = (state: NormalSource, degrees: number): number => 2 * standardGamma(state, degrees / 2)

export function noncentralChiSquare(state: NormalSource, degrees: number, nonc: number): number {
  if (nonc === 0) return chiSquare(state, degrees)
  if (degrees > 1) {
    const chi = chiSquare(state, degrees - 1)
    const normal = gauss(state) + Math.sqrt(nonc)
    return chi + normal * normal
  }
  const count = poisson(state.source, nonc / 2)
  return chiSquare(state, degrees + 2 * count)
}

export const fisher = (state: NormalSource, over: number, under: number): number => {
  const first = chiSquare(state, over) * under
  return first / (chiSquare(state, under) * over)
}
export function noncentralFisher(state: NormalSource, over: number, under: number, nonc: number): number {
  const first = noncentralChiSquare(state, over, nonc) * under
  return first / (chiSquare(state, under) * over)
}

export function wald(state: NormalSource, mean: number, scale: number): number {
  const half = mean / (2 * scale)
  const normal = gauss(state)
  const y = mean * normal * normal
  const x = mean + half * (y - Math.sqrt(4 * scale * y + y * y))
  return state.source.double() <= mean / (mean + x) ? x : (mean * mean) / x
}

export function negativeBinomial(state: NormalSource, n: number, p: number): number {
  const y = standardGamma(state, n) * ((1 - p) / p)
  return poisson(state.source, y)
}

export function zipf(source: Mt19937, a: number): number {
  const power = a - 1
  const b = 2 ** power
  for (;;) {
    const u = 1 - source.double()
    const v = source.double()
    const x = Math.floor(u ** (-1 / power))
    if (x > 2 ** 63 || x < 1) continue
    const t = (1 + 1 / x) ** power
    if ((v * x * (t - 1)) / (b - 1) <= t / b) return x
  }
}

export function logSeries(source: Mt19937, p: number): number {
  const r = Math.log(1 - p)
  for (;;) {
    const v = source.double()
    if (v >= p) return 1
    const q = 1 - Math.exp(r * source.double())
    if (v <= q * q) {
      const found = Math.floor(1 + Math.log(v) / Math.log(q))
      if (found >= 1) return found
      continue
    }
    return v >= q ? 1 : 2
  }
}

export function hypergeometric(source: Mt19937, good: number, bad: number, sample: number): number {
  if (sample > 10) return byRejection(source, good, bad, sample)
  if (sample <= 0) return 0
  const rest = bad + good - sample
  const least = Math.min(bad, good)
  let y = least
  for (let k = sample; y > 0 && k > 0; k--) y -= Math.floor(source.double() + y / (rest + k))
  const z = Math.floor(least - y)
  return good > bad ? sample - z : z
}

const D1 = 1.7155277699214135
const D2 = 0.8989161620588988

function byRejection(source: Mt19937, good: number, bad: number, sample: number): number {
  const [low, high] = [Math.min(good, bad), Math.max(good, bad)]
  const size = good + bad
  const m = Math.min(sample, size - sample)
  const d4 = low / size
  const d6 = m * d4 + 0.5
  const d7 = Math.sqrt(((size - m) * sample * d4 * (1 - d4)) / (size - 1) + 0.5)
  const d8 = D1 * d7 + D2
  const d9 = Math.floor(((m + 1) * (low + 1)) / (size + 2))
  const logs = (z: number): number =>
    logGamma(z + 1) + logGamma(low - z + 1) + logGamma(m - z + 1) + logGamma(high - m + z + 1)
  const d10 = logs(d9)
  const d11 = Math.min(Math.min(m, low) + 1, Math.floor(d6 + 16 * d7))
  for (;;) {
    const x = source.double()
    const y = source.double()
    const w = d6 + (d8 * (y - 0.5)) / x
    if (w < 0 || w >= d11) continue
    const z = Math.floor(w)
    const t = d10 - logs(z)
    if (x * (4 - x) - 3 > t) {
      if (x * (x - t) >= 1) continue
      if (2 * Math.log(x) > t) continue
    }
    const found = good > bad ? m - z : z
    return m < sample ? good - found : found
  }
}
