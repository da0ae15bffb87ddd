/** The time that a run may take ends it between two of its operations, too. */
import { afterEach, expect, it } from 'vitest'
import * as tf from '../../src/index.ts'
import { executing } from '../support/environment.ts'

afterEach(() => {
  tf.reset_default_graph()
})

for (const executor of ['compiled', 'reference']) {
  it(`ends a loop that has no end of its own: ${executor}`, async () => {
    using _executor = executing(executor)
    const turns = new tf.Variable(0)
    const endless = tf.while_loop(
      (i: tf.Tensor) => tf.less(tf.mul(i, 0), 1),
      (i: tf.Tensor) => tf.add(i, 1),
      [tf.constant(0)],
    )
    const options = new tf.RunOptions({ timeout_in_ms: 50 })
    const session = new tf.Session()
    session.run(turns.initializer)
    expect(() => session.run(endless, {}, options)).toThrow(tf.errors.DeadlineExceededError)
    expect(() => session.run(endless, {}, options)).toThrow('Timed out waiting for notification')
    await expect(session.run_async(endless, {}, { options })).rejects.toThrow(tf.errors.DeadlineExceededError)
    // the session goes on
    session.run(turns.assign_add(1))
    expect(session.run(turns)).toBe(1)

    const bounded = new tf.Session('', { config: new tf.ConfigProto({ operation_timeout_in_ms: 50 }) })
    expect(() => bounded.run(endless)).toThrow(tf.errors.DeadlineExceededError)
  })
}
