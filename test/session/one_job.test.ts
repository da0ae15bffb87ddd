/**
 * Programs that never return to the event loop, as ported ones do: what they let go of must not stay. Weak references and
 * finalizers keep what they refer to until the job ends, and timers and promises wait for it.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { beforeEach, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'

setFlagsFromString('--expose-gc')
const gc = runInNewContext('gc') as () => void
/** Bytes of live objects and of the buffers that belong to them. */
function live(): number {
  gc()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

beforeEach(() => tf.reset_default_graph())

/** Bytes that stay of each of `count` calls, once as many of them as a tenth have warmed up caches. Stops where far too much stays. */
function staysOf(count: number, body: (i: number) => void): number {
  const parts = 10
  const part = count / parts
  let base = 0
  for (let done = 0; done < parts; done++) {
    for (let i = 0; i < part; i++) body(done * part + i)
    if (done === 0) base = live()
    else if (live() - base > 100e6) return 100e6 / (done * part)
  }
  return (live() - base) / (count - part)
}

/** A model of its own, as a program in a loop over hyperparameters makes. */
function model(i: number): tf.Session {
  tf.reset_default_graph()
  const x = tf.placeholder(tf.float32, [])
  const session = new tf.Session()
  expect(session.run(tf.identity(x), [[x, i]])).toBe(i)
  return session
}

test('20,000 graphs whose sessions are closed', () => {
  const stays = staysOf(20_000, i => {
    tf.reset_default_graph()
    const session = new tf.Session()
    session.run(tf.no_op())
    session.close()
    if (i % 100 === 0) model(i).close()
  })
  expect(stays).toBeLessThan(100)
})

test('graphs whose sessions are not closed', () => {
  expect(staysOf(1000, i => void model(i))).toBeLessThan(1000)
})

test('graphs whose sessions end by a reset', () => {
  const stays = staysOf(1000, i => {
    model(i)
    tf.Session.reset('')
  })
  expect(stays).toBeLessThan(1000)
})

test('graphs with functions of the program, queue runners, columns of features', () => {
  const { layers } = tf.contrib
  const stays = staysOf(500, () => {
    tf.reset_default_graph()
    const data = new Float64Array(10_000)
    const y = tf.py_func(() => data.length, [], tf.int64)
    const q = new tf.FIFOQueue(10, tf.float32, { shapes: [[]] })
    tf.train.add_queue_runner(new tf.train.QueueRunner(q, [q.enqueue(1)]))
    const column = layers.sparse_column_with_hash_bucket('b', 10)
    layers.embedding_column(column, 3, { initializer: () => data })
    const session = new tf.Session()
    const coordinator = new tf.train.Coordinator()
    tf.train.start_queue_runners({ sess: session, coord: coordinator })
    new tf.train.LooperThread(coordinator, null, { target: () => data.length }).start()
    expect(session.run([y, q.dequeue()])).toEqual([10_000, 1])
    coordinator.request_stop()
    coordinator.join()
    session.close()
  })
  expect(stays).toBeLessThan(4000)
})

/** Megabytes that the process holds. */
const resident = (): number => process.memoryUsage().rss / 1e6

test.each([true, false])('large variables go with their sessions, closed: %s', closed => {
  const before = resident()
  for (let i = 0; i < 16; i++) {
    tf.reset_default_graph()
    const v = new tf.Variable(tf.zeros([5000, 5000]))
    const session = new tf.Session()
    session.run(v.initializer)
    if (closed) session.close()
  }
  // 1.6 GB have come and gone
  expect(resident() - before).toBeLessThan(1200)
})

test('100,000 runs with changing feeds', () => {
  const x = tf.placeholder(tf.float32, [])
  const y = x.mul(2).add(1)
  using session = new tf.Session()
  expect(staysOf(100_000, i => session.run(y, [[x, i]]))).toBeLessThan(5)
})

test('runs of changing batch size, as fast in the end as in the beginning', () => {
  const x = tf.placeholder(tf.float32, [null, 4])
  const w = new tf.Variable(tf.ones([4, 2]))
  const loss = tf.reduce_mean(tf.square(tf.matmul(x, w)))
  const step = new tf.train.GradientDescentOptimizer(1e-6).minimize(loss)
  using session = new tf.Session()
  session.run(tf.initialize_all_variables())
  const times: number[] = []
  let start = process.cpuUsage().user
  const stays = staysOf(600, i => {
    session.run(step, [[x, tf.np.ones([1 + ((i * 7) % 30), 4])]])
    if (i % 60 !== 59) return
    const now = process.cpuUsage().user
    times.push(now - start)
    start = now
  })
  expect(stays).toBeLessThan(2000)
  expect(Math.min(...times.slice(-5))).toBeLessThan(2 * Math.min(...times.slice(0, 5)))
})
