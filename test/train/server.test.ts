/** tf.train.Server: with a process that stands for TensorFlow's, and with TensorFlow where TF0_TENSORFLOW names it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'

const { Server } = tf.train
const given = process.env['TF0_TENSORFLOW']
const FAKE = fileURLToPath(new URL('./fake_tensorflow.mjs', import.meta.url))
const JOINED = fileURLToPath(new URL('./joined_server.ts', import.meta.url))
const fake = (answer: string): string => `${process.execPath} ${FAKE} ${answer}`
const LOCAL = { local: ['localhost:0'] }

/** Whether a process is there, and is no zombie that its parent has not looked at. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
async function hasEnded(pid: number): Promise<boolean> {
  for (let i = 0; i < 100 && isAlive(pid); i++) await new Promise(resolve => setTimeout(resolve, 50))
  return !isAlive(pid)
}
const thrown = (body: () => unknown): string => {
  try {
    body()
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`
  }
  return 'nothing'
}

afterEach(() => {
  if (given === undefined) delete process.env['TF0_TENSORFLOW']
  else process.env['TF0_TENSORFLOW'] = given
})

describe('the process', () => {
  test('answers, whatever else it says, and ends with its server', async () => {
    process.env['TF0_TENSORFLOW'] = fake('target')
    const server = new Server(LOCAL, { start: false })
    server.start()
    const pid = Number(server.target.split(':').at(-1))
    expect(isAlive(pid)).toBe(true)
    server[Symbol.dispose]()
    expect(await hasEnded(pid)).toBe(true)
    expect(thrown(() => server.start())).toContain('UnavailableError: The TensorFlow server has ended (closed)')
  })
  test.each([
    ['error', 'NotFoundError: No server factory'],
    [
      'missing',
      'NotFoundError: No TensorFlow server: python has no usable TensorFlow (ImportError: no module). tf0 starts',
    ],
    ['nonsense', 'InternalError: The TensorFlow server answered [1]'],
    ['exit', 'UnavailableError: The TensorFlow server has ended (exit code 3): TF0_TENSORFLOW='],
  ])('that says %s', (answer, message) => {
    process.env['TF0_TENSORFLOW'] = fake(answer)
    expect(thrown(() => Server.create_local_server())).toContain(message)
  })
  test('that is not there', () => {
    process.env['TF0_TENSORFLOW'] = '/nowhere/python'
    expect(thrown(() => new Server(LOCAL))).toMatch(
      /^NotFoundError: No TensorFlow server: .*ENOENT.* -m pip install tensorflow/,
    )
    process.env['TF0_TENSORFLOW'] = ''
    expect(thrown(() => new Server(LOCAL))).toContain('NotFoundError: No TensorFlow server: TF0_TENSORFLOW is not set.')
  })
  test('ends when its program is killed, and a join when it is interrupted', async () => {
    for (const signal of ['SIGKILL', 'SIGINT'] as const) {
      const program = spawn(process.execPath, ['--import', 'tsx', JOINED], {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, NODE_OPTIONS: '', TF0_TENSORFLOW: fake('target') },
      })
      let said = ''
      program.stdout.setEncoding('utf8').on('data', text => (said += text))
      await once(program.stdout, 'data')
      const pid = Number(said.trim().split(':').at(-1))
      expect(isAlive(pid)).toBe(true)
      // the watch for interrupts begins with the join
      await new Promise(resolve => setTimeout(resolve, 1000))
      program.kill(signal)
      await once(program, 'close')
      expect(await hasEnded(pid)).toBe(true)
      expect(said.includes('KeyboardInterrupt')).toBe(signal === 'SIGINT')
    }
  }, 60_000)
})

describe('definitions', () => {
  const define = (...args: ConstructorParameters<typeof Server>) => {
    process.env['TF0_TENSORFLOW'] = fake('target')
    using server = new Server(...args)
    return server.server_def
  }
  test('say what was left out', () => {
    const def = define({ w: { 3: 'localhost:0' } })
    expect([def.job_name, def.task_index, def.protocol]).toEqual(['w', 3, 'grpc'])
    const again = define(def, { job_name: 'v', config: new tf.ConfigProto({ device_count: { CPU: 2 } }) })
    expect([again.job_name, again.task_index, again.default_session_config.device_count['CPU']]).toEqual(['v', 3, 2])
    expect(def.job_name).toBe('w')
  })
  test.each<[unknown[], string]>([
    [[{ a: ['x:1'], b: ['x:1'] }], 'ValueError: Must specify an explicit `job_name`.'],
    [[{ a: ['x:1', 'x:2'] }], 'ValueError: Must specify an explicit `task_index`.'],
    [[LOCAL, { job_name: 'x' }], "ValueError: No such job in cluster: 'x'"],
    [[3], 'TypeError: Could not convert `server_or_cluster_def` to a `tf.train.ServerDef` or `tf.train.ClusterSpec`.'],
    [[{ local: [3] }], 'TypeError: Could not convert `server_or_cluster_def`'],
    [[LOCAL, { task_index: '0' }], "TypeError: '0' has type str, but expected one of: int, long"],
    [
      [LOCAL, { config: 3 }],
      'TypeError: Parameter to MergeFrom() must be instance of same class: expected tensorflow.ConfigProto',
    ],
    [[LOCAL, { jobname: 'x' }], "TypeError: __init__() got an unexpected keyword argument 'jobname'"],
  ])('%j', (args, message) => {
    expect(thrown(() => new (Server as unknown as new (...args: unknown[]) => unknown)(...args))).toContain(message)
  })
})

describe.skipIf(!given)('TensorFlow (skipped where TF0_TENSORFLOW names none)', () => {
  test('starts, and refuses a port in use, a task that is not there, another protocol', () => {
    using server = Server.create_local_server()
    expect(server.target).toMatch(/^grpc:\/\/localhost:\d+$/)
    const port = server.target.split(':').at(-1)
    expect(thrown(() => new Server({ local: [`localhost:${port}`] }))).toContain(
      'UnknownError: Could not start gRPC server',
    )
    expect(thrown(() => new Server(LOCAL, { task_index: 3 }))).toContain('Task 3 was not defined in job "local"')
    expect(thrown(() => new Server(LOCAL, { job_name: 'x', task_index: 0 }))).toBe(
      'InternalError: Job "x" was not defined in cluster',
    )
    expect(thrown(() => new Server(LOCAL, { protocol: 'foo' }))).toContain(
      'NotFoundError: No server factory registered',
    )
    expect(thrown(() => new Server({ local: ['localhost'] }))).toContain(
      'InvalidArgumentError: Could not parse port for local server',
    )
  }, 120_000)
})
