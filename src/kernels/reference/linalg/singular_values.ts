/** Singular and eigenvalues of real matrices with the numbers, and so the signs, of the vectors that Eigen gives. */
import { complex64, type DType, float32 } from '../../../tensor/dtypes.ts'
import { type ComplexSingular, complexSingularValues } from './complex_svd.ts'
import { dividedSvd, SMALL } from './divided_svd.ts'
import { jacobiSvd, type Singular, type Vectors } from './jacobi_svd.ts'
import { type Matrix, matrix } from './matrix_batches.ts'
import { type Arithmetic, DOUBLE, Grid, SINGLE } from './packet_sums.ts'
import { tridiagonalEigen } from './tridiagonal_eigen.ts'

const arithmeticOf = (dtype: DType): Arithmetic => (dtype.base_dtype === float32 ? SINGLE : DOUBLE)

function gridOf(a: Arithmetic, m: Matrix): Grid {
  const grid = Grid.zeros(a, m.rows, m.columns, true)
  grid.data.set(m.data)
  return grid
}
function matrixOf(grid: Grid): Matrix {
  const made = matrix(grid.rows, grid.columns)
  for (let i = 0; i < grid.rows; i++)
    for (let j = 0; j < grid.columns; j++) made.data[i * grid.columns + j] = grid.get(i, j)
  return made
}

export interface SingularMatrices {
  /** Descending. */
  readonly values: Float64Array
  /** Vectors as columns; null where not wanted. */
  readonly u: Matrix | null
  readonly v: Matrix | null
}
export function singularMatrices(m: Matrix, dtype: DType, wanted: Vectors): SingularMatrices {
  const { values, u, v } = decomposed(arithmeticOf(dtype), m, wanted)
  return { values: Float64Array.from(values), u: u && matrixOf(u), v: v && matrixOf(v) }
}
function decomposed(a: Arithmetic, m: Matrix, wanted: Vectors): Singular {
  if (m.rows === 0 || m.columns === 0) return nothing(a, m, wanted)
  const grid = gridOf(a, m)
  if (m.columns < SMALL) return jacobiSvd(a, grid, wanted, wanted)
  return grid.data.every(Number.isFinite) ? dividedSvd(a, grid, wanted, wanted) : undetermined(a, m, wanted)
}
/** Of a matrix whose numbers are pairs, as those of the vectors are. `full`: square matrices of vectors. */
export const complexSingularMatrices = (m: Matrix, dtype: DType, full: boolean): ComplexSingular =>
  complexSingularValues(dtype.base_dtype === complex64 ? SINGLE : DOUBLE, m, full)
/** An empty matrix has no values; all directions are as good. */
function nothing(a: Arithmetic, { rows, columns }: Matrix, wanted: Vectors): Singular {
  const vectors = (length: number): Grid | null =>
    wanted === 'none' ? null : Grid.identity(a, length, wanted === 'full' ? length : 0, true)
  return { values: [], u: vectors(rows), v: vectors(columns) }
}
/** NaN for all. */
function undetermined(a: Arithmetic, { rows, columns }: Matrix, wanted: Vectors): Singular {
  const size = Math.min(rows, columns)
  const vectors = (length: number): Grid | null => {
    if (wanted === 'none') return null
    const made = Grid.zeros(a, length, wanted === 'full' ? length : size, true)
    made.data.fill(Number.NaN)
    return made
  }
  return { values: new Array<number>(size).fill(Number.NaN), u: vectors(rows), v: vectors(columns) }
}

/** Eigenvalues in ascending order, and eigenvectors as columns, of the matrix whose lower triangle is given; undefined where there are none. */
export function symmetricEigen(
  m: Matrix,
  dtype: DType,
  wantVectors: boolean,
): { values: Float64Array; vectors: Matrix | null } | undefined {
  const found = tridiagonalEigen(arithmeticOf(dtype), gridOf(arithmeticOf(dtype), m), wantVectors)
  return found && { values: Float64Array.from(found.values), vectors: found.vectors && matrixOf(found.vectors) }
}
