/** tf.nn.l2_loss has TensorFlow's last digits, on both executors and any number of threads. */
import { afterEach, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import recorded from '../golden/l2_loss.json' with { type: 'json' }
import { executing } from '../support/environment.ts'

afterEach(() => {
  tf.reset_default_graph()
})

test.each([
  ['compiled', 1],
  ['compiled', 2],
  ['reference', 1],
])('half the sum of squares (%s, %i threads)', (executor, threads) => {
  using _executor = executing(executor)
  expect(recorded).toHaveLength(17)
  using sess = tf.with(new tf.Session('', { config: new tf.ConfigProto({ intra_op_parallelism_threads: threads }) }))
  for (const { dtype, n, loss } of recorded) {
    const values = Array.from({ length: n }, (_, i) => (((i * 7919) % 2003) - 1001) / 256)
    const x = tf.placeholder(tf.as_dtype(dtype), [n])
    expect(Number(sess.run(tf.nn.l2_loss(x), new Map([[x, values]]))), `${dtype} ${n}`).toBe(loss)
  }
})
