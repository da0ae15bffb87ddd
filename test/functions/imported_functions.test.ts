/** Functions of a library that a file brings: called, differentiated, written again; what is wrong with them. */
import { describe, expect, test } from 'vitest'
import { FunctionDef, GraphDef } from '../../src/formats/protos/graph.generated.ts'
import * as tf from '../../src/index.ts'
import { executing } from '../support/environment.ts'

const FLOAT = { type: 1 }
const arg = (name: string) => ({ name, type: 1 })
const T = { T: FLOAT }
/** x² + b in the form of 0.12, whose nodes name their results. */
const XSquarePlusB = new FunctionDef({
  signature: { name: 'XSquarePlusB', input_arg: [arg('x'), arg('b')], output_arg: [arg('add')] } as never,
  node: [
    { ret: ['Square'], op: 'Square', arg: ['x'], attr: T },
    { ret: ['add'], op: 'Add', arg: ['Square', 'b'], attr: T },
  ] as never,
})
/** The same twice, in the form of 1.x. */
const Twice = new FunctionDef({
  signature: { name: 'Twice', input_arg: [arg('x')], output_arg: [arg('y'), arg('z')] } as never,
  node_def: [
    {
      name: 'one',
      op: 'Const',
      attr: { dtype: FLOAT, value: { tensor: { dtype: 1, tensor_shape: {}, float_val: [1] } } },
    },
    { name: 'first', op: 'XSquarePlusB', input: ['x', 'one:output:0'] },
    { name: 'second', op: 'XSquarePlusB', input: ['first:add:0', 'x'], attr: { _noinline: { b: true } } },
  ] as never,
  ret: { y: 'first:add:0', z: 'second:add:0' },
})
/** 7 · dy: not the derivative, to tell it apart. */
const Declared = new FunctionDef({
  signature: {
    name: 'Declared',
    input_arg: [arg('x'), arg('b'), arg('dy')],
    output_arg: [arg('dx'), arg('db')],
  } as never,
  node: [
    {
      ret: ['c'],
      op: 'Const',
      attr: { dtype: FLOAT, value: { tensor: { dtype: 1, tensor_shape: {}, float_val: [7] } } },
    },
    { ret: ['dx'], op: 'Mul', arg: ['c', 'dy'], attr: T },
    { ret: ['db'], op: 'Neg', arg: ['dy'], attr: T },
  ] as never,
})
const placeholders = (...names: string[]) =>
  names.map(name => ({ name, op: 'Placeholder', attr: { dtype: FLOAT, shape: { shape: { unknown_rank: true } } } }))

interface Library {
  readonly function: readonly FunctionDef[]
  readonly gradient?: readonly { function_name: string; gradient_func: string }[]
}
function imported(library: Library, ...nodes: object[]): tf.Graph {
  const def = new GraphDef({ node: nodes as never, library: library as never, versions: { producer: 17 } as never })
  const graph = new tf.Graph()
  graph.as_default(() => tf.import_graph_def(def, { name: '' }))
  return graph
}
function run(graph: tf.Graph, fetches: unknown, feeds: Record<string, unknown>): unknown {
  using session = new tf.Session('', { graph })
  return session.run(fetches as never, { feed_dict: feeds as never })
}
const messageOf = (body: () => unknown): string => {
  try {
    body()
  } catch (error) {
    return `${(error as Error).constructor.name}: ${(error as Error).message.split('\n')[0]}`
  }
  return 'nothing'
}

