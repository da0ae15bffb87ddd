/** Softmax regression on two features; the evaluation data are a constant of the graph. */
import * as tf from '../../src/index.ts'

export function softmaxCsv(evaluationData: readonly (readonly number[])[]) {
  const x = tf.placeholder('float', { shape: [null, 2] })
  const y_ = tf.placeholder('float', { shape: [null, 2] })
  const W = new tf.Variable(tf.zeros([2, 2]))
  const b = new tf.Variable(tf.zeros([2]))
  const y = tf.nn.softmax(tf.matmul(x, W).add(b))
  const crossEntropy = tf.reduce_sum(y_.mul(tf.log(y))).neg()
  const step = new tf.train.GradientDescentOptimizer(0.01).minimize(crossEntropy)
  tf.constant(evaluationData)
  const correct = tf.equal(tf.argmax(y, 1), tf.argmax(y_, 1))
  const accuracy = tf.reduce_mean(tf.cast(correct, 'float'))
  const saver = new tf.train.Saver()
  return { x, y_, step, crossEntropy, accuracy, saver, init: tf.initialize_all_variables() }
}

/** Rows of a file whose lines are `label,x,y`. */
export interface Examples {
  readonly features: readonly (readonly number[])[]
  readonly labels: readonly number[]
}
const BATCH = 100

/**
 * The loss of every batch of all epochs, and how much of the evaluation data is right in the end; and the same for what the last checkpoint holds
 * of those that are saved to `prefix` before each epoch.
 */
export function train(
  examples: Examples,
  evaluationData: Examples,
  epochs: number,
  prefix: string,
): { losses: number[]; accuracy: number; saved: string[]; restored: number[]; restoredAccuracy: number } {
  const { x, y_, step, crossEntropy, accuracy, saver, init } = softmaxCsv(evaluationData.features)
  const oneHot = (labels: readonly number[]): number[][] => labels.map(label => (label === 0 ? [1, 0] : [0, 1]))
  const feed = ({ features, labels }: Examples, from = 0, to = labels.length) =>
    [
      [x, features.slice(from, to)],
      [y_, oneHot(labels.slice(from, to))],
    ] as const
  const losses: number[] = []
  const saved: string[] = []
  using session = new tf.Session()
  session.run(init)
  for (let epoch = 0; epoch < epochs; epoch++) {
    saved.push(saver.save(session, prefix, { global_step: epoch }) as string)
    for (let at = 0; at < examples.labels.length; at += BATCH) {
      losses.push(
        (session.run([step, crossEntropy], { feed_dict: feed(examples, at, at + BATCH) }) as [null, number])[1],
      )
    }
  }
  const accuracyIn = (session: tf.Session): number =>
    session.run(accuracy, { feed_dict: feed(evaluationData) }) as number
  using another = new tf.Session()
  another.run(init)
  saver.restore(another, saved.at(-1) as string)
  const restored = another.run(tf.all_variables()) as tf.NDArray[]
  return {
    ...{ losses, accuracy: accuracyIn(session), saved },
    restored: restored.flatMap(({ data }) => [...(data as Float32Array)]),
    restoredAccuracy: accuracyIn(another),
  }
}
