/** Matrices of complex numbers in double precision. */

export type Complex = readonly [re: number, im: number]
export const modulus = ([re, im]: Complex): number => Math.hypot(re, im)
export const product = (x: Complex, y: Complex): [number, number] => [
  x[0] * y[0] - x[1] * y[1],
  x[0] * y[1] + x[1] * y[0],
]

export class ComplexGrid {
  readonly rows: number
  readonly columns: number
  readonly re: Float64Array
  readonly im: Float64Array
  private constructor(rows: number, columns: number) {
    this.rows = rows
    this.columns = columns
    this.re = new Float64Array(rows * columns)
    this.im = new Float64Array(rows * columns)
  }
  static zeros(rows: number, columns: number): ComplexGrid {
    return new ComplexGrid(rows, columns)
  }
  static identity(rows: number, columns: number): ComplexGrid {
    const made = new ComplexGrid(rows, columns)
    for (let i = 0; i < Math.min(rows, columns); i++) made.re[i * columns + i] = 1
    return made
  }
  /** From numbers that are pairs, row by row. */
  static ofPairs(rows: number, columns: number, data: ArrayLike<number>): ComplexGrid {
    const made = new ComplexGrid(rows, columns)
    for (let i = 0; i < rows * columns; i++) {
      made.re[i] = data[2 * i]!
      made.im[i] = data[2 * i + 1]!
    }
    return made
  }
  pairs(): Float64Array {
    return Float64Array.from({ length: 2 * this.re.length }, (_, i) => (i % 2 === 0 ? this.re : this.im)[i >> 1]!)
  }
  get(i: number, j: number): Complex {
    const at = i * this.columns + j
    return [this.re[at]!, this.im[at]!]
  }
  set(i: number, j: number, [re, im]: Complex): void {
    const at = i * this.columns + j
    this.re[at] = re
    this.im[at] = im
  }
  #mapped(rows: number, columns: number, value: (i: number, j: number) => Complex): ComplexGrid {
    const made = new ComplexGrid(rows, columns)
    for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) made.set(i, j, value(i, j))
    return made
  }
  scaled(factor: number): ComplexGrid {
    return this.#mapped(this.rows, this.columns, (i, j) => product(this.get(i, j), [factor, 0]))
  }
  transposed(): ComplexGrid {
    return this.#mapped(this.columns, this.rows, (i, j) => this.get(j, i))
  }
  adjoint(): ComplexGrid {
    return this.#mapped(this.columns, this.rows, (i, j) => {
      const [re, im] = this.get(j, i)
      return [re, -im]
    })
  }
  assign(other: ComplexGrid): void {
    this.re.set(other.re)
    this.im.set(other.im)
  }
  /** Elements of column j from row `from` on. */
  column(j: number, from: number): Complex[] {
    return Array.from({ length: this.rows - from }, (_, i) => this.get(from + i, j))
  }
  scaleRow(i: number, factor: Complex): void {
    for (let j = 0; j < this.columns; j++) this.set(i, j, product(this.get(i, j), factor))
  }
  scaleColumn(j: number, factor: Complex): void {
    for (let i = 0; i < this.rows; i++) this.set(i, j, product(this.get(i, j), factor))
  }
  swapColumns(p: number, q: number): void {
    for (let i = 0; i < this.rows; i++) {
      const moved = this.get(i, p)
      this.set(i, p, this.get(i, q))
      this.set(i, q, moved)
    }
  }
  /** [x; y] becomes [c·x + s̄·y; −s·x + c̄·y]. */
  rotateRows(p: number, q: number, c: Complex, s: Complex): void {
    for (let j = 0; j < this.columns; j++) {
      const [x, y] = [this.get(p, j), this.get(q, j)]
      const [cx, sy, sx, cy] = [product(c, x), product([s[0], -s[1]], y), product(s, x), product([c[0], -c[1]], y)]
      this.set(p, j, [cx[0] + sy[0], cx[1] + sy[1]])
      this.set(q, j, [cy[0] - sx[0], cy[1] - sx[1]])
    }
  }
  /** Undoes for the columns what `rotateRows` did: [x, y] becomes [c̄·x + s·y, c·y − s̄·x]. */
  rotateColumns(p: number, q: number, c: Complex, s: Complex): void {
    for (let i = 0; i < this.rows; i++) {
      const [x, y] = [this.get(i, p), this.get(i, q)]
      const [cx, sy, sx, cy] = [product([c[0], -c[1]], x), product(s, y), product([s[0], -s[1]], x), product(c, y)]
      this.set(i, p, [cx[0] + sy[0], cx[1] + sy[1]])
      this.set(i, q, [cy[0] - sx[0], cy[1] - sx[1]])
    }
  }
}
