/** Chains of tens of thousands of nodes: nothing that walks a graph needs a stack as deep as the graph is. `bench/graph_scale.ts` has the times. */
import { beforeEach, describe, expect, test } from 'vitest'
import { gradientFunction } from '../../src/autodiff/registry.ts'
import { deepRecursion } from '../../src/graph/deep_recursion.ts'
import { callGradient } from '../../src/graph/gradient_call.ts'
import type { GradientFunction } from '../../src/graph/op_def.ts'
import * as tf from '../../src/index.ts'
import { counters } from '../../src/runtime/counters.ts'
import { BaseSession } from '../../src/session/base_session.ts'
import { executing } from '../support/environment.ts'

const LENGTH = 12_000

beforeEach(() => tf.reset_default_graph())

/** `step` applied again and again. */
function chain(start: tf.Tensor, step: (x: tf.Tensor, i: number) => tf.Tensor): tf.Tensor {
  let x = start
  for (let i = 0; i < LENGTH; i++) x = step(x, i)
  return x
}

test('a chain is run in parts', { timeout: 60_000 }, () => {
  const x = tf.placeholder(tf.float32, [2])
  const y = chain(x, value => tf.neg(value))
  const session = new tf.Session()
  const handle = session.partial_run_setup([y], [x])
  expect(String(session.partial_run(handle, y, { feed_dict: [[x, [1, 2]]] }))).toBe('[1. 2.]')
})

test('a shape is known through a chain', { timeout: 60_000 }, () => {
  const shape = chain(tf.constant([2, 3], tf.int32), (x, i) => tf.cast(x, i % 2 === 0 ? tf.int64 : tf.int32))
  expect(String(tf.reshape(tf.placeholder(tf.float32), shape).get_shape())).toBe('(2, 3)')
  const joined = chain(tf.placeholder(tf.int32, [1]), x => tf.concat(0, [x]))
  expect(String(tf.reshape(tf.placeholder(tf.float32), joined).get_shape())).toBe('(?,)')
})

test('a shape is worked out along a chain when a run is planned', { timeout: 60_000 }, () => {
  const x = tf.placeholder(tf.float32, [null, 3])
  const shape = chain(tf.shape(x), s => s.add(0))
  // an operation of the host between two segments, which both need the shape
  const through = tf.py_func((value: tf.NDArray) => value, [tf.reshape(x, shape)], tf.float32)
  through.set_shape([null, 3])
  const y = tf.reshape(through.mul(2), shape)
  expect(String(new tf.Session().run(y, { feed_dict: [[x, [[1, 2, 3]]]] }))).toBe('[[2. 4. 6.]]')
})

test('long lists of operations are grouped in linear time', { timeout: 60_000 }, () => {
  const operations = Array.from({ length: 50_000 }, () => tf.no_op())
  const together = tf.group(...operations)
  expect(together.control_inputs.length).toBe(50_000)
  const after = tf.control_dependencies([...operations, ...Array.from({ length: 100_000 }, () => together)], () =>
    tf.no_op(),
  )
  expect(new tf.Session().run(after)).toBe(null)
})

test('operations take any number of inputs', { timeout: 60_000 }, () => {
  const x = tf.placeholder(tf.float32, [1])
  const many = Array.from({ length: 200_000 }, () => x)
  expect(tf.concat(0, many).get_shape().as_list()).toEqual([200_000])
  expect(tf.pack(many).get_shape().as_list()).toEqual([200_000, 1])
})

test.each<[string, (parts: tf.Tensor[]) => tf.Tensor]>([
  ['concat', parts => tf.concat(0, parts)],
  ['pack', parts => tf.pack(parts)],
  ['add_n', parts => tf.add_n(parts)],
])('%s of 80,000 inputs is run', { timeout: 60_000 }, (_, join) => {
  const x = tf.placeholder(tf.float32, [1])
  const sum = tf.reduce_sum(join(Array.from({ length: 80_000 }, () => x)))
  const start = process.cpuUsage().user
  expect(String(new tf.Session().run(sum, { feed_dict: [[x, [1]]] }))).toBe('80000')
  // some 2 s; reading the types of all inputs for each few of them took 60 s
  expect(process.cpuUsage().user - start).toBeLessThan(15e6)
})

