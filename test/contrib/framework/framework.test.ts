/** tf.contrib.framework: argument scopes, variables and checks do what TensorFlow's do. */
import { expect, test, vi } from 'vitest'
import * as tf from '../../../src/index.ts'
import { compareCollections, compareNodes, play, type Snippet, snippetsOf } from '../snippets.ts'

const snippets = snippetsOf('framework')
const { framework, layers } = tf.contrib

test('there are snippets', () => {
  expect(snippets.length).toBeGreaterThan(60)
})

test.each(snippets.map(snippet => [snippet.id, snippet] as const))('%s', async (_, snippet) => {
  expect(await play(snippet)).toEqual([])
})

test('in TypeScript', () => {
  const snippet = snippets.find(({ id }) => id === 'typescript') as Snippet
  new tf.Graph().as_default(graph => {
    tf.set_random_seed(7)
    const x = tf.placeholder(tf.float32, [2, 8, 8, 3])
    let y: tf.Tensor = x
    const saved = framework.arg_scope([layers.conv2d], { padding: 'VALID', activation_fn: null }, () =>
      framework.arg_scope([layers.conv2d, framework.model_variable], { trainable: false }, scope => {
        y = layers.conv2d(x, 4, [3, 3], { stride: 2 })
        return scope
      }),
    )
    {
      using _ = framework.arg_scope(saved)
      y = layers.conv2d(y, 4, 1, { padding: 'SAME' })
    }
    framework.variable('v', [2], { initializer: tf.zeros_initializer, collections: ['a', 'b'] })
    framework.local_variable(1, { name: 'l' })
    framework.get_or_create_global_step()
    framework.with_shape([2, 3], tf.placeholder(tf.float32, { name: 'p' }))
    framework.reduce_sum_n([tf.constant([1], { name: 'c' }), tf.constant([2], { name: 'd' })])
    framework.remove_squeezable_dimensions(tf.zeros([2, 1]), tf.zeros([2]))
    framework.convert_to_tensor_or_sparse_tensor([1])
    framework.assert_scalar(tf.constant(1))
    framework.print_op(tf.constant([true]))
    expect([...compareNodes(snippet.nodes, graph), ...compareCollections(snippet.collections, graph)]).toEqual([])
  })
})

test('functions of TypeScript take part in scopes', () => {
  const scaled = framework.add_arg_scope(
    (x: number, { factor = 2, offset = 0 }: { factor?: number; offset?: number } = {}) => x * factor + offset,
  )
  expect(scaled(3)).toBe(6)
  framework.arg_scope([scaled], { factor: 10 }, () => {
    expect(scaled(3)).toBe(30)
    expect(scaled(3, { factor: 4 })).toBe(12)
    framework.arg_scope([scaled], { offset: 1 }, () => expect(scaled(3)).toBe(31))
    expect(scaled(3, {})).toBe(30)
  })
  expect(scaled(3)).toBe(6)
  expect(framework.has_arg_scope(scaled)).toBe(true)
  expect(framework.has_arg_scope((x: number) => x)).toBe(false)
  expect(() => framework.arg_scope([tf.matmul], { transpose_a: true })).toThrow('is not decorated with @add_arg_scope')
  expect(() => framework.arg_scope([layers.flatten], { colour: 1 }, () => layers.flatten(tf.zeros([2, 3])))).toThrow(
    "flatten() got an unexpected keyword argument 'colour'",
  )
  expect(framework.arg_scoped_arguments(framework.variable)).toContain('regularizer')
})

test('lists of variables, devices and assignments', () => {
  new tf.Graph().as_default(() => {
    const a = tf.variable_scope('net', () => framework.model_variable('a', [2], { initializer: tf.zeros_initializer }))
    const b = framework.variable('b', [], {
      initializer: tf.zeros_initializer,
      device: new framework.VariableDeviceChooser(),
    })
    const parameterServer = new framework.VariableDeviceChooser(2)
    expect([parameterServer(b.op), parameterServer(b.op)]).toEqual([
      '/job:ps/task:0/device:CPU:0',
      '/job:ps/task:1/device:CPU:0',
    ])
    const l = framework.local_variable(0)
    const names = (variables: readonly tf.Variable[]) => variables.map(({ name }) => name)
    expect(b.device).toBe('/device:CPU:0')
    expect(names(framework.get_variables('net'))).toEqual([a.name])
    expect(names(framework.get_variables({ suffix: 'b' }))).toEqual([b.name])
    expect(names(framework.get_model_variables())).toEqual([a.name])
    expect(names(framework.get_local_variables())).toEqual([l.name])
    expect(names(framework.get_variables_by_name('a'))).toEqual([a.name])
    expect(names(framework.get_variables_by_suffix('a'))).toEqual([a.name])
    expect(names(framework.get_variables_to_restore({ exclude: ['net'] }))).toEqual([b.name])
    expect(framework.get_unique_variable('net/a') === a).toBe(true)
    expect([framework.is_tensor(a), framework.is_tensor(1)]).toEqual([true, false])
    expect(framework.assert_same_float_dtype([a, null])).toBe(tf.float32)
    expect(framework.get_graph_from_inputs([a]) === tf.get_default_graph()).toBe(true)
    using session = new tf.Session()
    session.run(tf.initialize_all_variables())
    const [assign, feed_dict] = framework.assign_from_values({ 'net/a': [1, 2] })
    session.run(assign, { feed_dict })
    framework.assign_from_values_fn(new Map([['b', 5]]))(session)
    expect(session.run(b)).toBe(5)
    expect(session.run(a).tolist()).toEqual([1, 2])
  })
})

test('decorators of TypeScript functions warn', () => {
  let lines = ''
  const write = vi.spyOn(process.stderr, 'write').mockImplementation(text => {
    lines += String(text)
    return true
  })
  try {
    const square = framework.deprecated('2017-01-01', 'Use tf.square.')((x: number) => x * x)
    const flatten = framework.deprecated_args('2017-01-01', 'No names.', 'scope')(layers.flatten)
    const linear = framework.deprecated_arg_values('2017-01-01', 'More units.', { num_outputs: 1 })(layers.linear)
    const one = framework.experimental(() => 1)
    expect([square(3), one()]).toEqual([9, 1])
    new tf.Graph().as_default(() => {
      flatten(tf.zeros([2, 3]))
      flatten(tf.zeros([2, 3]), { scope: 'named' })
      linear(tf.zeros([2, 3]), 1)
      linear(tf.zeros([2, 3]), 2)
    })
  } finally {
    write.mockRestore()
  }
  expect(lines.match(/is deprecated and will be removed after 2017-01-01/g)).toHaveLength(3)
  expect(lines).toContain('calling flatten (from __main__) with scope is deprecated')
  expect(lines).toContain('calling linear (from __main__) with num_outputs=1 is deprecated')
  expect(lines).toContain('is experimental and may change')
  expect(() => framework.deprecated_args('2017-01-01', 'x', 'colour')(layers.flatten)).toThrow(
    "not present in the function signature: ['colour']",
  )
})
