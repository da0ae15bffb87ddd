/** Queues, barriers and accumulators: order, waiting, closing, errors. */
import { describe, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'

type Body = (session: tf.Session) => void
/** A session on a graph of its own; asynchronous bodies take it from `session`. */
const inSession = (body: Body): void => void new tf.Graph().as_default(graph => body(new tf.Session('', { graph })))
const text = (value: unknown): string => String(value)
const fill = (session: tf.Session, queue: tf.QueueBase, ...values: unknown[]): void => {
  for (const value of values) session.run(queue.enqueue(value as never))
}

describe('order', () => {
  test('first in, first out; batches', () =>
    inSession(session => {
      const queue = new tf.FIFOQueue(10, [tf.float32, tf.string], { shapes: [[2], []] })
      session.run(
        queue.enqueue_many([
          [
            [1, 2],
            [3, 4],
            [5, 6],
          ],
          ['a', 'b', 'c'],
        ]),
      )
      expect(session.run(queue.dequeue()).map(text)).toEqual(['[1. 2.]', 'a'])
      expect(session.run(queue.dequeue_many(2)).map(text)).toEqual(['[[3. 4.]\n [5. 6.]]', "['b' 'c']"])
      expect(session.run(queue.size())).toBe(0)
      expect(session.run(queue.dequeue_many(0))[0].shape).toEqual([0, 2])
    }))
  test('padding', () =>
    inSession(session => {
      const queue = new tf.PaddingFIFOQueue(10, tf.int32, [[null, null]])
      fill(session, queue, [[[1, 2]]], [[[3], [4]]])
      const batch = queue.dequeue_many(2)
      expect(batch.get_shape().as_list()).toEqual([2, null, null])
      expect(session.run(batch).tolist()).toEqual([
        [
          [1, 2],
          [0, 0],
        ],
        [
          [3, 0],
          [4, 0],
        ],
      ])
    }))
  test('shuffled as TensorFlow shuffles with that seed', () =>
    inSession(session => {
      const queue = new tf.RandomShuffleQueue(20, 2, tf.int32, { shapes: [[]], seed: 7 })
      session.run(queue.enqueue_many([[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]]))
      const all = session.run(queue.dequeue_many(8)).tolist() as number[]
      expect(new Set(all).size).toBe(8)
      expect(all).not.toEqual([0, 1, 2, 3, 4, 5, 6, 7])
      // two stay in until it is closed
      expect(() => session.run(queue.dequeue())).toThrow('Timed out waiting for notification')
      session.run(queue.close())
      expect([session.run(queue.dequeue()), session.run(queue.dequeue()), ...all].sort((a, b) => a - b)).toEqual([
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
      ])
    }))
  test('by priority', () =>
    inSession(session => {
      const queue = new tf.PriorityQueue(10, tf.string, { shapes: [[]] })
      session.run(
        queue.enqueue_many([
          [3, 1, 2],
          ['c', 'a', 'b'],
        ]),
      )
      const [priorities, values] = session.run(queue.dequeue_many(3))
      expect([text(priorities), text(values)]).toEqual(['[1 2 3]', "['a' 'b' 'c']"])
    }))
  test('names: dictionaries in and out', () =>
    inSession(session => {
      const queue = new tf.FIFOQueue(10, [tf.int32, tf.float32], { names: ['i', 'f'] })
      session.run(queue.enqueue({ f: 0.5, i: 3 }))
      expect(session.run(queue.dequeue())).toEqual({ i: 3, f: 0.5 })
      expect(() => queue.enqueue([1, 2])).toThrow('You must enqueue a dictionary in a Queue with names')
      expect(() => queue.enqueue({ i: 3 })).toThrow(
        "Keys in dictionary to enqueue do not match names of Queue.  Dictionary: (['i']), Queue: (['f', 'i'])",
      )
    }))
})

describe('waiting', () => {
  test('operations of one run wait for one another', () =>
    inSession(session => {
      const queue = new tf.FIFOQueue(1, tf.float32)
      expect(session.run([queue.dequeue(), queue.enqueue([5])])).toEqual([5, null])
    }))
  test('a run lets waiting runs go on', async () => {
    const graph = new tf.Graph()
    const session = new tf.Session('', { graph })
    const queue = graph.as_default(() => new tf.FIFOQueue(2, tf.int32, { shapes: [[]] }))
    const [many, one] = graph.as_default(() => [queue.enqueue_many([[1, 2, 3, 4, 5]]), queue.dequeue()])
    const waiting = session.run_async(many)
    expect([1, 2, 3, 4, 5].map(() => session.run(one))).toEqual([1, 2, 3, 4, 5])
    await waiting
    const later = [session.run_async(one), session.run_async(one)]
    session.run(graph.as_default(() => queue.enqueue_many([[6, 7]])))
    expect(await Promise.all(later)).toEqual([6, 7])
  })
  test('what nothing can bring about ends with an error', () =>
    inSession(session => {
      const queue = new tf.FIFOQueue(1, tf.int32)
      expect(() => session.run(queue.dequeue())).toThrow(tf.errors.DeadlineExceededError)
    }))
  test('closing a session ends what waits', async () => {
    const graph = new tf.Graph()
    const session = new tf.Session('', { graph })
    const dequeue = graph.as_default(() => new tf.FIFOQueue(1, tf.int32).dequeue())
    const waiting = session.run_async(dequeue)
    await new Promise(resolve => setImmediate(resolve))
    session.close()
    await expect(waiting).rejects.toThrow('Dequeue operation was cancelled')
  })
  test('a time limit', async () => {
    const graph = new tf.Graph()
    const session = new tf.Session('', { graph, config: new tf.ConfigProto({ operation_timeout_in_ms: 5 } as never) })
    const dequeue = graph.as_default(() => new tf.FIFOQueue(1, tf.int32).dequeue())
    await expect(session.run_async(dequeue)).rejects.toThrow('Timed out waiting for notification')
  })
})

describe('closing', () => {
  test('nothing goes in, what is there comes out', () =>
    inSession(session => {
      const queue = new tf.FIFOQueue(5, tf.int32, { shapes: [[]] })
      fill(session, queue, 1, 2, 3)
      session.run(queue.close())
      expect(() => session.run(queue.enqueue(4))).toThrow(/^FIFOQueue '_\d+_fifo_queue' is closed\./)
      expect(() => session.run(queue.close())).toThrow(/^Queue '_\d+_fifo_queue' is already closed\./)
      expect(() => session.run(queue.dequeue_many(4))).toThrow(
        /is closed and has insufficient elements \(requested 4, current size 3\)/,
      )
      expect(session.run(queue.dequeue_up_to(4)).tolist()).toEqual([1, 2, 3])
      expect(() => session.run(queue.dequeue())).toThrow(tf.errors.OutOfRangeError)
    }))
  test('pending operations are cancelled or completed', async () => {
    const graph = new tf.Graph()
    const session = new tf.Session('', { graph })
    const queue = graph.as_default(() => new tf.FIFOQueue(1, tf.int32, { shapes: [[]] }))
    const [enqueue, cancel, dequeue, close] = graph.as_default(() => [
      queue.enqueue(1),
      queue.close({ cancel_pending_enqueues: true }),
      queue.dequeue(),
      queue.close(),
    ])
    session.run(enqueue)
    const pending = session.run_async(enqueue)
    const closing = session.run_async(close)
    await new Promise(resolve => setImmediate(resolve))
    // the close waits behind the element that waits
    expect([session.run(dequeue), session.run(dequeue)]).toEqual([1, 1])
    await Promise.all([pending, closing])
    const other = new tf.Session('', { graph })
    other.run(enqueue)
    const cancelled = expect(other.run_async(enqueue)).rejects.toThrow('Enqueue operation was cancelled')
    await new Promise(resolve => setImmediate(resolve))
    other.run(cancel)
    await cancelled
  })
  test('elements of an unfinished batch go back', async () => {
    const graph = new tf.Graph()
    const session = new tf.Session('', { graph })
    const queue = graph.as_default(() => new tf.FIFOQueue(4, tf.int32, { shapes: [[]] }))
    const [many, batch, close, size] = graph.as_default(() => [
      queue.enqueue_many([[1, 2, 3]]),
      queue.dequeue_many(4),
      queue.close(),
      queue.size(),
    ])
    session.run(many)
    const waiting = expect(session.run_async(batch)).rejects.toThrow('(requested 1, current size 0)')
    await new Promise(resolve => setImmediate(resolve))
    expect(session.run(size)).toBe(0)
    session.run(close)
    await waiting
    expect(session.run(size)).toBe(3)
  })
})

describe('what queues refuse', () => {
  test('as they are built', () =>
    inSession(() => {
      expect(() => new tf.FIFOQueue(1, tf.float32, { shapes: [[null]] })).toThrow(
        'All shapes must be fully defined: [TensorShape([Dimension(None)])]',
      )
      expect(() => new tf.PaddingFIFOQueue(1, tf.float32, null as never)).toThrow(
        'When providing partial shapes, a list of shapes must be provided.',
      )
      expect(() => new tf.FIFOQueue(1, [tf.float32, tf.float32], { shapes: [[]] })).toThrow(
        'Queue shapes must have the same length as dtypes',
      )
      const queue = new tf.FIFOQueue(1, tf.float32, { shapes: [[2]] })
      expect(() => queue.enqueue([tf.ones([3])])).toThrow('Shapes (3,) and (2,) are incompatible')
      expect(() => tf.QueueBase.from_list(0, [])).toThrow('A list of queues expected')
    }))
  test('at a run', () =>
    inSession(session => {
      const plain = new tf.FIFOQueue(5, tf.float32)
      expect(() => session.run(plain.dequeue_many(1))).toThrow(
        "FIFOQueue's DequeueMany and DequeueUpTo require the components to have specified shapes.",
      )
      const queue = new tf.FIFOQueue(5, tf.float32, { shapes: [[2]] })
      const x = tf.placeholder(tf.float32)
      expect(() => session.run(queue.enqueue([x]), [[x, [1]]])).toThrow(
        'Shape mismatch in tuple component 0. Expected [2], got [1]',
      )
      const n = tf.placeholder(tf.int32, [])
      expect(() => session.run(queue.dequeue_many(n), [[n, -1]])).toThrow('DequeueManyOp requested -1 < 0 elements')
      const shared = new tf.FIFOQueue(5, tf.float32, { shared_name: 'a' })
      session.run(shared.size())
      const other = new tf.FIFOQueue(6, tf.float32, { shared_name: 'a' })
      expect(() => session.run(other.size())).toThrow("Shared queue 'a' has capacity 5 but requested capacity was 6")
      const shuffle = new tf.RandomShuffleQueue(5, 5, tf.float32)
      expect(() => session.run(shuffle.size())).toThrow('min_after_dequeue 5 must be < capacity 5')
    }))
  test('one of several queues is chosen at each run', () =>
    inSession(session => {
      const [a, b] = [new tf.FIFOQueue(2, tf.int32, { shapes: [[]] }), new tf.FIFOQueue(3, tf.int32, { shapes: [[]] })]
      const index = tf.placeholder(tf.int32, [])
      fill(session, a, 1)
      fill(session, b, 2)
      const chosen = tf.QueueBase.from_list(index, [a, b]).dequeue()
      expect([session.run(chosen, [[index, 1]]), session.run(chosen, [[index, 0]])]).toEqual([2, 1])
    }))
})

test('a barrier gives complete elements, those begun first first', () =>
  inSession(session => {
    const barrier = new tf.Barrier([tf.float32, tf.int32], { shapes: [[], []] })
    session.run(barrier.insert_many(0, ['a', 'b'], [1, 2]))
    session.run(barrier.insert_many(1, ['b'], [20]))
    expect(session.run([barrier.ready_size(), barrier.incomplete_size()])).toEqual([1, 1])
    session.run(barrier.insert_many(1, ['a'], [10]))
    const { keys, values } = barrier.take_many(2)
    const [k, first, second] = session.run([keys, ...values])
    expect([text(k), text(first), text(second)].map(s => s.length > 0)).toEqual([true, true, true])
    expect(
      new Map((k.tolist() as Buffer[]).map((key, i) => [key.toString(), [first.tolist()[i], second.tolist()[i]]])),
    ).toEqual(
      new Map([
        ['a', [1, 10]],
        ['b', [2, 20]],
      ]),
    )
    session.run(barrier.close())
    expect(() => session.run(barrier.insert_many(0, ['c'], [1]))).toThrow(/^Barrier _\d+_barrier is closed\./)
  }))

describe('accumulators', () => {
  test('averages of fresh gradients', () =>
    inSession(session => {
      const accumulator = new tf.ConditionalAccumulator(tf.float32, { shape: [2] })
      session.run(accumulator.apply_grad([1, 2], { local_step: 0 }))
      session.run(accumulator.apply_grad([3, 6], { local_step: 1 }))
      expect(session.run(accumulator.num_accumulated())).toBe(2)
      expect(session.run(accumulator.take_grad(2)).tolist()).toEqual([2, 4])
      // its step is 1 now
      session.run(accumulator.apply_grad([1, 1], { local_step: 0 }))
      expect(session.run(accumulator.num_accumulated())).toBe(0)
      expect(() => session.run(accumulator.take_grad(0))).toThrow('Argument num_required must be positive, but was 0')
    }))
  test('rows are averaged over the gradients that had them', () =>
    inSession(session => {
      const accumulator = new tf.SparseConditionalAccumulator(tf.float32, { shape: [4, 1] })
      session.run(accumulator.apply_grad([0, 2], [[1], [2]]))
      session.run(accumulator.apply_grad([2, 3], [[4], [5]]))
      const { indices, values, dense_shape } = session.run(accumulator.take_indexed_slices_grad(2))
      expect([text(indices), text(values), text(dense_shape)]).toEqual(['[0 2 3]', '[[1.]\n [3.]\n [5.]]', '[4 1]'])
    }))
  test.each(['Dense', 'Sparse'])('gradients of another type are refused: %s', kind => {
    tf.reset_default_graph()
    if (kind === 'Dense') {
      const accumulator = new tf.ConditionalAccumulator(tf.float32, { shape: [2] })
      accumulator.apply_grad([1, 2], { name: 'put' })
      accumulator.take_grad(1, { name: 'take' })
    } else {
      const accumulator = new tf.SparseConditionalAccumulator(tf.float32)
      accumulator.apply_grad([0, 2], [[1], [2]], { name: 'put' })
      accumulator.take_grad(1, { name: 'take' })
    }
    const def = tf.get_default_graph().as_graph_def()
    for (const node of def.node)
      if (node.op.endsWith('ConditionalAccumulator')) node.attr['dtype']!.type = tf.int64.as_datatype_enum
    tf.reset_default_graph()
    const [put, take] = tf.import_graph_def(def, { name: '', return_elements: ['put', 'take'] }) as tf.Operation[]
    const session = new tf.Session()
    for (const op of [put, take])
      expect(() => session.run(op as tf.Operation)).toThrow(
        /is of gradients of type int64, but (Sparse)?Accumulator\w+ has float32/,
      )
    session.close()
  })
})

test('methods take names by keyword, and say what does not fit', () => {
  tf.reset_default_graph()
  const q = new tf.FIFOQueue(3, tf.int32, { shapes: [[]], name: 'q' })
  const names = [
    q.enqueue(1, { name: 'put' }),
    q.enqueue_many([[1, 2]], { name: 'put_many' }),
    q.dequeue({ name: 'take' }),
    q.dequeue_many(2, { name: 'take_many' }),
    q.dequeue_up_to(2, 'up_to'),
    q.size({ name: 'count' }),
    q.dequeue(),
  ].map(made => (made as tf.Tensor | tf.Operation).name)
  expect(names).toEqual(['put', 'put_many', 'take:0', 'take_many:0', 'up_to:0', 'count:0', 'q_Dequeue:0'])
  expect(() => q.dequeue({ title: 'x' } as never)).toThrow("dequeue() got an unexpected keyword argument 'title'")
  expect(() => (q.enqueue as unknown as (...args: unknown[]) => void)(1, 'n', 3)).toThrow(
    'enqueue() takes from 2 to 3 positional arguments but 4 were given',
  )
})
