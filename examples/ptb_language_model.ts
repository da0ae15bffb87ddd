/**
 * A language model of words, as in the recurrent tutorial (Zaremba et al., arXiv 1409.2329): layers of LSTMs that are unrolled over a few
 * words and keep their state from one piece of the text to the next. It prints the perplexity of each epoch: among how many words it
 * hesitates.
 *
 *     npx tsx examples/ptb_language_model.ts [FILE.txt …]
 *
 * Without files it reads this project's own documentation.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as tf from 'tf0'
import { documentation } from './word_embeddings.ts'

export interface Config {
  readonly layers: number
  readonly hidden: number
  readonly batch: number
  /** Words over which the net is unrolled. */
  readonly steps: number
  readonly epochs: number
  readonly learning_rate: number
  /** The rate falls by `decay` after each epoch beyond this many. */
  readonly full_rate_epochs: number
  readonly decay: number
}
export const SMALL: Config = {
  layers: 2,
  hidden: 100,
  batch: 10,
  steps: 15,
  epochs: 8,
  learning_rate: 1,
  full_rate_epochs: 4,
  decay: 0.7,
}
/** Larger gradients are scaled down. */
const LARGEST_NORM = 5

/** The text as indices of its words, most frequent first; the ends of lines are words, too. */
export function wordIds(text: string): { readonly words: readonly string[]; readonly ids: Int32Array } {
  const tokens = text.toLowerCase().match(/[a-z]+|[.,;:]|\n/g) ?? []
  const counts = new Map<string, number>()
  for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1)
  const words = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([word]) => word)
  const index = new Map(words.map((word, i) => [word, i]))
  return { words, ids: Int32Array.from(tokens, token => index.get(token) as number) }
}

/** Rows of the text side by side, cut into pieces of `steps` words; the targets are the words that follow. */
function* pieces(ids: Int32Array, batch: number, steps: number): Generator<[x: tf.NDArray, y: tf.NDArray]> {
  const length = Math.floor(ids.length / batch)
  const rows = tf.NDArray.of(ids.slice(0, batch * length) as never, 'int32').reshape(batch, length)
  for (let i = 0; i < Math.floor((length - 1) / steps); i++) {
    const cut = (start: number): tf.NDArray => rows.at(':', `${start}:${start + steps}`) as tf.NDArray
    yield [cut(i * steps), cut(i * steps + 1)]
  }
}

/** Trains a model of `text`, and returns the perplexity of each epoch. */
export function train(text: string, config: Config = SMALL, progress?: (line: string) => void): number[] {
  const { words, ids } = wordIds(text)
  const { layers, hidden, batch, steps } = config
  return new tf.Graph().as_default(() => {
    const inputs = tf.placeholder(tf.int32, [batch, steps])
    const targets = tf.placeholder(tf.int32, [batch, steps])
    const initializer = tf.random_uniform_initializer(-0.1, 0.1, { seed: 1 })
    return tf.variable_scope('model', { initializer }, () => {
      const cells = Array.from({ length: layers }, () => new tf.nn.rnn_cell.BasicLSTMCell(hidden, { forget_bias: 0 }))
      const cell = new tf.nn.rnn_cell.MultiRNNCell(cells)
      const initial_state = cell.zero_state(batch, tf.float32)
      const embedding = tf.get_variable('embedding', [words.length, hidden])
      const vectors = tf.unpack(tf.nn.embedding_lookup(embedding, inputs), { axis: 1 })
      const [outputs, last_state] = tf.nn.rnn(cell, vectors, { initial_state })
      const output = tf.reshape(tf.concat(1, outputs), [-1, hidden])
      const softmax_w = tf.get_variable('softmax_w', [hidden, words.length])
      const softmax_b = tf.get_variable('softmax_b', [words.length])
      const logits = tf.matmul(output, softmax_w).add(softmax_b)
      const losses = tf.nn.seq2seq.sequence_loss_by_example(
        [logits],
        [tf.reshape(targets, [-1])],
        [tf.ones([batch * steps])],
      )
      const cost = tf.reduce_sum(losses).div(batch)
      const learning_rate = new tf.Variable(0, { trainable: false, dtype: tf.float32 })
      const variables = tf.trainable_variables()
      const [gradients] = tf.clip_by_global_norm(tf.gradients(cost, variables), LARGEST_NORM)
      const optimizer = new tf.train.GradientDescentOptimizer(learning_rate)
      const train_step = optimizer.apply_gradients(gradients.map((gradient, i) => [gradient, variables[i]] as never))

      return tf.with(new tf.Session(), sess => {
        sess.run(tf.initialize_all_variables())
        const perplexities: number[] = []
        const rate = tf.placeholder(tf.float32, [])
        const set_rate = learning_rate.assign(rate)
        for (let epoch = 0; epoch < config.epochs; epoch++) {
          const decays = Math.max(epoch - config.full_rate_epochs + 1, 0)
          sess.run(set_rate, { feed_dict: [[rate, config.learning_rate * config.decay ** decays]] })
          // the state is a tuple of pairs, which is fed tensor by tensor
          const places = [...initial_state].flatMap(layer => [...layer]) as tf.Tensor[]
          let state = sess.run(places) as tf.NDArray[]
          let costs = 0
          let count = 0
          for (const [x, y] of pieces(ids, batch, steps)) {
            const [value, after] = sess.run([cost, [...last_state].flatMap(layer => [...layer]), train_step], {
              feed_dict: [[inputs, x], [targets, y], ...places.map((place, i) => [place, state[i]])] as never,
            })
            state = after
            costs += value
            count += steps
          }
          perplexities.push(Math.exp(costs / count))
          progress?.(`epoch ${epoch + 1}: perplexity ${(perplexities[epoch] as number).toFixed(1)}`)
        }
        return perplexities
      }) as number[]
    }) as number[]
  }) as number[]
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = process.argv.slice(2)
  const text = files.length > 0 ? files.map(file => readFileSync(file, 'utf8')).join('\n') : documentation()
  const { words, ids } = wordIds(text)
  console.log(`${ids.length} words, ${words.length} different ones`)
  train(text, SMALL, line => console.log(line))
}
