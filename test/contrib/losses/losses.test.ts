/** tf.contrib.losses makes TensorFlow's graphs, collections, warnings, errors and numbers. */
import { expect, test } from 'vitest'
import * as tf from '../../../src/index.ts'
import { compareCollections, compareNodes, play, type Snippet, snippetsOf } from '../snippets.ts'

const snippets = snippetsOf('losses')

test('there are snippets', () => {
  expect(snippets.length).toBeGreaterThan(45)
})

test.each(snippets.map(snippet => [snippet.id, snippet] as const))('%s', async (_, snippet) => {
  expect(await play(snippet)).toEqual([])
})

test('in TypeScript', () => {
  const snippet = snippets.find(({ id }) => id === 'typescript') as Snippet
  const { losses } = tf.contrib
  new tf.Graph().as_default(graph => {
    const x = tf.constant([
      [0.1, 0.9],
      [0.3, 0.4],
    ])
    const y = tf.constant([
      [0, 1],
      [1, 0],
    ])
    const all = [
      losses.absolute_difference(x, y, [1, 2]),
      losses.mean_squared_error(x, y, { scope: 'squared' }),
      losses.log_loss(x, y, { epsilon: 1e-3 }),
      losses.mean_pairwise_squared_error(x, y),
      losses.cosine_distance(x, y, { dim: 1 }),
      tf.reduce_sum(losses.hinge_loss(x, y)),
      losses.sigmoid_cross_entropy(x, y, { label_smoothing: 0.5 }),
      losses.softmax_cross_entropy(x, y, 0.5, { label_smoothing: 0.25 }),
      losses.sparse_softmax_cross_entropy(x, tf.constant([0, 1], tf.int32), [1, 0]),
      losses.compute_weighted_loss(x, [1, 2]),
    ]
    losses.add_loss(all[5] as tf.Tensor)
    tf.add_to_collection('regularization_losses', tf.constant(2))
    const total = losses.get_total_loss()
    expect(compareNodes(snippet.nodes, graph)).toEqual([])
    expect(compareCollections(snippet.collections, graph)).toEqual([])
    expect(losses.get_losses('squared').map(loss => loss.name)).toEqual([all[1]?.name])
    expect(losses.get_regularization_losses().length).toBe(1)
    using session = new tf.Session()
    const values = session.run([...all, total]) as number[]
    const recorded = (snippet.result as { $numpy_scalar: { data: number } }[]).map(
      ({ $numpy_scalar }) => $numpy_scalar.data,
    )
    for (const [i, value] of values.entries()) expect(value).toBeCloseTo(recorded[i] as number, 5)
  })
})
