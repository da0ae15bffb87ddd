/** Trajectories of all optimizers against TensorFlow's, and what they refuse. */
import { readFileSync } from 'node:fs'
import { beforeEach, describe, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import { distance, evaluate } from './calls.ts'

interface Case {
  readonly expr: string
  readonly kind: 'dense' | 'sparse'
  readonly train_op: readonly [string, string]
  readonly train_ops: readonly (readonly [string, string])[]
  readonly slots: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly third: Readonly<Record<string, unknown>>
  readonly last: Readonly<Record<string, unknown>>
}
const golden = JSON.parse(readFileSync(new URL('../golden/optimizers.json', import.meta.url), 'utf8')) as {
  readonly optimizers: readonly Case[]
}

beforeEach(() => tf.reset_default_graph())

/** A loss, its variables, and what to feed. */
function model(kind: Case['kind']): {
  loss: tf.Tensor
  variables: tf.Variable[]
  feed: (step: number) => [tf.Tensor, number[]][]
} {
  if (kind === 'dense') {
    const v = new tf.Variable([3, -1, 0], { name: 'v' })
    const w = new tf.Variable([2], { name: 'w' })
    const loss = tf.add(
      tf.reduce_sum(tf.square(v.sub([1, -2, 0.5])).mul([1, 0.3, 2])),
      tf.reduce_sum(tf.add(tf.mul(0.25, tf.square(w)), tf.exp(w.neg()))),
    )
    return { loss, variables: [v, w], feed: () => [] }
  }
  const e = new tf.Variable(
    [
      [0.5, -0.5],
      [1, 2],
      [-1, 0.25],
      [3, -3],
    ],
    { name: 'e' },
  )
  const ids = tf.placeholder(tf.int32, [3], { name: 'ids' })
  const loss = tf.reduce_sum(tf.square(tf.gather(e, ids).sub(tf.constant([[1, 0]]))))
  return { loss, variables: [e], feed: step => [[ids, step % 2 === 0 ? [0, 2, 2] : [1, 3, 1]]] }
}

describe('trajectories', () => {
  test.each(golden.optimizers)('$expr, $kind', ({ expr, kind, train_op, train_ops, slots, third, last }) => {
    const global_step = new tf.Variable(tf.int(0), { name: 'global_step', trainable: false, dtype: tf.int64 })
    const { loss, variables, feed } = model(kind)
    const optimizer = evaluate(expr, { global_step }) as tf.train.Optimizer
    const train = optimizer.minimize(loss, { global_step })
    expect([train.name, train.type]).toEqual(train_op)
    const updates = tf
      .get_default_graph()
      .get_operations()
      .filter(op => /^(Sparse)?Apply|^Scatter/.test(op.type))
    expect(updates.map(op => [op.name, op.type])).toEqual(train_ops)
    for (const variable of variables) {
      const own = optimizer.get_slot_names().map(name => [name, optimizer.get_slot(variable, name)?.op.name])
      expect(Object.fromEntries(own)).toEqual(slots[variable.op.name])
    }
    const tracked = tf.global_variables().filter(variable => variable !== global_step)
    using sess = tf.with(new tf.Session())
    sess.run(tf.initialize_all_variables())
    for (let step = 0; step < 20; step++) {
      if (step === 3)
        for (const variable of tracked) expect(distance(sess.run(variable), third[variable.op.name])).toBeLessThan(1e-5)
      sess.run(train, { feed_dict: feed(step) })
    }
    for (const variable of tracked) expect(distance(sess.run(variable), last[variable.op.name])).toBeLessThan(2e-5)
  })
})

describe('refusals', () => {
  test('values that cannot start or drive an optimizer', () => {
    expect(() => new tf.train.AdagradOptimizer(0.1, { initial_accumulator_value: -1.5 })).toThrow(
      'initial_accumulator_value must be positive: -1.5',
    )
    expect(() => new tf.train.FtrlOptimizer(0.1, { learning_rate_power: 1 })).toThrow(
      'learning_rate_power 1.000000 needs to be negative or zero',
    )
    expect(() => new tf.train.GradientDescentOptimizer(0.1, { name: '' })).toThrow('Must specify the optimizer name')
  })
  test('dual averaging takes an int64 step, variables with rows, and dense gradients', () => {
    const v = new tf.Variable([[1], [2]], { name: 'v' })
    const step = new tf.Variable(tf.int(0), { trainable: false })
    const rows = tf.reduce_sum(tf.gather(v, [0]))
    expect(() => new tf.train.AdagradDAOptimizer(0.1, step).minimize(tf.reduce_sum(v.mul(v)))).toThrow(
      "Input 'global_step' of 'ApplyAdagradDA' Op has type int32",
    )
    expect(() => new tf.train.AdagradDAOptimizer(0.1, step).minimize(rows)).toThrow(
      "'IndexedSlices' object does not support indexing",
    )
  })
  test('the proximal optimizers keep float32 parameters', () => {
    const v = new tf.Variable([1], { name: 'v', dtype: tf.float64 })
    expect(() => new tf.train.ProximalGradientDescentOptimizer(0.1).minimize(v.mul(v))).toThrow(
      "Input 'alpha' of 'ApplyProximalGradientDescent' Op has type float32",
    )
  })
  test('ftrl needs a positive rate at run time', () => {
    const v = new tf.Variable([1], { name: 'v' })
    const train = new tf.train.FtrlOptimizer(tf.constant(0)).minimize(v.mul(v))
    using sess = tf.with(new tf.Session())
    sess.run(tf.initialize_all_variables())
    expect(() => sess.run(train)).toThrow('lr is not a scalar or <= 0.0: []')
  })
  test('an optimizer changes variables only', () => {
    const x = tf.constant(1)
    expect(() => new tf.train.GradientDescentOptimizer(0.1).minimize(x.mul(2), { var_list: [x as never] })).toThrow(
      "('Trying to optimize unsupported type ', <tf.Tensor 'Const:0' shape=() dtype=float32>)",
    )
  })
})
