/** Crosses of features: the ops of contrib.layers that make one sparse column out of several. */
import { invalidArgument } from '../../errors/status.ts'
import { integersOf } from '../../graph/kernel_helpers.ts'
import { defineOp, type OpSpec } from '../../graph/op_def.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import { fingerprintCat64, hashCombine } from '../../kernels/reference/sparse/feature_crosses.ts'
import { coordinatesOf, int64Array } from '../../kernels/reference/sparse/sparse.ts'
import { fingerprint64 } from '../../kernels/reference/text/string_hashes.ts'
import { type DType, int64, string } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { shapeText } from '../../tensor/shape.ts'

/** One column of a batch: row b has `counts[b]` features, and the first of them is number `starts[b]` of `values`. */
interface Column {
  readonly values: NDArray
  readonly starts: readonly number[]
  readonly counts: readonly number[]
}
interface Inputs {
  readonly indices: readonly NDArray[]
  readonly values: readonly NDArray[]
  readonly shapes: readonly NDArray[]
  readonly dense: readonly NDArray[]
}

function checkSparseInputs({ indices, values, shapes }: Inputs): void {
  for (const [i, { shape }] of indices.entries()) {
    if (shape.length !== 2)
      throw invalidArgument(`Input indices should be a matrix but received shape ${shapeText(shape)} at position ${i}`)
    if (shape[1] !== 2) throw invalidArgument(`Expected D2 of index to be 2 got${shape[1]} at position ${i}`)
  }
  for (const [i, { shape }] of values.entries()) {
    if (shape.length !== 1)
      throw invalidArgument(
        `Input values should be a std::vector but received shape ${shapeText(shape)} at position ${i}`,
      )
    const rows = indices[i]?.shape[0]
    if (shape[0] !== rows)
      throw invalidArgument(`Expected size of values to be ${rows} got ${shape[0]} at position ${i}`)
  }
  for (const [i, { shape }] of shapes.entries()) {
    if (shape.length !== 1)
      throw invalidArgument(
        `Input shapes should be a std::vector but received shape ${shapeText(shape)} at position ${i}`,
      )
    if (shape[0] !== 2)
      throw invalidArgument(`shape should imply a 2D tensor, but got ${shapeText(shape)} at position ${i}`)
  }
}

/** How many rows all inputs have. */
function checkedBatchSize(inputs: Inputs): number {
  const { indices, shapes, dense } = inputs
  checkSparseInputs(inputs)
  for (const [i, { shape }] of dense.entries()) {
    // TensorFlow shows the shape of the indices in this place
    const shown = indices[i]?.shape ?? shape
    if (shape.length !== 2)
      throw invalidArgument(`Dense inputs should be a matrix but received shape ${shapeText(shown)} at position ${i}`)
  }
  const rows = shapes.map(shape => integersOf(shape)[0] as number)
  const denseRows = dense.map(({ shape }) => shape[0] as number)
  const size = rows[0] ?? denseRows[0] ?? 0
  for (const [i, count] of rows.entries())
    if (count !== size) throw invalidArgument(`Expected batch size ${size} got ${count} at position ${i}`)
  for (const [i, count] of denseRows.entries())
    if (count !== size) throw invalidArgument(`Expected batch size ${size} got ${count} at dense tensor ${i}`)
  return size
}

/** The rows of a sparse column, which come in order; what is out of order, or beyond the batch, is left out. */
function sparseColumn(indices: NDArray, values: NDArray, batchSize: number): Column {
  const { at, count } = coordinatesOf(indices)
  const starts: number[] = []
  const counts: number[] = []
  let next = 0
  for (let b = 0; b < batchSize; b++) {
    starts.push(next)
    while (next < count && at[next * 2] === b) next++
    counts.push(next - (starts[b] as number))
  }
  return { values, starts, counts }
}
function denseColumn(values: NDArray): Column {
  const [rows = 0, columns = 0] = values.shape
  const row = Array.from({ length: rows }, (_, b) => b)
  return { values, starts: row.map(b => b * columns), counts: row.map(() => columns) }
}

/** Features as numbers: integers themselves, the fingerprints of strings. */
const hashes = ({ dtype, data }: NDArray): bigint[] =>
  dtype.base === 'string'
    ? Array.from(data as Uint8Array[], bytes => fingerprint64(bytes))
    : Array.from(data as BigInt64Array)
