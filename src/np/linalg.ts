/** `np.linalg`: norms, systems of equations, decompositions. */
import { ValueError } from '../errors/index.ts'
import { PythonError } from '../errors/python.ts'
import { type DType, float64 } from '../tensor/dtypes.ts'
import { NDArray } from '../tensor/ndarray.ts'
import * as reduce from '../tensor/reductions.ts'
import { computed, signed } from './arguments.ts'
import { symmetricEigen } from './jacobi.ts'
import { type ArrayValue, arrayOf, fromNumbers, numbersOf, type Result, toArray } from './values.ts'

/** A matrix that has no inverse, or the like. */
export class LinAlgError extends PythonError {
  override get name(): string {
    return 'LinAlgError'
  }
}

const floatOf = (dtype: DType): DType => (dtype.is_floating ? dtype : float64)

/** Rows of a matrix, checked to be square. */
function square(a: ArrayValue): { values: Float64Array; n: number; dtype: DType } {
  const given = toArray(a)
  if (given.shape.length !== 2)
    throw new LinAlgError(`${given.shape.length}-dimensional array given. Array must be at least two-dimensional`)
  if (given.shape[0] !== given.shape[1]) throw new LinAlgError('Last 2 dimensions of the array must be square')
  return { values: numbersOf(given).slice(), n: given.shape[0] as number, dtype: floatOf(given.dtype) }
}

/** Gauss elimination with pivots: turns `right` (n rows) into the solution; the determinant. */
function eliminate(a: Float64Array, n: number, right: Float64Array): number {
  const columns = n === 0 ? 0 : right.length / n
  let determinant = 1
  for (let p = 0; p < n; p += 1) {
    let best = p
    for (let i = p + 1; i < n; i += 1)
      if (Math.abs(a[i * n + p] as number) > Math.abs(a[best * n + p] as number)) best = i
    if (best !== p) {
      swapRows(a, n, p, best)
      swapRows(right, columns, p, best)
      determinant = -determinant
    }
    const pivot = a[p * n + p] as number
    determinant *= pivot
    if (pivot === 0) return 0
    for (let i = p + 1; i < n; i += 1) {
      const factor = (a[i * n + p] as number) / pivot
      if (factor === 0) continue
      for (let j = p; j < n; j += 1) a[i * n + j] = (a[i * n + j] as number) - factor * (a[p * n + j] as number)
      for (let j = 0; j < columns; j += 1)
        right[i * columns + j] = (right[i * columns + j] as number) - factor * (right[p * columns + j] as number)
    }
  }
  for (let p = n - 1; p >= 0; p -= 1) {
    for (let j = 0; j < columns; j += 1) {
      let sum = right[p * columns + j] as number
      for (let k = p + 1; k < n; k += 1) sum -= (a[p * n + k] as number) * (right[k * columns + j] as number)
      right[p * columns + j] = sum / (a[p * n + p] as number)
    }
  }
  return determinant
}
function swapRows(values: Float64Array, width: number, i: number, j: number): void {
  for (let k = 0; k < width; k += 1) {
    const moved = values[i * width + k] as number
    values[i * width + k] = values[j * width + k] as number
    values[j * width + k] = moved
  }
}

export function det(a: ArrayValue): number {
  const { values, n } = square(a)
  return eliminate(values, n, new Float64Array(0))
}
// @ts-expect-error the guarded function takes its place
det = computed('det(a)', det)
export function solve(a: ArrayValue, b: ArrayValue): NDArray {
  const { values, n, dtype } = square(a)
  const right = toArray(b)
  if (right.shape[0] !== n) throw new ValueError('solve: Input operand 1 has a mismatch in its core dimension 0')
  const solution = numbersOf(right).slice()
  if (eliminate(values, n, solution) === 0) throw new LinAlgError('Singular matrix')
  return fromNumbers(dtype, right.shape, solution)
}
// @ts-expect-error the guarded function takes its place
solve = computed('solve(a, b)', solve)
export function inv(a: ArrayValue): NDArray {
  const { values, n, dtype } = square(a)
  const solution = new Float64Array(n * n)
  for (let i = 0; i < n; i += 1) solution[i * n + i] = 1
  if (eliminate(values, n, solution) === 0) throw new LinAlgError('Singular matrix')
  return fromNumbers(dtype, [n, n], solution)
}
// @ts-expect-error the guarded function takes its place
inv = signed('inv(a)', inv)

/** Eigenvalues, rising, and eigenvectors (columns, of either sign) of a symmetric matrix. */
export function eigh(a: ArrayValue): [values: NDArray, vectors: NDArray] {
  const { values, n, dtype } = square(a)
  const eigen = symmetricEigen(values, n)
  const vectors = new NDArray(float64, [n, n], eigen.vectors.slice()).at('::-1').transpose() as NDArray
  return [fromNumbers(dtype, [n], eigen.values.slice().reverse()), vectors.astype(dtype)]
}
// @ts-expect-error the guarded function takes its place
eigh = signed("eigh(a, UPLO='L')", eigh)

/**
 * `[u, s, vt]` with a = u diag(s) vt, s falling; the vectors' signs are free. One-sided Jacobi: the rows of a matrix
 * that is at least as wide as tall are turned until they are orthogonal.
 */
