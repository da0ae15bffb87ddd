import { describe, expect, it } from 'vitest'
import { argReduce } from '../../../src/kernels/reference/arrays/arg_reduce.ts'
import { type Reduction, reduce } from '../../../src/kernels/reference/arrays/reduce.ts'
import { NDArray } from '../../../src/tensor/ndarray.ts'

const { NaN: nan, POSITIVE_INFINITY: inf } = Number
const all = (reduction: Reduction, values: unknown, dtype = 'float32'): unknown => {
  const array = NDArray.of(values, dtype)
  return reduce(
    reduction,
    array,
    array.shape.map((_, i) => i),
    false,
  ).tolist()
}
const count = (...shape: number[]): NDArray =>
  NDArray.of(Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i)).reshape(shape)

describe('reduce', () => {
  it('reduces over every set of axes', () => {
    const shape = [2, 3, 4, 2]
    const array = count(...shape)
    for (let mask = 0; mask < 16; mask++) {
      const axes = [0, 1, 2, 3].filter(axis => mask & (1 << axis))
      const kept = shape.map((length, axis) => (axes.includes(axis) ? 1 : length))
      const want = new Array<number>(kept.reduce((a, b) => a * b, 1)).fill(0)
      array.data.forEach((value, flat) => {
        let at = 0
        let rest = flat
        let step = 1
        for (let axis = 3; axis >= 0; axis--) {
          const index = rest % (shape[axis] as number)
          rest = Math.floor(rest / (shape[axis] as number))
          if (!axes.includes(axis)) {
            at += index * step
            step *= shape[axis] as number
          }
        }
        want[at] = (want[at] as number) + (value as number)
      })
      const sums = reduce('sum', array, axes, true)
      expect(sums.shape).toEqual(kept)
      expect([...(sums.data as Float32Array)]).toEqual(want)
      expect(reduce('sum', array, axes, false).shape).toEqual(shape.filter((_, axis) => !axes.includes(axis)))
    }
    expect(
      reduce(
        'sum',
        NDArray.of([
          [1, 2],
          [3, 4],
        ]),
        [0, 0],
        false,
      ).tolist(),
    ).toEqual([4, 6])
  })

  it('reduces over nothing', () => {
    const empty = NDArray.zeros([0, 2])
    const over = (reduction: Reduction, dtype: string): unknown =>
      reduce(reduction, empty.astype(dtype), [0], false).tolist()
    for (const type of ['float16', 'float32', 'float64']) {
      expect(over('sum', type)).toEqual([0, 0])
      expect(over('prod', type)).toEqual([1, 1])
      expect(over('max', type)).toEqual([-inf, -inf])
      expect(over('min', type)).toEqual([inf, inf])
      expect(over('mean', type)).toEqual([nan, nan])
    }
    expect(over('max', 'int32')).toEqual([-2147483648, -2147483648])
    expect(over('min', 'uint8')).toEqual([255, 255])
    expect(over('max', 'int64')).toEqual([-(2n ** 63n), -(2n ** 63n)])
    expect(over('mean', 'int32')).toEqual([0, 0])
    expect(over('all', 'bool')).toEqual([true, true])
    expect(over('any', 'bool')).toEqual([false, false])
    expect(reduce('sum', empty, [1], false).shape).toEqual([0])
  })

  it('copies over axes that hold one element', () => {
    const array = NDArray.of([[[nan], [-0]]])
    for (const reduction of ['max', 'min', 'sum', 'prod', 'mean'] as const) {
      expect(reduce(reduction, array, [0, 2], false).tolist()).toEqual([nan, -0])
      expect(reduce(reduction, array, [2], true).shape).toEqual([1, 2, 1])
    }
  })
  it('ignores NaN in max and min', () => {
    expect(all('max', [1, nan, 3])).toBe(3)
    expect(all('min', [nan, 1, 3])).toBe(1)
    expect(all('max', [nan, nan])).toBe(-inf)
    expect(all('sum', [1, nan])).toBe(nan)
  })

  it('takes every type', () => {
    expect(all('mean', [200, 200, 200], 'uint8')).toBe(29)
    expect(all('sum', [200, 200, 200], 'uint8')).toBe(88)
    expect(all('mean', [2147483647, 2147483647], 'int32')).toBe(-1)
    expect(all('mean', [-1, -2, -2], 'int32')).toBe(-1)
    expect(all('prod', [65536, 65537], 'int32')).toBe(65536)
    expect(all('sum', [2n ** 62n, 2n ** 62n], 'int64')).toBe(-(2n ** 63n))
    expect(all('mean', [7n, 8n], 'int64')).toBe(7)
    expect(all('sum', [0.5, 1.25], 'float16')).toBe(1.75)
    expect(all('all', [true, false], 'bool')).toBe(false)
    expect(
      reduce(
        'any',
        NDArray.of([
          [true, false],
          [false, false],
        ]),
        [1],
        false,
      ).tolist(),
    ).toEqual([true, false])
    const z = new NDArray('complex64', [2, 2], new Float32Array([1, 2, 3, 4, 5, 6, 7, 8]))
    expect([...(reduce('sum', z, [0], false).data as Float32Array)]).toEqual([6, 8, 10, 12])
    expect([...(reduce('prod', z, [1], false).data as Float32Array)]).toEqual([-5, 10, -13, 82])
    expect([...(reduce('mean', z, [0, 1], false).data as Float32Array)]).toEqual([4, 5])
  })

  it('adds float32 without losing small addends', () => {
    expect(all('sum', [2 ** 24, ...new Array<number>(100).fill(1)])).toBe(2 ** 24 + 100)
  })
})

describe('argReduce', () => {
  it('takes the first of equals and passes over NaN', () => {
    expect(argReduce('max', NDArray.of([1, 3, 3]), 0).tolist()).toBe(1)
    expect(argReduce('min', NDArray.of([1, 1, 3]), 0).tolist()).toBe(0)
    expect(
      argReduce(
        'max',
        NDArray.of([
          [nan, 1, 3],
          [nan, nan, nan],
        ]),
        1,
      ).tolist(),
    ).toEqual([2, 0])
    expect(
      argReduce(
        'min',
        NDArray.of(
          [
            [5, 1n, 3],
            [2n, 7n, 1n],
          ],
          'int64',
        ),
        0,
      ).tolist(),
    ).toEqual([1, 0, 1])
    expect(argReduce('max', NDArray.of([1, 2], 'float16'), 0).dtype.name).toBe('int64')
  })

  it('refuses an empty axis', () => {
    expect(() => argReduce('max', NDArray.zeros([0, 3]), 0)).toThrow('Reduction axis 0 is empty in shape [0,3]')
    expect(argReduce('max', NDArray.zeros([0, 3]), 1).shape).toEqual([0])
  })
})
