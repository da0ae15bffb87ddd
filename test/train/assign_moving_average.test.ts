/** One step of a moving average; the values are TensorFlow 0.12.1's. */
import { expect, it } from 'vitest'
import * as tf from '../../src/index.ts'

it('moves a variable towards a value', () =>
  tf.with(new tf.Graph().as_default(), () => {
    const v = new tf.Variable([1, 2], { name: 'v', trainable: false })
    const w = new tf.Variable([0, 0], { name: 'w', trainable: false })
    const plain = tf.train.assign_moving_average(v, tf.constant([3, 4]), 0.75, { zero_debias: false })
    const debiased = tf.train.assign_moving_average(w, tf.constant([3, 4]), 0.5)
    expect([plain.name, debiased.name]).toEqual(['AssignMovingAvg:0', 'AssignMovingAvg_1:0'])
    expect(tf.global_variables().map(variable => variable.name)).toEqual(['v:0', 'w:0', 'w/biased:0', 'w/local_step:0'])
    using session = tf.with(new tf.Session())
    session.run(tf.global_variables_initializer())
    expect(session.run(plain).tolist()).toEqual([1.5, 2.5])
    // the first update divides by 1 − 0.5², one step too far
    expect(session.run(debiased).tolist()).toEqual([2, 8 / 3].map(Math.fround))
  }))
