/** Conds and loops in the compiled path: what is taken, in which order, and what errors say. */
import { afterEach, expect, test, vi } from 'vitest'
import * as tf from '../../src/index.ts'
import { mergeNode, switchNode } from '../../src/ops/control_flow/dataflow_nodes.ts'

afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  tf.reset_default_graph()
})

const count = (times: tf.Tensor | number): tf.Tensor =>
  tf.while_loop(
    (i: tf.Tensor) => i.lt(times),
    (i: tf.Tensor) => i.add(1),
    [tf.constant(tf.int(0))],
  ) as tf.Tensor

/** What `run` left to the reference executor, by reason. */
function fallbacksOf(run: () => void): string[] {
  const before = tf.counters().fallbacks
  run()
  return [...tf.counters().fallbacks].flatMap(([reason, times]) => (times > (before.get(reason) ?? 0) ? [reason] : []))
}

test('an error in a body says the iteration of each loop around it', () => {
  const rows = tf.placeholder(tf.float32, [null, 2])
  const outer = tf.while_loop(
    (i: tf.Tensor) => i.lt(3),
    (i: tf.Tensor, sum: tf.Tensor) => {
      const [, inner] = tf.while_loop(
        (j: tf.Tensor) => j.lt(i.add(2)),
        (j: tf.Tensor, s: tf.Tensor) => [j.add(1), s.add(tf.gather(rows, j))],
        [tf.constant(tf.int(0)), sum],
      ) as [tf.Tensor, tf.Tensor]
      return [i.add(1), inner]
    },
    [tf.constant(tf.int(0)), tf.zeros([2])],
  ) as [tf.Tensor, tf.Tensor]
  using session = new tf.Session()
  const feed_dict: tf.FeedDict = [[rows, tf.np.ones([2, 2])]]
  expect(() => session.run(outer[1], { feed_dict })).toThrow(
    /^indices = 2 is not in \[0, 2\)\n\t \[\[Node: .*\]\]\n\t in iteration 1 of the loop while\/while\/\n\t in iteration 2 of the loop while\/while\/while\/while\/$/,
  )
  // the next run begins anew
  expect(session.run(outer[1], { feed_dict: [[rows, tf.np.ones([4, 2])]] }).tolist()).toEqual([9, 9])
})

test('printing keeps the order of the executor, in branches and bodies', () => {
  const printed: string[] = []
  vi.spyOn(process.stderr, 'write').mockImplementation(text => {
    printed.push(String(text).trim().split('] ').at(-1) as string)
    return true
  })
  const x = tf.placeholder(tf.float32, [])
  const said = (text: string, value: tf.Tensor): tf.Tensor => tf.Print(value, [value], { message: text }) as tf.Tensor
  const [, y] = tf.while_loop(
    (i: tf.Tensor) => i.lt(2),
    (i: tf.Tensor, z: tf.Tensor) => [
      i.add(1),
      tf.cond(
        tf.equal(i, 0),
        () => said('first ', z.add(1)),
        () => said('later ', z.mul(2)),
      ),
    ],
    [tf.constant(tf.int(0)), said('begin ', x)],
  ) as [tf.Tensor, tf.Tensor]
  const results: string[][] = []
  for (const executor of ['', 'reference']) {
    vi.stubEnv('TF0_EXECUTOR', executor)
    using session = new tf.Session()
    printed.length = 0
    expect(session.run(said('end ', y), { feed_dict: [[x, 3]] })).toBe(8)
    results.push([...printed])
  }
  expect(results[0]?.map(line => line.replace(/[[\]0-9.]/g, '').trim())).toEqual(['begin', 'first', 'later', 'end'])
  expect(results[0]).toEqual(results[1])
})

test('only the branch that is taken runs, gradients included', () => {
  let calls = 0
  const x = tf.placeholder(tf.float32, [null])
  const which = tf.placeholder(tf.bool, [])
  const y = tf.cond(
    which,
    () => tf.square(x),
    () => {
      const [called] = tf.py_func(
        (value: tf.NDArray) => {
          calls++
          return value
        },
        [x],
        [tf.float32],
      ) as tf.Tensor[]
      return tf.mul(called as tf.Tensor, 3)
    },
  ) as tf.Tensor
  const [gradient] = tf.gradients(y, [x]) as [tf.Tensor]
  using session = new tf.Session()
  const run = (taken: boolean): unknown[] =>
    (
      session.run([y, gradient], {
        feed_dict: [
          [x, [1, 2]],
          [which, taken],
        ],
      }) as tf.NDArray[]
    ).map(array => array.tolist())
  expect(run(true)).toEqual([
    [1, 4],
    [2, 4],
  ])
  expect(calls).toBe(0)
  expect(run(false)[0]).toEqual([3, 6])
  expect(calls).toBe(1)
})

