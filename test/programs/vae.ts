/** A variational autoencoder for MNIST. */
import * as tf from '../../src/index.ts'

const INPUT = 784
const HIDDEN = 400
const LATENT = 20
const DECAY = 0

export function vae(): void {
  const weights = (shape: number[]): tf.Variable => new tf.Variable(tf.truncated_normal(shape, { stddev: 0.001 }))
  const biases = (shape: number[]): tf.Variable => new tf.Variable(tf.constant(tf.float(0), { shape }))
  const x = tf.placeholder('float', { shape: [null, INPUT] })
  let l2 = tf.constant(tf.float(0))
  /** A layer's variables; its weights count towards the decay before it is applied. */
  const layer = (inputs: number, outputs: number): ((input: tf.Tensor) => tf.Tensor) => {
    const w = weights([inputs, outputs])
    const b = biases([outputs])
    l2 = l2.add(tf.nn.l2_loss(w))
    return input => tf.matmul(input, w).add(b)
  }

  const encoded = tf.nn.relu(layer(INPUT, HIDDEN)(x))
  const mean = layer(HIDDEN, LATENT)(encoded)
  const logVariance = layer(HIDDEN, LATENT)(encoded)
  const epsilon = tf.random_normal(tf.shape(logVariance), { name: 'epsilon' })
  const deviation = tf.exp(logVariance.rmul(0.5))
  const z = mean.add(tf.mul(deviation, epsilon))
  const decoded = tf.nn.relu(layer(LATENT, HIDDEN)(z))
  const reconstruct = layer(HIDDEN, INPUT)

  const divergence = tf
    .reduce_sum(logVariance.radd(1).sub(tf.pow(mean, 2)).sub(tf.exp(logVariance)), { reduction_indices: 1 })
    .rmul(-0.5)
  const reconstruction = tf.nn.sigmoid_cross_entropy_with_logits(reconstruct(decoded), x)
  const loss = tf.reduce_mean(tf.reduce_sum(reconstruction, { reduction_indices: 1 }).add(divergence))
  const regularized = loss.add(l2.rmul(DECAY))
  tf.scalar_summary('lowerbound', loss)
  new tf.train.AdamOptimizer(0.01).minimize(regularized)
  tf.merge_all_summaries()
  new tf.train.Saver()
  tf.initialize_all_variables()
}
