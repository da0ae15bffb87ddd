// Compiled, not run: the installed package's types, as a TypeScript program sees them.
import * as tf from 'tf0'
import * as np from 'tf0/numpy'

const x = tf.placeholder(tf.float32, [null, 3])
const w = new tf.Variable(tf.zeros([3, 1]))
const loss = tf.reduce_mean(tf.square(tf.matmul(x, w)))
const step = new tf.train.GradientDescentOptimizer(0.1).minimize(loss)
tf.with(new tf.Session(), sess => {
  sess.run(tf.initialize_all_variables())
  const value: number = sess.run([loss, step], { feed_dict: [[x, [[1, 2, 3]]]] })[0]
  console.log(value.toFixed(3))
})
np.random.seed(0)
