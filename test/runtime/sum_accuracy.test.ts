/** Long sums lose no more than pairwise summation does: an error of log2(n) roundings at the very most, against float64. */
import { beforeEach, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'

beforeEach(() => tf.reset_default_graph())

const N = 10_000_000
const EPSILON = 2 ** -24

/** Numbers in [0, 1): all of one sign, so that a running sum would lose the small ones. */
function numbers(): Float32Array {
  const data = new Float32Array(N)
  let state = 1
  for (let i = 0; i < N; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    data[i] = state / 2 ** 32
  }
  return data
}

const data = numbers()

function exact(from: number, to: number, step = 1): number {
  let sum = 0
  for (let i = from; i < to; i += step) sum += data[i] as number
  return sum
}

const limit = (n: number): number => EPSILON * Math.ceil(Math.log2(n))

test.each([1, 2])('sums of ten million numbers, %i threads', threads => {
  const x = tf.placeholder(tf.float32, [N])
  const rows = tf.reshape(x, [10, N / 10])
  const columns = tf.reshape(x, [N / 10, 10])
  const fetches = [tf.reduce_sum(x), tf.reduce_mean(x), tf.reduce_sum(rows, 1), tf.reduce_sum(columns, 0)]
  using sess = new tf.Session('', { config: new tf.ConfigProto({ intra_op_parallelism_threads: threads }) })
  const [sum, mean, byRow, byColumn] = sess.run(fetches, {
    feed_dict: [[x, new tf.NDArray('float32', [N], data)]],
  }) as [number, number, tf.NDArray, tf.NDArray]
  const whole = exact(0, N)
  expect(Math.abs(sum / whole - 1)).toBeLessThan(limit(N))
  expect(Math.abs(mean / (whole / N) - 1)).toBeLessThan(limit(N))
  for (let i = 0; i < 10; i++) {
    expect(Math.abs((byRow.data as Float32Array)[i]! / exact((i * N) / 10, ((i + 1) * N) / 10) - 1)).toBeLessThan(
      limit(N / 10),
    )
    expect(Math.abs((byColumn.data as Float32Array)[i]! / exact(i, N, 10) - 1)).toBeLessThan(limit(N / 10))
  }
})

test('products over a long k', () => {
  const k = 100_000
  const a = tf.placeholder(tf.float32, [7, k])
  const b = tf.placeholder(tf.float32, [k, 13])
  using sess = new tf.Session()
  const left = data.subarray(0, 7 * k)
  const right = data.subarray(7 * k, 20 * k)
  const product = sess.run(tf.matmul(a, b), {
    feed_dict: [
      [a, new tf.NDArray('float32', [7, k], left)],
      [b, new tf.NDArray('float32', [k, 13], right)],
    ],
  }) as tf.NDArray
  for (let i = 0; i < 7; i++) {
    for (let j = 0; j < 13; j++) {
      let sum = 0
      for (let p = 0; p < k; p++) sum += (left[i * k + p] as number) * (right[p * 13 + j] as number)
      // blocks of 256 steps, added one after the other
      expect(Math.abs((product.data as Float32Array)[i * 13 + j]! / sum - 1)).toBeLessThan(EPSILON * 256)
    }
  }
})
