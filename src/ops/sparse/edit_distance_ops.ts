/** Levenshtein distances between the sequences of two sparse tensors. */

import { pyfunction } from '../../calling/signature.ts'
import { TypeError } from '../../errors/python.ts'
import { invalidArgument } from '../../errors/status.ts'
import { apply } from '../../graph/build/apply_op.ts'
import { SparseTensor, SparseTensorValue } from '../../graph/build/sparse_tensor.ts'
import { integersOf } from '../../graph/kernel_helpers.ts'
import { defineOp } from '../../graph/op_def.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { coordinatesOf } from '../../kernels/reference/sparse/sparse.ts'
import { checkAllocation } from '../../tensor/allocation.ts'
import { float32 } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { numElements, shapeText, strides } from '../../tensor/shape.ts'
import { inferConsistentSparse } from './sparse_shape_checks.ts'

export const EditDistance = defineOp('EditDistance', {
  inputs: [
    'hypothesis_indices: int64',
    'hypothesis_values: T',
    'hypothesis_shape: int64',
    'truth_indices: int64',
    'truth_values: T',
    'truth_shape: int64',
  ],
  outputs: ['output: float'],
  attrs: ['normalize: bool = true', 'T: type'],
  infer: c => {
    for (const from of [0, 3]) inferConsistentSparse(c, from)
    const [hypothesis, truth] = [c.integers(2), c.integers(5)]
    if (!hypothesis || !truth) return [null]
    if (hypothesis.length !== truth.length) {
      throw c.fail(
        `Num elements of hypothesis_shape does not match truth_shape: ${hypothesis.length} vs. ${truth.length}`,
      )
    }
    return [hypothesis.slice(0, -1).map((size, d) => Math.max(size, truth[d] as number))]
  },
  // they say how many distances there are
  shapeInputs: [2, 5],
  gradient: 'none',
  kernel: k => {
    const [hIndices, hValues, hShape, tIndices, tValues, tShape] = [0, 1, 2, 3, 4, 5].map(i =>
      k.input(i),
    ) as NDArray[] as [NDArray, NDArray, NDArray, NDArray, NDArray, NDArray]
    checkRanks([hIndices, hValues, hShape, tIndices, tValues, tShape])
    const [hDims, tDims] = [integersOf(hShape), integersOf(tShape)]
    const shape = hDims.slice(0, -1).map((size, d) => Math.max(size, tDims[d] as number))
    const negative = shape.find(size => size < 0)
    if (negative !== undefined) throw invalidArgument(`Dimension ${negative} must be >= 0`)
    checkAllocation(shape, float32)
    const hypotheses = sequences(hIndices, hValues, shape)
    const truths = sequences(tIndices, tValues, shape)
    const normalize = k.attr('normalize') === true
    const out = new Float32Array(numElements(shape))
    for (const position of new Set([...hypotheses.keys(), ...truths.keys()])) {
      const [hypothesis, truth] = [hypotheses.get(position), truths.get(position)]
      if (!truth) out[position] = normalize ? Number.POSITIVE_INFINITY : (hypothesis as unknown[]).length
      else if (!hypothesis) out[position] = normalize ? 1 : truth.length
      else out[position] = levenshtein(hypothesis, truth) / (normalize ? truth.length : 1)
    }
    return new NDArray(float32, shape, out)
  },
  lower: { kind: 'host' },
})

function checkRanks([hIndices, hValues, hShape, tIndices, tValues, tShape]: readonly [
  NDArray,
  NDArray,
  NDArray,
  NDArray,
  NDArray,
  NDArray,
]): void {
  const check = (array: NDArray, rank: number, name: string): void => {
    const what = rank === 2 ? 'matrix' : 'vector'
    if (array.shape.length !== rank)
      throw invalidArgument(`${name} should be a ${what}, but got shape: ${shapeText(array.shape)}`)
  }
  check(hIndices, 2, 'hypothesis_indices')
  check(tIndices, 2, 'truth_indices')
  check(hValues, 1, 'hypothesis_values')
  check(tValues, 1, 'truth_values')
  check(hShape, 1, 'hypothesis_shape')
  check(tShape, 1, 'truth_shape')
  if (hShape.size !== hIndices.shape[1]) {
    throw invalidArgument(
      `Expected hypothesis_shape.NumElements == #cols(hypothesis_indices), their shapes are: ${shapeText(hShape.shape)} and ${shapeText(hIndices.shape)}`,
    )
  }
  if (tShape.size < 2)
    throw invalidArgument(`Input SparseTensors must have rank at least 2, but truth_shape rank is: ${tShape.size}`)
  if (tShape.size !== tIndices.shape[1]) {
    throw invalidArgument(
      `Expected truth_shape.NumElements == #cols(truth_indices), their shapes are: ${shapeText(tShape.shape)} and ${shapeText(tIndices.shape)}`,
    )
  }
  if (tShape.size !== hShape.size) {
    throw invalidArgument(
      `Expected truth and hypothesis to have matching ranks, but their shapes are: ${shapeText(tShape.shape)} and ${shapeText(hShape.shape)}`,
    )
  }
}

/** The sequences along the last dimension, by flat position in `shape`. */
function sequences(indices: NDArray, values: NDArray, shape: readonly number[]): Map<number, unknown[]> {
  const { at, rank, count } = coordinatesOf(indices)
  const steps = strides(shape)
  const found = new Map<number, unknown[]>()
  for (let i = 0; i < count; i++) {
    const position = steps.reduce((flat, step, d) => flat + step * (at[i * rank + d] as number), 0)
    const item = values.data[i]
    const key = item instanceof Uint8Array ? Buffer.from(item).toString('latin1') : item
    const sequence = found.get(position)
    if (sequence) sequence.push(key)
    else found.set(position, [key])
  }
  return found
}

/** Insertions, deletions and substitutions that turn one sequence into the other. */
function levenshtein(a: readonly unknown[], b: readonly unknown[]): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (const [i, item] of a.entries()) {
    const next = [i + 1]
    for (const [j, other] of b.entries()) {
      const substituted = (row[j] as number) + (item === other ? 0 : 1)
      next.push(Math.min(substituted, (row[j + 1] as number) + 1, (next[j] as number) + 1))
    }
    row = next
  }
  return row[b.length] as number
}

type SparseLike = SparseTensor | SparseTensorValue
interface EditDistanceArgs {
  hypothesis: SparseLike
  truth: SparseLike
  normalize: boolean
  name: string
}
/** The Levenshtein distances between the sequences in the last dimension; `normalize`: divided by the true sequence's length. */
export const edit_distance = pyfunction(
  "edit_distance(hypothesis, truth, normalize=True, name='edit_distance')",
  ({ hypothesis, truth, normalize, name }: EditDistanceArgs): Tensor => {
    const isSparse = (value: unknown): boolean => value instanceof SparseTensor || value instanceof SparseTensorValue
    if (!isSparse(hypothesis)) throw new TypeError('Hypothesis must be a SparseTensor.')
    if (!isSparse(truth)) throw new TypeError('Truth must be a SparseTensor.')
    return apply(
      EditDistance,
      {
        hypothesis_indices: hypothesis.indices,
        hypothesis_values: hypothesis.values,
        hypothesis_shape: hypothesis.shape,
        truth_indices: truth.indices,
        truth_values: truth.values,
        truth_shape: truth.shape,
        normalize,
      },
      name,
    )
  },
)
