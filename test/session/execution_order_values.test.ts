/** Random graphs whose effects no edge orders, beside what TensorFlow 0.12.1 fetched and left in the variables. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { afterEach, expect, it, vi } from 'vitest'
import * as tf from '../../src/index.ts'

type Values = Readonly<Record<string, unknown>>

interface Recorded {
  readonly id: number
  /** A GraphDef in base64. */
  readonly graph: string
  readonly init: string
  readonly feeds: Values
  readonly fetches: readonly string[]
  readonly targets: readonly string[]
  readonly values: Values
  readonly variables: Values
}

const file = new URL('../golden/execution-order/values.json.gz', import.meta.url)
const cases = JSON.parse(gunzipSync(readFileSync(file)).toString()) as Recorded[]

/** Numbers in their order; those that are none are written out. */
const flat = (value: unknown): number[] =>
  [value].flat(9).map(each => Number(String(each).replace('inf', 'Infinity').replace('nan', 'NaN')))
const listed = (value: unknown): number[] => flat(value instanceof tf.NDArray ? value.tolist() : value)
const same = (got: unknown, expected: unknown): boolean => {
  const [a, b] = [listed(got), flat(expected)]
  return (
    a.length === b.length &&
    a.every((value, i) => {
      const wanted = b[i] as number
      return Object.is(value, wanted) || Math.abs(value - wanted) <= 1e-5 * Math.max(1, Math.abs(wanted))
    })
  )
}

/** Names of what differs. */
function differences({ graph, init, feeds, fetches, targets, values, variables }: Recorded): string[] {
  return new tf.Graph().as_default(g => {
    tf.import_graph_def(tf.GraphDef.FromString(Buffer.from(graph, 'base64')), { name: '' })
    return tf.with(new tf.Session(), sess => {
      sess.run(g.get_operation_by_name(init))
      const feed_dict = Object.entries(feeds).map(([name, value]) => [g.get_tensor_by_name(name), value] as const)
      const wanted = [
        ...fetches.map(name => g.get_tensor_by_name(name)),
        ...targets.map(name => g.get_operation_by_name(name)),
      ]
      const got = sess.run(wanted, { feed_dict: feed_dict as never }) as unknown[]
      const wrong = fetches.filter((name, i) => name in values && !same(got[i], values[name]))
      for (const [name, value] of Object.entries(variables))
        if (!same(sess.run(g.get_tensor_by_name(name)), value)) wrong.push(name)
      return wrong
    })
  })
}

afterEach(() => vi.unstubAllEnvs())

it.each(['compiled', 'reference'])('effects happen in their recorded order: %s', executor => {
  vi.stubEnv('TF0_EXECUTOR', executor)
  const before = tf.counters().reference_signatures
  const wrong = cases.flatMap(recorded => differences(recorded).map(name => `${recorded.id}: ${name}`))
  expect(wrong).toEqual([])
  expect(cases).toHaveLength(290)
  // the order of a few depends on which branches are taken: these are left to the reference executor
  if (executor === 'compiled') expect(tf.counters().reference_signatures - before).toBeLessThanOrEqual(6)
})

/** Conds that read a variable or add to it, each under a predicate of its own: the sum of what they give. */
function sumOfConds(count: number): number {
  return new tf.Graph().as_default(() => {
    const variable = new tf.Variable(tf.zeros([]))
    const predicates = Array.from({ length: count }, () => tf.placeholder(tf.bool, []))
    const values = predicates.map(predicate =>
      tf.cond(
        predicate,
        () => tf.identity(variable.assign_add(1)),
        () => tf.identity(variable.mul(2)),
      ),
    )
    const sum = tf.add_n(values as never)
    return tf.with(new tf.Session(), sess => {
      sess.run(tf.initialize_all_variables())
      return sess.run(sum, { feed_dict: predicates.map((predicate, i) => [predicate, i % 3 === 0] as const) as never })
    })
  }) as number
}

it.each([
  [3, 5],
  [4, 8],
  [5, 12],
  [6, 16],
  [12, 44],
  [30, 302],
  [60, 1204],
])('%i conds on one variable, under a predicate each, happen in the order of TensorFlow 0.12.1', (count, expected) => {
  expect(sumOfConds(count)).toBe(expected)
})
