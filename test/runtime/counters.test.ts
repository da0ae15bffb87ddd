/** `tf.counters()`: what a program sees of how its runs are executed. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { beforeEach, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import { mergeNode, switchNode } from '../../src/ops/control_flow/dataflow_nodes.ts'
import { countFallback } from '../../src/runtime/counters.ts'
import { executing } from '../support/environment.ts'

setFlagsFromString('--expose-gc')
const gc = runInNewContext('gc') as () => void

beforeEach(() => tf.reset_default_graph())

type Numbers = Record<
  'compiled_signatures' | 'reference_signatures' | 'plans_compiled' | 'plans_held' | 'code_bytes' | 'arena_bytes',
  number
>

/** What has been counted since. */
function since(before: tf.Counters): Numbers & { fallbacks: Record<string, number> } {
  const { fallbacks, ...now } = tf.counters()
  const numbers = Object.fromEntries(
    Object.entries(now).map(([name, value]) => [name, value - before[name as keyof Numbers]]),
  ) as Numbers
  const more = [...fallbacks].map(([reason, count]) => [reason, count - (before.fallbacks.get(reason) ?? 0)] as const)
  return { ...numbers, fallbacks: Object.fromEntries(more.filter(([, count]) => count > 0)) }
}

const NOTHING = {
  compiled_signatures: 0,
  reference_signatures: 0,
  plans_compiled: 0,
  plans_held: 0,
  code_bytes: 0,
  arena_bytes: 0,
  fallbacks: {},
}

/** A training step on rows of three numbers. */
function linearModel(): { train: tf.Operation; rows: (n: number) => tf.RunArgs; init: tf.Operation } {
  const x = tf.placeholder(tf.float32, [null, 3])
  const w = new tf.Variable(tf.zeros([3, 1]))
  const train = new tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_mean(tf.square(tf.matmul(x, w).sub(1))))
  return {
    train,
    rows: n => ({ feed_dict: [[x, tf.np.ones([n, 3], tf.float32)]] }),
    init: tf.initialize_all_variables(),
  }
}

test('a compiled step: one signature, a plan for each shape, no fallback', () => {
  const { train, rows, init } = linearModel()
  using session = new tf.Session()
  session.run(init)
  const before = tf.counters()
  session.run(train, rows(4))
  const first = since(before)
  expect(first).toMatchObject({
    compiled_signatures: 1,
    reference_signatures: 0,
    plans_compiled: 1,
    plans_held: 1,
    fallbacks: {},
  })
  // a module of some steps, no shorter than its header and no longer than such steps are
  expect(first.code_bytes).toBeGreaterThan(100)
  expect(first.code_bytes).toBeLessThan(100_000)
  session.run(train, rows(4))
  expect(since(before)).toEqual(first)
  session.run(train, rows(8))
  expect(since(before)).toMatchObject({ compiled_signatures: 1, plans_compiled: 2, plans_held: 2, fallbacks: {} })
})

test('the arena is as large as the largest plan needs', () => {
  const x = tf.placeholder(tf.float32, [null])
  const y = tf.reduce_sum(tf.exp(x))
  using session = new tf.Session()
  const run = (n: number): unknown => session.run(y, { feed_dict: [[x, tf.np.zeros([n], tf.float32)]] })
  const before = tf.counters()
  run(1000)
  const small = since(before).arena_bytes
  expect(small).toBeGreaterThanOrEqual(4000)
  run(100_000)
  const large = since(before).arena_bytes
  expect(large).toBeGreaterThanOrEqual(400_000)
  expect(large).toBeLessThan(500_000)
  run(10)
  expect(since(before).arena_bytes).toBe(large)
})

test('closing gives the bytes back, dropped plans do, and reset sessions do when they are closed', () => {
  const { train, rows, init } = linearModel()
  const before = tf.counters()
  const session = new tf.Session()
  session.run(init)
  const sizes: number[] = []
  for (let n = 1; n <= 40; n++) {
    session.run(train, rows(n))
    sizes.push(since(before).code_bytes)
  }
  // one of the initializers, and of the training step's those of the last shapes
  expect(since(before)).toMatchObject({ compiled_signatures: 2, plans_compiled: 41, plans_held: 17 })
  expect(sizes[39]).toBeLessThan(1.5 * (sizes[19] as number))
  session.close()
  expect(since(before)).toMatchObject({ plans_compiled: 41, plans_held: 0, code_bytes: 0, arena_bytes: 0 })
  session.close()
  expect(since(before)).toMatchObject({ plans_held: 0, code_bytes: 0, arena_bytes: 0 })
  const reset = new tf.Session()
  reset.run(init)
  tf.Session.reset('')
  reset.close()
  expect(since(before)).toMatchObject({ plans_compiled: 42, plans_held: 0, code_bytes: 0, arena_bytes: 0 })
})

