/** Indexing with Python's integers, and what refuses to be an index. */
import { expect, test } from 'vitest'
import * as tf from '../../src/index.ts'

test("Python's integers and bare numbers are indices alike", () => {
  tf.reset_default_graph()
  const x = tf.constant([
    [1, 2, 3],
    [4, 5, 6],
  ])
  const part = x.at(-1, tf.s(tf.int(1), null))
  expect(part.op.inputs.slice(1).map(bound => bound.dtype.name)).toEqual(['int32', 'int32', 'int32'])
  using session = new tf.Session()
  expect(session.run(part).tolist()).toEqual([5, 6])
})

test('indices of other kinds fail as in Python', () => {
  tf.reset_default_graph()
  const x = tf.ones([3])
  expect(() => x.at(tf.float(1))).toThrow(
    "DataType float32 for attr 'Index' not in list of allowed values: int32, int64",
  )
  expect(() => x.at('a')).toThrow('can only concatenate str (not "int") to str')
  expect(() => x.at({} as never)).toThrow("unsupported operand type(s) for +: 'dict' and 'int'")
})

test('an integer attribute keeps all its digits', () => {
  tf.reset_default_graph()
  const largest = 2n ** 63n - 1n
  const bucket = tf.string_to_hash_bucket_fast(['a'], largest)
  expect(bucket.op.get_attr('num_buckets')).toBe(largest)
  expect(() => tf.string_to_hash_bucket_fast(['a'], largest + 1n)).toThrow('Value out of range: 9223372036854775808')
})

test('a constant is not transposed by what is no permutation', () => {
  tf.reset_default_graph()
  using session = new tf.Session()
  expect(() => session.run(tf.transpose(tf.ones([2, 3]), [0, 0]))).toThrow('1 is missing from {0,0}.')
})
