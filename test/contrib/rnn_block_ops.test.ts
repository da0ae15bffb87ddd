/** Cells that are one op: nodes by themselves give what TensorFlow 0.12.1 gave (generators/contrib/rnn_block_ops.py). */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { applyOp } from '../../src/graph/build/apply_op.ts'
import { lookupOp, type OpDef } from '../../src/graph/op_def.ts'
import * as tf from '../../src/index.ts'
import type { DTypeLike } from '../../src/tensor/dtypes.ts'

interface Told {
  readonly dtype: DTypeLike
  readonly shape: readonly number[]
  readonly values: readonly number[]
}
type Attrs = Readonly<Record<string, number | boolean>>
interface Golden {
  /** An output that is null holds what no step has written. */
  readonly cases: readonly {
    readonly op: string
    readonly inputs: readonly Told[]
    readonly attrs: Attrs
    readonly outputs: readonly (Told | null)[]
  }[]
  readonly statics: readonly {
    readonly op: string
    readonly given: readonly (readonly number[] | null)[]
    readonly shapes?: readonly string[]
    readonly error?: string
  }[]
  readonly errors: readonly {
    readonly op: string
    readonly given: readonly (readonly number[])[]
    readonly error?: readonly [type: string, message: string]
    /** TensorFlow reads beyond the ends of its inputs, or its process ends. */
    readonly runs?: true
    readonly aborts?: true
  }[]
}
const file = new URL('../golden/contrib/rnn_block_ops.json.gz', import.meta.url)
const golden = JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as Golden

const arrayOf = ({ dtype, shape, values }: Told): tf.NDArray =>
  tf.NDArray.of((dtype === 'int64' ? values.map(BigInt) : values) as never, dtype).reshape(...shape)
const isSequence = (op: string): boolean => op.startsWith('Block')
const attrsOf = (op: string): Attrs => (op.startsWith('GRU') ? {} : { use_peephole: true })

function node(op: string, shapes: readonly (readonly number[] | null)[], attrs: Attrs) {
  const def = lookupOp(op) as OpDef
  const holders = shapes.map((shape, i) => tf.placeholder(isSequence(op) && i === 0 ? tf.int64 : tf.float32, shape))
  const inputs = def.inputs.map((arg, i) => [arg.name, holders[i]])
  return { made: applyOp(def, { ...Object.fromEntries(inputs), ...attrs }), holders }
}
function ran(op: string, arrays: readonly tf.NDArray[], attrs: Attrs): tf.NDArray[] {
  return new tf.Graph().as_default(() => {
    const { made, holders } = node(
      op,
      arrays.map(() => null),
      attrs,
    )
    return tf.with(new tf.Session(), session =>
      session.run([...made.outputs], { feed_dict: holders.map((holder, i) => [holder, arrays[i]]) as never }),
    ) as tf.NDArray[]
  }) as tf.NDArray[]
}

describe('numbers', () => {
  test.each(golden.cases.map((one, i) => [`${one.op} ${i}`, one] as const))(
    '%s',
    (_, { op, inputs, attrs, outputs }) => {
      const got = ran(op, inputs.map(arrayOf), attrs)
      for (const [i, expected] of outputs.entries()) {
        if (expected === null) continue
        const array = got[i] as tf.NDArray
        expect([...array.shape]).toEqual(expected.shape)
        const largest = Math.max(1e-3, ...expected.values.map(Math.abs))
        const differences = expected.values.map((value, k) => Math.abs(value - Number(array.data[k])) / largest)
        expect(Math.max(0, ...differences)).toBeLessThan(2e-6)
      }
    },
  )
})

