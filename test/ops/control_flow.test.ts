/** cond, while_loop, case, map_fn and their kin: values, and errors where they are built. */
import { describe, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'

const inGraph = (body: (graph: tf.Graph) => void): void => void new tf.Graph().as_default(graph => body(graph))
const run = (fetch: tf.Fetch, feeds: [unknown, unknown][] = []): unknown => new tf.Session().run(fetch, feeds)
const int = (n: number): tf.Tensor => tf.constant(tf.int(n))

describe('cond', () => {
  test('runs one branch only', () =>
    inGraph(() => {
      const p = tf.placeholder(tf.bool, [])
      const v = new tf.Variable(0)
      const r = tf.cond(
        p,
        () => v.assign_add(1),
        () => tf.identity(v),
      )
      const session = new tf.Session()
      session.run(v.initializer)
      expect([session.run(r, [[p, false]]), session.run(r, [[p, true]]), session.run(r, [[p, true]])]).toEqual([
        0, 1, 2,
      ])
    }))
  test('several results come as a list; TensorArrays and IndexedSlices go through', () =>
    inGraph(() => {
      const p = tf.placeholder(tf.bool, [])
      const [a, slices, array] = tf.cond(
        p,
        () => [
          int(1),
          new tf.IndexedSlices(tf.constant([[1]]), tf.constant([0], tf.int32)),
          new tf.TensorArray(tf.float32, 1).write(0, 5),
        ],
        () => [
          int(2),
          new tf.IndexedSlices(tf.constant([[3]]), tf.constant([4], tf.int32)),
          new tf.TensorArray(tf.float32, 1).write(0, 6),
        ],
      )
      expect(slices).toBeInstanceOf(tf.IndexedSlices)
      const session = new tf.Session()
      expect(session.run([a, slices.indices], [[p, false]]).map(String)).toEqual(['2', '[4]'])
      // the handle is that of the true branch, as in TensorFlow
      expect(session.run(array.read(0), [[p, true]])).toBe(5)
    }))
  test('tensors inside cannot be fetched', () =>
    inGraph(() => {
      let inside: tf.Tensor | undefined
      tf.cond(
        tf.constant(true),
        () => (inside = tf.add(int(1), int(1))),
        () => int(2),
      )
      expect(() => run(inside)).toThrow("Operation 'cond/Add' has been marked as not fetchable.")
    }))
  test('what it refuses', () =>
    inGraph(() => {
      const p = tf.constant(true)
      expect(() => tf.cond(p, 1 as never, () => int(1))).toThrow('fn1 must be callable.')
      expect(() => tf.cond(p, () => int(1), 1 as never)).toThrow('fn2 must be callable.')
      expect(() =>
        tf.cond(
          true,
          () => int(1),
          () => int(1),
        ),
      ).toThrow('pred must not be a Python bool')
      expect(() =>
        tf.cond(
          p,
          () => int(1),
          () => [int(1), int(2)],
        ),
      ).toThrow('fn1 and fn2 must return the same number of results.')
      expect(() =>
        tf.cond(
          p,
          () => null,
          () => null,
        ),
      ).toThrow('fn1 and fn2 must return at least one result.')
      expect(() =>
        tf.cond(
          p,
          () => int(1),
          () => tf.constant(1),
        ),
      ).toThrow('Outputs of fn1 and fn2 must have the same type: float32, int32')
      expect(() =>
        tf.cond(
          p,
          () => 1,
          () => 2,
        ),
      ).toThrow("'int' object has no attribute 'name'")
    }))
})

describe('while_loop', () => {
  test('nested structures come back as they went in', () =>
    inGraph(() => {
      const [i, [a, b]] = tf.while_loop(
        (i: tf.Tensor) => i.lt(3),
        (i: tf.Tensor, [a, b]: tf.Tensor[]) => [i.add(1), [b, tf.add(a as tf.Tensor, b as tf.Tensor)]],
        [int(0), [int(1), int(1)]],
      )
      expect(run([i, a, b])).toEqual([3, 3, 5])
    }))
  test('many parallel iterations, and one', () =>
    inGraph(() => {
      for (const parallel_iterations of [1, 2, 32]) {
        const r = tf.while_loop(
          (i: tf.Tensor) => i.lt(100),
          (i: tf.Tensor) => i.add(1),
          [int(0)],
          { parallel_iterations },
        )
        expect(run(r)).toBe(100)
      }
    }))
  test('slices and sparse tensors as variables', () =>
    inGraph(() => {
      const slices = new tf.IndexedSlices(tf.constant([1, 2]), tf.constant([0, 1], tf.int32))
      const [, r] = tf.while_loop(
        (i: tf.Tensor) => i.lt(2),
        (i: tf.Tensor, s: tf.IndexedSlices) => [i.add(1), new tf.IndexedSlices(s.values.mul(2), s.indices)],
        [int(0), slices],
      )
      expect(String(run(r.values))).toBe('[4. 8.]')
    }))
  test('what it refuses', () =>
    inGraph(() => {
      const keep = (i: tf.Tensor) => i
      const less = (i: tf.Tensor) => i.lt(3)
      expect(() => tf.while_loop(less, keep, [])).toThrow('No loop variables provided')
      expect(() => tf.while_loop(1 as never, keep, [int(0)])).toThrow('cond must be callable.')
      expect(() => tf.while_loop(less, 1 as never, [int(0)])).toThrow('body must be callable.')
      expect(() => tf.while_loop(less, keep, [int(0)], { parallel_iterations: 0 })).toThrow(
        'parallel_iterations must be a positive integer.',
      )
      expect(() => tf.while_loop(less, (i: tf.Tensor) => [i, i], [int(0)])).toThrow(
        "The two structures don't have the same number of elements.",
      )
      const x = tf.ones([1, 2])
      expect(() =>
        tf.while_loop(
          () => tf.constant(true),
          (m: tf.Tensor) => tf.concat(0, [m, m]),
          [x],
        ),
      ).toThrow(
        /The shape for while_?\d*\/Merge:0 is not an invariant for the loop. It enters the loop with shape \(1, 2\), but has shape \(2, 2\) after one iteration\./,
      )
      expect(() =>
        tf.while_loop(() => tf.constant(true), keep, [x], { shape_invariants: [new tf.TensorShape([3, 2])] }),
      ).toThrow('It enters the loop with shape (1, 2), but the specified shape invariant is (3, 2).')
    }))
  test('back_prop=False: no gradient', () =>
    inGraph(() => {
      const x = tf.constant(2)
      const [, y] = tf.while_loop(
        (i: tf.Tensor) => i.lt(3),
        (i: tf.Tensor, a: tf.Tensor) => [i.add(1), a.mul(x)],
        [int(0), x],
        { back_prop: false },
      )
      expect(tf.gradients(y, [x])).toEqual([null])
    }))
  test('second derivatives are lost, as in TensorFlow', () =>
    inGraph(() => {
      const x = tf.constant(2)
      const [, y] = tf.while_loop(
        (i: tf.Tensor) => i.lt(3),
        (i: tf.Tensor, a: tf.Tensor) => [i.add(1), a.mul(x)],
        [int(0), x],
      )
      const [dx] = tf.gradients(y, [x])
      expect(run(dx)).toBe(4 * 8)
      expect(tf.gradients(dx, [x])).toEqual([null])
    }))
  test('a fed variable number of iterations', () =>
    inGraph(() => {
      const n = tf.placeholder(tf.int32, [])
      const x = tf.constant(1.5)
      const [, y] = tf.while_loop(
        (i: tf.Tensor) => i.lt(n),
        (i: tf.Tensor, a: tf.Tensor) => [i.add(1), a.mul(x)],
        [int(0), tf.constant(1)],
      )
      const [dx] = tf.gradients(y, [x])
      expect(run([y, dx], [[n, 0]])).toEqual([1, 0])
      expect(run([y, dx], [[n, 3]])).toEqual([1.5 ** 3, 3 * 1.5 ** 2])
    }))
})

describe('case', () => {
  test('the first that holds', () =>
    inGraph(() => {
      const x = tf.placeholder(tf.int32, [])
      const r = tf.case(
        [
          [x.lt(1), () => int(10)],
          [x.lt(2), () => int(20)],
        ],
        () => int(30),
      )
      expect([0, 1, 2].map(value => run(r, [[x, value]]))).toEqual([10, 20, 30])
    }))
  test('exclusive: two that hold are an error', () =>
    inGraph(() => {
      const x = tf.placeholder(tf.int32, [])
      const r = tf.case(
        new Map([
          [x.lt(1), () => int(10)],
          [x.lt(2), () => int(20)],
        ]),
        () => int(30),
        { exclusive: true },
      )
      expect(run(r, [[x, 1]])).toBe(20)
      expect(() => run(r, [[x, 0]])).toThrow('More than one condition evaluated as True but exclusive=True.')
    }))
  test('what it refuses', () =>
    inGraph(() => {
      expect(() => tf.case(1 as never, () => int(1))).toThrow('fns must be a list, tuple, or dict')
      expect(() => tf.case([[tf.constant(true)]] as never, () => int(1))).toThrow(
        'Each entry in pred_fn_pairs must be a 2-tuple',
      )
      expect(() => tf.case([[int(1), () => int(1)]], () => int(1))).toThrow(
        /^\('pred must be of type bool: %s', 'Const(_\d+)?:0'\)$/,
      )
      expect(() => tf.case([[tf.constant(true), () => int(1)]], 1 as never)).toThrow('default must be callable.')
    }))
})

describe('functions over rows', () => {
  test('map_fn, foldl, foldr, scan', () =>
    inGraph(() => {
      const x = tf.constant([1, 2, 3, 4])
      const results = [
        tf.map_fn((t: tf.Tensor) => t.mul(t), x),
        tf.foldl((a, t) => a.sub(t), x),
        tf.foldr((a, t) => a.sub(t), x),
        tf.scan((a: tf.Tensor, t: tf.Tensor) => a.add(t), x, tf.constant(10)),
      ]
      expect(results[0].get_shape().as_list()).toEqual([4])
      expect((run(results) as unknown[]).map(String)).toEqual(['[ 1.  4.  9. 16.]', '-8', '-2', '[11. 13. 16. 20.]'])
    }))
  test('structures in and out', () =>
    inGraph(() => {
      const x = tf.constant([1, 2, 3])
      const [sum, product] = tf.map_fn(
        ([a, b]: tf.Tensor[]) => [tf.add(a as tf.Tensor, b as tf.Tensor), tf.mul(a as tf.Tensor, b as tf.Tensor)],
        [x, x],
      )
      expect((run([sum, product]) as unknown[]).map(String)).toEqual(['[2. 4. 6.]', '[1. 4. 9.]'])
      expect(() => tf.map_fn(1 as never, x)).toThrow('fn must be callable.')
      expect(() => tf.map_fn((t: tf.Tensor) => [t, t], x)).toThrow(
        "The two structures don't have the same number of elements.",
      )
    }))
})
