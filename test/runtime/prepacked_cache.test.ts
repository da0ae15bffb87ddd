/** Packed weights stay from run to run until their variable changes, by whatever way, and never longer. */
import { beforeEach, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'

beforeEach(() => tf.reset_default_graph())

const ROWS = 6
const DEPTH = 70
const COLUMNS = 300

/** A plain product, in the order of float64. */
function expected(x: tf.NDArray, w: tf.NDArray): number[] {
  return Array.from({ length: ROWS * COLUMNS }, (_, at) => {
    const [i, j] = [Math.floor(at / COLUMNS), at % COLUMNS]
    let sum = 0
    for (let k = 0; k < DEPTH; k++) sum += Number(x.data[i * DEPTH + k]) * Number(w.data[k * COLUMNS + j])
    return sum
  })
}

function build() {
  const x = tf.placeholder(tf.float32, [ROWS, DEPTH])
  const w = new tf.Variable(tf.random_uniform([DEPTH, COLUMNS], -1, 1, { seed: 3 }))
  const fed = tf.np
    .linspace(-1, 1, ROWS * DEPTH)
    .astype(tf.float32)
    .reshape(ROWS, DEPTH)
  return { x, w, product: tf.matmul(x, w), feeds: { feed_dict: [[x, fed]] as never }, fed }
}

test('every way of changing a variable is seen, in whatever order runs come', () => {
  const { x, w, product, feeds, fed } = build()
  const loss = tf.reduce_sum(tf.square(product))
  const delta = tf.fill([DEPTH, COLUMNS], tf.float(0.01))
  const on = tf.placeholder(tf.bool, [])
  const writers: readonly (readonly [string, unknown])[] = [
    ['nothing', tf.no_op()],
    ['assign', w.assign(w.mul(0.5))],
    ['assign_add', w.assign_add(delta)],
    ['assign_sub', w.assign_sub(delta)],
    ['rows', tf.scatter_update(w, [1, 5], tf.zeros([2, COLUMNS]))],
    ['rows added', tf.scatter_add(w, [2, 2], tf.ones([2, COLUMNS]))],
    ['elements', tf.scatter_nd_update(w, [[0, 1]], [7])],
    ['descent', new tf.train.GradientDescentOptimizer(1e-4).minimize(loss)],
    ['adam', new tf.train.AdamOptimizer(1e-3).minimize(loss)],
    [
      'a branch',
      tf.cond(
        on,
        () => w.assign_add(delta),
        () => w.assign(delta),
      ),
    ],
    ['again', w.initializer],
  ]
  using sess = new tf.Session()
  sess.run(tf.global_variables_initializer())
  const check = (after: string): void => {
    const found = sess.run(product, feeds) as tf.NDArray
    const wanted = expected(fed, sess.run(w) as tf.NDArray)
    const worst = Math.max(...wanted.map((value, i) => Math.abs(value - Number(found.data[i]))))
    expect(worst, after).toBeLessThan(1e-3 * Math.max(1, ...wanted.map(Math.abs)))
  }
  const { counters } = sess.state.kept
  for (const runs of [1, 2, 3]) {
    for (const [name, writer] of writers) {
      sess.run(writer as never, {
        feed_dict: [
          [x, fed],
          [on, runs % 2 === 0],
        ] as never,
      })
      for (let i = 0; i < runs; i++) check(`${name}, ${runs} runs each`)
    }
  }
  // the third run in a row is the first that finds something
  expect(counters.found).toBeGreaterThan(10)
})

test('memory is spent from the second run on, and shared by plans', () => {
  const { w, product, feeds } = build()
  const scaled = tf.nn.relu(product)
  const grow = w.assign_add(tf.ones([DEPTH, COLUMNS]))
  using sess = new tf.Session()
  sess.run(tf.global_variables_initializer())
  const { counters } = sess.state.kept
  sess.run(product, feeds)
  expect(counters).toEqual({ found: 0, made: 1 })
  // another plan packs for all
  sess.run(scaled, feeds)
  expect(counters).toEqual({ found: 0, made: 2 })
  sess.run(product, feeds)
  sess.run(scaled, feeds)
  expect(counters).toEqual({ found: 2, made: 2 })
  sess.run(grow)
  sess.run(product, feeds)
  expect(counters).toEqual({ found: 2, made: 3 })
  sess.run(scaled, feeds)
  expect(counters).toEqual({ found: 3, made: 3 })
})

test('a program that writes its weights keeps nothing of them', () => {
  const { product, feeds } = build()
  const step = new tf.train.GradientDescentOptimizer(0.01).minimize(tf.reduce_mean(tf.square(product)))
  using sess = new tf.Session()
  sess.run(tf.global_variables_initializer())
  for (let i = 0; i < 4; i++) sess.run([step, product], feeds)
  expect(sess.state.kept.counters).toEqual({ found: 0, made: 0 })
})

test('a run that fails leaves nothing that counts as kept', () => {
  const { x, w, product, fed } = build()
  const index = tf.placeholder(tf.int32, [])
  const row = tf.control_dependencies([tf.Assert(tf.less(index, 2), [index])], () => tf.matmul(tf.mul(x, 2), w))
  using sess = new tf.Session()
  sess.run(tf.global_variables_initializer())
  const run = (at: number): tf.NDArray =>
    sess.run([row, product], {
      feed_dict: [
        [x, fed],
        [index, at],
      ] as never,
    })[0] as tf.NDArray
  const before = run(0)
  for (let i = 0; i < 3; i++) {
    expect(() => run(5)).toThrow(tf.errors.InvalidArgumentError)
    expect(run(1).tolist()).toEqual(before.tolist())
  }
})

test('constants and filters of convolutions are kept, and give the same numbers on any number of threads', () => {
  const images = tf.placeholder(tf.float32, [2, 12, 12, 8])
  const filter = tf.random_normal([3, 3, 8, 40], 0, 1, tf.float32, { seed: 5 })
  const fixed = new tf.Variable(filter)
  const fed = tf.np
    .linspace(-2, 2, 2 * 12 * 12 * 8)
    .astype(tf.float32)
    .reshape(2, 12, 12, 8)
  const features = tf.nn.relu(tf.nn.conv2d(images, fixed, [1, 1, 1, 1], 'SAME'))
  const weights = tf.constant(
    tf.np
      .linspace(-1, 1, 40 * 300)
      .astype(tf.float32)
      .reshape(40, 300),
  )
  const scores = tf.matmul(tf.reduce_mean(features, [1, 2]), weights)
  const back = tf.nn.conv2d_transpose(features, fixed, [2, 12, 12, 8], [1, 1, 1, 1])
  const results = [1, 2, 3].map(threads => {
    using sess = new tf.Session('', { config: new tf.ConfigProto({ intra_op_parallelism_threads: threads }) })
    sess.run(tf.global_variables_initializer())
    const runs = Array.from({ length: 4 }, () =>
      (sess.run([scores, back], { feed_dict: [[images, fed]] as never }) as tf.NDArray[]).map(String),
    )
    for (const each of runs.slice(1)) expect(each).toEqual(runs[0])
    expect(sess.state.kept.counters.found).toBeGreaterThanOrEqual(4)
    return runs[0]
  })
  expect(results[1]).toEqual(results[0])
  expect(results[2]).toEqual(results[0])
})

test('what the last plan gives back is free again', () => {
  using sess = new tf.Session()
  const { kept, memory } = sess.state
  const origin = {}
  const [first, second] = [kept.take(origin, 'panels'), kept.take(origin, 'panels')]
  expect(second).toBe(first)
  expect(kept.take(origin, 'other')).not.toBe(first)
  kept.allocate(first, 4096)
  // not of more than there may be
  const large = kept.take(origin, 'large')
  kept.allocate(large, 2 ** 30)
  expect(large.address).toBe(0)
  kept.release(first)
  expect(memory.allocate(4096)).not.toBe(first.address)
  kept.release(second)
  expect(memory.allocate(4096)).toBe(first.address)
  expect(kept.take(origin, 'panels')).not.toBe(first)
})
