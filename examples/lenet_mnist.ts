/**
 * A convolutional network in the manner of LeNet-5 on MNIST, as TensorFlow's models/image/mnist/convolutional.py trained it: two
 * convolutions with pools, a fully connected layer with dropout, L2 penalty, momentum, a learning rate that decays every epoch.
 *
 *     npx tsx examples/lenet_mnist.ts [EPOCHS]
 *
 * Ten epochs of batches of 64 unless told otherwise; numbers of the batch at hand and the validation error are printed every 100 steps.
 */
import { fileURLToPath } from 'node:url'
import * as tf from 'tf0'
import { argument } from './support/arguments.ts'

const IMAGE_SIZE = 28
const NUM_LABELS = 10
const PIXEL_DEPTH = 255
const SEED = 66478
const BATCH_SIZE = 64

/** What one look at the training says. */
export interface Report {
  readonly step: number
  readonly epoch: number
  readonly loss: number
  readonly learning_rate: number
  /** Per cent. */
  readonly minibatch_error: number
  readonly validation_error: number
}

export interface Result {
  readonly reports: Report[]
  readonly test_error: number
}

export interface Options {
  readonly epochs?: number
  /** Ends the training before the epochs are over. */
  readonly steps?: number
  /** Steps from one report to the next. */
  readonly every?: number
  /** Images to validate and to test with: the first ones of each set. */
  readonly validation_images?: number
  readonly test_images?: number
  readonly tell?: (report: Report, milliseconds: number) => void
}

/** Bytes to numbers between -0.5 and 0.5. */
const pixels = (images: tf.NDArray): tf.NDArray =>
  images
    .astype('float32')
    .sub(PIXEL_DEPTH / 2)
    .div(PIXEL_DEPTH) as tf.NDArray

/** How many of the predictions are wrong, per cent. */
function error_rate(predictions: tf.NDArray, labels: tf.NDArray): number {
  const classes = predictions.argmax(1) as tf.NDArray
  let wrong = 0
  for (let i = 0; i < labels.size; i++) if (Number(classes.data[i]) !== labels.data[i]) wrong++
  return (100 * wrong) / labels.size
}

const weights = (shape: number[]): tf.Variable =>
  new tf.Variable(tf.truncated_normal(shape, { stddev: 0.1, seed: SEED }))
const biases = (value: number, size: number): tf.Variable => new tf.Variable(tf.constant(value, { shape: [size] }))

/** The variables of the network; the function returned makes its layers on a batch of images, as often as wanted. */
function network() {
  const conv1_weights = weights([5, 5, 1, 32])
  const conv1_biases = new tf.Variable(tf.zeros([32]))
  const conv2_weights = weights([5, 5, 32, 64])
  const conv2_biases = biases(0.1, 64)
  const fc1_weights = weights([(IMAGE_SIZE / 4) ** 2 * 64, 512])
  const fc1_biases = biases(0.1, 512)
  const fc2_weights = weights([512, NUM_LABELS])
  const fc2_biases = biases(0.1, NUM_LABELS)

  const conv_pool = (images: tf.Tensor, W: tf.Variable, b: tf.Variable): tf.Tensor => {
    const convolved = tf.nn.conv2d(images, W, [1, 1, 1, 1], 'SAME')
    return tf.nn.max_pool(tf.nn.relu(tf.nn.bias_add(convolved, b)), [1, 2, 2, 1], [1, 2, 2, 1], 'SAME')
  }
  const model = (images: tf.Tensor, training = false): tf.Tensor => {
    const pooled = conv_pool(conv_pool(images, conv1_weights, conv1_biases), conv2_weights, conv2_biases)
    const flat = tf.reshape(pooled, [images.get_shape().as_list()[0] as number, -1])
    const hidden = tf.nn.relu(tf.matmul(flat, fc1_weights).add(fc1_biases))
    const kept = training ? tf.nn.dropout(hidden, 0.5, { seed: SEED }) : hidden
    return tf.matmul(kept, fc2_weights).add(fc2_biases)
  }
  return { model, penalised: [fc1_weights, fc1_biases, fc2_weights, fc2_biases] }
}