export function svd(a: ArrayValue, full_matrices = true, compute_uv = true): Result {
  const given = toArray(a)
  if (given.shape.length !== 2)
    throw new LinAlgError(`${given.shape.length}-dimensional array given. Array must be two-dimensional`)
  const [m, n] = given.shape as readonly [number, number]
  if (m > n) {
    const parts = svd(given.transpose(), full_matrices, compute_uv)
    if (!compute_uv) return parts
    const [u, s, vt] = parts as [NDArray, NDArray, NDArray]
    return [vt.transpose(), s, u.transpose()]
  }
  const dtype = floatOf(given.dtype)
  const rows = Array.from({ length: m }, (_, i) => numbersOf(given).slice(i * n, (i + 1) * n))
  const turns = Array.from({ length: m }, (_, i) => Float64Array.from({ length: m }, (_, j) => Number(i === j)))
  for (let sweep = 0; sweep < 60 && orthogonalize(rows, turns); sweep += 1);
  const lengths = rows.map(row => Math.sqrt(dotRows(row, row)))
  const order = lengths.map((_, i) => i).sort((i, j) => (lengths[j] as number) - (lengths[i] as number))
  const s = Float64Array.from(order, i => lengths[i] as number)
  if (!compute_uv) return fromNumbers(dtype, [m], s)
  const basis = order.map(i => (rows[i] as Float64Array).map(value => value / ((lengths[i] as number) || 1)))
  complete(basis, m, full_matrices ? n : m, s, n)
  const u = Float64Array.from(
    { length: m * m },
    (_, at) => (turns[order[at % m] as number] as Float64Array)[Math.floor(at / m)] as number,
  )
  const vt = Float64Array.from(
    { length: basis.length * n },
    (_, at) => (basis[Math.floor(at / n)] as Float64Array)[at % n] as number,
  )
  return [fromNumbers(dtype, [m, m], u), fromNumbers(dtype, [m], s), fromNumbers(dtype, [basis.length, n], vt)]
}
// @ts-expect-error the guarded function takes its place
svd = signed('svd(a, full_matrices=True, compute_uv=True)', svd)
const dotRows = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] as number), 0)

function orthogonalize(rows: Float64Array[], turns: Float64Array[]): boolean {
  let turned = false
  for (let p = 0; p < rows.length; p += 1) {
    for (let q = p + 1; q < rows.length; q += 1) {
      const x = rows[p] as Float64Array
      const y = rows[q] as Float64Array
      const off = dotRows(x, y)
      const xx = dotRows(x, x)
      const yy = dotRows(y, y)
      if (Math.abs(off) <= 1e-15 * Math.sqrt(xx * yy) || off === 0) continue
      turned = true
      const theta = (yy - xx) / (2 * off)
      const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
      const c = 1 / Math.sqrt(t * t + 1)
      turn(x, y, c, t * c)
      turn(turns[p] as Float64Array, turns[q] as Float64Array, c, t * c)
    }
  }
  return turned
}
function turn(x: Float64Array, y: Float64Array, c: number, s: number): void {
  for (let k = 0; k < x.length; k += 1) {
    const a = x[k] as number
    const b = y[k] as number
    x[k] = c * a - s * b
    y[k] = s * a + c * b
  }
}
/** Replaces rows of singular value 0 and adds rows up to `count`, all orthogonal to the rest (Gram and Schmidt). */
function complete(basis: Float64Array[], m: number, count: number, s: Float64Array, n: number): void {
  const tiny = (s[0] ?? 0) * n * Number.EPSILON
  const fixed = basis.filter((_, i) => (s[i] as number) > tiny)
  for (let axis = 0; fixed.length < Math.max(count, m) && axis < n; axis += 1) {
    const candidate = Float64Array.from({ length: n }, (_, i) => Number(i === axis))
    for (let pass = 0; pass < 2; pass += 1) {
      for (const row of fixed) {
        const share = dotRows(candidate, row)
        for (let i = 0; i < n; i += 1) candidate[i] = (candidate[i] as number) - share * (row[i] as number)
      }
    }
    const length = Math.sqrt(dotRows(candidate, candidate))
    if (length > 1e-8) fixed.push(candidate.map(value => value / length))
  }
  basis.splice(0, basis.length, ...fixed)
}

function plainNorm(
  a: ArrayValue,
  ord: number | 'fro' | null = null,
  axis: number | null = null,
  keepdims = false,
): Result {
  const given = toArray(a)
  const x = given.dtype.is_floating ? given : given.astype(float64)
  const total = (parts: NDArray, power: number): NDArray => {
    const sum = arrayOf(reduce.sum(parts, axis, keepdims))
    return fromNumbers(
      sum.dtype,
      sum.shape,
      numbersOf(sum).map(value => (power === 2 ? Math.sqrt(value) : power === 1 ? value : value ** (1 / power))),
    )
  }
  const largest = (parts: NDArray, most: boolean): NDArray => arrayOf(reduce.extreme(parts, axis, keepdims, most))
  if (ord === null || ord === 'fro' || (ord === 2 && (axis !== null || x.shape.length === 1))) return total(x.mul(x), 2)
  if (axis === null && x.shape.length === 2) {
    if (ord === 2) return arrayOf(reduce.extreme(svd(x, false, false) as NDArray, null, false, true))
    if (ord === 1) return largest(arrayOf(reduce.sum(x.abs(), 0, false)), true)
    if (ord === Number.POSITIVE_INFINITY) return largest(arrayOf(reduce.sum(x.abs(), 1, false)), true)
    throw new ValueError('Invalid norm order for matrices.')
  }
  if (ord === Number.POSITIVE_INFINITY) return largest(x.abs(), true)
  if (ord === Number.NEGATIVE_INFINITY) return largest(x.abs(), false)
  if (ord === 0) return total(x.ne(0).astype(x.dtype), 1)
  if (ord === 1) return total(x.abs(), 1)
  return total(x.abs().pow(ord), ord)
}
/**
 * Vector norm (2 by default, or `ord` 1, Infinity, -Infinity, 0, p) along `axis`, Frobenius norm of a matrix;
 * `ord` 1 and Infinity of a matrix are the largest column and row sums, 2 the largest singular value.
 */
export const norm = computed('norm(x, ord=None, axis=None, keepdims=False)', plainNorm)
