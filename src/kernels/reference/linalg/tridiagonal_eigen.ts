/** Eigenvalues of symmetric matrices: by reflections to a tridiagonal matrix, and from there by QR steps with Wilkinson's shifts. */
import { makeReflection, orthogonalOf } from './householder.ts'
import { type Rotation, rotateColumns } from './jacobi_svd.ts'
import { type Arithmetic, acrossLanes, Grid, innerProduct, scaleOf, unaligned, type Vector } from './packet_sums.ts'

export interface Eigen {
  /** Ascending. */
  readonly values: number[]
  /** As columns; null where not wanted. */
  readonly vectors: Grid | null
}
/** So many steps for each value are tried. */
const PATIENCE = 30

/** Of the matrix whose lower triangle is given; undefined where the steps lead nowhere. */
export function tridiagonalEigen(a: Arithmetic, given: Grid, wantVectors: boolean): Eigen | undefined {
  const { round } = a
  const n = given.rows
  if (n === 0) return { values: [], vectors: wantVectors ? Grid.zeros(a, 0, 0, false) : null }
  if (n === 1) return { values: [given.get(0, 0)], vectors: wantVectors ? Grid.identity(a, 1, 1, false) : null }
  const m = Grid.zeros(a, n, n, false)
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) m.set(i, j, given.get(i, j))
  const scale = scaleOf(a, m.data)
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) m.set(i, j, m.get(i, j) / scale)
  const taus = tridiagonalise(a, m)
  const diagonal = Array.from({ length: n }, (_, i) => m.get(i, i))
  const below = Array.from({ length: n - 1 }, (_, i) => m.get(i + 1, i))
  const vectors = wantVectors ? orthogonalOf(a, { vectors: m, taus, shift: 1 }, false) : null
  if (!diagonalise(a, diagonal, below, vectors)) return undefined
  for (let i = 0; i < n - 1; i++) {
    let least = i
    for (let k = i + 1; k < n; k++) if (diagonal[k]! < diagonal[least]!) least = k
    if (least === i) continue
    ;[diagonal[i], diagonal[least]] = [diagonal[least]!, diagonal[i]!]
    vectors?.swapColumns(i, least)
  }
  return { values: diagonal.map(value => round(value * scale)), vectors }
}

/** Overwrites the lower triangle: the diagonal, what is below it, and the reflections below that; returns their τ. */
function tridiagonalise(a: Arithmetic, m: Grid): number[] {
  const { round } = a
  const n = m.rows
  const taus = a.allocate(n - 1)
  for (let i = 0; i < n - 1; i++) {
    const v = m.column(i, i + 1)
    const { tau, beta } = makeReflection(a, v, true)
    m.set(i + 1, i, 1)
    // the place of the τ to come holds w = τ·A·v − τ/2·(wᵀ·v)·v
    const w: Vector = { data: taus, at: i, step: 1, length: v.length }
    taus.fill(0, i)
    const rest = m.block(i + 1, i + 1, v.length, v.length)
    addSymmetricProduct(a, w, rest, v, tau)
    const factor = round(round(tau * -0.5) * innerProduct(a, w, v, true))
    for (let k = 0; k < v.length; k++) taus[i + k] = taus[i + k]! + round(factor * v.data[v.at + k]!)
    for (let j = 0; j < v.length; j++) {
      const [vj, wj] = [-v.data[v.at + j]!, -taus[i + j]!]
      for (let k = j, at = rest.index(j, j); k < v.length; k++, at++) {
        m.data[at] = m.data[at]! + round(round(vj * taus[i + k]!) + round(wj * v.data[v.at + k]!))
      }
    }
    m.set(i + 1, i, beta)
    taus[i] = tau
  }
  return Array.from(taus)
}

/** result += alpha·m·x, where only the lower triangle of m is read: two columns at a time, the last eight one by one. */
function addSymmetricProduct(a: Arithmetic, result: Vector, m: Grid, x: Vector, alpha: number): void {
  const { round, lanes } = a
  const n = m.rows
  const { data: out, at: to } = result
  const pairs = Math.max(0, n - 8) & ~1
  const value = (i: number): number => x.data[x.at + i]!
  const add = (i: number, what: number): void => {
    out[to + i] = out[to + i]! + what
  }
  const sums = [a.allocate(lanes), a.allocate(lanes)] as const
  for (let j = 0; j < pairs; j += 2) {
    const [t0, t1] = [round(alpha * value(j)), round(alpha * value(j + 1))]
    add(j, round(m.get(j, j) * t0))
    add(j + 1, round(m.get(j + 1, j + 1) * t1))
    add(j + 1, round(m.get(j + 1, j) * t0))
    let s0 = round(m.get(j + 1, j) * value(j + 1))
    let s1 = 0
    const start = j + 2 + unaligned(a, to + j + 2, n - j - 2)
    const end = n - ((n - start) % lanes)
    sums[0].fill(0)
    sums[1].fill(0)
    for (let i = j + 2; i < n; i++) {
      const [m0, m1] = [m.get(i, j), m.get(i, j + 1)]
      const [p0, p1] = [round(m0 * t0), round(m1 * t1)]
      const [q0, q1] = [round(m0 * value(i)), round(m1 * value(i))]
      if (i >= start && i < end) {
        const lane = (i - start) % lanes
        out[to + i] = p0 + round(p1 + out[to + i]!)
        sums[0][lane] = sums[0][lane]! + q0
        sums[1][lane] = sums[1][lane]! + q1
      } else {
        add(i, round(p0 + p1))
        s0 = round(s0 + q0)
        s1 = round(s1 + q1)
      }
    }
    add(j, round(alpha * round(s0 + acrossLanes(a, sums[0]))))
    add(j + 1, round(alpha * round(s1 + acrossLanes(a, sums[1]))))
  }
  for (let j = pairs; j < n; j++) {
    const t = round(alpha * value(j))
    add(j, round(m.get(j, j) * t))
    let sum = 0
    for (let i = j + 1; i < n; i++) {
      add(i, round(m.get(i, j) * t))
      sum = round(sum + round(m.get(i, j) * value(i)))
    }
    add(j, round(alpha * sum))
  }
}

