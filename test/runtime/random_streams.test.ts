/** Random ops as compiled steps draw from the streams that the reference kernels draw from: the same bits, run after run. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import * as tf from '../../src/index.ts'
import { printedPlans } from '../plans/printed_plans.ts'

beforeEach(() => tf.reset_default_graph())
afterEach(() => {
  vi.unstubAllEnvs()
})

const RUNS = 3
const SHAPES = [[], [1], [7], [3, 5], [0, 4], [33, 61], [200, 1001]]

function open(executor: 'compiled' | 'reference', threads = 1): tf.Session {
  vi.stubEnv('TF0_EXECUTOR', executor)
  return new tf.Session('', { config: new tf.ConfigProto({ intra_op_parallelism_threads: threads }) })
}

const bits = (value: unknown): string =>
  Buffer.from(tf.NDArray.of(value as never, typeof value === 'number' ? 'float64' : undefined).to_bytes()).toString(
    'base64',
  )

/** The bits of what some runs of a fresh session fetch. */
function drawn(
  session: tf.Session,
  fetches: readonly tf.Tensor[],
  feeds: readonly (readonly (readonly [tf.Tensor, unknown])[])[] = [],
): string[] {
  using own = session
  return Array.from(
    { length: RUNS },
    (_, run) => own.run([...fetches], { feed_dict: (feeds[run] ?? []) as never }) as unknown[],
  ).flatMap(values => values.map(bits))
}

const DRAWS: Readonly<Record<string, (shape: number[], seed: number) => tf.Tensor>> = {
  random_uniform: (shape, seed) => tf.random_uniform(shape, { seed }),
  'random_uniform between bounds': (shape, seed) => tf.random_uniform(shape, { minval: -0.3, maxval: 1.7, seed }),
  random_normal: (shape, seed) => tf.random_normal(shape, { seed }),
  'random_normal about a mean': (shape, seed) => tf.random_normal(shape, { mean: 0.7, stddev: 0.3, seed }),
  truncated_normal: (shape, seed) => tf.truncated_normal(shape, { seed }),
  'random_uniform of integers': (shape, seed) =>
    tf.random_uniform(shape, { minval: -5, maxval: 1000, dtype: tf.int32, seed }),
}

describe.each(Object.keys(DRAWS))('%s', name => {
  const draw = DRAWS[name] as (typeof DRAWS)[string]

  test.each(SHAPES.map(shape => [shape] as const))('has the bits of the reference kernel, shape %j', shape => {
    const tensors = [draw(shape, 3), draw(shape, 87654321)]
    const expected = drawn(open('reference'), tensors)
    for (const threads of [1, 2, 3]) {
      let compiled: string[] = []
      const plan = printedPlans(() => {
        compiled = drawn(open('compiled', threads), tensors)
      })
      expect(plan).not.toContain('reference')
      expect(compiled).toEqual(expected)
    }
    if (shape.length > 0 && !shape.includes(0)) expect(new Set(expected).size).toBe(expected.length)
  })
})

test('shapes that change from run to run go on in one stream', () => {
  const shape = tf.placeholder(tf.int32, [null])
  const tensors = [tf.random_uniform(shape, { seed: 1 }), tf.truncated_normal(shape, { seed: 1 })]
  const feeds = [[40], [3, 3], [40]].map(dims => [[shape, tf.np.array(dims, tf.int32)]] as const)
  expect(drawn(open('compiled', 2), tensors, feeds)).toEqual(drawn(open('reference'), tensors, feeds))
})

test('a stream goes on where another kind of run left it', () => {
  const uniform = tf.random_uniform([5], { seed: 4 })
  const pieces = (executor: 'compiled' | 'reference'): string[] => {
    using session = open(executor)
    const traced = {
      options: new tf.RunOptions({ trace_level: tf.RunOptions.FULL_TRACE }),
      run_metadata: new tf.RunMetadata(),
    }
    const looped = tf.while_loop(
      i => tf.less(i, 1),
      i => tf.add(i, 1),
      [tf.cast(tf.mul(uniform, 0), tf.int32).at(0)],
    )
    return [
      session.run(uniform),
      session.run(uniform, traced as never),
      session.run([uniform, looped])[0],
      session.run(tf.neg(uniform)),
    ].map(bits)
  }
  expect(pieces('compiled')).toEqual(pieces('reference'))
})

test('an unseeded op draws other numbers in each session', () => {
  const tensor = tf.random_uniform([4])
  const [first, second] = [drawn(open('compiled'), [tensor]), drawn(open('compiled'), [tensor])]
  expect(new Set([...first, ...second]).size).toBe(2 * RUNS)
})

test.each(['compiled', 'reference'] as const)('%s: a failing run draws only what came before the failure', executor => {
  const [low, high] = [tf.placeholder(tf.int32, []), tf.placeholder(tf.int32, [])]
  const before = tf.random_uniform([3], { seed: 1 })
  const failing = tf.control_dependencies([before], () =>
    tf.random_uniform([3], { minval: low, maxval: high, dtype: tf.int32, seed: 2 }),
  )
  const after = tf.control_dependencies([failing], () => tf.random_uniform([3], { seed: 3 }))
  const fetches = [before, failing, after]
  const feed = (least: number, most: number): { feed_dict: never } => ({
    feed_dict: [
      [low, least],
      [high, most],
    ] as never,
  })
  using session = open(executor)
  expect(() => session.run(fetches, feed(3, 3))).toThrow('Need minval < maxval, got 3 >= 3')
  const [first, second, third] = (session.run(fetches, feed(0, 100)) as tf.NDArray[]).map(bits)
  using fresh = open(executor)
  const runs = [fresh.run(fetches, feed(0, 100)), fresh.run(fetches, feed(0, 100))] as tf.NDArray[][]
  expect([first, second, third]).toEqual([bits(runs[1]?.[0]), bits(runs[0]?.[1]), bits(runs[0]?.[2])])
})

test('dropout and its gradient are a draw and elementwise work', () => {
  const x = tf.placeholder(tf.float32, [64, 128])
  const y = tf.nn.dropout(x, 0.5, { seed: 6 })
  const [grad] = tf.gradients(y, x) as [tf.Tensor]
  const feeds = [1, 2, 3].map(() => [[x, tf.np.ones([64, 128], tf.float32)]] as const)
  const expected = drawn(open('reference'), [y, grad], feeds)
  let compiled: string[] = []
  const plan = printedPlans(() => {
    compiled = drawn(open('compiled', 2), [y, grad], feeds)
  })
  expect(compiled).toEqual(expected)
  expect(plan).toMatch(/plan: [234] steps/)
  expect(plan).not.toContain('reference')
})

test.each(['compiled', 'reference'] as const)('%s: an empty range fails though no number is asked for', executor => {
  const high = tf.placeholder(tf.int32, [])
  const nothing = tf.random_uniform([0, 2], { minval: 3, maxval: high, dtype: tf.int32 })
  using session = open(executor)
  expect(() => session.run(nothing, { feed_dict: [[high, 3]] as never })).toThrow('Need minval < maxval, got 3 >= 3')
  expect((session.run(nothing, { feed_dict: [[high, 4]] as never }) as tf.NDArray).shape).toEqual([0, 2])
})
