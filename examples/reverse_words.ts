/**
 * A translator that learns to spell words backwards: an encoder reads the letters, a decoder writes them, and looks at each letter that the
 * encoder has read (attention). In training it is given the right letters; in use it gets its own.
 *
 *     npx tsx examples/reverse_words.ts [STEPS]
 *
 * The words are those of this project's documentation; every tenth is kept from it until the end.
 */
import { fileURLToPath } from 'node:url'
import * as tf from 'tf0'
import { argument } from './support/arguments.ts'
import { documentation } from './word_embeddings.ts'

const LONGEST = 8
const BATCH = 64
/** What stands after the end of a word, and before the first letter that is written. */
const [END, GO] = [0, 27]
const SYMBOLS = 28
/** The columns of the encoder: letters, then ends. The decoder begins with GO, and has to write an end. */
const STEPS = LONGEST + 1

/** Words of three to eight letters in a text, each once. */
export const wordsOf = (text: string): string[] =>
  [...new Set(text.toLowerCase().match(/\b[a-z]+\b/g) ?? [])]
    .filter(word => word.length >= 3 && word.length <= LONGEST)
    .sort()

const codesOf = (word: string): number[] => [...word].map(letter => letter.charCodeAt(0) - 96)
const padded = (codes: readonly number[], length: number): number[] => [
  ...codes,
  ...new Array<number>(length - codes.length).fill(END),
]
const spelt = (codes: readonly number[]): string => {
  const end = codes.indexOf(END)
  return String.fromCharCode(...codes.slice(0, end < 0 ? codes.length : end).map(code => code + 96))
}

export interface Reverser {
  readonly losses: readonly number[]
  /** What it makes of words. */
  reverse(words: readonly string[]): string[]
}

/** Learns from `steps` batches of words. */
export function learn(words: readonly string[], steps: number, progress?: (line: string) => void): Reverser {
  tf.np.random.seed(0)
  return new tf.Graph().as_default(() => {
    tf.set_random_seed(1)
    const columns = (name: string): tf.Tensor[] =>
      Array.from({ length: STEPS }, (_, i) => tf.placeholder(tf.int32, [null], { name: `${name}${i}` }) as tf.Tensor)
    const [encoder_inputs, decoder_inputs, targets] = [columns('encoder'), columns('decoder'), columns('target')]
    const model = (feed_previous: boolean): tf.Tensor[] => {
      const cell = new tf.nn.rnn_cell.GRUCell(64)
      const [outputs] = tf.nn.seq2seq.embedding_attention_seq2seq(
        encoder_inputs,
        decoder_inputs,
        cell,
        SYMBOLS,
        SYMBOLS,
        32,
        { feed_previous },
      )
      return outputs as tf.Tensor[]
    }
    const [taught, own] = tf.variable_scope('reverser', scope => {
      const taught = model(false)
      scope.reuse_variables()
      return [taught, model(true)] as const
    }) as readonly [tf.Tensor[], tf.Tensor[]]
    const weights = decoder_inputs.map(column => tf.ones_like(column, tf.float32))
    const loss = tf.nn.seq2seq.sequence_loss(taught, targets, weights)
    const train_step = new tf.train.AdamOptimizer(0.005).minimize(loss)
    const written = own.map(logits => tf.argmax(logits, 1))

    const sess = new tf.Session()
    sess.run(tf.initialize_all_variables())
    const column = (rows: readonly number[][], i: number): number[] => rows.map(row => row[i] as number)
    const feeds = (batch: readonly string[]): never => {
      const read = batch.map(word => padded(codesOf(word), STEPS))
      const backwards = batch.map(word => codesOf(word).reverse())
      const expected = backwards.map(codes => padded(codes, STEPS))
      const given = expected.map(codes => [GO, ...codes.slice(0, -1)])
      return [
        ...encoder_inputs.map((place, i) => [place, column(read, i)]),
        ...decoder_inputs.map((place, i) => [place, column(given, i)]),
        ...targets.map((place, i) => [place, column(expected, i)]),
      ] as never
    }
    const losses: number[] = []
    for (let step = 1; step <= steps; step++) {
      const batch = Array.from(
        { length: BATCH },
        () => words[tf.np.random.randint(0, words.length) as number] as string,
      )
      const [value] = sess.run([loss, train_step], { feed_dict: feeds(batch) })
      losses.push(value)
      if (step % 100 === 0) progress?.(`step ${step}: loss ${value.toFixed(3)}`)
    }
    const reverse = (list: readonly string[]): string[] => {
      const codes = sess.run(written, { feed_dict: feeds(list) }) as tf.NDArray[]
      return list.map((_, row) => spelt(codes.map(step => Number(step.data[row]))))
    }
    return { losses, reverse }
  }) as Reverser
}

/** Every tenth word is left for the test. */
export function divided(words: readonly string[]): { readonly seen: string[]; readonly unseen: string[] } {
  return { seen: words.filter((_, i) => i % 10 !== 0), unseen: words.filter((_, i) => i % 10 === 0) }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { seen, unseen } = divided(wordsOf(documentation()))
  console.log(`${seen.length} words to learn from, ${unseen.length} to be tried`)
  const { reverse } = learn(seen, argument('STEPS', 800), line => console.log(line))
  const made = reverse(unseen)
  for (const [i, word] of unseen.slice(0, 10).entries()) console.log(`${word.padEnd(10)} ${made[i]}`)
  const right = made.filter((text, i) => text === [...(unseen[i] as string)].reverse().join('')).length
  console.log(`${right} of ${unseen.length} words that it had never seen are right`)
}
