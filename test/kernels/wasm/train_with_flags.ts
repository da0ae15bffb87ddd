/**
 * A process that trains a network whose plan is optimized before its first run, and prints the loss. With arguments, those are the flags
 * that V8 gets for it: what does not agree with a version of V8 ends the process.
 */
import * as tf from '../../../src/index.ts'
import { FLAGS_BY_V8, type FlagRow } from '../../../src/kernels/wasm/assembler/v8_flags.ts'

const eager = process.argv.slice(2)
const version = /^\d+\.\d+/.exec(process.versions.v8)?.[0] as string
if (eager.length > 0)
  (FLAGS_BY_V8 as Map<string, FlagRow>).set(version, { tried: [], ...FLAGS_BY_V8.get(version), eager })

const BATCH = 10_000
const x = tf.placeholder(tf.float32, [null, 784])
const y_ = tf.placeholder(tf.float32, [null, 10])
const W = new tf.Variable(tf.zeros([784, 10]))
const b = new tf.Variable(tf.zeros([10]))
const y = tf.nn.softmax(tf.matmul(x, W).add(b))
const loss = tf.reduce_sum(y_.mul(tf.log(y))).neg()
const step = new tf.train.GradientDescentOptimizer(1e-6).minimize(loss)

const images = new tf.np.random.RandomState(0).rand(BATCH, 784).astype('float32')
const labels = tf.NDArray.of(
  Array.from({ length: BATCH }, (_, i) => Array.from({ length: 10 }, (_, j) => (i % 10 === j ? 1 : 0))),
  'float32',
)
tf.with(new tf.Session(), sess => {
  sess.run(tf.initialize_all_variables())
  const losses = [0, 1, 2].map(
    () =>
      sess.run([loss, step], {
        feed_dict: [
          [x, images],
          [y_, labels],
        ],
      })[0] as number,
  )
  console.log(losses.map(value => value.toFixed(2)).join(' '))
})
