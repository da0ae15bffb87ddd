/**
 * Servers that die, come back or stop answering, and clients that are killed. With real servers where TF0_TENSORFLOW_SERVERS says how to
 * run a Python program with a version of TensorFlow (`CMD VERSION script.py …`); without it the fake one alone.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import { startFakeMaster } from './fake_master.ts'
import type { Measured } from './many_sessions.ts'
import { type Proxy, startProxy } from './proxy.ts'
import { command, endServers, startServer, title, VERSIONS } from './real_server.ts'

const { errors } = tf
const MANY_SESSIONS = fileURLToPath(new URL('./many_sessions.ts', import.meta.url))
const WAITING = fileURLToPath(new URL('./waiting_client.ts', import.meta.url))
/** How much 1,000 sessions may leave in MB: of resident memory, which comes in chunks, and of the client's heap. */
const GROWTH = 16
const HEAP_GROWTH = 2
/** How long the close of sessions on a silent server may take, in milliseconds. */
const CLOSE_LIMIT = 4000

const children: ChildProcess[] = []
const proxies: Proxy[] = []
beforeEach(() => tf.reset_default_graph())
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  endServers()
  for (const proxy of proxies.splice(0)) await proxy.close()
})

const failure = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    value => expect.fail(`no error, but ${String(value)}`),
    (error: unknown) => error as Error,
  )
const thrown = (body: () => unknown): Error => {
  try {
    body()
  } catch (error) {
    return error as Error
  }
  return expect.fail('no error')
}
const timed = (milliseconds: number): tf.ConfigProto => new tf.ConfigProto({ operation_timeout_in_ms: milliseconds })

describe('a proxy that stops answering', () => {
  test('a deadline and a signal end runs, a close and a new session are bounded', async () => {
    const master = await startFakeMaster()
    const proxy = await startProxy(master.target)
    proxies.push(proxy)
    const x = tf.constant(1, { dtype: tf.float32 })
    const sess = new tf.Session(proxy.target)
    await sess.run_async(x.op)
    master.runStep = () => 'silence'
    const run = failure(sess.run_async(x, { options: new tf.RunOptions({ timeout_in_ms: 800 }) }))
    proxy.stall()
    expect(await run).toBeInstanceOf(errors.DeadlineExceededError)
    const endless = new tf.Session(proxy.target)
    const aborted = await failure(endless.run_async(x, { signal: AbortSignal.timeout(300) }))
    expect(aborted).toBeInstanceOf(errors.CancelledError)
    const start = performance.now()
    endless.close()
    sess.close()
    expect(performance.now() - start).toBeLessThan(CLOSE_LIMIT)
    expect(endless.closed && sess.closed).toBe(true)
    await master.close()
  })

  test('a deadline ends a synchronous run', async () => {
    const master = await startFakeMaster()
    const x = tf.constant(1, { dtype: tf.float32 })
    const sess = new tf.Session(master.target)
    await sess.run_async(x.op)
    // the fake master is of this thread, which a synchronous run holds: it is silent
    const options = new tf.RunOptions({ timeout_in_ms: 400 })
    const start = performance.now()
    expect(thrown(() => sess.run(x, { options }))).toBeInstanceOf(errors.DeadlineExceededError)
    expect(performance.now() - start).toBeLessThan(5000)
    sess.close()
    await master.close()
  })

  test('a connection that is dropped in a step ends it, and the next step has a new one', async () => {
    const master = await startFakeMaster()
    const proxy = await startProxy(master.target)
    proxies.push(proxy)
    const x = tf.constant(1, { dtype: tf.float32 })
    const sess = new tf.Session(proxy.target, { config: timed(5000) })
    const answered = master.runStep
    master.runStep = () => {
      proxy.drop()
      return 'silence'
    }
    const dropped = await failure(sess.run_async(x))
    expect(dropped).toBeInstanceOf(errors.UnavailableError)
    expect(dropped.message).not.toBe('')
    master.runStep = answered
    await sess.run_async(x.op)
    expect(master.asked.filter(method => method === 'RunStep')).toHaveLength(2)
    sess.close()
    await master.close()
  })
})

