import { expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import { destroy_temporary_variable, temporary_variable } from '../../src/ops/core/temporary_variable_ops.ts'

const run = (fetch: unknown, feeds: [tf.Tensor, unknown][] = []): unknown =>
  new tf.Session().run(fetch as never, feeds as never)

test('accumulate_n adds into one buffer, in every run anew', () => {
  new tf.Graph().as_default(() => {
    const x = tf.placeholder(tf.float32, [2])
    const sum = tf.accumulate_n([x, x.mul(2), tf.constant([1, 1])])
    expect(sum.get_shape().as_list()).toEqual([2])
    const session = new tf.Session()
    expect(session.run(sum, [[x, [1, 2]]]).tolist()).toEqual([4, 7])
    expect(session.run(sum, [[x, [1, 3]]]).tolist()).toEqual([4, 10])
  })
})
test('one tensor is returned as it is', () => {
  new tf.Graph().as_default(() => {
    const x = tf.constant([1, 2])
    expect(tf.accumulate_n([x])).toBe(x)
    expect(tf.add_n([x])).toBe(x)
    expect(tf.add_n([x], 'sum').op.type).toBe('Identity')
  })
})
test('lists without tensors, or with slices, are refused', () => {
  const message = 'inputs must be a list of at least one Tensor with the same dtype and shape'
  expect(() => tf.add_n([])).toThrow(message)
  const slices = new tf.IndexedSlices(tf.constant([[1, 2]]), tf.constant([0], tf.int32))
  expect(() => tf.add_n([slices as never])).toThrow(message)
  expect(() => tf.accumulate_n([tf.constant([1]), tf.constant([1], tf.int32)])).toThrow(message)
})
test('temporary variables of one name exclude each other', () => {
  new tf.Graph().as_default(() => {
    const variables = [1, 2].map(() => tf.assign(temporary_variable([1], tf.float32, 'twice'), tf.constant([1])))
    const ends = variables.map(ref => destroy_temporary_variable(ref, 'other'))
    expect(() => run(tf.add_n(variables.map(ref => tf.identity(ref))))).toThrow(/Resource tmp_var\/twice\/.*TmpVarE/)
    expect(() => run(ends[0])).toThrow('does not exist.')
  })
})
