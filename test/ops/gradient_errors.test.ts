/** Gradients that TensorFlow 0.12.1 does not give, in its words; how calls that do not fit are refused. */
import { describe, expect, it } from 'vitest'
import * as tf from '../../src/index.ts'

const inGraph = <R>(body: () => R): R => tf.with(new tf.Graph().as_default(), body)

describe('gradients that fail', () => {
  it('has none for indices of 64 bits', () =>
    inGraph(() => {
      const params = tf.placeholder(tf.float32, [2, 3])
      const gathered = (dtype: string) => tf.gather_nd(params, tf.constant([[0, 1]], { dtype }))
      expect(tf.gradients(gathered('int32'), params)).toHaveLength(1)
      expect(() => tf.gradients(gathered('int64'), params)).toThrow(
        "Input 'shape' of 'ScatterNd' Op has type int32 that does not match type int64 of argument 'indices'.",
      )
    }))
  it('has none for extremes of sparse tensors', () =>
    inGraph(() => {
      const values = tf.placeholder(tf.float32, [1])
      const sparse = new tf.SparseTensor([[0]], values, [1])
      expect(() => tf.gradients(tf.sparse_maximum(sparse, sparse).values, values)).toThrow(
        '_SparseSparseMaximumGrad() takes 2 positional arguments',
      )
    }))
})

describe('calls that do not fit', () => {
  const failing =
    (
      body: (optimizer: {
        minimize(loss: unknown, options?: unknown): unknown
        apply_gradients(pairs: unknown): unknown
      }) => unknown,
    ) =>
    () =>
      inGraph(() => body(new tf.train.GradientDescentOptimizer(0.1) as never))
  it('says what is missing in what is not a tensor', () => {
    expect(failing(o => o.minimize(null))).toThrow("'NoneType' object has no attribute 'dtype'")
    expect(failing(o => o.minimize(tf.constant(1.5), { var_list: [3] }))).toThrow("'int' object has no attribute 'op'")
    expect(failing(o => o.apply_gradients(3))).toThrow("'int' object is not iterable")
    expect(failing(() => tf.gradients(tf.constant(1.5), null))).toThrow("'NoneType' object has no attribute 'op'")
  })
  it('names the method of a class that Python calls', () => {
    const make = (...args: unknown[]) => Reflect.construct(tf.train.ExponentialMovingAverage, args)
    expect(() => make(0.9, { zero_debias: true })).toThrow(
      "__init__() got an unexpected keyword argument 'zero_debias'",
    )
    expect(() => make()).toThrow("__init__() missing 1 required positional argument: 'decay'")
    expect(() => make(0.9, null, 'name', 1)).toThrow(
      '__init__() takes from 2 to 4 positional arguments but 5 were given',
    )
    expect(() => tf.square(...([1, null, 2] as unknown as [number]))).toThrow(
      'square() takes from 1 to 2 positional arguments but 3 were given',
    )
  })
})

describe('constants of classes', () => {
  it("may be Python's integers", () =>
    inGraph(() => {
      const w = new tf.Variable(1)
      const loss = tf.square(w).add(w)
      expect(tf.gradients(loss, w.ref(), { aggregation_method: tf.int(1) as unknown as number })[0]?.name).toContain(
        '_gradient_sum/',
      )
      const pairs = new tf.train.GradientDescentOptimizer(0.1).compute_gradients(loss, {
        gate_gradients: tf.int(2) as unknown as number,
      })
      expect(pairs.map(([grad]) => String(grad?.name))).toEqual(['tuple/control_dependency:0'])
    }))
})
