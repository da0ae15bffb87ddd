// A user's program, in plain JavaScript, on the installed package: the tutorial's graph with made-up digits.
// The expected numbers are TensorFlow 0.12.1's.
import * as tf from 'tf0'
import * as np from 'tf0/numpy'

const EXAMPLES = 20
const LOSSES = [46.051704, 43.99759, 42.078392, 40.287247, 38.616993, 37.060287]

function near(what, got, expected, tolerance) {
  if (!(Math.abs(got - expected) <= tolerance)) throw new Error(`${what}: expected ${expected}, got ${got}`)
}

const images = Array.from({ length: EXAMPLES }, (_, i) =>
  Array.from({ length: 784 }, (_, j) => ((i * 31 + j * 17) % 101) / 101),
)
const labels = Array.from({ length: EXAMPLES }, (_, i) => Array.from({ length: 10 }, (_, j) => (i % 10 === j ? 1 : 0)))

const x = tf.placeholder(tf.float32, [null, 784])
const W = new tf.Variable(tf.zeros([784, 10]))
const b = new tf.Variable(tf.zeros([10]))
const y = tf.nn.softmax(tf.matmul(x, W).add(b))
const y_ = tf.placeholder('float', [null, 10])
const cross_entropy = tf.reduce_sum(y_.mul(tf.log(y))).neg()
const train_step = new tf.train.GradientDescentOptimizer(0.001).minimize(cross_entropy)
const accuracy = tf.reduce_mean(tf.cast(tf.equal(tf.argmax(y, 1), tf.argmax(y_, 1)), tf.float32))

tf.with(new tf.Session(), sess => {
  const feed_dict = [
    [x, images],
    [y_, labels],
  ]
  sess.run(tf.initialize_all_variables())
  LOSSES.forEach((expected, step) => {
    near(`loss at step ${step}`, sess.run(cross_entropy, { feed_dict }), expected, expected * 1e-5)
    sess.run(train_step, { feed_dict })
  })
  near('accuracy', sess.run(accuracy, { feed_dict }), 1, 0)
  near('W[380, 3]', sess.run(W).at(380, 3), 4.3391883e-3, 1e-7)
  let refused = false
  try {
    sess.run(cross_entropy)
  } catch (error) {
    refused =
      error instanceof tf.errors.InvalidArgumentError &&
      error.message.match(/^You must feed a value for placeholder tensor 'Placeholder(_1)?' with dtype float/)
  }
  if (!refused) throw new Error('a missing feed was not refused')
})

// large enough for worker threads, whose code is a file of its own in the package
const square = tf.placeholder(tf.float32, [700, 700])
tf.with(new tf.Session({ config: new tf.ConfigProto({ intra_op_parallelism_threads: 2 }) }), sess => {
  const twos = new tf.NDArray('float32', [700, 700], new Float32Array(490_000).fill(2))
  const product = sess.run(tf.matmul(square, square), { feed_dict: [[square, twos]] })
  if (!product.data.every(value => value === 2800)) throw new Error('a product on two threads is wrong')
})

np.random.seed(0)
near('np.random.rand()', np.random.rand(), 0.5488135039273248, 0)
console.log('the tutorial runs')
