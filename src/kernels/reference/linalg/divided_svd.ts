/**
 * Singular values of larger matrices: the matrix is made bidiagonal, which is divided in two until the parts are small;
 * the singular values of the whole are zeros of a rational function of those of the parts (Gu and Eisenstat's method).
 */
import { bidiagonal } from './bidiagonal.ts'
import { reflectAll } from './householder.ts'
import { jacobiSvd, rotateColumns, type Singular, type Vectors } from './jacobi_svd.ts'
import { type Arithmetic, addMatrixProduct, Grid, scaleOf } from './packet_sums.ts'
import { arrowSvd } from './secular_equation.ts'

/** Smaller problems are solved by Jacobi's rotations. */
export const SMALL = 16

/** What is divided: m, bidiagonal below, with U and V such that U·M·Vᵀ stays the matrix. */
interface Division {
  readonly a: Arithmetic
  /** Lower bidiagonal at first; then for each part an arrow: a first column and a diagonal. */
  readonly m: Grid
  readonly u: Grid
  readonly v: Grid
}

/** `m` has at least `SMALL` columns and fills its array. */
export function dividedSvd(a: Arithmetic, m: Grid, wantU: Vectors, wantV: Vectors): Singular {
  const { round } = a
  const wide = m.columns > m.rows
  const size = Math.min(m.rows, m.columns)
  const scale = scaleOf(a, m.data)
  const tall = Grid.zeros(a, Math.max(m.rows, m.columns), size, false)
  for (let i = 0; i < m.rows; i++) {
    for (let j = 0; j < m.columns; j++) {
      if (wide) tall.set(j, i, m.get(i, j) / scale)
      else tall.set(i, j, m.get(i, j) / scale)
    }
  }
  const { diagonal, upper, left, right } = bidiagonal(a, tall)
  const inner = bidiagonalSvd(a, diagonal, upper)
  const values = inner.values.map(value => round(value * scale))
  // the transpose was divided, so that U and V change places
  const vectors = (wanted: Vectors, part: Grid, reflections: typeof left): Grid | null => {
    if (wanted === 'none') return null
    const rows = reflections.vectors.rows
    const made = Grid.identity(a, rows, wanted === 'full' ? rows : size, m.rowMajor)
    made.block(0, 0, size, size).assign(part.block(0, 0, size, size))
    reflectAll(a, reflections, made)
    return made
  }
  const tallSide = vectors(wide ? wantV : wantU, inner.v, left)
  const otherSide = vectors(wide ? wantU : wantV, inner.u, right)
  return wide ? { values, u: otherSide, v: tallSide } : { values, u: tallSide, v: otherSide }
}

/** Singular values, descending, of an upper bidiagonal matrix B, with B = v·diag(values)·uᵀ in the first rows and columns of u and v. */
export function bidiagonalSvd(
  a: Arithmetic,
  diagonal: readonly number[],
  upper: readonly number[],
): { values: number[]; u: Grid; v: Grid } {
  const size = diagonal.length
  const division: Division = {
    a,
    m: Grid.zeros(a, size + 1, size, false),
    u: Grid.zeros(a, size + 1, size + 1, false),
    v: Grid.zeros(a, size, size, false),
  }
  for (let i = 0; i < size; i++) {
    division.m.set(i, i, diagonal[i]!)
    if (i + 1 < size) division.m.set(i + 1, i, upper[i]!)
  }
  divide(division, 0, size - 1, 0, 0, 0)
  const values: number[] = []
  for (let i = 0; i < size; i++) {
    const value = Math.abs(division.m.get(i, i))
    values.push(values.at(-1) === 0 || value < a.tiny ? 0 : value)
  }
  return { values, u: division.u, v: division.v }
}