test('sessions that nobody closes stop counting when they are collected', async () => {
  const { init } = linearModel()
  const before = tf.counters()
  const abandon = (): void => void new tf.Session().run(init)
  for (let i = 0; i < 5; i++) abandon()
  expect(since(before).plans_held).toBe(5)
  for (let turn = 0; turn < 50 && since(before).plans_held > 0; turn++) {
    gc()
    await new Promise(resolve => setTimeout(resolve, 10))
  }
  expect(since(before)).toMatchObject({ plans_compiled: 5, plans_held: 0, code_bytes: 0, arena_bytes: 0 })
})

test('a traced run compiles its plan once more, step by step', () => {
  const { train, rows, init } = linearModel()
  const session = new tf.Session()
  const before = tf.counters()
  session.run(init)
  session.run(train, rows(4))
  const untraced = since(before)
  const options = new tf.RunOptions({ trace_level: tf.RunOptions.FULL_TRACE })
  session.run(train, { ...rows(4), options, run_metadata: new tf.RunMetadata() })
  const traced = since(before)
  expect(traced.code_bytes).toBeGreaterThan(untraced.code_bytes)
  expect({ ...traced, code_bytes: 0 }).toEqual({ ...untraced, code_bytes: 0 })
  session.close()
  expect(since(before)).toMatchObject({ plans_held: 0, code_bytes: 0, arena_bytes: 0 })
})

test('a plan that is dropped takes the code of its traced runs along', () => {
  const { train, rows, init } = linearModel()
  const held = (traced: tf.RunArgs): number => {
    const before = tf.counters()
    using session = new tf.Session()
    session.run(init)
    session.run(train, { ...rows(4), ...traced })
    for (let n = 5; n < 25; n++) session.run(train, rows(n))
    return since(before).code_bytes
  }
  const options = new tf.RunOptions({ trace_level: tf.RunOptions.FULL_TRACE })
  expect(held({ options, run_metadata: new tf.RunMetadata() })).toBe(held({}))
})

test('a graph whose conds do not nest falls back as a whole, once a signature', () => {
  const [p, q] = [tf.placeholder(tf.bool, []), tf.placeholder(tf.bool, [])]
  const x = tf.constant([1, 2])
  // one of two values, of which two predicates decide which is there
  const [merged] = mergeNode([switchNode(x, p)[1], switchNode(x.neg(), q)[1]])
  using session = new tf.Session()
  const before = tf.counters()
  const feed_dict: tf.FeedDict = [
    [p, false],
    [q, true],
  ]
  for (let run = 0; run < 3; run++) expect(session.run(merged as tf.Tensor, { feed_dict }).tolist()).toEqual([-1, -2])
  const reason = 'control flow: a merge of values that no predicate tells apart'
  expect(since(before)).toEqual({ ...NOTHING, reference_signatures: 1, fallbacks: { [reason]: 1 } })
})

test('a part that no plan can have falls back alone', () => {
  const x = tf.placeholder(tf.float32, [4])
  const size = tf.placeholder(tf.int32, [1])
  const y = tf.slice(x, [0], size)
  using session = new tf.Session()
  const before = tf.counters()
  const feed_dict: tf.FeedDict = [
    [x, [1, 2, 3, 4]],
    [size, [7]],
  ]
  expect(() => session.run(y, { feed_dict })).toThrow(tf.errors.InvalidArgumentError)
  const { compiled_signatures, fallbacks } = since(before)
  expect(compiled_signatures).toBe(1)
  expect(Object.keys(fallbacks)).toEqual([expect.stringMatching(/^Slice: /)])
})

test('the reference executor on demand is no fallback', () => {
  using _executor = executing('reference')
  const { train, rows, init } = linearModel()
  using session = new tf.Session()
  const before = tf.counters()
  session.run(init)
  session.run(train, rows(4))
  expect(since(before)).toEqual({ ...NOTHING, reference_signatures: 2 })
})

test('a snapshot is the caller’s own', () => {
  const snapshot = tf.counters()
  expect(() => Object.assign(snapshot, { plans_compiled: 7 })).toThrow(globalThis.TypeError)
  ;(snapshot.fallbacks as Map<string, number>).set('made up', 1)
  expect(tf.counters().fallbacks.has('made up')).toBe(false)
})

test('messages of any number are told apart up to a bound', () => {
  const before = tf.counters().fallbacks.size
  for (let i = 0; i < 1000; i++) countFallback(`segment: OOM when allocating tensor with shape[${i}]`)
  const { fallbacks } = tf.counters()
  expect(fallbacks.size).toBe(257)
  expect(fallbacks.get('further reasons')).toBe(1000 - (256 - before))
})
