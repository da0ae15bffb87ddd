/** Arrays as nested lists of cells: a view is another arrangement of the same cells. Nothing here knows of strides. */
import { NDArray } from '../../src/tensor/ndarray.ts'

/** The numbers from 0 on, in a shape. */
export const range = (...shape: number[]): NDArray =>
  NDArray.of(
    Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i),
    'int32',
  )
    .reshape(shape)
    .copy()

export interface Cell {
  value: number
}
export type Cells = Cell | Cells[]

export interface Model {
  readonly shape: readonly number[]
  readonly cells: Cells
}

const isList = (cells: Cells): cells is Cells[] => Array.isArray(cells)

export const leaves = (cells: Cells): Cell[] => (isList(cells) ? cells.flatMap(leaves) : [cells])
export const values = (cells: Cells): unknown => (isList(cells) ? cells.map(values) : cells.value)

/** Cells one after the other in a shape. */
export function arranged(list: readonly Cell[], shape: readonly number[]): Cells {
  if (shape.length === 0) return list[0] as Cell
  const [count, ...rest] = shape as [number, ...number[]]
  const size = rest.reduce((a, b) => a * b, 1)
  return Array.from({ length: count }, (_, i) => arranged(list.slice(i * size, (i + 1) * size), rest))
}

export const modelOf = (array: NDArray): Model => ({
  shape: array.shape,
  cells: arranged(
    (array.copy().ravel().tolist() as number[]).map(value => ({ value })),
    array.shape,
  ),
})

/** The same arrangement of new cells. */
export const copied = ({ shape, cells }: Model): Model => ({
  shape,
  cells: arranged(
    leaves(cells).map(({ value }) => ({ value })),
    shape,
  ),
})

/** The cell at coordinates. */
function cellAt(cells: Cells, at: readonly number[]): Cell {
  let found = cells
  for (const i of at) found = (found as Cells[])[i] as Cells
  return found as Cell
}

/** An arrangement in which the cell at `coordinates` is that at `source(coordinates)`. */
export function rearranged(
  { cells }: Model,
  shape: readonly number[],
  source: (at: readonly number[]) => readonly number[],
): Model {
  const build = (at: readonly number[]): Cells =>
    at.length === shape.length
      ? cellAt(cells, source(at))
      : Array.from({ length: shape[at.length] as number }, (_, i) => build([...at, i]))
  return { shape, cells: build([]) }
}

/** The positions that Python's `list(range(length))[start:stop:step]` has. */
export function slicePositions(length: number, start: number | null, stop: number | null, step: number): number[] {
  const all = Array.from({ length }, (_, i) => i)
  const from = (bound: number): number => (bound < 0 ? bound + length : bound)
  if (step > 0)
    return all
      .filter(i => i >= (start === null ? 0 : from(start)) && i < (stop === null ? length : from(stop)))
      .filter((_, k) => k % step === 0)
  return all
    .reverse()
    .filter(
      i => i <= (start === null ? length - 1 : from(start)) && i > (stop === null ? -1 : Math.max(from(stop), -1)),
    )
    .filter((_, k) => k % -step === 0)
}
