/** Reduction of a matrix that is at least as tall as wide to an upper bidiagonal one by reflections from both sides. */
import { makeReflection, type Reflections, reflectColumns, reflectRows } from './householder.ts'
import { type Arithmetic, addMatrixProduct, addProduct, Grid, type Vector } from './packet_sums.ts'

export interface Bidiagonal {
  readonly diagonal: number[]
  /** Above the diagonal. */
  readonly upper: number[]
  /** The matrix is left · bidiagonal · rightᵀ. */
  readonly left: Reflections
  readonly right: Reflections
}

/** Columns that are reduced before the rest of the matrix is brought up to date; narrower matrices are reduced one by one. */
const BLOCK = 32
const NARROW = 48

/** Overwrites m, which lies column by column. */
export function bidiagonal(a: Arithmetic, m: Grid): Bidiagonal {
  const { columns } = m
  const state: State = { diagonal: [], upper: [], leftTaus: [], rightTaus: [] }
  const size = Math.min(BLOCK, columns)
  const [x, y] = [Grid.zeros(a, m.rows, size, false), Grid.zeros(a, columns, size, false)]
  for (let k = 0; k < columns; k += size) {
    const rest = m.block(k, k, m.rows - k, columns - k)
    if (k + size >= columns || rest.columns < NARROW) {
      reduce(a, rest, state)
      break
    }
    reduceBlock(a, rest, x.block(0, 0, rest.rows, size), y.block(0, 0, rest.columns, size), state)
  }
  return {
    diagonal: state.diagonal,
    upper: state.upper,
    left: { vectors: m, taus: state.leftTaus, shift: 0 },
    right: { vectors: m.transposed(), taus: state.rightTaus, shift: 1 },
  }
}

interface State {
  readonly diagonal: number[]
  readonly upper: number[]
  readonly leftTaus: number[]
  readonly rightTaus: number[]
}

/** Column by column, row by row. */
function reduce(a: Arithmetic, m: Grid, { diagonal, upper, leftTaus, rightTaus }: State): void {
  for (let k = 0; k < m.columns; k++) {
    const [rows, columns] = [m.rows - k, m.columns - k - 1]
    const left = makeReflection(a, m.column(k, k), true)
    diagonal.push(left.beta)
    leftTaus.push(left.tau)
    if (columns === 0) break
    reflectRows(a, m.block(k, k + 1, rows, columns), m.column(k, k + 1), left.tau)
    const right = makeReflection(a, m.row(k, k + 1), false)
    upper.push(right.beta)
    rightTaus.push(right.tau)
    reflectColumns(a, m.block(k + 1, k + 1, rows - 1, columns), m.row(k, k + 2), right.tau)
  }
}

/** x −= matrix·vector, where the product is made first. */
function subtractProduct(a: Arithmetic, x: Vector, matrix: Grid, vector: Vector): void {
  const product: Vector = { data: a.allocate(x.length), at: 0, step: 1, length: x.length }
  addProduct(a, product, matrix, vector, 1)
  for (let i = 0; i < x.length; i++) x.data[x.at + i * x.step] = x.data[x.at + i * x.step]! - product.data[i]!
}
function setProduct(a: Arithmetic, x: Vector, matrix: Grid, vector: Vector): void {
  for (let i = 0; i < x.length; i++) x.data[x.at + i * x.step] = 0
  addProduct(a, x, matrix, vector, 1)
}
function scale(x: Vector, factor: number): void {
  for (let i = 0; i < x.length; i++) x.data[x.at + i * x.step] = x.data[x.at + i * x.step]! * factor
}

/** As many columns and rows as x and y have columns, and then at once what they do to the others. */
function reduceBlock(a: Arithmetic, m: Grid, x: Grid, y: Grid, { diagonal, upper, leftTaus, rightTaus }: State): void {
  const size = x.columns
  for (let k = 0; k < size; k++) {
    const [rows, columns] = [m.rows - k, m.columns - k - 1]
    const xs = x.block(k, 0, rows, k)
    const vs = m.block(k, 0, rows, k)
    const v = m.column(k, k)
    subtractProduct(a, v, vs, y.row(k, 0, k))
    if (k > 0) subtractProduct(a, v, xs, m.column(k, 0, k))
    const left = makeReflection(a, v, true)
    diagonal.push(left.beta)
    leftTaus.push(left.tau)
    m.set(k, k, 1)

    const ys = y.block(k + 1, 0, columns, k + 1)
    const us = m.block(0, k + 1, k, columns)
    // y = τ·(Aᵀ·v − Y·Vᵀ·v − Uᵀ·Xᵀ·v)
    const newY = y.column(k, k + 1)
    const part = y.column(k, 0, k)
    setProduct(a, newY, m.block(k, k + 1, rows, columns).transposed(), v)
    setProduct(a, part, vs.transposed(), v)
    addProduct(a, newY, y.block(k + 1, 0, columns, k), part, -1)
    setProduct(a, part, xs.transposed(), v)
    addProduct(a, newY, us.transposed(), part, -1)
    scale(newY, left.tau)

    const u = m.row(k, k + 1)
    subtractProduct(a, u, ys, m.row(k, 0, k + 1))
    if (k > 0) subtractProduct(a, u, us.transposed(), x.row(k, 0, k))
    const right = makeReflection(a, u, false)
    upper.push(right.beta)
    rightTaus.push(right.tau)
    m.set(k, k + 1, 1)
    // x = τ·(A·u − X·U·u − V·Yᵀ·u)
    const newX = x.column(k, k + 1)
    const few = x.column(k, 0, k)
    const more = x.column(k, 0, k + 1)
    setProduct(a, newX, m.block(k + 1, k + 1, rows - 1, columns), u)
    setProduct(a, few, us, u)
    addProduct(a, newX, x.block(k + 1, 0, rows - 1, k), few, -1)
    setProduct(a, more, ys.transposed(), u)
    addProduct(a, newX, m.block(k + 1, 0, rows - 1, k + 1), more, -1)
    scale(newX, right.tau)
  }
  const [rows, columns] = [m.rows - size, m.columns - size]
  const rest = m.block(size, size, rows, columns)
  addMatrixProduct(a, rest, m.block(size, 0, rows, size), y.block(size, 0, columns, size).transposed(), -1)
  addMatrixProduct(a, rest, x.block(size, 0, rows, size), m.block(0, size, size, columns), -1)
}