test('shapes are inferred as TensorFlow does', () => {
  const wrong = golden.statics.flatMap(({ op, given, shapes, error }) =>
    new tf.Graph().as_default(() => {
      let got: unknown
      try {
        got = node(op, given, attrsOf(op)).made.outputs.map(output => String(output.get_shape()))
      } catch (thrown) {
        got = (thrown as Error).message.split('\n')[0]
      }
      const expected = shapes ?? error?.replace(/'(\w+?)_\d+' \(op/, "'$1' (op")
      return JSON.stringify(got) === JSON.stringify(expected) ? [] : [{ op, given, got, expected }]
    }),
  )
  expect(wrong).toEqual([])
})

test('wrong sizes are refused, with the message of TensorFlow where it has one', () => {
  const wrong = golden.errors.flatMap(({ op, given, error, runs }): unknown[] => {
    const arrays = given.map((shape, i) =>
      isSequence(op) && i === 0 && shape.length === 0
        ? tf.NDArray.of(2n as never, 'int64')
        : tf.NDArray.zeros(shape, isSequence(op) && i === 0 ? 'int64' : 'float32'),
    )
    let got: [string, string] | null = null
    try {
      ran(op, arrays, attrsOf(op))
    } catch (thrown) {
      got = [(thrown as Error).constructor.name, String((thrown as Error).message.split('\n')[0])]
    }
    // a longer input than the sequence is no mistake
    if (runs && op === 'BlockLSTM') return got === null ? [] : [{ op, given, got }]
    const right = error ? JSON.stringify(got) === JSON.stringify(error) : got?.[0] === 'InvalidArgumentError'
    return right ? [] : [{ op, given, got, error }]
  })
  expect(wrong).toEqual([])
})

/** Central differences of float32 sums, which need large steps. */
const STEP = 1e-2
test('gradients of cells are derivatives', () => {
  const { rnn } = tf.contrib
  const fused = (): tf.Tensor => {
    const cell = new rnn.LSTMBlockFusedCell(2, { use_peephole: true, cell_clip: -1 })
    const [outputs, [c, h]] = cell.call(tf.sin(tf.reshape(tf.range(12, { dtype: tf.float32 } as never), [3, 2, 2])), {
      dtype: tf.float32,
      sequence_length: [2, 3],
    })
    return tf.add_n([tf.reduce_sum(outputs.mul(outputs)), tf.reduce_sum(c), tf.reduce_sum(h)])
  }
  const steps = (make: () => tf.nn.rnn_cell.RNNCell) => (): tf.Tensor => {
    const cell = make()
    const xs = [0, 1, 2].map(k => tf.constant([0.1 * k, -0.3, 0.5, 0.2 * k], tf.float32, [2, 2]))
    const [outputs] = tf.nn.rnn(cell, xs, { dtype: tf.float32 })
    return tf.add_n(outputs.map((output: tf.Tensor) => tf.reduce_sum(output.mul(output))))
  }
  for (const make of [fused, steps(() => new rnn.LSTMBlockCell(2)), steps(() => new rnn.GRUBlockCell(2))]) {
    new tf.Graph().as_default(() => {
      const loss = tf.variable_scope(
        'net',
        { initializer: tf.random_uniform_initializer(-0.8, 0.8, { seed: 3 }) },
        make,
      )
      const variables = tf.trainable_variables()
      const gradients = tf.gradients(loss, variables) as tf.Tensor[]
      tf.with(new tf.Session(), session => {
        session.run(tf.initialize_all_variables())
        for (const [i, variable] of variables.entries()) {
          const value = session.run(variable) as tf.NDArray
          const gradient = session.run(gradients[i]) as tf.NDArray
          const at = (k: number, by: number): number => {
            const moved = tf.NDArray.of(
              [...value.data].map((x, n) => Number(x) + (n === k ? by : 0)) as never,
              'float32',
            )
            return session.run(loss, { feed_dict: [[variable, moved.reshape(...value.shape)]] }) as number
          }
          for (let k = 0; k < value.size; k++)
            expect(Number(gradient.data[k])).toBeCloseTo((at(k, STEP) - at(k, -STEP)) / (2 * STEP), 2)
        }
      })
    })
  }
})