test('unpack and split into 80,000 outputs are run', { timeout: 60_000 }, () => {
  const count = 80_000
  const x = tf.placeholder(tf.float32, [count])
  const feed_dict: [tf.Tensor, unknown][] = [[x, Float32Array.from({ length: count }, (_, i) => i)]]
  const last = [tf.unpack(x).at(-1), tf.split(0, count, x).at(-1)] as tf.Tensor[]
  expect(new tf.Session().run(last, { feed_dict }).map(String)).toEqual(['79999', '[79999.]'])
})

test('gradient functions take 130,000 gradients as a list, and calls no more than fit', { timeout: 60_000 }, () => {
  const count = 130_000
  const parts = tf.unpack(tf.placeholder(tf.float32, [count]))
  const { op } = parts[0] as tf.Tensor
  const [gradient] = callGradient(gradientFunction(op) as GradientFunction, op, parts) as tf.Tensor[]
  expect(gradient?.get_shape().as_list()).toEqual([count])
  const oneByOne: GradientFunction = (_op, ...grads) => grads
  expect(() => callGradient(oneByOne, op, parts)).toThrow(
    'takes at most 65535 gradients, but the op has 130000 outputs',
  )
  expect(() => tf.py_func(() => 0, parts, tf.float32)).toThrow('at most 65535 arguments, inp has 130000 tensors')
})

test('a step whose code is too long for an engine is left to its reference kernel, and counted', () => {
  const x = tf.placeholder(tf.float32, [2, 2])
  const y = tf.matmul(tf.transpose(x), x).add(1)
  const before = new Map(counters().fallbacks)
  const run = (code: object): string =>
    String(
      new BaseSession('', null, null, code).run(y, {
        feed_dict: [
          [
            x,
            [
              [1, 2],
              [3, 4],
            ],
          ],
        ],
      }),
    )
  const expected = run({})
  expect(counters().fallbacks).toEqual(before)
  expect(run({ largestFunction: 20 })).toBe(expected)
  expect([...counters().fallbacks.keys()].filter(reason => !before.has(reason)).join()).toContain('its code is longer')
})

describe('200,000 nodes in a chain', () => {
  const nodes = 200_000
  const graph = new tf.Graph()
  const ends = (): [first: tf.Tensor, last: tf.Tensor] => [
    graph.get_tensor_by_name('n0:0'),
    graph.get_tensor_by_name(`n${nodes - 1}:0`),
  ]
  /** The last from the first, which is [1, 2]: an odd number of signs. */
  const RESULT = '[-1. -2.]'

  test('are imported and exported', { timeout: 120_000 }, () => {
    const given = new tf.GraphDef({ versions: { producer: 21 } })
    for (let i = 0; i < nodes; i++) {
      const attr = { [i === 0 ? 'dtype' : 'T']: { type: 1 } }
      given.node.push(
        new tf.NodeDef(
          i === 0 ? { name: 'n0', op: 'Placeholder', attr } : { name: `n${i}`, op: 'Neg', input: [`n${i - 1}`], attr },
        ),
      )
    }
    graph.as_default(() => tf.import_graph_def(tf.GraphDef.FromString(given.SerializeToString()), { name: '' }))
    const exported = graph.as_graph_def()
    expect(exported.node.length).toBe(nodes)
    expect(exported.node.at(-1)?.input[0]).toBe(`n${nodes - 2}`)
    expect(tf.graph_util.extract_sub_graph(exported, [`n${nodes - 1}`]).node.length).toBe(nodes)
  })

  test.each(['compiled', 'reference'])('are run by the %s executor', { timeout: 120_000 }, executor => {
    const [x, y] = ends()
    using _executor = executing(executor)
    tf.with(new tf.Session('', { graph }), session =>
      expect(String(session.run(y, { feed_dict: [[x, [1, 2]]] }))).toBe(RESULT),
    )
  })

  test('are run in parts', { timeout: 120_000 }, () => {
    const [x, y] = ends()
    const middle = graph.get_tensor_by_name(`n${nodes / 2}:0`)
    tf.with(new tf.Session('', { graph }), session => {
      const handle = session.partial_run_setup([middle, y], [x])
      expect(String(session.partial_run(handle, middle, { feed_dict: [[x, [1, 2]]] }))).toBe('[1. 2.]')
      expect(String(session.partial_run(handle, y))).toBe(RESULT)
    })
  })

  test('are differentiated', { timeout: 120_000 }, () => {
    const [x, y] = ends()
    const [gradient] = tf.gradients(y, x) as [tf.Tensor]
    let steps = 0
    for (let op = gradient.op; op.type === 'Neg'; op = (op.inputs[0] as tf.Tensor).op) steps++
    expect(steps).toBe(nodes - 1)
  })
})

