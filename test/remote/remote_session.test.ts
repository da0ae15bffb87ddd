/** Sessions on a server, as far as no TensorFlow is needed. The client's calls are asynchronous here: the server is in the same thread. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { RunStepResponse } from '../../src/formats/protos/master.generated.ts'
import { makeTensorProto } from '../../src/formats/tensor_proto.ts'
import * as tf from '../../src/index.ts'
import { type FakeMaster, startFakeMaster } from './fake_master.ts'

let master: FakeMaster
beforeEach(async () => {
  tf.reset_default_graph()
  master = await startFakeMaster()
})
afterEach(() => master.close())

const valueOf = (name: string, values: readonly number[]): Uint8Array =>
  new RunStepResponse({
    tensor: [{ name, tensor: makeTensorProto(tf.np.array(values, tf.np.float32)) }],
  } as never).SerializeToString()

test('the server gets the whole graph, and what is added when a run needs it; feeds by the names of tensors', async () => {
  const x = tf.placeholder(tf.float32, [2], { name: 'x' })
  const y = tf.add(x, 1, { name: 'y' })
  tf.constant(5, { name: 'other' })
  tf.identity(tf.py_func(() => 1.5, [], tf.float64, { name: 'here' }) as tf.Tensor)
  const fed: string[] = []
  master.runStep = ({ feed, fetch }) => {
    fed.push(...Array.from(feed, ({ name }) => name))
    return { body: valueOf(fetch[0] as string, [2, 3]) }
  }
  const sess = new tf.Session(master.target)
  expect((await sess.run_async(y, [[x, [1, 2]]])).tolist()).toEqual([2, 3])
  const z = tf.square(y, { name: 'z' })
  await sess.run_async(z, [[x, [1, 2]]])
  await sess.run_async(z, [[x, [1, 2]]])
  expect(master.graphs).toEqual([['x', 'y/y', 'y', 'other'], ['z']])
  expect(fed).toEqual(['x:0', 'x:0', 'x:0'])
  expect(master.asked.filter(method => method !== 'RunStep')).toEqual([
    'CreateSession',
    'CreateSession',
    'ExtendSession',
  ])
})

test('what a server lacks is no matter to runs that do without it', async () => {
  const y = tf.constant([2, 3], { dtype: tf.float32, name: 'y' })
  const lacked = tf.square(y, { name: 'lacked' })
  master.lacks = 'Square'
  master.runStep = ({ fetch }) => ({ body: valueOf(fetch[0] as string, [2, 3]) })
  const sess = new tf.Session(master.target)
  await expect(sess.run_async(lacked)).rejects.toThrow("Op type not registered 'Square'")
  expect((await sess.run_async(y)).tolist()).toEqual([2, 3])
  expect(master.graphs).toEqual([['y', 'lacked'], ['y', 'lacked'], ['y']])
})

test("a server's error has its class, its text and the user's line; the session goes on", async () => {
  const bad = tf.log(tf.constant(1, { dtype: tf.float32 }), { name: 'bad' })
  master.runStep = () => ({
    body: new RunStepResponse({
      status_code: 9,
      status_error_message:
        'From /job:local/replica:0/task:0:\nNo value\n\t [[{{node bad}}]]\nRecent warning and error logs:\n  one',
    }).SerializeToString(),
  })
  const sess = new tf.Session(master.target)
  const failed = await sess.run_async(bad).catch((error: unknown) => error)
  expect(failed).toBeInstanceOf(tf.errors.FailedPreconditionError)
  const error = failed as InstanceType<typeof tf.errors.FailedPreconditionError>
  expect(error.message).toBe('No value\n\t [[{{node bad}}]]')
  expect(error.op).toBe(bad.op)
  expect(String(error)).toContain('remote_session.test.ts')
  master.runStep = ({ fetch }) => ({ body: valueOf(fetch[0] as string, [7]) })
  expect((await sess.run_async(bad)).tolist()).toEqual([7])
})

test('an error whose text is only its tail names the task; one without any text says so', async () => {
  const x = tf.constant(1, { dtype: tf.float32 })
  const sess = new tf.Session(master.target)
  const messageOf = async (status_error_message: string): Promise<string> => {
    master.runStep = () => ({
      body: new RunStepResponse({ status_code: 14, status_error_message }).SerializeToString(),
    })
    const failed: unknown = await sess.run_async(x).catch((error: unknown) => error)
    expect(failed).toBeInstanceOf(tf.errors.UnavailableError)
    return (failed as Error).message
  }
  const tail = '\nAdditional GRPC error information from remote target /job:ps/replica:0/task:0:\n:UNKNOWN:Error {}'
  expect(await messageOf(tail)).toBe('A call to /job:ps/replica:0/task:0 failed without a reason.')
  expect(await messageOf('')).toBe('The server, or a task of its cluster, is unavailable; it gave no reason.')
  expect(await messageOf(`Socket closed${tail}`)).toBe('Socket closed')
  const line = '\n=====================\n'
  const two = `UNAVAILABLE: From /job:worker/replica:0/task:0:\nno connection${tail}\nUNAVAILABLE: From /job:ps/replica:0/task:0:\nother`
  expect(await messageOf(`${line}${two}${line}`)).toBe('no connection')
  const several =
    'Aborted: From /job:a/replica:0/task:0:\nNo handle.\nAborted: From /job:b/replica:0/task:0:\nNo device.'
  expect(await messageOf(`${line}${several}${line}`)).toBe('No handle.')
})

test('a deadline and a signal end a run that the server does not answer, and cancel it there', async () => {
  const x = tf.constant(1, { dtype: tf.float32 })
  master.runStep = () => 'silence'
  const sess = new tf.Session(master.target)
  const options = new tf.RunOptions({ timeout_in_ms: 400 })
  await expect(sess.run_async(x, { options })).rejects.toBeInstanceOf(tf.errors.DeadlineExceededError)
  // a server of 0.x may notice it first, a little earlier by its clock, and says that the call was cancelled
  const { runStep } = master
  const start = performance.now()
  master.runStep = () => {
    while (performance.now() < start + 395);
    return { code: 1, text: 'Call cancelled' }
  }
  await expect(sess.run_async(x, { options })).rejects.toBeInstanceOf(tf.errors.DeadlineExceededError)
  master.runStep = runStep
  const controller = new AbortController()
  const run = sess.run_async(x, { signal: controller.signal })
  setTimeout(() => controller.abort(), 200)
  await expect(run).rejects.toBeInstanceOf(tf.errors.CancelledError)
  while (master.cancelled.length < 2) await new Promise(resolve => setTimeout(resolve, 10))
  expect(master.cancelled).toEqual(['RunStep', 'RunStep'])
})

test('a server that finds a deadline over while it takes the graph, made or grown; one that cancels before is believed', async () => {
  const x = tf.constant(1, { dtype: tf.float32 })
  const options = new tf.RunOptions({ timeout_in_ms: 400 })
  const sess = new tf.Session(master.target)
  const error = async (fetch: tf.Operation, milliseconds: number): Promise<Error> => {
    const start = performance.now()
    master.refusal = () => {
      while (performance.now() < start + milliseconds);
      return { code: 1, text: 'Cancelled' }
    }
    const failed = await sess.run_async(fetch, { options }).then(
      () => expect.fail('no error'),
      (reason: Error) => reason,
    )
    master.refusal = undefined
    return failed
  }
  expect(await error(x.op, 395)).toBeInstanceOf(tf.errors.DeadlineExceededError)
  expect(await error(x.op, 0)).toBeInstanceOf(tf.errors.CancelledError)
  await sess.run_async(x.op)
  const grown = tf.square(x)
  expect(await error(grown.op, 395)).toBeInstanceOf(tf.errors.DeadlineExceededError)
  expect(await error(grown.op, 0)).toBeInstanceOf(tf.errors.CancelledError)
  await sess.run_async(grown.op)
})

test('no server, and a server that goes away in a step: UnavailableError', async () => {
  const x = tf.constant(1, { dtype: tf.float32 })
  const gone = await startFakeMaster()
  await gone.close()
  const config = new tf.ConfigProto({ operation_timeout_in_ms: 500 })
  const nowhere = new tf.Session(gone.target, { config })
  expect(() => nowhere.run(x)).toThrow(tf.errors.UnavailableError)
  const sess = new tf.Session(master.target)
  master.runStep = () => {
    void master.close()
    return 'silence'
  }
  await expect(sess.run_async(x)).rejects.toBeInstanceOf(tf.errors.UnavailableError)
  master = await startFakeMaster()
})

test('a function of the program does not run on a server; what is no target is refused', async () => {
  const [made] = tf.py_func((a: unknown) => a, [tf.constant(1, { dtype: tf.float32 })], [tf.float32])
  const sess = new tf.Session(master.target)
  await expect(sess.run_async(made as tf.Tensor)).rejects.toThrow(/calls a function of this program/)
  expect(() => sess.state).toThrow(/has no state in this process/)
  expect(() => new tf.Session('grpc://nowhere')).toThrow('Could not interpret "nowhere" as a host-port pair.')
  expect(() => new tf.Session('http://a:1')).toThrow(tf.errors.NotFoundError)
})
