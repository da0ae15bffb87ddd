/**
 * A net that learns to write, letter by letter (after char-rnn): it is trained on pieces of a text, and then writes on by drawing each
 * letter from what it expects, which comes back as its next input.
 *
 *     npx tsx examples/char_rnn.ts [FILE.txt …]
 *
 * Without files it reads this project's own documentation.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as tf from 'tf0'
import { documentation } from './word_embeddings.ts'

export interface Settings {
  readonly hidden: number
  readonly batch: number
  /** Letters over which the net is unrolled. */
  readonly length: number
  readonly steps: number
}
const USUAL: Settings = { hidden: 128, batch: 32, length: 40, steps: 1000 }

export interface Writer {
  /** Mean loss of each tenth of the training, in nats a letter. */
  readonly losses: readonly number[]
  /** `count` letters that follow `start`; below 1 a `temperature` makes it bolder, above 1 wilder. */
  write(start: string, count: number, temperature?: number): string
}

/** The cell over `inputs` [batch, time] of letters: what it expects, [batch · time, letters], and the last state. */
function expectations(cell: tf.nn.rnn_cell.GRUCell, inputs: tf.Tensor, state: tf.Tensor, letters: number) {
  return tf.variable_scope('letters', () => {
    const embedding = tf.get_variable('embedding', [letters, cell.output_size])
    const [outputs, last] = tf.nn.dynamic_rnn(cell, tf.nn.embedding_lookup(embedding, inputs), {
      initial_state: state,
    })
    const weights = tf.get_variable('weights', [cell.output_size, letters])
    const biases = tf.get_variable('biases', [letters], { initializer: tf.constant_initializer(0) })
    const logits = tf.nn.xw_plus_b(tf.reshape(outputs, [-1, cell.output_size]), weights, biases)
    return [logits, last as tf.Tensor] as const
  }) as readonly [tf.Tensor, tf.Tensor]
}

/** Learns from `text`. */
export function learn(text: string, settings: Settings = USUAL, progress?: (line: string) => void): Writer {
  const { hidden, batch, length, steps } = settings
  const letters = [...new Set(text)].sort()
  const index = new Map(letters.map((letter, i) => [letter, i]))
  const ids = Int32Array.from(text, letter => index.get(letter) as number)
  tf.np.random.seed(0)
  return new tf.Graph().as_default(() => {
    tf.set_random_seed(1)
    const cell = new tf.nn.rnn_cell.GRUCell(hidden)
    const inputs = tf.placeholder(tf.int32, [null, null])
    const targets = tf.placeholder(tf.int32, [null, null])
    const first = tf.placeholder(tf.float32, [null, hidden])
    const [logits, last] = expectations(cell, inputs, first, letters.length)
    const loss = tf.reduce_mean(
      tf.nn.sparse_softmax_cross_entropy_with_logits(logits, tf.reshape(targets, [-1])),
    ) as tf.Tensor
    const variables = tf.trainable_variables()
    const [gradients] = tf.clip_by_global_norm(tf.gradients(loss, variables), 5)
    const train_step = new tf.train.AdamOptimizer(0.003).apply_gradients(
      gradients.map((gradient, i) => [gradient, variables[i]] as never),
    )
    const heat = tf.placeholder(tf.float32, [])
    const drawn = tf.multinomial(tf.div(logits, heat), 1)

    const sess = new tf.Session()
    sess.run(tf.initialize_all_variables())
    const piece = (): [x: number[], y: number[]] => {
      const at = tf.np.random.randint(0, ids.length - length) as number
      return [[...ids.subarray(at, at + length)], [...ids.subarray(at + 1, at + length + 1)]]
    }
    const losses: number[] = []
    const tenth = Math.ceil(steps / 10)
    let sum = 0
    for (let step = 1; step <= steps; step++) {
      const pieces = Array.from({ length: batch }, piece)
      const [value] = sess.run([loss, train_step], {
        feed_dict: [
          [inputs, pieces.map(([x]) => x)],
          [targets, pieces.map(([, y]) => y)],
          [first, tf.np.zeros([batch, hidden])],
        ] as never,
      })
      sum += value
      if (step % tenth !== 0) continue
      losses.push(sum / tenth)
      progress?.(`step ${step}: ${(sum / tenth).toFixed(3)} nats a letter`)
      sum = 0
    }
    const write = (start: string, count: number, temperature = 0.7): string => {
      let given = [...start].map(letter => index.get(letter) ?? 0)
      let state: unknown = tf.np.zeros([1, hidden])
      let written = ''
      for (let i = 0; i < count; i++) {
        const [choices, after] = sess.run([drawn, last], {
          feed_dict: [
            [inputs, [given]],
            [first, state],
            [heat, temperature],
          ] as never,
        })
        // of all letters that were given, the one after the last counts
        const next = Number((choices as tf.NDArray).data.at(-1))
        written += letters[next]
        given = [next]
        state = after
      }
      return written
    }
    return { losses, write }
  }) as Writer
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = process.argv.slice(2)
  const text = files.length > 0 ? files.map(file => readFileSync(file, 'utf8')).join('\n') : documentation()
  const { write } = learn(text, USUAL, line => console.log(line))
  console.log(`\nThe graph ${write('The graph ', 400)}`)
}
