/**
 * Gradients of loops in branches of conds, within loops and outside of them, by finite differences. TensorFlow 0.12 waits for ever where an
 * iteration does not take the branch, and stumbles over loops in both branches.
 */
import { describe, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import { executing } from '../support/environment.ts'

type Row = tf.Tensor
interface Fed {
  readonly x: Row
  readonly w: Row
  readonly n: tf.Tensor
  readonly m: tf.Tensor
  readonly flag: tf.Tensor
}
const zero = (): tf.Tensor => tf.constant(tf.int(0))
const times = (n: tf.Tensor | number, start: Row, body: (i: tf.Tensor, z: Row) => Row): Row => {
  const result = tf.while_loop(
    (i: tf.Tensor) => i.lt(n),
    (i: tf.Tensor, z: Row) => [i.add(1), body(i, z)],
    [zero(), start],
  )
  return (result as unknown as [tf.Tensor, Row])[1]
}
const cond = (taken: tf.Tensor, then: () => Row, otherwise: () => Row): Row => tf.cond(taken, then, otherwise) as Row
const every = (i: tf.Tensor, k: number): tf.Tensor => tf.equal(tf.mod(i, k), 0) as tf.Tensor
const inner = (z: Row, w: Row, m: tf.Tensor): Row => times(m, z, (_, y) => tf.tanh(y.mul(w)))

const NESTS: Readonly<Record<string, (fed: Fed) => Row>> = {
  'a predicate of the counter': ({ x, w, n, m }) =>
    times(n, x, (i, z) =>
      cond(
        every(i, 2),
        () => inner(z, w, m),
        () => z.mul(w),
      ),
    ),
  'a predicate that is fed': ({ x, w, n, m, flag }) =>
    times(n, x, (_, z) =>
      cond(
        flag,
        () => inner(z, w, m),
        () => z.mul(w),
      ),
    ),
  'a predicate of the data': ({ x, w, n, m }) =>
    times(n, x, (_, z) =>
      cond(
        tf.reduce_sum(z).gt(0.4),
        () => inner(z, w, m),
        () => z.add(w),
      ),
    ),
  'nothing in the other branch': ({ x, w, n, m }) =>
    times(n, x, (i, z) =>
      cond(
        every(i, 2),
        () => times(m, z, (_, y) => y.mul(w).add(z)),
        () => z,
      ),
    ),
  'a cond in a cond': ({ x, w, n, m }) =>
    times(n, x, (i, z) =>
      cond(
        i.gt(0),
        () =>
          cond(
            every(i, 2),
            () => inner(z, w, m),
            () => z.mul(w),
          ),
        () => z.add(w),
      ),
    ),
  'three loops': ({ x, w, n, m }) =>
    times(n, x, (i, z) =>
      cond(
        every(i, 2),
        () =>
          times(m, z, (j, y) =>
            cond(
              every(j, 2),
              () => y.mul(w),
              () => times(2, y, (_, u) => tf.sin(u.mul(w))),
            ),
          ),
        () => z.mul(w),
      ),
    ),
  'loops in both branches': ({ x, w, n, m }) =>
    times(n, x, (i, z) =>
      cond(
        every(i, 2),
        () => inner(z, w, m),
        () => times(m, z, (_, y) => tf.sin(y.mul(w))),
      ),
    ),
  'loops in both branches, in no loop': ({ x, w, m, flag }) =>
    cond(
      flag,
      () => inner(x, w, m),
      () => times(m, x, (_, y) => tf.sin(y.mul(w))),
    ),
  'a map': ({ x, w, n }) =>
    times(n, x, (i, z) =>
      cond(
        every(i, 2),
        () => tf.map_fn((e: tf.Tensor) => tf.tanh(e.mul(tf.reduce_sum(w))), z) as Row,
        () => z.mul(w),
      ),
    ),
  'a fold that is never taken': ({ x, w, n }) =>
    times(n, x, (i, z) =>
      cond(
        i.gt(9),
        () => tf.foldl((a: Row, e: tf.Tensor) => tf.tanh(a.mul(e).add(z)), w, { initializer: z } as never) as Row,
        () => z.mul(0.5),
      ),
    ),
  'within a map': ({ x, w, m }) =>
    tf.map_fn((e: tf.Tensor) => {
      const sum = tf.reduce_sum(w)
      return cond(
        e.gt(0.4),
        () => times(m, e, (_, y) => tf.tanh(y.mul(sum))),
        () => e.mul(sum),
      )
    }, x) as Row,
}
const POINTS = [
  [3, 2, true],
  [3, 2, false],
  [4, 0, true],
  [2, 3, false],
  [0, 1, true],
] as const
const STEP = 1e-2
const AT = { x: [0.3, 0.5], w: [0.7, -0.4] }

describe.each(['compiled', 'reference'])('%s', executor => {
  test.each(Object.keys(NESTS).flatMap(name => [[name, 2] as const, [name, null] as const]))(
    '%s, rows of %s',
    (name, size) => {
      using _ = executing(executor)
      new tf.Graph().as_default(() => {
        const row = (): Row => tf.placeholder(tf.float32, [size]) as Row
        const whole = (): tf.Tensor => tf.placeholder(tf.int32, []) as tf.Tensor
        const fed: Fed = { x: row(), w: row(), n: whole(), m: whole(), flag: tf.placeholder(tf.bool, []) as tf.Tensor }
        const y = (NESTS[name] as (fed: Fed) => Row)(fed)
        const loss = tf.reduce_sum(y.mul(y))
        const gradients = tf.gradients(loss, [fed.x, fed.w]) as Row[]
        tf.with(new tf.Session(), session => {
          for (const [n, m, flag] of POINTS) {
            const feed = (at: { x: readonly number[]; w: readonly number[] }): never =>
              Object.entries({ ...at, n, m, flag }).map(([key, value]) => [fed[key as keyof Fed], value]) as never
            const found = session.run(gradients, { feed_dict: feed(AT) }) as tf.NDArray[]
            for (const [i, key] of (['x', 'w'] as const).entries()) {
              for (const k of [0, 1]) {
                const lossAt = (by: number): number => {
                  const moved = { ...AT, [key]: AT[key].map((value, j) => (j === k ? value + by : value)) }
                  return session.run(loss, { feed_dict: feed(moved) }) as number
                }
                const expected = (lossAt(STEP) - lossAt(-STEP)) / (2 * STEP)
                expect(Number(found[i]?.data[k]), `${name} ${n} ${m} ${flag} d${key}[${k}]`).toBeCloseTo(expected, 2)
              }
            }
          }
        })
      })
    },
  )
})

test('a gradient that is not complete is an error, not a smaller number', () => {
  new tf.Graph().as_default(() => {
    const x = tf.placeholder(tf.float32, [null])
    const [, , root] = tf.while_loop(
      (i: tf.Tensor, error: tf.Tensor) => tf.logical_and(error.gt(1e-6), i.lt(100)),
      (i: tf.Tensor, _: tf.Tensor, r: tf.Tensor) => {
        const next = r.sub(tf.square(r).sub(x).div(r.mul(2)))
        return [i.add(1), tf.stop_gradient(tf.reduce_max(tf.abs(next.sub(r)))), next]
      },
      [zero(), tf.constant(1), tf.maximum(x, 1)],
    ) as unknown as tf.Tensor[]
    expect(() => tf.gradients(root as tf.Tensor, x)).toThrow(
      'gradients list should have been aggregated by now: the gradient of Placeholder:0 is not complete',
    )
  })
})
