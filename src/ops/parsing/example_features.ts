/** The values of features, checked, as arrays (core/util/example_proto_helper.cc, example_proto_fast_parsing.cc). */
import type { Feature } from '../../formats/protos/example.generated.ts'
import type { Data, DType } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'

/** What a feature's list holds, in TensorFlow's words. */
const KINDS = { bytes_list: 'string', float_list: 'float', int64_list: 'int64' } as const

/** The type of the values of a feature; undefined where none is set. */
export function kindOf(feature: Feature): 'string' | 'float' | 'int64' | undefined {
  const kind = feature.WhichOneof('kind')
  return kind === null ? undefined : KINDS[kind as keyof typeof KINDS]
}
/** Its values. */
export function valuesOf(feature: Feature): unknown[] {
  const kind = feature.WhichOneof('kind') as keyof typeof KINDS | null
  if (kind === null) return []
  const values = Array.from(feature[kind].value as Iterable<unknown>)
  return kind === 'int64_list' ? values.map(value => BigInt(value as number)) : values
}

/** Values one after another as an array. */
export function arrayOfValues(values: readonly unknown[], type: DType, shape: readonly number[]): NDArray {
  if (type.base === 'string') return new NDArray(type, shape, [...values] as Data)
  const array = new NDArray(type, shape, type.allocate(values.length))
  for (const [i, value] of values.entries()) (array.data as unknown[])[i] = value
  return array
}
/** Integers as an int64 array. */
export const int64Array = (values: readonly number[], shape: readonly number[]): NDArray =>
  new NDArray('int64', shape, BigInt64Array.from(values, BigInt))

/** The parts of a sparse tensor [rows, longest] with one list of values a row. */
export function sparseRows(
  rows: readonly (readonly unknown[])[],
  type: DType,
): [indices: NDArray, values: NDArray, shape: NDArray] {
  const longest = rows.reduce((most, row) => Math.max(most, row.length), 0)
  const count = rows.reduce((sum, row) => sum + row.length, 0)
  const indices = rows.flatMap((row, r) => row.flatMap((_, i) => [r, i]))
  return [
    int64Array(indices, [count, 2]),
    arrayOfValues(rows.flat(), type, [count]),
    int64Array([rows.length, longest], [2]),
  ]
}