/** Features as texts. */
const texts = ({ dtype, data }: NDArray): Buffer[] =>
  dtype.base === 'string'
    ? Array.from(data as Uint8Array[], bytes => Buffer.from(bytes))
    : Array.from(data as BigInt64Array, value => Buffer.from(String(value)))

/** Numbers the features of row `b` that meet in each cross; those of the last column change fastest. */
function* crossesOf(columns: readonly Column[], b: number): Generator<readonly number[]> {
  const counts = columns.map(({ counts }) => counts[b] as number)
  if (counts.length === 0 || counts.includes(0)) return
  const at = counts.map(() => 0)
  for (;;) {
    yield columns.map(({ starts }, i) => (starts[b] as number) + (at[i] as number))
    let i = at.length - 1
    while (i >= 0 && at[i] === (counts[i] as number) - 1) at[i--] = 0
    if (i < 0) return
    at[i] = (at[i] as number) + 1
  }
}

const SEPARATOR = Buffer.from('_X_')
const LARGEST_INT64 = (1n << 63n) - 1n

/** What makes a value of a cross out of the numbers of its features. */
function crosser(
  columns: readonly Column[],
  type: DType,
  buckets: bigint,
  combine: (hashes: readonly bigint[]) => bigint,
) {
  if (type.base === 'string') {
    const words = columns.map(({ values }) => texts(values))
    return (features: readonly number[]): Buffer =>
      Buffer.concat(
        features.flatMap((at, i) => (i === 0 ? [words[i]?.[at] as Buffer] : [SEPARATOR, words[i]?.[at] as Buffer])),
      )
  }
  const numbers = columns.map(({ values }) => hashes(values))
  const modulus = buckets > 0n ? buckets : LARGEST_INT64
  return (features: readonly number[]): bigint => combine(features.map((at, i) => numbers[i]?.[at] as bigint)) % modulus
}

function cross(k: KernelContext, combine: (hashes: readonly bigint[]) => bigint): NDArray[] {
  const inputs = {
    indices: k.list('indices'),
    values: k.list('values'),
    shapes: k.list('shapes'),
    dense: k.list('dense'),
  }
  const batchSize = checkedBatchSize(inputs)
  const columns = [
    ...inputs.indices.map((indices, i) => sparseColumn(indices, inputs.values[i] as NDArray, batchSize)),
    ...inputs.dense.map(denseColumn),
  ]
  const type = k.attr('out_type') as DType
  const valueOf = crosser(columns, type, BigInt(k.attr('num_buckets') as number | bigint), combine)
  const at: number[] = []
  const values: (Buffer | bigint)[] = []
  let widest = 0
  for (let b = 0; b < batchSize; b++) {
    let column = 0
    for (const features of crossesOf(columns, b)) {
      at.push(b, column++)
      values.push(valueOf(features))
    }
    widest = Math.max(widest, column)
  }
  const data = type.base === 'string' ? (values as Buffer[]) : BigInt64Array.from(values as bigint[])
  return [
    int64Array(at, [values.length, 2]),
    new NDArray(type.base === 'string' ? string : int64, [values.length], data),
    int64Array([batchSize, widest], [2]),
  ]
}

const TYPES = '{int64, string}'
const spec = (...more: readonly string[]): OpSpec => ({
  inputs: ['indices: N * int64', 'values: sparse_types', 'shapes: N * int64', 'dense: dense_types'],
  outputs: ['output_indices: int64', 'output_values: out_type', 'output_shape: int64'],
  attrs: [
    'N: int >= 0',
    'hashed_output: bool',
    'num_buckets: int64 >= 0',
    ...more,
    `sparse_types: list(${TYPES}) >= 0`,
    `dense_types: list(${TYPES}) >= 0`,
    `out_type: ${TYPES}`,
    `internal_type: ${TYPES}`,
  ],
  infer: () => [[null, 2], [null], [2]],
  gradient: 'none',
  lower: { kind: 'host' },
})

/** Where the older combination of hashes begins. */
const FIRST_HASH = 0xdecafcaffen

export const SparseFeatureCross = defineOp('SparseFeatureCross', {
  ...spec(),
  kernel: k => cross(k, features => features.reduce(hashCombine, FIRST_HASH)),
})
export const SparseFeatureCrossV2 = defineOp('SparseFeatureCrossV2', {
  ...spec('hash_key: int64'),
  kernel: k => {
    const key = BigInt(k.attr('hash_key') as number | bigint)
    return cross(k, features => features.reduce(fingerprintCat64, key))
  },
})
