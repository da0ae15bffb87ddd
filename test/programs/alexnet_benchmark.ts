/** AlexNet's convolutions, and their gradients, which are asked for after the forward part has run. */
import * as tf from '../../src/index.ts'

const BATCH = 2

export function alexnetBenchmark(): void {
  const parameters: tf.Variable[] = []
  const conv = (
    name: string,
    input: tf.Tensor | tf.Variable,
    shape: [number, number, number, number],
    stride = 1,
  ): tf.Tensor =>
    tf.name_scope(name, scope => {
      const kernel = new tf.Variable(tf.truncated_normal(shape, { dtype: tf.float32, stddev: 1e-1 }), {
        name: 'weights',
      })
      const convolved = tf.nn.conv2d(input, kernel, [1, stride, stride, 1], { padding: 'SAME' })
      const biases = new tf.Variable(tf.constant(0, { shape: [shape[3]], dtype: tf.float32 }), {
        trainable: true,
        name: 'biases',
      })
      parameters.push(kernel, biases)
      return tf.nn.relu(tf.nn.bias_add(convolved, biases), { name: scope })
    })
  const pool = (name: string, input: tf.Tensor): tf.Tensor =>
    tf.nn.max_pool(input, { ksize: [1, 3, 3, 1], strides: [1, 2, 2, 1], padding: 'VALID', name })

  const images = new tf.Variable(tf.random_normal([BATCH, 224, 224, 3], { dtype: tf.float32, stddev: 1e-1 }))
  const pool1 = pool('pool1', conv('conv1', images, [11, 11, 3, 64], 4))
  const pool2 = pool('pool2', conv('conv2', pool1, [5, 5, 64, 192]))
  const conv4 = conv('conv4', conv('conv3', pool2, [3, 3, 192, 384]), [3, 3, 384, 256])
  const pool5 = pool('pool5', conv('conv5', conv4, [3, 3, 256, 256]))
  tf.initialize_all_variables()
  tf.gradients(tf.nn.l2_loss(pool5), parameters)
}
