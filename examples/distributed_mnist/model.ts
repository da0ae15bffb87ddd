/** The network and its training, for one process or as a worker's part: a hidden layer, softmax, Adam. */
import * as tf from 'tf0'

export interface Model {
  readonly x: tf.Tensor
  readonly y_: tf.Tensor
  readonly loss: tf.Tensor
  readonly accuracy: tf.Tensor
  readonly global_step: tf.Variable
  /** Trains; the number of updates so far. */
  readonly train_step: tf.Tensor
  /** Where replicas update together. */
  readonly optimizer: tf.train.SyncReplicasOptimizerV2 | undefined
}

const HIDDEN = 100

/** Adds it to the default graph. `replicas`: how many update together; 0 where each updates by itself. */
export function build({ replicas = 0, rate = 0.002 } = {}): Model {
  const x = tf.placeholder(tf.float32, [null, 784], { name: 'x' })
  const y_ = tf.placeholder(tf.float32, [null, 10], { name: 'y_' })
  const global_step = new tf.Variable(tf.int(0), { name: 'global_step', trainable: false })
  const weights = (rows: number, columns: number, name: string): tf.Variable =>
    new tf.Variable(tf.truncated_normal([rows, columns], { stddev: 1 / Math.sqrt(rows), seed: rows }), { name })
  const hidden = tf.nn.relu(
    tf.matmul(x, weights(784, HIDDEN, 'hidden/W')).add(new tf.Variable(tf.zeros([HIDDEN]), { name: 'hidden/b' })),
  )
  const logits = tf
    .matmul(hidden, weights(HIDDEN, 10, 'softmax/W'))
    .add(new tf.Variable(tf.zeros([10]), { name: 'softmax/b' }))
  const loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits, y_))
  const accuracy = tf.reduce_mean(tf.to_float(tf.equal(tf.argmax(logits, 1), tf.argmax(y_, 1))))
  const adam = new tf.train.AdamOptimizer(rate)
  const optimizer = replicas
    ? new tf.train.SyncReplicasOptimizerV2(adam, { replicas_to_aggregate: replicas, total_num_replicas: replicas })
    : undefined
  const update = (optimizer ?? adam).minimize(loss, { global_step })
  const train_step = tf.control_dependencies([update], () => global_step.read_value())
  return { x, y_, loss, accuracy, global_step, train_step, optimizer }
}

/** The accuracy on these images, in parts that fit any server's messages. */
export function evaluate(
  sess: tf.Session,
  { x, y_, accuracy }: Model,
  { images, labels }: { readonly images: tf.np.ndarray; readonly labels: tf.np.ndarray },
): number {
  return sess.run(accuracy, {
    feed_dict: [
      [x, images],
      [y_, labels],
    ],
  }) as number
}

/** The same training in one process, to compare with. */
export function trainAlone(steps: number): number {
  return new tf.Graph().as_default(() => {
    tf.np.random.seed(0)
    const mnist = tf.examples.tutorials.mnist.input_data.read_data_sets('MNIST_data', { one_hot: true })
    const model = build()
    using sess = new tf.Session()
    sess.run(tf.global_variables_initializer())
    for (let step = 0; step < steps; step++) {
      const [images, labels] = mnist.train.next_batch(100)
      sess.run(model.train_step, {
        feed_dict: [
          [model.x, images],
          [model.y_, labels],
        ],
      })
    }
    return evaluate(sess, model, mnist.test)
  })
}
