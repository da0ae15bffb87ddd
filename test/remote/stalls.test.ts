/**
 * Real servers behind a proxy that stops answering, and servers that die between the parts of a run: what blocks ends in time, and Ctrl-C and the
 * exit of the process are not held up.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import { command, endServers, startServer, title, VERSIONS } from './real_server.ts'

const { errors } = tf
const PROXY = new URL('./stalling_proxy.ts', import.meta.url)
const CLIENT = new URL('./hanging_client.ts', import.meta.url)
/** Milliseconds beyond a deadline, for a close on a silent server, and from a signal to the end of a process. */
const MORE = 2500
const CLOSE_LIMIT = 4000
const END_LIMIT = 2000

const children: ChildProcess[] = []
beforeEach(() => tf.reset_default_graph())
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  endServers()
})

interface Program {
  readonly child: ChildProcess
  /** The next line of its output. */
  line(): Promise<string>
}
function launch(program: URL, ...args: string[]): Program {
  const child = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(program), ...args], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, NODE_OPTIONS: '' },
  })
  children.push(child)
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  return { child, line: async () => String((await lines.next()).value) }
}
/** A proxy before a server, and what stalls it. */
async function stallable(server: string): Promise<{ readonly target: string; stall(): Promise<void> }> {
  const { child, line } = launch(PROXY, server)
  const target = await line()
  return {
    target,
    stall: async () => {
      child.stdin?.write('stall\n')
      expect(await line()).toBe('stalled')
    },
  }
}
/** The error of what blocks, less than `limit` milliseconds. */
function failureWithin(limit: number, body: () => unknown): Error {
  const start = performance.now()
  try {
    body()
  } catch (error) {
    expect(performance.now() - start).toBeLessThan(limit)
    expect((error as Error).stack).toContain('stalls.test.ts')
    return error as Error
  }
  return expect.fail('no error')
}

describe.skipIf(!command)(title, () => {
  describe.each(VERSIONS)('%s', version => {
    test('a run, a close and a reset that block end in time', async () => {
      const server = await startServer(version)
      const { target, stall } = await stallable(server.target)
      const x = tf.constant(1, { dtype: tf.float32 })
      const sess = new tf.Session(target)
      const other = new tf.Session(target)
      expect([sess.run(x), other.run(x)]).toEqual([1, 1])
      await stall()
      const options = new tf.RunOptions({ timeout_in_ms: 500 })
      const late = failureWithin(500 + MORE, () => sess.run(x, { options }))
      expect(late).toBeInstanceOf(errors.DeadlineExceededError)
      const start = performance.now()
      sess.close()
      expect(performance.now() - start).toBeLessThan(CLOSE_LIMIT)
      // closes the other one before
      const config = new tf.ConfigProto({ operation_timeout_in_ms: 700 })
      const reset = failureWithin(CLOSE_LIMIT + 700 + MORE, () => tf.Session.reset(target, null, config))
      expect(reset).toBeInstanceOf(errors.DeadlineExceededError)
      expect(reset.message).toBe(
        `The server ${target} has not answered a reset within 0.7 seconds; it may come to it yet.`,
      )
      const unbounded = failureWithin(20_000 + MORE, () => tf.Session.reset(target))
      expect(unbounded).toBeInstanceOf(errors.DeadlineExceededError)
      expect(unbounded.message).toContain('within 20 seconds')
    })

    test.skipIf(version.startsWith('0.'))('a run in parts, whose server dies between them', async () => {
      const server = await startServer(version)
      const a = tf.placeholder(tf.float32, [], { name: 'a' })
      const b = tf.placeholder(tf.float32, [], { name: 'b' })
      const sum = tf.add(a, 1)
      const product = tf.mul(sum, b)
      const sess = new tf.Session(server.target, { config: new tf.ConfigProto({ operation_timeout_in_ms: 3000 }) })
      const handle = sess.partial_run_setup([sum, product], [a, b])
      expect(sess.partial_run(handle, sum, [[a, 2]] as never)).toBe(3)
      await server.kill()
      const rest = (): unknown => sess.partial_run(handle, product, [[b, 10]] as never)
      expect(failureWithin(3000 + MORE, rest)).toBeInstanceOf(errors.UnavailableError)
      await startServer(version, server.port)
      const old = failureWithin(3000 + MORE, () => {
        const other = sess.partial_run_setup([sum, product], [a, b])
        sess.partial_run(other, sum, [[a, 2]] as never)
      })
      expect(old).toBeInstanceOf(errors.AbortedError)
      expect(old.message).toMatch(/^Session [\da-f]{16} is not found\./)
    })
  })

  test.each([
    ['run', 130],
    ['run_async', 130],
    ['exit_in_run', 3],
    ['exit_in_run_async', 3],
  ] as const)('the end of a process that hangs: %s', async (way, code) => {
    const server = await startServer('1.15.5')
    const { target, stall } = await stallable(server.target)
    const { child, line } = launch(CLIENT, target, way)
    expect(await line()).toBe('ready')
    // the step is on its way
    await new Promise(resolve => setTimeout(resolve, 1000))
    await stall()
    if (code === 3) expect(await line()).toBe('exit')
    else child.kill('SIGINT')
    const start = performance.now()
    expect(await once(child, 'close')).toEqual([code, null])
    expect(performance.now() - start).toBeLessThan(END_LIMIT)
  })
})
