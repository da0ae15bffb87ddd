/** Ops that draw numbers without being stateful start over for every set of feeds and fetches. The values are TensorFlow 0.12.1's. */
import { beforeEach, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'

beforeEach(() => tf.reset_default_graph())

test('candidate samplers', () => {
  tf.set_random_seed(5)
  const ids = tf.placeholder(tf.int64, [2, 1])
  const feeds = { feed_dict: [[ids, [[1], [2]]]] as never }
  const [sampled] = tf.nn.log_uniform_candidate_sampler(ids, 1, 4, true, 1000, { seed: 3 })
  const [fixed] = tf.nn.uniform_candidate_sampler(tf.constant([[1], [2]], tf.int64), 1, 4, true, 1000, { seed: 4 })
  const [one, two] = [tf.constant(1), tf.constant(2)]
  using sess = new tf.Session()
  const numbers = (fetches: readonly unknown[], at = 0): number[] =>
    Array.from((sess.run([...fetches] as never, feeds) as tf.NDArray[])[at]?.data as BigInt64Array, Number)
  const [first, second, third, fourth] = [
    [7, 35, 163, 478],
    [0, 2, 949, 20],
    [99, 5, 2, 107],
    [33, 52, 6, 133],
  ]
  expect(numbers([sampled])).toEqual(first)
  expect(numbers([sampled])).toEqual(second)
  expect(numbers([sampled, one])).toEqual(first)
  // the order does not matter
  expect(numbers([one, sampled], 1)).toEqual(second)
  expect(numbers([sampled])).toEqual(third)
  expect(numbers([sampled, two])).toEqual(first)
  // nor that the graph has grown
  tf.constant(5)
  expect(numbers([sampled])).toEqual(fourth)
  expect(numbers([sampled, one])).toEqual(third)
  // of constants there is only one sample
  for (let run = 0; run < 3; run++) expect(numbers(run === 2 ? [fixed, one] : [fixed])).toEqual([648, 57, 555, 924])
})

test('fractional pools', () => {
  const images = tf.placeholder(tf.float32, [1, 7, 7, 1])
  const feeds = { feed_dict: [[images, tf.np.arange(49).astype(tf.float32).reshape(1, 7, 7, 1)]] as never }
  const pool = tf.nn.fractional_max_pool(images, [1, 1.5, 1.5, 1], { pseudo_random: true, seed: 3, seed2: 4 })
  const rows = (pool as unknown as readonly tf.Tensor[])[1] as tf.Tensor
  const columns = (pool as unknown as readonly tf.Tensor[])[2] as tf.Tensor
  const other = tf.constant(1)
  using sess = new tf.Session()
  const run = (...more: unknown[]): string =>
    (sess.run([rows, columns, ...more] as never, feeds) as tf.NDArray[]).slice(0, 2).join(' ')
  const [first, second, third] = ['[0 2 3 5 7] [0 2 3 5 7]', '[0 1 3 5 7] [0 2 3 5 7]', '[0 2 4 6 7] [0 2 4 6 7]']
  expect([run(), run(), run(other), run(other), run()]).toEqual([first, second, first, second, third])
})
