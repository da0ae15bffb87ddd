/** Optimizers that gather gradients of several replicas; the names are TensorFlow 0.12.1's. */
import { describe, expect, it } from 'vitest'
import * as tf from '../../src/index.ts'

const inGraph = <R>(body: () => R): R => tf.with(new tf.Graph().as_default(), body)

/** Runs the start of the chief, then some steps, in one session. */
function train(
  steps: number,
  optimizer: tf.train.SyncReplicasOptimizerV2 | tf.train.SyncReplicasOptimizer,
  step: unknown,
  fetches: unknown[],
) {
  const tokens = optimizer.get_init_tokens_op()
  using session = tf.with(new tf.Session())
  session.run(tf.global_variables_initializer())
  session.run(tf.local_variables_initializer())
  if ('chief_init_op' in optimizer) session.run(optimizer.chief_init_op)
  const coordinator = new tf.train.Coordinator()
  optimizer.get_chief_queue_runner().create_threads(session, { coord: coordinator, daemon: true, start: true })
  session.run(tokens)
  for (let i = 0; i < steps; i++) session.run(step as never)
  const values = session.run(fetches as never)
  coordinator.request_stop()
  return values as unknown[]
}

describe('SyncReplicasOptimizerV2', () => {
  it('averages gradients, and its replicas wait for each other', () =>
    inGraph(() => {
      const v = new tf.Variable([1, 2], { name: 'v' })
      const global_step = new tf.Variable(0, { trainable: false, name: 'global_step', dtype: tf.int32 })
      const optimizer = new tf.train.SyncReplicasOptimizerV2(new tf.train.GradientDescentOptimizer(0.25), {
        replicas_to_aggregate: 1,
      })
      const step = optimizer.minimize(tf.reduce_sum(tf.square(v)), { global_step })
      expect([step.name, optimizer.chief_init_op.name]).toEqual(['Assign_1:0', 'sync_replicas/group_deps'])
      const [count, value] = train(3, optimizer, step, [global_step, v]) as [number, tf.NDArray]
      expect(count).toBeGreaterThanOrEqual(2)
      expect(value.tolist()).toEqual([1, 2].map(x => x * 0.5 ** count))
    }))
  it('takes slices', () =>
    inGraph(() => {
      const v = new tf.Variable(tf.ones([4, 2]), { name: 'v' })
      const global_step = new tf.Variable(0, { trainable: false, dtype: tf.int64 })
      const optimizer = new tf.train.SyncReplicasOptimizerV2(new tf.train.AdagradOptimizer(0.25), 2, 3)
      optimizer.minimize(tf.reduce_sum(tf.gather(v, [0, 0])), { global_step })
      const types = tf
        .get_default_graph()
        .get_operations()
        .map(op => op.type)
      expect(types).toContain('SparseAccumulatorTakeGradient')
      expect(optimizer.get_slot_names()).toEqual(['accumulator'])
      expect(() => optimizer.get_init_tokens_op(-2)).toThrow(
        'Too few tokens to finish the first step: -2 (given) vs -1 (needed)',
      )
      expect(optimizer.get_init_tokens_op(0).name).toBe('no_init_tokens')
    }))
  it('says what it lacks', () =>
    inGraph(() => {
      const optimizer = new tf.train.SyncReplicasOptimizerV2(new tf.train.GradientDescentOptimizer(0.25), 1)
      expect(() => optimizer.get_chief_queue_runner()).toThrow('Should be called after apply_gradients().')
      expect(() => optimizer.get_init_tokens_op()).toThrow(
        'get_init_tokens_op() should be called after apply_gradients().',
      )
      expect(() => optimizer.minimize(new tf.Variable([1]).mul(2))).toThrow(
        'Global step is required to check staleness',
      )
      expect(() => optimizer.apply_gradients([], new tf.Variable(0))).toThrow('Must supply at least one variable')
    }))
})

describe('SyncReplicasOptimizer', () => {
  it('sums gradients that wait in queues', () =>
    inGraph(() => {
      const v = new tf.Variable([1, 2], { name: 'v' })
      const global_step = new tf.Variable(0, { trainable: false, name: 'global_step', dtype: tf.int32 })
      const optimizer = new tf.train.SyncReplicasOptimizer(new tf.train.GradientDescentOptimizer(0.25), {
        replicas_to_aggregate: 1,
        replica_id: 0,
      })
      expect(() => optimizer.get_clean_up_op()).toThrow('get_clean_up_op() should be called after apply_gradients().')
      const step = optimizer.minimize(tf.reduce_sum(tf.square(v)), { global_step })
      const [count, value] = train(3, optimizer, step, [global_step, v]) as [number, tf.NDArray]
      expect(count).toBeGreaterThanOrEqual(2)
      expect(value.tolist()).toEqual([1, 2].map(x => x * 0.5 ** count))
      expect(optimizer.get_clean_up_op().type).toBe('Abort')
    }))
})
