/** Dual coordinate ascent as TensorFlow 0.12.1 does it: recorded passes over mini-batches (generators/sdca.py). */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { applyOp } from '../../src/graph/build/apply_op.ts'
import * as tf from '../../src/index.ts'
import { SdcaOptimizer } from '../../src/ops/training/sdca_ops.ts'
import { executing } from '../support/environment.ts'

type Nested = readonly (number | Nested)[]
interface Case {
  readonly attrs: Readonly<Record<string, unknown>>
  readonly answer: {
    readonly shapes?: readonly unknown[]
    readonly outputs?: readonly { readonly shape: readonly number[]; readonly values: readonly string[] }[]
    readonly error?: readonly [string, string]
  }
  readonly [input: string]: unknown
}
const cases = JSON.parse(readFileSync(new URL('../golden/sdca.json', import.meta.url), 'utf8')) as Case[]

const LISTS = new Set([
  'sparse_example_indices',
  'sparse_feature_indices',
  'sparse_feature_values',
  'sparse_indices',
  'sparse_weights',
  'dense_features',
  'dense_weights',
])
/** What empty arrays are, of which JSON has no shape. */
const EMPTY: Readonly<Record<string, readonly number[]>> = { example_state_data: [0, 4], dense_features: [0, 2] }

function tensorOf(name: string, value: Nested | tf.Tensor): tf.Tensor {
  if (value instanceof tf.Tensor) return value
  const array = tf.NDArray.of(value as never, name.includes('indices') ? 'int64' : 'float32')
  return tf.constant(array.size === 0 ? array.reshape(...(EMPTY[name] ?? [0])) : array)
}
/** The outputs of a mini-batch. */
function optimizer({ answer: _, attrs, ...inputs }: Case): readonly tf.Tensor[] {
  const tensors = Object.entries(inputs).map(([name, value]) => [
    name,
    LISTS.has(name) ? (value as Nested[]).map(item => tensorOf(name, item)) : tensorOf(name, value as Nested),
  ])
  return applyOp(SdcaOptimizer, { ...Object.fromEntries(tensors), ...attrs }).outputs
}
const number = (text: string): number =>
  ({ nan: Number.NaN, inf: Number.POSITIVE_INFINITY, '-inf': Number.NEGATIVE_INFINITY })[text] ?? Number(text)

describe.each(['compiled', 'reference'])('%s', executor => {
  test.each(cases.map((each, i) => [i, each.attrs['loss_type'], each] as const))('case %i: %s', (_, __, each) => {
    using _executor = executing(executor)
    new tf.Graph().as_default(() => {
      const { error, outputs, shapes } = each.answer
      const run = (): tf.NDArray[] => {
        const tensors = optimizer(each)
        if (shapes) expect(tensors.map(tensor => String(tensor.get_shape()))).toEqual(shapes.flat())
        using session = new tf.Session()
        return session.run(tensors) as tf.NDArray[]
      }
      if (error) {
        expect(run).toThrow(error[1])
        return
      }
      for (const [i, result] of run().entries()) {
        const expected = outputs?.[i]
        expect(result.shape).toEqual(expected?.shape)
        const values = expected?.values.map(number) ?? []
        const largest = Math.max(1e-3, ...values.map(Math.abs).filter(Number.isFinite))
        for (const [at, value] of values.entries()) {
          const got = Number(result.data[at])
          if (Number.isFinite(value)) expect(Math.abs(got - value) / largest).toBeLessThan(1e-5)
          else expect(got).toBe(value)
        }
      }
    })
  })
})

