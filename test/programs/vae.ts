/** A variational autoencoder for MNIST. */
import * as tf from '../../src/index.ts'

const INPUT = 784
const HIDDEN = 400
const LATENT = 20
const DECAY = 0

export function vae() {
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
  const step = new tf.train.AdamOptimizer(0.01).minimize(regularized)
  const summary = tf.merge_all_summaries() as tf.Tensor
  const saver = new tf.train.Saver()
  return { x, loss, step, summary, saver, init: tf.initialize_all_variables() }
}

/** The losses of 300 steps; every 50 it is saved to the same `path`. */
export function trainVae(nextImages: () => tf.NDArray, path: string): { losses: number[]; saved: string[] } {
  const { x, loss, step, summary, saver, init } = vae()
  const losses: number[] = []
  const saved: string[] = []
  using session = new tf.Session()
  session.run(init)
  for (let i = 1; i <= 300; i++) {
    const feed_dict = [[x, nextImages()]] as const
    const [, value, bytes] = session.run([step, loss, summary], { feed_dict }) as [null, number, Buffer]
    if (tf.Summary.FromString(bytes).value[0]?.simple_value !== value) throw new Error(`the summary of step ${i}`)
    losses.push(value)
    if (i % 50 === 0) saved.push(saver.save(session, path) as string)
  }
  return { losses, saved }
}
