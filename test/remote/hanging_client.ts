/**
 * Hangs in a step on a server, to be interrupted. Usage: hanging_client.ts TARGET WAY
 * `run`, `run_async`: the step alone; `exit_in_run`, `exit_in_run_async`: the process exits by itself, some seconds later.
 */
import { writeSync } from 'node:fs'
import * as tf from '../../src/index.ts'

const [, , target = '', way] = process.argv
const queue = new tf.FIFOQueue(2, [tf.float32], { shapes: [[]] })
const element = queue.dequeue() as tf.Tensor
const size = queue.size()
const sess = new tf.Session(target)
for (let i = 0; i < 100; i++) sess.run(size)
const EXIT_AFTER = 4000
const exit = (): never => {
  writeSync(1, 'exit\n')
  process.exit(3)
}
writeSync(1, 'ready\n')
if (way === 'run') sess.run(element)
else if (way === 'run_async') await sess.run_async(element)
else if (way === 'exit_in_run_async') {
  setTimeout(exit, EXIT_AFTER)
  await sess.run_async(element)
} else {
  const end = performance.now() + EXIT_AFTER
  const coord = new tf.train.Coordinator()
  tf.train.LooperThread.loop(coord, 0.1, () => performance.now() > end && exit())
  sess.run(element)
}