/** Solves columns first to last of M. Their part of V begins at (`rowV`, `columnV`); the solution stands `shift` to the right. */
function divide(division: Division, first: number, last: number, rowV: number, columnV: number, shift: number): void {
  const { a, m, u, v } = division
  const { round } = a
  const n = last - first + 1
  if (n < SMALL) {
    const part = jacobiSvd(a, m.block(first, first, n + 1, n).copy(a), 'full', 'full')
    u.block(first, first, n + 1, n + 1).assign(part.u as Grid)
    v.block(rowV, columnV, n, n).assign(part.v as Grid)
    clear(m.block(first + shift, first + shift, n + 1, n))
    for (const [i, value] of part.values.entries()) m.set(first + shift + i, first + shift + i, value)
    return
  }
  const k = Math.floor(n / 2)
  const alpha = m.get(first + k, first + k)
  const beta = m.get(first + k + 1, first + k)
  // the right part first: it reads a column that the left one changes
  divide(division, first + k + 1, last, rowV + k + 1, columnV + k + 1, shift)
  divide(division, first, first + k - 1, rowV, columnV + 1, shift + 1)

  const lambda = u.get(first + k, first + k)
  const phi = u.get(first + k + 1, last + 1)
  const leftRow = Array.from({ length: k }, (_, i) => u.get(first + k, first + i))
  const rightRow = Array.from({ length: n - k - 1 }, (_, i) => u.get(first + k + 1, first + k + 1 + i))
  const [p, q] = [round(alpha * lambda), round(beta * phi)]
  const corner = round(Math.sqrt(round(round(p * p) + round(q * q))))
  const [c, s] = corner < a.tiny ? [1, 0] : [round(p / corner), round(q / corner)]
  v.set(rowV + k, columnV, 1)

  // the last column of the left part comes first, turned with that of the right part
  const q1 = Array.from({ length: k + 1 }, (_, i) => u.get(first + i, first + k))
  for (let j = first + k - 1; j >= first; j--) for (let i = first; i <= first + k; i++) u.set(i, j + 1, u.get(i, j))
  for (const [i, x] of q1.entries()) {
    u.set(first + i, first, x * c)
    u.set(first + i, last + 1, x * -s)
  }
  for (let i = first + k + 1; i <= last + 1; i++) {
    const x = u.get(i, last + 1)
    u.set(i, first, x * s)
    u.set(i, last + 1, x * c)
  }
  const at = first + shift
  m.set(at, at, corner)
  for (const [i, x] of leftRow.entries()) m.set(at + 1 + i, at, alpha * x)
  for (const [i, x] of rightRow.entries()) m.set(at + k + 1 + i, at, beta * x)

  const part: Part = { division, first, rowV, columnV, at, size: n, split: k }
  deflate(part)
  const arrow = arrowSvd(
    a,
    Array.from({ length: n }, (_, i) => m.get(at + i, at)),
    Array.from({ length: n }, (_, i) => (i === 0 ? 0 : m.get(at + i, at + i))),
  )
  multiply(a, u.block(first, first, n + 1, n + 1), arrow.u)
  multiply(a, v.block(rowV, columnV, n, n), arrow.v)
  clear(m.block(at, at, n, n))
  for (const [i, value] of arrow.values.entries()) m.set(at + i, at + i, value)
}
function clear(m: Grid): void {
  for (let i = 0; i < m.rows; i++) for (let j = 0; j < m.columns; j++) m.set(i, j, 0)
}
/** x = x·y. */
function multiply(a: Arithmetic, x: Grid, y: Grid): void {
  const product = Grid.zeros(a, x.rows, y.columns, false)
  addMatrixProduct(a, product, x, y, 1)
  x.assign(product)
}

interface Part {
  readonly division: Division
  readonly first: number
  readonly rowV: number
  readonly columnV: number
  /** Where the arrow begins in M. */
  readonly at: number
  readonly size: number
  /** How many elements come from the left part. */
  readonly split: number
}

