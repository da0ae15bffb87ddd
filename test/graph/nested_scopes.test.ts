/** Scopes in scopes, thousands deep: what is made inside costs no more than what it says. */
import { beforeEach, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import { ScopeCounts } from '../../src/ops/core/scope_counts.ts'

const DEPTH = 5_000

beforeEach(() => tf.reset_default_graph())

/** Enters `DEPTH` scopes one within the other, calls `inside`, and leaves them. */
function nested<T>(enter: (depth: number) => { [Symbol.dispose](): void }, inside: () => T): T {
  const scopes = Array.from({ length: DEPTH }, (_, depth) => enter(depth))
  try {
    return inside()
  } finally {
    for (const scope of scopes.reverse()) scope[Symbol.dispose]()
  }
}

/** Seconds of processor time. */
function seconds(body: () => void): number {
  const { user } = process.cpuUsage()
  body()
  return (process.cpuUsage().user - user) / 1e6
}

test('devices', () => {
  const op = nested(
    depth => {
      const scope = tf.device(depth % 2 === 0 ? '/cpu:0' : '/job:a')
      tf.no_op()
      return scope
    },
    () => tf.no_op(),
  )
  expect(op.device).toBe('/job:a/device:CPU:0')
  expect(tf.no_op().device).toBe('')
  // some 0.1 s; reading the names of all scopes for each operation took 15 s
  const time = seconds(() =>
    nested(
      depth => tf.device(`/task:${depth}`),
      () => Array.from({ length: DEPTH }, () => tf.no_op()),
    ),
  )
  expect(time).toBeLessThan(5)
})

test('device functions between names see what is set inside of them', () => {
  const seen: string[] = []
  const op = tf.device('/job:outer', () =>
    tf.device(
      ({ device }) => {
        seen.push(device)
        return `${device}/task:1`
      },
      () => tf.device('/replica:2', () => tf.device('/cpu:3', () => tf.no_op())),
    ),
  )
  expect(seen).toEqual(['/replica:2/device:CPU:3'])
  expect(op.device).toBe('/job:outer/replica:2/task:1/device:CPU:3')
  expect(tf.device('/job:a', () => tf.device(null, () => tf.device('/cpu:0', () => tf.no_op()))).device).toBe(
    '/device:CPU:0',
  )
})

test('colocations', () => {
  const target = tf.no_op({ name: 'target' })
  const op = nested(
    () => tf.colocate_with(tf.no_op()),
    () => tf.colocate_with(target, false, () => tf.no_op()),
  )
  expect(op.colocation_groups()).toEqual(['loc:@NoOp', 'loc:@target'])
  expect(tf.colocate_with(op, true, () => tf.no_op()).colocation_groups()).toEqual(['loc:@NoOp', 'loc:@target'])
  expect(tf.no_op().colocation_groups()[0]).toMatch(/^loc:@NoOp_\d+$/)
})

test('control dependencies', () => {
  const [a, b] = [tf.no_op({ name: 'a' }), tf.no_op({ name: 'b' })]
  const x = tf.placeholder(tf.float32)
  let outer = x
  let inner = x
  const controls = nested(
    depth => {
      const scope = tf.control_dependencies([depth === 0 ? a : b])
      if (depth === 0) outer = tf.neg(x)
      return scope
    },
    () => {
      inner = tf.neg(outer)
      return [tf.no_op(), tf.neg(x), inner, tf.neg(inner)].map(each =>
        ('op' in each ? each.op : each).control_inputs.map(op => op.name),
      )
    },
  )
  expect(controls).toEqual([['a', 'b'], ['a', 'b'], ['b'], []])
  expect(tf.no_op().control_inputs).toEqual([])
})

test('control dependencies that are left in another order', () => {
  const [a, b, c] = ['a', 'b', 'c'].map(name => tf.no_op({ name })) as [tf.Operation, tf.Operation, tf.Operation]
  const scopes = [a, b, c].map(op => tf.control_dependencies([op]))
  const inside = tf.neg(tf.placeholder(tf.float32))
  scopes[1]?.[Symbol.dispose]()
  expect(tf.no_op().control_inputs).toEqual([a, c])
  expect(tf.neg(inside).op.control_inputs).toEqual([])
  // what an inner scope named too is free again
  const again = tf.control_dependencies([b])
  expect(tf.neg(inside).op.control_inputs).toEqual([b])
  for (const scope of [scopes[0], again, scopes[2]]) scope?.[Symbol.dispose]()
  expect(tf.no_op().control_inputs).toEqual([])
})

test('an import within 20,000 control dependencies', () => {
  const ops = Array.from({ length: 20_000 }, () => tf.no_op())
  const imported = tf.control_dependencies(ops, () =>
    tf.import_graph_def(
      tf.GraphDef.FromText('node { name: "a" op: "NoOp" } node { name: "b" op: "NoOp" input: "^a" }'),
      { return_elements: ['b'] },
    ),
  ) as tf.Operation[]
  expect(imported[0]?.control_inputs.length).toBe(20_001)
})

test('variable scopes', () => {
  const variable = nested(
    () => tf.variable_scope('a'),
    () => tf.get_variable('v', [1]),
  )
  expect(variable.op.name).toBe(`${'a/'.repeat(DEPTH)}v`)
})

test('names of scopes are kept once each, however deep', () => {
  const counts = new ScopeCounts()
  const names = Array.from({ length: 20_000 }, (_, i) => 'a/'.repeat(i).concat('a'))
  // a set of all that is inside for each name would be 200,000,000 entries
  for (const name of names) counts.open(name)
  expect(counts.count(names.at(-1) as string)).toBe(1)
  counts.closeWithin('a')
  expect([counts.count('a'), counts.count('a/a'), counts.count(names.at(-1) as string)]).toEqual([1, 0, 0])
})
