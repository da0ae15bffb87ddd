/** Eigenvalues and eigenvectors of square matrices by the QR algorithm, in complex numbers. */
import { Complex } from '../tensor/literals.ts'

type Rows = Complex[][]

const plus = (a: Complex, b: Complex): Complex => new Complex(a.re + b.re, a.im + b.im)
const minus = (a: Complex, b: Complex): Complex => new Complex(a.re - b.re, a.im - b.im)
const times = (a: Complex, b: Complex): Complex => new Complex(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re)
const size = (a: Complex): number => Math.hypot(a.re, a.im)
const scaled = (a: Complex, by: number): Complex => new Complex(a.re * by, a.im * by)
const divided = (a: Complex, b: Complex): Complex => scaled(times(a, b.conjugate()), 1 / (b.re * b.re + b.im * b.im))
function root(a: Complex): Complex {
  const r = size(a)
  const re = Math.sqrt((r + Math.abs(a.re)) / 2)
  if (re === 0) return new Complex(0, 0)
  const im = Math.abs(a.im) / (2 * re)
  return a.re >= 0 ? new Complex(re, a.im < 0 ? -im : im) : new Complex(im, a.im < 0 ? -re : re)
}

/** The rotation that turns (x, y) to (r, 0). */
function rotation(x: Complex, y: Complex): { c: Complex; s: Complex } {
  const r = Math.hypot(size(x), size(y))
  return r === 0 ? { c: new Complex(1, 0), s: new Complex(0, 0) } : { c: scaled(x, 1 / r), s: scaled(y, 1 / r) }
}

/** Rows p and q of `m` turned. */
function turnRows(m: Rows, p: number, q: number, { c, s }: { c: Complex; s: Complex }, from: number): void {
  const [a, b] = [m[p] as Complex[], m[q] as Complex[]]
  for (let j = from; j < a.length; j++) {
    const [x, y] = [a[j] as Complex, b[j] as Complex]
    a[j] = plus(times(c.conjugate(), x), times(s.conjugate(), y))
    b[j] = minus(times(c, y), times(s, x))
  }
}
/** Columns p and q turned back. */
function turnColumns(m: Rows, p: number, q: number, { c, s }: { c: Complex; s: Complex }, to: number): void {
  for (let i = 0; i < to; i++) {
    const row = m[i] as Complex[]
    const [x, y] = [row[p] as Complex, row[q] as Complex]
    row[p] = plus(times(x, c), times(y, s))
    row[q] = minus(times(y, c.conjugate()), times(x, s.conjugate()))
  }
}

const MOST_STEPS = 100

/** Turns `a` into an upper triangle, and gives the product of all turns; undefined where that takes too long. */
function triangular(a: Rows): Rows | undefined {
  const n = a.length
  const turns: Rows = a.map((_, i) => a.map((__, j) => new Complex(i === j ? 1 : 0, 0)))
  const turn = (p: number, q: number, by: { c: Complex; s: Complex }): void => {
    turnRows(a, p, q, by, 0)
    turnColumns(a, p, q, by, n)
    turnColumns(turns, p, q, by, n)
  }
  const at = (i: number, j: number): Complex => (a[i] as Complex[])[j] as Complex
  for (let j = 0; j + 2 < n; j++)
    for (let i = n - 1; i > j + 1; i--) if (size(at(i, j)) !== 0) turn(i - 1, i, rotation(at(i - 1, j), at(i, j)))
  for (let high = n - 1, steps = 0; high > 0; ) {
    let low = high
    while (low > 0 && size(at(low, low - 1)) > 2 ** -52 * (size(at(low, low)) + size(at(low - 1, low - 1)))) low--
    if (low > 0) (a[low] as Complex[])[low - 1] = new Complex(0, 0)
    if (low === high) {
      high--
      steps = 0
      continue
    }
    if (++steps > MOST_STEPS) return undefined
    // Wilkinson's shift: the eigenvalue of the last two by two block that is nearer to its corner
    const [p, q, r, s] = [at(high - 1, high - 1), at(high - 1, high), at(high, high - 1), at(high, high)]
    const half = scaled(minus(p, s), 0.5)
    const d = root(plus(times(half, half), times(q, r)))
    const sum = size(plus(half, d)) >= size(minus(half, d)) ? plus(half, d) : minus(half, d)
    const shift =
      size(sum) === 0 ? s : steps % 11 === 10 ? new Complex(size(r), 0) : minus(s, divided(times(q, r), sum))
    // one step of the implicit algorithm: the first turn is that of the shifted matrix, the others chase the bulge
    turn(low, low + 1, rotation(minus(at(low, low), shift), at(low + 1, low)))
    for (let k = low; k + 2 <= high; k++) turn(k + 1, k + 2, rotation(at(k + 1, k), at(k + 2, k)))
  }
  return turns
}

export interface Eigen {
  readonly values: readonly Complex[]
  /** Vector k is column k, of length 1. */
  readonly vectors: readonly (readonly Complex[])[]
}

/** Eigenvalues and eigenvectors of a matrix given by rows; undefined where they are not found. */
export function eigen(rows: Rows): Eigen | undefined {
  const n = rows.length
  const a = rows.map(row => [...row])
  const turns = triangular(a)
  if (turns === undefined) return undefined
  const at = (i: number, j: number): Complex => (a[i] as Complex[])[j] as Complex
  const values = a.map((_, i) => at(i, i))
  const norm = Math.max(...a.flat().map(size), Number.MIN_VALUE)
  const columns = values.map((value, k) => {
    const x: Complex[] = values.map((_, i) => new Complex(i === k ? 1 : 0, 0))
    for (let i = k - 1; i >= 0; i--) {
      let sum = new Complex(0, 0)
      for (let j = i + 1; j <= k; j++) sum = plus(sum, times(at(i, j), x[j] as Complex))
      const gap = minus(value, at(i, i))
      x[i] = divided(sum, size(gap) < 2 ** -52 * norm ? new Complex(2 ** -52 * norm, 0) : gap)
    }
    const vector = turns.map(row =>
      row.reduce((sum, item, j) => plus(sum, times(item, x[j] as Complex)), new Complex(0, 0)),
    )
    const length = Math.sqrt(vector.reduce((sum, item) => sum + item.re * item.re + item.im * item.im, 0))
    const largest = vector.reduce((best, item) => (size(item) > size(best) ? item : best))
    // the largest component is real, as LAPACK has it
    const phase = size(largest) === 0 ? new Complex(1, 0) : scaled(largest.conjugate(), 1 / (size(largest) * length))
    return vector.map(item => times(item, phase))
  })
  return { values, vectors: Array.from({ length: n }, (_, i) => columns.map(column => column[i] as Complex)) }
}
