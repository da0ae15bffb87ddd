/** Variables: values, states, messages. Expected messages are TensorFlow 0.12.1's. */
import { afterEach, expect, test } from 'vitest'
import { VariableDef } from '../../src/formats/protos/meta_graph.generated.ts'
import * as tf from '../../src/index.ts'

afterEach(() => tf.reset_default_graph())

test('a variable is its value where a tensor is asked for, and its reference where it is fetched', () => {
  const v = new tf.Variable([1, 2], { name: 'v' })
  expect(v.add(1).op.inputs[0]?.name).toBe('v/read:0')
  expect(v.name).toBe('v:0')
  expect(v.dtype.name).toBe('float32_ref')
  expect(String(v)).toBe('Tensor("v/read:0", shape=(2,), dtype=float32)')
  using sess = tf.with(new tf.Session())
  sess.run(tf.initialize_all_variables())
  expect(sess.run(v).tolist()).toEqual([1, 2])
  expect(v.eval().tolist()).toEqual([1, 2])
  expect(sess.run(v.assign_sub([0.5, 0.5])).tolist()).toEqual([0.5, 1.5])
})

test('assignments keep the shape, unless it is free', () => {
  const fixed = new tf.Variable([1, 2])
  expect(() => fixed.assign([1, 2, 3])).toThrow(
    "Dimension 0 in both shapes must be equal, but are 2 and 3 for 'Assign' (op: 'Assign') with input shapes: [2], [3].",
  )
  const free = new tf.Variable([1, 2], { validate_shape: false })
  const longer = tf.assign(free, [1, 2, 3], { validate_shape: false })
  using sess = tf.with(new tf.Session())
  sess.run(tf.global_variables_initializer())
  expect(sess.run(longer).tolist()).toEqual([1, 2, 3])
  expect(sess.run(free.ref()).tolist()).toEqual([1, 2, 3])
})

test('what is missing is said', () => {
  expect(() => new tf.Variable()).toThrow('initial_value must be specified.')
  expect(() => new tf.Variable(() => tf.zeros([2]))).toThrow(
    'dtype must also be specified when initial_value is callable.',
  )
  expect(() => new tf.Variable(tf.placeholder(tf.float32))).toThrow(
    'initial_value must have a shape specified: Tensor("Placeholder:0", dtype=float32)',
  )
  const v = new tf.Variable(1, { name: 'v' })
  const w = new tf.Variable(2, { name: 'w' })
  const report = tf.report_uninitialized_variables()
  const checked = tf.assert_variables_initialized()
  using sess = tf.with(new tf.Session())
  sess.run(w.initializer)
  expect(() => sess.run(v)).toThrow('Attempting to use uninitialized value v')
  expect(() => sess.run(checked)).toThrow('Attempting to use uninitialized value v')
  expect(sess.run(report).tolist().map(String)).toEqual(['v'])
  expect(sess.run([tf.is_variable_initialized(v), tf.is_variable_initialized(w)])).toEqual([false, true])
})

test('initial values may depend on other variables', () => {
  const v = new tf.Variable(tf.random_normal([3], { seed: 1 }))
  const twice = new tf.Variable(v.initialized_value().mul(2))
  using sess = tf.with(new tf.Session())
  sess.run(tf.initialize_all_variables())
  expect(sess.run(twice.sub(v.mul(2))).tolist()).toEqual([0, 0, 0])
})

test('counting up ends at the limit', () => {
  const v = new tf.Variable(tf.int(0))
  const next = v.count_up_to(2)
  using sess = tf.with(new tf.Session())
  sess.run(v.initializer)
  expect([sess.run(next), sess.run(next)]).toEqual([0, 1])
  expect(() => sess.run(next)).toThrow('Reached limit of 2')
})

test('parts of a variable are assigned', () => {
  const v = new tf.Variable([1, 2, 3, 4])
  const set = v.at('1:3').assign([7, 8])
  using sess = tf.with(new tf.Session())
  sess.run(v.initializer)
  expect(sess.run(set).tolist()).toEqual([1, 7, 8, 4])
})

test('collections', () => {
  const trained = new tf.Variable(1)
  const fixed = new tf.Variable(1, { trainable: false })
  const local = new tf.Variable(1, { trainable: false, collections: ['local_variables'] })
  const names = (variables: tf.Variable[]): string[] => variables.map(variable => variable.name)
  expect(names(tf.all_variables())).toEqual([trained.name, fixed.name])
  expect(names(tf.trainable_variables())).toEqual([trained.name])
  expect(names(tf.local_variables())).toEqual([local.name])
  expect(() => new tf.Variable(1, { collections: 'mine' as never })).toThrow(
    'collections argument to Variable constructor must be a list, tuple, or set. Got mine of type',
  )
})

test('a variable can be found again by its nodes', () => {
  const v = new tf.Variable([1, 2], { name: 'v' })
  const def = VariableDef.FromString((v.to_proto() as VariableDef).SerializeToString())
  expect(def.snapshot_name).toBe('v/read:0')
  const again = tf.Variable.from_proto(def)
  expect(again.value()).toBe(v.value())
  expect(again.initializer).toBe(v.initializer)
})
