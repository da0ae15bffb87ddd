/** Tasks of a cluster that die, hang and come back, in the midst of steps and of trainings. With real servers only. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import {
  type Cluster,
  command,
  endServers,
  freeAddresses,
  hold,
  type RealServer,
  startTask,
  title,
  VERSIONS,
} from './real_server.ts'

const { errors } = tf
/** Milliseconds of a step's deadline, and what it may take beyond. */
const DEADLINE = 1500
const MORE = 3000
/** Milliseconds for an error that no deadline brings. */
const SOON = 20_000

beforeEach(() => tf.reset_default_graph())
afterEach(endServers)

interface Running {
  readonly cluster: Cluster
  readonly ps: RealServer
  readonly worker: RealServer
}
async function startCluster(version: string): Promise<Running> {
  const [first, second] = (await freeAddresses(2)) as [string, string]
  const cluster = { ps: [first], worker: [second] }
  const [ps, worker] = await Promise.all([startTask(version, cluster, 'ps'), startTask(version, cluster, 'worker')])
  return { cluster, ps, worker }
}
/** The error of a run, which takes less than `limit` milliseconds. */
async function failureWithin(limit: number, run: () => Promise<unknown>): Promise<Error> {
  const start = performance.now()
  const error = await run().then(
    value => expect.fail(`no error, but ${String(value)}`),
    (error: unknown) => error as Error,
  )
  expect(performance.now() - start).toBeLessThan(limit)
  expect(error.stack).toContain('cluster_faults.test.ts')
  expect(error.message).not.toMatch(/^\n|=====|^$/)
  return error
}
/** Runs until it succeeds, as long as the server says that another session is needed. */
async function inNewSession<T>(target: string, body: (sess: tf.Session) => Promise<T>): Promise<T> {
  const end = performance.now() + SOON
  for (;;) {
    const sess = new tf.Session(target, { config: new tf.ConfigProto({ operation_timeout_in_ms: 5000 }) })
    try {
      return await body(sess)
    } catch (error) {
      const comesBack = error instanceof errors.UnavailableError || error instanceof errors.AbortedError
      if (!comesBack || performance.now() > end) throw error
    } finally {
      // of a task that is gone: says so
      try {
        sess.close()
      } catch (error) {
        expect(error).toBeInstanceOf(errors.OpError)
      }
    }
  }
}

