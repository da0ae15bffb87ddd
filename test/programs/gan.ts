/** A generative adversarial network for MNIST with a convolutional discriminator. */
import * as tf from '../../src/index.ts'

export function gan(): void {
  const xavier = (shape: number[]): tf.Tensor => {
    const deviation = tf.sqrt((shape[0] as number) / 2).rdiv(1)
    return tf.random_normal(shape, { stddev: deviation })
  }
  const weights = (...shape: number[]): tf.Variable => new tf.Variable(xavier(shape))
  const zeros = (size: number): tf.Variable => new tf.Variable(tf.zeros([size]))

  const x = tf.placeholder(tf.float32, { shape: [null, 784] })
  // a discriminator without convolutions, which nothing uses
  weights(784, 128)
  zeros(128)
  weights(128, 1)
  zeros(1)

  const z = tf.placeholder(tf.float32, { shape: [null, 100] })
  const g1 = weights(100, 128)
  const g1Biases = zeros(128)
  const g2 = weights(128, 784)
  const g2Biases = zeros(784)
  const generator = [g1, g2, g1Biases, g2Biases]
  const generate = (noise: tf.Tensor): tf.Tensor => {
    const hidden = tf.nn.relu(tf.matmul(noise, g1).add(g1Biases))
    return tf.nn.sigmoid(tf.matmul(hidden, g2).add(g2Biases))
  }

  const discriminator = [
    weights(5, 5, 1, 16),
    zeros(16),
    weights(3, 3, 16, 32),
    zeros(32),
    weights(7 * 7 * 32, 128),
    zeros(128),
    weights(128, 1),
    zeros(1),
  ] as const
  const discriminate = (images: tf.Tensor): tf.Tensor => {
    const [w1, b1, w2, b2, w3, b3, w4, b4] = discriminator
    const picture = tf.reshape(images, { shape: [-1, 28, 28, 1] })
    const conv1 = tf.nn.relu(tf.nn.conv2d(picture, w1, { strides: [1, 2, 2, 1], padding: 'SAME' }).add(b1))
    const conv2 = tf.nn.relu(tf.nn.conv2d(conv1, w2, { strides: [1, 2, 2, 1], padding: 'SAME' }).add(b2))
    const hidden = tf.nn.relu(tf.matmul(tf.reshape(conv2, { shape: [-1, 7 * 7 * 32] }), w3).add(b3))
    const logit = tf.matmul(hidden, w4).add(b4)
    tf.nn.sigmoid(logit)
    return logit
  }

  const sample = generate(z)
  const real = discriminate(x)
  const fake = discriminate(sample)
  const xent = tf.nn.sigmoid_cross_entropy_with_logits
  const realLoss = tf.reduce_mean(xent(real, tf.ones_like(real)))
  const fakeLoss = tf.reduce_mean(xent(fake, tf.zeros_like(fake)))
  const discriminatorLoss = realLoss.add(fakeLoss)
  const generatorLoss = tf.reduce_mean(xent(fake, tf.ones_like(fake)))
  new tf.train.AdamOptimizer().minimize(discriminatorLoss, { var_list: [...discriminator] })
  new tf.train.AdamOptimizer().minimize(generatorLoss, { var_list: generator })
  tf.initialize_all_variables()
}
