/** Loops that are one plan: their code loops by itself, and gives what the loop gives that runs part by part. */
import { afterEach, expect, test, vi } from 'vitest'
import * as tf from '../../src/index.ts'
import { loopPlansOf } from './loop_plan_counts.ts'

afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  tf.reset_default_graph()
})

type Tensors = [tf.Tensor, ...tf.Tensor[]]
const zero = (): tf.Tensor => tf.constant(tf.int(0))

const listOf = (value: unknown): unknown => (value instanceof tf.NDArray ? value.tolist() : value)

/** Runs `fetches` as a plan and on the reference executor, on 1 and 2 threads: the results must be the same. */
function agree(fetches: readonly tf.Tensor[], feeds: readonly tf.FeedDict[], plans: number): unknown[] {
  const all = (threads: number): unknown[] => {
    using session = new tf.Session({ config: new tf.ConfigProto({ intra_op_parallelism_threads: threads }) })
    if (tf.global_variables().length > 0) session.run(tf.global_variables_initializer())
    return feeds.map(feed_dict => (session.run(fetches, { feed_dict }) as unknown[]).map(listOf))
  }
  const { result, plans: made } = loopPlansOf(() => all(1))
  expect(made).toBe(plans)
  expect(all(2)).toEqual(result)
  vi.stubEnv('TF0_EXECUTOR', 'reference')
  expect(all(1)).toEqual(result)
  vi.unstubAllEnvs()
  return result
}

test('variables of a loop that change places, that depend on one another, and that stay', () => {
  const n = tf.placeholder(tf.int32, [])
  const [, a, b, c, d] = tf.while_loop(
    (i: tf.Tensor) => i.lt(n),
    (i: tf.Tensor, a: tf.Tensor, b: tf.Tensor, c: tf.Tensor, d: tf.Tensor) => {
      const sum = a.add(b)
      // two take the same value, one the value that another one had, one its own
      return [i.add(1), b, sum, sum, d]
    },
    [zero(), tf.constant([0, 1]), tf.constant([1, 1]), tf.constant([5, 5]), tf.constant([7, 7])],
  ) as Tensors as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor]
  const results = agree(
    [a, b, c, d],
    [0, 1, 2, 9].map(times => [[n, tf.int(times)]]),
    1,
  )
  expect(results[0]).toEqual([
    [0, 1],
    [1, 1],
    [5, 5],
    [7, 7],
  ])
  expect(results[3]).toEqual([
    [34, 55],
    [55, 89],
    [55, 89],
    [7, 7],
  ])
})

test('a loop in a loop, and conds in both', () => {
  const x = tf.placeholder(tf.float32, [3])
  const [, outer] = tf.while_loop(
    (i: tf.Tensor) => i.lt(4),
    (i: tf.Tensor, y: tf.Tensor) => {
      const [, inner] = tf.while_loop(
        (j: tf.Tensor) => j.lt(i),
        (j: tf.Tensor, z: tf.Tensor) => [
          j.add(1),
          tf.cond(
            tf.equal(tf.mod(j, tf.int(2)), tf.int(0)),
            () => z.mul(2),
            () => z.sub(1),
          ) as tf.Tensor,
        ],
        [zero(), y],
      ) as [tf.Tensor, tf.Tensor]
      const next = tf.cond(
        tf.reduce_sum(inner).gt(10),
        () => inner.sub(3),
        () => inner.add(1),
      ) as tf.Tensor
      return [i.add(1), next]
    },
    [zero(), x],
  ) as [tf.Tensor, tf.Tensor]
  agree(
    [outer],
    [
      [1, 2, 3],
      [-4, 0.5, 2],
      [9, 9, 9],
    ].map(values => [[x, values]]),
    1,
  )
})

