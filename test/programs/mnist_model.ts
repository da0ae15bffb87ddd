/** The MNIST model of the tutorials: two hidden layers, cross-entropy, gradient descent. */
import * as tf from '../../src/index.ts'

export const PIXELS = 28 * 28
const CLASSES = 10

function dense(input: tf.Tensor, inputs: number, outputs: number): tf.Tensor {
  const weights = new tf.Variable(tf.truncated_normal([inputs, outputs], { stddev: 1 / Math.sqrt(inputs) }), {
    name: 'weights',
  })
  const biases = new tf.Variable(tf.zeros([outputs]), { name: 'biases' })
  return tf.matmul(input, weights).add(biases)
}

export function inference(images: tf.Tensor, hidden1: number, hidden2: number): tf.Tensor {
  const first = tf.name_scope('hidden1', () => tf.nn.relu(dense(images, PIXELS, hidden1)))
  const second = tf.name_scope('hidden2', () => tf.nn.relu(dense(first, hidden1, hidden2)))
  return tf.name_scope('softmax_linear', () => dense(second, hidden2, CLASSES))
}

export function lossOf(logits: tf.Tensor, labels: tf.Tensor): tf.Tensor {
  const crossEntropy = tf.nn.sparse_softmax_cross_entropy_with_logits(logits, tf.to_int64(labels), { name: 'xentropy' })
  return tf.reduce_mean(crossEntropy, { name: 'xentropy_mean' })
}

export function training(loss: tf.Tensor, learning_rate: number): tf.Operation {
  tf.scalar_summary(loss.op.name, loss)
  const globalStep = new tf.Variable(tf.int(0), { name: 'global_step', trainable: false })
  return new tf.train.GradientDescentOptimizer(learning_rate).minimize(loss, { global_step: globalStep })
}

export function evaluation(logits: tf.Tensor, labels: tf.Tensor): tf.Tensor {
  const correct = tf.nn.in_top_k(logits, labels, 1)
  return tf.reduce_sum(tf.cast(correct, tf.int32))
}
