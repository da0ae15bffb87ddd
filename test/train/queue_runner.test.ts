/** Queue runners, coordinator and batches: input arrives while the program runs. */
import { describe, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'

const inSession = (body: (session: tf.Session) => void): void =>
  void new tf.Graph().as_default(graph => {
    const session = new tf.Session('', { graph })
    body(session)
    session.close()
  })
const text = (value: unknown): string => String(value)

describe('input pipelines', () => {
  test('epochs end with OutOfRange; the coordinator joins', () =>
    inSession(session => {
      const [row] = tf.train.slice_input_producer([tf.constant([1, 2, 3])], { num_epochs: 2, shuffle: false }) as [
        tf.Tensor,
      ]
      const batch = tf.train.batch([row], { batch_size: 2 })
      expect(batch.get_shape().as_list()).toEqual([2])
      session.run(tf.local_variables_initializer())
      const coord = new tf.train.Coordinator()
      const threads = tf.train.start_queue_runners({ sess: session, coord })
      expect(threads.length).toBe(4)
      const seen: string[] = []
      expect(() => {
        while (!coord.should_stop()) seen.push(text(session.run(batch)))
      }).toThrow(
        /^FIFOQueue '_\d+_batch\/fifo_queue' is closed and has insufficient elements \(requested 2, current size 0\)/,
      )
      expect(seen).toEqual(['[1. 2.]', '[3. 1.]', '[2. 3.]'])
      coord.request_stop()
      coord.join(threads)
      expect(threads.some(thread => thread.is_alive())).toBe(false)
    }))
  test('the last batch may be smaller, and may be padded', () =>
    inSession(session => {
      const queue = tf.train.range_input_producer(5, { num_epochs: 1, shuffle: false })
      const n = queue.dequeue() as tf.Tensor
      const rows = tf.fill(tf.expand_dims(n, 0), n)
      rows.set_shape([null])
      const batch = tf.train.batch([rows], { batch_size: 3, dynamic_pad: true, allow_smaller_final_batch: true })
      session.run(tf.local_variables_initializer())
      tf.train.start_queue_runners({ sess: session })
      expect(session.run(batch).tolist()).toEqual([
        [0, 0],
        [1, 0],
        [2, 2],
      ])
      expect(session.run(batch).tolist()).toEqual([
        [3, 3, 3, 0],
        [4, 4, 4, 4],
      ])
      expect(() => session.run(batch)).toThrow(tf.errors.OutOfRangeError)
    }))
  test('shuffled batches by name, from two readers', () =>
    inSession(session => {
      const source = (): tf.Tensor => tf.train.range_input_producer(50, { shuffle: false }).dequeue() as tf.Tensor
      const { a } = tf.train.shuffle_batch_join([{ a: source() }, { a: source() }], {
        batch_size: 4,
        capacity: 40,
        min_after_dequeue: 10,
        seed: 3,
      })
      tf.train.start_queue_runners({ sess: session })
      const values = session.run(a).tolist() as number[]
      expect(values.length).toBe(4)
      expect(values.every(value => value >= 0 && value < 50)).toBe(true)
    }))
  test('with run_async the event loop drives them', async () => {
    const graph = new tf.Graph()
    const session = new tf.Session('', { graph })
    const batch = graph.as_default(() => {
      const made = tf.train.batch([tf.constant(1)], { batch_size: 3 })
      tf.train.start_queue_runners({ sess: session })
      return made
    })
    expect(text(await session.run_async(batch))).toBe('[1. 1. 1.]')
    session.close()
  })
  test('what they refuse', () =>
    inSession(() => {
      const x = tf.placeholder(tf.float32)
      expect(() => tf.train.batch([x], { batch_size: 2 })).toThrow(
        'Cannot infer Tensor\'s rank: Tensor("Placeholder:0", dtype=float32)',
      )
      expect(() => tf.train.batch([], { batch_size: 2 })).toThrow('Expected at least one tensor in batch().')
      expect(() => tf.train.batch_join([[tf.constant(1)], [tf.constant(tf.int(1))]], { batch_size: 2 })).toThrow(
        'Expected types to be consistent: float32 vs. int32.',
      )
      expect(() => tf.train.limit_epochs(tf.constant(1), 0)).toThrow('num_epochs must be > 0 not 0.')
      expect(() => tf.train.string_input_producer([])).toThrow('string_input_producer requires a non-null input tensor')
      expect(() => tf.train.input_producer(x)).toThrow(
        'Either `input_tensor` must have a fully defined shape or `element_shape` must be specified',
      )
    }))
})

describe('queue runners', () => {
  test('an error stops the coordinator, which raises it', () =>
    inSession(session => {
      const queue = new tf.FIFOQueue(10, tf.float32)
      const bad = tf.constant([1]).add(tf.placeholder(tf.float32))
      tf.train.add_queue_runner(new tf.train.QueueRunner(queue, [queue.enqueue([bad])]))
      const coord = new tf.train.Coordinator()
      const threads = tf.train.start_queue_runners({ sess: session, coord })
      expect(() => coord.join(threads)).toThrow("You must feed a value for placeholder tensor 'Placeholder'")
      expect(coord.should_stop()).toBe(true)
    }))
  test('without a coordinator errors are kept', () =>
    inSession(session => {
      const queue = new tf.FIFOQueue(10, tf.float32)
      const runner = new tf.train.QueueRunner(queue, [queue.enqueue([tf.placeholder(tf.float32)])])
      const [thread] = runner.create_threads(session)
      thread?.start()
      thread?.join()
      expect(runner.exceptions_raised.length).toBe(1)
      expect(thread?.is_alive()).toBe(false)
    }))
  test('what they refuse', () =>
    inSession(session => {
      const queue = new tf.FIFOQueue(10, tf.float32)
      expect(() => new tf.train.QueueRunner(queue, [])).toThrow('Must provide queue and enqueue_ops.')
      expect(() => new tf.train.QueueRunner(queue, [queue.enqueue([1])], { queue_closed_exception_types: [] })).toThrow(
        'must be a non-empty list of tf.error types, but saw: []',
      )
      expect(() => tf.train.start_queue_runners()).toThrow(
        'Cannot start queue runners: No default session is registered.',
      )
      void session
    }))
})

describe('Coordinator', () => {
  test('the first error wins, the end of the input is none', () => {
    const coord = new tf.train.Coordinator()
    coord.request_stop(new tf.ValueError('first'))
    coord.request_stop(new tf.ValueError('second'))
    expect(() => coord.join([])).toThrow('first')
    coord.clear_stop()
    coord.request_stop(new tf.errors.OutOfRangeError(null, null, 'end'))
    expect(coord.should_stop()).toBe(true)
    coord.join([])
    expect(coord.joined).toBe(true)
    expect(() => coord.request_stop(new tf.ValueError('late'))).toThrow('late')
  })
  test('stop_on_exception', () => {
    const coord = new tf.train.Coordinator()
    coord.stop_on_exception(() => {
      throw new tf.ValueError('inside')
    })
    expect(coord.wait_for_stop()).toBe(true)
    expect(() => coord.raise_requested_exception()).toThrow('inside')
  })
  test('threads that go on are named', () => {
    const coord = new tf.train.Coordinator()
    coord.request_stop()
    expect(() => coord.join([{ name: 'slow', is_alive: () => true }])).toThrow(
      'Coordinator stopped with threads still running: slow',
    )
  })
})

test('a queue that was full while another pipeline ran to its end is filled again', () => {
  const pipeline = (from: number): tf.Tensor => {
    const names = Array.from({ length: 200 }, (_, i) => `${from + i}`)
    const queue = tf.train.string_input_producer(names, { num_epochs: 1, shuffle: false })
    return tf.train.batch([queue.dequeue()], 4, { capacity: 32 }) as tf.Tensor
  }
  const batches = [pipeline(0), pipeline(1000)]
  using session = new tf.Session()
  session.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
  const coordinator = new tf.train.Coordinator()
  const threads = tf.train.start_queue_runners(session, coordinator)
  for (const batch of batches) {
    let count = 0
    expect(() => {
      for (;;) count += (session.run(batch) as tf.NDArray).size
    }).toThrow(tf.errors.OutOfRangeError)
    expect(count).toBe(200)
  }
  coordinator.request_stop()
  coordinator.join(threads)
})
