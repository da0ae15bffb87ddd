/** Two hidden layers for MNIST, as the tutorial of 0.8 builds them. */
import * as tf from '../../src/index.ts'

const BATCH = 100
const PIXELS = 28 * 28
const CLASSES = 10

function dense(input: tf.Tensor, inputs: number, outputs: number): tf.Tensor {
  const weights = new tf.Variable(tf.truncated_normal([inputs, outputs], { stddev: 1 / Math.sqrt(inputs) }), { name: 'weights' })
  const biases = new tf.Variable(tf.zeros([outputs]), { name: 'biases' })
  return tf.matmul(input, weights).add(biases)
}

function inference(images: tf.Tensor, hidden1: number, hidden2: number): tf.Tensor {
  const first = tf.name_scope('hidden1', () => tf.nn.relu(dense(images, PIXELS, hidden1)))
  const second = tf.name_scope('hidden2', () => tf.nn.relu(dense(first, hidden1, hidden2)))
  return tf.name_scope('softmax_linear', () => dense(second, hidden2, CLASSES))
}

export function fullyConnectedFeed(): void {
  const images = tf.placeholder(tf.float32, { shape: [BATCH, PIXELS] })
  const labels = tf.placeholder(tf.int32, { shape: BATCH })
  const logits = inference(images, 128, 32)

  const crossEntropy = tf.nn.sparse_softmax_cross_entropy_with_logits(logits, tf.to_int64(labels), { name: 'xentropy' })
  const loss = tf.reduce_mean(crossEntropy, { name: 'xentropy_mean' })

  const globalStep = new tf.Variable(tf.int(0), { name: 'global_step', trainable: false })
  new tf.train.GradientDescentOptimizer(0.01).minimize(loss, { global_step: globalStep })
  const correct = tf.nn.in_top_k(logits, labels, 1)
  tf.reduce_sum(tf.cast(correct, tf.int32))
  tf.initialize_all_variables()
}
