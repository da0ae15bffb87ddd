/** Sharing of variables by name: scopes, partitions, custom getters, templates. The names are TensorFlow 0.12.1's. */
import { beforeEach, describe, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'

beforeEach(() => tf.reset_default_graph())
const opNames = (): string[] =>
  tf
    .get_default_graph()
    .get_operations()
    .map(op => op.name)
const message = (body: () => unknown): string => {
  try {
    body()
  } catch (error) {
    return (error as Error).message
  }
  return 'no error'
}

describe('names', () => {
  test('variable scopes name variables and ops, name scopes only ops', () => {
    const names = tf.variable_scope('a', () =>
      tf.name_scope('n', () => {
        const v = tf.get_variable('v', [1])
        return [v.name, tf.add(v, 1).name]
      }),
    )
    expect(names).toEqual(['a/v:0', 'a/n/Add:0'])
  })
  test('a scope that is entered again has the same variables and other op names', () => {
    const layer = () => tf.add(tf.get_variable('v', [1]), 1).name
    expect(tf.variable_scope('a', layer)).toBe('a/Add:0')
    expect(tf.variable_scope('a', { reuse: true }, layer)).toBe('a_1/Add:0')
    expect(tf.global_variables()).toHaveLength(1)
  })
  test('default names are numbered within the scope around them', () => {
    const three = () => [1, 2, 3].map(() => tf.variable_scope(null, 'blk', null, () => tf.get_variable('v', [1]).name))
    expect(three()).toEqual(['blk/v:0', 'blk_1/v:0', 'blk_2/v:0'])
    expect(tf.variable_scope('outer', three)).toEqual(['outer/blk/v:0', 'outer/blk_1/v:0', 'outer/blk_2/v:0'])
  })
  test('a scope object is entered wherever it is', () => {
    const foo = tf.variable_scope('foo', scope => scope)
    const name = tf.variable_scope('bar', () =>
      tf.variable_scope(foo, scope => [scope.name, tf.get_variable('u', [1]).name, scope.original_name_scope]),
    )
    expect(name).toEqual(['foo', 'foo/u:0', 'foo/'])
  })
  test('using leaves the scope at the end of the block', () => {
    {
      using scope = tf.variable_scope('a')
      expect(tf.get_variable_scope()).toBe(scope)
    }
    expect(tf.get_variable_scope().name).toBe('')
    expect(() => tf.variable_scope('a', () => tf.variable_scope(3 as never))).toThrow(
      'VariableScope: name_or_scope must be a string or VariableScope.',
    )
    expect(tf.get_variable_scope().name).toBe('')
  })
})

describe('sharing', () => {
  test('without reuse a name is taken once', () => {
    tf.get_variable('w', [2])
    expect(message(() => tf.get_variable('w', [2]))).toMatch(
      /^Variable w already exists, disallowed\. Did you mean to set reuse=True in VarScope\? Originally defined at:\n\n {2}File ".*variable_scope\.test\.ts", line \d+/,
    )
  })
  test('with reuse it must exist and agree', () => {
    tf.get_variable('w', [2])
    tf.get_variable_scope().reuse_variables()
    expect(message(() => tf.get_variable('w', [3]))).toBe(
      'Trying to share variable w, but specified shape (3,) and found shape (2,).',
    )
    expect(message(() => tf.get_variable('w', [2], { dtype: tf.float64 }))).toBe(
      'Trying to share variable w, but specified dtype float64 and found dtype float32_ref.',
    )
    expect(message(() => tf.get_variable('x', [2]))).toBe(
      'Variable x does not exist, or was not created with tf.get_variable(). Did you mean to set reuse=None in VarScope?',
    )
  })
  test('inner scopes inherit reuse', () => {
    expect(
      tf.variable_scope('a', { reuse: true }, () => tf.variable_scope('b', { reuse: false }, scope => scope.reuse)),
    ).toBe(true)
  })
  test("0.7's order of arguments", () => {
    tf.variable_scope('a', () => tf.get_variable('v', [1]))
    expect(tf.variable_scope('a', true, () => tf.get_variable('v', [1]).name)).toBe('a/v:0')
  })
  test('what a new variable needs', () => {
    expect(message(() => tf.get_variable('w'))).toBe(
      'Shape of a new variable (w) must be fully defined, but instead was <unknown>.',
    )
    expect(message(() => tf.get_variable('w', [2], { initializer: tf.constant([1, 2]) }))).toBe(
      'If initializer is a constant, do not specify shape.',
    )
    expect(message(() => tf.get_variable('w', { initializer: tf.constant(tf.int(1)), dtype: tf.float32 }))).toBe(
      "Initializer type '<dtype: 'int32'>' and explicit dtype '<dtype: 'float32'>' don't match.",
    )
    expect(message(() => tf.variable_scope(null))).toBe('If default_name is None then name_or_scope is required')
    expect(message(() => tf.variable_scope(null, 'd', { reuse: true }))).toBe(
      'reuse=True cannot be used without a name_or_scope',
    )
  })
})

describe('settings', () => {
  test('scopes give defaults', () => {
    const made = tf.variable_scope('s', { initializer: tf.constant_initializer(0.5), dtype: tf.float64 }, () => [
      tf.get_variable('w', [2]),
      tf.get_variable('b', [1], { initializer: tf.ones_initializer() }),
    ])
    const [w, b] = made as [tf.Variable, tf.Variable]
    using sess = tf.with(new tf.Session())
    sess.run(tf.initialize_all_variables())
    expect(w.dtype.base_dtype).toBe(tf.float64)
    expect([...sess.run(w).data, ...sess.run(b).data]).toEqual([0.5, 0.5, 1])
  })
  test('regularizers add losses once', () => {
    const settings = { regularizer: tf.contrib.layers.l2_regularizer(0.1) }
    tf.variable_scope('r', settings, () => tf.get_variable('w', [2]))
    tf.variable_scope('r', { ...settings, reuse: true }, () => tf.get_variable('w', [2]))
    expect(tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES).map(loss => loss.name)).toEqual([
      'r/w/Regularizer/l2_regularizer:0',
    ])
    tf.variable_scope('r', { regularizer: tf.no_regularizer }, () => tf.get_variable('x', [2]))
    expect(tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)).toHaveLength(1)
  })
  test('a custom getter stands in between', () => {
    const twice = tf.variable_scope(
      'g',
      { custom_getter: (getter, name, options) => getter(`${name}_custom`, options) },
      () => tf.get_variable('v', [1]),
    )
    expect(twice.name).toBe('g/v_custom:0')
  })
  test('local variables are neither trained nor saved', () => {
    const v = tf.get_local_variable('v', [1])
    expect([tf.local_variables(), tf.global_variables(), tf.trainable_variables()].map(list => list.length)).toEqual([
      1, 0, 0,
    ])
    expect(tf.local_variables()[0]).toBe(v)
  })
})

