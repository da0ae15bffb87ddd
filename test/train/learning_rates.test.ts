/** Decaying rates and moving averages against TensorFlow's. */
import { readFileSync } from 'node:fs'
import { beforeEach, describe, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import { distance, evaluate } from './calls.ts'

interface Golden {
  readonly learning_rate_decays: readonly {
    readonly expr: string
    readonly steps: readonly number[]
    readonly values: readonly number[]
  }[]
  readonly moving_averages: readonly {
    readonly id: string
    readonly kind: 'variable' | 'tensor'
    readonly average_op: string
    readonly variables: readonly string[]
    readonly fed: readonly number[][]
    readonly values: readonly number[][]
  }[]
}
const golden = JSON.parse(readFileSync(new URL('../golden/optimizers.json', import.meta.url), 'utf8')) as Golden

beforeEach(() => tf.reset_default_graph())

describe('decays', () => {
  test.each(golden.learning_rate_decays)('$expr', ({ expr, steps, values }) => {
    const step = tf.placeholder(tf.int32, [], { name: 'step' })
    const rate = evaluate(expr, { step }) as tf.Tensor
    using sess = tf.with(new tf.Session())
    const found = steps.map(at => sess.run(rate, { feed_dict: [[step, at]] }))
    for (const [i, value] of values.entries())
      expect(distance(found[i], Number(value)), `at ${steps[i]}`).toBeLessThan(1e-5)
  })
  test('a decay needs a step', () => {
    expect(() => tf.train.exponential_decay(0.1, null as never, 10, 0.9)).toThrow(
      'global_step is required for exponential_decay.',
    )
  })
  test('boundaries have the type of x, values one type', () => {
    const step = tf.placeholder(tf.int32, [])
    expect(() => tf.train.piecewise_constant(step, [tf.float(1)], [1, 2])).toThrow('must have the same dtype as x')
    expect(() => tf.train.piecewise_constant(step, [1], [tf.int(1), tf.float(2)])).toThrow(
      'Values must have elements all with the same dtype',
    )
  })
})

describe('moving averages', () => {
  test.each(golden.moving_averages)('$id of a $kind', ({ id, kind, average_op, variables, fed, values }) => {
    const n = new tf.Variable(tf.int(0), { name: 'n', trainable: false })
    const v = new tf.Variable([1, 2], { name: 'v' })
    const x = tf.placeholder(tf.float32, [2], { name: 'x' })
    const target = kind === 'variable' ? v : tf.identity(x, { name: 't' })
    const averages = new tf.train.ExponentialMovingAverage({ decay: 0.9, num_updates: id === 'num_updates' ? n : null })
    const update = averages.apply([target])
    const average = averages.average(target) as tf.Variable
    expect(average.op.name).toBe(average_op)
    expect(tf.global_variables().map(variable => variable.op.name)).toEqual(variables)
    const next = n.assign_add(1)
    const set = v.assign(x)
    using sess = tf.with(new tf.Session())
    sess.run(tf.initialize_all_variables())
    for (const [i, values_] of fed.entries()) {
      const feed_dict: [tf.Tensor, number[]][] = [[x, values_]]
      if (kind === 'variable') sess.run(set, { feed_dict })
      sess.run(update, { feed_dict })
      expect(distance(sess.run(average), values[i])).toBeLessThan(1e-5)
      sess.run(next)
    }
  })
  test('names to restore', () => {
    const v = new tf.Variable([1, 2], { name: 'v' })
    const w = new tf.Variable(1, { name: 'w', trainable: false })
    const averages = new tf.train.ExponentialMovingAverage(0.9)
    averages.apply([v])
    const names = [...averages.variables_to_restore()].map(([name, variable]) => [name, variable.op.name])
    expect(names).toEqual([
      ['v/ExponentialMovingAverage', 'v'],
      ['w', 'w'],
    ])
    expect(averages.average_name(w)).toBe('w/ExponentialMovingAverage')
    expect(averages.average(w)).toBeNull()
    expect(() => averages.apply([v])).toThrow('Moving average already computed for: v:0')
    expect(() => averages.apply([new tf.Variable(tf.int(1), { name: 'i' })])).toThrow(
      'The variables must be half, float, or double: i:0',
    )
  })
})

test('the step of a graph', () => {
  expect(tf.train.get_global_step()).toBeNull()
  const step = new tf.Variable(tf.int(7), { name: 'global_step', trainable: false })
  using sess = tf.with(new tf.Session())
  sess.run(step.initializer)
  expect(tf.train.global_step(sess, step)).toBe(7)
  expect(tf.train.get_global_step()).toBe(step.ref())
  expect(() => tf.train.assert_global_step(tf.constant(1.5))).toThrow('does not have integer type')
})
