/** tf.contrib.rnn with the names of 1.0; the graphs of 0.12's cells are compared with TensorFlow's in test/python/golden.test.ts. */
import { beforeEach, describe, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'

beforeEach(() => tf.reset_default_graph())

const { rnn } = tf.contrib
const variableNames = (): string[] => tf.trainable_variables().map(variable => variable.name)

describe('cells of 1.0', () => {
  test.each([
    ['a basic LSTM', () => new rnn.BasicLSTMCell(4), ['rnn/basic_lstm_cell/weights:0', 'rnn/basic_lstm_cell/biases:0']],
    [
      'a GRU',
      () => new rnn.GRUCell(4),
      ['gates/weights', 'gates/biases', 'candidate/weights', 'candidate/biases'].map(name => `rnn/gru_cell/${name}:0`),
    ],
    [
      'layers',
      () => new rnn.MultiRNNCell([new rnn.DropoutWrapper(new rnn.BasicRNNCell(4)), new rnn.BasicRNNCell(3)]),
      [0, 1].flatMap(i => ['weights', 'biases'].map(name => `rnn/multi_rnn_cell/cell_${i}/basic_rnn_cell/${name}:0`)),
    ],
    [
      'an LSTM with peepholes and a projection',
      () => new rnn.LSTMCell(4, { use_peepholes: true, num_proj: 2 }),
      ['weights', 'biases', 'w_f_diag', 'w_i_diag', 'w_o_diag', 'projection/weights'].map(
        name => `rnn/lstm_cell/${name}:0`,
      ),
    ],
  ])('%s', (_, make, names) => {
    const x = tf.placeholder(tf.float32, [2, 5, 3])
    tf.nn.dynamic_rnn(make(), x, { dtype: tf.float32 })
    expect(variableNames()).toEqual(names)
    tf.reset_default_graph()
    rnn.static_rnn(make(), tf.unpack(tf.zeros([2, 5, 3]), { axis: 1 }), { dtype: tf.float32 })
    expect(variableNames()).toEqual(names)
  })
  test('reuse variables where they are told', () => {
    const x = tf.zeros([2, 3])
    const call = (cell: tf.nn.rnn_cell.RNNCell): void => {
      tf.variable_scope('net', () => cell.call(x, cell.zero_state(2, tf.float32)))
    }
    call(new rnn.GRUCell(4))
    const before = variableNames()
    call(new rnn.GRUCell(4, { reuse: true } as never))
    expect(variableNames()).toEqual(before)
    expect(() => call(new rnn.GRUCell(4))).toThrow('already exists, disallowed')
  })
  test('are called by their names', () => {
    expect([rnn.LSTMCell.name, rnn.GRUCell.name]).toEqual(['LSTMCell', 'GRUCell'])
  })
  test('nets from both ends', () => {
    const [x] = [tf.zeros([2, 3])]
    rnn.static_bidirectional_rnn(new rnn.BasicRNNCell(2), new rnn.BasicRNNCell(2), [x, x], { dtype: tf.float32 })
    expect(variableNames().map(name => name.split('/').slice(0, 3).join('/'))).toEqual([
      'bidirectional_rnn/fw/basic_rnn_cell',
      'bidirectional_rnn/fw/basic_rnn_cell',
      'bidirectional_rnn/bw/basic_rnn_cell',
      'bidirectional_rnn/bw/basic_rnn_cell',
    ])
  })
  test('compute what the cells of tf.nn compute', () => {
    const x = tf.constant([
      [1, 2],
      [3, 4],
    ])
    const run = (cell: tf.nn.rnn_cell.RNNCell, scope: string): number[][] =>
      tf.variable_scope(scope, { initializer: tf.constant_initializer(0.1) }, () => {
        const [output] = cell.call(x, cell.zero_state(2, tf.float32))
        using sess = tf.with(new tf.Session())
        sess.run(tf.initialize_all_variables())
        return sess.run(output).tolist()
      })
    for (const name of ['BasicRNNCell', 'GRUCell', 'BasicLSTMCell', 'LSTMCell'] as const)
      expect(run(new rnn[name](3), `later_${name}`)).toEqual(run(new tf.nn.rnn_cell[name](3), name))
  })
  test.each([
    ['a keyword that is none', () => new rnn.GRUCell(3, { unit: 1 } as never), "unexpected keyword argument 'unit'"],
    ['nothing', () => new (rnn.BasicLSTMCell as new () => object)(), "required positional argument: 'num_units'"],
    ['no cell', () => new rnn.AttentionCellWrapper(3 as never, 2), 'The parameter cell is not RNNCell.'],
  ])('refuse %s', (_, make, message) => {
    expect(make).toThrow(message)
  })
})
