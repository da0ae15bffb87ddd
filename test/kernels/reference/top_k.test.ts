import { expect, it } from 'vitest'
import { topK } from '../../../src/kernels/reference/arrays/top_k.ts'
import type { Data } from '../../../src/tensor/dtypes.ts'
import { NDArray } from '../../../src/tensor/ndarray.ts'

const numbers = Array.from({ length: 600 }, (_, i) => ((i * i * 7919) % 331) - 160)

it.each([
  ['int32', Int32Array.from([...numbers, 2 ** 31 - 1, -(2 ** 31), -(2 ** 31)])],
  ['uint8', Uint8Array.from(numbers)],
  ['float32', Float32Array.from([...numbers, 0, -0, 0, Infinity, -Infinity, 1e-45, -1e-45, 3e38, -3e38])],
  ['float64', Float64Array.from(numbers, n => n + 1e-12 * n)],
  ['int64', BigInt64Array.from(numbers, n => BigInt(n))],
] as const)('the largest come first, of equal ones the first: %s', (dtype, data) => {
  const [values, places] = topK(new NDArray(dtype, [data.length], data as Data), data.length, true)
  const value = (i: number): number | bigint => data[i] as number | bigint
  const order = [...data.keys()].sort((a, b) => (value(a) > value(b) ? -1 : value(a) < value(b) ? 1 : a - b))
  expect([...(places.data as Int32Array)]).toEqual(order)
  expect([...(values.data as Float32Array)]).toEqual(order.map(value))
})
