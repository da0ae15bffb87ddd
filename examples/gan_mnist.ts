/**
 * A generative adversarial network on MNIST: a generator forges digits out of noise, a discriminator tells them from real ones. Each
 * has an optimizer of its own for its own variables, and they take turns.
 *
 *     npx tsx examples/gan_mnist.ts [STEPS]
 */
import { fileURLToPath } from 'node:url'
import * as tf from 'tf0'
import { argument } from './support/arguments.ts'
import { digits } from './support/pictures.ts'

const PIXELS = 784
const HIDDEN = 128
const NOISE = 100
const BATCH = 128

export interface Result {
  /** Losses of discriminator and generator at every step. */
  readonly losses: [number, number][]
  /** Forgeries at the end, [16, 784]. */
  readonly forged: tf.NDArray
}

type Layer = readonly [W: tf.Variable, b: tf.Variable]

const layer = (size: number, width: number): Layer => [
  new tf.Variable(tf.truncated_normal([size, width], { stddev: 1 / Math.sqrt(size / 2) })),
  new tf.Variable(tf.zeros([width])),
]

function perceptron(input: tf.Tensor, [[W1, b1], [W2, b2]]: readonly [Layer, Layer]): tf.Tensor {
  return tf.matmul(tf.nn.relu(tf.matmul(input, W1).add(b1)), W2).add(b2)
}

/** Noise for `count` images. */
const draw = (count: number): tf.NDArray => tf.np.random.uniform(-1, 1, [count, NOISE]) as tf.NDArray

/** Trains for `steps` turns of both networks; tells of every `every` steps. */
export function train(
  steps = 20000,
  { every = 1000, tell = (_line: string, _forged: tf.NDArray): void => {} } = {},
): Result {
  tf.np.random.seed(0)
  const mnist = tf.examples.tutorials.mnist.input_data.read_data_sets('MNIST_data')
  const graph = new tf.Graph()
  return graph.as_default(() => {
    tf.set_random_seed(1)
    const generator = [layer(NOISE, HIDDEN), layer(HIDDEN, PIXELS)] as const
    const discriminator = [layer(PIXELS, HIDDEN), layer(HIDDEN, 1)] as const
    const images = tf.placeholder(tf.float32, [null, PIXELS])
    const noise = tf.placeholder(tf.float32, [null, NOISE])

    const forgery = tf.nn.sigmoid(perceptron(noise, generator))
    const on_real = perceptron(images, discriminator)
    const on_forged = perceptron(forgery, discriminator)
    const verdict = (logits: tf.Tensor, right: tf.Tensor): tf.Tensor =>
      tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(logits, right))
    const D_loss = verdict(on_real, tf.ones_like(on_real)).add(verdict(on_forged, tf.zeros_like(on_forged)))
    const G_loss = verdict(on_forged, tf.ones_like(on_forged))
    const D_step = new tf.train.AdamOptimizer(0.001).minimize(D_loss, { var_list: discriminator.flat() })
    const G_step = new tf.train.AdamOptimizer(0.001).minimize(G_loss, { var_list: generator.flat() })

    return tf.with(new tf.Session(), sess => {
      sess.run(tf.initialize_all_variables())
      const forge = (): tf.NDArray => sess.run(forgery, { feed_dict: [[noise, draw(16)]] })
      const losses: [number, number][] = []
      let started = performance.now()
      for (let step = 1; step <= steps; step++) {
        const [real] = mnist.train.next_batch(BATCH)
        const D_feed = [
          [images, real],
          [noise, draw(BATCH)],
        ]
        const [D_value] = sess.run([D_loss, D_step], { feed_dict: D_feed })
        const [G_value] = sess.run([G_loss, G_step], { feed_dict: [[noise, draw(BATCH)]] })
        losses.push([D_value, G_value])
        if (step % every !== 0) continue
        const seconds = ((performance.now() - started) / 1000).toFixed(1)
        tell(
          `step ${step}: discriminator ${D_value.toFixed(3)}, generator ${G_value.toFixed(3)}, ${seconds} s`,
          forge(),
        )
        started = performance.now()
      }
      return { losses, forged: forge() }
    })
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { forged } = train(argument('STEPS', 20000), {
    tell: (line, sample) => console.log(`${line}\n${digits(sample, 5)}`),
  })
  console.log(`in the end:\n${digits(forged, 5)}`)
}
