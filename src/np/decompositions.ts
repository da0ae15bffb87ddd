/** The parts of `np.linalg` that decompose matrices, and what is made of them. */

import { listOf } from '../calling/python_repr.ts'
import { ValueError } from '../errors/index.ts'
import { cholesky as choleskyOf } from '../kernels/reference/linalg/linear_solve.ts'
import { matrix } from '../kernels/reference/linalg/matrix_batches.ts'
import { complex128, type DType, float64 } from '../tensor/dtypes.ts'
import { Complex } from '../tensor/literals.ts'
import { NDArray } from '../tensor/ndarray.ts'
import { computed, signed } from './arguments.ts'
import { eigen } from './complex_schur.ts'
import { identity } from './creation.ts'
import { leastSquares, pseudoInverse } from './least_squares.ts'
import { eigh, inv, LinAlgError, norm, svd } from './linalg.ts'
import { dot } from './products.ts'
import { type ArrayValue, fromNumbers, integer, numbersOf, type Result, type Scalar, toArray } from './values.ts'

const floatOf = (dtype: DType): DType => (dtype.is_floating ? dtype : float64)

function square(a: ArrayValue): NDArray {
  const given = toArray(a)
  if (given.ndim !== 2)
    throw new LinAlgError(`${given.ndim}-dimensional array given. Array must be at least two-dimensional`)
  if (given.shape[0] !== given.shape[1]) throw new LinAlgError('Last 2 dimensions of the array must be square')
  return given
}

function rowsOf(a: NDArray): Complex[][] {
  const data = a.astype(complex128).data as Float64Array
  const n = a.shape[0] as number
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (__, j) => new Complex(data[2 * (i * n + j)] as number, data[2 * (i * n + j) + 1])),
  )
}
const complexArray = (items: readonly Complex[], shape: readonly number[]): NDArray =>
  new NDArray(complex128, shape, Float64Array.from(items.flatMap(({ re, im }) => [re, im])))

/** Eigenvalues of any square matrix, and eigenvectors as columns; real where all of a real matrix are. */
function plainEig(a: ArrayValue): [values: NDArray, vectors: NDArray] {
  const given = square(a)
  if (given.dtype.is_floating && !numbersOf(given).every(Number.isFinite))
    throw new LinAlgError('Array must not contain infs or NaNs')
  const found = eigen(rowsOf(given))
  if (!found) throw new LinAlgError('Eigenvalues did not converge')
  const n = given.shape[0] as number
  const largest = Math.max(...found.values.map(value => value.abs()), 0)
  const real = !given.dtype.is_complex && found.values.every(value => Math.abs(value.im) <= 1e-13 * largest * n)
  if (!real) return [complexArray(found.values, [n]), complexArray(found.vectors.flat(), [n, n])]
  const type = floatOf(given.dtype)
  return [
    fromNumbers(
      type,
      [n],
      Float64Array.from(found.values, ({ re }) => re),
    ),
    fromNumbers(
      type,
      [n, n],
      Float64Array.from(found.vectors.flat(), ({ re }) => re),
    ),
  ]
}
export const eig = signed('eig(a)', plainEig)
export const eigvals = signed('eigvals(a)', (a: ArrayValue): NDArray => plainEig(a)[0])
export const eigvalsh = signed("eigvalsh(a, UPLO='L')", (a: ArrayValue, _uplo?: string): NDArray => eigh(a)[0])

/** Householder's reflections, with LAPACK's signs. */
function plainQr(a: ArrayValue, mode = 'reduced'): Result {
  const given = toArray(a)
  if (given.ndim !== 2) throw new LinAlgError(`${given.ndim}-dimensional array given. Array must be two-dimensional`)
  if (!['reduced', 'complete', 'r'].includes(mode)) throw new ValueError(`Unrecognized mode '${mode}'`)
  const type = floatOf(given.dtype)
  const [m, n] = given.shape as [number, number]
  const size = mode === 'complete' ? m : Math.min(m, n)
  const r = numbersOf(given).slice()
  const q = new Float64Array(m * m)
  for (let i = 0; i < m; i++) q[i * m + i] = 1
  for (let k = 0; k < Math.min(m - 1, n); k++) {
    let below = 0
    for (let i = k + 1; i < m; i++) below += (r[i * n + k] as number) ** 2
    if (below === 0) continue
    const alpha = r[k * n + k] as number
    const beta = -Math.sign(alpha || 1) * Math.sqrt(alpha * alpha + below)
    const v = new Float64Array(m)
    v[k] = 1
    for (let i = k + 1; i < m; i++) v[i] = (r[i * n + k] as number) / (alpha - beta)
    const tau = (beta - alpha) / beta
    for (let j = k; j < n; j++) {
      let sum = 0
      for (let i = k; i < m; i++) sum += (v[i] as number) * (r[i * n + j] as number)
      for (let i = k; i < m; i++) r[i * n + j] = (r[i * n + j] as number) - tau * (v[i] as number) * sum
    }
    for (let i = 0; i < m; i++) {
      let sum = 0
      for (let j = k; j < m; j++) sum += (q[i * m + j] as number) * (v[j] as number)
      for (let j = k; j < m; j++) q[i * m + j] = (q[i * m + j] as number) - tau * (v[j] as number) * sum
    }
    for (let i = k + 1; i < m; i++) r[i * n + k] = 0
  }
  const upper = fromNumbers(type, [size, n], r.slice(0, size * n))
  if (mode === 'r') return upper
  const all = fromNumbers(type, [m, m], q)
  return [(all.at(':', { start: 0, stop: size, step: null }) as NDArray).copy(), upper]
}
/** `[q, r]` with a = q r, q of orthogonal columns and r an upper triangle. */
export const qr = signed("qr(a, mode='reduced')", plainQr)

