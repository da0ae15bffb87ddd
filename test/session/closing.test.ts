/** How sessions end: what waits is cancelled in TensorFlow's words, and Session.reset ends them all. */
import { beforeEach, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import { executing } from '../support/environment.ts'

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
  expect(() => session.run(bad.initializer)).toThrow(
    'container contains invalid characters: a_b\n\t [[Node: v = Variable[container="a_b"',
  )
  const hidden = new tf.FIFOQueue(3, tf.int32, { shapes: [[]], shared_name: '_q' })
  expect(() => session.run(hidden.size())).toThrow("shared_name cannot start with '_':_q")
})

/** A run whose py_func ends its session, and what comes after it in the same run. */
function closedWithin(end: (session: tf.Session) => void): {
  session: tf.Session
  run: () => unknown
  after: string[]
} {
  const after: string[] = []
  const session = new tf.Session()
  const v = new tf.Variable(tf.zeros([1000]))
  session.run(tf.initialize_all_variables())
  const ends = tf.py_func(
    (x: unknown) => {
      end(session)
      return x
    },
    [v],
    tf.float32,
  )
  const next = tf.control_dependencies([ends], () => tf.py_func(() => after.push('ran'), [], tf.int64))
  return { session, run: () => session.run([ends, next, v.assign_add(tf.ones([1000]))]), after }
}

test.each(['compiled', 'reference'])(
  'a session that is closed by one of its own functions cancels the run, %s',
  executor => {
    using _executor = executing(executor)
    for (const end of [(session: tf.Session) => session.close(), () => tf.Session.reset('')]) {
      const { session, run, after } = closedWithin(end)
      expect(run).toThrow(
        expect.objectContaining({ constructor: tf.errors.CancelledError, message: 'Run call was cancelled' }),
      )
      expect(after).toEqual([])
      expect(() => session.run(tf.constant(1))).toThrow(/closed/)
      // its memory is the next session's now, and nobody else writes there
      using other = new tf.Session()
      expect(other.run(tf.reduce_sum(tf.ones([1000])))).toBe(1000)
    }
  },
)

test('a session that is closed within a nested run cancels both', () => {
  const session = new tf.Session()
  const inner = tf.py_func(
    () => {
      session.close()
      return 1
    },
    [],
    tf.int64,
  )
  const seen: string[] = []
  const outer = tf.py_func(
    () => {
      try {
        session.run(inner)
      } catch (error) {
        seen.push((error as Error).message)
      }
      return 1
    },
    [],
    tf.int64,
  )
  expect(() => session.run(outer)).toThrow('Run call was cancelled')
  expect(seen).toEqual(['Run call was cancelled'])
})

test('a run that a service cancels while it waits', () => {
  const session = new tf.Session()
  const q = queue()
  const d = q.dequeue()
  session.add_service(
    (function* () {
      session.close()
      yield 'blocked' as const
    })(),
  )
  expect(() => session.run(d)).toThrow(tf.errors.CancelledError)
})

test('aborting an asynchronous run', async () => {
  using session = new tf.Session()
  const q = queue()
  const [put, take] = [q.enqueue(7), q.dequeue()]
  const before = new AbortController()
  before.abort(new Error('why'))
  const error = await session.run_async(take, { signal: before.signal }).catch((e: Error) => e)
  expect(error).toBeInstanceOf(tf.errors.CancelledError)
  expect(error.cause).toEqual(new Error('why'))
  const waiting = new AbortController()
  const waits = reason(session.run_async(take, { signal: waiting.signal }))
  await aMoment()
  waiting.abort()
  expect(await waits).toBe('CancelledError: Dequeue operation was cancelled')
  // the run that was cancelled has taken nothing
  session.run(put)
  expect(session.run(take)).toBe(7)
  const ended = new AbortController()
  session.run(put)
  expect(await session.run_async(take, { signal: ended.signal })).toBe(7)
  ended.abort()
})
