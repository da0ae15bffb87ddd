/** Sparse matrix times dense matrix. */
import { invalidArgument } from '../../../errors/status.ts'
import { complex128, float64 } from '../../../tensor/dtypes.ts'
import { NDArray } from '../../../tensor/ndarray.ts'
import { doubles } from '../scalars/reals.ts'
import type { Coordinates } from './sparse.ts'

interface Adjoints {
  readonly a: boolean
  readonly b: boolean
}

/** a·b (or of their adjoints); sums in double precision. */
export function sparseDenseMatmul(
  rows: Coordinates,
  values: NDArray,
  shape: readonly [number, number],
  dense: NDArray,
  adjoint: Adjoints,
): NDArray {
  const [m, inner] = adjoint.a ? [shape[1], shape[0]] : shape
  const [denseRows, denseColumns] = dense.shape as [number, number]
  const n = adjoint.b ? denseRows : denseColumns
  const isComplex = values.dtype.is_complex
  const wide = isComplex ? complex128 : float64
  const lanes = isComplex ? 2 : 1
  const x = values.astype(wide).data as Float64Array
  const y = dense.astype(wide).data as Float64Array
  const out = doubles(m * n * lanes)
  for (let i = 0; i < rows.count; i++) {
    const row = rows.at[2 * i + (adjoint.a ? 1 : 0)] as number
    const k = rows.at[2 * i + (adjoint.a ? 0 : 1)] as number
    if (row < 0 || row >= m || k < 0 || k >= inner)
      throw invalidArgument(
        `Index [${rows.at[2 * i]},${rows.at[2 * i + 1]}] of row ${i} of a_indices is out of bounds of [${shape.join(',')}]`,
      )
    for (let j = 0; j < n; j++) {
      const from = adjoint.b ? j * denseColumns + k : k * denseColumns + j
      const to = row * n + j
      if (!isComplex) {
        out[to] = (out[to] as number) + (x[i] as number) * (y[from] as number)
        continue
      }
      // TensorFlow 0.12.1 transposes the sparse matrix without conjugating it
      const [re, im] = [x[2 * i] as number, x[2 * i + 1] as number]
      const [re2, im2] = [y[2 * from] as number, (adjoint.b ? -1 : 1) * (y[2 * from + 1] as number)]
      out[2 * to] = (out[2 * to] as number) + re * re2 - im * im2
      out[2 * to + 1] = (out[2 * to + 1] as number) + re * im2 + im * re2
    }
  }
  return new NDArray(wide, [m, n], out).astype(values.dtype)
}
