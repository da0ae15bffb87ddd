/** Fully connected layers and the variables of tf.contrib.framework make TensorFlow's nodes and collections. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import * as tf from '../../../src/index.ts'

interface Recorded {
  readonly graphs: Readonly<
    Record<
      string,
      { readonly nodes: readonly string[]; readonly collections: Readonly<Record<string, readonly string[]>> }
    >
  >
  readonly errors: Readonly<Record<string, string>>
}
const file = new URL('../../golden/contrib_layers.json.gz', import.meta.url)
const { graphs, errors } = JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as Recorded
const { layers, framework } = tf.contrib

const BUILDS: Readonly<Record<string, () => void>> = {
  matrix: () => {
    layers.fully_connected(tf.placeholder(tf.float32, [null, 3]), 2)
    layers.fully_connected(tf.placeholder(tf.float32, [null, 3]), 2, { activation_fn: null })
  },
  higher_rank: () => {
    layers.fully_connected(tf.placeholder(tf.float32, [null, 5, 3]), 2, {
      outputs_collections: 'ends',
      variables_collections: ['all'],
    })
  },
  named: () => {
    const x = tf.placeholder(tf.float64, [4, 3])
    layers.fully_connected(x, 2, {
      scope: 'layer',
      weights_initializer: tf.zeros_initializer,
      biases_initializer: null,
      trainable: false,
    })
    layers.fully_connected(x, 2, {
      scope: 'layer',
      weights_initializer: tf.zeros_initializer,
      biases_initializer: null,
      reuse: true,
    })
  },
  regularized: () => {
    const x = tf.placeholder(tf.float32, [4, 3])
    layers.linear(x, 2, { weights_regularizer: layers.l2_regularizer(0.1), variables_collections: { biases: ['b'] } })
    layers.relu(x, 2, {
      normalizer_fn: (y, params) => tf.nn.l2_normalize(y, params as { dim: number }),
      normalizer_params: { dim: 1 },
    })
    layers.relu6(x, 2)
  },
  steps: () => {
    framework.get_or_create_global_step()
    framework.model_variable('w', [2], { initializer: tf.zeros_initializer, device: '/cpu:0' })
    framework.local_variable(1, { name: 'l' })
  },
}

test.each(Object.keys(graphs))('%s', name => {
  const graph = new tf.Graph()
  graph.as_default(() => {
    tf.set_random_seed(7)
    BUILDS[name]?.()
  })
  const expected = graphs[name]
  const nodes = Array.from(graph.as_graph_def().node, node => node.ToText())
  expect(nodes).toEqual(expected?.nodes.map(text => tf.NodeDef.FromText(text).ToText()))
  const keys = graph.get_all_collection_keys().sort()
  const collections = keys.map(key => [
    key,
    graph.get_collection(key).map((value: tf.Variable | tf.Tensor) => value.name),
  ])
  expect(Object.fromEntries(collections)).toEqual(expected?.collections)
})

test.each([
  ['vector', [3]],
  ['unknown', null],
  ['last', [3, null]],
] as const)('inputs: %s', (name, shape) => {
  const graph = new tf.Graph()
  const build = () => graph.as_default(() => layers.fully_connected(tf.placeholder(tf.float32, shape), 2))
  expect(build).toThrow((errors[name] as string).replace('ValueError: ', ''))
  expect(build).toThrow(tf.ValueError)
})

test('an existing step counter is found, and not made again', () => {
  new tf.Graph().as_default(() => {
    expect(framework.get_global_step()).toBeNull()
    const step = framework.create_global_step()
    expect(framework.get_or_create_global_step()).toBe(step)
    expect(framework.assert_or_get_global_step()).toBe(step)
    expect(() => framework.create_global_step()).toThrow('"global_step" already exists.')
    expect(() => framework.assert_or_get_global_step({ global_step_tensor: tf.constant(1) })).toThrow(TypeError)
  })
})

test('a layer computes', () => {
  new tf.Graph().as_default(() => {
    const y = layers.linear(tf.constant([[1, 2]]), 1, {
      weights_initializer: tf.constant_initializer(3),
      biases_initializer: tf.constant_initializer(1),
    })
    using session = new tf.Session()
    session.run(tf.initialize_all_variables())
    expect(session.run(y).tolist()).toEqual([[10]])
  })
})
