import { expect, test } from 'vitest'
import { float32Text, float64Text } from '../../src/tensor/number_text.ts'

test('floats as TensorFlow writes them', () => {
  const single = [
    0.5,
    Math.fround(1e30),
    Math.fround(0.1),
    5,
    1e-7,
    Math.fround(1234567.8),
    1e10,
    -0,
    Number.NaN,
    -Infinity,
    100000,
    1000000,
  ]
  expect(single.map(float32Text)).toEqual([
    '0.5',
    '1e+30',
    '0.1',
    '5',
    '1e-07',
    '1234567.8',
    '1e+10',
    '-0',
    'nan',
    '-inf',
    '100000',
    '1e+06',
  ])
  expect([0.1, 1 / 3, 0.1 + 0.2, 1e22, 123456789012].map(float64Text)).toEqual([
    '0.1',
    '0.33333333333333331',
    '0.30000000000000004',
    '1e+22',
    '123456789012',
  ])
})
