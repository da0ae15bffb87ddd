/**
 * Sums and products of vectors and matrices in the order in which Eigen adds on processors with registers of 16 bytes:
 * a packet of numbers at a time, from where memory is aligned on. Decompositions need that order to the last bit, because
 * the signs of singular vectors hang on the rounding of what is nearly zero.
 */

export type Floats = Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>

/** What one type of numbers is and does. */
export interface Arithmetic {
  readonly round: (x: number) => number
  /** The distance from 1 to the next number, and the smallest normal number. */
  readonly epsilon: number
  readonly tiny: number
  /** How many numbers a register holds. */
  readonly lanes: 2 | 4
  readonly allocate: (length: number) => Floats
}
export const SINGLE: Arithmetic = {
  round: Math.fround,
  epsilon: 2 ** -23,
  tiny: 2 ** -126,
  lanes: 4,
  allocate: length => new Float32Array(length),
}
export const DOUBLE: Arithmetic = {
  round: x => x,
  epsilon: 2 ** -52,
  tiny: 2 ** -1022,
  lanes: 2,
  allocate: length => new Float64Array(length),
}

/** Numbers of an array that begins on a register's boundary: from `at` on, `step` apart. */
export interface Vector {
  readonly data: Floats
  readonly at: number
  readonly step: number
  readonly length: number
}
/** A part of a matrix whose rows (or columns) lie side by side, `stride` apart. */
export class Grid {
  readonly data: Floats
  readonly at: number
  readonly rows: number
  readonly columns: number
  readonly rowMajor: boolean
  readonly stride: number
  constructor(data: Floats, at: number, rows: number, columns: number, rowMajor: boolean, stride: number) {
    this.data = data
    this.at = at
    this.rows = rows
    this.columns = columns
    this.rowMajor = rowMajor
    this.stride = stride
  }
  static zeros(a: Arithmetic, rows: number, columns: number, rowMajor: boolean): Grid {
    return new Grid(a.allocate(rows * columns), 0, rows, columns, rowMajor, rowMajor ? columns : rows)
  }
  static identity(a: Arithmetic, rows: number, columns: number, rowMajor: boolean): Grid {
    const made = Grid.zeros(a, rows, columns, rowMajor)
    for (let i = 0; i < Math.min(rows, columns); i++) made.set(i, i, 1)
    return made
  }
  /** Where an element lies. */
  index(i: number, j: number): number {
    return this.rowMajor ? this.at + i * this.stride + j : this.at + j * this.stride + i
  }
  get(i: number, j: number): number {
    return this.data[this.index(i, j)] as number
  }
  set(i: number, j: number, value: number): void {
    this.data[this.index(i, j)] = value
  }
  block(i: number, j: number, rows: number, columns: number): Grid {
    return new Grid(this.data, this.index(i, j), rows, columns, this.rowMajor, this.stride)
  }
  /** Elements of a column, from row `from` on. */
  column(j: number, from = 0, length = this.rows - from): Vector {
    return { data: this.data, at: this.index(from, j), step: this.rowMajor ? this.stride : 1, length }
  }
  row(i: number, from = 0, length = this.columns - from): Vector {
    return { data: this.data, at: this.index(i, from), step: this.rowMajor ? 1 : this.stride, length }
  }
  /** The same memory read the other way round. */
  transposed(): Grid {
    return new Grid(this.data, this.at, this.columns, this.rows, !this.rowMajor, this.stride)
  }
  /** A copy in the same order. */
  copy(a: Arithmetic): Grid {
    const made = Grid.zeros(a, this.rows, this.columns, this.rowMajor)
    made.assign(this)
    return made
  }
  assign(other: Grid): void {
    for (let i = 0; i < this.rows; i++) for (let j = 0; j < this.columns; j++) this.set(i, j, other.get(i, j))
  }
  swapColumns(p: number, q: number, from = 0, length = this.rows - from): void {
    if (p === q) return
    for (let i = from; i < from + length; i++) {
      const moved = this.get(i, p)
      this.set(i, p, this.get(i, q))
      this.set(i, q, moved)
    }
  }
}

/** How many of `length` numbers from `at` on precede a register's boundary. */
export const unaligned = (a: Arithmetic, at: number, length: number): number =>
  Math.min((a.lanes - (at % a.lanes)) % a.lanes, length)

/** The lanes of a register added up: halves first. */
export const acrossLanes = ({ round, lanes }: Arithmetic, sums: ArrayLike<number>): number =>
  lanes === 2 ? round(sums[0]! + sums[1]!) : round(round(sums[0]! + sums[2]!) + round(sums[1]! + sums[3]!))

/** What C++ and its comparisons take for the larger number: the first where either is NaN. */
// biome-ignore lint/complexity/useMathMinMax: Math.max gives NaN for either
export const larger = (x: number, y: number): number => (x < y ? y : x)