test('a variable that bodies change is read as it is then', () => {
  const total = new tf.Variable(tf.int(0))
  const added = tf.while_loop(
    (i: tf.Tensor) => i.lt(4),
    (i: tf.Tensor) => {
      const changed = total.assign_add(i)
      return tf.control_dependencies([changed], () => i.add(1))
    },
    [tf.constant(tf.int(0))],
  ) as tf.Tensor
  const after = tf.control_dependencies([added], () => total.add(100)) as tf.Tensor
  using session = new tf.Session()
  session.run(tf.initialize_all_variables())
  expect(fallbacksOf(() => expect(session.run(after)).toBe(106))).toEqual([])
  expect(session.run(total)).toBe(6)
  expect(session.run(after)).toBe(112)
})

test('where the order of effects hangs on the iterations, the reference executor runs', () => {
  const v = new tf.Variable(1)
  // what a body reads and what it changes are not tied to each other, and iterations overlap
  const [, read] = tf.while_loop(
    (i: tf.Tensor) => i.lt(3),
    (i: tf.Tensor, r: tf.Tensor) => {
      const slow = tf.matmul(tf.fill([2, 2], tf.cast(i, tf.float32)), tf.ones([2, 2])).at(0, 0) as tf.Tensor
      const changed = v.assign(slow)
      return [i.add(1), tf.add(r.mul(0), changed)]
    },
    [tf.constant(tf.int(0)), v.mul(1)],
  ) as [tf.Tensor, tf.Tensor]
  using session = new tf.Session()
  session.run(tf.initialize_all_variables())
  const compiled = session.run(read)
  vi.stubEnv('TF0_EXECUTOR', 'reference')
  using other = new tf.Session()
  other.run(tf.initialize_all_variables())
  expect(other.run(read)).toBe(compiled)
})

test('a value of a branch that was not taken is not valid, and the next run is well', () => {
  const which = tf.placeholder(tf.bool, [])
  const [no, yes] = switchNode(tf.constant(3), which)
  const [then, otherwise] = [yes.mul(2), no.add(2)] as [tf.Tensor, tf.Tensor]
  const [y] = mergeNode([otherwise, then]) as [tf.Tensor, tf.Tensor]
  using session = new tf.Session()
  const run = (taken: boolean): unknown => session.run([then, y], { feed_dict: [[which, taken]] })
  expect(() => run(false)).toThrow(/^The tensor returned for mul:0 was not valid\.$/)
  expect(run(true)).toEqual([6, 6])
})

test('shapes that grow with the iterations are run without a plan for each', () => {
  const times = tf.placeholder(tf.int32, [])
  const [, grown] = tf.while_loop(
    (i: tf.Tensor) => i.lt(times),
    (i: tf.Tensor, rows: tf.Tensor) => [i.add(1), tf.concat(0, [rows, rows.at('0:1')])],
    [tf.constant(tf.int(0)), tf.constant([[1, 2]])],
    { shape_invariants: [new tf.TensorShape([]), new tf.TensorShape([null, 2])] },
  ) as [tf.Tensor, tf.Tensor]
  using session = new tf.Session()
  const before = tf.counters().plans_compiled
  const reasons = fallbacksOf(() => expect(session.run(grown, { feed_dict: [[times, 200]] }).shape).toEqual([201, 2]))
  expect(reasons).toEqual([
    'loop: Merge: shapes that change from iteration to iteration',
    'segment: shapes that change from iteration to iteration',
  ])
  expect(tf.counters().plans_compiled - before).toBeLessThan(40)
})

test('a loop without end stops at its timeout, and the session goes on', () => {
  const forever = tf.while_loop(
    (i: tf.Tensor) => i.lt(2),
    (i: tf.Tensor) => i.mul(1),
    [tf.constant(tf.int(0))],
  ) as tf.Tensor
  using session = new tf.Session()
  const options = new tf.RunOptions({ timeout_in_ms: 50 })
  expect(() => session.run(forever, { options })).toThrow(tf.errors.DeadlineExceededError)
  expect(session.run(count(7))).toBe(7)
})
