/** Singular values by Jacobi's rotations from both sides, after a QR decomposition where the matrix is not square. */
import { orthogonalOf, pivotedQr, reflectAll } from './householder.ts'
import { type Arithmetic, Grid, larger, scaleOf } from './packet_sums.ts'

/** How much of the matrices of vectors is wanted. */
export type Vectors = 'none' | 'thin' | 'full'

export interface Singular {
  /** Descending. */
  readonly values: number[]
  /** Vectors as columns, in the order of memory of the matrix; null where not wanted. */
  readonly u: Grid | null
  readonly v: Grid | null
}

/** The rotation [[c, s], [−s, c]]. */
export interface Rotation {
  readonly c: number
  readonly s: number
}

export function rotateRows(a: Arithmetic, m: Grid, p: number, q: number, { c, s }: Rotation): void {
  if (c === 1 && s === 0) return
  const { round } = a
  for (let j = 0; j < m.columns; j++) {
    const [x, y] = [m.get(p, j), m.get(q, j)]
    m.set(p, j, round(c * x) + round(s * y))
    m.set(q, j, round(c * y) - round(s * x))
  }
}
export function rotateColumns(
  a: Arithmetic,
  m: Grid,
  p: number,
  q: number,
  { c, s }: Rotation,
  from = 0,
  count = m.rows - from,
): void {
  if (c === 1 && s === 0) return
  const { round } = a
  const { data } = m
  const step = m.rowMajor ? m.stride : 1
  for (let n = 0, i = m.index(from, p), j = m.index(from, q); n < count; n++, i += step, j += step) {
    const [x, y] = [data[i]!, data[j]!]
    data[i] = round(c * x) - round(s * y)
    data[j] = round(c * y) + round(s * x)
  }
}

/** Rotates the symmetric matrix [[x, y], [y, z]] to a diagonal one. */
function symmetricRotation({ round, tiny }: Arithmetic, x: number, y: number, z: number): Rotation {
  const divisor = round(2 * Math.abs(y))
  if (divisor < tiny) return { c: 1, s: 0 }
  const tau = round(round(x - z) / divisor)
  const w = round(Math.sqrt(round(round(tau * tau) + 1)))
  const t = round(1 / (tau > 0 ? round(tau + w) : round(tau - w)))
  const n = round(1 / round(Math.sqrt(round(round(t * t) + 1))))
  const sign = (t > 0 ? -1 : 1) * (y > 0 ? 1 : -1)
  return { c: n, s: round(sign * round(Math.abs(t) * n)) }
}

/** Rotations from the left and from the right that turn [[pp, pq], [qp, qq]] into a diagonal matrix. */
export function diagonalising(
  a: Arithmetic,
  pp: number,
  pq: number,
  qp: number,
  qq: number,
): { left: Rotation; right: Rotation } {
  const { round, tiny } = a
  const t = round(pp + qq)
  const d = round(qp - pq)
  // first a rotation that makes it symmetric
  let c = 1
  let s = 0
  if (!(Math.abs(d) < tiny)) {
    const u = round(t / d)
    const length = round(Math.sqrt(round(1 + round(u * u))))
    s = round(1 / length)
    c = round(u / length)
  }
  const turned = c === 1 && s === 0
  const x = turned ? pp : round(round(c * pp) + round(s * qp))
  const y = turned ? pq : round(round(c * pq) + round(s * qq))
  const z = turned ? qq : round(round(c * qq) - round(s * pq))
  const right = symmetricRotation(a, x, y, z)
  const left = { c: round(round(c * right.c) + round(s * right.s)), s: round(round(s * right.c) - round(c * right.s)) }
  return { left, right }
}

