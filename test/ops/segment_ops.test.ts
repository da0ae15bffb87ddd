/** Sums of segments: where the ids are known before a run they are a step of the plan; what is refused is TensorFlow's. */
import { beforeEach, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import { printedPlans } from '../plans/printed_plans.ts'

beforeEach(() => tf.reset_default_graph())

const rows = tf.np.arange(12).astype(tf.float32).reshape(4, 3)

test('constant ids make a compiled step', () => {
  const x = tf.placeholder(tf.float32, [null, 3])
  const sums = tf.segment_sum(x, [0, 0, 1, 2])
  const [gradient] = tf.gradients(sums.mul(sums), [x])
  using sess = new tf.Session()
  let values: tf.NDArray[] = []
  const plan = printedPlans(() => {
    values = sess.run([sums, gradient], { feed_dict: [[x, rows]] as never }) as tf.NDArray[]
  })
  expect(plan).toMatch(/= unsorted_segment_sum\(/)
  expect(plan).not.toMatch(/host SegmentSum|reference SegmentSum/)
  expect(values.map(value => value.tolist())).toEqual([
    [
      [3, 5, 7],
      [6, 7, 8],
      [9, 10, 11],
    ],
    [
      [6, 10, 14],
      [6, 10, 14],
      [12, 14, 16],
      [18, 20, 22],
    ],
  ])
})

test('ids that change from run to run, good and bad', () => {
  const x = tf.placeholder(tf.float32, [null, 3])
  const ids = tf.placeholder(tf.int32, [null])
  const sums = tf.segment_sum(x, ids)
  using sess = new tf.Session()
  const run = (given: readonly number[]): unknown =>
    (
      sess.run(sums, {
        feed_dict: [
          [x, rows],
          [ids, given],
        ] as never,
      }) as tf.NDArray
    ).tolist()
  // more than there are plans for
  for (let round = 0; round < 3; round++) {
    for (let mask = 0; mask < 8; mask++) {
      const steps = [0, mask & 1, (mask >> 1) & 1, mask >> 2]
      const given = steps.map((_, i) => steps.slice(0, i + 1).reduce((a, b) => a + b))
      const wanted = Array.from({ length: (given[3] as number) + 1 }, () => [0, 0, 0])
      for (const [row, id] of given.entries()) for (let j = 0; j < 3; j++) wanted[id]![j]! += 3 * row + j
      expect(run(given), String(given)).toEqual(wanted)
    }
    expect(() => run([0, 2, 2, 2])).toThrow('segment ids are not increasing by 1')
    expect(() => run([1, 1, 1, 1])).toThrow('segment ids do not start at 0')
    expect(() => run([0, 0, 1])).toThrow('segment_ids should be the same size as dimension 0 of input.')
  }
})