describe.skipIf(!command)(title, () => {
  describe.each(VERSIONS)('%s', version => {
    /** Whether a worker says at once that another task is gone; before 2.x it waits until the task is back. */
    const tellsOfDeath = version.startsWith('2.')

    test('a parameter server that dies, hangs and comes back, a worker that dies', async () => {
      const { cluster, ps, worker } = await startCluster(version)
      const [v, element] = tf.device('/job:ps/task:0', () => {
        const queue = new tf.FIFOQueue(2, [tf.float32], { shapes: [[]] })
        return [new tf.Variable(3, { dtype: tf.float32, name: 'v' }), queue.dequeue() as tf.Tensor] as const
      })
      const [square, waiting] = tf.device('/job:worker/task:0', () => [tf.square(v.value()), tf.square(element)])
      const options = new tf.RunOptions({ timeout_in_ms: DEADLINE })
      const sess = new tf.Session(worker.target)
      sess.run(v.initializer)
      expect(sess.run(square)).toBe(9)

      // hangs: the deadline ends the step, which goes well again afterwards
      await hold(ps.pid)
      const hung = await failureWithin(DEADLINE + MORE, () => sess.run_async(square, { options }))
      expect(hung).toBeInstanceOf(errors.DeadlineExceededError)
      process.kill(ps.pid, 'SIGCONT')
      expect(await sess.run_async(square)).toBe(9)

      // dies in a step, and before one
      const inStep = failureWithin(DEADLINE + MORE, () => sess.run_async(waiting, { options }))
      await new Promise(resolve => setTimeout(resolve, 300))
      await ps.kill()
      const next = await failureWithin(DEADLINE + MORE, () => sess.run_async(square, { options }))
      const dead = tellsOfDeath ? [errors.UnavailableError] : [errors.UnavailableError, errors.DeadlineExceededError]
      expect(dead).toContain((await inStep).constructor)
      expect(dead).toContain(next.constructor)

      // is back without its state
      await startTask(version, cluster, 'ps')
      const old = await failureWithin(60_000, () => sess.run_async(square))
      expect([errors.AbortedError, errors.UnavailableError]).toContain(old.constructor)
      sess.close()
      const lost = await failureWithin(SOON, () => inNewSession(worker.target, fresh => fresh.run_async(square)))
      expect(lost).toBeInstanceOf(errors.FailedPreconditionError)
      expect(lost.message).toMatch(/^Attempting to use uninitialized value v\n\t \[\[/)
      await inNewSession(worker.target, fresh => fresh.run_async(v.initializer))

      // a worker that dies takes the step along, and not the variables
      const kept = new tf.Session(worker.target)
      expect(kept.run(square)).toBe(9)
      const dying = failureWithin(SOON, () => kept.run_async(waiting))
      await new Promise(resolve => setTimeout(resolve, 300))
      await worker.kill()
      expect(await dying).toBeInstanceOf(errors.UnavailableError)
      const gone = await failureWithin(DEADLINE + MORE, () => kept.run_async(square, { options }))
      expect(gone).toBeInstanceOf(errors.UnavailableError)
      await startTask(version, cluster, 'worker')
      expect(await failureWithin(SOON, () => kept.run_async(square))).toBeInstanceOf(errors.AbortedError)
      expect(await inNewSession(worker.target, fresh => fresh.run_async(square))).toBe(9)
    })

    test.each(['ps', 'worker'] as const)(
      'a monitored training goes on from its checkpoint when the %s dies',
      async victim => {
        const { cluster, worker, ...tasks } = await startCluster(version)
        const checkpoint_dir = mkdtempSync(join(tmpdir(), 'tf0-cluster-'))
        const setter = tf.train.replica_device_setter({ cluster: new tf.train.ClusterSpec(cluster) })
        const [step, twice] = tf.device(setter, () => {
          const global_step = tf.contrib.framework.get_or_create_global_step() as tf.Variable
          const v = new tf.Variable(0, { dtype: tf.float32, name: 'v' })
          const step = tf.control_dependencies([v.assign_add(2)], () => global_step.assign_add(1))
          return [step, tf.control_dependencies([step], () => v.read_value())] as const
        })
        const scaffold = new tf.train.Scaffold()
        const saver = new tf.train.CheckpointSaverHook(checkpoint_dir, { save_steps: 10, scaffold })
        const stop = new tf.train.StopAtStepHook({ last_step: 60 })
        const seen: number[] = []
        let killed = 0
        const sess = tf.train.MonitoredTrainingSession({
          master: worker.target,
          checkpoint_dir,
          save_checkpoint_secs: null,
          scaffold,
          hooks: [saver, stop],
        })
        while (!sess.should_stop()) {
          const [at, value] = sess.run([step, twice]) as [bigint | number, number]
          expect(value).toBe(2 * Number(at))
          seen.push(Number(at))
          if (at < 37 || killed > 0) continue
          killed = seen.length
          process.kill({ worker, ...tasks }[victim].pid, 'SIGKILL')
          // the process is started before the next run blocks
          void startTask(version, cluster, victim)
        }
        sess.close()
        // without the checkpoint it would be 38 where the variables have survived, and 1 where they have not
        expect(seen[killed]).toBeGreaterThan(30)
        expect(seen[killed]).toBeLessThan(38)
        expect(seen.at(-1)).toBeGreaterThanOrEqual(60)
        rmSync(checkpoint_dir, { recursive: true })
      },
    )
  })
})
