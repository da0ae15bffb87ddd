/** Softmax along the rows of a matrix, and the cross entropies on it (core/kernels/softmax_op_functor.h, xent_op.h). */
import type { NDArray } from '../../../tensor/ndarray.ts'
import { type Reals, realsOf, storeReals } from '../scalars/reals.ts'

/** Row by row: logits less their maximum into `shifted`, and the sum of their exponentials. */
function shiftedRow(
  logits: Reals,
  start: number,
  columns: number,
  shifted: Float64Array,
  round: (x: number) => number,
): number {
  let max = Number.NEGATIVE_INFINITY
  for (let j = 0; j < columns; j++) {
    const value = logits[start + j] as number
    if (value > max || Number.isNaN(value)) max = value
  }
  let sum = 0
  for (let j = 0; j < columns; j++) {
    const value = round((logits[start + j] as number) - max)
    shifted[j] = value
    sum += Math.exp(value)
  }
  return sum
}
const rounding = (array: NDArray): ((x: number) => number) => (array.dtype.base === 'float64' ? x => x : Math.fround)

/** e^x / Σ e^x of each row, or its logarithm. Any shape: the last axis is the row. */
export function softmax(logits: NDArray, logarithm: boolean): NDArray {
  const columns = logits.shape.at(-1) ?? 1
  const out = new Float64Array(logits.size)
  const values = realsOf(logits)
  const shifted = new Float64Array(columns)
  const round = rounding(logits)
  for (let start = 0; start < out.length; start += columns) {
    const sum = shiftedRow(values, start, columns, shifted, round)
    const log = Math.log(sum)
    for (let j = 0; j < columns; j++)
      out[start + j] = logarithm ? (shifted[j] as number) - log : Math.exp(shifted[j] as number) / sum
  }
  return storeReals(out, logits.dtype, logits.shape)
}

/** −Σ labels·log softmax(logits) of each row, and softmax − labels. */
export function softmaxCrossEntropy(logits: NDArray, labels: NDArray): [loss: NDArray, backprop: NDArray] {
  const [rows, columns] = logits.shape as [number, number]
  const loss = new Float64Array(rows)
  const backprop = new Float64Array(rows * columns)
  const values = realsOf(logits)
  const targets = realsOf(labels)
  const shifted = new Float64Array(columns)
  const round = rounding(logits)
  for (let i = 0; i < rows; i++) {
    const start = i * columns
    const sum = shiftedRow(values, start, columns, shifted, round)
    const log = Math.log(sum)
    let total = 0
    for (let j = 0; j < columns; j++) {
      const target = targets[start + j] as number
      total += target * (log - (shifted[j] as number))
      backprop[start + j] = Math.exp(shifted[j] as number) / sum - target
    }
    loss[i] = total
  }
  return [storeReals(loss, logits.dtype, [rows]), storeReals(backprop, logits.dtype, logits.shape)]
}

/** The same for one true class a row, given by its number. */
export function sparseSoftmaxCrossEntropy(
  logits: NDArray,
  labels: readonly number[],
): [loss: NDArray, backprop: NDArray] {
  const [rows, columns] = logits.shape as [number, number]
  const loss = new Float64Array(rows)
  const backprop = new Float64Array(rows * columns)
  const values = realsOf(logits)
  const shifted = new Float64Array(columns)
  const round = rounding(logits)
  for (let i = 0; i < rows; i++) {
    const start = i * columns
    const sum = shiftedRow(values, start, columns, shifted, round)
    const label = labels[i] as number
    loss[i] = Math.log(sum) - (shifted[label] as number)
    for (let j = 0; j < columns; j++) backprop[start + j] = Math.exp(shifted[j] as number) / sum - Number(j === label)
  }
  return [storeReals(loss, logits.dtype, [rows]), storeReals(backprop, logits.dtype, logits.shape)]
}
