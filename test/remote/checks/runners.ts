/** Queue runners: threads of TensorFlow's, services here, whose steps wait on the server. */
import * as tf from '../../../src/index.ts'
import type { Check } from './check.ts'

export const runners: Check[] = [
  {
    name: 'a step waits for what a later run brings, beside functions of this process',
    run: async sess => {
      const queue = new tf.FIFOQueue(3, [tf.float32], { shapes: [[]] })
      const brought = queue.enqueue([tf.constant(7, { dtype: tf.float32 })])
      const element = queue.dequeue() as tf.Tensor
      // no server has this one, nor what needs it
      const own = tf.py_func(() => 1, [], tf.float32) as tf.Tensor
      tf.add(own, element)
      const waiting = sess.run_async(element)
      await new Promise(resolve => setTimeout(resolve, 200))
      sess.run(brought)
      return [await waiting]
    },
    expected: [7],
  },
  {
    name: 'queue runners stop, and are joined',
    run: sess => {
      const queue = new tf.FIFOQueue(3, [tf.float32], { shapes: [[]] })
      const enqueue = queue.enqueue([tf.constant(6, { dtype: tf.float32 })])
      const element = queue.dequeue() as tf.Tensor
      const runner = new tf.train.QueueRunner(queue, [enqueue, enqueue])
      const coord = new tf.train.Coordinator()
      const threads = runner.create_threads(sess, { coord, start: true })
      const taken = [1, 2, 3, 4, 5].map(() => sess.run(element) as number)
      coord.request_stop()
      coord.join(threads)
      return [taken, threads.map(thread => thread.is_alive())]
    },
    expected: [
      [6, 6, 6, 6, 6],
      [false, false, false],
    ],
  },
  {
    name: 'a queue runner that a step of another client would end is waited for, and named',
    run: sess => {
      const queue = new tf.FIFOQueue(1, [tf.float32], { shapes: [[]] })
      const never = new tf.FIFOQueue(1, [tf.float32], { shapes: [[]] })
      const runner = new tf.train.QueueRunner(queue, [never.dequeue() as tf.Tensor])
      const coord = new tf.train.Coordinator()
      const [thread] = runner.create_threads(sess, { coord, start: true })
      // the threads begin while a run waits
      sess.run(tf.constant(1))
      coord.request_stop()
      const began = performance.now()
      try {
        coord.join({ stop_grace_period_secs: 1 })
      } catch (error) {
        const waited = performance.now() - began
        return [(error as Error).message.replace(/Thread-\d+/, 'T'), waited > 900 && waited < 5000, thread?.is_alive()]
      }
      return 'no error'
    },
    expected: ['Coordinator stopped with threads still running: T', true, true],
  },
]
