import { describe, expect, test } from 'vitest'
import { as_dtype } from '../../src/tensor/dtypes.ts'
import { Complex, float, int } from '../../src/tensor/literals.ts'

describe('Python numbers', () => {
  test('int', () => {
    expect([int(2.9), int(-2.9), int(true), int(float(3)), int(5n)].map(String)).toEqual(['2', '-2', '1', '3', '5'])
    expect(Object.is(int(-0.5).value, 0)).toBe(true)
    expect(Number(int(2)) + 1).toBe(3)
    expect(JSON.stringify({ a: int(1) })).toBe('{"a":1}')
  })
  test('float', () => {
    expect([float(1), float(1e16), float(int(2)), float(0.1), float(-0)].map(String)).toEqual([
      '1.0',
      '1e+16',
      '2.0',
      '0.1',
      '-0.0',
    ])
  })
  test.each([
    [1, 2, '(1+2j)'],
    [0, 2, '2j'],
    [-0, 2, '(-0+2j)'],
    [0, Number.NaN, 'nanj'],
    [Number.POSITIVE_INFINITY, 1, '(inf+1j)'],
    [1, Number.NEGATIVE_INFINITY, '(1-infj)'],
    [1e20, 1e-5, '(1e+20+1e-05j)'],
    [0, -0, '-0j'],
    [0.1, -0.5, '(0.1-0.5j)'],
  ])('complex %d %d', (re, im, text) => expect(String(new Complex(re, im))).toBe(text))
  test('complex parts', () => {
    const z = new Complex(3, 4)
    expect([z.abs(), z.conjugate().im, z.real, z.equals(new Complex(3, 4)), new Complex(2).equals(2)]).toEqual([
      5,
      -4,
      3,
      true,
      true,
    ])
  })
})

describe('ranges of types', () => {
  test.each([
    ['float16', -65504, 65504],
    ['float32_ref', -3.4028234663852886e38, 3.4028234663852886e38],
    ['uint8', 0, 255],
    ['int32', -2147483648, 2147483647],
    ['int64', -9223372036854775808n, 9223372036854775807n],
  ])('%s', (name, min, max) => expect([as_dtype(name).min, as_dtype(name).max]).toEqual([min, max]))
  test('types without', () => {
    expect(() => as_dtype('bool').min).toThrow("Cannot find minimum value of <dtype: 'bool'>.")
    expect(() => as_dtype('qint8').max).toThrow("Cannot find maximum value of <dtype: 'qint8'>.")
    expect(() => as_dtype('float16').limits).toThrow('float16')
    expect([as_dtype('float32').limits, as_dtype('int8').limits, as_dtype('bfloat16').limits]).toEqual([
      [0, 1],
      [0, 127],
      [0, 65535],
    ])
    expect(as_dtype('float32_ref').as_numpy_dtype.name).toBe('float32')
  })
})
