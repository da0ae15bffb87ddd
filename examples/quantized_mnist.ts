/**
 * A network for digits in eight bits beside its original in floats: how much smaller it is, and how often both say the same.
 *
 *     npx tsx examples/quantized_mnist.ts [STEPS]
 *
 * Weights are quantized once. Activations are quantized on the way, multiplied as integers and brought back, as the graphs do that TensorFlow's
 * quantize_graph made.
 */
import { fileURLToPath } from 'node:url'
import * as tf from 'tf0'
import { argument } from './support/arguments.ts'

interface Layer {
  readonly weights: tf.NDArray
  readonly biases: tf.NDArray
}

/** Trains a perceptron with a hidden layer; gives its weights. */
function train(steps: number): { layers: Layer[]; test: { images: tf.NDArray; labels: tf.NDArray } } {
  tf.np.random.seed(0)
  const mnist = tf.examples.tutorials.mnist.input_data.read_data_sets('MNIST_data')
  const layers = new tf.Graph().as_default(graph => {
    graph.seed = 1
    const x = tf.placeholder(tf.float32, [null, 784])
    const y_ = tf.placeholder(tf.int32, [null])
    const sizes = [784, 64, 10]
    const variables = [0, 1].map(i => ({
      weights: new tf.Variable(tf.truncated_normal([sizes[i] as number, sizes[i + 1] as number], { stddev: 0.1 })),
      biases: new tf.Variable(tf.zeros([sizes[i + 1] as number])),
    }))
    const [first, second] = variables as [(typeof variables)[0], (typeof variables)[0]]
    const hidden = tf.nn.relu(tf.matmul(x, first.weights).add(first.biases))
    const logits = tf.matmul(hidden, second.weights).add(second.biases)
    const loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(logits, y_))
    const step = new tf.train.AdamOptimizer(0.003).minimize(loss)
    using session = new tf.Session()
    session.run(tf.global_variables_initializer())
    for (let i = 0; i < steps; i++) {
      const [images, labels] = mnist.train.next_batch(100)
      session.run(step, { feed_dict: [[x, images], [y_, labels]] }) // biome-ignore format: pairs
    }
    return variables.map(({ weights, biases }) => {
      const [w, b] = session.run([weights, biases]) as [tf.NDArray, tf.NDArray]
      return { weights: w, biases: b }
    })
  })
  return { layers, test: mnist.test }
}

/** A matrix as bytes, and the ends of the range that they stand for. */
const quantized = (x: tf.Tensor): tf.Tensor[] =>
  tf.quantize_v2(x, tf.reduce_min(x), tf.reduce_max(x), tf.quint8, { mode: 'MIN_FIRST' }) as tf.Tensor[]

/** x · weights, of bytes: products and sums are integers of 32 bits, which are then fitted to bytes again. */
function quantized_matmul(x: tf.Tensor, weights: readonly tf.Tensor[]): tf.Tensor {
  const graph = tf.get_default_graph()
  const [a, min_a, max_a] = quantized(x)
  const [b, min_b, max_b] = weights
  const op = (type: string, inputs: tf.Tensor[], outputs: tf.DType[], types: Record<string, tf.DType>): tf.Tensor[] => {
    const attrs = Object.entries(types).map(([name, { as_datatype_enum }]): [string, tf.AttrValue] => [
      name,
      new tf.AttrValue({ type: as_datatype_enum }),
    ])
    return [...graph.create_op(type, inputs, outputs, null, null, new Map(attrs)).outputs]
  }
  const { quint8, qint32, float32 } = tf
  const operands = [a, b, min_a, max_a, min_b, max_b] as tf.Tensor[]
  const matmul = { T1: quint8, T2: quint8, Toutput: qint32 }
  const product = op('QuantizedMatMul', operands, [qint32, float32, float32], matmul)
  const range = op('RequantizationRange', product, [float32, float32], { Tinput: qint32 })
  const narrowing = { Tinput: qint32, out_type: quint8 }
  const fitted = op('Requantize', [...product, ...range], [quint8, float32, float32], narrowing)
  return tf.dequantize(...(fitted as [tf.Tensor, tf.Tensor, tf.Tensor]), { mode: 'MIN_FIRST' })
}

export interface Comparison {
  /** Shares of the test images that are read right. */
  readonly accuracy: number
  readonly quantized_accuracy: number
  /** The share of images of which both say the same. */
  readonly agreement: number
  /** Of both graphs as files. */
  readonly bytes: number
  readonly quantized_bytes: number
}

/** Trains, quantizes the weights, and runs both networks on the first `count` test images. */
export function compare(steps: number, count = 10_000): Comparison {
  const { layers, test } = train(steps)
  const images = test.images.slice(0, count)
  const labels = test.labels.slice(0, count)
  type Product = (x: tf.Tensor, layer: number) => tf.Tensor
  /** The digits that a network says, and its graph's size. */
  const run = (product: Product): { digits: tf.NDArray; bytes: number } => {
    const graph = tf.get_default_graph()
    const x = tf.placeholder(tf.float32, [null, 784])
    const layer = (input: tf.Tensor, i: number): tf.Tensor => product(input, i).add((layers[i] as Layer).biases)
    const digit = tf.argmax(layer(tf.nn.relu(layer(x, 0)), 1), 1)
    using session = new tf.Session()
    const digits = session.run(digit, { feed_dict: [[x, images]] }) as tf.NDArray
    return { digits, bytes: graph.as_graph_def().SerializeToString().length }
  }
  const original = new tf.Graph().as_default(() => run((x, i) => tf.matmul(x, (layers[i] as Layer).weights)))
  const weights = new tf.Graph().as_default(() => {
    using session = new tf.Session()
    return layers.map(layer => session.run(quantized(tf.constant(layer.weights))) as tf.NDArray[])
  })
  const small = new tf.Graph().as_default(() =>
    run((x, i) =>
      quantized_matmul(
        x,
        (weights[i] as tf.NDArray[]).map(value => tf.constant(value)),
      ),
    ),
  )
  const share = (a: tf.NDArray, b: tf.NDArray): number =>
    Array.from({ length: count }, (_, i) => Number(a.at(i)) === Number(b.at(i))).filter(Boolean).length / count
  return {
    accuracy: share(original.digits, labels),
    quantized_accuracy: share(small.digits, labels),
    agreement: share(original.digits, small.digits),
    bytes: original.bytes,
    quantized_bytes: small.bytes,
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { accuracy, quantized_accuracy, agreement, bytes, quantized_bytes } = compare(argument('STEPS', 1000))
  console.log(`floats:     accuracy ${accuracy.toFixed(4)}, ${bytes} bytes`)
  console.log(`eight bits: accuracy ${quantized_accuracy.toFixed(4)}, ${quantized_bytes} bytes`)
  console.log(`both say the same of ${(100 * agreement).toFixed(2)} % of the test images`)
}
