/**
 * What a training step costs on a cluster, by the size of its variable: a parameter server and two workers on this machine. Each step brings the
 * variable to the worker, and its gradient back.
 *
 *     TF0_TENSORFLOW=PYTHON npx tsx scripts/cluster_cost.ts
 *
 * Medians in milliseconds: of one worker alone, of both at once (per step of each), and on one server, where nothing moves.
 */
import { once } from 'node:events'
import { createServer } from 'node:net'
import * as tf from '../src/index.ts'

const SIZES = [1, 10_000, 100_000, 1_000_000, 10_000_000]
/** Bytes that all steps of a size move together, at least; the number of steps is within bounds. */
const BYTES = 2 ** 29
const [FEWEST, MOST] = [8, 200]

async function freeAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return `localhost:${port}`
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] as number

/** A worker's session, and its step for each size. */
function worker(target: string, placed: (task: number) => [ps: string, worker: string], task: number) {
  return new tf.Graph().as_default(() => {
    const [ps, own] = placed(task)
    const steps = SIZES.map(size => {
      const v = tf.device(ps, () => new tf.Variable(tf.ones([size]), { name: `v${size}` }))
      const train = tf.device(own, () =>
        new tf.train.GradientDescentOptimizer(1e-6).minimize(tf.reduce_sum(tf.square(v.read_value()))),
      )
      return { init: v.initializer, train }
    })
    return { sess: new tf.Session(target), steps }
  })
}
type Worker = ReturnType<typeof worker>

async function time({ sess, steps }: Worker, at: number): Promise<number[]> {
  const { train } = steps[at] as Worker['steps'][number]
  const count = Math.min(MOST, Math.max(FEWEST, Math.round(BYTES / 8 / (SIZES[at] as number))))
  for (let i = 0; i < 3; i++) await sess.run_async(train)
  const times: number[] = []
  for (let i = 0; i < count; i++) {
    const began = performance.now()
    await sess.run_async(train)
    times.push(performance.now() - began)
  }
  return times
}

const [ps, first, second] = [await freeAddress(), await freeAddress(), await freeAddress()]
const cluster = new tf.train.ClusterSpec({ ps: [ps], worker: [first, second] })
const servers = [
  new tf.train.Server(cluster, { job_name: 'ps', task_index: 0 }),
  ...[0, 1].map(task_index => new tf.train.Server(cluster, { job_name: 'worker', task_index })),
]
using alone = tf.train.Server.create_local_server()
const apart = (task: number): [string, string] => ['/job:ps/task:0', `/job:worker/task:${task}`]
const workers = [0, 1].map(task => worker(servers[task + 1]?.target as string, apart, task)) as [Worker, Worker]
const together = worker(alone.target, () => ['', ''], 0)

console.log('floats       bytes  one worker  both workers  one server   (ms)')
for (const [at, size] of SIZES.entries()) {
  for (const { sess, steps } of [workers[0], together]) sess.run(steps[at]?.init as tf.Operation)
  const one = median(await time(workers[0], at))
  const both = median((await Promise.all(workers.map(each => time(each, at)))).flat())
  const local = median(await time(together, at))
  const columns = [one, both, local].map(value => value.toFixed(2).padStart(12))
  console.log(`${String(size).padEnd(9)}${String(4 * size).padStart(9)}${columns.join('')}`)
}
for (const { sess } of [...workers, together]) sess.close()
for (const server of servers) server[Symbol.dispose]()
