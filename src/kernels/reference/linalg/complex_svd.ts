/** Singular values of complex matrices, whose vectors have the phases that Eigen gives them. */

import { ComplexGrid, modulus } from './complex_grid.ts'
import { householder, pivotedComplexQr, reflectComplex } from './complex_householder.ts'
import { bidiagonalSvd, SMALL } from './divided_svd.ts'
import { diagonalising, type Rotation } from './jacobi_svd.ts'
import type { Matrix } from './matrix_batches.ts'
import type { Arithmetic } from './packet_sums.ts'

export interface ComplexSingular {
  /** Descending. */
  readonly values: Float64Array
  /** Vectors as columns of pairs of numbers. */
  readonly u: Float64Array
  readonly v: Float64Array
}
interface Parts {
  readonly values: number[]
  readonly u: ComplexGrid
  readonly v: ComplexGrid
}

/** Singular values of `m`, whose numbers are pairs. `full`: square matrices of vectors. */
export function complexSingularValues(a: Arithmetic, m: Matrix, full: boolean): ComplexSingular {
  const grid = ComplexGrid.ofPairs(m.rows, m.columns / 2, m.data)
  const finite = m.data.every(Number.isFinite)
  const { values, u, v } = grid.columns < SMALL || !finite ? jacobi(a, grid, full) : divided(a, grid, full)
  return { values: Float64Array.from(values), u: u.pairs(), v: v.pairs() }
}

const scaleOf = (m: ComplexGrid): number => {
  let largest = 0
  for (let i = 0; i < m.re.length; i++) largest = Math.max(largest, Math.hypot(m.re[i]!, m.im[i]!))
  return largest || 1
}

// --- Jacobi's rotations

/** Starts U, V and a square matrix W with m / scale = U·W·Vᴴ. */
function squared(m: ComplexGrid, scale: number, full: boolean): { u: ComplexGrid; v: ComplexGrid; work: ComplexGrid } {
  const scaled = m.scaled(1 / scale)
  const size = Math.min(m.rows, m.columns)
  if (m.rows === m.columns)
    return { u: ComplexGrid.identity(size, size), v: ComplexGrid.identity(size, size), work: scaled }
  const wide = m.columns > m.rows
  const tall = wide ? scaled.adjoint() : scaled
  const { q, columns } = pivotedComplexQr(tall)
  const orthogonal = ComplexGrid.identity(tall.rows, full ? tall.rows : size)
  for (let k = size - 1; k >= 0; k--) reflectComplex(orthogonal, k, 0, q[k]!, true)
  const r = ComplexGrid.zeros(size, size)
  for (let i = 0; i < size; i++) for (let j = i; j < size; j++) r.set(i, j, tall.get(i, j))
  const permutation = ComplexGrid.zeros(size, size)
  for (const [j, i] of columns.entries()) permutation.set(i, j, [1, 0])
  return wide ? { u: permutation, v: orthogonal, work: r.adjoint() } : { u: orthogonal, v: permutation, work: r }
}

/** Makes the block of p and q real, triangular at least. */
function makeReal(work: ComplexGrid, u: ComplexGrid, v: ComplexGrid, p: number, q: number, tiny: number): void {
  const [pp, qp] = [work.get(p, p), work.get(q, p)]
  const n = Math.sqrt(pp[0] ** 2 + pp[1] ** 2 + qp[0] ** 2 + qp[1] ** 2)
  const turnRow = (i: number): void => {
    const z = work.get(i, q)
    if (!(Math.abs(z[1]) > tiny)) return
    const size = modulus(z)
    work.scaleRow(i, [z[0] / size, -z[1] / size])
    u.scaleColumn(i, [z[0] / size, z[1] / size])
  }
  if (n === 0) {
    work.set(p, p, [0, 0])
    work.set(q, p, [0, 0])
    turnRow(p)
    turnRow(q)
    return
  }
  const c = [pp[0] / n, -pp[1] / n] as const
  const s = [qp[0] / n, qp[1] / n] as const
  work.rotateRows(p, q, c, s)
  u.rotateColumns(p, q, c, s)
  const pq = work.get(p, q)
  if (Math.abs(pq[1]) > tiny) {
    const size = modulus(pq)
    work.scaleColumn(q, [pq[0] / size, -pq[1] / size])
    v.scaleColumn(q, [pq[0] / size, -pq[1] / size])
  }
  turnRow(q)
}

