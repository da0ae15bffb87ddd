/** What gradients take from the histories of loops: constants need no history, integers decide shapes. */
import { afterEach, expect, test, vi } from 'vitest'
import * as tf from '../../src/index.ts'

afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  tf.reset_default_graph()
})

/** The operations that a run of `fetch` traces, by name. */
function traced(session: tf.Session, fetch: unknown, feed_dict: tf.FeedDict): Set<string> {
  const metadata = new tf.RunMetadata()
  session.run(fetch as never, feed_dict, new tf.RunOptions({ trace_level: tf.RunOptions.FULL_TRACE }), metadata)
  const { dev_stats } = metadata.step_stats as unknown as {
    readonly dev_stats: readonly { readonly node_stats: readonly { readonly node_name: string }[] }[]
  }
  return new Set(dev_stats.flatMap(({ node_stats }) => node_stats.map(({ node_name }) => node_name)))
}

function recurrent(): { x: tf.Tensor; gradients: tf.Tensor[] } {
  const x = tf.placeholder(tf.float32, [null, 4, 3])
  const [outputs] = tf.nn.dynamic_rnn(new tf.nn.rnn_cell.BasicLSTMCell(5), x, { dtype: tf.float32 })
  const loss = tf.reduce_sum(tf.square(outputs))
  return { x, gradients: tf.gradients(loss, [x, ...tf.trainable_variables()]) as tf.Tensor[] }
}

const values = (session: tf.Session, fetches: tf.Tensor[], feed_dict: tf.FeedDict): number[][] =>
  (session.run(fetches, feed_dict) as tf.NDArray[]).map(array => Array.from(array.data as Float32Array))

test('the gradient of a recurrent net is the same for any batch as on the reference executor', () => {
  tf.set_random_seed(3)
  const { x, gradients } = recurrent()
  const batches = [2, 5, 2, 1].map((size, i) => new tf.np.random.RandomState(i).standard_normal([size, 4, 3]))
  const all = (): number[][][] => {
    using session = new tf.Session()
    session.run(tf.global_variables_initializer())
    return batches.map(batch => values(session, gradients, [[x, batch]]))
  }
  const compiled = all()
  vi.stubEnv('TF0_EXECUTOR', 'reference')
  const reference = all()
  for (const [i, lists] of compiled.entries())
    for (const [j, list] of lists.entries())
      for (const [k, value] of list.entries()) expect(value).toBeCloseTo(reference[i]?.[j]?.[k] as number, 5)
})

test('what follows from constants and from shapes is part of the plans of a gradient', () => {
  const { x, gradients } = recurrent()
  using session = new tf.Session()
  session.run(tf.global_variables_initializer())
  const feed_dict: tf.FeedDict = [[x, tf.np.ones([2, 4, 3])]]
  session.run(gradients, feed_dict)
  const before = tf.counters().fallbacks
  const ran = traced(session, gradients, feed_dict)
  expect(tf.counters().fallbacks).toEqual(before)
  // the axis of a concat is pushed by the graph, and by nothing that runs
  const pushes = session.graph.get_operations().filter(op => op.type === 'StackPush')
  const [known, others] = [pushes.filter(op => /\/concat\//.test(op.name)), pushes.filter(op => /\/mul/.test(op.name))]
  expect(known.length).toBeGreaterThan(0)
  expect(known.filter(op => ran.has(op.name))).toEqual([])
  expect(others.every(op => ran.has(op.name))).toBe(true)
})

test('integers of a history that differ in each iteration cost a plan for a few of them only', () => {
  const x = tf.placeholder(tf.float32, [24])
  const [, sum] = tf.while_loop(
    (i: tf.Tensor) => i.lt(24),
    (i: tf.Tensor, s: tf.Tensor) => [
      i.add(1),
      s.add(tf.reduce_sum(tf.square(tf.slice(x, tf.expand_dims(i, 0), [1])).mul(tf.to_float(i)))),
    ],
    [tf.constant(tf.int(0)), tf.constant(0)],
  ) as [tf.Tensor, tf.Tensor]
  const [gradient] = tf.gradients(sum, [x]) as [tf.Tensor]
  using session = new tf.Session()
  const data = Float32Array.from({ length: 24 }, (_, i) => i + 1)
  const expected = Array.from(data, (value, i) => 2 * value * i)
  for (let run = 0; run < 3; run++)
    expect((session.run(gradient, [[x, tf.NDArray.of(data)]]) as tf.NDArray).tolist()).toEqual(expected)
})

test('what a loop pushes of another value than a constant is popped as it was', () => {
  const n = tf.placeholder(tf.int32, [])
  const [, y] = tf.while_loop(
    (i: tf.Tensor) => i.lt(n),
    (i: tf.Tensor, v: tf.Tensor) => [i.add(1), v.mul(tf.to_float(i.add(2)))],
    [tf.constant(tf.int(0)), tf.constant(1)],
  ) as [tf.Tensor, tf.Tensor]
  const [gradient] = tf.gradients(y, [y.op.graph.get_tensor_by_name('Const_1:0')]) as [tf.Tensor]
  using session = new tf.Session()
  for (const [times, factor] of [
    [0, 1],
    [1, 2],
    [4, 120],
    [2, 6],
  ] as const)
    expect(session.run(gradient, [[n, tf.int(times)]])).toBe(factor)
})
