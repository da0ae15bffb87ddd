/** How sessions end: what waits is cancelled in TensorFlow's words, and Session.reset ends them all. */
import { beforeEach, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'

beforeEach(() => tf.reset_default_graph())

const queue = (): tf.FIFOQueue => new tf.FIFOQueue(1, tf.int32, { shapes: [[]], name: 'q' })
/** The class and the first line of what a promise is rejected with. */
const reason = (run: Promise<unknown>): Promise<string> =>
  run.then(
    () => 'no error',
    (error: Error) => `${error.constructor.name}: ${error.message.split('\n')[0]}`,
  )
const aMoment = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 20))

test('closing a session cancels what waits', async () => {
  const dequeue = queue().dequeue()
  const session = new tf.Session()
  const waiting = reason(session.run_async(dequeue))
  await aMoment()
  session.close()
  expect(await waiting).toBe('CancelledError: Dequeue operation was cancelled')
  expect(() => session.run(dequeue)).toThrow('Attempted to use a closed Session.')
})

test('closing a queue cancels what waits for room in it', async () => {
  const q = queue()
  const [first, second, close] = [q.enqueue(1), q.enqueue(2), q.close({ cancel_pending_enqueues: true })]
  using session = new tf.Session()
  session.run(first)
  const waiting = reason(session.run_async(second))
  await aMoment()
  session.run(close)
  expect(await waiting).toBe('CancelledError: Enqueue operation was cancelled')
  expect(session.run(q.size())).toBe(1)
})

test('Session.reset ends the sessions of this process', async () => {
  const v = new tf.Variable(1, { name: 'v' })
  const q = queue()
  const [init, dequeue] = [tf.initialize_all_variables(), q.dequeue()]
  const used = new tf.Session()
  used.run(init)
  const fresh = new tf.Session()
  const waiting = reason(used.run_async(dequeue))
  await aMoment()
  tf.Session.reset('')
  expect(await waiting).toBe('CancelledError: Dequeue operation was cancelled')
  for (const session of [used, fresh]) expect(() => session.run(v)).toThrow('Session has been closed.')
  expect(() => used.partial_run_setup([v], [])).toThrow('Session has been closed.')
  // there is nothing to run for these
  expect(used.run([])).toEqual([])
  used.close()
  expect(() => used.run(v)).toThrow('Attempted to use a closed Session.')
  using next = new tf.Session()
  expect(() => next.run(v)).toThrow('Attempting to use uninitialized value v')
  expect(() => tf.Session.reset('elsewhere')).toThrow(tf.errors.NotFoundError)
  expect(() => tf.Session.reset('', ['c'], 7 as never)).toThrow("'int' object has no attribute 'SerializeToString'")
})

test('resources of one name are apart in different containers', () => {
  const sizes = ['one', 'two', '', 'localhost'].map((name, i) =>
    tf.container(name, () => new tf.FIFOQueue(3, tf.int32, { shapes: [[]], name: `q${i}`, shared_name: 'shared' })),
  )
  using session = new tf.Session()
  session.run([sizes[0]?.enqueue(1), sizes[2]?.enqueue(3)])
  // nodes without a container use the one called localhost
  expect(session.run(sizes.map(q => q.size()))).toEqual([1, 0, 1, 1])
})

test('names that containers do not take', () => {
  using session = new tf.Session()
  const bad = tf.container('a_b', () => new tf.Variable(1, { name: 'v' }))
  expect(() => session.run(bad.initializer)).toThrow('container contains invalid characters: a_b\n\t [[Node: v = Variable[container="a_b"')
  const hidden = new tf.FIFOQueue(3, tf.int32, { shapes: [[]], shared_name: '_q' })
  expect(() => session.run(hidden.size())).toThrow("shared_name cannot start with '_':_q")
})
