import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { broadcastIndices, planBroadcast, zip } from '../../src/tensor/broadcasting.ts'
import {
  broadcastShapes,
  broadcastStatic,
  broadcastStrides,
  numElements,
  type Shape,
  staticNumElements,
  strides,
} from '../../src/tensor/shape.ts'

test('sizes and strides', () => {
  expect(numElements([2, 3, 4])).toBe(24)
  expect(numElements([])).toBe(1)
  expect(staticNumElements([2, null])).toBeNull()
  expect(strides([2, 3, 4])).toEqual([12, 4, 1])
  expect(broadcastStrides([3, 1], [2, 3, 4])).toEqual([0, 1, 0])
})

test.each<[Shape, Shape, Shape | undefined]>([
  [[2, 3], [3], [2, 3]],
  [
    [2, 1],
    [1, 4],
    [2, 4],
  ],
  [[2], [3], undefined],
  [[null], [1], [null]],
  [[null], [5], [5]],
  [[null], [null], [null]],
  [[null, 1], [4], [null, 4]],
  [[null], [0], [null]],
  [null, [2], null],
  [[0], [1], [0]],
])('static broadcast of %j and %j', (a, b, out) => {
  expect(broadcastStatic(a, b)).toEqual(out)
  expect(broadcastStatic(b, a)).toEqual(out)
})

describe('walking two shapes', () => {
  const dims = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 4 })
  test('meets every pair in order', () => {
    fc.assert(
      fc.property(dims, dims, (a, b) => {
        const shape = broadcastShapes(a, b)
        const plan = planBroadcast(a, b)
        expect(plan?.shape ?? null).toEqual(shape)
        if (!plan || !shape) return
        const ai = broadcastIndices(a, shape)
        const bi = broadcastIndices(b, shape)
        const seen: number[][] = []
        zip(plan, (i, x, y) => seen.push([i, x, y]))
        expect(seen).toEqual(Array.from(ai, (x, i) => [i, x, bi[i] as number]))
        const steps = broadcastStrides(a, shape)
        const expected = (index: number): number =>
          strides(shape).reduce(
            (sum, stride, axis) =>
              sum + (Math.floor(index / stride) % (shape[axis] as number)) * (steps[axis] as number),
            0,
          )
        expect(Array.from(ai)).toEqual(Array.from(ai, (_, i) => expected(i)))
      }),
    )
  })
})
