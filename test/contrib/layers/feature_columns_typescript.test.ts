/** Feature columns as they are written in TypeScript: the same graphs as TensorFlow's, features as objects and Maps, equal columns. */
import { expect, test } from 'vitest'
import * as tf from '../../../src/index.ts'
import { compareCollections, compareNodes, type Snippet, snippetsOf } from '../snippets.ts'

const { layers } = tf.contrib
const snippets = snippetsOf('feature_columns')
const recorded = (id: string): Snippet => snippets.find(snippet => snippet.id === id) as Snippet

/** What a builder's graph is like. */
function differences(id: string, build: () => void): string[] {
  const graph = new tf.Graph()
  graph.as_default(() => {
    tf.set_random_seed(7)
    build()
  })
  const { nodes, collections } = recorded(id)
  return [...compareNodes(nodes, graph), ...compareCollections(collections, graph)]
}

test('a linear model', () => {
  const build = (): void => {
    const price = layers.real_valued_column('price')
    const age = layers.real_valued_column('age', 2)
    const buckets = layers.bucketized_column(age, [0, 10])
    const wire = layers.sparse_column_with_hash_bucket('wire', 10, { combiner: 'sum' })
    const kind = layers.sparse_column_with_keys('kind', ['a', 'b'], { combiner: 'mean' })
    const weighted = layers.weighted_sparse_column(kind, 'w')
    const crossed = layers.crossed_column([wire, kind], 30, { combiner: 'sqrtn' })
    const columns = [price, buckets, wire, kind, weighted, crossed]
    const price_ = tf.constant([[20], [-1]])
    const age_ = tf.constant([
      [1, -1],
      [30, 2],
    ])
    const wire_ = tf.constant([
      ['omar', 'x'],
      ['y', ''],
    ])
    const at = [
      [0, 0],
      [1, 0],
      [1, 1],
    ]
    const kind_ = new tf.SparseTensor(at, ['b', 'a', 'zz'], [2, 2])
    const w = new tf.SparseTensor(at, [2, 3, 4], [2, 2])
    const features = { price: price_, age: age_, wire: wire_, kind: kind_, w }
    const [logits] = layers.weighted_sum_from_feature_columns(features, columns, 2, { weight_collections: ['linear'] })
    const labels = tf.constant([
      [1, 0],
      [0, 1],
    ])
    const loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(logits, labels))
    new tf.train.FtrlOptimizer(0.5).minimize(loss)
    tf.initialize_all_variables()
    tf.initialize_all_tables()
  }
  expect(differences('sum_of_all_kinds', build)).toEqual([])
})

test('an input layer', () => {
  const build = (): void => {
    const kind = layers.sparse_column_with_keys('k', ['a', 'b', 'c', 'unseen'], { combiner: 'sum' })
    const hashed = layers.sparse_column_with_hash_bucket({ column_name: 'h', hash_bucket_size: 4, combiner: 'sum' })
    const at = [
      [0, 0],
      [1, 0],
      [2, 0],
      [2, 1],
    ]
    const k = new tf.SparseTensor(at, ['a', 'b', 'c', 'zz'], [3, 2])
    const h = tf.constant([
      ['x', 'y'],
      ['z', 'z'],
      ['x', ''],
    ])
    layers.input_from_feature_columns({ k, h }, [layers.one_hot_column(kind), layers.one_hot_column(hashed)])
    tf.initialize_all_tables()
  }
  expect(differences('input_one_hot', build)).toEqual([])
})

test('equal columns are one', () => {
  const make = (size: number) => layers.sparse_column_with_hash_bucket('a', size, { combiner: 'sum' })
  expect(make(3)).toBe(make(3))
  expect(make(3)).not.toBe(make(4))
  const age = layers.real_valued_column('age')
  expect(layers.bucketized_column(age, [1, 1, 2])).toBe(
    layers.bucketized_column(layers.real_valued_column('age'), [1, 2]),
  )
  expect(layers.real_valued_column('age', { normalizer: x => x })).not.toBe(
    layers.real_valued_column('age', { normalizer: x => x }),
  )
})

test('what columns made of features is made once', () => {
  new tf.Graph().as_default(graph => {
    const price = layers.real_valued_column('price')
    const buckets = layers.bucketized_column(price, [0, 10])
    const features = { price: tf.constant([[20], [5]]) }
    layers.weighted_sum_from_feature_columns(features, [buckets], 1)
    layers.input_from_feature_columns(features, [buckets])
    expect(Object.keys(features)).toEqual(['price'])
    const map = new Map<never, never>(Object.entries(features) as never)
    layers.input_from_feature_columns(map, [buckets])
    expect(map.has(buckets as never)).toBe(true)
    expect(graph.get_operations().filter(op => op.type === 'Bucketize')).toHaveLength(2)
  })
})

test('features of Examples', () => {
  new tf.Graph().as_default(() => {
    const age = layers.real_valued_column('age', { default_value: 30 })
    const job = layers.sparse_column_with_keys('job', ['cook', 'smith'], { combiner: 'sum' })
    const features = (given: object): Buffer =>
      Buffer.from(new tf.train.Example({ features: { feature: given } } as never).SerializeToString())
    const serialized = [
      features({ age: { float_list: { value: [20] } }, job: { bytes_list: { value: [Buffer.from('smith')] } } }),
      features({ job: { bytes_list: { value: [Buffer.from('cook'), Buffer.from('smith')] } } }),
    ]
    const parsed = layers.parse_feature_columns_from_examples(serialized as never, [age, job])
    const [logits, variables, bias] = layers.weighted_sum_from_feature_columns(parsed, [age, job], 1)
    tf.with(new tf.Session(), session => {
      session.run([tf.initialize_all_variables(), tf.initialize_all_tables()])
      const [ofAge, ofJob] = [age, job].map(column => variables.get(column)?.[0]) as [tf.Variable, tf.Variable]
      session.run([ofAge.assign([[2]]), ofJob.assign([[100], [1000]]), bias.assign([0.5])])
      expect(session.run(logits).tolist()).toEqual([[1040.5], [1160.5]])
    })
  })
})

test('old checkpoints of columns are not read yet', () => {
  new tf.Graph().as_default(() => {
    const a = layers.sparse_column_with_hash_bucket('a', 10, { combiner: 'sum' })
    const embedding = layers.embedding_column(a, 2, {
      combiner: 'sum',
      ckpt_to_load_from: 'model',
      tensor_name_in_ckpt: 'weights',
    })
    expect(() => layers.input_from_feature_columns({ a: tf.constant([['x']]) }, [embedding])).toThrow(/checkpoints/)
  })
})
