/** What a run may be given and asked for: answers and errors of TensorFlow 0.12.1 (in the spelling of Python 3). */
import { beforeEach, describe, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import type { DTypeLike } from '../../src/tensor/dtypes.ts'

beforeEach(() => tf.reset_default_graph())

const rejected = (body: () => unknown): string => {
  try {
    return `no error: ${String(body())}`
  } catch (error) {
    return `${(error as Error).constructor.name}: ${(error as Error).message.split('\n')[0]}`
  }
}

describe('feeds', () => {
  /** What a placeholder of that type is given as `value`. */
  const fed = (dtype: DTypeLike, value: unknown): unknown => {
    const x = tf.placeholder(dtype, { name: 'x' })
    using session = new tf.Session()
    const result = session.run(tf.identity(x), { feed_dict: [[x, value]] })
    tf.reset_default_graph()
    return result instanceof tf.NDArray ? result.tolist() : result
  }
  const tooLarge = (value: string, type: string): string =>
    `TypeError: Type of feed value ${value} is not compatible with Tensor type <class 'numpy.${type}'>. Try explicitly setting the type of the feed tensor to a larger type (e.g. int64).`

  test("Python's ints must be what the type makes of them", () => {
    expect(fed('float32', tf.int(16777216))).toBe(16777216)
    expect(rejected(() => fed('float32', tf.int(16777217)))).toBe(tooLarge('16777217', 'float32'))
    expect(rejected(() => fed('float16', tf.int(70000)))).toBe(tooLarge('70000', 'float16'))
    expect(rejected(() => fed('complex64', tf.int(16777217)))).toBe(tooLarge('16777217', 'complex64'))
    expect(rejected(() => fed('uint8', 300))).toBe(tooLarge('300', 'uint8'))
    // bare numbers may be floats, which are rounded; lists are cast
    expect(fed('float32', 16777217)).toBe(16777216)
    expect(fed('uint8', [300])).toEqual([44])
  })

  test('strings take strings only', () => {
    const refused = 'InternalError: Unable to get element from the feed as bytes.'
    expect((fed('string', ['a', Buffer.from('b')]) as Buffer[]).map(String)).toEqual(['a', 'b'])
    for (const value of [[1, 2], ['a', 1.5], null, tf.np.array([1, 2])])
      expect(rejected(() => fed('string', value))).toBe(refused)
    expect(rejected(() => fed('string', 1))).toBe('TypeError: object() takes no parameters')
  })

  test('tensors are no numbers', () => {
    const c = tf.constant(1)
    const x = tf.placeholder(tf.float32, { name: 'x' })
    using session = new tf.Session()
    const run = (value: unknown): string => rejected(() => session.run(tf.neg(x), { feed_dict: [[x, value]] }))
    expect(run(c)).toBe(
      'TypeError: The value of a feed cannot be a tf.Tensor object. Acceptable feed values include Python scalars, strings, lists, or numpy ndarrays.',
    )
    expect(run([c, c])).toBe('ValueError: setting an array element with a sequence.')
    expect(run(new tf.Variable(1))).toBe('ValueError: setting an array element with a sequence.')
  })

  test('a fed variable is a value: nothing can be assigned to it', () => {
    const v = new tf.Variable(1, { name: 'v' })
    const [next, twice] = [tf.assign(v, 4, { name: 'next' }), tf.mul(v, 2)]
    using session = new tf.Session()
    expect(session.run(twice, { feed_dict: [[v, 5]] })).toBe(10)
    expect(rejected(() => session.run(next, { feed_dict: [[v, 5]] }))).toBe(
      'InvalidArgumentError: Input 0 of node next was passed float from _recv_v_0:0 incompatible with expected float_ref.',
    )
  })

  test('a tensor is fed once', () => {
    const x = tf.placeholder(tf.float32, [], { name: 'x' })
    using session = new tf.Session()
    const run = (feeds: unknown): string => rejected(() => session.run(tf.neg(x), { feed_dict: feeds as never }))
    const twice = 'ValueError: Could not flatten dictionary: key Tensor("x:0", shape=(), dtype=float32) is not unique.'
    expect(
      run([
        [
          [x, x],
          [1, 2],
        ],
      ]),
    ).toBe(twice)
    expect(
      run([
        [x, 1],
        [[x], [2]],
      ]),
    ).toBe(twice)
    // a name is another key: the last one counts
    expect(
      run([
        [x, 1],
        ['x:0', 2],
      ]),
    ).toBe('no error: -2')
  })

  test('sparse tensors and slices take as much as they are given', () => {
    const sparse = tf.sparse_placeholder(tf.float32, { name: 'sp' })
    const dense = tf.sparse_tensor_to_dense(sparse)
    using session = new tf.Session()
    const run = (value: unknown): string =>
      rejected(() => session.run(dense, { feed_dict: [[sparse, value]] }).tolist())
    expect(run(new tf.SparseTensorValue([[0, 1]], [3], [2, 2]))).toBe('no error: 0,3,0,0')
    expect(run([[[0, 1]], [3], [2, 2]])).toBe('no error: 0,3,0,0')
    expect(run([[[0, 1]], [3]])).toBe(
      "InvalidArgumentError: You must feed a value for placeholder tensor 'sp/shape' with dtype int64",
    )
    expect(run(1)).toBe('TypeError: zip argument #2 must support iteration')
    const slices = new tf.IndexedSlices(tf.placeholder(tf.float32, [null]), tf.placeholder(tf.int32, [null]))
    const sum = tf.reduce_sum(slices.values)
    for (const value of [
      new tf.IndexedSlicesValue([1, 2], [0, 1], null),
      [
        [1, 2],
        [0, 1],
      ],
    ])
      expect(session.run(sum, { feed_dict: [[slices, value]] })).toBe(3)
  })
})

describe('fetches', () => {
  test('names may be bytes; operations of other graphs are shown in full', () => {
    tf.constant([1, 2], { name: 'a' })
    const other = new tf.Graph().as_default(() => tf.no_op({ name: 'other' }))
    using session = new tf.Session()
    expect(session.run(Buffer.from('a:0') as never).tolist()).toEqual([1, 2])
    expect(() => session.run(other)).toThrow(
      'cannot be interpreted as a Tensor. (Operation name: "other"\nop: "NoOp"\n is not an element of this graph.)',
    )
    expect(rejected(() => session.run(tf.float32 as never))).toBe(
      "TypeError: Fetch argument tf.float32 has invalid type <class 'tensorflow.python.framework.dtypes.DType'>, must be a string or Tensor. (Can not convert a DType into a Tensor or Operation.)",
    )
    expect(rejected(() => session.run(new Set([1]) as never))).toMatch(/has invalid type <class 'set'>/)
  })

  test('slices come as a named tuple', () => {
    const slices = new tf.IndexedSlices(tf.constant([1, 2]), tf.constant([0, 1], { dtype: tf.int32 }))
    using session = new tf.Session()
    const value = session.run(slices)
    expect(String(value)).toBe(
      'IndexedSlicesValue(values=array([1., 2.], dtype=float32), indices=array([0, 1], dtype=int32), dense_shape=None)',
    )
    expect([...value].length).toBe(3)
  })

  test("a user's own class of arrays", () => {
    class Row extends Array<tf.Tensor> {
      constructor(...tensors: tf.Tensor[]) {
        super()
        this.push(...tensors)
      }
    }
    const a = tf.constant(1)
    using session = new tf.Session()
    expect(session.run(new Row(a, a))).toEqual([1, 1])
  })

  test('nothing is run where all that is asked for is fed', () => {
    const x = tf.placeholder(tf.float32, [])
    using session = new tf.Session()
    expect(session.run([x, {}], { feed_dict: [[x, 3]] })).toEqual([3, {}])
    expect(session.run([])).toEqual([])
  })
})

describe('runs in parts', () => {
  const setUp = (): {
    session: tf.Session
    a: tf.Tensor
    b: tf.Tensor
    c: tf.Tensor
    sum: tf.Tensor
    product: tf.Tensor
  } => {
    const [a, b, c] = ['a', 'b', 'c'].map(name => tf.placeholder(tf.float32, [], { name })) as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ]
    const sum = tf.add(a, b, { name: 'sum' })
    return { session: new tf.Session(), a, b, c, sum, product: tf.mul(sum, c, { name: 'product' }) }
  }
  test('what comes too early costs nothing, what is over is gone', () => {
    const { session, a, b, c, sum, product } = setUp()
    const handle = session.partial_run_setup([sum, product], [a, b, c])
    expect(rejected(() => session.partial_run(handle, product, [[a, 1]]))).toBe(
      "InvalidArgumentError: Fetch c:0 can't be computed from the feeds that have been fed so far.",
    )
    expect(
      session.partial_run(handle, sum, [
        [a, 1],
        [b, 1],
      ]),
    ).toBe(2)
    expect(rejected(() => session.partial_run(handle, [sum, product], [[c, 1]]))).toBe(
      'InvalidArgumentError: The fetch sum:0 had already been fetched.',
    )
    expect(session.partial_run(handle, product, [[c, 3]])).toBe(6)
    expect(rejected(() => session.partial_run(handle, product, [[c, 3]]))).toBe(
      "InvalidArgumentError: Must run 'setup' before performing partial runs!",
    )
    session.close()
  })
  test('feeds that were not announced, and one that was announced alone', () => {
    const { session, a, b, c, sum } = setUp()
    const handle = session.partial_run_setup(sum, [a, b])
    const feeds = [a, b, c].map(tensor => [tensor, 1] as const)
    expect(rejected(() => session.partial_run(handle, sum, feeds))).toBe(
      'InvalidArgumentError: The feed c:0 had already been fed.',
    )
    expect(rejected(() => session.partial_run(session.partial_run_setup(sum, a), sum, [[a, 1]]))).toBe(
      "InvalidArgumentError: You must feed a value for placeholder tensor 'b' with dtype float",
    )
    expect(rejected(() => session.partial_run_setup(sum, ['a']))).toBe(
      'ValueError: Cannot interpret feed_list key as Tensor: The name \'a\' refers to an Operation, not a Tensor. Tensor names must be of the form "<op_name>:<output_index>".',
    )
    expect(rejected(() => session.partial_run_setup(sum))).toBe(
      'TypeError: Cannot interpret feed_list key as Tensor: Can not convert a NoneType into a Tensor.',
    )
    session.close()
  })
})

