/** Every second public function, method and constructor with arguments of all kinds; `npx tsx scripts/public_calls.ts --all` plays all. */
import { expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import { complaint, type PublicCall, playPublicCalls, publicCalls } from './public_calls.ts'

test('public functions succeed, or raise errors that are made on purpose', { timeout: 120_000 }, async () => {
  const all = publicCalls()
  expect(all.length).toBeGreaterThan(1500)
  const { calls, complaints } = await playPublicCalls(all, { seed: 1, rounds: 1, every: 2 })
  expect(complaints).toEqual([])
  expect(calls).toBeGreaterThan(700)
})

test('what is wrong is complained of', async () => {
  const of = (call: () => unknown): Promise<string | undefined> =>
    complaint({ path: 'planted', keywords: [], needed: 0, call } as PublicCall, {
      names: [],
      receiver: undefined,
      args: [],
    })
  expect(await of(() => (null as never as { x: number }).x)).toContain('TypeError')
  expect(await of(() => new Array(-1))).toContain('RangeError')
  expect(await of(() => tf.square(Symbol('s') as never))).toBeUndefined()
})
