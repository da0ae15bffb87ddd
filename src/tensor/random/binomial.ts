/** numpy's binomial numbers: by inversion for small means, else by Kachitvichyanukul and Schmeiser's BTPE. */
import { exp, log } from './accurate_math.ts'
import type { Mt19937 } from './mt19937.ts'

/** Means up to this are drawn by inversion. */
const INVERSION_MEAN = 30

/** Successes in `n` tries of probability `p`. */
export function binomial(source: Mt19937, n: number, p: number): number {
  const q = p <= 0.5 ? p : 1 - p
  const small = q * n <= INVERSION_MEAN ? byInversion(source, n, q) : byRejection(source, n, q)
  return p <= 0.5 ? small : n - small
}

function byInversion(source: Mt19937, n: number, p: number): number {
  const q = 1 - p
  const none = exp(n * log(q))
  const mean = n * p
  const bound = Math.trunc(Math.min(n, mean + 10 * Math.sqrt(mean * q + 1)))
  let x = 0
  let chance = none
  let u = source.double()
  while (u > chance) {
    x += 1
    if (x > bound) {
      x = 0
      chance = none
      u = source.double()
    } else {
      u -= chance
      chance = ((n - x + 1) * p * chance) / (x * q)
    }
  }
  return x
}

/** Stirling's correction as BTPE has it. */
function correction(f: number): number {
  const f2 = f * f
  return (13680 - (462 - (132 - (99 - 140 / f2) / f2) / f2) / f2) / f / 166320
}

/** `p` at most a half, mean above INVERSION_MEAN. The pieces: triangle, parallelogram, left and right exponential tail. */
function byRejection(source: Mt19937, n: number, p: number): number {
  const r = Math.min(p, 1 - p)
  const q = 1 - r
  const fm = n * r + r
  const m = Math.floor(fm)
  const p1 = Math.floor(2.195 * Math.sqrt(n * r * q) - 4.6 * q) + 0.5
  const xm = m + 0.5
  const xl = xm - p1
  const xr = xm + p1
  const c = 0.134 + 20.5 / (15.3 + m)
  const left = (fm - xl) / (fm - xl * r)
  const leftRate = left * (1 + left / 2)
  const right = (xr - fm) / (xr * q)
  const rightRate = right * (1 + right / 2)
  const p2 = p1 * (1 + 2 * c)
  const p3 = p2 + c / leftRate
  const p4 = p3 + c / rightRate
  const variance = n * r * q
  for (;;) {
    const u = source.double() * p4
    let v = source.double()
    let y: number
    if (u <= p1) return Math.floor(xm - p1 * v + u)
    if (u <= p2) {
      const x = xl + (u - p1) / c
      v = v * c + 1 - Math.abs(m - x + 0.5) / p1
      if (v > 1) continue
      y = Math.floor(x)
    } else if (u <= p3) {
      y = Math.floor(xl + log(v) / leftRate)
      if (y < 0) continue
      v = v * (u - p2) * leftRate
    } else {
      y = Math.floor(xr - log(v) / rightRate)
      if (y > n) continue
      v = v * (u - p3) * rightRate
    }
    const k = Math.abs(y - m)
    if (k <= 20 || k >= variance / 2 - 1) {
      const s = r / q
      const a = s * (n + 1)
      let ratio = 1
      for (let i = m + 1; i <= y; i += 1) ratio *= a / i - s
      for (let i = y + 1; i <= m; i += 1) ratio /= a / i - s
      if (v <= ratio) return y
      continue
    }
    const rho = (k / variance) * ((k * (k / 3 + 0.625) + 0.16666666666666666) / variance + 0.5)
    const t = (-k * k) / (2 * variance)
    const a = log(v)
    if (a < t - rho) return y
    if (a > t + rho) continue
    const x1 = y + 1
    const f1 = m + 1
    const z = n + 1 - m
    const w = n - y + 1
    const bound =
      xm * log(f1 / x1) +
      (n - m + 0.5) * log(z / w) +
      (y - m) * log((w * r) / (x1 * q)) +
      correction(f1) +
      correction(z) +
      correction(x1) +
      correction(w)
    if (a <= bound) return y
  }
}
