/** Checks and shapes that ops on sparse tensors share. */
import { invalidArgument } from '../../errors/status.ts'
import type { InferenceContext } from '../../graph/shape_inference.ts'
import type { NDArray } from '../../tensor/ndarray.ts'
import { shapeText } from '../../tensor/shape.ts'

/** The ranks of indices, values and shape in inputs `from`, `from` + 1, `from` + 2. */
export function inferSparse(c: InferenceContext, from = 0): void {
  c.withRank(c.input(from), 2)
  c.withRank(c.input(from + 1), 1)
  c.withRank(c.input(from + 2), 1)
}

/** The same, with as many indices as values, and as many coordinates as dimensions (ValidateSparseTensor). */
export function inferConsistentSparse(c: InferenceContext, from: number): void {
  inferSparse(c, from)
  const [indices, values, shape] = [c.input(from), c.input(from + 1), c.input(from + 2)]
  const [count, rank] = [c.dim(indices, 0), c.dim(indices, 1)]
  const [valueCount, shapeRank] = [c.dim(values, 0), c.dim(shape, 0)]
  if (count !== null && valueCount !== null && count !== valueCount)
    throw c.fail(`Number of elements in index (${count}) and values (${valueCount}) do not match.`)
  if (rank !== null && shapeRank !== null && rank !== shapeRank)
    throw c.fail(`Index rank (${rank}) and shape rank (${shapeRank}) do not match.`)
}

/** The messages of kernels that take one sparse tensor as indices, values, shape. */
export function checkSparse(indices: NDArray, values: NDArray, shape: NDArray, suffix = ''): void {
  if (indices.shape.length !== 2)
    throw invalidArgument(`Input indices should be a matrix but received shape ${shapeText(indices.shape)}${suffix}`)
  if (values.shape.length !== 1)
    throw invalidArgument(`Input values should be a vector but received shape ${shapeText(values.shape)}${suffix}`)
  if (shape.shape.length !== 1)
    throw invalidArgument(`Input shape should be a vector but received shape ${shapeText(shape.shape)}${suffix}`)
}

/** Each value has its indices; TensorFlow ends the process where this is not so. */
export function checkRows(indices: NDArray, values: NDArray): void {
  if (indices.shape[0] !== values.shape[0])
    throw invalidArgument('indices and values rows (indexing dimension) must match.')
}

/** `count` rows of indices have a column for each dimension. */
export function checkColumns(columns: number | undefined, dimensions: number, count: number): void {
  if (columns !== dimensions && count > 0)
    throw invalidArgument(`Indices of ${columns} columns are not those of a tensor of ${dimensions} dimensions`)
}

/** Numbers as a tensor's summary prints them: `2 3`. */
export const summary = (values: readonly number[]): string => values.join(' ')
