/**
 * Training that can be stopped at any moment and goes on where it was: a checkpoint every few steps, and at the start the latest one.
 *
 *     npx tsx examples/train_stop_resume.ts [folder] [steps]
 */
import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as tf from 'tf0'

const SAVED_EVERY = 50

/** Trains until step `steps` and returns the step at which it began and the loss at the end. */
export function train(folder: string, steps: number): { began: number; loss: number } {
  return new tf.Graph().as_default(() => {
    const x = tf.placeholder(tf.float32, [null, 2], { name: 'x' })
    const y = tf.placeholder(tf.float32, [null, 1], { name: 'y' })
    const w = new tf.Variable(tf.zeros([2, 1]), { name: 'w' })
    const b = new tf.Variable(tf.zeros([1]), { name: 'b' })
    const global_step = new tf.Variable(tf.int(0), { name: 'global_step', trainable: false })
    const loss = tf.reduce_mean(tf.square(tf.matmul(x, w).add(b).sub(y)))
    const step = new tf.train.AdamOptimizer(0.05).minimize(loss, { global_step })
    // after everything that is to be saved: Adam's moments are variables, too
    const saver = new tf.train.Saver({ max_to_keep: 3 })
    using sess = new tf.Session()
    mkdirSync(folder, { recursive: true })
    const latest = tf.train.latest_checkpoint(folder)
    if (latest === null) sess.run(tf.global_variables_initializer())
    else saver.restore(sess, latest)
    const began = sess.run(global_step) as number
    const points = tf.np.array([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ])
    // 2·x0 − 3·x1 + 1
    const feed_dict: [tf.Tensor, unknown][] = [
      [x, points],
      [y, [[1], [-2], [3], [0]]],
    ]
    for (let i = began; i < steps; i++) {
      sess.run(step, { feed_dict: feed_dict as never })
      if ((i + 1) % SAVED_EVERY === 0 || i + 1 === steps) saver.save(sess, join(folder, 'model'), { global_step })
    }
    return { began, loss: sess.run(loss, { feed_dict: feed_dict as never }) as number }
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = process.argv[2] ?? join(tmpdir(), 'train_stop_resume')
  const { began, loss } = train(folder, Number(process.argv[3] ?? 500))
  console.log(`began at step ${began}, loss at the end ${loss.toFixed(6)}; checkpoints are in ${folder}`)
}