describe('parts', () => {
  test('a partitioned variable reads as the whole', () => {
    const w = tf.variable_scope('p', { partitioner: tf.fixed_size_partitioner(3) }, () => tf.get_variable('w', [7, 1]))
    expect(tf.global_variables().map(part => [part.name, String(part.get_shape())])).toEqual([
      ['p/w/part_0:0', '(3, 1)'],
      ['p/w/part_1:0', '(2, 1)'],
      ['p/w/part_2:0', '(2, 1)'],
    ])
    expect(String(tf.identity(w).get_shape())).toBe('(7, 1)')
    expect(opNames()).toContain('p/w/ConcatPartitions/concat')
    expect(tf.global_variables()[1]?._get_save_slice_info()?.spec).toBe('7 1 3,2:0,1')
  })
  test('partitioners', () => {
    const shape = new tf.TensorShape([10, 4])
    const parts = (partitioner: unknown) => (partitioner as (options: object) => number[])({ shape, dtype: tf.float32 })
    expect(parts(tf.fixed_size_partitioner(20, 1))).toEqual([1, 4])
    expect(parts(tf.variable_axis_size_partitioner(64))).toEqual([3, 1])
    expect(parts(tf.variable_axis_size_partitioner(64, { max_shards: 2 }))).toEqual([2, 1])
    expect(parts(tf.min_max_variable_partitioner(8, 0, 40))).toEqual([4, 1])
  })
  test('create_partitioned_variables', () => {
    const parts = tf.create_partitioned_variables([4, 2], [2, 1], tf.zeros_initializer)
    expect(parts.map(part => part.name)).toEqual(['PartitionedVariable/part_0:0', 'PartitionedVariable/part_1:0'])
    expect(message(() => tf.create_partitioned_variables([4, 2], [2, 2], tf.zeros_initializer))).toBe(
      'Can only slice a variable along one dimension: shape: [4, 2], slicing: [2, 2]',
    )
  })
})

describe('templates', () => {
  test('calls share variables', () => {
    const scale = (x: tf.Tensor) => tf.mul(x, tf.get_variable('v', [1]))
    const x = tf.placeholder(tf.float32, [1])
    const first = tf.make_template('t', scale)
    const second = tf.make_template('t', scale)
    expect([first(x), first(x), second(x)].map(y => y.name)).toEqual(['t/Mul:0', 't_1/Mul:0', 't_2/Mul:0'])
    expect(tf.global_variables().map(v => v.name)).toEqual(['t/v:0', 't_1/v:0'])
    expect(first.var_scope?.name).toBe('t')
  })
  test('later calls make no trainable variables', () => {
    const t = tf.make_template('t', () => new tf.Variable(1, { name: 'x' }))
    t()
    expect(message(t)).toMatch(
      /^Trainable variable created when calling a template after the first time, .*\n\noriginally defined at:\n {2}File/,
    )
  })
})
