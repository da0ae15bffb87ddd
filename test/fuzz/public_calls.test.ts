/** Public functions with arguments of all kinds, a part of them; `npx tsx scripts/public_calls.ts --all` plays all. */
import { expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import { complaint, playPublicCalls, type PublicCall, publicCalls } from './public_calls.ts'

/** What is known to raise nothing else for any of these values; the others are played by the script. */
const PLAYED = /^tf\.(np\.)?\w+$/

test('public functions succeed, or raise errors that are made on purpose', { timeout: 60_000 }, async () => {
  const all = publicCalls()
  expect(all.length).toBeGreaterThan(1500)
  const { calls, complaints } = await playPublicCalls(all, { seed: 1, rounds: 1, every: 4, only: PLAYED })
  expect(complaints).toEqual([])
  expect(calls).toBeGreaterThan(150)
})

test('what is wrong is complained of', async () => {
  const of = (call: () => unknown): Promise<string | undefined> =>
    complaint({ path: 'planted', keywords: [], needed: 0, call } as PublicCall, { names: [], receiver: undefined, args: [] })
  expect(await of(() => (null as never as { x: number }).x)).toContain('TypeError')
  expect(await of(() => new Array(-1))).toContain('RangeError')
  expect(await of(() => tf.square(Symbol('s') as never))).toBeUndefined()
})