/** QR steps until nothing is left below the diagonal; false where that takes too long. */
function diagonalise(a: Arithmetic, diagonal: number[], below: number[], vectors: Grid | null): boolean {
  const { round } = a
  const n = diagonal.length
  const precision = 2 * a.epsilon
  let start = 0
  let steps = 0
  for (let end = n - 1; end > 0; ) {
    for (let i = start; i < end; i++) {
      const bound = round(round(Math.abs(diagonal[i]!) + Math.abs(diagonal[i + 1]!)) * precision)
      if (Math.abs(below[i]!) <= bound || Math.abs(below[i]!) <= a.tiny) below[i] = 0
    }
    while (end > 0 && below[end - 1] === 0) end--
    if (end <= 0) break
    if (++steps > PATIENCE * n) return false
    start = end - 1
    while (start > 0 && below[start - 1] !== 0) start--
    qrStep(a, diagonal, below, start, end, vectors)
  }
  return true
}

/** One implicit step on rows start to end. */
function qrStep(
  a: Arithmetic,
  diagonal: number[],
  below: number[],
  start: number,
  end: number,
  vectors: Grid | null,
): void {
  const { round } = a
  let x = round(diagonal[start]! - wilkinsonShift(a, diagonal, below, end))
  let z = below[start]!
  for (let k = start; k < end; k++) {
    const rotation = givens(a, x, z)
    const { c, s } = rotation
    const [d, b, e] = [diagonal[k]!, below[k]!, diagonal[k + 1]!]
    const mixed = round(round(s * d) + round(c * b))
    const next = round(round(s * b) + round(c * e))
    diagonal[k] = round(round(c * round(round(c * d) - round(s * b))) - round(s * round(round(c * b) - round(s * e))))
    diagonal[k + 1] = round(round(s * mixed) + round(c * next))
    below[k] = round(round(c * mixed) - round(s * next))
    if (k > start) below[k - 1] = round(round(c * below[k - 1]!) - round(s * z))
    x = below[k]!
    if (k < end - 1) {
      z = round(-s * below[k + 1]!)
      below[k + 1] = round(c * below[k + 1]!)
    }
    if (vectors) rotateColumns(a, vectors, k, k + 1, rotation)
  }
}
function wilkinsonShift(
  { round }: Arithmetic,
  diagonal: readonly number[],
  below: readonly number[],
  end: number,
): number {
  const half = round(round(diagonal[end - 1]! - diagonal[end]!) * 0.5)
  const e = below[end - 1]!
  if (half === 0) return round(diagonal[end]! - Math.abs(e))
  const square = round(e * e)
  const [most, least] = Math.abs(half) > Math.abs(e) ? [Math.abs(half), Math.abs(e)] : [Math.abs(e), Math.abs(half)]
  const ratio = round(least / most)
  const length = most === 0 ? 0 : round(most * round(Math.sqrt(round(1 + round(ratio * ratio)))))
  const part =
    square === 0
      ? round(round(e / round(half + (half > 0 ? 1 : -1))) * round(e / length))
      : round(square / round(half + (half > 0 ? length : -length)))
  return round(diagonal[end]! - part)
}
/** The rotation that turns [p, q] into [r, 0] with r of the sign that keeps c or s away from cancellation. */
function givens({ round }: Arithmetic, p: number, q: number): Rotation {
  if (q === 0) return { c: p < 0 ? -1 : 1, s: 0 }
  if (p === 0) return { c: 0, s: q < 0 ? 1 : -1 }
  const [small, big] = Math.abs(p) > Math.abs(q) ? [q, p] : [p, q]
  const t = round(small / big)
  const length = round(Math.sqrt(round(1 + round(t * t))))
  const inverse = round(1 / (big < 0 ? -length : length))
  return Math.abs(p) > Math.abs(q) ? { c: inverse, s: round(-t * inverse) } : { c: round(t * inverse), s: -inverse }
}
