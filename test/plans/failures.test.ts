/** A failing step of a plan: TensorFlow's message, the node that failed, and what the run had done until then. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import * as tf from '../../src/index.ts'

beforeEach(() => tf.reset_default_graph())
afterEach(() => {
  vi.unstubAllEnvs()
})

type Feed = readonly (readonly [tf.Tensor, unknown])[]
const ints = (...values: number[]): tf.NDArray => tf.np.array(values, tf.int32)

function message(body: () => unknown): string {
  try {
    body()
  } catch (error) {
    return (error as Error).message
  }
  return 'no error'
}

describe.each([
  ['compiled', 1],
  ['compiled', 2],
  ['reference', 1],
] as const)('%s, %i threads', (executor, threads) => {
  const open = (): tf.Session => {
    vi.stubEnv('TF0_EXECUTOR', executor)
    const session = new tf.Session('', { config: new tf.ConfigProto({ intra_op_parallelism_threads: threads }) })
    session.run(tf.initialize_all_variables())
    return session
  }

  /** Runs `make()` between two updates of variables that its failure parts: the first is done, the second is not. */
  function expectFailure(make: () => { readonly tensor: tf.Tensor; readonly feed: Feed; readonly text: string; readonly node: string }): void {
    const [first, second] = [new tf.Variable(tf.zeros([4])), new tf.Variable(tf.zeros([4]))]
    const before = first.assign_add(tf.ones([4]))
    const { tensor, feed, text, node } = tf.control_dependencies([before], make)
    const after = tf.control_dependencies([tensor], () => second.assign_add(tf.ones([4])))
    using session = open()
    for (let run = 1; run <= 2; run++) {
      const said = message(() => session.run([tensor, after], { feed_dict: feed as never }))
      expect(said).toContain(text)
      expect(said).toContain(`[[Node: ${node} = `)
      expect((session.run([first, second]) as tf.NDArray[]).map(value => value.tolist())).toEqual([
        [run, run, run, run],
        [0, 0, 0, 0],
      ])
    }
  }

  test('an index of gather', () =>
    expectFailure(() => {
      const ids = tf.placeholder(tf.int32, [null])
      const rows = tf.gather(tf.ones([3, 2]), tf.identity(ids), { name: 'rows' } as never)
      return { tensor: tf.reduce_sum(tf.mul(rows, 2)), feed: [[ids, ints(0, 1, 7, -1)]], text: 'indices[2] = 7 is not in [0, 3)', node: 'rows' }
    }))

  test('a label of a cross entropy', () =>
    expectFailure(() => {
      const labels = tf.placeholder(tf.int32, [3])
      const losses = tf.nn.sparse_softmax_cross_entropy_with_logits(tf.ones([3, 5]), labels)
      return {
        tensor: tf.reduce_mean(losses),
        feed: [[labels, ints(1, 5, 2)]],
        text: 'Received a label value of 5 which is outside the valid range of [0, 5).  Label values: 1 5 2',
        node: losses.op.name,
      }
    }))

  test('an integer divided by zero among other arithmetic', () =>
    expectFailure(() => {
      const n = tf.placeholder(tf.int32, [null])
      const quotient = tf.div(tf.add(n, 1), tf.sub(n, 2), { name: 'quotient' } as never)
      return { tensor: tf.add(tf.mul(quotient, 3), 4), feed: [[n, ints(1, 2, 3)]], text: 'Integer division by zero', node: 'quotient' }
    }))

  test('a failure in the work of several threads', () =>
    expectFailure(() => {
      const n = tf.placeholder(tf.int32, [null])
      const remainder = tf.mod(tf.constant(7, tf.int32), n, { name: 'remainder' } as never)
      const values = new tf.NDArray(
        tf.int32,
        [300_000],
        Int32Array.from({ length: 300_000 }, (_, i) => (i === 250_001 ? 0 : 1 + (i % 9))),
      )
      return { tensor: tf.reduce_sum(remainder), feed: [[n, values]], text: 'Integer division by zero', node: 'remainder' }
    }))

  test('a failing op whose value nothing needs', () => {
    const ids = tf.placeholder(tf.int32, [null])
    const rows = tf.gather(tf.ones([3, 2]), ids)
    const one = tf.control_dependencies([rows], () => tf.constant(1))
    using session = open()
    expect(message(() => session.run(one, { feed_dict: [[ids, ints(3)]] as never }))).toContain('indices[0] = 3 is not in [0, 3)')
  })

  test('variables that got their first value before the failure keep it', () => {
    const ids = tf.placeholder(tf.int32, [null])
    const [a, b] = [new tf.Variable(tf.ones([2])), new tf.Variable(tf.ones([2]))]
    const failing = tf.control_dependencies([a.initializer], () => tf.gather(tf.ones([3]), ids))
    const late = tf.control_dependencies([failing], () => tf.assign(b.ref(), tf.fill([2], 5)))
    vi.stubEnv('TF0_EXECUTOR', executor)
    using session = new tf.Session('', { config: new tf.ConfigProto({ intra_op_parallelism_threads: threads }) })
    expect(message(() => session.run(late, { feed_dict: [[ids, ints(9)]] as never }))).toContain('indices[0] = 9')
    expect((session.run(a) as tf.NDArray).tolist()).toEqual([1, 1])
    expect(message(() => session.run(b))).toContain('Attempting to use uninitialized value')
  })
})
