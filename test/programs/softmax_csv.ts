/** Softmax regression on two features; the evaluation data are a constant of the graph. */
import * as tf from '../../src/index.ts'

export function softmaxCsv(evaluationData: readonly (readonly number[])[]): void {
  const x = tf.placeholder('float', { shape: [null, 2] })
  const y_ = tf.placeholder('float', { shape: [null, 2] })
  const W = new tf.Variable(tf.zeros([2, 2]))
  const b = new tf.Variable(tf.zeros([2]))
  const y = tf.nn.softmax(tf.matmul(x, W).add(b))
  const crossEntropy = tf.reduce_sum(y_.mul(tf.log(y))).neg()
  new tf.train.GradientDescentOptimizer(0.01).minimize(crossEntropy)
  tf.constant(evaluationData)
  const correct = tf.equal(tf.argmax(y, 1), tf.argmax(y_, 1))
  tf.reduce_mean(tf.cast(correct, 'float'))
  tf.initialize_all_variables()
}
