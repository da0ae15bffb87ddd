import { describe, expect, it } from 'vitest'
import { elementwise } from '../../../src/kernels/reference/scalars/scalar_evaluator.ts'
import { call, cast, input, literal, type Scalar, type ScalarFunction } from '../../../src/kernels/scalar.ts'
import * as dtypes from '../../../src/tensor/dtypes.ts'
import { NDArray } from '../../../src/tensor/ndarray.ts'

const { NaN: nan, POSITIVE_INFINITY: inf } = Number
const unary = (fn: ScalarFunction, values: unknown, dtype = 'float32', out = dtype): unknown =>
  elementwise(call(fn, input(0)), [NDArray.of(values, dtype)], dtypes.as_dtype(out)).tolist()
const binary = (fn: ScalarFunction, a: unknown, b: unknown, dtype = 'float32', out = dtype): unknown =>
  elementwise(call(fn, input(0), input(1)), [NDArray.of(a, dtype), NDArray.of(b, dtype)], dtypes.as_dtype(out)).tolist()

describe('elementwise', () => {
  it('broadcasts at any rank', () => {
    expect(
      binary(
        'add',
        [
          [1, 2, 3],
          [4, 5, 6],
        ],
        [10, 20, 30],
      ),
    ).toEqual([
      [11, 22, 33],
      [14, 25, 36],
    ])
    expect(binary('add', [[1], [2]], [[10, 20, 30]])).toEqual([
      [11, 21, 31],
      [12, 22, 32],
    ])
    expect(binary('mul', 3, [[[1], [2]]])).toEqual([[[3], [6]]])
    const a = NDArray.of(Array.from({ length: 24 }, (_, i) => i)).reshape([2, 1, 3, 1, 4, 1])
    const b = NDArray.of(Array.from({ length: 30 }, (_, i) => i)).reshape([5, 3, 2, 1, 1])
    const c = elementwise(call('sub', input(0), input(1)), [a, b], dtypes.float32)
    expect(c.shape).toEqual([2, 5, 3, 2, 4, 1])
    const at = (array: NDArray, ...index: number[]): number => {
      let flat = 0
      array.shape.forEach((length, i) => (flat = flat * length + (length === 1 ? 0 : (index[i] as number))))
      return array.data[flat] as number
    }
    for (let i = 0; i < 2; i++)
      for (let j = 0; j < 5; j++)
        for (let k = 0; k < 3; k++)
          for (let l = 0; l < 2; l++)
            for (let m = 0; m < 4; m++) {
              expect(at(c, i, j, k, l, m, 0)).toBe(at(a, i, j, k, l, m, 0) - at(b, j, k, l, m, 0))
            }
    expect(
      elementwise(call('add', input(0), input(1)), [NDArray.zeros([2, 0, 3]), NDArray.zeros([1])], dtypes.float32)
        .shape,
    ).toEqual([2, 0, 3])
    expect(() =>
      binary(
        'add',
        [
          [1, 2, 3],
          [4, 5, 6],
        ],
        [1, 2, 3, 4],
      ),
    ).toThrow('Incompatible shapes: [2,3] vs. [4]')
  })

  it('rounds to float32 after every function', () => {
    const sum = call('sub', call('add', input(0), literal(16777216)), literal(16777216))
    expect(elementwise(sum, [NDArray.of([1, 3])], dtypes.float32).tolist()).toEqual([0, 4])
    expect(elementwise(sum, [NDArray.of([1, 3], 'float64')], dtypes.float64).tolist()).toEqual([1, 3])
  })

  it('computes float16 and bfloat16', () => {
    expect(binary('mul', [1.5, 60000], [0.1, 2], 'float16')).toEqual([0.14990234375, inf])
    const down = elementwise(
      cast(input(0), 'bfloat16'),
      [NDArray.of([1, 3.00390625, 3.005, -1.0078125, 1.999999])],
      dtypes.bfloat16,
    )
    expect(down.tolist()).toEqual([1, 3, 3, -1.0078125, 1.9921875])
    expect(elementwise(cast(input(0), 'float32'), [down], dtypes.float32).tolist()).toEqual([
      1, 3, 3, -1.0078125, 1.9921875,
    ])
  })

  it('wraps integers around', () => {
    expect(binary('add', [250, 5], [10, 2], 'uint8')).toEqual([4, 7])
    expect(binary('mul', [100, -7], [3, 5], 'int8')).toEqual([44, -35])
    expect(binary('sub', [0, 5], [1, 2], 'uint16')).toEqual([65535, 3])
    expect(binary('mul', [32767], [2], 'int16')).toEqual([-2])
    expect(binary('mul', [2147483647], [2147483647], 'int32')).toEqual([1])
    expect(unary('abs', [-2147483648, -3], 'int32')).toEqual([-2147483648, 3])
    expect(binary('mul', [2n ** 62n], [4n], 'int64')).toEqual([0])
    expect(binary('add', [2n ** 63n - 1n], [1n], 'int64')).toEqual([-(2n ** 63n)])
  })

  it('divides integers as TensorFlow does', () => {
    for (const type of ['int32', 'int64', 'int16', 'int8']) {
      expect(binary('div', [7, -7, 7, -7], [2, 2, -2, -2], type)).toEqual([3, -3, -3, 3])
      expect(binary('floordiv', [7, -7, 7, -7, 6], [2, 2, -2, -2, -3], type)).toEqual([3, -4, -4, 3, -2])
      expect(binary('mod', [7, -7, 7, -7], [2, 2, -2, -2], type)).toEqual([1, -1, 1, -1])
      expect(binary('floormod', [7, -7, 7, -7], [2, 2, -2, -2], type)).toEqual([1, 1, -1, -1])
      for (const fn of ['div', 'mod', 'floordiv', 'floormod'] as const)
        expect(() => binary(fn, [1, 2], [1, 0], type)).toThrow('Integer division by zero')
    }
    expect(binary('div', [-2147483648], [-1], 'int32')).toEqual([-2147483648])
    expect(binary('pow', [2, 3, -3, 2, 0], [31, 30, 3, 10, 0], 'int32')).toEqual([
      -2147483648, -1010140999, -27, 1024, 1,
    ])
    expect(binary('pow', [3], [39], 'int64')).toEqual([4052555153018976267n])
    expect(() => binary('pow', [2], [-1], 'int32')).toThrow('negative integer powers')
  })

  it('follows 0.12.1 with NaN, infinities and signs', () => {
    expect(unary('sign', [nan, inf, -0, 0, -3])).toEqual([0, 1, 0, 0, -1])
    expect(binary('max', [nan, 1], [1, nan])).toEqual([nan, 1])
    expect(binary('min', [nan, 1], [1, nan])).toEqual([nan, 1])
    expect(unary('round', [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, nan, inf, -0.2, 0.49999997, 8388609])).toEqual([
      -2,
      -2,
      0,
      0,
      2,
      2,
      nan,
      inf,
      0,
      0,
      8388609,
    ])
    expect(unary('rint', [-2.5, -0.5, -0.2, 0.5])).toEqual([-2, -0, -0, 0])
    expect(binary('floormod', [7, -7, 7, -7], [2, 2, -2, -2])).toEqual([1, 1, -1, -1])
    expect(binary('mod', [7, -7, 7, -7, 7.5, inf, 1, nan], [2, 2, -2, -2, 0, 1, inf, 1])).toEqual([
      1,
      -1,
      1,
      -1,
      nan,
      nan,
      1,
      nan,
    ])
    expect(binary('floordiv', [7, -7, 7, -7, nan, 1, inf], [2, 2, -2, -2, 1, 0, 2])).toEqual([
      3,
      -4,
      -4,
      3,
      nan,
      inf,
      inf,
    ])
    expect(binary('pow', [2, -2, -2, 0, 0, 1], [0.5, 0.5, 3, 0, -1, nan])).toEqual([
      Math.fround(Math.SQRT2),
      nan,
      -8,
      1,
      inf,
      1,
    ])
    expect(unary('isnan', [nan, inf, 1], 'float16', 'bool')).toEqual([true, false, false])
    expect(unary('isfinite', [nan, inf, 1], 'float64', 'bool')).toEqual([false, false, true])
    expect(unary('elu', [0, -0, -100, inf, -inf, nan])).toEqual([0, -0, -1, inf, -1, nan])
    expect(unary('softplus', [-100, inf, -inf, nan, 89])).toEqual([Math.fround(Math.exp(-100)), inf, 0, nan, 89])
  })

  it('converts as a C cast', () => {
    const convert = (values: unknown, from: string, to: dtypes.BaseDTypeName): unknown =>
      elementwise(cast(input(0), to), [NDArray.of(values, from)], dtypes.as_dtype(to)).tolist()
    const floats = [1.9, -1.9, nan, inf, -inf, 3e9, -3e9, 300, -1]
    const low = -2147483648
    expect(convert(floats, 'float32', 'int32')).toEqual([1, -1, low, low, low, low, low, 300, -1])
    expect(convert(floats, 'float32', 'uint8')).toEqual([1, 255, 0, 0, 0, 0, 0, 44, 255])
    expect(convert(floats, 'float32', 'int16')).toEqual([1, -1, 0, 0, 0, 0, 0, 300, -1])
    expect(convert(floats, 'float32', 'int64')).toEqual([
      1,
      -1,
      -(2n ** 63n),
      -(2n ** 63n),
      -(2n ** 63n),
      3e9,
      -3e9,
      300,
      -1,
    ])
    expect(convert([1.9, nan, 0.1, 0], 'float32', 'bool')).toEqual([true, true, true, false])
    expect(convert([2n ** 40n + 5n, -1n, 2n ** 31n], 'int64', 'int32')).toEqual([5, -1, low])
    expect(convert([70000, 1e-8, 6e-8], 'float32', 'float16')).toEqual([inf, 0, 2 ** -24])
    expect(convert([true, false], 'bool', 'float32')).toEqual([1, 0])
    expect(convert([true, false], 'bool', 'int64')).toEqual([1, 0])
    const z = new NDArray('complex64', [3], new Float32Array([1, 2, 0, 3, 0, 0]))
    expect(elementwise(cast(input(0), 'bool'), [z], dtypes.bool).tolist()).toEqual([true, false, false])
    expect(elementwise(cast(input(0), 'float32'), [z], dtypes.float32).tolist()).toEqual([1, 0, 0])
  })

  it('computes with complex numbers', () => {
    const z = (...parts: number[]): NDArray => new NDArray('complex64', [parts.length / 2], new Float32Array(parts))
    const run = (expression: Scalar, ...inputs: NDArray[]): number[] => [
      ...(elementwise(expression, inputs, dtypes.complex64).data as Float32Array),
    ]
    const near = (got: number[], want: number[]): void =>
      got.forEach((x, i) => (Number.isNaN(want[i]) ? expect(x).toBeNaN() : expect(x).toBeCloseTo(want[i] as number, 5)))
    expect(run(call('mul', input(0), input(1)), z(1, 2), z(3, -1))).toEqual([5, 5])
    near(run(call('div', input(0), input(1)), z(4, 0, -1, 0, 0, 1, 0, 0), z(0, 0, 2, 0, 0, 2, 0, 0)), [
      nan,
      nan,
      -0.5,
      0,
      0.5,
      0,
      nan,
      nan,
    ])
    near(run(call('pow', input(0), input(1)), z(2, 1, 0, 0, 0, 0, 0, 1), z(0.5, 0, 0, 0, 1, 0, 2, 1)), [
      1.4553467,
      0.34356076,
      nan,
      nan,
      0,
      0,
      -0.20787957,
      0,
    ])
    near(run(call('tanh', input(0)), z(4, 0, -1, 0, 0, 1, 100, 3)), [0.9993294, 0, -0.7615942, 0, 0, 1.5574077, 1, 0])
    near(run(call('sigmoid', input(0)), z(4, 0, 0, 1)), [0.98201376, 0, 0.5, 0.27315125])
    near(run(call('sqrt', input(0)), z(0, 0, -1, 0, 0, 1)), [0, 0, 0, 1, 0.70710677, 0.70710677])
    near(run(call('sign', input(0)), z(3, 4, 0, 0)), [0.6, 0.8, 0, 0])
    near(run(call('expm1', input(0)), z(0.5, 0.25)), [
      Math.exp(0.5) * Math.cos(0.25) - 1,
      Math.exp(0.5) * Math.sin(0.25),
    ])
    expect(elementwise(call('abs', input(0)), [z(3, 4)], dtypes.float32).tolist()).toEqual([5])
    expect(run(call('complex', input(0), input(1)), NDArray.of([1, 2]), NDArray.of([3, 4]))).toEqual([1, 3, 2, 4])
    expect(
      run(
        call('select', call('gt', call('real', input(0)), literal(0)), input(0), call('conj', input(0))),
        z(1, 2, -1, 2),
      ),
    ).toEqual([1, 2, -1, -2])
  })

  it('compares strings and bools', () => {
    expect(binary('eq', ['a', 'bc'], 'a', 'string', 'bool')).toEqual([true, false])
    expect(binary('ne', ['a', 'bc'], 'bc', 'string', 'bool')).toEqual([true, false])
    expect(binary('eq', [true, false], [true, true], 'bool')).toEqual([true, false])
    expect(binary('xor', [true, false], [true, true], 'bool')).toEqual([false, true])
    const choice = elementwise(
      call('select', input(0), input(1), input(2)),
      [NDArray.of([true, false]), NDArray.of(['x', 'y']), NDArray.of('z')],
      dtypes.string,
    )
    expect(choice.tolist().map(String)).toEqual(['x', 'z'])
  })

  it('gives literals the type that is asked for', () => {
    expect(elementwise(literal(7), [], dtypes.int64).tolist()).toBe(7)
    expect(
      elementwise(
        call('select', call('lt', input(0), literal(2)), literal(1), literal(0)),
        [NDArray.of([1, 2, 3], 'int32')],
        dtypes.float32,
      ).tolist(),
    ).toEqual([1, 0, 0])
  })
})