function jacobi(a: Arithmetic, m: ComplexGrid, full: boolean): Parts {
  const scale = scaleOf(m)
  const { u, v, work } = squared(m, scale, full)
  const size = Math.min(m.rows, m.columns)
  let largest = 0
  for (let i = 0; i < size; i++) largest = Math.max(largest, modulus(work.get(i, i)))
  const isDiagonal = (p: number, q: number, precision: number): boolean => {
    const threshold = Math.max(a.tiny, precision * largest)
    return !(modulus(work.get(p, q)) > threshold || modulus(work.get(q, p)) > threshold)
  }
  for (let finished = false; !finished; ) {
    finished = true
    for (let p = 1; p < size; p++) {
      for (let q = 0; q < p; q++) {
        if (isDiagonal(p, q, 2 * a.epsilon)) continue
        finished = false
        makeReal(work, u, v, p, q, a.tiny)
        largest = Math.max(largest, modulus(work.get(p, p)), modulus(work.get(q, q)))
        if (isDiagonal(p, q, a.epsilon)) continue
        const [pp, pq, qp, qq] = [work.get(p, p)[0], work.get(p, q)[0], work.get(q, p)[0], work.get(q, q)[0]]
        const { left, right } = diagonalising({ ...a, round: x => x }, pp, pq, qp, qq)
        const real = ({ c, s }: Rotation): [readonly [number, number], readonly [number, number]] => [
          [c, 0],
          [s, 0],
        ]
        work.rotateRows(p, q, ...real(left))
        u.rotateColumns(p, q, ...real(left))
        const back = { c: right.c, s: -right.s }
        work.rotateColumns(p, q, ...real(back))
        v.rotateColumns(p, q, ...real(back))
        largest = Math.max(largest, modulus(work.get(p, p)), modulus(work.get(q, q)))
      }
    }
  }
  const values: number[] = []
  for (let i = 0; i < size; i++) {
    const z = work.get(i, i)
    const length = Math.abs(z[1]) > a.tiny ? modulus(z) : Math.abs(z[0])
    values.push(length * scale)
    if (Math.abs(z[1]) > a.tiny) u.scaleColumn(i, [z[0] / length, z[1] / length])
    else if (z[0] < 0) u.scaleColumn(i, [-1, 0])
  }
  for (let i = 0; i < size; i++) {
    let most = i
    for (let k = i + 1; k < size; k++) if (values[k]! > values[most]!) most = k
    if (values[most] === 0) break
    if (most === i) continue
    ;[values[i], values[most]] = [values[most]!, values[i]!]
    u.swapColumns(i, most)
    v.swapColumns(i, most)
  }
  return { values, u, v }
}

// --- larger matrices: bidiagonal and real, then divided

function divided(a: Arithmetic, m: ComplexGrid, full: boolean): Parts {
  const scale = scaleOf(m)
  const wide = m.columns > m.rows
  const scaled = m.scaled(1 / scale)
  const tall = wide ? scaled.adjoint() : scaled
  const size = tall.columns
  const diagonal: number[] = []
  const upper: number[] = []
  const left: ReturnType<typeof householder>[] = []
  const right: ReturnType<typeof householder>[] = []
  for (let k = 0; k < size; k++) {
    const down = householder(tall.column(k, k))
    left.push(down)
    diagonal.push(down.beta)
    reflectComplex(tall, k, k + 1, down, false)
    if (k + 1 === size) break
    // the row's reflection is that of a column of the transpose
    const flipped = tall.transposed()
    const across = householder(flipped.column(k, k + 1))
    right.push(across)
    upper.push(across.beta)
    reflectComplex(flipped, k + 1, k + 1, across, false)
    tall.assign(flipped.transposed())
  }
  const { values, u: inner, v: outer } = bidiagonalSvd(a, diagonal, upper)
  const vectors = (rows: number, part: { get(i: number, j: number): number }): ComplexGrid => {
    const made = ComplexGrid.identity(rows, full ? rows : size)
    for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) made.set(i, j, [part.get(i, j), 0])
    return made
  }
  const long = vectors(tall.rows, outer)
  for (let k = left.length - 1; k >= 0; k--) reflectComplex(long, k, 0, left[k]!, true)
  const short = vectors(size, inner)
  for (let k = right.length - 1; k >= 0; k--) {
    const { tau, tail, beta } = right[k]!
    reflectComplex(
      short,
      k + 1,
      0,
      { tau: [tau[0], -tau[1]], tail: tail.map(([re, im]) => [re, -im] as const), beta },
      true,
    )
  }
  const lengths = values.map(value => value * scale)
  return wide ? { values: lengths, u: short, v: long } : { values: lengths, u: long, v: short }
}