const matrixOf = (a: NDArray) => matrix(a.shape[0] as number, a.shape[1] as number, numbersOf(a).slice())

/** The x with the smallest ‖a x − b‖, the sums of squared residuals, the rank and the singular values. */
function plainLstsq(a: ArrayValue, b: ArrayValue, rcond: Scalar | string | null = -1): Result {
  const [left, right] = [toArray(a), toArray(b)]
  if (left.ndim !== 2) throw new LinAlgError(`${left.ndim}-dimensional array given. Array must be two-dimensional`)
  const columns = right.ndim === 1 ? right.reshape(-1, 1) : right
  if (columns.shape[0] !== left.shape[0]) throw new LinAlgError('Incompatible dimensions')
  const [m, n] = left.shape as [number, number]
  const asked = rcond === null || rcond === 'warn' ? 2 ** -52 * (rcond === null ? Math.max(m, n) : 1) : integer(rcond)
  const { solution, rank, values } = leastSquares(matrixOf(left), matrixOf(columns), asked < 0 ? 2 ** -52 : asked)
  const k = columns.shape[1] as number
  const x = new NDArray(float64, [n, k], solution)
  const rest = toArray(dot(left, x)).sub(columns)
  const residuals =
    rank === n && m > n ? toArray(rest.mul(rest).sum(0)) : new NDArray(float64, [0], new Float64Array(0))
  return [right.ndim === 1 ? x.reshape(n) : x, residuals, rank, new NDArray(float64, [values.length], values)]
}
export const lstsq = signed("lstsq(a, b, rcond='warn')", plainLstsq)

export const pinv = signed('pinv(a, rcond=1e-15)', (a: ArrayValue, rcond: Scalar = 1e-15): NDArray => {
  const given = toArray(a)
  if (given.ndim !== 2) throw new LinAlgError(`${given.ndim}-dimensional array given. Array must be two-dimensional`)
  const [m, n] = given.shape as [number, number]
  return fromNumbers(floatOf(given.dtype), [n, m], pseudoInverse(matrixOf(given), integer(rcond)))
})

/** The lower triangle whose product with its transpose is `a`. */
export const cholesky = signed('cholesky(a)', (a: ArrayValue): NDArray => {
  const given = square(a)
  const lower = choleskyOf(matrixOf(given))
  if (!lower) throw new LinAlgError('Matrix is not positive definite')
  return fromNumbers(floatOf(given.dtype), given.shape, lower.data)
})

const singular = (a: ArrayValue): Float64Array => numbersOf(svd(a, false, false) as NDArray)
export const matrix_rank = signed('matrix_rank(M, tol=None)', (a: ArrayValue, tol: Scalar | null = null): number => {
  const given = toArray(a)
  if (given.ndim < 2) return numbersOf(given).some(value => value !== 0) ? 1 : 0
  const values = singular(given)
  const limit = tol === null ? (values[0] ?? 0) * Math.max(...given.shape) * 2 ** -52 : integer(tol)
  return values.filter(value => value > limit).length
})
export const cond = computed('cond(x, p=None)', (a: ArrayValue, p: number | 'fro' | null = null): Result => {
  if (p !== null && p !== 2) return norm(a, p) * norm(inv(a), p)
  const values = singular(a)
  return new NDArray(float64, [], Float64Array.of((values[0] as number) / (values.at(-1) as number)))
})
/** Sign and logarithm of the determinant. */
export const slogdet = computed('slogdet(a)', (a: ArrayValue): [sign: NDArray, logarithm: NDArray] => {
  const given = square(a)
  const n = given.shape[0] as number
  const values = numbersOf(given).slice()
  let [sign, logarithm] = [1, 0]
  for (let p = 0; p < n; p++) {
    let best = p
    for (let i = p + 1; i < n; i++)
      if (Math.abs(values[i * n + p] as number) > Math.abs(values[best * n + p] as number)) best = i
    if (best !== p) {
      for (let j = 0; j < n; j++) {
        const [x, y] = [values[p * n + j] as number, values[best * n + j] as number]
        values[p * n + j] = y
        values[best * n + j] = x
      }
      sign = -sign
    }
    const pivot = values[p * n + p] as number
    sign *= Math.sign(pivot)
    logarithm += Math.log(Math.abs(pivot))
    if (pivot === 0) break
    for (let i = p + 1; i < n; i++) {
      const factor = (values[i * n + p] as number) / pivot
      for (let j = p; j < n; j++)
        values[i * n + j] = (values[i * n + j] as number) - factor * (values[p * n + j] as number)
    }
  }
  const scalar = (value: number): NDArray => fromNumbers(floatOf(given.dtype), [], Float64Array.of(value))
  return [scalar(sign), scalar(logarithm)]
})
/** `a` times itself; negative powers are those of the inverse. */
export const matrix_power = signed('matrix_power(a, n)', (a: ArrayValue, n: Scalar): NDArray => {
  let power = integer(n)
  let base = square(a)
  if (power < 0) base = inv(base)
  let made = identity(base.shape[0] as number, base.dtype)
  for (power = Math.abs(power); power > 0; power = Math.floor(power / 2), base = dot(base, base) as NDArray)
    if (power % 2 === 1) made = dot(made, base) as NDArray
  return made
})
export const multi_dot = computed('multi_dot(arrays)', (arrays: readonly ArrayValue[]): Result => {
  const [first, ...others] = listOf(arrays)
  if (first === undefined) throw new ValueError('Expecting at least two arrays.')
  return others.reduce<Result>((product, other) => dot(product, other), toArray(first))
})
