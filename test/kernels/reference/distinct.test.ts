import { describe, expect, it } from 'vitest'
import { distinctElements } from '../../../src/kernels/reference/arrays/distinct.ts'
import type { Data } from '../../../src/tensor/dtypes.ts'
import { NDArray } from '../../../src/tensor/ndarray.ts'

/** Element by element, by comparing each with all before it. */
function slowly(values: readonly unknown[]): { first: number[]; index: number[]; count: number[] } {
  const first: number[] = []
  const count: number[] = []
  const index = values.map((value, i) => {
    let at = first.findIndex(position => values[position] === value)
    if (at < 0) at = first.push(i) - 1
    count[at] = (count[at] ?? 0) + 1
    return at
  })
  return { first, index, count }
}

const plain = (x: NDArray) => {
  const { first, index, count } = distinctElements(x)
  return { first: [...first], index: [...index], count: [...count] }
}

describe('distinct elements', () => {
  const numbers = Array.from({ length: 700 }, (_, i) => ((i * i * 7919) % 331) - 160)

  it.each([
    ['int32', Int32Array.from(numbers, n => n * 12345677)],
    ['int16', Int16Array.from(numbers)],
    ['uint8', Uint8Array.from(numbers)],
    ['float32', Float32Array.from(numbers, n => n / 3)],
    ['float64', Float64Array.from(numbers, n => n * 1e300)],
    ['int64', BigInt64Array.from(numbers, n => BigInt(n) * 2n ** 45n)],
  ] as const)('are found among %s', (dtype, data) => {
    expect(plain(new NDArray(dtype, [data.length], data as Data))).toEqual(slowly([...data]))
  })

  it('are found where words collide: values that differ in the upper word alone', () => {
    const data = BigInt64Array.from({ length: 5000 }, (_, i) => BigInt(i % 2500) << 32n)
    expect(plain(new NDArray('int64', [5000], data)).count).toEqual(new Array(2500).fill(2))
  })

  it.each([Float32Array, Float64Array])('are numbers: 0 equals −0, and NaN nothing (%o)', type => {
    const data = type.of(0, Number.NaN, -0, Number.NaN, 1)
    expect(plain(new NDArray(type === Float32Array ? 'float32' : 'float64', [5], data))).toEqual({
      first: [0, 1, 3, 4],
      index: [0, 1, 0, 2, 3],
      count: [2, 1, 1, 1],
    })
  })

  it.each([Float32Array, Float64Array])(
    'are found among many floats with NaN and infinities between them (%o)',
    type => {
      const special = [Number.NaN, Number.POSITIVE_INFINITY, -0, Number.NEGATIVE_INFINITY, 0]
      const values = Array.from({ length: 4000 }, (_, i) =>
        i % 3 === 0 ? (special[(i / 3) % 5] as number) : ((i * 7919) % 1999) / 7,
      )
      const data = new type(values)
      expect(plain(new NDArray(type === Float32Array ? 'float32' : 'float64', [data.length], data))).toEqual(
        slowly([...data]),
      )
    },
  )

  it('take no time that grows with the square of NaNs', () => {
    expect(plain(new NDArray('float32', [200_000], new Float32Array(200_000).fill(Number.NaN))).first).toHaveLength(
      200_000,
    )
  })

  it('are texts, and complex numbers', () => {
    const texts = ['a', 'b', 'a', ''].map(text => Buffer.from(text))
    expect(plain(new NDArray('string', [4], texts))).toEqual({
      first: [0, 1, 3],
      index: [0, 1, 0, 2],
      count: [2, 1, 1],
    })
    expect(plain(new NDArray('complex64', [3], Float32Array.of(1, 2, 2, 1, 1, 2))).index).toEqual([0, 1, 0])
  })
})
