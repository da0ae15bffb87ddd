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
  function expectFailure(
    make: () => { readonly tensor: tf.Tensor; readonly feed: Feed; readonly text: string; readonly node: string },
  ): void {
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
      return {
        tensor: tf.reduce_sum(tf.mul(rows, 2)),
        feed: [[ids, ints(0, 1, 7, -1)]],
        text: 'indices[2] = 7 is not in [0, 3)',
        node: 'rows',
      }
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

  test('the begin of a slice', () =>
    expectFailure(() => {
      const begin = tf.placeholder(tf.int32, [2])
      const block = tf.slice(tf.mul(tf.ones([3, 4]), 2), begin, [2, 2], { name: 'block' } as never)
      return {
        tensor: tf.reduce_sum(block),
        feed: [[begin, ints(2, 1)]],
        text: 'Expected size[0] in [0, 1], but got 2',
        node: 'block',
      }
    }))

  test('a length of a sequence', () =>
    expectFailure(() => {
      const lengths = tf.placeholder(tf.int64, [2])
      const turned = tf.reverse_sequence(tf.ones([2, 3, 4]), lengths, 1, 0, { name: 'turned' } as never)
      return {
        tensor: tf.reduce_sum(turned),
        feed: [[lengths, ints(3, 4)]],
        text: 'seq_lens(1) > input.dims(1)',
        node: 'turned',
      }
    }))

  test('a place in a sparse matrix', () =>
    expectFailure(() => {
      const indices = tf.placeholder(tf.int64, [2, 2])
      const matrix = new tf.SparseTensor(indices, tf.ones([2]), tf.constant([3, 4], tf.int64))
      const product = tf.sparse_tensor_dense_matmul(matrix, tf.ones([4, 5]), { name: 'product' } as never)
      const places = tf.np.array(
        [
          [0, 1],
          [2, 4],
        ] as never,
        tf.int64,
      )
      return { tensor: tf.reduce_sum(product), feed: [[indices, places]], text: 'out of bounds', node: product.op.name }
    }))

  test('the image of a box', () =>
    expectFailure(() => {
      const images = tf.placeholder(tf.int32, [1])
      const crop = tf.image.crop_and_resize(tf.ones([2, 4, 4, 3]), tf.zeros([1, 4]), images, [2, 2], {
        name: 'crop',
      } as never)
      return {
        tensor: tf.reduce_sum(crop),
        feed: [[images, ints(2)]],
        text: 'box_ind has values outside [0, batch)',
        node: 'crop',
      }
    }))

  test('an integer divided by zero among other arithmetic', () =>
    expectFailure(() => {
      const n = tf.placeholder(tf.int32, [null])
      const quotient = tf.div(tf.add(n, 1), tf.sub(n, 2), { name: 'quotient' } as never)
      return {
        tensor: tf.add(tf.mul(quotient, 3), 4),
        feed: [[n, ints(1, 2, 3)]],
        text: 'Integer division by zero',
        node: 'quotient',
      }
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
      return {
        tensor: tf.reduce_sum(remainder),
        feed: [[n, values]],
        text: 'Integer division by zero',
        node: 'remainder',
      }
    }))

  test('a failing op whose value nothing needs', () => {
    const ids = tf.placeholder(tf.int32, [null])
    const rows = tf.gather(tf.ones([3, 2]), ids)
    const one = tf.control_dependencies([rows], () => tf.constant(1))
    const begin = tf.placeholder(tf.int32, [1])
    const two = tf.control_dependencies([tf.slice(tf.ones([3]), begin, [2])], () => tf.constant(2))
    using session = open()
    expect(message(() => session.run(one, { feed_dict: [[ids, ints(3)]] as never }))).toContain(
      'indices[0] = 3 is not in [0, 3)',
    )
    expect(message(() => session.run(two, { feed_dict: [[begin, ints(2)]] as never }))).toContain(
      'Expected size[0] in [0, 1], but got 2',
    )
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

test.each(['compiled', 'reference'])('windows that do not fit, in the kernel of a gradient (%s)', executor => {
  vi.stubEnv('TF0_EXECUTOR', executor)
  const [sizes, gradient] = [tf.placeholder(tf.int32, [4]), tf.placeholder(tf.float32)]
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
  const list = (...i: number[]): tf.AttrValue => new tf.AttrValue({ list: { i: i.map(BigInt) } } as never)
  const attrs = {
    T: new tf.AttrValue({ type: 1 } as never),
    ksize: list(1, 2, 3, 1),
    strides: list(1, 2, 1, 1),
    padding: new tf.AttrValue({ s: bytes('VALID') } as never),
    data_format: new tf.AttrValue({ s: bytes('NHWC') } as never),
  }
  const op = tf
    .get_default_graph()
    .create_op('AvgPoolGrad', [sizes, gradient], [tf.float32], { attrs, name: 'narrow' } as never)
  using session = new tf.Session()
  const feed_dict = [
    [sizes, ints(2, 2, 1, 3)],
    [gradient, tf.np.zeros([2, 1, 1, 3], tf.float32)],
  ] as never
  const text = message(() => session.run(op.outputs[0], { feed_dict }))
  expect(text).toContain('computed output size would be negative')
  expect(text).toContain('[[Node: narrow = AvgPoolGrad')
})
