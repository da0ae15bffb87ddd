/** tf.contrib.training makes TensorFlow's graphs, collections, errors and numbers. */
import { expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import { play, snippetsOf } from './snippets.ts'

const { training } = tf.contrib
const snippets = snippetsOf('training')

test('there are snippets', () => {
  expect(snippets.length).toBeGreaterThan(70)
})
test.each(snippets.map(snippet => [snippet.id, snippet] as const))('%s', { timeout: 60_000 }, async (_, snippet) => {
  expect(await play(snippet)).toEqual([])
})

/** What `fetches` are until the input ends. */
function untilEnd(fetches: unknown): unknown[] {
  return tf.with(new tf.Session(), sess => {
    sess.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
    tf.train.start_queue_runners(sess)
    const seen: unknown[] = []
    try {
      for (;;) seen.push(sess.run(fetches as tf.Tensor))
    } catch (error) {
      if (!(error instanceof tf.errors.OutOfRangeError)) throw error
    }
    return seen
  })
}
const inFreshGraph = (name: string, body: () => void): void => {
  test(name, () => {
    new tf.Graph().as_default(body)
  })
}
const integers = (array: tf.NDArray): number[] => (array.tolist() as number[]).map(Number)
const numbers = (count: number): tf.Tensor =>
  tf.train.range_input_producer(count, { num_epochs: 1, shuffle: false }).dequeue()

inFreshGraph('buckets in TypeScript', () => {
  const n = numbers(7).add(1)
  const words = tf.fill(tf.expand_dims(n, 0), 'w')
  const [lengths, { w, squares }] = training.bucket_by_sequence_length(n, { w: words, squares: n.mul(n) }, 2, [4], {
    dynamic_pad: true,
  })
  expect(w.get_shape().as_list()).toEqual([2, null])
  const seen = (untilEnd([lengths, squares]) as tf.NDArray[][]).map(values => values.map(value => value.tolist()))
  // what doesn't fill a batch, the 3, is left when the input ends
  expect(seen.sort()).toEqual([
    [
      [1, 2],
      [1, 4],
    ],
    [
      [4, 5],
      [16, 25],
    ],
    [
      [6, 7],
      [36, 49],
    ],
  ])
})

inFreshGraph('samples in TypeScript', () => {
  const i = numbers(200)
  const [[value], label] = training.stratified_sample([i], i.mod(2), [0.25, 0.75], 4, { init_probs: [0.5, 0.5] }) as [
    [tf.Tensor],
    tf.Tensor,
  ]
  const rows = (untilEnd([value, label]) as [tf.NDArray, tf.NDArray][]).flatMap(([values, labels]) => {
    expect(integers(values).map(x => x % 2)).toEqual(integers(labels))
    return integers(labels)
  })
  const ones = rows.filter(row => row === 1).length
  expect(ones / rows.length).toBeGreaterThan(0.6)
  expect(ones / rows.length).toBeLessThan(0.9)
})

inFreshGraph('rates in TypeScript', () => {
  const rows: tf.Tensor = training.resample_at_rate([tf.range(1000)], tf.fill([1000], 2), { seed: 1 })
  const [[weighted], rate] = training.weighted_resample(
    [tf.range(1000)],
    tf.concat(0, [tf.ones([500]), tf.fill([500], 3)]),
    0.5,
  )
  tf.with(new tf.Session(), sess => {
    sess.run(tf.local_variables_initializer())
    const [drawn, chosen, rates] = sess.run([rows, weighted as tf.Tensor, rate])
    expect(Math.abs((drawn as tf.NDArray).size - 2000)).toBeLessThan(200)
    const list = integers(chosen as tf.NDArray)
    expect(list.filter(x => x >= 500).length).toBeGreaterThan(list.filter(x => x < 500).length * 2)
    expect((rates as tf.NDArray).tolist()).toEqual(list.map(x => (x < 500 ? 0.25 : 0.75)))
  })
})

inFreshGraph('sequences in TypeScript', () => {
  const i = numbers(3)
  const batch = training.batch_sequences_with_states(
    tf.as_string(i),
    new Map([['x', tf.range(i.add(3))]]),
    { id: i },
    null,
    { sum: tf.constant(0, tf.int32) },
    2,
    3,
    { num_threads: 1 },
  )
  const sum = batch.state('sum').add(tf.reduce_sum(batch.sequences['x'] as tf.Tensor, 1))
  const save = batch.save_state('sum', sum)
  tf.with(new tf.Session(), sess => {
    sess.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
    tf.train.start_queue_runners(sess)
    const last = new Map<number, number>()
    for (let pieces = 0; pieces < 2 + 2 + 3; ) {
      const [ids, sums] = sess.run([batch.context['id'] as tf.Tensor, sum, save]) as [tf.NDArray, tf.NDArray]
      pieces += ids.size
      for (const [at, id] of integers(ids).entries()) last.set(id, integers(sums)[at] as number)
    }
    // 0 + 1 + 2, … + 3, … + 4: each sequence is summed over all of its pieces
    expect([...last].sort()).toEqual([
      [0, 3],
      [1, 6],
      [2, 10],
    ])
  })
  expect(() => batch.state('other')).toThrow("'other'")
  expect(() => batch.save_state('other', 1)).toThrow('state was not declared: other')
})
