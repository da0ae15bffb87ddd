/** Training: the losses and weights of the session of this process. */
import * as tf from '../../../src/index.ts'
import type { Check } from './check.ts'

const STEPS = 25
const optimizers: Record<string, () => tf.train.Optimizer> = {
  GradientDescent: () => new tf.train.GradientDescentOptimizer(0.5),
  Momentum: () => new tf.train.MomentumOptimizer(0.1, 0.9),
  Adam: () => new tf.train.AdamOptimizer(0.01),
  Adagrad: () => new tf.train.AdagradOptimizer(0.1),
  RMSProp: () => new tf.train.RMSPropOptimizer(0.01),
  Adadelta: () => new tf.train.AdadeltaOptimizer(0.5),
  Ftrl: () => new tf.train.FtrlOptimizer(0.1),
}

/** Rows that look random. */
const inputs = (rows: number, columns: number): number[][] =>
  Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => Math.sin(i * 12.9898 + j * 78.233)))
const labels = (rows: number, classes: number): number[][] =>
  Array.from({ length: rows }, (_, i) => Array.from({ length: classes }, (_, j) => (i % classes === j ? 1 : 0)))

function train(sess: tf.Session, hidden: number, optimizer: tf.train.Optimizer): unknown {
  const x = tf.placeholder(tf.float32, [null, 8], { name: 'x' })
  const y = tf.placeholder(tf.float32, [null, 4], { name: 'y' })
  let layer: tf.Tensor = x
  let size = 8
  if (hidden) {
    const w = new tf.Variable(tf.constant(inputs(8, hidden), { dtype: tf.float32 }), { name: 'hidden' })
    layer = tf.nn.relu(tf.matmul(x, w).add(0.1))
    size = hidden
  }
  const w = new tf.Variable(tf.zeros([size, 4]), { name: 'w' })
  const b = new tf.Variable(tf.zeros([4]), { name: 'b' })
  const loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(tf.matmul(layer, w).add(b), y))
  const step = optimizer.minimize(loss)
  sess.run(tf.initialize_all_variables())
  const feeds = {
    feed_dict: [
      [x, inputs(16, 8)],
      [y, labels(16, 4)],
    ],
  }
  const losses = Array.from({ length: STEPS }, () => (sess.run([loss, step], feeds as never) as unknown[])[0])
  return [...losses, sess.run(w), sess.run(b)]
}

/** Later servers compute these steps otherwise. */
const VERSIONS: Readonly<Record<string, readonly string[]>> = { Adadelta: ['0.12.1'] }

export const training: Check[] = Object.entries(optimizers).flatMap(([name, make]): Check[] =>
  [
    { name: `softmax regression with ${name}`, run: (sess: tf.Session) => train(sess, 0, make()) },
    { name: `a perceptron with ${name}`, run: (sess: tf.Session) => train(sess, 6, make()) },
  ].map(check => ({ ...check, ...(VERSIONS[name] && { versions: VERSIONS[name] }) })),
)
