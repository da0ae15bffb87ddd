/** tf.contrib.layers.optimize_loss and the embeddings make TensorFlow's graphs, collections, warnings, errors and numbers. */
import { describe, expect, test } from 'vitest'
import * as tf from '../../../src/index.ts'
import { compareCollections, compareNodes, play, type Snippet, snippetsOf } from '../snippets.ts'

const { layers } = tf.contrib
const files = { optimize_loss: snippetsOf('optimize_loss'), embeddings: snippetsOf('embeddings') }

describe.each(['optimize_loss', 'embeddings'] as const)('%s', file => {
  const snippets = files[file]

  test('there are snippets', () => {
    expect(snippets.length).toBeGreaterThan(20)
  })
  test.each(snippets.map(snippet => [snippet.id, snippet] as const))('%s', async (_, snippet) => {
    expect(await play(snippet)).toEqual([])
  })
})

/** The snippet written in TypeScript makes the same graph. */
function sameGraph(snippets: readonly Snippet[], id: string, build: () => void): void {
  const snippet = snippets.find(one => one.id === id) as Snippet
  new tf.Graph().as_default(graph => {
    tf.set_random_seed(7)
    build()
    expect(compareNodes(snippet.nodes, graph)).toEqual([])
    expect(compareCollections(snippet.collections, graph)).toEqual([])
  })
}

describe('in TypeScript', () => {
  test('optimize_loss, clipped and multiplied', () => {
    sameGraph(files.optimize_loss, 'multipliers', () => {
      const v = new tf.Variable([3, 4], { name: 'v' })
      const w = new tf.Variable(1, { name: 'w' })
      const table = new tf.Variable(tf.ones([3, 1]), { name: 'table' })
      const loss = tf
        .reduce_sum(tf.square(v))
        .add(w)
        .add(tf.reduce_sum(tf.gather(table, [1, 1])))
      const gradient_multipliers = new Map<tf.Variable | string, number>([
        [v, 2],
        ['w:0', 0],
        [table, 3],
        ['other', 1],
      ])
      const train = layers.optimize_loss(loss, null, 0.1, 'SGD', { gradient_multipliers })
      using session = new tf.Session()
      session.run(tf.global_variables_initializer())
      session.run(train)
      expect(session.run(w)).toBe(1)
      expect(session.run(v).tolist()).toEqual([Math.fround(1.8), Math.fround(2.4)])
    })
  })
  test('optimize_loss with classes, functions and decay', () => {
    sameGraph(files.optimize_loss, 'decay', () => {
      const v = new tf.Variable([3], { name: 'v' })
      const step = new tf.Variable(tf.int(0), { trainable: false, name: 'step' })
      layers.optimize_loss(tf.reduce_sum(tf.square(v)), step, 0.5, tf.train.GradientDescentOptimizer as never, {
        learning_rate_decay_fn: (rate, at) => tf.train.exponential_decay(rate, at, tf.int(1), 0.5),
        name: 'Decayed',
      })
      tf.summary.merge_all()
      tf.global_variables_initializer()
    })
    const made = layers.optimize_loss(tf.square(new tf.Variable(1)), null, null, () => new tf.train.AdamOptimizer(0.5))
    expect(made.name).toContain('control_dependency')
    expect([...layers.OPTIMIZER_CLS_NAMES.keys()]).toContain('RMSProp')
    expect(layers.OPTIMIZER_SUMMARIES).toContain('gradient_norm')
    expect(() => layers.optimize_loss(tf.constant(1), null, -1, 'SGD')).toThrow(tf.ValueError)
  })
  test('adaptive_clipping_fn', () => {
    sameGraph(files.optimize_loss, 'adaptive_static', () => {
      const v = new tf.Variable([30, 4], { name: 'v' })
      const clip = layers.adaptive_clipping_fn({ static_max_norm: 0.5, name: 'Clip' })
      clip(new tf.train.GradientDescentOptimizer(0.1).compute_gradients(tf.reduce_sum(tf.square(v))))
      tf.global_variables_initializer()
    })
  })
  test('embeddings', () => {
    sameGraph(files.embeddings, 'safe_higher_rank', () => {
      const table = tf.constant([
        [1, 2],
        [3, 4],
        [5, 6],
        [7, 8],
      ])
      const at = [
        [0, 0, 0],
        [0, 1, 1],
        [1, 0, 0],
        [1, 1, 0],
      ]
      const ids = new tf.SparseTensor(at, tf.constant([0, 1, -1, 3], tf.int64), [2, 2, 2])
      const rows = layers.safe_embedding_lookup_sparse([table], ids, { combiner: 'sum' })
      using session = new tf.Session()
      expect(session.run(rows).tolist()).toEqual([
        [
          [1, 2],
          [3, 4],
        ],
        [
          [0, 0],
          [7, 8],
        ],
      ])
    })
    sameGraph(files.embeddings, 'embed', () => {
      const ids = tf.constant(
        [
          [1, 2, 0],
          [3, 3, 1],
        ],
        tf.int32,
      )
      const rows = [
        [1, 2],
        [3, 4],
        [5, 6],
        [7, 8],
      ]
      layers.embed_sequence(ids, 4, 2)
      layers.embed_sequence(ids, {
        vocab_size: 4,
        embed_dim: 2,
        unique: true,
        scope: 'own',
        initializer: tf.constant_initializer(rows),
        regularizer: layers.l2_regularizer(0.1),
        trainable: false,
      })
      layers.embed_sequence(ids, { scope: 'own', reuse: true })
      layers.embed_sequence(ids, 4, { scope: 'own', reuse: true })
      tf.global_variables_initializer()
    })
  })
  test('embedding_lookup_unique, hashed embeddings and bags of words', () => {
    new tf.Graph().as_default(() => {
      const table = tf.constant([[1], [2], [3]])
      const unique = layers.embedding_lookup_unique(table, [[2, 2], [0, 2]]) // biome-ignore format: one matrix
      const params = tf.range(0, 17)
      const hashed = layers.hashed_embedding_lookup(tf.to_float(params), tf.constant(['a', 'b', 'a']), 4, {
        hash_key: 5,
      })
      const words = new tf.SparseTensor([[0, 0]], ['a'], [1, 1])
      const combined = layers.hashed_embedding_lookup_sparse(tf.to_float(params), words, 4, {
        combiner: 'sum',
        hash_key: 5,
      })
      const bag = layers.bow_encoder([[1, 2, 0]], 3, 1, { initializer: tf.constant_initializer(0.5) })
      using session = new tf.Session()
      session.run(tf.global_variables_initializer())
      expect(session.run(unique).tolist()).toEqual([[[3], [3]], [[1], [3]]]) // biome-ignore format: one array
      const [first, second, third] = session.run(hashed).tolist() as number[][]
      expect(first).toEqual(third)
      expect(first).not.toEqual(second)
      expect(session.run(combined).tolist()).toEqual([first])
      expect(session.run(bag).tolist()).toEqual([[0.5]])
    })
  })
})
