/** Batches of matrices as plain numbers in double precision, with TensorFlow's checks (linalg_ops_common.cc). */
import { invalidArgument } from '../../../errors/status.ts'
import type { DType } from '../../../tensor/dtypes.ts'
import { NDArray } from '../../../tensor/ndarray.ts'
import { numElements } from '../../../tensor/shape.ts'

/** A real matrix, row by row. */
export interface Matrix {
  readonly rows: number
  readonly columns: number
  readonly data: Float64Array
}
export const matrix = (
  rows: number,
  columns: number,
  data: Float64Array = new Float64Array(rows * columns),
): Matrix => ({ rows, columns, data })
export const at = (m: Matrix, i: number, j: number): number => m.data[i * m.columns + j] as number

export function transposed({ rows, columns, data }: Matrix): Matrix {
  const out = matrix(columns, rows)
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) out.data[j * rows + i] = data[i * columns + j] as number
  return out
}
export function product(a: Matrix, b: Matrix): Matrix {
  const out = matrix(a.rows, b.columns)
  for (let i = 0; i < a.rows; i++) {
    for (let k = 0; k < a.columns; k++) {
      const factor = a.data[i * a.columns + k] as number
      for (let j = 0; j < b.columns; j++)
        out.data[i * b.columns + j] =
          (out.data[i * b.columns + j] as number) + factor * (b.data[k * b.columns + j] as number)
    }
  }
  return out
}
export function identity(size: number): Matrix {
  const out = matrix(size, size)
  for (let i = 0; i < size; i++) out.data[i * size + i] = 1
  return out
}

/** The batch dimensions that all inputs share; the inputs are matrices in the last two. */
function batchShape(inputs: readonly NDArray[]): readonly number[] {
  const first = inputs[0] as NDArray
  for (const [i, input] of inputs.entries()) {
    const rank = input.shape.length
    if (i === 0) {
      if (rank < 2) throw invalidArgument(`Input tensor ${i} must have rank >= 2, got${rank}`)
      continue
    }
    if (rank !== first.shape.length) throw invalidArgument('All input tensors must have the same rank.')
    if (first.shape.slice(0, -2).some((dim, axis) => dim !== input.shape[axis]))
      throw invalidArgument('All input tensors must have the same outer dimensions.')
  }
  return first.shape.slice(0, -2)
}

/** What one matrix of each input gives: its outputs, complex ones as pairs of numbers. */
export type MatrixFunction = (matrices: readonly Matrix[]) => readonly Float64Array[]

export interface Batched {
  readonly inputs: readonly NDArray[]
  readonly dtype: DType
  /** Checks the shapes of the matrices. */
  readonly check: (shapes: readonly (readonly [number, number])[]) => void
  /** The shapes of the outputs for one matrix; `whole`: for the batch, whatever it is. */
  readonly shapes: (
    shapes: readonly (readonly [number, number])[],
  ) => readonly (readonly number[] | { readonly whole: readonly number[] })[]
  readonly compute: MatrixFunction
}

/** Runs `compute` for every matrix of the batch. Complex matrices come with twice as many columns: pairs of numbers. */
export function batched({ inputs, dtype, check, shapes, compute }: Batched): NDArray[] {
  const batch = batchShape(inputs)
  const sizes = inputs.map(input => [input.shape.at(-2) as number, input.shape.at(-1) as number] as const)
  check(sizes)
  const lanes = dtype.is_complex ? 2 : 1
  const outputs = shapes(sizes).map(shape =>
    'whole' in shape
      ? { shape: shape.whole, step: 0 }
      : { shape: [...batch, ...shape], step: numElements(shape) * lanes },
  )
  const data = outputs.map(output => dtype.allocate(numElements(output.shape), output.shape) as Float64Array)
  const count = numElements(batch)
  const entries = sizes.map(([rows, columns]) => rows * columns * lanes)
  for (let b = 0; b < count; b++) {
    const matrices = inputs.map((input, i) => {
      const [rows, columns] = sizes[i] as readonly [number, number]
      const size = entries[i] as number
      return matrix(
        rows,
        columns * lanes,
        Float64Array.from((input.data as Float64Array).subarray(b * size, (b + 1) * size)),
      )
    })
    for (const [o, values] of compute(matrices).entries()) {
      const { step } = outputs[o] as { step: number }
      if (step > 0) data[o]?.set(values, b * step)
    }
  }
  return outputs.map((output, o) => new NDArray(dtype, output.shape, data[o] as Float64Array))
}