describe.skipIf(!command)(title, () => {
  describe.each(VERSIONS)('%s', version => {
    test('killed in a step and before one, and back without its state', async () => {
      const server = await startServer(version)
      const v = new tf.Variable(1, { dtype: tf.float32, name: 'v' })
      const queue = new tf.FIFOQueue(2, [tf.float32], { shapes: [[]] })
      const element = queue.dequeue() as tf.Tensor
      const sess = new tf.Session(server.target, { config: timed(2000) })
      const other = new tf.Session(server.target)
      sess.run(v.initializer)
      expect(other.run(v)).toBe(1)
      const inStep = failure(other.run_async(element))
      await new Promise(resolve => setTimeout(resolve, 300))
      await server.kill()
      expect(await inStep).toBeInstanceOf(errors.UnavailableError)
      expect((await inStep).stack).toContain('server_faults.test.ts')
      const before = thrown(() => sess.run(v))
      expect(before).toBeInstanceOf(errors.UnavailableError)
      expect(before.stack).toContain('server_faults.test.ts')
      await startServer(version, server.port)
      const old = thrown(() => sess.run(v))
      expect(old).toBeInstanceOf(errors.AbortedError)
      expect(old.message).toMatch(/^Session [\da-f]{16} is not found\.$/)
      const closing = thrown(() => sess.close())
      expect(closing).toBeInstanceOf(errors.AbortedError)
      expect(closing.message).toMatch(/^Session [\da-f]{16} is not found\. Possibly, this master has restarted\.$/)
      const fresh = new tf.Session(server.target)
      const lost = thrown(() => fresh.run(tf.identity(v.value(), { name: 'read_again' })))
      expect(lost).toBeInstanceOf(errors.FailedPreconditionError)
      expect(lost.message).toContain('Attempting to use uninitialized value v')
      fresh.run(v.initializer)
      expect(fresh.run(v)).toBe(1)
      fresh.close()
    })

    test('behind a proxy that stops answering: the deadline ends a step, and a close is bounded', async () => {
      const server = await startServer(version)
      const proxy = await startProxy(server.target)
      proxies.push(proxy)
      const x = tf.constant(1, { dtype: tf.float32 })
      const sess = new tf.Session(proxy.target, { config: timed(10_000) })
      expect(await sess.run_async(x)).toBe(1)
      proxy.stall()
      const options = new tf.RunOptions({ timeout_in_ms: 500 })
      expect(await failure(sess.run_async(x, { options }))).toBeInstanceOf(errors.DeadlineExceededError)
      const start = performance.now()
      sess.close()
      expect(performance.now() - start).toBeLessThan(CLOSE_LIMIT)
      expect(sess.closed).toBe(true)
    })

    test('the step of a client that is killed is cancelled', async () => {
      const server = await startServer(version)
      const client = spawn(process.execPath, ['--import', 'tsx', WAITING, server.target], {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, NODE_OPTIONS: '' },
      })
      children.push(client)
      await once(client.stdout, 'data')
      await new Promise(resolve => setTimeout(resolve, 500))
      client.kill('SIGKILL')
      await once(client, 'close')
      await new Promise(resolve => setTimeout(resolve, 500))
      const queue = new tf.FIFOQueue(2, [tf.float32], { shapes: [[]], shared_name: 'waited_for' })
      const enqueue = queue.enqueue([tf.constant(7, { dtype: tf.float32 })])
      const size = queue.size()
      const sess = new tf.Session(server.target, { config: timed(10_000) })
      sess.run(enqueue)
      // a dequeue that still waited would have taken it
      expect(sess.run(size)).toBe(1)
      sess.close()
    })

    test('1,000 sessions leave nothing on either side', async () => {
      const server = await startServer(version)
      const client = spawn(
        process.execPath,
        ['--expose-gc', '--import', 'tsx', MANY_SESSIONS, server.target, `${server.pid}`],
        { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_OPTIONS: '' } },
      )
      children.push(client)
      const { before, after } = JSON.parse(await text(client.stdout)) as Record<'before' | 'after', Measured>
      expect(after.sockets).toBeLessThanOrEqual(before.sockets)
      expect(after.heap, 'MB of the heap').toBeLessThanOrEqual(before.heap + HEAP_GROWTH)
      for (const side of ['client', 'server'] as const) {
        const [was, is] = [before[side], after[side]]
        expect(is.descriptors, `descriptors of the ${side}`).toBeLessThanOrEqual(was.descriptors)
        expect(is.threads, `threads of the ${side}`).toBeLessThanOrEqual(was.threads)
        expect(is.megabytes, `MB of the ${side}`).toBeLessThanOrEqual(was.megabytes + GROWTH)
      }
    })
  })
})