test('products with weights that are packed once, in loops that may not run at all', () => {
  const n = tf.placeholder(tf.int32, [])
  const x = tf.placeholder(tf.float32, [40, 200])
  tf.set_random_seed(5)
  const w = new tf.Variable(tf.random_uniform([200, 200], -0.1, 0.1))
  const [, y] = tf.while_loop(
    (i: tf.Tensor) => i.lt(n),
    (i: tf.Tensor, y: tf.Tensor) => [i.add(1), tf.tanh(tf.matmul(y, w, { transpose_b: true }))],
    [zero(), x],
  ) as [tf.Tensor, tf.Tensor]
  const change = w.assign(w.mul(0.5))
  using session = new tf.Session()
  session.run(tf.global_variables_initializer())
  const given = new tf.np.random.RandomState(1).standard_normal([40, 200]).astype('float32')
  const run = (times: number): number[][] =>
    (
      session.run(y, {
        feed_dict: [
          [n, tf.int(times)],
          [x, given],
        ],
      }) as tf.NDArray
    ).tolist() as number[][]
  // plans of one product share the packed weights, so it is none that says what is right
  const straight = (): number[][] =>
    tf.np.tanh(tf.np.dot(given, tf.np.transpose(session.run(w) as tf.NDArray))).tolist() as number[][]
  const near = (a: number[][], b: number[][]): void => {
    for (const [i, row] of a.entries())
      for (const [j, value] of row.entries()) expect(value).toBeCloseTo(b[i]?.[j] as number, 5)
  }
  expect(run(0)).toEqual(given.tolist())
  expect(run(0)).toEqual(given.tolist())
  near(run(1), straight())
  near(run(1), straight())
  session.run(change.op)
  expect(run(0)).toEqual(given.tolist())
  near(run(1), straight())
  expect(run(3)).toEqual(run(3))
})

test('a variable that the body updates', () => {
  const v = new tf.Variable([0, 0])
  const [, seen] = tf.while_loop(
    (i: tf.Tensor) => i.lt(3),
    (i: tf.Tensor, s: tf.Tensor) => {
      const sum = s.add(tf.assign_add(v, [1, 2]))
      // iterations that could run side by side are left to the reference executor
      return [tf.control_dependencies([sum], () => i.add(1)), sum]
    },
    [zero(), tf.zeros([2])],
  ) as [tf.Tensor, tf.Tensor]
  agree([seen], [[], []], 1)
})

test('an error within says the iterations, and the next run is well', () => {
  const rows = tf.placeholder(tf.float32, [null, 2])
  const [, sum] = tf.while_loop(
    (i: tf.Tensor) => i.lt(5),
    (i: tf.Tensor, s: tf.Tensor) => [i.add(1), s.add(tf.gather(rows, i))],
    [zero(), tf.zeros([2])],
  ) as [tf.Tensor, tf.Tensor]
  using session = new tf.Session()
  const { plans } = loopPlansOf(() => session.run(sum, { feed_dict: [[rows, tf.np.ones([6, 2])]] }))
  expect(plans).toBe(1)
  expect(() => session.run(sum, { feed_dict: [[rows, tf.np.ones([3, 2])]] })).toThrow(
    /^indices = 3 is not in \[0, 3\)\n\t \[\[Node: .*\]\]\n\t in iteration 3 of the loop while\/while\/$/,
  )
  expect((session.run(sum, { feed_dict: [[rows, tf.np.ones([6, 2])]] }) as tf.NDArray).tolist()).toEqual([5, 5])
})

test('a loop without end ends at its timeout, on one thread and on several', () => {
  for (const [threads, size] of [
    [1, 2],
    [2, 300],
  ] as const) {
    tf.reset_default_graph()
    const x = tf.constant(new tf.np.random.RandomState(1).uniform(0, 0.001, [size, size]).astype('float32'))
    const y = tf.while_loop(
      (y: tf.Tensor) => tf.reduce_sum(y).gt(-1),
      (y: tf.Tensor) => tf.matmul(y, x),
      [x],
    ) as tf.Tensor
    using session = new tf.Session({ config: new tf.ConfigProto({ intra_op_parallelism_threads: threads }) })
    expect(() => session.run(y, { options: new tf.RunOptions({ timeout_in_ms: 300 }) })).toThrow(
      tf.errors.DeadlineExceededError,
    )
    expect(session.run(tf.reduce_max(tf.zeros([3]).add(size)))).toBe(size)
  }
})

test('what one plan cannot have runs part by part', () => {
  const random = tf.while_loop(
    (i: tf.Tensor) => i.lt(3),
    (i: tf.Tensor) => i.add(tf.to_int32(tf.random_uniform([], 1, 1.5))),
    [zero()],
  ) as tf.Tensor
  using session = new tf.Session()
  const before = tf.counters().fallbacks
  const { result, plans } = loopPlansOf(() => [session.run(random), session.run(random)])
  expect(result).toEqual([3, 3])
  expect(plans).toBe(0)
  const reasons = [...tf.counters().fallbacks].filter(([reason, times]) => times > (before.get(reason) ?? 0))
  // said once, not with each run
  expect(reasons).toEqual([[expect.stringContaining('random numbers within a loop'), expect.any(Number)]])
})

