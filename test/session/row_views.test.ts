/**
 * Rows of a variable are views on it where they are aligned to 16 bytes: who reads them after the variable has changed sees it as it is
 * then. The values are TensorFlow 0.12.1's.
 */
import { beforeEach, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import { executing } from '../support/environment.ts'

beforeEach(() => tf.reset_default_graph())

const index = (v: tf.Variable, at: number): tf.Tensor =>
  tf.strided_slice(v, [at], [at + 1], [1], { shrink_axis_mask: 1 }) as tf.Tensor
const range = (v: tf.Variable, from: number, to: number): tf.Tensor =>
  tf.strided_slice(v, [from], [to], [1]) as tf.Tensor

/** Name, shape of the variable, what is taken of it, and its first element after the variable has grown by 1. */
const CASES: readonly (readonly [string, readonly number[], (v: tf.Variable) => unknown, number])[] = [
  ['a row', [8, 4], v => index(v, 1), 5],
  ['rows', [8, 4], v => range(v, 4, 6), 17],
  ['a slice of rows', [8, 4], v => tf.slice(v, [4, 0], [2, 4]), 17],
  ['a part', [8, 4], v => tf.split(0, 2, v)[1], 17],
  ['an unpacked row', [8, 4], v => tf.unpack(v)[4], 17],
  ['a row of a view', [8, 4], v => tf.unpack(tf.reshape(v, [2, 16]))[1], 17],
  ['a part, then a row', [16], v => tf.unpack(tf.split(0, 4, tf.reshape(v, [4, 4]))[2] as tf.Tensor)[0], 9],
  ['a row that is not aligned', [8, 3], v => index(v, 1), 3],
  ['a row of a view that is aligned', [8, 3], v => tf.unpack(tf.reshape(v, [2, 12]))[1], 13],
  ['columns', [8, 4], v => tf.slice(v, [0, 1], [8, 2]), 1],
  ['an aligned range of a vector', [16], v => range(v, 4, 8), 5],
  ['a range that begins elsewhere', [16], v => range(v, 2, 8), 2],
  ['a range that ends elsewhere', [16], v => range(v, 4, 7), 4],
  ['a part of a vector', [16], v => tf.split(0, 2, v)[1], 8],
]

test.each(['compiled', 'reference'])('%s', executor => {
  using _executor = executing(executor === 'reference' ? 'reference' : '')
  for (const [name, shape, part, wanted] of CASES) {
    tf.reset_default_graph()
    const size = shape.reduce((a, b) => a * b)
    const v = new tf.Variable(tf.reshape(tf.cast(tf.range(size), tf.float32), shape))
    const row = part(v) as tf.Tensor
    const added = tf.control_dependencies([tf.mul(row, 1)], () => v.assign_add(tf.ones(shape)))
    const after = tf.control_dependencies([added], () => tf.mul(row, 1))
    using session = new tf.Session()
    session.run(tf.initialize_all_variables())
    const [value] = session.run([after, added]) as [tf.NDArray]
    expect(value.data[0], name).toBe(wanted)
  }
})
