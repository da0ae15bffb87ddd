/** What a process does for hours: queues, cancelled steps, coordinators that stop. Each throws where something is lost, or hangs on. */
import * as tf from '../../src/index.ts'

const inSession = <R>(body: (session: tf.Session) => R): R =>
  new tf.Graph().as_default(graph => body(new tf.Session('', { graph })))
function check(found: unknown, wanted: unknown, what: string): void {
  if (found !== wanted) throw new Error(`${what}: ${found}, and not ${wanted}`)
}

/** Puts numbers into a queue and takes them out again. */
export const queuePairs = (count: number): void =>
  inSession(session => {
    const queue = new tf.FIFOQueue(10, tf.int32, { shapes: [[]] })
    const value = tf.placeholder(tf.int32, [])
    const [enqueue, dequeue, size] = [queue.enqueue([value]), queue.dequeue() as tf.Tensor, queue.size()]
    for (let i = 0; i < count; i++) {
      session.run(enqueue, { feed_dict: [[value, i]] })
      // the queue is never empty, nor full
      if (i >= 5) check(session.run(dequeue), i - 5, 'the element')
    }
    check(session.run(size), Math.min(count, 5), 'elements left')
    session.close()
  })

/** Steps that wait for an element and are cancelled, now and then as one comes. */
export async function cancelledSteps(count: number): Promise<void> {
  const graph = new tf.Graph()
  const { session, enqueue, dequeue, size } = graph.as_default(() => {
    const queue = new tf.FIFOQueue(10, tf.int32, { shapes: [[]] })
    return {
      session: new tf.Session('', { graph }),
      enqueue: queue.enqueue([7]),
      dequeue: queue.dequeue() as tf.Tensor,
      size: queue.size(),
    }
  })
  let [put, taken] = [0, 0]
  for (let i = 0; i < count; i++) {
    const controller = new AbortController()
    const step = session.run_async(dequeue, { signal: controller.signal }).then(
      () => taken++,
      (error: unknown) => {
        if (!(error instanceof tf.errors.CancelledError)) throw error
      },
    )
    if (i % 3 === 0) {
      session.run(enqueue)
      put++
    }
    if (i % 2 === 0) await new Promise(resolve => setImmediate(resolve))
    controller.abort()
    await step
    // what was put while nobody waited is not for the next one
    while (session.run(size) > 0) {
      session.run(dequeue)
      taken++
    }
  }
  check(taken, put, 'elements taken')
  session.close()
}

/** Input pipelines whose coordinator stops in the middle of it. */
export function stoppedCoordinators(count: number): void {
  for (let i = 0; i < count; i++)
    inSession(session => {
      const next = tf.train.range_input_producer(100, { shuffle: false }).dequeue() as tf.Tensor
      const batch = tf.train.batch([next], { batch_size: 3, num_threads: 2, capacity: 7 }) as tf.Tensor
      const coord = new tf.train.Coordinator()
      const threads = tf.train.start_queue_runners({ sess: session, coord })
      const looper = tf.train.LooperThread.loop(coord, null, () => session.run(next))
      for (let k = 0; k < i % 5; k++) session.run(batch)
      coord.request_stop()
      coord.join(threads, { stop_grace_period_secs: 5 })
      check(threads.filter(thread => thread.is_alive()).length, 0, 'threads alive')
      check(looper.is_alive(), false, 'the looper is alive')
      session.close()
    })
}
