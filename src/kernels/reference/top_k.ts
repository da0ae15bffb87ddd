/** The largest elements of each row. */
import { int32 } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { realsOf } from './reals.ts'

/** Values and their places, the largest first; of equal ones the first comes first. */
export function topK(input: NDArray, k: number): [values: NDArray, indices: NDArray] {
  const columns = input.shape.at(-1) as number
  const rows = columns === 0 ? input.shape.slice(0, -1).reduce((a, b) => a * b, 1) : input.size / columns
  const shape = [...input.shape.slice(0, -1), k]
  const data = input.dtype.allocate(rows * k) as Float32Array
  const places = new Int32Array(rows * k)
  // halves are compared as numbers, but copied as they are; 64-bit integers are compared exactly
  const exact = input.data instanceof BigInt64Array ? input.data : realsOf(input)
  const order = new Int32Array(columns)
  for (let row = 0; row < rows; row++) {
    const start = row * columns
    for (let i = 0; i < columns; i++) order[i] = i
    const value = (i: number): number => exact[start + i] as number
    order.sort((a, b) => (value(a) > value(b) ? -1 : value(a) < value(b) ? 1 : a - b))
    for (let i = 0; i < k; i++) {
      places[row * k + i] = order[i] as number
      data[row * k + i] = (input.data as Float32Array)[start + (order[i] as number)] as number
    }
  }
  return [new NDArray(input.dtype, shape, data), new NDArray(int32, shape, places)]
}
