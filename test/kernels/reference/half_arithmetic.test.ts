/** float16 as TensorFlow 0.12.1 computes it: every function rounds, and so do the parts of those that are made of others. Recorded results. */
import { expect, test } from 'vitest'
import { elementwise } from '../../../src/kernels/reference/scalars/scalar_evaluator.ts'
import { call, input, type Scalar, type ScalarFunction } from '../../../src/kernels/scalar.ts'
import { float16, float32, float64 } from '../../../src/tensor/dtypes.ts'
import { NDArray } from '../../../src/tensor/ndarray.ts'

const half = (...values: number[]): NDArray => NDArray.of(values, 'float16')
const numbers = (array: NDArray): number[] => Array.from(array.astype('float64').data as Float64Array)

test.each<[ScalarFunction, number[], number[]]>([
  ['sigmoid', [-1, -0.5, 2, -10], [0.268798828125, 0.377685546875, 0.88037109375, 0.000045359134674072266]],
  ['rsqrt', [65504, 300, 88], [0.003910064697265625, 0.057708740234375, 0.1065673828125]],
  ['elu', [-(2 ** -24), -1, -0.354736328125], [0, -0.6318359375, -0.298828125]],
  [
    'softplus',
    [-1, 0.0999755859375, -6.89453125, 5.19140625],
    [0.3134765625, 0.74462890625, 0.0009760856628417969, 5.1953125],
  ],
  ['round', [-0, -0.3, 0.5, 1.5], [-0, 0, 0, 2]],
])('%s', (fn, values, expected) => {
  expect(numbers(elementwise(call(fn, input(0)), [half(...values)], float16))).toEqual(expected)
})

test('the parts of an expression', () => {
  const squaredDifference = call('square', call('sub', input(0), input(1)))
  expect(
    numbers(
      elementwise(squaredDifference, [half(0.890625, 10.0078125), half(-(2 ** -24), 0.000010013580322265625)], float16),
    ),
  ).toEqual([0.79296875, 100.1875])
  const floored = call('floor', call('div', input(0), input(1)))
  expect(numbers(elementwise(floored, [half(-1, -0.5, -2.5), half(0.1)], float16))).toEqual([-10, -5, -25])
  const product: Scalar = { kind: 'cast', to: 'float32', arg: call('mul', input(0), input(1)) }
  expect(numbers(elementwise(product, [half(-0.53222656), half(3.2050781)], float32))).toEqual([-1.7060546875])
})

test('the remainder of floats is made from that of C', () => {
  const pairs: [number, number, number][] = [
    [1e-8, -1, -0],
    [0, Number.NEGATIVE_INFINITY, Number.NaN],
    [-1, Number.POSITIVE_INFINITY, Number.NaN],
    [-0, Number.POSITIVE_INFINITY, -0],
    [3, Number.POSITIVE_INFINITY, 3],
    [7.25, -3, -1.75],
    [-7.25, 3, 1.75],
    [6, -3, -0],
    [1, 0, Number.NaN],
    [1, Number.NaN, Number.NaN],
  ]
  for (const dtype of [float32, float64]) {
    const [x, y] = [0, 1].map(i =>
      NDArray.of(
        pairs.map(pair => pair[i] as number),
        dtype,
      ),
    ) as [NDArray, NDArray]
    const expected = pairs.map(([a, b, c]) => (dtype === float64 && a === 1e-8 ? a + b : c))
    expect(numbers(elementwise(call('floormod', input(0), input(1)), [x, y], dtype))).toEqual(expected)
  }
})
