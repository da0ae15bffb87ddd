/** The factor that turns independent normals into correlated ones. */
import { singularPair } from './bidiagonal.ts'
import { symmetricEigen } from './jacobi.ts'

/** What is left of a component by rounding. */
const TINY = 1e-12

/**
 * Rows sqrt(s_k) v_k of the covariance's singular vectors, as numpy's multivariate_normal has them. The vectors' signs are free,
 * and decide the points drawn: for diagonal matrices and for two dimensions they are LAPACK's, as in numpy; for more
 * dimensions each vector's first component is made negative, which LAPACK often does and not always.
 */
export function factorCovariance(covariance: Float64Array, n: number): Float64Array {
  if (n === 2) {
    const [a, b, c, d] = covariance as unknown as [number, number, number, number]
    const { values, rows } = singularPair(a, b, c, d)
    return Float64Array.from(rows.flatMap((row, k) => row.map(v => v * Math.sqrt(values[k] as number))))
  }
  const { values, vectors } = symmetricEigen(covariance, n)
  const factor = new Float64Array(n * n)
  for (let k = 0; k < n; k += 1) {
    const row = vectors.subarray(k * n, (k + 1) * n)
    const mixed = row.filter(v => Math.abs(v) > TINY).length > 1
    const flip = mixed ? (row[0] as number) > 0 : row.some(v => v < -TINY)
    const scale = Math.sqrt(Math.max(values[k] as number, 0)) * (flip ? -1 : 1)
    for (let i = 0; i < n; i += 1) factor[k * n + i] = scale * (row[i] as number)
  }
  return factor
}
