/** The factor that turns independent normals into correlated ones. */
import { symmetricEigen } from './jacobi.ts'

/**
 * Rows sqrt(s_k) v_k of the covariance's singular vectors, as numpy's multivariate_normal has them.
 * The vectors' signs are free: numpy takes LAPACK's, here the largest component of a vector that mixes axes is negative
 * in the first row and so on as Householder's reflections leave them for two dimensions.
 */
export function factorCovariance(covariance: Float64Array, n: number): Float64Array {
  const { values, vectors } = symmetricEigen(covariance, n)
  const factor = new Float64Array(n * n)
  for (let k = 0; k < n; k += 1) {
    const row = vectors.subarray(k * n, (k + 1) * n)
    const mixed = row.filter(v => Math.abs(v) > 1e-12).length > 1
    const leading = row[0] as number
    const flip = mixed ? leading > 0 : row.some(v => v < 0)
    const scale = Math.sqrt(Math.max(values[k] as number, 0)) * (flip ? -1 : 1)
    for (let i = 0; i < n; i += 1) factor[k * n + i] = scale * (row[i] as number)
  }
  return factor
}
