/**
 * The old tutorial "Deep MNIST for experts": two convolutions with pools, a wide layer with dropout, softmax.
 *
 *     npx tsx examples/deep_mnist.ts [STEPS]
 *
 * 20,000 steps of 50 images unless told otherwise; the loss and the accuracy on the batch at hand are printed every 100 steps.
 */
import { fileURLToPath } from 'node:url'
import * as tf from 'tf0'
import { argument } from './support/arguments.ts'

export interface Result {
  /** Of the batch at hand, without dropout, before its step. */
  readonly losses: number[]
  readonly train_accuracies: number[]
  /** On the test images, at the end. */
  readonly test_accuracy: number
}

/** Test images that go through the network at a time: all 10,000 would take 1.5 GB. */
const TEST_BATCH = 500

// A little noise breaks symmetry; biases start above zero so that no ReLU is dead from the start.
const weight_variable = (shape: number[]): tf.Variable => new tf.Variable(tf.truncated_normal(shape, { stddev: 0.1 }))
const bias_variable = (size: number): tf.Variable => new tf.Variable(tf.constant(0.1, { shape: [size] }))

/** 5×5 convolution to `channels` channels, ReLU, and the greatest of each 2×2. */
function conv_pool(images: tf.Tensor, channels: number): tf.Tensor {
  const depth = images.get_shape().as_list()[3] as number
  const W = weight_variable([5, 5, depth, channels])
  const b = bias_variable(channels)
  const convolved = tf.nn.conv2d(images, W, [1, 1, 1, 1], 'SAME')
  return tf.nn.max_pool(tf.nn.relu(convolved.add(b)), [1, 2, 2, 1], [1, 2, 2, 1], 'SAME')
}

function fully_connected(input: tf.Tensor, width: number): tf.Tensor {
  const size = input.get_shape().as_list()[1] as number
  const W = weight_variable([size, width])
  const b = bias_variable(width)
  return tf.matmul(input, W).add(b)
}

/** Trains for `steps` steps; looks at the batch `every` so many steps, and in the end at the first `test_images` of the test. */
export function train(
  steps = 20000,
  { every = 100, test_images = 10000, tell = (_line: string): void => {} } = {},
): Result {
  tf.np.random.seed(0)
  const mnist = tf.examples.tutorials.mnist.input_data.read_data_sets('MNIST_data', { one_hot: true })
  const graph = new tf.Graph()
  return graph.as_default(() => {
    tf.set_random_seed(1)
    const x = tf.placeholder(tf.float32, [null, 784])
    const y_ = tf.placeholder(tf.float32, [null, 10])
    const keep_prob = tf.placeholder(tf.float32)

    const h_pool1 = conv_pool(tf.reshape(x, [-1, 28, 28, 1]), 32)
    const h_pool2 = conv_pool(h_pool1, 64)
    const h_fc1 = tf.nn.relu(fully_connected(tf.reshape(h_pool2, [-1, 7 * 7 * 64]), 1024))
    const h_fc1_drop = tf.nn.dropout(h_fc1, keep_prob)
    const y_conv = fully_connected(h_fc1_drop, 10)

    const cross_entropy = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(y_conv, y_))
    const train_step = new tf.train.AdamOptimizer(1e-4).minimize(cross_entropy)
    const correct_prediction = tf.equal(tf.argmax(y_conv, 1), tf.argmax(y_, 1))
    const accuracy = tf.reduce_mean(tf.cast(correct_prediction, tf.float32))

    return tf.with(new tf.Session(), sess => {
      sess.run(tf.initialize_all_variables())
      const losses: number[] = []
      const train_accuracies: number[] = []
      const started = performance.now()
      for (let step = 0; step < steps; step++) {
        const [images, labels] = mnist.train.next_batch(50)
        const feed = (keep: number): unknown => [
          [x, images],
          [y_, labels],
          [keep_prob, keep],
        ]
        if (step % every === 0) {
          const [loss, accurate] = sess.run([cross_entropy, accuracy], { feed_dict: feed(1) as never })
          losses.push(loss)
          train_accuracies.push(accurate)
          const each = step === 0 ? '' : `, ${((performance.now() - started) / step).toFixed(0)} ms a step`
          tell(`step ${step}: loss ${loss.toFixed(4)}, training accuracy ${accurate.toFixed(2)}${each}`)
        }
        sess.run(train_step, { feed_dict: feed(0.5) as never })
      }

      let right = 0
      for (let at = 0; at < test_images; at += TEST_BATCH) {
        const rows = `${at}:${Math.min(at + TEST_BATCH, test_images)}`
        const feed_dict = [
          [x, mnist.test.images.at(rows)],
          [y_, mnist.test.labels.at(rows)],
          [keep_prob, 1],
        ]
        right += (sess.run(correct_prediction, { feed_dict }) as tf.NDArray).sum() as number
      }
      return { losses, train_accuracies, test_accuracy: right / test_images }
    })
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { test_accuracy } = train(argument('STEPS', 20000), { tell: console.log })
  console.log(`test accuracy ${test_accuracy.toFixed(4)}`)
}
