/** Factorisations and systems of linear equations, in double precision. */
import { invalidArgument } from '../../../errors/status.ts'
import { at, identity, type Matrix, matrix, product, transposed } from './matrix_batches.ts'

interface Factors {
  /** L below the diagonal, U on it and above. */
  readonly lu: Float64Array
  /** Row i of the product is row order[i] of the matrix. */
  readonly order: readonly number[]
  /** 1, or −1 for an odd number of exchanges. */
  readonly sign: number
}

/** LU factors by Gaussian elimination with partial pivoting. */
export function luFactors(a: Matrix): Factors {
  const n = a.rows
  const lu = a.data.slice()
  const order = Array.from({ length: n }, (_, i) => i)
  let sign = 1
  for (let k = 0; k < n; k++) {
    let pivot = k
    for (let i = k + 1; i < n; i++)
      if (Math.abs(lu[i * n + k] as number) > Math.abs(lu[pivot * n + k] as number)) pivot = i
    if (pivot !== k) {
      const row = lu.slice(k * n, (k + 1) * n)
      lu.copyWithin(k * n, pivot * n, (pivot + 1) * n)
      lu.set(row, pivot * n)
      const moved = order[k] as number
      order[k] = order[pivot] as number
      order[pivot] = moved
      sign = -sign
    }
    const divisor = lu[k * n + k] as number
    if (divisor === 0) continue
    for (let i = k + 1; i < n; i++) {
      const factor = (lu[i * n + k] as number) / divisor
      lu[i * n + k] = factor
      for (let j = k + 1; j < n; j++) lu[i * n + j] = (lu[i * n + j] as number) - factor * (lu[k * n + j] as number)
    }
  }
  return { lu, order, sign }
}

export function determinant(a: Matrix): number {
  const { lu, sign } = luFactors(a)
  let value = sign
  for (let i = 0; i < a.rows; i++) value *= lu[i * a.rows + i] as number
  return value
}

/** x with a·x = b. Throws where a pivot is 0. */
export function solve(a: Matrix, b: Matrix, singular: string): Matrix {
  const n = a.rows
  const { lu, order } = luFactors(a)
  // NaNs behind the first pivot are not noticed
  let least = n > 0 ? Math.abs(lu[0] as number) : 1
  for (let i = 1; i < n; i++) if (Math.abs(lu[i * n + i] as number) < least) least = Math.abs(lu[i * n + i] as number)
  if (!(least > 0)) throw invalidArgument(singular)
  const columns = b.columns
  const x = matrix(n, columns)
  for (let i = 0; i < n; i++)
    x.data.set(b.data.subarray((order[i] as number) * columns, ((order[i] as number) + 1) * columns), i * columns)
  const factors = matrix(n, n, lu)
  substitute(factors, x, true, true)
  substitute(factors, x, false, false)
  return x
}
export const inverse = (a: Matrix, singular: string): Matrix => solve(a, identity(a.rows), singular)

/** Solves with the lower or upper triangle of `t`, in place; `unit`: its diagonal is 1. */
function substitute(t: Matrix, x: Matrix, lower: boolean, unit: boolean): void {
  const n = t.rows
  const { columns, data } = x
  for (let step = 0; step < n; step++) {
    const i = lower ? step : n - 1 - step
    const [from, to] = lower ? [0, i] : [i + 1, n]
    for (let k = from; k < to; k++) {
      const factor = at(t, i, k)
      if (factor === 0) continue
      for (let j = 0; j < columns; j++)
        data[i * columns + j] = (data[i * columns + j] as number) - factor * (data[k * columns + j] as number)
    }
    if (unit) continue
    const divisor = at(t, i, i)
    for (let j = 0; j < columns; j++) data[i * columns + j] = (data[i * columns + j] as number) / divisor
  }
}

/** x with t·x = b (or tᵀ·x = b), where only the lower or upper triangle of `t` counts. */
export function triangularSolve(t: Matrix, b: Matrix, lower: boolean, adjoint: boolean): Matrix {
  const x = matrix(b.rows, b.columns, b.data.slice())
  if (adjoint) substitute(transposed(t), x, !lower, false)
  else substitute(t, x, lower, false)
  return x
}
/** Whether an element of the diagonal is 0. */
export function hasZeroPivot(t: Matrix): boolean {
  for (let i = 0; i < t.rows; i++) if (at(t, i, i) === 0) return true
  return false
}

/** The lower triangle L with L·Lᵀ = a, of which only the lower triangle is read; undefined where `a` is not positive definite. */
export function cholesky(a: Matrix): Matrix | undefined {
  const n = a.rows
  const l = matrix(n, n)
  for (let j = 0; j < n; j++) {
    let diagonal = at(a, j, j)
    for (let k = 0; k < j; k++) diagonal -= at(l, j, k) ** 2
    if (diagonal <= 0) return undefined
    const root = Math.sqrt(diagonal)
    l.data[j * n + j] = root
    for (let i = j + 1; i < n; i++) {
      let sum = at(a, i, j)
      for (let k = 0; k < j; k++) sum -= at(l, i, k) * at(l, j, k)
      l.data[i * n + j] = sum / root
    }
  }
  return l
}

/** d(loss)/da from L and d(loss)/dL, spread evenly over both triangles: ½(S + Sᵀ), S = L⁻ᵀ Φ(Lᵀ·grad) L⁻¹. */
export function choleskyGradient(l: Matrix, grad: Matrix): Matrix {
  const n = l.rows
  const lower = matrix(n, n)
  const given = matrix(n, n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      lower.data[i * n + j] = at(l, i, j)
      given.data[i * n + j] = at(grad, i, j)
    }
  }
  const inner = product(transposed(lower), given)
  for (let i = 0; i < n; i++) {
    for (let j = i; j < n; j++) inner.data[i * n + j] = i === j ? at(inner, i, i) / 2 : 0
  }
  const left = triangularSolve(lower, inner, true, true)
  const s = transposed(triangularSolve(lower, transposed(left), true, true))
  const out = matrix(n, n)
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) out.data[i * n + j] = (at(s, i, j) + at(s, j, i)) / 2
  return out
}