test('one tensor with 20,000 consumers is differentiated in linear time', { timeout: 60_000 }, () => {
  const count = 20_000
  const x = tf.placeholder(tf.float32, [1])
  const joined = tf.concat(0, new Array<tf.Tensor>(count).fill(x))
  const start = process.cpuUsage().user
  const [gradient] = tf.gradients(joined, x) as [tf.Tensor]
  expect(gradient.op.inputs.length).toBe(count)
  // some 1 s; a new list for each gradient took 12 s, and 200 s for four times as many
  expect(process.cpuUsage().user - start).toBeLessThan(6e6)
  const session = new tf.Session()
  expect(String(session.run(gradient, { feed_dict: [[x, [1]]] }))).toBe(`[${count}.]`)
})

test('chains of updates take linear time', { timeout: 60_000 }, () => {
  const v = new tf.Variable(0, { dtype: tf.int32 })
  let last: tf.Tensor = tf.assign_add(v, 1)
  for (let i = 1; i < LENGTH; i++) last = tf.assign_add(last, 1)
  const session = new tf.Session()
  session.run(tf.initialize_all_variables())
  const start = process.cpuUsage().user
  expect(String(session.run(last))).toBe(String(LENGTH))
  // some 3 s; a walk to the variable from each update took 50 s
  expect(process.cpuUsage().user - start).toBeLessThan(20e6)
})

test("the overflow of a stack that the program has filled is the program's", () => {
  const scopes = (): unknown => tf.name_scope('a', () => tf.control_dependencies([tf.no_op()], scopes))
  expect(scopes).toThrow(RangeError)
  const conds = (): tf.Tensor => tf.cond(tf.placeholder(tf.bool, []), conds, conds)
  expect(conds).toThrow(RangeError)
  expect(tf.no_op().name).toBe('NoOp')
})

test('a recursion that is cut gives what it gives uncut, works each key out once more at most, and ends on cycles', () => {
  let calls = 0
  const sum = deepRecursion<number, number>((n, recurse) => {
    calls++
    return n === 0 ? 0 : n + recurse(n - 1)
  }, Number.NaN)
  expect(sum(100_000)).toBe(5_000_050_000)
  expect(calls).toBeLessThan(220_000)
  const around = deepRecursion<number, number>((n, recurse) => 1 + recurse((n + 1) % 3), 0)
  expect(around(0)).toBe(0)
  const failing = deepRecursion<number, number>((n, recurse) => {
    if (n === 0) throw new Error('no end')
    return recurse(n - 1)
  }, 0)
  expect(() => failing(1000)).toThrow('no end')
  expect(() => failing(1000)).toThrow('no end')
})