export function train({
  epochs = 10,
  steps = Number.POSITIVE_INFINITY,
  every = 100,
  validation_images = 5000,
  test_images = 10000,
  tell = () => {},
}: Options = {}): Result {
  const mnist = tf.examples.tutorials.mnist.input_data.read_data_sets('MNIST_data', { dtype: tf.uint8, reshape: false })
  const { images, labels } = mnist.train
  const train_size = labels.size
  const graph = new tf.Graph()
  return graph.as_default(() => {
    const train_data = tf.placeholder(tf.float32, [BATCH_SIZE, IMAGE_SIZE, IMAGE_SIZE, 1])
    const train_labels = tf.placeholder(tf.int64, [BATCH_SIZE])
    const eval_data = tf.placeholder(tf.float32, [BATCH_SIZE, IMAGE_SIZE, IMAGE_SIZE, 1])
    const { model, penalised } = network()

    const logits = model(train_data, true)
    const cross_entropy = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(logits, train_labels))
    const [first, ...rest] = penalised.map(variable => tf.nn.l2_loss(variable)) as [tf.Tensor, ...tf.Tensor[]]
    const regularizers = rest.reduce((sum, each) => sum.add(each), first)
    const loss = cross_entropy.add(regularizers.rmul(5e-4))

    // counts batches: the learning rate falls by 5 % each time all images have been seen
    const batch = new tf.Variable(0, { trainable: false })
    const learning_rate = tf.train.exponential_decay(0.01, batch.mul(BATCH_SIZE), train_size, 0.95, { staircase: true })
    const optimizer = new tf.train.MomentumOptimizer(learning_rate, 0.9).minimize(loss, { global_step: batch })
    const train_prediction = tf.nn.softmax(logits)
    const eval_prediction = tf.nn.softmax(model(eval_data))

    return tf.with(new tf.Session(), sess => {
      sess.run(tf.initialize_all_variables())

      /** Of the first `count` images. The last batch reaches back, for all batches have one size. */
      const error_in = (set: { readonly images: tf.NDArray; readonly labels: tf.NDArray }, count: number): number => {
        const predictions = tf.np.zeros([count, NUM_LABELS], tf.float32)
        for (let at = 0; at < count; at += BATCH_SIZE) {
          const begin = Math.min(at, count - BATCH_SIZE)
          const batch_images = pixels(set.images.at(`${begin}:${begin + BATCH_SIZE}`))
          predictions.set(
            sess.run(eval_prediction, { feed_dict: [[eval_data, batch_images]] }),
            `${begin}:${begin + BATCH_SIZE}`,
          )
        }
        return error_rate(predictions, set.labels.at(`0:${count}`))
      }

      const reports: Report[] = []
      let started = performance.now()
      for (let step = 0; step < Math.min(steps, Math.floor((epochs * train_size) / BATCH_SIZE)); step++) {
        const offset = (step * BATCH_SIZE) % (train_size - BATCH_SIZE)
        const rows = `${offset}:${offset + BATCH_SIZE}`
        const batch_labels = labels.at(rows) as tf.NDArray
        const feed_dict = [
          [train_data, pixels(images.at(rows))],
          [train_labels, batch_labels],
        ]
        sess.run(optimizer, { feed_dict })
        if (step % every !== 0) continue
        const [value, rate, predictions] = sess.run([loss, learning_rate, train_prediction], { feed_dict })
        const report = {
          step,
          epoch: (step * BATCH_SIZE) / train_size,
          loss: value,
          learning_rate: rate,
          minibatch_error: error_rate(predictions, batch_labels),
          validation_error: error_in(mnist.validation, validation_images),
        }
        reports.push(report)
        tell(report, (performance.now() - started) / every)
        started = performance.now()
      }
      return { reports, test_error: error_in(mnist.test, test_images) }
    })
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { test_error } = train({
    epochs: argument('EPOCHS', 10),
    tell: ({ step, epoch, loss, learning_rate, minibatch_error, validation_error }, milliseconds) => {
      console.log(`step ${step} (epoch ${epoch.toFixed(2)}), ${milliseconds.toFixed(1)} ms`)
      console.log(`  minibatch loss ${loss.toFixed(3)}, learning rate ${learning_rate.toFixed(6)}`)
      console.log(
        `  minibatch error ${minibatch_error.toFixed(1)} %, validation error ${validation_error.toFixed(1)} %`,
      )
    },
  })
  console.log(`test error ${test_error.toFixed(1)} %`)
}
