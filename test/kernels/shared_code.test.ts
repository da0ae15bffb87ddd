/** Which steps share code, and that those that do compute what they would with code of their own. */
import { afterEach, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import { literal, type Scalar } from '../../src/kernels/scalar.ts'
import { compilePlan } from '../../src/kernels/wasm/plan_code.ts'
import { shareCode } from '../../src/kernels/wasm/shared_code.ts'
import type { Operand, Place, Step } from '../../src/kernels/wasm/step.ts'

afterEach(() => tf.reset_default_graph())

const arena = (offset: number): Place => ({ base: 'arena', offset })
const operand = (place: Place, shape: readonly number[] = [4]): Operand => ({ dtype: 'float32', shape, place })
const filled = (value: number, offset: number): Step => ({
  kernel: 'elementwise',
  inputs: [],
  outputs: [operand(arena(offset))],
  attrs: {},
  scalar: literal(value),
})
const added = (to: Place, ...from: readonly Place[]): Step => ({
  kernel: 'elementwise',
  inputs: from.map(place => operand(place)),
  outputs: [operand(to)],
  attrs: {},
  scalar: {
    kind: 'call',
    fn: 'add',
    args: [
      { kind: 'input', index: 0 },
      { kind: 'input', index: 1 },
    ],
  } as Scalar,
})

test('steps that differ in their places share code, each with slots of its own', () => {
  const steps = [
    added(arena(0), arena(64), { base: 'table', slot: 2 }),
    null,
    filled(1, 64),
    added(arena(192), arena(64), arena(128)),
  ]
  const { shared, slots } = shareCode(steps, 5)
  expect(shared.map(each => each?.first)).toEqual([5, undefined, undefined, 8])
  expect(shared[0]?.key).toBe(shared[3]?.key)
  // inputs first
  expect(slots).toEqual([
    { slot: 5, place: arena(64) },
    { slot: 6, place: { base: 'table', slot: 2 } },
    { slot: 7, place: arena(0) },
    { slot: 8, place: arena(64) },
    { slot: 9, place: arena(128) },
    { slot: 10, place: arena(192) },
  ])
})

test('what makes the code differ is never shared', () => {
  const differs = (a: Step, b: Step): void =>
    expect(
      shareCode([a, a, b, b], 0)
        .shared.map(each => each?.key)
        .slice(1, 3),
    ).toSatisfy(([x, y]) => x !== y)
  // JSON knows neither
  differs(filled(0, 0), filled(-0, 0))
  differs(filled(Number.NaN, 0), filled(Number.POSITIVE_INFINITY, 0))
  differs(filled(1, 0), { ...filled(1, 0), outputs: [operand(arena(0), [2, 2])] })
  // in place, or not
  differs(added(arena(0), arena(0), arena(64)), added(arena(0), arena(64), arena(128)))
  differs(added(arena(0), arena(64), arena(64)), added(arena(0), arena(64), arena(128)))
  const strange = { ...filled(1, 0), attrs: { table: new Map([[1, 2]]) } }
  expect(shareCode([strange, strange], 0).shared).toEqual([undefined, undefined])
  const kept: Step = { ...filled(1, 0), kept: { place: { base: 'table', slot: 0 }, fresh: 1 } }
  expect(shareCode([kept, kept], 0).shared).toEqual([undefined, undefined])
})

test('code grows with the steps that differ', () => {
  const many = (count: number): Step[] =>
    Array.from({ length: count }, (_, i) => added(arena(256 * i), arena(256 * i + 64), arena(256 * i + 128)))
  const own = compilePlan(many(100)).size
  const shared = compilePlan(many(100), { freeSlot: 0 })
  expect(shared.operands).toHaveLength(300)
  expect(shared.size).toBeLessThan(own / 4)
})

test('an unrolled net computes what a loop does, through variables that move and batches that change', () => {
  const x = tf.placeholder(tf.float32, [null, 6, 3])
  const cell = new tf.nn.rnn_cell.BasicLSTMCell(4)
  const looped = tf.variable_scope('net', () => tf.nn.dynamic_rnn(cell, x, { dtype: tf.float32, scope: 'cells' })[0])
  const unrolled = tf.variable_scope(
    'net',
    { reuse: true },
    () => tf.nn.rnn(cell, tf.unstack(x, { axis: 1 }), { dtype: tf.float32, scope: 'cells' })[0],
  ) as tf.Tensor[]
  const stacked = tf.stack(unrolled, { axis: 1 })
  const gradients = [looped, stacked].map(y => tf.gradients(tf.reduce_sum(tf.square(y)), [x])[0]) as tf.Tensor[]
  using session = new tf.Session()
  session.run(tf.global_variables_initializer())
  for (const batch of [2, 7, 2]) {
    const given = new tf.np.random.RandomState(batch).standard_normal([batch, 6, 3])
    const [a, b, da, db] = (session.run([looped, stacked, ...gradients], [[x, given]]) as tf.NDArray[]).map(array =>
      Array.from(array.data as Float32Array),
    ) as [number[], number[], number[], number[]]
    for (const [i, value] of a.entries()) expect(value).toBeCloseTo(b[i] as number, 5)
    for (const [i, value] of da.entries()) expect(value).toBeCloseTo(db[i] as number, 4)
  }
})