test('a long loop takes time in proportion, and nothing of memory', () => {
  const n = tf.placeholder(tf.int32, [])
  const [, x] = tf.while_loop(
    (i: tf.Tensor) => i.lt(n),
    (i: tf.Tensor, x: tf.Tensor) => [i.add(1), x.mul(0.5).add(1)],
    [zero(), tf.zeros([4])],
  ) as [tf.Tensor, tf.Tensor]
  using session = new tf.Session()
  const bytes = (): number => tf.counters().arena_bytes
  session.run(x, { feed_dict: [[n, tf.int(10)]] })
  const before = bytes()
  expect((session.run(x, { feed_dict: [[n, tf.int(2_000_000)]] }) as tf.NDArray).tolist()).toEqual([2, 2, 2, 2])
  expect(bytes()).toBe(before)
})

test('gradients of loops are plans too: histories grow as they must, and are empty again', () => {
  const n = tf.placeholder(tf.int32, [])
  const x = tf.placeholder(tf.float32, [null, 3])
  const [, y] = tf.while_loop(
    (i: tf.Tensor) => i.lt(n),
    (i: tf.Tensor, y: tf.Tensor) => [i.add(1), tf.sin(y).mul(y).add(tf.reduce_mean(y, 0))],
    [zero(), x],
  ) as [tf.Tensor, tf.Tensor]
  const [gradient] = tf.gradients(y, [x]) as [tf.Tensor]
  const feeds = (
    [
      [0, 2],
      [3, 2],
      [1, 5],
      [0, 1],
      [7, 1],
    ] as const
  ).map(
    ([times, rows]): tf.FeedDict => [
      [n, tf.int(times)],
      [x, new tf.np.random.RandomState(times).uniform(0, 1, [rows, 3]).astype('float32')],
    ],
  )
  const all = (): number[][] => {
    using session = new tf.Session()
    return feeds.map(feed_dict => Array.from((session.run(gradient, { feed_dict }) as tf.NDArray).data as Float32Array))
  }
  const { result, plans } = loopPlansOf(all)
  expect(plans).toBeGreaterThanOrEqual(2)
  vi.stubEnv('TF0_EXECUTOR', 'reference')
  for (const [i, list] of all().entries())
    for (const [j, value] of list.entries()) expect(result[i]?.[j]).toBeCloseTo(value, 4)
})

test('a long history: time in proportion, its memory given back', () => {
  const n = tf.placeholder(tf.int32, [])
  const x = tf.placeholder(tf.float32, [])
  const [, y] = tf.while_loop(
    (i: tf.Tensor) => i.lt(n),
    (i: tf.Tensor, y: tf.Tensor) => [i.add(1), tf.square(y).mul(0.5).add(0.5)],
    [zero(), x],
  ) as [tf.Tensor, tf.Tensor]
  const [gradient] = tf.gradients(y, [x]) as [tf.Tensor]
  using session = new tf.Session()
  const feed = (times: number): tf.FeedDict => [
    [n, tf.int(times)],
    [x, 1],
  ]
  // y stays 1, and each step has the derivative 1
  for (const times of [1, 15, 16, 17, 1000, 40_000]) expect(session.run(gradient, feed(times))).toBe(1)
  const { memory } = session.state
  const before = memory.memory.buffer.byteLength
  for (let run = 0; run < 20; run++) expect(session.run(gradient, feed(40_000))).toBe(1)
  expect(memory.memory.buffer.byteLength).toBe(before)
})

test('integers that a history holds, the same in all iterations or not', () => {
  const n = tf.placeholder(tf.int32, [])
  const x = tf.placeholder(tf.float32, [8])
  const step = (i: tf.Tensor): tf.Tensor => tf.slice(x, tf.expand_dims(i, 0), [2])
  const [, y] = tf.while_loop(
    (i: tf.Tensor) => i.lt(n),
    (i: tf.Tensor, y: tf.Tensor) => [i.add(1), y.add(tf.square(step(i)))],
    [zero(), tf.zeros([2])],
  ) as [tf.Tensor, tf.Tensor]
  const [gradient] = tf.gradients(y, [x]) as [tf.Tensor]
  using session = new tf.Session()
  const feed = (times: number): tf.FeedDict => [
    [n, tf.int(times)],
    [x, [1, 2, 3, 4, 5, 6, 7, 8]],
  ]
  const expected = (times: number): number[] =>
    Array.from({ length: 8 }, (_, i) => 2 * (i + 1) * [i - 1, i].filter(at => at >= 0 && at < times).length)
  for (const times of [1, 1, 3, 7, 1, 7])
    expect((session.run(gradient, feed(times)) as tf.NDArray).tolist()).toEqual(expected(times))
})
