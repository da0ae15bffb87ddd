/** Law 2 for chains of two and three ops. `TF0_CHAINS=all`: every op with every other. */
import { describe, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import { Dice } from '../fuzz/bad_nodes.ts'
import { CHAIN_TYPES, chainsFrom, fusedIsApart, links } from './chains.ts'
import { LOSING_LAST_SHARE } from './lost_share.ts'

const all = links()
const EVERY = process.env['TF0_CHAINS'] === 'all'
/** Second ops for each first one. */
const SECONDS = 8

test('there are chains of most scalar functions', () => {
  expect(all.length).toBeGreaterThan(60)
})

describe.each(CHAIN_TYPES)('%s', type => {
  test('what is fused is what its ops give one by one', () => {
    const wrong: string[] = []
    const firsts = all.filter(link => link.takes(tf.as_dtype(type)))
    for (const [i, first] of firsts.entries()) {
      const dice = new Dice(1009 * i + CHAIN_TYPES.indexOf(type))
      const seconds = EVERY
        ? all
        : Array.from(
            { length: SECONDS },
            (_, k) => all[(i * SECONDS + k * 7 + dice.below(all.length)) % all.length] as (typeof all)[number],
          )
      wrong.push(...fusedIsApart(chainsFrom(first, type, seconds, dice)))
    }
    expect(firsts.length).toBeGreaterThan(2)
    expect(wrong).toEqual([])
  })
})

test('a share that is left out is noticed in chains', () => {
  const first = all.find(({ def }) => def.name === 'Square') as (typeof all)[number]
  const chains = chainsFrom(first, 'float32', [first], new Dice(1))
  expect(fusedIsApart(chains)).toEqual([])
  expect(fusedIsApart(chains, { kernels: LOSING_LAST_SHARE })).not.toEqual([])
})
