/** Initializers that run again: with the plan of their first run, which made memory for the variables. */
import { beforeEach, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'

beforeEach(() => tf.reset_default_graph())
const plansOf = (body: () => void): number => {
  const before = tf.counters().plans_compiled
  body()
  return tf.counters().plans_compiled - before
}

test('one plan, whether the variables have values or not', () => {
  const [v, w] = [new tf.Variable(tf.zeros([2])), new tf.Variable(tf.ones([3]).mul(2))] as const
  const init = tf.global_variables_initializer()
  const change = tf.group(v.assign_add([1, 2]), w.assign_sub([1, 1, 1]))
  using session = new tf.Session()
  expect(plansOf(() => session.run(init))).toBe(1)
  session.run(change)
  expect(session.run([v, w]).map(String)).toEqual(['[1. 2.]', '[1. 1. 1.]'])
  expect(plansOf(() => session.run(init))).toBe(0)
  expect(session.run([v, w]).map(String)).toEqual(['[0. 0.]', '[2. 2. 2.]'])
  // with some of them only
  const some = tf.initialize_variables([w])
  using other = new tf.Session()
  other.run(some)
  other.run(init)
  expect(plansOf(() => other.run(init))).toBe(0)
  expect(other.run([v, w]).map(String)).toEqual(['[0. 0.]', '[2. 2. 2.]'])
})

test('a variable that has got another shape meanwhile', () => {
  const v = new tf.Variable(tf.zeros([2]), { validate_shape: false })
  const init = tf.global_variables_initializer()
  const longer = tf.assign(v, [1, 2, 3], { validate_shape: false })
  using session = new tf.Session()
  session.run(init)
  session.run(longer)
  expect(String(session.run(v))).toBe('[1. 2. 3.]')
  session.run(init)
  expect(String(session.run(v))).toBe('[0. 0.]')
  session.run(init)
  expect(String(session.run(v))).toBe('[0. 0.]')
})

test('an initializer that fails leaves no variable half initialized, and takes no value away', () => {
  const [x, y] = [tf.placeholder(tf.int32, [2]), tf.placeholder(tf.int32, [2])]
  const variables = [new tf.Variable(x), new tf.Variable(tf.div(tf.constant([tf.int(8), tf.int(8)]), y))]
  const init = tf.global_variables_initializer()
  const given = tf.report_uninitialized_variables()
  using session = new tf.Session()
  const run = (a: number, b: number): unknown =>
    session.run(init, {
      feed_dict: [
        [x, [a, a]],
        [y, [b, b]],
      ],
    })
  expect(() => run(1, 0)).toThrow('Integer division by zero')
  expect(String(session.run(given))).toContain('Variable_1')
  run(1, 2)
  expect(session.run(variables).map(String)).toEqual(['[1 1]', '[4 4]'])
  expect(() => run(3, 0)).toThrow('Integer division by zero')
  expect(session.run(given).size).toBe(0)
  expect(String(session.run(variables[1] as tf.Variable))).toBe('[4 4]')
  run(3, 4)
  expect(session.run(variables).map(String)).toEqual(['[3 3]', '[2 2]'])
})
