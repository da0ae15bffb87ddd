/** Matrices of second derivatives. */
import { expect, it } from 'vitest'
import * as tf from '../../src/index.ts'

it('gives the second derivatives for each x', () =>
  tf.with(new tf.Graph().as_default(), () => {
    const x = tf.placeholder(tf.float32, [2])
    const w = new tf.Variable([1, 2, 3])
    const y = tf.reduce_prod(x).mul(tf.reduce_sum(tf.square(w).mul([2, 1, 0])))
    const [h, k] = tf.hessians(y, [x, w])
    expect([h?.name, k?.name]).toEqual([
      'hessians_second_derivative/hessians:0',
      'hessians_second_derivative_1/hessians:0',
    ])
    using session = tf.with(new tf.Session())
    session.run(tf.global_variables_initializer())
    const [a, b] = session.run([h, k], { feed_dict: [[x, [3, 5]]] })
    expect(a.tolist()).toEqual([
      [0, 6],
      [6, 0],
    ])
    expect(b.tolist()).toEqual([
      [60, 0, 0],
      [0, 30, 0],
      [0, 0, 0],
    ])
  }))

it('takes vectors only', () =>
  tf.with(new tf.Graph().as_default(), () => {
    const matrix = tf.placeholder(tf.float32, [2, 2])
    expect(() => tf.hessians(matrix, [tf.placeholder(tf.float32, [1]), matrix])).toThrow()
    expect(() => tf.hessians(matrix, matrix)).toThrow(
      'only supported for one-dimensional tensors. Element number 0 of `xs` has 2 dimensions.',
    )
    const any = tf.placeholder(tf.float32)
    expect(() => tf.hessians(any, any)).toThrow('the dimensionality of element number 0 of `xs` cannot be determined')
  }))
