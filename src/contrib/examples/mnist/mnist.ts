/** The tutorials' perceptron for MNIST: `tf.examples.tutorials.mnist.mnist`, node by node. */
import { pyfunction } from '../../../calling/signature.ts'
import { name_scope } from '../../../graph/build/public.ts'
import type { Operation } from '../../../graph/operation.ts'
import type { Tensor } from '../../../graph/tensor.ts'
import { in_top_k, relu, sparse_softmax_cross_entropy_with_logits } from '../../../nn/index.ts'
import { cast, matmul, reduce_mean, reduce_sum, to_int64, truncated_normal, zeros } from '../../../ops/index.ts'
import { Variable } from '../../../ops/variables/variables.ts'
import { scalar } from '../../../summary/index.ts'
import { GradientDescentOptimizer } from '../../../train/gradient_descent.ts'

/** The digits 0 to 9. */
export const NUM_CLASSES = 10
export const IMAGE_SIZE = 28
export const IMAGE_PIXELS: number = IMAGE_SIZE * IMAGE_SIZE

/** `inputs weights + biases`, with weights as small as many inputs ask for. */
function linear(name: string, inputs: Tensor, from: number, to: number, activate: (x: Tensor) => Tensor): Tensor {
  return name_scope(name, () => {
    const weights = new Variable(truncated_normal([from, to], { stddev: 1 / Math.sqrt(from) }), { name: 'weights' })
    const biases = new Variable(zeros([to]), { name: 'biases' })
    return activate(matmul(inputs, weights).add(biases))
  })
}

interface InferenceArgs {
  images: Tensor
  hidden1_units: number
  hidden2_units: number
}

/** Logits `[batch, 10]` of images `[batch, 784]`, float32, behind two hidden layers of these widths. */
export const inference = pyfunction(
  'inference(images, hidden1_units, hidden2_units)',
  ({ images, hidden1_units, hidden2_units }: InferenceArgs): Tensor => {
    const hidden1 = linear('hidden1', images, IMAGE_PIXELS, hidden1_units, x => relu(x))
    const hidden2 = linear('hidden2', hidden1, hidden1_units, hidden2_units, x => relu(x))
    return linear('softmax_linear', hidden2, hidden2_units, NUM_CLASSES, x => x)
  },
)

interface LogitsAndLabels {
  logits: Tensor
  labels: Tensor
}

/** The mean cross entropy of logits `[batch, 10]` and labels `[batch]`, a scalar. */
export const loss = pyfunction('loss(logits, labels)', ({ logits, labels }: LogitsAndLabels): Tensor => {
  const cross_entropy = sparse_softmax_cross_entropy_with_logits(logits, to_int64(labels), { name: 'xentropy' })
  return reduce_mean(cross_entropy, { name: 'xentropy_mean' })
})

interface TrainingArgs {
  loss: Tensor
  learning_rate: number
}

/** A step of gradient descent, which counts `global_step`; the loss gets a summary. */
export const training = pyfunction(
  'training(loss, learning_rate)',
  ({ loss, learning_rate }: TrainingArgs): Operation => {
    scalar('loss', loss)
    const optimizer = new GradientDescentOptimizer(learning_rate)
    const global_step = new Variable(0, { name: 'global_step', trainable: false })
    return optimizer.minimize(loss, { global_step })
  },
)

/** How many of the labels `[batch]` have the greatest logit: an int32 scalar. */
export const evaluation = pyfunction(
  'evaluation(logits, labels)',
  ({ logits, labels }: LogitsAndLabels): Tensor => reduce_sum(cast(in_top_k(logits, labels, 1), 'int32')),
)
