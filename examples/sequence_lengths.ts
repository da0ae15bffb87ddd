/**
 * Sequences of different length: is a row of numbers a straight line, or noise? `dynamic_rnn` goes as far as each sequence does, and the
 * state that it ends with decides.
 *
 *     npx tsx examples/sequence_lengths.ts [STEPS]
 */
import { fileURLToPath } from 'node:url'
import * as tf from 'tf0'
import { argument } from './support/arguments.ts'

const LONGEST = 20
const SHORTEST = 5
const BATCH = 64

export interface Sequences {
  /** [batch, time, 1], with zeros after the end of each. */
  readonly values: number[][][]
  readonly lengths: number[]
  /** 1: a line, 0: noise. */
  readonly labels: number[]
}
/** Lines and noise in equal parts, between 0 and 1. */
export function sequences(count: number): Sequences {
  const made: Sequences = { values: [], lengths: [], labels: [] }
  const random = (): number => tf.np.random.rand() as number
  for (let i = 0; i < count; i++) {
    const length = tf.np.random.randint(SHORTEST, LONGEST + 1) as number
    const isLine = random() < 0.5
    const [start, end] = [random(), random()]
    const row = Array.from({ length }, (_, t) => (isLine ? start + ((end - start) * t) / (length - 1) : random()))
    made.values.push([...row, ...new Array<number>(LONGEST - length).fill(0)].map(value => [value]))
    made.lengths.push(length)
    made.labels.push(Number(isLine))
  }
  return made
}

export interface Learnt {
  readonly losses: readonly number[]
  /** On sequences that it has not seen, all of them and by length. */
  readonly accuracy: number
  readonly byLength: ReadonlyMap<number, number>
}

/** Learns from `steps` batches. */
export function learn(steps: number, progress?: (line: string) => void): Learnt {
  tf.np.random.seed(0)
  return new tf.Graph().as_default(() => {
    tf.set_random_seed(1)
    const values = tf.placeholder(tf.float32, [null, LONGEST, 1])
    const lengths = tf.placeholder(tf.int32, [null])
    const labels = tf.placeholder(tf.int64, [null])
    const cell = new tf.nn.rnn_cell.LSTMCell(24)
    const [, state] = tf.nn.dynamic_rnn(cell, values, { sequence_length: lengths, dtype: tf.float32 })
    const weights = tf.get_variable('weights', [24, 2])
    const biases = tf.get_variable('biases', [2], { initializer: tf.constant_initializer(0) })
    const logits = tf.nn.xw_plus_b(state.h, weights, biases)
    const loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(logits, labels)) as tf.Tensor
    const variables = tf.trainable_variables()
    const [gradients] = tf.clip_by_global_norm(tf.gradients(loss, variables), 1)
    const train_step = new tf.train.AdamOptimizer(0.005).apply_gradients(
      gradients.map((gradient, i) => [gradient, variables[i]] as never),
    )
    const right = tf.cast(tf.equal(tf.argmax(logits, 1), labels), tf.float32)

    return tf.with(new tf.Session(), sess => {
      sess.run(tf.initialize_all_variables())
      const feed = (batch: Sequences): never =>
        [
          [values, batch.values],
          [lengths, batch.lengths],
          [labels, batch.labels],
        ] as never
      const losses: number[] = []
      for (let step = 1; step <= steps; step++) {
        const [value] = sess.run([loss, train_step], { feed_dict: feed(sequences(BATCH)) })
        losses.push(value)
        if (step % 100 === 0) progress?.(`step ${step}: loss ${value.toFixed(3)}`)
      }
      const unseen = sequences(1000)
      const judged = sess.run(right, { feed_dict: feed(unseen) }) as tf.NDArray
      const mean = (chosen: readonly number[]): number =>
        chosen.reduce((sum, i) => sum + Number(judged.data[i]), 0) / chosen.length
      const all = unseen.lengths.map((_, i) => i)
      const byLength = new Map<number, number>()
      for (let length = SHORTEST; length <= LONGEST; length++) {
        const chosen = all.filter(i => unseen.lengths[i] === length)
        if (chosen.length > 0) byLength.set(length, mean(chosen))
      }
      return { losses, accuracy: mean(all), byLength }
    }) as Learnt
  }) as Learnt
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { accuracy, byLength } = learn(argument('STEPS', 600), line => console.log(line))
  console.log(`right: ${(100 * accuracy).toFixed(1)} % of 1000 new sequences`)
  for (const [length, part] of byLength)
    console.log(`${String(length).padStart(4)} numbers: ${(100 * part).toFixed(0)} %`)
}
