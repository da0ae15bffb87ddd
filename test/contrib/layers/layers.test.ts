/** tf.contrib.layers makes TensorFlow's graphs, collections, errors and numbers. */
import { describe, expect, test } from 'vitest'
import * as tf from '../../../src/index.ts'
import { compareCollections, compareNodes, play, type Snippet, snippetsOf } from '../snippets.ts'

const { layers } = tf.contrib

describe.each([
  ['layers', 100],
  ['layers_more', 40],
  ['batch_norm', 25],
  ['layer_programs', 6],
  ['slim', 1],
])('%s', (file, least) => {
  const snippets = snippetsOf(file)

  test('there are snippets', () => {
    expect(snippets.length).toBeGreaterThan(least)
  })
  test.each(snippets.map(snippet => [snippet.id, snippet] as const))('%s', { timeout: 60_000 }, async (_, snippet) => {
    expect(await play(snippet)).toEqual([])
  })
})

test('in TypeScript', () => {
  const snippet = snippetsOf('layers').find(({ id }) => id === 'typescript') as Snippet
  new tf.Graph().as_default(graph => {
    tf.set_random_seed(7)
    const x = tf.placeholder(tf.float32, [null, 8, 8, 4])
    const is_training = tf.placeholder(tf.bool, [])
    let y = layers.conv2d(x, 6, [3, 3], {
      stride: 2,
      normalizer_fn: layers.batch_norm,
      normalizer_params: { is_training: true, decay: 0.9 },
      scope: 'c1',
    })
    y = layers.conv2d_transpose(y, 4, 3, { stride: 2, weights_regularizer: layers.l2_regularizer(0.5) })
    y = layers.separable_conv2d(y, 8, 3, 1, { activation_fn: null })
    y = layers.conv2d_in_plane(y, 2, { padding: 'VALID', outputs_collections: 'planes' })
    y = layers.max_pool2d(y, 2)
    y = layers.avg_pool2d(y, [1, 1], { stride: 1 })
    y = layers.pool(y, 1, 'MAX')
    y = layers.bias_add(y, { activation_fn: t => tf.nn.relu(t) })
    y = layers.batch_norm(y, { is_training, scale: true })
    y = layers.batch_norm(y, { fused: true, updates_collections: null })
    y = layers.repeat(y, 2, layers.conv2d, 3, [1, 1], { scope: 'r' })
    y = layers.layer_norm(y, { center: false })
    y = layers.flatten(y)
    y = layers.dropout(y, 0.5, { is_training })
    y = layers.stack(y, layers.fully_connected, [4, 3], { scope: 's' })
    y = layers.unit_norm(y, 1)
    y = layers.softmax(y)
    y = layers.legacy_fully_connected(y, 2, { name: 'old' })
    y = layers.legacy_relu(layers.legacy_linear(y, 2), 2)
    layers.one_hot_encoding(tf.constant([1, 2], tf.int32), 3)
    layers.summarize_activation(y)
    layers.summarize_tensors([y])
    layers.summarize_collection('planes')
    layers.summarize_activations()
    layers.utils.collect_named_outputs('ends', 'end/', y)
    layers.utils.smart_cond(
      is_training,
      () => tf.constant(1, tf.int32),
      () => tf.constant(2, tf.int32),
    )
    expect([...compareNodes(snippet.nodes, graph), ...compareCollections(snippet.collections, graph)]).toEqual([])
  })
})

test('names and sizes in TypeScript', () => {
  const { utils } = layers
  expect(utils.two_element_tuple(3)).toEqual([3, 3])
  expect(utils.n_positive_integers(3, [1, 2, 3])).toEqual([1, 2, 3])
  expect(utils.first_dimension(new tf.TensorShape([2, 3]))).toBe(2)
  expect(utils.last_dimension(new tf.TensorShape([2, 3]), { min_rank: 2 })).toBe(3)
  expect(utils.get_variable_collections({ weights: ['w'] }, 'weights')).toEqual(['w'])
  expect(
    utils.static_cond(
      false,
      () => 1,
      () => 2,
    ),
  ).toBe(2)
  new tf.Graph().as_default(() => {
    const x = utils.collect_named_outputs(['ends'], 'a/b', tf.constant(1))
    expect(utils.constant_value(tf.constant(true))).toMatchObject({ shape: [] })
    expect(utils.get_tensor_alias(x)).toBe('a/b')
    expect(utils.gather_tensors_alias([x, tf.constant(2, { name: 'c' })])).toEqual(['a/b', 'c'])
    expect([...utils.convert_collection_to_dict('ends')].map(([alias, { name }]) => [alias, name])).toEqual([
      ['a/b', x.name],
    ])
    expect(layers.summarize_tensor(tf.constant('text'))).toBeNull()
    expect([...layers.summarize_variables(), ...layers.summarize_weights(), ...layers.summarize_biases()]).toEqual([])
    expect(() => layers.repeat(x, 2, undefined as never)).toThrow(
      "repeat() missing 1 required positional argument: 'layer'",
    )
  })
})

test('activations without names of their own are stacked, too', () => {
  new tf.Graph().as_default(() => {
    const y = layers.stack(
      tf.zeros([2, 3]),
      (inputs: tf.Tensor, units: number, options: { scope: string }) => layers.linear(inputs, units, options),
      [4, 5],
    )
    expect(y.name).toBe('Stack/stack_2/BiasAdd:0')
  })
})
