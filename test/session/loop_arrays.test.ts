/** TensorArrays in loops that are one plan: elements, gradients, errors. */
import { afterEach, expect, test, vi } from 'vitest'
import * as tf from '../../src/index.ts'
import { loopPlansOf } from './loop_plan_counts.ts'

afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  tf.reset_default_graph()
})

const zero = (): tf.Tensor => tf.constant(tf.int(0))

/** Results of plans, which must be those of the reference executor; `plans`: of loops. */
function agree(fetches: readonly tf.Tensor[], feeds: readonly tf.FeedDict[], plans: number): number[][][] {
  const all = (): number[][][] => {
    using session = new tf.Session()
    return feeds.map(feed_dict =>
      (session.run(fetches, { feed_dict }) as (tf.NDArray | number)[]).map(value =>
        typeof value === 'number' ? [value] : Array.from(value.data as Float32Array),
      ),
    )
  }
  const { result, plans: made } = loopPlansOf(all)
  expect(made).toBe(plans)
  vi.stubEnv('TF0_EXECUTOR', 'reference')
  for (const [i, run] of all().entries())
    for (const [j, values] of run.entries()) {
      expect(result[i]?.[j]).toHaveLength(values.length)
      for (const [k, value] of values.entries()) expect(result[i]?.[j]?.[k]).toBeCloseTo(value, 4)
    }
  vi.unstubAllEnvs()
  return result
}
const given = (seed: number, ...shape: number[]): tf.NDArray =>
  new tf.np.random.RandomState(seed).uniform(-1, 1, shape).astype('float32')

test('scan and map_fn, with their gradients', () => {
  const x = tf.placeholder(tf.float32, [null, 3])
  const sums = tf.scan((sum: tf.Tensor, row: tf.Tensor) => sum.mul(0.5).add(tf.square(row)), x, {
    initializer: tf.zeros([3]),
  }) as tf.Tensor
  const mapped = tf.map_fn((row: tf.Tensor) => tf.sin(row).mul(tf.reduce_sum(row)), x) as tf.Tensor
  const gradients = [sums, mapped].map(y => tf.gradients(y, [x])[0] as tf.Tensor)
  // two loops and their gradients'
  agree([sums, mapped, ...gradients], [[[x, given(1, 4, 3)]], [[x, given(2, 4, 3)]]], 4)
})

test('an element that is read twice has the sum of both gradients', () => {
  const x = tf.placeholder(tf.float32, [5, 2])
  const elements = (
    new tf.TensorArray(tf.float32, { size: 5, clear_after_read: false }) as {
      unpack(value: tf.Tensor): { read(index: tf.Tensor | tf.PyInt): tf.Tensor }
    }
  ).unpack(x)
  const [, sum] = tf.while_loop(
    (i: tf.Tensor) => i.lt(4),
    (i: tf.Tensor, s: tf.Tensor) => [
      i.add(1),
      s.add(elements.read(i).mul(elements.read(i.add(1)))).add(elements.read(tf.int(0))),
    ],
    [zero(), tf.zeros([2])],
  ) as [tf.Tensor, tf.Tensor]
  const [gradient] = tf.gradients(sum, [x]) as [tf.Tensor]
  agree([sum, gradient], [[[x, given(1, 5, 2)]], [[x, given(2, 5, 2)]]], 2)
})

interface Writable {
  write(index: tf.Tensor | tf.PyInt, value: tf.Tensor): Writable
  read(index: tf.Tensor | tf.PyInt): tf.Tensor
  pack(): tf.Tensor
}
const arrayOf = (size: tf.Tensor | tf.PyInt, options: object = {}): Writable =>
  new tf.TensorArray(tf.float32, { size, ...options } as never) as unknown as Writable

