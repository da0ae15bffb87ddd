/**
 * Word vectors in the manner of word2vec: skip-grams with noise-contrastive estimation. Each step touches the rows of a few
 * words only: the gradients of `embedding_lookup` and of the sampled weights are sparse, and so are the updates.
 *
 *     npx tsx examples/word_embeddings.ts [FILE.txt …]
 *
 * Without files it reads this project's own documentation.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as tf from 'tf0'

const WINDOW = 2

/** The words of a text by frequency, and the text as indices into them; words seen less than `least` times are left out. */
export function vocabulary(text: string, least = 5): { readonly words: string[]; readonly ids: number[] } {
  const tokens = text.toLowerCase().match(/[a-z]+/g) ?? []
  const counts = new Map<string, number>()
  for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1)
  const words = [...counts]
    .filter(([, count]) => count >= least)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .map(([word]) => word)
  const index = new Map(words.map((word, i) => [word, i]))
  return { words, ids: tokens.flatMap(token => index.get(token) ?? []) }
}

/** Pairs of a word and one of its neighbours, at random places of the text. */
function nextBatch(
  ids: readonly number[],
  size: number,
): { readonly centers: Int32Array; readonly neighbours: number[][] } {
  const centers = new Int32Array(size)
  const neighbours = Array.from({ length: size }, (_, i) => {
    const at = tf.np.random.randint(WINDOW, ids.length - WINDOW) as number
    const offset = tf.np.random.randint(1, WINDOW + 1) as number
    centers[i] = ids[at] as number
    return [ids[(tf.np.random.rand() as number) < 0.5 ? at - offset : at + offset] as number]
  })
  return { centers, neighbours }
}

export interface Embeddings {
  readonly words: readonly string[]
  /** Mean loss of each tenth of the training. */
  readonly losses: number[]
  /** The words nearest to one, best first. */
  nearest(word: string, count: number): string[]
}

/** Learns vectors of `dimensions` numbers for the words of `text`. */
export function learn(text: string, { steps = 4000, dimensions = 32, batch = 64 } = {}): Embeddings {
  const { words, ids } = vocabulary(text)
  tf.np.random.seed(0)
  const graph = new tf.Graph()
  return graph.as_default(() => {
    tf.set_random_seed(1)
    const inputs = tf.placeholder(tf.int32, [batch])
    const labels = tf.placeholder(tf.int64, [batch, 1])
    const vectors = new tf.Variable(tf.random_uniform([words.length, dimensions], -1, 1), { name: 'vectors' })
    const weights = new tf.Variable(
      tf.truncated_normal([words.length, dimensions], { stddev: 1 / Math.sqrt(dimensions) }),
      { name: 'weights' },
    )
    const biases = new tf.Variable(tf.zeros([words.length]), { name: 'biases' })
    const looked_up = tf.nn.embedding_lookup(vectors, inputs)
    const loss = tf.reduce_mean(tf.nn.nce_loss(weights, biases, looked_up, labels, 16, words.length))
    const train_step = new tf.train.AdagradOptimizer(0.5).minimize(loss)
    const length = tf.sqrt(tf.reduce_sum(tf.square(vectors), 1, true))
    const normal = tf.div(vectors, length)
    const query = tf.placeholder(tf.int32, [1])
    const similarity = tf.matmul(tf.gather(normal, query), normal, false, true)

    const sess = new tf.Session()
    sess.run(tf.initialize_all_variables())
    const losses: number[] = []
    let sum = 0
    for (let step = 1; step <= steps; step++) {
      const { centers, neighbours } = nextBatch(ids, batch)
      const [value] = sess.run([loss, train_step], {
        feed_dict: [
          [inputs, centers],
          [labels, neighbours],
        ],
      })
      sum += value
      if (step % Math.ceil(steps / 10) === 0) {
        losses.push(sum / Math.ceil(steps / 10))
        sum = 0
      }
    }
    const nearest = (word: string, count: number): string[] => {
      const scores = sess.run(similarity, { feed_dict: [[query, [words.indexOf(word)]]] }).tolist()[0] as number[]
      const order = scores.map((_, i) => i).sort((a, b) => (scores[b] as number) - (scores[a] as number))
      return order.slice(1, count + 1).map(i => words[i] as string)
    }
    return { words, losses, nearest }
  })
}

/** The project's documentation as one text. */
export function documentation(): string {
  const root = new URL('../', import.meta.url)
  const docs = readdirSync(new URL('docs/', root))
    .filter(file => file.endsWith('.md'))
    .map(file => `docs/${file}`)
  return ['README.md', 'LICENSE', ...docs.sort()].map(file => readFileSync(new URL(file, root), 'utf8')).join('\n')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = process.argv.slice(2)
  const { words, losses, nearest } = learn(
    files.length > 0 ? files.map(file => readFileSync(file, 'utf8')).join('\n') : documentation(),
  )
  console.log(`${words.length} words; mean loss ${losses.map(loss => loss.toFixed(2)).join(' → ')}`)
  for (const word of words.slice(5, 13)) console.log(`${word.padEnd(12)} ${nearest(word, 5).join(', ')}`)
}
