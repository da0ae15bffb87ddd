/** Programs of several parts: what is known when a plan is made is known behind a host operation too. */
import { expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import { counters } from '../../src/runtime/counters.ts'
import { executing } from '../support/environment.ts'

/** What a program with a host operation in its middle gives on both executors, and for which operations the compiler gave up. */
function outcome(build: (x: tf.Tensor) => tf.Fetch[]): { results: unknown[][]; fallbacks: string[] } {
  const value = tf.NDArray.of([
    [1, -2, 3],
    [0, 0, 5],
  ] as never)
  const known = new Map(counters().fallbacks)
  const results = ['compiled', 'reference'].map(executor => {
    using _executor = executing(executor)
    const graph = new tf.Graph()
    return graph.as_default(() => {
      const x = tf.placeholder(tf.float32, [null, 3]) as tf.Tensor
      const fetches = build(x)
      const session = new tf.Session('', { graph })
      const runs = [session.run(fetches, [[x, value]]), session.run(fetches, [[x, value]])] as unknown[][]
      session.close()
      expect(runs[1]).toEqual(runs[0])
      return runs[0] as unknown[]
    })
  })
  return {
    results,
    fallbacks: [...counters().fallbacks]
      .filter(([reason, count]) => known.get(reason) !== count)
      .map(([reason]) => reason),
  }
}

test('constants that an earlier part made', () => {
  const { results, fallbacks } = outcome(x => {
    const column = tf.constant([-1, 1], tf.int32)
    const axis = tf.constant(0, tf.int32)
    const flat = tf.reshape(x, column)
    const places = tf.where(tf.greater(x, 0)) as tf.Tensor
    // the same constants on both sides of the host operation
    return [flat, tf.reshape(places, column), tf.reduce_sum(places, axis), tf.reduce_sum(flat, axis)]
  })
  expect(results[0]).toEqual(results[1])
  expect(fallbacks).toEqual([])
})

test('shapes of what an earlier part computed, and what follows from them', () => {
  const { results, fallbacks } = outcome(x => {
    const wide = tf.mul(x, 2)
    const bias = tf.reduce_sum(wide, 0)
    const places = tf.cast(tf.where(tf.greater(x, 0)) as never, tf.float32)
    const sum = tf.add(tf.add(wide, bias), tf.reduce_sum(places))
    return [sum, ...(tf.gradients(sum, [wide, bias]) as tf.Tensor[])]
  })
  expect(results[0]).toEqual(results[1])
  expect(fallbacks).toEqual([])
})
