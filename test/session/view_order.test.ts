/** Expressions of a variable under several shapes: all of them hold the value that the variable had. */
import { afterEach, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'

afterEach(() => tf.reset_default_graph())

test('an expression under two shapes, used before and after an update', () => {
  const v = new tf.Variable([1, 2, 3, 4])
  const flat = tf.reshape(tf.mul(tf.expand_dims(v.read_value(), 0), 2), [4])
  const square = tf.reshape(flat, [2, 2])
  const updated = tf.control_dependencies([flat, square], () => v.assign_sub([1, 1, 1, 1]))
  const sum = tf.control_dependencies([updated], () => tf.add(updated, flat))
  using session = new tf.Session()
  session.run(tf.global_variables_initializer())
  expect((session.run([sum, square]) as tf.NDArray[]).map(array => array.tolist())).toEqual([
    [2, 5, 8, 11],
    [
      [2, 4],
      [6, 8],
    ],
  ])
})
