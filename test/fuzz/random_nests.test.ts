/** Random nests of conds and loops: compiled parts give what the reference executor gives. `npx tsx scripts/random_graphs.ts --nests` makes more. */
import { expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import { runTensors } from '../laws/op_laws.ts'
import { Dice } from './bad_nodes.ts'
import { randomNest } from './random_nests.ts'
import { wrongResults } from './random_runs.ts'

const NESTS = 80
/** Of a hundred signatures so many may be left to the reference executor: the order of effects depends on their iterations. */
const MOST_LEFT = 4

test('compiled is reference, and little is left to it', { timeout: 240_000 }, () => {
  const wrong: string[] = []
  const before = tf.counters()
  let fallbacks = 0
  for (let seed = 0; seed < NESTS; seed++)
    wrong.push(...wrongResults(randomNest(new Dice(seed)), [1, 2]).map(text => `seed ${seed}: ${text}`))
  const after = tf.counters()
  for (const [reason, count] of after.fallbacks)
    if (reason.startsWith('control flow')) fallbacks += count - (before.fallbacks.get(reason) ?? 0)
  expect(wrong).toEqual([])
  expect((100 * fallbacks) / (after.compiled_signatures - before.compiled_signatures)).toBeLessThan(MOST_LEFT)
})

test('a loop that ends one iteration early would be noticed', () => {
  let noticed = 0
  for (let seed = 0; seed < 20; seed++) {
    const random = randomNest(new Dice(seed))
    const counts = random.feeds.filter(([tensor]) => tensor.dtype === tf.int32)
    const less = random.feeds.map(([tensor, value]): [tf.Tensor, tf.NDArray] =>
      counts.some(([count]) => count === tensor) && Number(value.item()) > 0
        ? [tensor, tf.NDArray.of(Number(value.item()) - 1, 'int32')]
        : [tensor, value],
    )
    const [right, wrong] = [runTensors(random, 1), runTensors({ ...random, feeds: less }, 1)]
    noticed += Number(right.some((array, i) => String(array.tolist()) !== String(wrong[i]?.tolist())))
  }
  expect(noticed).toBeGreaterThan(0)
})
