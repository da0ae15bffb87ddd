/** The networks that are timed, their batches and their start values. */
import type * as types from '../src/index.ts'
import { tf } from './built_package.ts'
import { digits, uniform } from './data.mjs'

export const array = (data: Float32Array, ...shape: number[]): types.NDArray => new tf.NDArray('float32', shape, data)

/** Batches for the placeholders of images and labels, one after the other. */
export function feeder(
  x: types.Tensor,
  y_: types.Tensor,
  batch: number,
): { at(index: number): [types.Tensor, types.NDArray][]; next(): [types.Tensor, types.NDArray][]; restart(): void } {
  const batches = digits(batch).map(({ images, labels }): [types.Tensor, types.NDArray][] => [
    [x, array(images, batch, 784)],
    [y_, array(labels, batch, 10)],
  ])
  let served = 0
  const at = (index: number): [types.Tensor, types.NDArray][] =>
    batches[index % batches.length] as [types.Tensor, types.NDArray][]
  return {
    at,
    next: () => at(served++),
    restart: () => {
      served = 0
    },
  }
}

/** Loads the start values that all peers use: matrices uniform in [-scale, scale], vectors zero. */
export function loadStartValues(sess: types.Session, scale = 0.05): void {
  tf.trainable_variables().forEach((variable: types.Variable, index: number) => {
    const shape: number[] = variable.get_shape().as_list() as number[]
    const size = shape.reduce((product, dim) => product * dim, 1)
    // in place: what a copy takes would count as the network's memory
    const values = shape.length > 1 ? uniform(size, 1000 + index) : new Float32Array(size)
    if (shape.length > 1)
      for (let i = 0; i < size; i++) values[i] = Math.fround((values[i] as number) - 0.5) * Math.fround(2 * scale)
    sess.run(variable.initializer, {
      feed_dict: [[variable.initializer.inputs[1] as types.Tensor, array(values, ...shape)]],
    })
  })
}

export const crossEntropy = (logits: types.Tensor, labels: types.Tensor): types.Tensor =>
  tf.nn.softmax_cross_entropy_with_logits(logits, labels)

/** A network for MNIST: placeholders of images and labels, the loss, a training step. */
export interface Network {
  readonly x: types.Tensor
  readonly y_: types.Tensor
  readonly loss: types.Tensor
  readonly step: types.Operation
  readonly init: types.Operation
}

/** Perceptron 784-256-256-10 with Adam. */
export function perceptron(): Network {
  const x = tf.placeholder(tf.float32, [null, 784])
  const y_ = tf.placeholder(tf.float32, [null, 10])
  const dense = (input: types.Tensor, from: number, to: number): types.Tensor => {
    const W = new tf.Variable(tf.truncated_normal([from, to], { stddev: 0.05 }))
    const b = new tf.Variable(tf.zeros([to]))
    return tf.matmul(input, W).add(b)
  }
  const hidden = tf.nn.relu(dense(tf.nn.relu(dense(x, 784, 256)), 256, 256))
  const loss = tf.reduce_mean(crossEntropy(dense(hidden, 256, 10), y_))
  const step = new tf.train.AdamOptimizer(1e-3).minimize(loss)
  return { x, y_, loss, step, init: tf.global_variables_initializer() }
}

/** Two convolutions of 5 x 5 with pools, a layer of 1024 with dropout (`keep`), Adam. */
export function deepMnist(): Network & { readonly keep: types.Tensor } {
  const x = tf.placeholder(tf.float32, [null, 784])
  const y_ = tf.placeholder(tf.float32, [null, 10])
  const keep = tf.placeholder(tf.float32)
  const weights = (...shape: number[]): types.Variable => new tf.Variable(tf.truncated_normal(shape, { stddev: 0.1 }))
  const biases = (length: number): types.Variable => new tf.Variable(tf.constant(0.1, { shape: [length] }))
  const convolve = (input: types.Tensor, from: number, to: number): types.Tensor => {
    const W = weights(5, 5, from, to)
    const b = biases(to)
    const hidden = tf.nn.relu(tf.nn.conv2d(input, W, { strides: [1, 1, 1, 1], padding: 'SAME' }).add(b))
    return tf.nn.max_pool(hidden, { ksize: [1, 2, 2, 1], strides: [1, 2, 2, 1], padding: 'SAME' })
  }
  const pooled = convolve(convolve(tf.reshape(x, [-1, 28, 28, 1]), 1, 32), 32, 64)
  const W1 = weights(7 * 7 * 64, 1024)
  const b1 = biases(1024)
  const hidden = tf.nn.dropout(tf.nn.relu(tf.matmul(tf.reshape(pooled, [-1, 7 * 7 * 64]), W1).add(b1)), keep)
  const W2 = weights(1024, 10)
  const b2 = biases(10)
  const loss = tf.reduce_mean(crossEntropy(tf.matmul(hidden, W2).add(b2), y_))
  const step = new tf.train.AdamOptimizer(1e-4).minimize(loss)
  return { x, y_, keep, loss, step, init: tf.global_variables_initializer() }
}