describe.each(['compiled', 'reference'])('%s', executor => {
  test('calls, calls within, both forms, and results that are fed', () => {
    using _executor = executing(executor)
    const graph = imported({ function: [XSquarePlusB, Twice] }, ...placeholders('a'), {
      name: 'call',
      op: 'Twice',
      input: ['a'],
    })
    const [y, z] = [graph.get_tensor_by_name('call:0'), graph.get_tensor_by_name('call:1')]
    expect(run(graph, [y, z], { 'a:0': 3 })).toEqual([10, 103])
    const doubled = graph.as_default(() => tf.mul(y, 2))
    expect(run(graph, [doubled, z], { 'call:0': 5, 'a:0': 3 })).toEqual([10, 103])
    // the graph grows, and what has its name already finds it taken
    const taken = graph.as_default(() => tf.identity(z, { name: 'call/first/add' }))
    using session = new tf.Session('', { graph })
    expect(session.run([z, taken], { feed_dict: { 'a:0': 3 } })).toEqual([103, 103])
    expect(
      Buffer.compare(graph.as_graph_def().library.function[1]?.SerializeToString() as never, Twice.SerializeToString()),
    ).toBe(0)
  })
  test('gradients: of the nodes, and the one that the library declares', () => {
    using _executor = executing(executor)
    const gradients = (gradient: Library['gradient']) => {
      const functions = { function: [XSquarePlusB, Declared], ...(gradient && { gradient }) }
      const graph = imported(functions, ...placeholders('a', 'b'), {
        name: 'call',
        op: 'XSquarePlusB',
        input: ['a', 'b'],
      })
      return graph.as_default(() => {
        const xs = [graph.get_tensor_by_name('a:0'), graph.get_tensor_by_name('b:0')]
        const grads = tf.gradients(graph.get_tensor_by_name('call:0'), xs)
        expect((grads[0] as tf.Tensor).op.type).toBe('SymbolicGradient')
        return run(graph, grads, { 'a:0': [3, 4], 'b:0': [1, 1] })
      })
    }
    expect(String(gradients(undefined))).toBe('[6. 8.],[1. 1.]')
    expect(String(gradients([{ function_name: 'XSquarePlusB', gradient_func: 'Declared' }]))).toBe('[7. 7.],[-1. -1.]')
    expect(messageOf(() => gradients([{ function_name: 'XSquarePlusB', gradient_func: 'XSquarePlusB' }]))).toContain(
      'InvalidArgumentError',
    )
  })
  test('what a function does beside its results is done', () => {
    using _executor = executing(executor)
    const checked = new FunctionDef({
      signature: { name: 'Checked', input_arg: [arg('x')], output_arg: [arg('y')] } as never,
      node: [
        { ret: ['zero'], op: 'Const', attr: { dtype: FLOAT, value: { tensor: { dtype: 1, tensor_shape: {} } } } },
        { ret: ['positive'], op: 'Greater', arg: ['x', 'zero'], attr: T },
        { ret: ['assert'], op: 'Assert', arg: ['positive', 'x'], attr: { T: { list: { type: [1] } } } },
        { ret: ['y'], op: 'Neg', arg: ['x'], attr: T },
      ] as never,
    })
    const graph = imported({ function: [checked] }, ...placeholders('a'), { name: 'call', op: 'Checked', input: ['a'] })
    expect(run(graph, 'call:0', { 'a:0': 3 })).toBe(-3)
    expect(run(graph, graph.get_operation_by_name('call'), { 'a:0': 3 })).toBe(null)
    try {
      run(graph, 'call:0', { 'a:0': -3 })
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(tf.errors.InvalidArgumentError)
      expect((error as Error).message).toContain('assertion failed: [-3]')
      expect((error as tf.errors.OpError).op).toBe(graph.get_operation_by_name('call'))
    }
  })
})

