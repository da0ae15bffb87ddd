/**
 * Programs that never return to the event loop, as ported ones do: what they let go of must not stay. Weak references and
 * finalizers keep what they refer to until the job ends, and timers and promises wait for it.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { beforeEach, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'

setFlagsFromString('--expose-gc')
const gc = runInNewContext('gc') as () => void
/** Bytes of live objects and of the buffers that belong to them. */
function live(): number {
  gc()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

beforeEach(() => tf.reset_default_graph())

/** Bytes that stay of each of `count` calls, once as many of them as a tenth have warmed up caches. Stops where far too much stays. */
function staysOf(count: number, body: (i: number) => void): number {
  const parts = 10
  const part = count / parts
  let base = 0
  for (let done = 0; done < parts; done++) {
    for (let i = 0; i < part; i++) body(done * part + i)
    if (done === 0) base = live()
    else if (live() - base > 100e6) return 100e6 / (done * part)
  }
  return (live() - base) / (count - part)
}

/** A model of its own, as a program in a loop over hyperparameters makes. */
function model(i: number): tf.Session {
  tf.reset_default_graph()
  const x = tf.placeholder(tf.float32, [])
  const y = x.mul(3)
  const session = new tf.Session()
  expect(session.run(y, [[x, i]])).toBe(3 * i)
  return session
}

test('20,000 graphs whose sessions are closed', () => {
  expect(staysOf(20_000, i => model(i).close())).toBeLessThan(100)
})

test('graphs whose sessions are not closed', () => {
  expect(staysOf(2000, i => void model(i))).toBeLessThan(500)
})

test('graphs whose sessions end by a reset', () => {
  const stays = staysOf(1000, i => {
    model(i)
    tf.Session.reset('')
  })
  expect(stays).toBeLessThan(500)
})
