/** tf.contrib.util: values of tensors. */
import { expect, test } from 'vitest'
import * as tf from '../../src/index.ts'

test('constant_value takes tensors alone', () => {
  const { constant_value } = tf.contrib.util
  expect(Number(constant_value(tf.constant(2)))).toBe(2)
  expect(constant_value(tf.placeholder(tf.float32))).toBe(null)
  for (const value of [new tf.Dimension(null), new tf.Variable(1), 3, null]) {
    expect(() => constant_value(value as never)).toThrow(new TypeError('tensor is not a Tensor'))
  }
})