describe('default sessions', () => {
  test('interactive sessions close in the order in which they nest', () => {
    const first = new tf.InteractiveSession()
    const second = new tf.InteractiveSession()
    expect(tf.get_default_session()).toBe(second)
    expect(rejected(() => first.close())).toBe(
      "AssertionError: Nesting violated for default stack of <class 'tensorflow.python.client.session.InteractiveSession'> objects",
    )
    second.close()
    expect(tf.get_default_session()).toBe(first)
    first.close()
    expect(tf.get_default_session()).toBe(null)
  })
  test('as_default gives the session, and targets may be None', () => {
    const session = new tf.Session(null as never)
    expect(session.sess_str).toBe(null)
    expect(tf.with(session.as_default(), given => given === session && tf.get_default_session() === session)).toBe(true)
    expect(rejected(() => tf.constant(1).eval({ session: 3 as never }))).toBe(
      "AttributeError: 'int' object has no attribute 'graph'",
    )
    session.close()
  })
})

test('a run may name a thread pool that the session has', () => {
  const a = tf.constant(1)
  const run = (pool: number, pools: number): string => {
    const config = new tf.ConfigProto()
    for (let i = 0; i < pools; i++) config.session_inter_op_thread_pool.add()
    using session = new tf.Session('', { config })
    return rejected(() => session.run(a, { options: new tf.RunOptions({ inter_op_thread_pool: pool }) }))
  }
  expect([run(0, 0), run(1, 2)]).toEqual(['no error: 1', 'no error: 1'])
  expect([run(1, 0), run(-1, 2), run(2, 2)]).toEqual(
    [1, -1, 2].map(pool => `InvalidArgumentError: Invalid inter_op_thread_pool: ${pool}`),
  )
})
