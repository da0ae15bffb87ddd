/** MNIST with two hidden layers, fed batch by batch. */
import * as tf from '../../src/index.ts'
import { evaluation, inference, lossOf, PIXELS, training } from './mnist_model.ts'

const BATCH = 100

export function fullyConnectedFeed() {
  const images = tf.placeholder(tf.float32, { shape: [BATCH, PIXELS] })
  const labels = tf.placeholder(tf.int32, { shape: BATCH })
  const logits = inference(images, 128, 32)
  const loss = lossOf(logits, labels)
  const step = training(loss, 0.01)
  const correct = evaluation(logits, labels)
  const summary = tf.merge_all_summaries() as tf.Tensor
  const saver = new tf.train.Saver()
  return { images, labels, loss, step, correct, summary, saver, init: tf.initialize_all_variables() }
}

export const readMnist = () => tf.examples.tutorials.mnist.input_data.read_data_sets('', { one_hot: false })

export interface FeedRun {
  /** Of every step. */
  readonly losses: readonly number[]
  /** What the summaries of every hundredth step hold. */
  readonly summaries: readonly number[]
  /** How many digits of the training, validation and test data are right, after every thousandth step. */
  readonly correct: readonly number[]
  readonly saved: readonly string[]
}
/** Trains for 2000 steps, and evaluates and saves to `prefix` twice; evaluations take the batches that would come next. */
export function trainFullyConnected(data: ReturnType<typeof readMnist>, prefix: string): FeedRun {
  const { images, labels, loss, step, correct, summary, saver, init } = fullyConnectedFeed()
  const run = { losses: [] as number[], summaries: [] as number[], correct: [] as number[], saved: [] as string[] }
  using session = new tf.Session()
  session.run(init)
  const batch = (set: typeof data.train) => {
    const [pixels, digits] = set.next_batch(BATCH)
    return { feed_dict: [[images, pixels] as const, [labels, digits] as const] }
  }
  for (let i = 0; i < 2000; i++) {
    const feeds = batch(data.train)
    run.losses.push((session.run([step, loss], feeds) as [null, number])[1])
    if (i % 100 === 0) {
      const { value } = tf.Summary.FromString(session.run(summary, feeds) as Buffer)
      run.summaries.push(value[0]?.simple_value as number)
    }
    if ((i + 1) % 1000 > 0) continue
    run.saved.push(saver.save(session, prefix, { global_step: i }) as string)
    for (const set of [data.train, data.validation, data.test]) {
      let right = 0
      for (let at = 0; at < Math.floor(set.num_examples / BATCH); at++)
        right += session.run(correct, batch(set)) as number
      run.correct.push(right)
    }
  }
  return run
}
