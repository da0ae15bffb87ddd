/** Singular values of complex matrices, by Jacobi's rotations from one side in double precision. */
import type { Matrix } from './matrix_batches.ts'

/** Sweeps after which rotations have long converged. */
const SWEEPS = 60

/** Cosine and sine of the rotation that makes the off-diagonal element `b` of [[a, b], [b, c]] zero. */
function rotation(a: number, b: number, c: number): [number, number] {
  const ratio = (c - a) / (2 * b)
  const t = (ratio >= 0 ? 1 : -1) / (Math.abs(ratio) + Math.hypot(1, ratio))
  const cosine = 1 / Math.hypot(1, t)
  return [cosine, t * cosine]
}

/** Columns of complex numbers. */
interface Columns {
  readonly rows: number
  readonly re: Float64Array[]
  readonly im: Float64Array[]
}
const columns = (rows: number, count: number): Columns => ({
  rows,
  re: Array.from({ length: count }, () => new Float64Array(rows)),
  im: Array.from({ length: count }, () => new Float64Array(rows)),
})
/** Σ conj(x)·y of two columns. */
function inner(c: Columns, p: number, d: Columns, q: number): [number, number] {
  const [xr, xi, yr, yi] = [c.re[p]!, c.im[p]!, d.re[q]!, d.im[q]!]
  let [re, im] = [0, 0]
  for (let k = 0; k < c.rows; k++) {
    re += xr[k]! * yr[k]! + xi[k]! * yi[k]!
    im += xr[k]! * yi[k]! - xi[k]! * yr[k]!
  }
  return [re, im]
}
/** Rotates columns p and q, where `phase` turns their inner product real. */
function rotate(cols: Columns, p: number, q: number, c: number, s: number, phase: readonly [number, number]): void {
  const [xr, xi, yr, yi] = [cols.re[p]!, cols.im[p]!, cols.re[q]!, cols.im[q]!]
  const [pr, pi] = phase
  for (let k = 0; k < cols.rows; k++) {
    const [a, b] = [xr[k]!, xi[k]!]
    // y · conj(phase)
    const [u, v] = [yr[k]! * pr + yi[k]! * pi, yi[k]! * pr - yr[k]! * pi]
    xr[k] = c * a - s * u
    xi[k] = c * b - s * v
    yr[k] = s * a + c * u
    yi[k] = s * b + c * v
  }
}

interface SingularValues {
  /** Descending. */
  readonly values: Float64Array
  /** Left singular vectors as columns of pairs of numbers. */
  readonly u: Float64Array
  readonly v: Float64Array
}

/** Singular values of `a`, whose numbers are pairs. `full`: square matrices of vectors. */
export function complexSingularValues(a: Matrix, full: boolean): SingularValues {
  const [m, n] = [a.rows, a.columns / 2]
  const wide = m < n
  // the columns of a tall matrix are made orthogonal: of the adjoint for a wide one
  const [rows, count] = wide ? [n, m] : [m, n]
  const work = columns(rows, count)
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      const [re, im] = [a.data[(i * n + j) * 2]!, a.data[(i * n + j) * 2 + 1]!]
      if (wide) {
        work.re[i]![j] = re
        work.im[i]![j] = -im
      } else {
        work.re[j]![i] = re
        work.im[j]![i] = im
      }
    }
  }
  const right = columns(count, count)
  for (let j = 0; j < count; j++) right.re[j]![j] = 1
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let turned = false
    for (let p = 0; p < count; p++) {
      for (let q = p + 1; q < count; q++) {
        const alpha = inner(work, p, work, p)[0]
        const beta = inner(work, q, work, q)[0]
        const [re, im] = inner(work, p, work, q)
        const size = Math.hypot(re, im)
        if (!(size > 1e-16 * Math.sqrt(alpha * beta)) || size < 1e-300) continue
        turned = true
        const [c, s] = rotation(alpha, size, beta)
        const phase = [re / size, im / size] as const
        rotate(work, p, q, c, s, phase)
        rotate(right, p, q, c, s, phase)
      }
    }
    if (!turned) break
  }
  const lengths = Array.from({ length: count }, (_, j) => Math.sqrt(inner(work, j, work, j)[0]))
  const order = Array.from({ length: count }, (_, j) => j).sort((i, j) => lengths[j]! - lengths[i]!)
  const largest = lengths[order[0] ?? 0] ?? 0
  const left = columns(rows, 0)
  for (const j of order) {
    const length = lengths[j]!
    // what is only rounding has no direction of its own
    const real = length > largest * 1e-15
    left.re.push(work.re[j]!.map(x => (real ? x / length : 0)))
    left.im.push(work.im[j]!.map(x => (real ? x / length : 0)))
    if (!real) left.re.at(-1)!.fill(Number.NaN)
  }
  complete(left, full ? rows : count, largest)
  const sorted: Columns = { rows: count, re: order.map(j => right.re[j]!), im: order.map(j => right.im[j]!) }
  const [u, v] = wide ? [sorted, left] : [left, sorted]
  return { values: Float64Array.from(order, j => lengths[j]!), u: pack(u), v: pack(v) }
}

/** Fills missing columns (NaN or beyond the last) with unit vectors that are orthogonal to all others. */
function complete(cols: Columns, count: number, scale: number): void {
  // a matrix with NaN has no vectors
  if (Number.isNaN(scale)) return
  const missing: number[] = []
  for (let j = 0; j < count; j++) {
    if (j >= cols.re.length) {
      cols.re.push(new Float64Array(cols.rows))
      cols.im.push(new Float64Array(cols.rows))
      missing.push(j)
    } else if (Number.isNaN(cols.re[j]![0] ?? 0)) {
      cols.re[j]!.fill(0)
      missing.push(j)
    }
  }
  let unit = 0
  for (const j of missing) {
    for (; unit < cols.rows; unit++) {
      const [re, im] = [cols.re[j]!, cols.im[j]!]
      re.fill(0)
      im.fill(0)
      re[unit] = 1
      // twice, so that rounding leaves nothing of the others
      for (let pass = 0; pass < 2; pass++) {
        for (let k = 0; k < cols.re.length; k++) {
          if (k === j || (missing.includes(k) && k > j)) continue
          const [a, b] = inner(cols, k, cols, j)
          const [xr, xi] = [cols.re[k]!, cols.im[k]!]
          for (let i = 0; i < cols.rows; i++) {
            re[i] = re[i]! - (a * xr[i]! - b * xi[i]!)
            im[i] = im[i]! - (a * xi[i]! + b * xr[i]!)
          }
        }
      }
      const length = Math.sqrt(inner(cols, j, cols, j)[0])
      if (length < 1e-3) continue
      for (let i = 0; i < cols.rows; i++) {
        re[i] = re[i]! / length
        im[i] = im[i]! / length
      }
      unit++
      break
    }
  }
}

/** Columns as a row-major matrix of pairs. */
function pack({ rows, re, im }: Columns): Float64Array {
  const count = re.length
  const out = new Float64Array(rows * count * 2)
  for (let j = 0; j < count; j++) {
    for (let i = 0; i < rows; i++) {
      out[(i * count + j) * 2] = re[j]![i]!
      out[(i * count + j) * 2 + 1] = im[j]![i]!
    }
  }
  return out
}
