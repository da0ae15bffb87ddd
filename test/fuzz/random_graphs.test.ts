/** Random graphs: compiled code gives what the reference executor gives, bit for bit the same in any number of shares. `npx tsx scripts/random_graphs.ts` makes more. */
import { expect, test } from 'vitest'
import { LOSING_LAST_SHARE } from '../laws/lost_share.ts'
import { Dice } from './bad_nodes.ts'
import { randomGraph } from './random_graphs.ts'
import { wrongResults } from './random_runs.ts'

/** Enough for a look at each family; the script makes more. */
const GRAPHS = 60

test('compiled is reference, on one thread and in the shares of two and four', { timeout: 120_000 }, () => {
  const wrong: string[] = []
  for (let seed = 0; seed < GRAPHS; seed++)
    wrong.push(...wrongResults(randomGraph(new Dice(seed)), [1, 2, 4]).map(text => `seed ${seed}: ${text}`))
  expect(wrong).toEqual([])
})

test('a share that is left out is noticed', () => {
  let noticed = 0
  for (let seed = 0; seed < 10; seed++) {
    try {
      noticed += Number(wrongResults(randomGraph(new Dice(seed)), [4], { kernels: LOSING_LAST_SHARE }).length > 0)
    } catch {
      noticed++
    }
  }
  expect(noticed).toBeGreaterThan(7)
})
