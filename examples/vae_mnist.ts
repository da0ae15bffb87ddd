/**
 * A variational autoencoder on MNIST: the encoder turns an image into the mean and variance of 20 hidden numbers, the decoder turns
 * a draw of them back into the image. After training, digits that nobody wrote are decoded from noise.
 *
 *     npx tsx examples/vae_mnist.ts [EPOCHS]
 */
import { fileURLToPath } from 'node:url'
import * as tf from 'tf0'
import { argument } from './support/arguments.ts'
import { digits } from './support/pictures.ts'

const PIXELS = 784
const HIDDEN = 500
const LATENT = 20
const BATCH = 100

export interface Result {
  /** Loss of every batch, in nats an image: an upper bound on -log p(image). */
  readonly losses: number[]
  /** Mean loss of the test images after each epoch. */
  readonly test_losses: number[]
  /** Images decoded from noise, [samples, 784]. */
  readonly samples: tf.NDArray
}

/** A fully connected layer on `input`; the function returned puts the same layer on another input. */
function dense(size: number, width: number): (input: tf.Tensor) => tf.Tensor {
  const W = new tf.Variable(tf.truncated_normal([size, width], { stddev: 1 / Math.sqrt(size) }))
  const b = new tf.Variable(tf.zeros([width]))
  return input => tf.matmul(input, W).add(b)
}

/** Trains for `epochs` epochs of `batches` batches of 100 images. */
export function train(epochs = 10, { batches = 550, samples = 5, tell = (_line: string): void => {} } = {}): Result {
  tf.np.random.seed(0)
  const mnist = tf.examples.tutorials.mnist.input_data.read_data_sets('MNIST_data')
  const graph = new tf.Graph()
  return graph.as_default(() => {
    tf.set_random_seed(1)
    const x = tf.placeholder(tf.float32, [null, PIXELS])
    const hidden = tf.nn.relu(dense(PIXELS, HIDDEN)(x))
    const mean = dense(HIDDEN, LATENT)(hidden)
    const log_variance = dense(HIDDEN, LATENT)(hidden)

    // z is drawn as mean + deviation · noise, so that gradients go through mean and deviation
    const noise = tf.random_normal(tf.shape(mean))
    const z = mean.add(tf.exp(log_variance.rmul(0.5)).mul(noise))

    const [to_hidden, to_logits] = [dense(LATENT, HIDDEN), dense(HIDDEN, PIXELS)]
    const decode = (latent: tf.Tensor): tf.Tensor => to_logits(tf.nn.relu(to_hidden(latent)))
    const logits = decode(z)

    const reconstruction = tf.reduce_sum(tf.nn.sigmoid_cross_entropy_with_logits(logits, x), 1)
    // how far the hidden numbers are from a standard normal distribution
    const divergence = tf.reduce_sum(log_variance.radd(1).sub(tf.square(mean)).sub(tf.exp(log_variance)), 1).rmul(-0.5)
    const loss = tf.reduce_mean(reconstruction.add(divergence))
    const train_step = new tf.train.AdamOptimizer(0.001).minimize(loss)
    const sampled = tf.nn.sigmoid(decode(tf.random_normal([samples, LATENT])))

    return tf.with(new tf.Session(), sess => {
      sess.run(tf.initialize_all_variables())
      const losses: number[] = []
      const test_losses: number[] = []
      for (let epoch = 1; epoch <= epochs; epoch++) {
        const started = performance.now()
        for (let i = 0; i < batches; i++) {
          const [images] = mnist.train.next_batch(BATCH)
          losses.push(sess.run([loss, train_step], { feed_dict: [[x, images]] })[0])
        }
        const seconds = (performance.now() - started) / 1000
        test_losses.push(sess.run(loss, { feed_dict: [[x, mnist.test.images]] }))
        const mean_loss = losses.slice(-batches).reduce((sum, value) => sum + value, 0) / batches
        tell(
          `epoch ${epoch}: loss ${mean_loss.toFixed(2)}, test loss ${test_losses.at(-1)?.toFixed(2)}, ${seconds.toFixed(1)} s`,
        )
      }
      return { losses, test_losses, samples: sess.run(sampled) }
    })
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { samples } = train(argument('EPOCHS', 10), { tell: console.log })
  console.log(digits(samples, 5))
}
