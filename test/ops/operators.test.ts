/** Operators of tensors: names are tested in math_graphs.test.ts, here is what they compute and refuse. */
import { describe, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'

const run = (fetch: tf.Tensor): unknown => {
  const value = new tf.Session('', { graph: fetch.graph }).run(fetch) as tf.NDArray | number
  return value instanceof tf.NDArray ? value.tolist() : value
}
const i = (...values: number[]): tf.Tensor => tf.constant(values, tf.int32)
const f = (...values: number[]): tf.Tensor => tf.constant(values)

describe('division', () => {
  test('of integers', () => {
    expect(run(i(7, -7, 8).div(i(2, 2, -3)))).toEqual([3, -3, -2])
    expect(run(i(7, -7).floordiv(2))).toEqual([3, -3])
    expect(run(i(7, -7).mod(4))).toEqual([3, -3])
    expect(run(tf.floor_div(i(7, -7), 2))).toEqual([3, -4])
    expect(run(tf.floormod(i(7, -7), 4))).toEqual([3, 1])
    expect(run(tf.truncatediv(i(7, -7), 2))).toEqual([3, -3])
    expect(run(tf.truncatemod(i(7, -7), 4))).toEqual([3, -3])
    expect(i(7).truediv(2).dtype).toBe(tf.float64)
    expect(run(i(7).truediv(2))).toEqual([3.5])
    expect(tf.truediv(tf.constant([3], tf.uint8), tf.constant([2], tf.uint8)).dtype).toBe(tf.float32)
  })
  test('of floats', () => {
    expect(run(f(7, -7).floordiv(2))).toEqual([3, -4])
    expect(run(f(7.5, -7.5).mod(2))).toEqual([1.5, -1.5])
    expect(run(f(1, 0, -1).div(0))).toEqual([Number.POSITIVE_INFINITY, Number.NaN, Number.NEGATIVE_INFINITY])
  })
  test('by zero', () => {
    expect(() => run(i(1).div(0))).toThrow('Integer division by zero')
    expect(() => run(i(1).mod(0))).toThrow('Integer division by zero')
    expect(() => run(tf.constant([1n], tf.int64).div(tf.constant([0n], tf.int64)))).toThrow('Integer division by zero')
  })
  test('of different types', () => {
    expect(() => tf.truediv(i(1), f(1))).toThrow('x and y must have the same dtype, got tf.int32 != tf.float32')
    expect(() => tf.truediv(tf.constant(true), tf.constant(true))).toThrow('Invalid dtype tf.bool in __truediv__')
    expect(() => tf.floordiv(tf.constant(['a']), tf.constant(['a']))).toThrow(
      'Expected floating point or integer, got tf.string',
    )
  })
})

test('reflected operators take the tensor on the right', () => {
  const x = f(2, 4)
  expect(run(x.rsub(1))).toEqual([-1, -3])
  expect(run(x.rtruediv(1))).toEqual([0.5, 0.25])
  expect(run(x.rpow(2))).toEqual([4, 16])
  expect(run(x.rfloordiv(9))).toEqual([4, 2])
  expect(run(x.rmod(9))).toEqual([1, 1])
})
test('logic and comparisons', () => {
  const b = tf.constant([true, false])
  expect(run(b.and(true))).toEqual([true, false])
  expect(run(b.rxor(true))).toEqual([false, true])
  expect(run(b.not())).toEqual([false, true])
  expect(run(f(1, 2).le(1))).toEqual([true, false])
})
test('an operand of another type is refused', () => {
  expect(() => i(1).add(f(1))).toThrow(
    "Tensor conversion requested dtype int32 for Tensor with dtype float32: 'Tensor(",
  )
  expect(() => i(1).add(1.5)).toThrow("Expected int32, got 1.5 of type 'float' instead.")
})
test('integers to negative powers are refused', () => {
  expect(() => run(i(2).pow(-1))).toThrow('Integers to negative integer powers are not allowed')
})
test('strings are joined', () => {
  expect(String(run(tf.add(tf.constant(['a', 'b']), 'c')))).toBe('ac,bc')
})
test('shapes that do not broadcast', () => {
  expect(() => f(1, 2).add(f(1, 2, 3))).toThrow("Dimensions must be equal, but are 2 and 3 for 'add")
  const x = tf.placeholder(tf.float32)
  expect(() => new tf.Session().run(x.add(f(1, 2)), [[x, [1, 2, 3]]])).toThrow('Incompatible shapes: [3] vs. [2]')
})