test('what an array refuses is told with its words, the operation, and the iteration', () => {
  const x = tf.placeholder(tf.float32, [2])
  const step = tf.placeholder(tf.int32, [])
  const [, written] = tf.while_loop(
    (i: tf.Tensor) => i.lt(4),
    (i: tf.Tensor, array: Writable) => [i.add(1), array.write(i.mul(step), x)],
    [zero(), arrayOf(tf.int(4))] as never,
  ) as unknown as [tf.Tensor, Writable]
  const packed = written.pack()
  using session = new tf.Session()
  const run = (by: number): unknown =>
    (
      session.run(packed, {
        feed_dict: [
          [x, [1, 2]],
          [step, tf.int(by)],
        ],
      }) as tf.NDArray
    ).tolist()
  const { result, plans } = loopPlansOf(() => run(1))
  expect(plans).toBe(1)
  expect(result).toEqual([
    [1, 2],
    [1, 2],
    [1, 2],
    [1, 2],
  ])
  expect(() => run(2)).toThrow(
    /Tried to write to index 4 but array is not resizeable and size is: 4\n\t \[\[Node: while\/TensorArrayWrite.*\n\t in iteration 2 of the loop/,
  )
  expect(() => run(0)).toThrow(
    /Could not write to TensorArray index 0 because it has already been written to\.\n\t \[\[Node: while\/TensorArrayWrite.*\n\t in iteration 1 of the loop/,
  )
  expect(() => run(-1)).toThrow(/Tried to write to index -1/)
  expect(run(1)).toEqual(result)
})

test('an element is read once where reading clears it', () => {
  const x = tf.placeholder(tf.float32, [3, 2])
  const array = (arrayOf(tf.int(3)) as unknown as { unpack(value: tf.Tensor): Writable }).unpack(x)
  const [, sum] = tf.while_loop(
    (i: tf.Tensor) => i.lt(4),
    (i: tf.Tensor, s: tf.Tensor) => [i.add(1), s.add(array.read(tf.mod(i, tf.int(3))))],
    [zero(), tf.zeros([2])],
  ) as [tf.Tensor, tf.Tensor]
  using session = new tf.Session()
  expect(() => session.run(sum, { feed_dict: [[x, given(1, 3, 2)]] })).toThrow(
    /Could not read index 0 twice because it was cleared after a previous read.*\n\t \[\[Node: while\/TensorArrayRead.*\n\t in iteration 3 of the loop/,
  )
})

test('arrays that grow, and elements of different shapes, run part by part', () => {
  const x = tf.placeholder(tf.float32, [2])
  const [, grown] = tf.while_loop(
    (i: tf.Tensor) => i.lt(6),
    (i: tf.Tensor, array: Writable) => [i.add(1), array.write(i, x.mul(tf.to_float(i)))],
    [zero(), arrayOf(tf.int(1), { dynamic_size: true })] as never,
  ) as unknown as [tf.Tensor, Writable]
  const [result] = agree([grown.pack()], [[[x, [1, 2]]]], 1)
  expect(result?.[0]?.slice(-2)).toEqual([5, 10])
})

test('sequences of different lengths in a batch', () => {
  const x = tf.placeholder(tf.float32, [null, 5, 3])
  const lengths = tf.placeholder(tf.int32, [null])
  const [outputs, last] = tf.nn.dynamic_rnn(new tf.nn.rnn_cell.GRUCell(4), x, {
    dtype: tf.float32,
    sequence_length: lengths,
  })
  const gradients = tf.gradients(tf.reduce_sum(tf.square(outputs)), [x]) as tf.Tensor[]
  using session = new tf.Session()
  session.run(tf.global_variables_initializer())
  const [all, state, gradient] = session.run([outputs, last, ...gradients], {
    feed_dict: [
      [x, given(1, 3, 5, 3)],
      [lengths, [5, 2, 0]],
    ],
  }) as [tf.NDArray, tf.NDArray, tf.NDArray]
  const rows = all.tolist() as number[][][]
  const flowed = gradient.tolist() as number[][][]
  for (const [i, length] of [5, 2, 0].entries()) {
    for (const [step, row] of (rows[i] as number[][]).entries()) {
      expect(row.every(value => value === 0)).toBe(step >= length)
      expect(((flowed[i] as number[][])[step] as number[]).every(value => value === 0)).toBe(step >= length)
    }
    if (length > 0) expect((state.tolist() as number[][])[i]).toEqual(rows[i]?.[length - 1])
  }
})