/** Takes out of an arrow what is a singular value already, and sorts its diagonal. */
function deflate(part: Part): void {
  const { division, at, size } = part
  const { a, m } = division
  const column = (i: number): number => m.get(at + i, at)
  const setColumn = (i: number, x: number): void => m.set(at + i, at, x)
  const diagonal = (i: number): number => m.get(at + i, at + i)
  const setDiagonal = (i: number, x: number): void => m.set(at + i, at + i, x)
  const { round, tiny, epsilon } = a
  let largest = 0
  for (let i = 1; i < size; i++) largest = Math.max(largest, Math.abs(diagonal(i)))
  const strict = Math.max(tiny, round(epsilon * largest))
  let bound = largest
  for (let i = 0; i < size; i++) bound = Math.max(bound, Math.abs(column(i)))
  const coarse = round(8 * epsilon * bound)
  if (diagonal(0) < coarse) setDiagonal(0, coarse)
  for (let i = 1; i < size; i++) if (Math.abs(column(i)) < strict) setColumn(i, 0)
  for (let i = 1; i < size; i++) if (diagonal(i) < coarse) turnIntoCorner(part, i)
  sort(part)
  // equal values: all but one of them are done
  let i = size - 1
  while (i > 0 && (Math.abs(diagonal(i)) < tiny || Math.abs(column(i)) < tiny)) i--
  for (; i > 1; i--) if (round(diagonal(i) - diagonal(i - 1)) < round(epsilon * largest)) mergeEqual(part, i - 1, i)
}
/** Element i of the diagonal is nearly zero: its element of the column is turned into the corner. */
function turnIntoCorner({ division, first, at, size }: Part, i: number): void {
  const { a, m, u } = division
  const { round } = a
  const [c, s] = [m.get(at, at), m.get(at + i, at)]
  const r = round(Math.sqrt(round(round(c * c) + round(s * s))))
  m.set(at + i, at + i, 0)
  if (r === 0) return
  m.set(at, at, r)
  m.set(at + i, at, 0)
  rotateColumns(a, u, first, first + i, { c: round(c / r), s: round(-s / r) }, first, size + 1)
}
/** Elements i and j of the diagonal are nearly equal: that of the column for j is turned into that for i. */
function mergeEqual({ division, first, rowV, columnV, at, size }: Part, i: number, j: number): void {
  const { a, m, u, v } = division
  const { round } = a
  const [c, s] = [m.get(at + i, at), m.get(at + j, at)]
  const r = round(Math.sqrt(round(round(c * c) + round(s * s))))
  if (r === 0) {
    m.set(at + i, at + i, m.get(at + j, at + j))
    return
  }
  m.set(at + i, at, r)
  m.set(at + j, at + j, m.get(at + i, at + i))
  m.set(at + j, at, 0)
  const rotation = { c: round(c / r), s: -round(s / r) }
  rotateColumns(a, u, first + i, first + j, rotation, first, size + 1)
  rotateColumns(a, v, columnV + i, columnV + j, rotation, rowV, size)
}

/** Sorts the diagonal of an arrow in rising order, zeros last. Both parts are sorted. */
function sort({ division, first, rowV, columnV, at, size, split }: Part): void {
  const { a, m, u, v } = division
  const { tiny } = a
  const diagonal = (i: number): number => m.get(at + i, at + i)
  let done = true
  for (let i = 1; i < size; i++) if (!(m.get(at + i, at) < tiny)) done = false
  const order = [0]
  for (let i = 1; i < size; i++) if (Math.abs(diagonal(i)) < tiny) order.push(i)
  for (let i = 1, j = split + 1; order.length < size; ) {
    if (i > split) order.push(j++)
    else if (j >= size) order.push(i++)
    else if (diagonal(i) < diagonal(j)) order.push(j++)
    else order.push(i++)
  }
  if (done) {
    // then the corner is a singular value too, and is sorted with the others
    for (let i = 1; i < size; i++) {
      const next = order[i]!
      if (Math.abs(diagonal(next)) < tiny || diagonal(0) < diagonal(next)) order[i - 1] = next
      else {
        order[i - 1] = 0
        break
      }
    }
  }
  const placeOf = Array.from({ length: size }, (_, i) => i)
  const whoIsAt = placeOf.slice()
  for (let i = done ? 0 : 1; i < size; i++) {
    const who = order[size - (done ? i + 1 : i)]!
    const from = placeOf[who]!
    const swapped = diagonal(i)
    m.set(at + i, at + i, diagonal(from))
    m.set(at + from, at + from, swapped)
    if (i !== 0 && from !== 0) {
      const x = m.get(at + i, at)
      m.set(at + i, at, m.get(at + from, at))
      m.set(at + from, at, x)
    }
    u.swapColumns(first + i, first + from, first, size + 1)
    v.swapColumns(columnV + i, columnV + from, rowV, size)
    const moved = whoIsAt[i]!
    placeOf[moved] = from
    placeOf[who] = i
    whoIsAt[from] = moved
    whoIsAt[i] = who
  }
}