/** What a matrix that fills `data` is divided by, so that nothing overflows: its largest number, unless that is 0. */
export function scaleOf(a: Arithmetic, data: Floats): number {
  const largest = largestMagnitude(a, data)
  return largest === 0 ? 1 : largest
}
/** The largest |x|; NaN counts as registers let it count: not where another number follows in its lane. */
function largestMagnitude({ lanes }: Arithmetic, data: Floats): number {
  // biome-ignore lint/complexity/useMathMinMax: Math.max gives NaN for either
  const register = (x: number, y: number): number => (x > y ? x : y)
  const aligned = data.length - (data.length % lanes)
  const most = Array.from({ length: aligned === 0 ? 1 : lanes }, (_, l) => Math.abs(data[l] ?? 0))
  if (aligned > lanes) {
    const second = most.map((_, l) => Math.abs(data[lanes + l]!))
    const pairs = aligned - (aligned % (2 * lanes))
    for (let i = 2 * lanes; i < pairs; i += lanes) {
      const group = i % (2 * lanes) === 0 ? most : second
      for (let l = 0; l < lanes; l++) group[l] = register(group[l]!, Math.abs(data[i + l]!))
    }
    for (let l = 0; l < lanes; l++) most[l] = register(most[l]!, second[l]!)
    if (aligned > pairs) for (let l = 0; l < lanes; l++) most[l] = register(most[l]!, Math.abs(data[pairs + l]!))
  }
  while (most.length > 1) {
    const half = most.splice(most.length / 2)
    for (const [l, x] of half.entries()) most[l] = register(most[l]!, x)
  }
  let result = most[0]!
  for (let i = Math.max(aligned, 1); i < data.length; i++) result = larger(result, Math.abs(data[i]!))
  return result
}

/** Σ x·y. `packed`: the numbers are known to lie side by side, so that registers are used, two at a time. */
export function innerProduct(a: Arithmetic, x: Vector, y: Vector, packed: boolean): number {
  const { round, lanes } = a
  const { length } = x
  const term = (i: number): number => round(x.data[x.at + i * x.step]! * y.data[y.at + i * y.step]!)
  if (length === 0) return 0
  const aligned = packed ? length - (length % lanes) : 0
  if (aligned === 0) {
    let sum = term(0)
    for (let i = 1; i < length; i++) sum = round(sum + term(i))
    return sum
  }
  const first = a.allocate(lanes)
  for (let i = 0; i < lanes; i++) first[i] = term(i)
  if (aligned > lanes) {
    const second = a.allocate(lanes)
    const pairs = aligned - (aligned % (2 * lanes))
    for (let i = 0; i < lanes; i++) second[i] = term(lanes + i)
    for (let i = 2 * lanes; i < pairs; i += 2 * lanes) {
      for (let l = 0; l < lanes; l++) {
        first[l] = first[l]! + term(i + l)
        second[l] = second[l]! + term(i + lanes + l)
      }
    }
    for (let l = 0; l < lanes; l++) first[l] = first[l]! + second[l]!
    if (aligned > pairs) for (let l = 0; l < lanes; l++) first[l] = first[l]! + term(pairs + l)
  }
  let sum = acrossLanes(a, first)
  for (let i = aligned; i < length; i++) sum = round(sum + term(i))
  return sum
}
/** Σ x². */
export const squaredNorm = (a: Arithmetic, x: Vector, packed: boolean): number => innerProduct(a, x, x, packed)

/** result += alpha·matrix·vector. The order of addition depends on how the matrix lies in memory. */
export function addProduct(a: Arithmetic, result: Vector, matrix: Grid, vector: Vector, alpha: number): void {
  if (matrix.rowMajor) addRows(a, result, matrix, vector, alpha)
  else addColumns(a, result, matrix, vector, alpha)
}

/** Four columns at a time; `result` lies side by side. */
function addColumns(a: Arithmetic, { data: out, at: to }: Vector, matrix: Grid, vector: Vector, alpha: number): void {
  const { round, lanes } = a
  const { data, at, stride, rows, columns } = matrix
  const factor = (k: number): number => round(alpha * vector.data[vector.at + k * vector.step]!)
  let start = unaligned(a, to, rows)
  let end = rows - ((rows - start) % lanes)
  const step = (lanes - (stride % lanes)) % lanes
  // with a stride of this kind pairs of registers are added column by column
  let columnwise = step !== 0 && step !== lanes / 2
  let skipped = 0
  const offset = unaligned(a, at, rows)
  if (offset === rows) {
    start = 0
    end = 0
  } else {
    while (skipped < lanes && start !== (offset + step * skipped) % lanes) skipped++
    if (skipped === lanes) {
      columnwise = false
      skipped = 0
    } else skipped = Math.min(skipped, columns)
  }
  let paired = start
  if (columnwise) while (paired < end - 3 * lanes + 1) paired += 2 * lanes
  const [second, fourth] = step === 1 ? [3, 1] : [1, 3]
  const bound = columns - ((columns - skipped) % 4)
  for (let k = skipped; k < bound; k += 4) {
    const [f0, f1, f2, f3] = [factor(k), factor(k + second), factor(k + 2), factor(k + fourth)]
    const [c0, c1, c2, c3] = [
      at + k * stride,
      at + (k + second) * stride,
      at + (k + 2) * stride,
      at + (k + fourth) * stride,
    ]
    for (let j = 0; j < rows; j++) {
      const [x0, x1, x2, x3] = [
        round(data[c0 + j]! * f0),
        round(data[c1 + j]! * f1),
        round(data[c2 + j]! * f2),
        round(data[c3 + j]! * f3),
      ]
      const sum = out[to + j]!
      out[to + j] =
        j >= paired && j < end
          ? sum + round(round(x0 + x1) + round(x2 + x3))
          : round(round(round(sum + x0) + x1) + x2) + x3
    }
  }
  for (const [from, until] of [
    [bound, columns],
    [0, skipped],
  ] as const) {
    for (let k = from; k < until; k++) {
      const f = factor(k)
      for (let j = 0; j < rows; j++) out[to + j] = out[to + j]! + round(data[at + k * stride + j]! * f)
    }
  }
}

