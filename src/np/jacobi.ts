/** Eigenvalues of symmetric matrices by Jacobi's rotations: slow for large matrices, accurate for all. */

/** Eigenvalues, falling, and the eigenvectors as rows. */
export interface SymmetricEigen {
  readonly values: Float64Array
  /** Row k belongs to value k. */
  readonly vectors: Float64Array
}

const MOST_SWEEPS = 60

/** Eigen decomposition of the symmetric `n` by `n` matrix `matrix` (row-major, not changed). */
export function symmetricEigen(matrix: Float64Array, n: number): SymmetricEigen {
  const a = matrix.slice()
  const vectors = new Float64Array(n * n)
  for (let i = 0; i < n; i += 1) vectors[i * n + i] = 1
  for (let sweep = 0; sweep < MOST_SWEEPS && rotateAll(a, vectors, n); sweep += 1);
  const order = Array.from({ length: n }, (_, i) => i).sort(
    (i, j) => (a[j * n + j] as number) - (a[i * n + i] as number),
  )
  return {
    values: Float64Array.from(order, i => a[i * n + i] as number),
    vectors: Float64Array.from(
      { length: n * n },
      (_, at) => vectors[(order[Math.floor(at / n)] as number) * n + (at % n)] as number,
    ),
  }
}

/** One sweep over all pairs; false when nothing was left to rotate. */
function rotateAll(a: Float64Array, vectors: Float64Array, n: number): boolean {
  let rotated = false
  for (let p = 0; p < n; p += 1) {
    for (let q = p + 1; q < n; q += 1) {
      const off = a[p * n + q] as number
      const app = a[p * n + p] as number
      const aqq = a[q * n + q] as number
      if (Math.abs(off) <= 1e-17 * Math.sqrt(Math.abs(app * aqq)) || off === 0) continue
      rotated = true
      const theta = (aqq - app) / (2 * off)
      const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
      const c = 1 / Math.sqrt(t * t + 1)
      const s = t * c
      rotate(a, c, s, n, k => [k * n + p, k * n + q])
      rotate(a, c, s, n, k => [p * n + k, q * n + k])
      rotate(vectors, c, s, n, k => [p * n + k, q * n + k])
      a[p * n + q] = 0
      a[q * n + p] = 0
    }
  }
  return rotated
}

function rotate(a: Float64Array, c: number, s: number, n: number, pair: (k: number) => [number, number]): void {
  for (let k = 0; k < n; k += 1) {
    const [i, j] = pair(k)
    const x = a[i] as number
    const y = a[j] as number
    a[i] = c * x - s * y
    a[j] = s * x + c * y
  }
}
