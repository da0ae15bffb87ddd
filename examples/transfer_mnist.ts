/**
 * A frozen graph used for transfer: a network learns the digits 0 to 4; its hidden layer, as a file of constants, then helps another to
 * learn 5 to 9 from a hundred examples.
 *
 *     npx tsx examples/transfer_mnist.ts
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as tf from 'tf0'

const HIDDEN = 64

/** Images, and which of five digits each shows. */
interface Digits {
  readonly images: tf.NDArray
  readonly labels: number[]
}

/** The images of the digits `from` to `from + 4`, at most `count`; labels count from 0. */
function five(data: { readonly images: tf.NDArray; readonly labels: tf.NDArray }, from: number, count: number): Digits {
  const labels = data.labels.tolist() as number[]
  const rows = labels.flatMap((label, i) => (label >= from && label < from + 5 ? [i] : [])).slice(0, count)
  return { images: tf.np.take(data.images, rows, 0), labels: rows.map(row => (labels[row] as number) - from) }
}

/** Trains a layer of five classes on `features`, which are made from the images that are fed as `x`; returns the accuracy on `test`. */
function classify(
  sess: tf.Session,
  x: tf.Tensor,
  features: tf.Tensor,
  train: Digits,
  test: Digits,
  steps: number,
): number {
  const labels = tf.placeholder(tf.int64, [null], { name: 'labels' })
  const W = new tf.Variable(tf.zeros([features.get_shape().at(1).value as number, 5]), { name: 'top/W' })
  const b = new tf.Variable(tf.zeros([5]), { name: 'top/b' })
  const logits = tf.matmul(features, W).add(b)
  const loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(logits, labels))
  const train_step = new tf.train.AdamOptimizer(0.01).minimize(loss)
  const accuracy = tf.reduce_mean(tf.cast(tf.equal(tf.argmax(logits, 1), labels), tf.float32))
  sess.run(tf.global_variables_initializer())
  const feed = (digits: Digits) => [
    [x, digits.images],
    [labels, digits.labels],
  ]
  for (let step = 0; step < steps; step++) sess.run(train_step, { feed_dict: feed(train) })
  return sess.run(accuracy, { feed_dict: feed(test) })
}

export interface Transfer {
  /** The frozen graph, in bytes and nodes. */
  readonly bytes: number
  readonly nodes: string[]
  /** Accuracy on test images of 5 to 9 after training on a hundred: on the hidden layer's features, and on the pixels. */
  readonly on_features: number
  readonly on_pixels: number
}

/** Trains, freezes to the file `path`, and transfers. */
export function transfer(path: string, steps = 150): Transfer {
  const mnist = tf.examples.tutorials.mnist.input_data.read_data_sets('MNIST_data')
  // a network for the digits 0 to 4
  new tf.Graph().as_default(graph => {
    tf.set_random_seed(1)
    const x = tf.placeholder(tf.float32, [null, 784], { name: 'images' })
    const W = new tf.Variable(tf.truncated_normal([784, HIDDEN], { stddev: 0.05, seed: 1 }), { name: 'hidden/W' })
    const b = new tf.Variable(tf.constant(0.1, tf.float32, [HIDDEN]), { name: 'hidden/b' })
    const hidden = tf.nn.relu(tf.matmul(x, W).add(b), { name: 'hidden/features' })
    using sess = tf.with(new tf.Session())
    classify(sess, x, hidden, five(mnist.train, 0, 2000), five(mnist.test, 0, 500), steps)
    const frozen = tf.graph_util.convert_variables_to_constants(sess, graph.as_graph_def() as tf.GraphDef, [
      'hidden/features',
    ])
    tf.train.write_graph(frozen, join(path, '..'), 'hidden.pb', { as_text: false })
  })
  // five other digits, of which there are few examples
  const [few, test] = [five(mnist.train, 5, 100), five(mnist.test, 5, 1000)]
  const bytes = readFileSync(path)
  const def = tf.GraphDef.FromString(bytes)
  const on_features = new tf.Graph().as_default(graph => {
    tf.import_graph_def(def, { name: 'frozen' })
    using sess = tf.with(new tf.Session())
    const [x, features] = ['frozen/images:0', 'frozen/hidden/features:0'].map(name => graph.get_tensor_by_name(name))
    return classify(sess, x as tf.Tensor, features as tf.Tensor, few, test, steps)
  })
  const on_pixels = new tf.Graph().as_default(() => {
    const x = tf.placeholder(tf.float32, [null, 784])
    using sess = tf.with(new tf.Session())
    return classify(sess, x, x, few, test, steps)
  })
  return { bytes: bytes.length, nodes: Array.from(def.node, node => node.name), on_features, on_pixels }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = mkdtempSync(join(tmpdir(), 'transfer-'))
  const { bytes, nodes, on_features, on_pixels } = transfer(join(folder, 'hidden.pb'))
  rmSync(folder, { recursive: true })
  console.log(`the frozen layer: ${bytes} bytes, ${nodes.join(', ')}`)
  console.log(`digits 5 to 9 from 100 examples, accuracy on 1000: ${on_features.toFixed(3)} with its features`)
  console.log(`                                                   ${on_pixels.toFixed(3)} without`)
}
