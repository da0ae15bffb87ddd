/** How a session keeps programs and plans: bounds of its caches, new shapes, growing graphs, memory that stays flat. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import * as tf from '../../src/index.ts'
import { counters } from '../../src/runtime/counters.ts'
import { printedPlans } from '../plans/printed_plans.ts'

beforeEach(() => tf.reset_default_graph())
afterEach(() => {
  vi.unstubAllEnvs()
})

const zeros = (...shape: number[]): tf.NDArray => tf.np.zeros(shape, tf.float32)
const plansIn = (text: string): number => text.split('\n').filter(line => line.startsWith('plan:')).length
const alone = (): tf.Session => new tf.Session('', { config: new tf.ConfigProto({ intra_op_parallelism_threads: 1 }) })

test('each shape has a plan, made once', () => {
  const x = tf.placeholder(tf.float32, [null])
  const y = tf.reduce_sum(tf.exp(x))
  using session = alone()
  const run = (n: number): unknown => session.run(y, { feed_dict: [[x, zeros(n)]] as never })
  expect(plansIn(printedPlans(() => [3, 5, 3, 5, 3].forEach(n => expect(run(n)).toBe(n))))).toBe(2)
})

test('of many shapes the last sixteen keep their plans', () => {
  const x = tf.placeholder(tf.float32, [null])
  const y = tf.reduce_sum(tf.exp(x))
  using session = alone()
  const run = (n: number): unknown => session.run(y, { feed_dict: [[x, zeros(n)]] as never })
  expect(plansIn(printedPlans(() => Array.from({ length: 20 }, (_, i) => run(i + 1))))).toBe(20)
  expect(plansIn(printedPlans(() => [20, 10, 5].forEach(run)))).toBe(0)
  expect(plansIn(printedPlans(() => run(1)))).toBe(1)
  // 6 was used longest ago: it made room
  expect(plansIn(printedPlans(() => run(5)))).toBe(0)
  expect(plansIn(printedPlans(() => run(6)))).toBe(1)
})

test('many signatures: the last 256 keep their programs', () => {
  const x = tf.placeholder(tf.float32, [])
  const all = Array.from({ length: 300 }, (_, i) => tf.add(x, i))
  using session = alone()
  const run = (i: number): unknown => session.run(all[i] as tf.Tensor, { feed_dict: [[x, 1]] as never })
  for (let i = 0; i < 300; i++) expect(run(i)).toBe(i + 1)
  expect(printedPlans(() => run(299))).toBe('')
  expect(printedPlans(() => run(0))).toContain('program(')
})

test('a fed shape with more than eight values has no plan for each', () => {
  const x = tf.placeholder(tf.float32, [24])
  const shape = tf.placeholder(tf.int32, [null])
  const y = tf.add(tf.reshape(x, shape), 1)
  using session = alone()
  const shapes = [[24], [1, 24], [24, 1], [2, 12], [12, 2], [3, 8], [8, 3], [4, 6], [6, 4], [2, 2, 6], [2, 3, 4]]
  const text = printedPlans(() => {
    for (const dims of shapes) {
      const result = session.run(y, {
        feed_dict: [
          [x, zeros(24)],
          [shape, tf.np.array(dims, tf.int32)],
        ] as never,
      }) as tf.NDArray
      expect(result.shape).toEqual(dims)
      expect(result.tolist()).toEqual(tf.np.ones(dims, tf.float32).tolist())
    }
  })
  // from the ninth value on the reshape runs between plans
  expect(text).toContain('host Reshape')
})

test('what does not fit into a plan is counted and runs between plans', () => {
  const v = new tf.Variable(tf.ones([4, 4]))
  // a view on rows of a variable that the same run changes
  const rows = tf.slice(v, [1, 0], [2, 4])
  const added = tf.control_dependencies([rows], () => v.assign_add(tf.ones([4, 4])))
  using session = alone()
  session.run(tf.initialize_all_variables())
  const before = counters().fallbacks.get('Slice: a view that a plan cannot have') ?? 0
  session.run([rows, added])
  expect(counters().fallbacks.get('Slice: a view that a plan cannot have')).toBe(before + 1)
  session.run([rows, added])
  expect(counters().fallbacks.get('Slice: a view that a plan cannot have')).toBe(before + 1)
})

test('rows of a variable that are read before it changes fit into the plan', () => {
  const reason = 'StridedSlice: a view that a plan cannot have'
  const fallbacks = (): number => counters().fallbacks.get(reason) ?? 0
  for (const late of [false, true]) {
    tf.reset_default_graph()
    const v = new tf.Variable(tf.reshape(tf.cast(tf.range(16), tf.float32), [4, 4]))
    const row = tf.strided_slice(v, [1], [2], [1], { shrink_axis_mask: 1 })
    const view = tf.reshape(row, [4, 1])
    const early = tf.mul(view, 10)
    const added = tf.control_dependencies([early], () => v.assign_add(tf.ones([4, 4])))
    // a chain of views is read when its end is
    const after = tf.control_dependencies([added], () => tf.mul(late ? view : tf.ones([4, 1]), 2))
    using session = alone()
    session.run(tf.initialize_all_variables())
    const before = fallbacks()
    const [first, second] = session.run([early, after, added]) as tf.NDArray[]
    expect(first?.tolist()).toEqual([[40], [50], [60], [70]])
    expect(second?.tolist()).toEqual(late ? [[10], [12], [14], [16]] : [[2], [2], [2], [2]])
    expect(fallbacks() - before).toBe(late ? 1 : 0)
  }
})

test('the graph may grow between runs', () => {
  const x = tf.placeholder(tf.float32, [])
  const v = new tf.Variable(tf.ones([]))
  using session = alone()
  session.run(tf.initialize_all_variables())
  let y: tf.Tensor = tf.mul(x, v)
  for (let i = 0; i < 20; i++) {
    expect(session.run(y, { feed_dict: [[x, 2]] as never })).toBe(2 + i)
    y = tf.add(y, 1)
  }
  const w = new tf.Variable(tf.fill([], 7))
  session.run(w.initializer)
  expect(session.run([w, v])).toEqual([7, 1])
})

test('memory stays flat over 20,000 train steps and while shapes and graphs come and go', () => {
  const x = tf.placeholder(tf.float32, [null, 20])
  const y_ = tf.placeholder('float', [null, 10])
  const W = new tf.Variable(tf.zeros([20, 10]))
  const b = new tf.Variable(tf.zeros([10]))
  const y = tf.nn.softmax(tf.matmul(x, W).add(b))
  const loss = tf.reduce_sum(y_.mul(tf.log(y))).neg()
  const step = new tf.train.GradientDescentOptimizer(0.01).minimize(loss)
  using session = alone()
  session.run(tf.initialize_all_variables())
  const train = (rows: number): unknown =>
    session.run([step, loss], {
      feed_dict: [
        [x, zeros(rows, 20)],
        [y_, zeros(rows, 10)],
      ] as never,
    })
  // 40 shapes in turn: plans leave their cache and give back what they took
  const round = (): void => {
    for (let rows = 1; rows <= 40; rows++) train(rows)
  }
  for (let i = 0; i < 3; i++) round()
  for (let i = 0; i < 2000; i++) train(5)
  const { memory } = session.state
  const shared = memory.int32.buffer.byteLength
  const heap = memory.used
  const collected = (): number => {
    ;(globalThis as { gc?: () => void }).gc?.()
    return process.memoryUsage().heapUsed
  }
  const before = collected()
  for (let i = 0; i < 20_000; i++) train(5)
  for (let i = 0; i < 3; i++) round()
  train(5)
  expect(memory.int32.buffer.byteLength).toBe(shared)
  expect(memory.used).toBe(heap)
  expect(collected() - before).toBeLessThan(32 * 2 ** 20)
})
