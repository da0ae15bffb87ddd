/** Householder's reflections 1 − τ·v·vᵀ with v = [1, …], and QR decomposition with them. */
import { type Arithmetic, addProduct, Grid, squaredNorm, subtractOuterProduct, type Vector } from './packet_sums.ts'

const tailOf = (x: Vector): Vector => ({ ...x, at: x.at + x.step, length: x.length - 1 })

/** Makes the reflection that turns x into [β, 0, …]; puts the rest of its v into the rest of x. `packed`: as for `squaredNorm`. */
export function makeReflection(a: Arithmetic, x: Vector, packed: boolean): { tau: number; beta: number } {
  const { round } = a
  const tail = tailOf(x)
  const rest = x.length === 1 ? 0 : squaredNorm(a, tail, packed)
  const first = x.data[x.at]!
  if (rest <= a.tiny) {
    for (let i = 0; i < tail.length; i++) tail.data[tail.at + i * tail.step] = 0
    return { tau: 0, beta: first }
  }
  const length = round(Math.sqrt(round(round(first * first) + rest)))
  const beta = first >= 0 ? -length : length
  const divisor = round(first - beta)
  for (let i = 0; i < tail.length; i++)
    tail.data[tail.at + i * tail.step] = tail.data[tail.at + i * tail.step]! / divisor
  return { tau: round(round(beta - first) / beta), beta }
}

/** (1 − τ·v·vᵀ)·m in place; `essential` is v without its 1. `offset`: how far the workspace lies from a register's boundary. */
export function reflectRows(a: Arithmetic, m: Grid, essential: Vector, tau: number, offset = 0): void {
  const { round } = a
  if (m.rows === 1) {
    scaled(a, m, round(1 - tau))
    return
  }
  if (tau === 0) return
  const sums: Vector = { data: a.allocate(offset + m.columns), at: offset, step: 1, length: m.columns }
  const bottom = m.block(1, 0, m.rows - 1, m.columns)
  addProduct(a, sums, bottom.transposed(), essential, 1)
  for (let j = 0; j < m.columns; j++) {
    const sum = round(sums.data[offset + j]! + m.get(0, j))
    sums.data[offset + j] = sum
    m.set(0, j, m.get(0, j) - round(tau * sum))
  }
  subtractOuterProduct(a, bottom, tau, essential, sums)
}
/** m·(1 − τ·v·vᵀ) in place. */
export function reflectColumns(a: Arithmetic, m: Grid, essential: Vector, tau: number): void {
  const { round } = a
  if (m.columns === 1) {
    scaled(a, m, round(1 - tau))
    return
  }
  if (tau === 0) return
  const sums: Vector = { data: a.allocate(m.rows), at: 0, step: 1, length: m.rows }
  const right = m.block(0, 1, m.rows, m.columns - 1)
  addProduct(a, sums, right, essential, 1)
  for (let i = 0; i < m.rows; i++) {
    const sum = round(sums.data[i]! + m.get(i, 0))
    sums.data[i] = sum
    m.set(i, 0, m.get(i, 0) - round(tau * sum))
  }
  subtractOuterProduct(a, right, tau, sums, essential)
}
function scaled(a: Arithmetic, m: Grid, factor: number): void {
  for (let i = 0; i < m.rows; i++) for (let j = 0; j < m.columns; j++) m.set(i, j, a.round(m.get(i, j) * factor))
}

/** Reflections H₀·H₁·…, each of which leaves `shift` rows more than its number alone; their v are columns below the diagonal of `vectors`. */
export interface Reflections {
  readonly vectors: Grid
  readonly taus: readonly number[]
  readonly shift: number
}
const essentialOf = ({ vectors, shift }: Reflections, k: number): Vector => vectors.column(k, k + 1 + shift)

/** H₀·H₁·…·m in place. */
export function reflectAll(a: Arithmetic, reflections: Reflections, m: Grid): void {
  for (let k = reflections.taus.length - 1; k >= 0; k--) {
    const first = m.rows - (reflections.vectors.rows - reflections.shift - k)
    reflectRows(a, m.block(first, 0, m.rows - first, m.columns), essentialOf(reflections, k), reflections.taus[k]!)
  }
}
/** H₀·H₁·… as a square matrix. */
export function orthogonalOf(a: Arithmetic, reflections: Reflections, rowMajor: boolean): Grid {
  const { vectors, taus, shift } = reflections
  const made = Grid.identity(a, vectors.rows, vectors.rows, rowMajor)
  for (let k = taus.length - 1; k >= 0; k--) {
    const first = k + shift
    const size = vectors.rows - first
    reflectRows(a, made.block(first, first, size, size), essentialOf(reflections, k), taus[k]!)
  }
  return made
}

export interface PivotedQr {
  /** R on and above the diagonal. */
  readonly r: Grid
  readonly q: Reflections
  /** For each column of R the column of the matrix that it stands for. */
  readonly columns: readonly number[]
}
/** Q·R = the columns of m in the order of `columns`: each time the longest that is left. Overwrites m, which is at least as tall as wide. */
export function pivotedQr(a: Arithmetic, m: Grid): PivotedQr {
  const { round } = a
  const packed = !m.rowMajor
  const root = (x: number): number => round(Math.sqrt(x))
  const lengthOf = (j: number, from: number): number => root(squaredNorm(a, m.column(j, from), packed))
  const direct = Array.from({ length: m.columns }, (_, j) => lengthOf(j, 0))
  const updated = direct.slice()
  const tooInaccurate = root(a.epsilon)
  const taus: number[] = []
  const columns = direct.map((_, j) => j)
  for (let k = 0; k < m.columns; k++) {
    let longest = k
    for (let j = k + 1; j < m.columns; j++) if (updated[j]! > updated[longest]!) longest = j
    if (longest !== k) {
      m.swapColumns(k, longest)
      for (const list of [direct, updated, columns]) [list[k], list[longest]] = [list[longest]!, list[k]!]
    }
    const { tau, beta } = makeReflection(a, m.column(k, k), packed)
    taus.push(tau)
    m.set(k, k, beta)
    if (k + 1 === m.columns) break
    reflectRows(a, m.block(k, k + 1, m.rows - k, m.columns - k - 1), m.column(k, k + 1), tau, k + 1)
    for (let j = k + 1; j < m.columns; j++) {
      if (updated[j] === 0) continue
      // what is left of the column's length without its new first element
      const ratio = round(Math.abs(m.get(k, j)) / updated[j]!)
      const left = Math.max(0, round(round(1 + ratio) * round(1 - ratio)))
      const change = round(updated[j]! / direct[j]!)
      if (round(left * round(change * change)) <= tooInaccurate) {
        direct[j] = lengthOf(j, k + 1)
        updated[j] = direct[j]!
      } else updated[j] = round(updated[j]! * root(left))
    }
  }
  return { r: m, q: { vectors: m, taus, shift: 0 }, columns }
}
