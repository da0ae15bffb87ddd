/** LeNet for MNIST with dropout, weight decay, a decaying learning rate and momentum; evaluation shares its variables. */
import * as tf from '../../src/index.ts'

const SEED = 66478
const SIZE = 28
const BATCH = 64
const TRAINING_EXAMPLES = 256

export function lenet() {
  const images = tf.placeholder(tf.float32, { shape: [BATCH, SIZE, SIZE, 1] })
  const labels = tf.placeholder(tf.int64, { shape: [BATCH] })
  const evaluated = tf.placeholder(tf.float32, { shape: [BATCH, SIZE, SIZE, 1] })

  const weights = (shape: number[]): tf.Variable =>
    new tf.Variable(tf.truncated_normal(shape, { stddev: 0.1, seed: SEED }))
  const biases = (size: number): tf.Variable => new tf.Variable(tf.constant(0.1, { shape: [size] }))
  const flat = Math.floor(SIZE / 4) * Math.floor(SIZE / 4) * 64
  const conv1 = weights([5, 5, 1, 32])
  const conv1Biases = new tf.Variable(tf.zeros([32]))
  const conv2 = weights([5, 5, 32, 64])
  const conv2Biases = biases(64)
  const fc1 = weights([flat, 512])
  const fc1Biases = biases(512)
  const fc2 = weights([512, 10])
  const fc2Biases = biases(10)

  const layer = (input: tf.Tensor, filter: tf.Variable, bias: tf.Variable): tf.Tensor => {
    const conv = tf.nn.conv2d(input, filter, { strides: [1, 1, 1, 1], padding: 'SAME' })
    const relu = tf.nn.relu(tf.nn.bias_add(conv, bias))
    return tf.nn.max_pool(relu, { ksize: [1, 2, 2, 1], strides: [1, 2, 2, 1], padding: 'SAME' })
  }
  const model = (data: tf.Tensor, train = false): tf.Tensor => {
    const pool = layer(layer(data, conv1, conv1Biases), conv2, conv2Biases)
    const [batch, ...dims] = pool.get_shape().as_list() as number[]
    const reshaped = tf.reshape(pool, [batch as number, dims.reduce((a, b) => a * b)])
    const hidden = tf.nn.relu(tf.matmul(reshaped, fc1).add(fc1Biases))
    return tf.matmul(train ? tf.nn.dropout(hidden, 0.5, { seed: SEED }) : hidden, fc2).add(fc2Biases)
  }

  const logits = model(images, true)
  const loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(logits, labels))
  const decay = tf.nn.l2_loss(fc1).add(tf.nn.l2_loss(fc1Biases)).add(tf.nn.l2_loss(fc2)).add(tf.nn.l2_loss(fc2Biases))
  const regularized = loss.add(decay.rmul(5e-4))

  const batch = new tf.Variable(tf.int(0))
  const rate = tf.train.exponential_decay(0.01, batch.mul(BATCH), tf.int(TRAINING_EXAMPLES), 0.95, { staircase: true })
  const step = new tf.train.MomentumOptimizer(rate, 0.9).minimize(regularized, { global_step: batch })

  const prediction = tf.nn.softmax(logits)
  const evaluation = tf.nn.softmax(model(evaluated))
  const init = tf.initialize_all_variables()
  return { images, labels, evaluated, step, loss: regularized, rate, prediction, evaluation, init }
}

/** Trains on pictures that are all dark or all bright, which is what they are labelled by; the loss of every step. */
export function selfTest(steps: number): { losses: number[]; evaluation: number[] } {
  const { images, labels, evaluated, step, loss, rate, prediction, evaluation, init } = lenet()
  const label = Array.from({ length: BATCH }, (_, i) => i % 2)
  const pictures = tf.NDArray.of(
    Float32Array.from({ length: BATCH * SIZE * SIZE }, (_, i) => (Math.floor(i / SIZE / SIZE) % 2) - 0.5),
  )
  const batch = pictures.reshape(BATCH, SIZE, SIZE, 1)
  const feed_dict = [
    [images, batch],
    [labels, label],
  ] as const
  using session = new tf.Session()
  session.run(init)
  const losses = Array.from(
    { length: steps },
    () => (session.run([step, loss, rate, prediction], { feed_dict }) as [null, number])[1],
  )
  return {
    losses,
    evaluation: Array.from(
      (session.run(evaluation, { feed_dict: [[evaluated, batch]] }) as tf.NDArray).data as Float32Array,
    ),
  }
}