test('mistakes are errors of the call, and of no other run', () => {
  const wrong = (definition: FunctionDef): string => {
    const graph = imported(
      { function: [definition, XSquarePlusB] },
      ...placeholders('a'),
      { name: 'call', op: definition.signature.name, input: ['a'] },
      { name: 'other', op: 'Neg', input: ['a'], attr: T },
    )
    expect(run(graph, 'other:0', { 'a:0': 2 })).toBe(-2)
    return messageOf(() => run(graph, 'call:0', { 'a:0': 2 }))
  }
  const of = (...node: object[]) =>
    new FunctionDef({
      signature: { name: 'F', input_arg: [arg('x')], output_arg: [arg('y')] } as never,
      node: node as never,
    })
  expect(wrong(of({ ret: ['y'], op: 'F', arg: ['x'] }))).toBe('InvalidArgumentError: Function F calls itself: F -> F')
  expect(wrong(of({ ret: ['y'], op: 'Nothing', arg: ['x'] }))).toBe("NotFoundError: Op type not registered 'Nothing'")
  expect(wrong(of({ ret: ['y'], op: 'Neg', arg: ['z'], attr: T }))).toBe(
    'InvalidArgumentError: z is not defined in function F.',
  )
  expect(wrong(of({ ret: ['z'], op: 'Neg', arg: ['x'], attr: T }))).toBe(
    'InvalidArgumentError: y is not defined in function F.',
  )
  expect(wrong(of({ ret: ['y'], op: 'Neg', arg: ['x', 'x'], attr: T }))).toBe(
    'InvalidArgumentError: Neg expects 1 inputs, but is given 2',
  )
  expect(wrong(of({ ret: ['y'], op: 'Neg', arg: ['x'], attr: { T: { type: 3 } } }))).toBe(
    'InvalidArgumentError: Invalid arg(0) for function arg: int32 vs. float.',
  )
  expect(wrong(of({ ret: ['y'], op: 'Neg', arg: ['x'] }))).toContain("NodeDef missing attr 'T' from Op<name=Neg>")
  expect(wrong(of({ ret: ['y'], op: 'Neg', arg: ['x'], dep: ['no'], attr: T }))).toContain('dep: no is not defined')
  expect(wrong(of({ ret: ['y'], op: 'Neg', arg: ['x'], attr: { T: { placeholder: 'U' } } }))).toContain('U')
  expect(wrong(of({ ret: ['y'], op: 'XSquarePlusB', arg: ['x'] }))).toContain('InvalidArgumentError')
  expect(wrong(of({ ret: ['a b'], op: 'Neg', arg: ['x'], attr: T }))).toContain('InvalidArgumentError')
})

test('functions that call others again and again end in bounded time, and a large library costs little', () => {
  const many = Array.from(
    { length: 40 },
    (_, i) =>
      new FunctionDef({
        signature: { name: `F${i}`, input_arg: [arg('x')], output_arg: [arg('y')] } as never,
        node: (i === 0
          ? [{ ret: ['y'], op: 'Neg', arg: ['x'], attr: T }]
          : [
              { ret: ['h'], op: `F${i - 1}`, arg: ['x'] },
              { ret: ['y'], op: `F${i - 1}`, arg: ['h'] },
            ]) as never,
      }),
  )
  const deep = imported({ function: many.slice(0, 25) }, ...placeholders('a'), {
    name: 'call',
    op: 'F24',
    input: ['a'],
  })
  expect(messageOf(() => run(deep, 'call:0', { 'a:0': 2 }))).toContain(
    'ResourceExhaustedError: What F24 calls has more than',
  )
  const large = Array.from({ length: 10_000 }, (_, i) => {
    const copy = new FunctionDef()
    copy.CopyFrom(XSquarePlusB)
    copy.signature.name = `Large${i}`
    return copy
  })
  const graph = imported({ function: large }, ...placeholders('a'), {
    name: 'call',
    op: 'Large9999',
    input: ['a', 'a'],
  })
  expect(run(graph, 'call:0', { 'a:0': 2 })).toBe(6)
  // the same library again, and another function of a name that is taken
  graph.as_default(() => tf.import_graph_def(graph.as_graph_def(), { name: 'again' }))
  const other = new GraphDef({ library: { function: [Object.assign(new FunctionDef(), {})] } as never })
  other.library.function[0]?.CopyFrom(Twice)
  ;(other.library.function[0] as FunctionDef).signature.name = 'Large0'
  expect(messageOf(() => graph.as_default(() => tf.import_graph_def(other)))).toBe(
    'ValueError: Another function is already defined with that name',
  )
})
