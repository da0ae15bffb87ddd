/**
 * The old tutorial "MNIST for beginners": softmax regression on the real MNIST, 1000 steps of 100 images.
 *
 *     npm start
 *
 * np.random is seeded, so the batches, and with them the losses, are those of TensorFlow 0.12.1 with the same seed.
 */
import { fileURLToPath } from 'node:url'
import { Presets, SingleBar } from 'cli-progress'
import * as tf from 'tf0'

/** What is measured on the test images before and after training. */
export interface Probe {
  readonly cross_entropy: number
  readonly accuracy: number
  /** Gradients of the cross-entropy: of the weights from pixel 380 to the ten digits, and of the biases. */
  readonly grad_W_row380: number[]
  readonly grad_b: number[]
}

export interface Training {
  readonly start: Probe
  readonly end: Probe
  /** Cross-entropy of each step's batch, before that step's update. */
  readonly losses: number[]
  /** Accuracy on the test images after every hundredth step. */
  readonly accuracies: number[]
  readonly final_W_row380: number[]
  readonly final_b: number[]
}

/** Is told of each step; `accuracy` is that of the last hundredth step. */
export type Progress = (step: number, loss: number, accuracy: number) => void

/** Reads MNIST, builds the graph and trains it for `steps` steps. */
export function train(steps: number, progress: Progress = () => {}): Training {
  tf.np.random.seed(0)
  const mnist = tf.examples.tutorials.mnist.input_data.read_data_sets('MNIST_data', { one_hot: true })

  const x = tf.placeholder(tf.float32, [null, 784])
  const W = new tf.Variable(tf.zeros([784, 10]))
  const b = new tf.Variable(tf.zeros([10]))
  const y = tf.nn.softmax(tf.matmul(x, W).add(b))
  const y_ = tf.placeholder('float', [null, 10])
  const cross_entropy = tf.reduce_sum(y_.mul(tf.log(y))).neg()

  // minimize() in its two halves, to look at the gradients in between
  const optimizer = new tf.train.GradientDescentOptimizer(0.01)
  const grads_and_vars = optimizer.compute_gradients(cross_entropy)
  const train_step = optimizer.apply_gradients(grads_and_vars)
  const init = tf.initialize_all_variables()

  const correct_prediction = tf.equal(tf.argmax(y, 1), tf.argmax(y_, 1))
  const accuracy = tf.reduce_mean(tf.cast(correct_prediction, 'float'))

  using sess = tf.with(new tf.Session())
  const test_feed = [
    [x, mnist.test.images],
    [y_, mnist.test.labels],
  ]
  const probe = (): Probe => {
    const [loss, accurate, [grad_W, grad_b]] = sess.run(
      [cross_entropy, accuracy, grads_and_vars.map(([grad]) => grad)],
      { feed_dict: test_feed },
    )
    return { cross_entropy: loss, accuracy: accurate, grad_W_row380: grad_W.at(380).tolist(), grad_b: grad_b.tolist() }
  }

  sess.run(init)
  const start = probe()
  const losses: number[] = []
  const accuracies: number[] = []
  for (let i = 1; i <= steps; i++) {
    const [batch_xs, batch_ys] = mnist.train.next_batch(100)
    const feed_dict = [
      [x, batch_xs],
      [y_, batch_ys],
    ]
    const [loss] = sess.run([cross_entropy, train_step], { feed_dict })
    losses.push(loss)
    if (i % 100 === 0) accuracies.push(sess.run(accuracy, { feed_dict: test_feed }))
    progress(i, loss, accuracies.at(-1) ?? start.accuracy)
  }
  const [final_W, final_b] = sess.run([W, b])
  return {
    start,
    end: probe(),
    losses,
    accuracies,
    final_W_row380: final_W.at(380).tolist(),
    final_b: final_b.tolist(),
  }
}

function describe(probe: Probe): string {
  const row = (values: number[]): string => values.map(value => value.toFixed(3).padStart(9)).join(' ')
  return [
    `  cross-entropy ${probe.cross_entropy.toFixed(3)}, accuracy ${probe.accuracy.toFixed(4)}`,
    `  grad W[380]  ${row(probe.grad_W_row380)}`,
    `  grad b       ${row(probe.grad_b)}`,
  ].join('\n')
}

/** Trains and prints: a progress bar on a terminal, a line for every hundred steps elsewhere. */
export function run(steps = 1000): Training {
  const bar = process.stdout.isTTY
    ? new SingleBar(
        { format: '{bar} step {value}/{total}  loss {loss}  test accuracy {accuracy}', hideCursor: true },
        Presets.shades_classic,
      )
    : undefined
  const started = performance.now()
  const training = train(steps, (step, loss, accuracy) => {
    const told = { loss: loss.toFixed(3), accuracy: accuracy.toFixed(4) }
    if (!bar) {
      if (step % 100 === 0) console.log(`step ${step}: loss ${told.loss}, test accuracy ${told.accuracy}`)
    } else if (step === 1) bar.start(steps, step, told)
    else bar.update(step, told)
  })
  bar?.stop()
  console.log(`before training, on the test images:\n${describe(training.start)}`)
  console.log(`after ${steps} steps:\n${describe(training.end)}`)
  console.log(`${((performance.now() - started) / 1000).toFixed(1)} s in all, reading MNIST included`)
  return training
}

if (process.argv[1] === fileURLToPath(import.meta.url)) run()
