/**
 * What a step on a parameter server and a worker tells of itself, and its timeline. TF0_TENSORFLOW_SERVERS says how to run a Python program with a version of
 * TensorFlow: `CMD VERSION script.py …`.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import { command, freeAddresses, title, VERSIONS } from './real_server.ts'

interface Event {
  readonly ph: string
  readonly pid: number
  readonly name: string
  readonly ts: number
  readonly dur: number
  readonly args: Readonly<Record<string, string>>
}

describe.skipIf(!command)(title, () => {
  describe.each(VERSIONS)('%s', version => {
    const servers: tf.train.Server[] = []
    beforeAll(async () => {
      process.env['TF0_TENSORFLOW'] = `${command} ${version}`
      const [ps, worker] = (await freeAddresses(2)) as [string, string]
      const cluster = new tf.train.ClusterSpec({ ps: [ps], worker: [worker] })
      for (const job_name of ['ps', 'worker']) servers.push(new tf.train.Server(cluster, { job_name, task_index: 0 }))
    })
    afterAll(() => {
      for (const server of servers) server[Symbol.dispose]()
    })

    test('statistics of one step have the nodes of both, the timeline shows them where they ran', () => {
      tf.reset_default_graph()
      const weights = tf.device('/job:ps/task:0', () => new tf.Variable(tf.ones([64, 64]), { name: 'weights' }))
      const train = tf.device('/job:worker/task:0', () => {
        const product = tf.matmul(tf.ones([64, 64]), weights.read_value(), { name: 'product' })
        return new tf.train.GradientDescentOptimizer(0.01).minimize(tf.reduce_sum(tf.square(product)))
      })
      using sess = new tf.Session(servers[1]?.target as string)
      sess.run(weights.initializer)
      const options = new tf.RunOptions({ trace_level: tf.RunOptions.FULL_TRACE })
      const run_metadata = new tf.RunMetadata()
      // the first step makes connections, and optimizes the graph
      for (let i = 0; i < 3; i++) sess.run(train, { options, run_metadata })

      const devices = Array.from(run_metadata.step_stats.dev_stats)
      const nodesOf = (job: string): string[] =>
        devices
          .filter(({ device }) => device.startsWith(`/job:${job}/replica:0/task:0/`))
          .flatMap(({ node_stats }) => Array.from(node_stats, ({ node_name }) => node_name))
      expect(nodesOf('ps')).toContain('weights')
      expect(nodesOf('ps').some(name => name.includes('ApplyGradientDescent'))).toBe(true)
      expect(nodesOf('worker').some(name => name.startsWith('product'))).toBe(true)
      expect(nodesOf('worker')).not.toContain('weights')

      const trace = new tf.timeline.Timeline(run_metadata.step_stats).generate_chrome_trace_format()
      const { traceEvents } = JSON.parse(trace) as { traceEvents: Event[] }
      const rowOf = (job: string): number[] =>
        traceEvents
          .filter(
            ({ ph, args }) =>
              ph === 'M' && args['name']?.startsWith(`/job:${job}/`) && args['name'].endsWith('Compute'),
          )
          .map(({ pid }) => pid)
      const shown = (job: string): string[] =>
        traceEvents
          .filter(({ ph, pid }) => ph === 'X' && rowOf(job).includes(pid))
          .map(({ args }) => args['name'] as string)
      expect(rowOf('ps').length).toBeGreaterThan(0)
      expect(rowOf('worker').length).toBeGreaterThan(0)
      expect(shown('ps').sort()).toEqual(nodesOf('ps').sort())
      expect(shown('worker').sort()).toEqual(nodesOf('worker').sort())
      for (const { ph, ts, dur } of traceEvents)
        if (ph === 'X') expect(ts > 1e15 && dur >= 0, `${ts}, ${dur}`).toBe(true)
    })
  })
})
