/** Checkpoints of other versions, whose names of recurrent variables differ; those of 1.15.5 are made by generators/contrib/saved_names.py. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import golden from '../golden/checkpoints/recurrent_1.15.5/outputs.json' with { type: 'json' }

beforeEach(() => tf.reset_default_graph())
const folder = mkdtempSync(join(tmpdir(), 'tf0-names-'))
afterAll(() => rmSync(folder, { recursive: true }))

const { rnn } = tf.contrib
const checkpoint = (name: string): string =>
  fileURLToPath(new URL(`../golden/checkpoints/recurrent_1.15.5/${name}`, import.meta.url))
type Cells = typeof tf.nn.rnn_cell | typeof tf.contrib.rnn
const dtype = tf.float32
const NETS: Readonly<Record<'multi' | 'lstm' | 'both', (c: Cells, x: tf.Tensor) => tf.Tensor>> = {
  multi: (c, x) => tf.nn.dynamic_rnn(new c.MultiRNNCell([new c.BasicLSTMCell(2), new c.GRUCell(2)]), x, { dtype })[0],
  lstm: (c, x) => tf.nn.dynamic_rnn(new c.LSTMCell(3, { use_peepholes: true, num_proj: 2 } as never), x, { dtype })[0],
  both: (c, x) => {
    const options = { sequence_length: [3, 2], dtype }
    const [outputs] = tf.nn.bidirectional_dynamic_rnn(new c.BasicRNNCell(2), new c.BasicLSTMCell(2), x, options)
    return tf.concat(2, [...outputs])
  },
}

describe.each([
  ['0.12', tf.nn.rnn_cell],
  ['1.0', rnn],
] as const)('variables of %s', (_, cells) => {
  test.each(['multi', 'lstm', 'both'] as const)('take what 1.15.5 has saved: %s', name => {
    const outputs = NETS[name](cells, tf.constant(golden.x, tf.float32))
    const names = rnn.saved_names(checkpoint(name))
    using session = tf.with(new tf.Session())
    new tf.train.Saver(names as never).restore(session, checkpoint(name))
    const found = session.run(outputs) as tf.NDArray
    const expected = golden[name].outputs.flat(2)
    for (const [i, value] of expected.entries()) expect(Number(found.data[i])).toBeCloseTo(value, 6)
  })
})

/** Saves variables of these names. */
function saved(name: string, variables: Readonly<Record<string, readonly number[]>>): string {
  const path = join(folder, name)
  new tf.Graph().as_default(() => {
    const made = Object.entries(variables).map(([key, shape]) => [key, new tf.Variable(tf.ones([...shape]))] as const)
    using session = tf.with(new tf.Session())
    session.run(tf.initialize_all_variables())
    new tf.train.Saver(Object.fromEntries(made) as never).save(session, path)
  })
  return path
}
const from = (names: Map<string, unknown>): string[] =>
  [...names].map(([key, variable]) => `${(variable as tf.Variable).op.name} <- ${key}`)

test('names of 0.8, and those of optimizers', () => {
  const cell = 'BasicLSTMCell/Linear'
  const path = saved('old', {
    [`BiRNN_FW/${cell}/Matrix`]: [4, 4],
    [`BiRNN_FW/${cell}/Bias`]: [4],
    [`BiRNN_BW/${cell}/Matrix`]: [4, 4],
    [`BiRNN_BW/${cell}/Bias`]: [4],
    [`BiRNN_FW/${cell}/Bias/Momentum`]: [4],
  })
  const cells = [0, 1].map(() => new tf.nn.rnn_cell.BasicLSTMCell(1)) as [
    tf.nn.rnn_cell.BasicLSTMCell,
    tf.nn.rnn_cell.BasicLSTMCell,
  ]
  tf.nn.bidirectional_rnn(...cells, [tf.zeros([2, 3])], { dtype })
  expect(from(rnn.saved_names(path))).toEqual(
    ['FW', 'BW'].flatMap(way =>
      ['Matrix', 'Bias'].map(part => `BiRNN/${way}/${cell}/${part} <- BiRNN_${way}/${cell}/${part}`),
    ),
  )
  const slot = tf.get_variable('BiRNN/FW/BasicLSTMCell/Linear/Bias/Momentum', [4])
  expect(from(rnn.saved_names(path, [slot]))).toEqual([
    `BiRNN/FW/${cell}/Bias/Momentum <- BiRNN_FW/${cell}/Bias/Momentum`,
  ])
})

test('a map says other names, of variables and of scopes', () => {
  const path = saved('mapped', { 'model/rnn/gru_cell/gates/weights': [4, 2], 'old/b': [2], c: [1] })
  const gates = tf.get_variable('net/RNN/GRUCell/Gates/Linear/Matrix', [4, 2])
  const b = tf.get_variable('net/b', [2])
  expect(
    from(rnn.saved_names(path, { var_list: [gates, b], name_map: { 'net/': 'model/', 'net/b': 'old/b' } })),
  ).toEqual(['net/RNN/GRUCell/Gates/Linear/Matrix <- model/rnn/gru_cell/gates/weights', 'net/b <- old/b'])
})

test('what is not there, has another shape or may be two is refused', () => {
  const path = saved('wrong', { 'a/weights': [2], 'a/kernel': [2], 'b/BasicRNNCell/Linear/Bias': [3] })
  const names = (name: string, shape: readonly number[]): (() => unknown) => {
    const variable = tf.get_variable(name, [...shape])
    return () => rnn.saved_names(path, [variable])
  }
  expect(names('elsewhere', [2])).toThrow('Tensor name "elsewhere" not found in checkpoint files')
  expect(names('b/basic_rnn_cell/bias', [2])).toThrow('has the shape [2], but b/BasicRNNCell/Linear/Bias')
  expect(names('a/Linear/Matrix', [2])).toThrow('a/Linear/Matrix may be')
  expect(names('a/weights', [2])).not.toThrow()
})
