/**
 * A frozen graph used for transfer: a network learns the ten digits; as a file of constants it then helps another to learn from a hundred
 * examples whether there is a closed loop in what it sees (0, 6, 8 and 9 have one).
 *
 *     npx tsx examples/transfer_mnist.ts
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as tf from 'tf0'

const HIDDEN = 64

/** Images, and the class of each. */
interface Examples {
  readonly images: tf.NDArray
  readonly labels: number[]
}

/** The first `count` images, in classes by their digit. */
function examples(
  data: { readonly images: tf.NDArray; readonly labels: tf.NDArray },
  count: number,
  classOf: (digit: number) => number,
): Examples {
  const digits = data.labels.tolist() as number[]
  return { images: tf.np.array(data.images.at(`:${count}`)), labels: digits.slice(0, count).map(classOf) }
}
const hasLoop = (digit: number): number => Number([0, 6, 8, 9].includes(digit))

/** Trains a layer of `classes` on `features`, which are made from the images that are fed as `x`; returns the accuracy on `test`. */
function classify(
  sess: tf.Session,
  x: tf.Tensor,
  features: tf.Tensor,
  classes: number,
  train: Examples,
  test: Examples,
  steps: number,
): number {
  const labels = tf.placeholder(tf.int64, [null], { name: 'labels' })
  const W = new tf.Variable(tf.zeros([features.get_shape().at(1).value as number, classes]), { name: 'top/W' })
  const b = new tf.Variable(tf.zeros([classes]), { name: 'top/b' })
  const logits = tf.add(tf.matmul(features, W), b, { name: 'top/logits' })
  tf.nn.softmax(logits, { name: 'top/scores' })
  const loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(logits, labels))
  const train_step = new tf.train.AdamOptimizer(0.01).minimize(loss)
  const accuracy = tf.reduce_mean(tf.cast(tf.equal(tf.argmax(logits, 1), labels), tf.float32))
  sess.run(tf.global_variables_initializer())
  const feed = (given: Examples) => [
    [x, given.images],
    [labels, given.labels],
  ]
  for (let step = 0; step < steps; step++) sess.run(train_step, { feed_dict: feed(train) })
  return sess.run(accuracy, { feed_dict: feed(test) })
}

export interface Transfer {
  /** The frozen graph, in bytes and nodes. */
  readonly bytes: number
  readonly nodes: string[]
  /** Accuracy on test images after training on a hundred: on what the frozen network makes of the images, and on their pixels. */
  readonly on_features: number
  readonly on_pixels: number
}

/** Trains, freezes to the file `path`, and transfers. */
export function transfer(path: string, steps = 60): Transfer {
  const mnist = tf.examples.tutorials.mnist.input_data.read_data_sets('MNIST_data')
  // a network for the ten digits
  new tf.Graph().as_default(graph => {
    tf.set_random_seed(1)
    const x = tf.placeholder(tf.float32, [null, 784], { name: 'images' })
    const W = new tf.Variable(tf.truncated_normal([784, HIDDEN], { stddev: 0.05, seed: 1 }), { name: 'hidden/W' })
    const b = new tf.Variable(tf.constant(0.1, tf.float32, [HIDDEN]), { name: 'hidden/b' })
    const hidden = tf.nn.relu(tf.matmul(x, W).add(b), { name: 'hidden/features' })
    using sess = tf.with(new tf.Session())
    const digit = (label: number): number => label
    classify(sess, x, hidden, 10, examples(mnist.train, 5000, digit), examples(mnist.test, 500, digit), steps)
    const frozen = tf.graph_util.convert_variables_to_constants(sess, graph.as_graph_def() as tf.GraphDef, [
      'top/scores',
    ])
    tf.train.write_graph(frozen, join(path, '..'), 'digits.pb', { as_text: false })
  })
  // another question, with few examples
  const [few, test] = [examples(mnist.train, 100, hasLoop), examples(mnist.test, 1000, hasLoop)]
  const bytes = readFileSync(path)
  const def = tf.GraphDef.FromString(bytes)
  const on_features = new tf.Graph().as_default(graph => {
    tf.import_graph_def(def, { name: 'frozen' })
    using sess = tf.with(new tf.Session())
    const [x, features] = ['frozen/images:0', 'frozen/top/scores:0'].map(name => graph.get_tensor_by_name(name))
    return classify(sess, x as tf.Tensor, features as tf.Tensor, 2, few, test, steps)
  })
  const on_pixels = new tf.Graph().as_default(() => {
    const x = tf.placeholder(tf.float32, [null, 784])
    using sess = tf.with(new tf.Session())
    return classify(sess, x, x, 2, few, test, steps)
  })
  return { bytes: bytes.length, nodes: Array.from(def.node, node => node.name), on_features, on_pixels }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = mkdtempSync(join(tmpdir(), 'transfer-'))
  const { bytes, nodes, on_features, on_pixels } = transfer(join(folder, 'digits.pb'))
  rmSync(folder, { recursive: true })
  console.log(`the frozen network: ${bytes} bytes, ${nodes.join(', ')}`)
  console.log(`loops from 100 examples, accuracy on 1000: ${on_features.toFixed(3)} with its features`)
  console.log(`                                           ${on_pixels.toFixed(3)} without`)
}