/** Starts U, V and a square matrix W with m / scale = U·W·Vᵀ. */
function squared(
  a: Arithmetic,
  m: Grid,
  scale: number,
  u: Vectors,
  v: Vectors,
): { work: Grid; u: Grid | null; v: Grid | null } {
  const { rowMajor } = m
  const size = Math.min(m.rows, m.columns)
  const scaled = Grid.zeros(a, m.rows, m.columns, rowMajor)
  for (let i = 0; i < m.rows; i++) for (let j = 0; j < m.columns; j++) scaled.set(i, j, m.get(i, j) / scale)
  if (m.rows === m.columns) {
    const one = (wanted: Vectors): Grid | null => (wanted === 'none' ? null : Grid.identity(a, size, size, rowMajor))
    return { work: scaled, u: one(u), v: one(v) }
  }
  const wide = m.columns > m.rows
  const tall = Grid.zeros(a, Math.max(m.rows, m.columns), size, rowMajor)
  tall.assign(wide ? scaled.transposed() : scaled)
  const { r, q, columns } = pivotedQr(a, tall)
  const work = Grid.zeros(a, size, size, rowMajor)
  for (let i = 0; i < size; i++) {
    for (let j = i; j < size; j++) {
      if (wide) work.set(j, i, r.get(i, j))
      else work.set(i, j, r.get(i, j))
    }
  }
  const long = wide ? v : u
  let orthogonal: Grid | null = null
  if (long === 'full') orthogonal = orthogonalOf(a, q, rowMajor)
  else if (long === 'thin') {
    orthogonal = Grid.identity(a, tall.rows, size, rowMajor)
    reflectAll(a, q, orthogonal)
  }
  let permutation: Grid | null = null
  if ((wide ? u : v) !== 'none') {
    permutation = Grid.zeros(a, size, size, rowMajor)
    for (const [j, i] of columns.entries()) permutation.set(i, j, 1)
  }
  return wide ? { work, u: permutation, v: orthogonal } : { work, u: orthogonal, v: permutation }
}

/** `m` fills its array. */
export function jacobiSvd(a: Arithmetic, m: Grid, wantU: Vectors, wantV: Vectors): Singular {
  const { round } = a
  const size = Math.min(m.rows, m.columns)
  const scale = scaleOf(a, m.data)
  const { work, u, v } = squared(a, m, scale, wantU, wantV)
  // the last bit can take too many rounds
  const precision = 2 * a.epsilon
  let largest = size === 0 ? 0 : Math.abs(work.get(0, 0))
  for (let i = 1; i < size; i++) largest = larger(largest, Math.abs(work.get(i, i)))
  for (let finished = false; !finished; ) {
    finished = true
    for (let p = 1; p < size; p++) {
      for (let q = 0; q < p; q++) {
        const threshold = larger(a.tiny, round(precision * largest))
        if (!(Math.abs(work.get(p, q)) > threshold || Math.abs(work.get(q, p)) > threshold)) continue
        finished = false
        const { left, right } = diagonalising(a, work.get(p, p), work.get(p, q), work.get(q, p), work.get(q, q))
        rotateRows(a, work, p, q, left)
        if (u) rotateColumns(a, u, p, q, { c: left.c, s: -left.s })
        rotateColumns(a, work, p, q, right)
        if (v) rotateColumns(a, v, p, q, right)
        largest = larger(largest, larger(Math.abs(work.get(p, p)), Math.abs(work.get(q, q))))
      }
    }
  }
  const values: number[] = []
  for (let i = 0; i < size; i++) {
    const x = work.get(i, i)
    values.push(round(Math.abs(x) * scale))
    if (u && x < 0) for (let k = 0; k < u.rows; k++) u.set(k, i, -u.get(k, i))
  }
  sortDescending(values, u, v)
  return { values, u, v }
}
function sortDescending(values: number[], u: Grid | null, v: Grid | null): void {
  for (let i = 0; i < values.length; i++) {
    let largest = i
    for (let k = i + 1; k < values.length; k++) if (values[k]! > values[largest]!) largest = k
    if (values[largest] === 0) break
    if (largest === i) continue
    ;[values[i], values[largest]] = [values[largest]!, values[i]!]
    u?.swapColumns(i, largest)
    v?.swapColumns(i, largest)
  }
}