/** Row by row; the vector is copied to a boundary unless its numbers lie side by side. */
function addRows(a: Arithmetic, result: Vector, matrix: Grid, vector: Vector, alpha: number): void {
  const { round, lanes } = a
  const { data, at, stride, rows, columns: depth } = matrix
  const from = vector.step === 1 ? vector.at : 0
  let start = unaligned(a, from, depth)
  let end = depth - ((depth - start) % lanes)
  if (unaligned(a, at, depth) === depth || unaligned(a, from, rows) === rows) {
    start = 0
    end = 0
  }
  const sums = a.allocate(lanes)
  for (let i = 0; i < rows; i++) {
    const term = (j: number): number => round(data[at + i * stride + j]! * vector.data[vector.at + j * vector.step]!)
    let sum = 0
    for (let j = 0; j < start; j++) sum = round(sum + term(j))
    if (end > start) {
      sums.fill(0)
      for (let j = start; j < end; j += lanes) for (let l = 0; l < lanes; l++) sums[l] = sums[l]! + term(j + l)
      sum = round(sum + acrossLanes(a, sums))
    }
    for (let j = end; j < depth; j++) sum = round(sum + term(j))
    const to = result.at + i * result.step
    result.data[to] = result.data[to]! + round(alpha * sum)
  }
}

/** result += alpha·x·y for matrices that are not tiny. The last rows that fill no register are added four terms at a time. */
export function addMatrixProduct(a: Arithmetic, result: Grid, x: Grid, y: Grid, alpha: number): void {
  // a result by rows is made as the transpose of the product by columns
  if (result.rowMajor) {
    addMatrixProduct(a, result.transposed(), y.transposed(), x.transposed(), alpha)
    return
  }
  const { round, lanes } = a
  const { rows, columns } = result
  const [depth, down, across] = [x.columns, x.rowMajor ? x.stride : 1, x.rowMajor ? 1 : x.stride]
  const panels = columns - (columns % 4)
  const sums = a.allocate(rows)
  const parts = a.allocate(4)
  for (let j = 0; j < columns; j++) {
    const whole = lanes === 4 && j < panels ? rows - (rows % lanes) : rows
    sums.fill(0)
    for (let k = 0; k < depth; k++) {
      const factor = y.get(k, j)
      if (factor === 0) continue
      for (let i = 0, at = x.at + k * across; i < whole; i++, at += down)
        sums[i] = sums[i]! + round(x.data[at]! * factor)
    }
    for (let i = whole; i < rows; i++) {
      const fours = depth - (depth % 4)
      parts.fill(0)
      for (let k = 0; k < fours; k++) parts[k % 4] = parts[k % 4]! + round(x.get(i, k) * y.get(k, j))
      let sum = round(round(parts[0]! + parts[1]!) + round(parts[2]! + parts[3]!))
      for (let k = fours; k < depth; k++) sum = round(sum + round(x.get(i, k) * y.get(k, j)))
      sums[i] = sum
    }
    for (let i = 0, at = result.index(0, j); i < rows; i++, at++)
      result.data[at] = round(alpha * sums[i]!) + result.data[at]!
  }
}

/** m −= column·row, where the column is multiplied by a factor first; element by element. */
export function subtractOuterProduct(a: Arithmetic, m: Grid, factor: number, column: Vector, row: Vector): void {
  const { round } = a
  const { data } = m
  const scaled = a.allocate(m.rows)
  for (let i = 0; i < m.rows; i++) scaled[i] = factor * column.data[column.at + i * column.step]!
  if (m.rowMajor) {
    for (let i = 0; i < m.rows; i++) {
      const x = scaled[i]!
      for (let j = 0, at = m.index(i, 0), from = row.at; j < m.columns; j++, at++, from += row.step) {
        data[at] = data[at]! - round(x * row.data[from]!)
      }
    }
    return
  }
  for (let j = 0; j < m.columns; j++) {
    const y = row.data[row.at + j * row.step]!
    for (let i = 0, at = m.index(0, j); i < m.rows; i++, at++) data[at] = data[at]! - round(scaled[i]! * y)
  }
}
