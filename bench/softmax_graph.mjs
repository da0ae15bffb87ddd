// The tutorial's graph, for the workload and for the cold start, which imports the built package.

/** @param {typeof import('../src/index.ts')} tf */
export function softmaxGraph(tf) {
  const x = tf.placeholder(tf.float32, [null, 784])
  const W = new tf.Variable(tf.zeros([784, 10]))
  const b = new tf.Variable(tf.zeros([10]))
  const y = tf.nn.softmax(tf.matmul(x, W).add(b))
  const y_ = tf.placeholder(tf.float32, [null, 10])
  const loss = tf.reduce_sum(y_.mul(tf.log(y))).neg()
  const step = new tf.train.GradientDescentOptimizer(0.01).minimize(loss)
  return { x, y_, loss, step }
}

/**
 * A session with that many threads.
 * @param {typeof import('../src/index.ts')} tf
 * @param {number} threads
 */
export function sessionWith(tf, threads) {
  return new tf.Session({
    config: new tf.ConfigProto({ intra_op_parallelism_threads: threads, inter_op_parallelism_threads: threads }),
  })
}
