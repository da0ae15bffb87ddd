/** Elementwise steps that share operands run as one step with several outputs (their numbers: test/plans/random_graphs.test.ts). */
import { beforeEach, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import { printedPlans } from '../plans/printed_plans.ts'

beforeEach(() => tf.reset_default_graph())

test('a result that only siblings need is not stored', () => {
  const v = new tf.Variable(tf.ones([100]))
  const counts = new tf.Variable(tf.zeros([100]))
  const next = v.mul(v).add(1)
  const step = tf.group(v.assign(next), counts.assign_add(tf.cast(tf.greater(next, 3), tf.float32)))
  using sess = new tf.Session()
  sess.run(tf.initialize_all_variables())
  expect(printedPlans(() => sess.run(step))).toMatch(/plan: 1 steps, arena 0 bytes/)
  sess.run(step)
  expect((sess.run(counts) as tf.NDArray).tolist()).toEqual(new Array(100).fill(1))
})

test('a sibling does not run before a step that may fail', () => {
  const v = new tf.Variable(tf.ones([8]))
  const other = new tf.Variable(tf.ones([8]))
  const indices = tf.placeholder(tf.int32, [1])
  const doubled = v.assign(tf.mul(v, 2))
  const checked = tf.control_dependencies([doubled], () => tf.gather(tf.identity(other), indices))
  const changed = tf.control_dependencies([checked], () => other.assign(tf.mul(v.value(), 3)))
  using sess = new tf.Session()
  sess.run(tf.initialize_all_variables())
  expect(() => sess.run([doubled, checked, changed], { feed_dict: [[indices, [9]]] as never })).toThrow(
    /indices\[0\] = 9 is not in \[0, 8\)/,
  )
  expect((sess.run(other) as tf.NDArray).tolist()).toEqual(new Array(8).fill(1))
  expect((sess.run(v) as tf.NDArray).tolist()).toEqual(new Array(8).fill(2))
})