/** Which of two equal examples an adaptive pass has used, in many runs; TensorFlow's frequencies were 2516, 387 and 97 of 3000. */
test('adaptive passes draw examples, seldom one of them twice', () => {
  new tf.Graph().as_default(() => {
    // what is constant is folded
    const fed = tf.placeholder(tf.float32, [2, 4])
    const zeros = tf.NDArray.of(
      [
        [0, 0, 0, 0],
        [0, 0, 0, 0],
      ],
      'float32',
    )
    const [tensor] = optimizer({
      ...Object.fromEntries([...LISTS].map(name => [name, []])),
      dense_features: [[[1], [1]]],
      dense_weights: [[0]],
      example_weights: [1, 1],
      example_labels: [1, 1],
      example_state_data: fed,
      attrs: {
        loss_type: 'logistic_loss',
        adaptative: true,
        l1: 0,
        l2: 1,
        num_loss_partitions: 1,
        num_inner_iterations: 1,
      },
      answer: {},
    })
    using session = new tf.Session()
    const counts: Record<string, number> = {}
    const runs = 1500
    for (let i = 0; i < runs; i++) {
      const { data } = session.run(tensor, [[fed, zeros]]) as tf.NDArray
      const used = `${data[3]}${data[7]}`
      counts[used] = (counts[used] ?? 0) + 1
    }
    // 0.826, 0.1375 and 0.036 are the probabilities; six standard deviations
    for (const [used, share] of [
      ['11', 0.8262],
      ['10', 0.1375],
      ['01', 0.0363],
    ] as const)
      expect(Math.abs((counts[used] ?? 0) / runs - share)).toBeLessThan(6 * Math.sqrt((share * (1 - share)) / runs))
  })
})

test('labels and dense features for every example are asked for', () => {
  const [first] = cases.filter(({ answer }) => answer.outputs)
  const fails = (changes: Partial<Case>): (() => unknown) => {
    return () =>
      new tf.Graph().as_default(() => {
        using session = new tf.Session()
        return session.run(optimizer({ ...(first as Case), ...changes } as Case))
      })
  }
  expect(fails({ example_labels: [] })).toThrow(/Expected \d+ example labels but got 0/)
  expect(fails({ dense_features: [[]], dense_weights: [[1, 1]] })).toThrow(/Expected a row of dense features for each/)
  const sparse = {
    sparse_example_indices: [[0, 1, 1]],
    sparse_feature_indices: [[4, 4, 7]],
    sparse_feature_values: [[1, 2, 3]],
    sparse_indices: [[4, 7]],
    sparse_weights: [[0.1, 0.2]],
    dense_features: [],
    dense_weights: [],
    example_weights: [1, 2],
    example_labels: [0, 1],
    example_state_data: [
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ],
    attrs: { ...(first as Case).attrs, loss_type: 'logistic_loss' },
  }
  expect(fails({ ...sparse, sparse_feature_indices: [[4, 4]] })).toThrow(
    /Expected 3 sparse feature indices, .* but got 2/,
  )
  expect(fails({ ...sparse, sparse_feature_values: [1] })).toThrow(/Expected 3 sparse feature values, .* but got 1/)
  // what no example uses may be missing, or too many
  for (const changes of [
    { sparse_example_indices: [[0, 3, 4]], sparse_feature_values: [[1]] },
    { sparse_feature_indices: [[4, 4, 7, 9]] },
  ])
    expect(fails({ ...sparse, ...changes })).not.toThrow()
})

test.each([Number.POSITIVE_INFINITY, Number.NaN])(
  'adaptive passes over examples that promise %d draw some of them, too',
  size => {
    new tf.Graph().as_default(() => {
      const [state] = optimizer({
        ...Object.fromEntries([...LISTS].map(name => [name, []])),
        dense_features: [[[1], [size], [2]]],
        dense_weights: [[0.5]],
        example_weights: [1, 1, 1],
        example_labels: [1, 0, 1],
        example_state_data: [1, 2, 3].map(() => [0, 0, 0, 0]),
        attrs: {
          loss_type: 'logistic_loss',
          adaptative: true,
          l1: 0,
          l2: 1,
          num_loss_partitions: 1,
          num_inner_iterations: 1,
        },
        answer: {},
      })
      using session = new tf.Session()
      const { data } = session.run(state) as tf.NDArray
      // the weights of those that were drawn
      expect([3, 7, 11].map(i => data[i]).filter(weight => weight === 1).length).toBeGreaterThan(0)
    })
  },
)
