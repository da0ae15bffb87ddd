/**
 * A network with two hidden layers on MNIST, trained by Adam with a learning rate that decays.
 *
 *     npx tsx examples/mlp_mnist.ts
 */
import { fileURLToPath } from 'node:url'
import * as tf from 'tf0'

export interface Result {
  /** Loss of every hundredth batch. */
  readonly losses: number[]
  readonly learning_rates: number[]
  /** On the test images, at the end. */
  readonly accuracy: number
}

/** A fully connected layer; weights start as in He's rule for ReLUs. */
function layer(input: tf.Tensor, size: number, name: string): tf.Tensor {
  return tf.variable_scope(name, () => {
    const width = input.get_shape().as_list()[1] as number
    const weights = tf.get_variable('weights', [width, size], {
      initializer: tf.random_normal_initializer({ stddev: Math.sqrt(2 / width) }),
    })
    const biases = tf.get_variable('biases', [size], { initializer: tf.constant_initializer(0) })
    return tf.nn.bias_add(tf.matmul(input, weights), biases)
  })
}

/** Trains for `steps` batches of 100 images. */
export function train(steps = 3000, tell: (line: string) => void = () => {}): Result {
  tf.np.random.seed(0)
  const mnist = tf.examples.tutorials.mnist.input_data.read_data_sets('MNIST_data', { one_hot: false })
  const graph = new tf.Graph()
  return graph.as_default(() => {
    tf.set_random_seed(1)
    const images = tf.placeholder(tf.float32, [null, 784], 'images')
    const labels = tf.placeholder(tf.int64, [null], 'labels')
    const hidden = tf.nn.relu(layer(tf.nn.relu(layer(images, 256, 'hidden1')), 128, 'hidden2'))
    const logits = layer(hidden, 10, 'output')
    const loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(logits, labels))

    const global_step = new tf.Variable(tf.int(0), { trainable: false, name: 'global_step' })
    const learning_rate = tf.train.exponential_decay(0.001, global_step, tf.int(500), 0.8, true)
    const train_step = new tf.train.AdamOptimizer(learning_rate).minimize(loss, { global_step })
    const accuracy = tf.reduce_mean(tf.cast(tf.nn.in_top_k(logits, labels, 1), tf.float32))

    return tf.with(new tf.Session(), sess => {
      sess.run(tf.initialize_all_variables())
      const losses: number[] = []
      const learning_rates: number[] = []
      for (let step = 1; step <= steps; step++) {
        const [batch_images, batch_labels] = mnist.train.next_batch(100)
        const feed_dict = [
          [images, batch_images],
          [labels, batch_labels],
        ]
        if (step % 100 !== 0) sess.run(train_step, { feed_dict })
        else {
          const [value, rate] = sess.run([loss, learning_rate, train_step], { feed_dict })
          losses.push(value)
          learning_rates.push(rate)
          tell(`step ${step}: loss ${value.toFixed(4)}, learning rate ${rate.toExponential(2)}`)
        }
      }
      const result = sess.run(accuracy, {
        feed_dict: [
          [images, mnist.test.images],
          [labels, mnist.test.labels],
        ],
      })
      return { losses, learning_rates, accuracy: result }
    })
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { accuracy } = train(3000, console.log)
  console.log(`accuracy on the test images: ${accuracy.toFixed(4)}`)
}
