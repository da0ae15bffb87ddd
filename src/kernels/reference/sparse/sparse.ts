/** Coordinates and values of sparse tensors: the walks over them that ops share. */
import { invalidArgument } from '../../../errors/status.ts'
import { int64 } from '../../../tensor/dtypes.ts'
import { NDArray } from '../../../tensor/ndarray.ts'

/** Row i of a [count, rank] matrix of coordinates is at[i·rank …]. */
export interface Coordinates {
  readonly rank: number
  readonly count: number
  readonly at: Float64Array
}

/** The int64 (or int32) matrix of coordinates as plain numbers. */
export function coordinatesOf(indices: NDArray): Coordinates {
  const [count = 0, rank = 0] = indices.shape
  return { rank, count, at: Float64Array.from(indices.data as ArrayLike<number | bigint>, Number) }
}
/** The int64 array of integers. */
export function int64Array(values: ArrayLike<number>, shape: readonly number[]): NDArray {
  return new NDArray(
    int64,
    shape,
    BigInt64Array.from(Array.from(values), value => BigInt(value)),
  )
}
/** Coordinates as an int64 matrix. */
export const coordinateMatrix = ({ at, count, rank }: Coordinates): NDArray => int64Array(at, [count, rank])

/** Lexicographic order of row i of `a` and row j of `b`. */
export function compareRows(a: Coordinates, i: number, b: Coordinates, j: number): number {
  for (let d = 0; d < a.rank; d++) {
    const difference = (a.at[i * a.rank + d] as number) - (b.at[j * b.rank + d] as number)
    if (difference !== 0) return difference
  }
  return 0
}
/** The rows in lexicographic order; equal ones stay in theirs. */
export function sortedRows(coordinates: Coordinates): number[] {
  return Array.from({ length: coordinates.count }, (_, i) => i).sort((i, j) =>
    compareRows(coordinates, i, coordinates, j),
  )
}
export function takeRows({ at, rank }: Coordinates, rows: readonly number[]): Coordinates {
  const taken = new Float64Array(rows.length * rank)
  for (const [i, row] of rows.entries()) taken.set(at.subarray(row * rank, (row + 1) * rank), i * rank)
  return { rank, count: rows.length, at: taken }
}

/** values[positions[i]]; zero where the position is negative. */
export function takeOrZero(values: NDArray, positions: readonly number[]): NDArray {
  const out = NDArray.zeros([positions.length], values.dtype.base_dtype)
  const lanes = values.size === 0 ? 1 : values.data.length / values.size
  const [to, from] = [out.data as unknown[], values.data as unknown[]]
  for (const [i, position] of positions.entries()) {
    if (position < 0) continue
    for (let lane = 0; lane < lanes; lane++) to[i * lanes + lane] = from[position * lanes + lane]
  }
  return out
}

/** The union of two sorted lists of coordinates: for each row the positions in `a` and in `b`, -1 where it is missing. */
export function mergedRows(a: Coordinates, b: Coordinates): { rows: Coordinates; fromA: number[]; fromB: number[] } {
  if (a.rank !== b.rank)
    throw invalidArgument(`Ranks of input tensors must match, but saw ranks: ${a.rank} and ${b.rank}`)
  const fromA: number[] = []
  const fromB: number[] = []
  let [i, j] = [0, 0]
  while (i < a.count || j < b.count) {
    const order = i >= a.count ? 1 : j >= b.count ? -1 : compareRows(a, i, b, j)
    fromA.push(order <= 0 ? i : -1)
    fromB.push(order >= 0 ? j : -1)
    if (order <= 0) i++
    if (order >= 0) j++
  }
  const { rank } = a
  const at = new Float64Array(fromA.length * rank)
  for (let k = 0; k < fromA.length; k++) {
    const [x, y] = [fromA[k] as number, fromB[k] as number]
    at.set(x >= 0 ? a.at.subarray(x * rank, (x + 1) * rank) : b.at.subarray(y * rank, (y + 1) * rank), k * rank)
  }
  return { rows: { rank, count: fromA.length, at }, fromA, fromB }
}

/** The flat position of row i in a dense array of shape `shape`; undefined where it lies outside. */
export function flatPosition({ at, rank }: Coordinates, i: number, shape: readonly number[]): number | undefined {
  let flat = 0
  for (let d = 0; d < rank; d++) {
    const x = at[i * rank + d] as number
    const size = shape[d] as number
    if (x < 0 || x >= size) return undefined
    flat = flat * size + x
  }
  return flat
}

/** `indices[3] = [1,2]`: a row as messages print it. */
export function rowText({ at, rank }: Coordinates, i: number): string {
  return `indices[${i}] = [${Array.from(at.subarray(i * rank, (i + 1) * rank)).join(',')}]`
}
