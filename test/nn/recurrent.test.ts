/** Recurrent cells and nets from TypeScript; their graphs are compared with TensorFlow's in test/python/golden.test.ts. */
import { beforeEach, describe, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'

beforeEach(() => tf.reset_default_graph())

const { BasicLSTMCell, BasicRNNCell, DropoutWrapper, GRUCell, LSTMCell, LSTMStateTuple, MultiRNNCell, RNNCell } =
  tf.nn.rnn_cell

/** Adds its inputs up. */
class SumCell extends RNNCell {
  override get state_size(): number {
    return 1
  }
  override get output_size(): number {
    return 1
  }
  override _step(inputs: tf.Tensor, state: tf.Tensor): [tf.Tensor, tf.Tensor] {
    const sum = tf.add(inputs, state)
    return [sum, sum]
  }
}

describe('states', () => {
  test('sizes and zeros have the structure of the state', () => {
    const cell = new MultiRNNCell([new BasicLSTMCell(3), new GRUCell(2)])
    expect(String(tf.nn.rnn_cell.LSTMStateTuple.name)).toBe('LSTMStateTuple')
    const [lstm, gru] = cell.zero_state(4, tf.float32)
    expect(lstm).toBeInstanceOf(LSTMStateTuple)
    expect([lstm.c, lstm.h, gru].map((part: tf.Tensor) => String(part.get_shape()))).toEqual([
      '(4, 3)',
      '(4, 3)',
      '(4, 2)',
    ])
    expect(cell.state_size[0].h).toBe(3)
    expect(cell.output_size).toBe(2)
  })
  test('an array serves as a tuple', () => {
    const cell = new LSTMCell(2)
    const x = tf.placeholder(tf.float32, [1, 3, 2])
    const zero = tf.zeros([1, 2])
    const [outputs, state] = tf.nn.dynamic_rnn(cell, x, { initial_state: [zero, zero] })
    expect(String(outputs.get_shape())).toBe('(1, 3, 2)')
    expect(state).toHaveLength(2)
  })
  test('the type of a state is that of both parts', () => {
    expect(new LSTMStateTuple(tf.zeros([1]), tf.zeros([1])).dtype).toBe(tf.float32)
    expect(() => new LSTMStateTuple(tf.zeros([1]), tf.zeros([1], tf.float64)).dtype).toThrow(
      "Inconsistent internal state: <dtype: 'float32'> vs <dtype: 'float64'>",
    )
  })
})

describe('a cell of the user', () => {
  const x = [
    [[1], [2], [3]],
    [[10], [20], [30]],
  ]
  test('runs in a loop, over sequences of different length', () => {
    const inputs = tf.placeholder(tf.float32, [null, null, 1])
    const [outputs, state] = tf.nn.dynamic_rnn(new SumCell(), inputs, { sequence_length: [3, 2], dtype: tf.float32 })
    using sess = tf.with(new tf.Session())
    const [found, last] = sess.run([outputs, state], { feed_dict: [[inputs, x]] })
    expect(found.tolist()).toEqual([
      [[1], [3], [6]],
      [[10], [30], [0]],
    ])
    expect(last.tolist()).toEqual([[6], [30]])
  })
  test('runs unrolled, from both ends', () => {
    const inputs = tf.unpack(tf.constant(x, tf.float32), { axis: 1 })
    const [outputs, forward, backward] = tf.nn.bidirectional_rnn(new SumCell(), new SumCell(), inputs, {
      dtype: tf.float32,
      sequence_length: [3, 2],
    })
    using sess = tf.with(new tf.Session())
    expect(sess.run(outputs).map((one: tf.NDArray) => one.tolist())).toEqual([
      [
        [1, 6],
        [10, 30],
      ],
      [
        [3, 5],
        [30, 20],
      ],
      [
        [6, 3],
        [0, 0],
      ],
    ])
    expect(sess.run([forward, backward]).map((one: tf.NDArray) => one.tolist())).toEqual([
      [[6], [30]],
      [[6], [30]],
    ])
  })
})

describe('gradients', () => {
  // one step of the reference executor and of plans, against differences
  test.each([
    ['GRUCell', () => new GRUCell(3)],
    ['BasicLSTMCell', () => new BasicLSTMCell(3)],
    ['LSTMCell with peepholes and a projection', () => new LSTMCell(3, { use_peepholes: true, num_proj: 2 })],
  ])('of %s in a loop are those of the unrolled net', (_, make) => {
    const data = new tf.np.random.RandomState(1).standard_normal([2, 4, 3])
    const run = (dynamic: boolean): number[][] => {
      tf.reset_default_graph()
      return tf.variable_scope('net', { initializer: tf.random_uniform_initializer(-0.5, 0.5, { seed: 3 }) }, () => {
        const x = tf.constant(data, tf.float32)
        const outputs = dynamic
          ? tf.nn.dynamic_rnn(make(), x, { dtype: tf.float32 })[0]
          : tf.transpose(tf.pack(tf.nn.rnn(make(), tf.unpack(x, { axis: 1 }), { dtype: tf.float32 })[0]), [1, 0, 2])
        const loss = tf.reduce_sum(tf.square(outputs))
        const grads = tf.gradients(loss, tf.trainable_variables()) as tf.Tensor[]
        using sess = tf.with(new tf.Session())
        sess.run(tf.initialize_all_variables())
        return sess.run(grads).map((one: tf.NDArray) => one.reshape([-1]).tolist())
      })
    }
    const [loop, unrolled] = [run(true), run(false)]
    expect(loop.length).toBeGreaterThan(1)
    for (const [i, one] of loop.entries())
      for (const [k, value] of one.entries()) expect(value).toBeCloseTo(unrolled[i]?.[k] as number, 4)
  })
})

describe('mistakes', () => {
  test.each([
    ['no cell', () => tf.nn.dynamic_rnn(3 as never, tf.zeros([1, 1, 1])), 'cell must be an instance of RNNCell'],
    [
      'no type',
      () => tf.nn.dynamic_rnn(new BasicRNNCell(2), tf.zeros([1, 1, 1])),
      'If no initial_state is provided, dtype must be.',
    ],
    [
      'a keyword that is none',
      () => new GRUCell(3, { activate: tf.nn.relu } as never),
      "unexpected keyword argument 'activate'",
    ],
    [
      'no state',
      () => (new GRUCell(3) as { call(x: unknown): void }).call(tf.zeros([1, 1])),
      "missing 1 required positional argument: 'state'",
    ],
    ['a number of units that is none', () => new GRUCell('3' as never), 'num_units'],
    [
      'a probability',
      () => new DropoutWrapper(new GRUCell(2), 1.5),
      'Parameter input_keep_prob must be between 0 and 1: 1',
    ],
    ['no cells', () => new MultiRNNCell([]), 'Must specify at least one cell for MultiRNNCell.'],
    ['an abstract cell', () => new RNNCell().call(tf.zeros([1]), tf.zeros([1])), 'Abstract method'],
  ])('%s', (_, call, message) => {
    expect(call).toThrow(message)
  })
})
