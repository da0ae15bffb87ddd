/**
 * Asynchronous runs that are aborted at random moments: before they begin, while they wait, when they have ended. What a queue and a counter hold
 * afterwards is what the runs that were not aborted did to them. `ABORT_ROUNDS=100000 npx vitest run test/fuzz/aborted_runs` runs it for longer.
 */
import { expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import { executing } from '../support/environment.ts'

const ROUNDS = Number(process.env['ABORT_ROUNDS'] ?? 600)

/** Numbers in [0, n): a linear congruence with Numerical Recipes' constants. */
function randomNumbers(seed: number): (n: number) => number {
  let state = seed
  return n => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * n)
  }
}
const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

test.each(['compiled', 'reference'])('aborted runs leave no trace, %s', async executor => {
  using _executor = executing(executor)
  const unhandled: unknown[] = []
  const note = (reason: unknown): void => void unhandled.push(reason)
  process.on('unhandledRejection', note)
  try {
    tf.reset_default_graph()
    const random = randomNumbers(11)
    const value = tf.placeholder(tf.int32, [])
    const queue = new tf.FIFOQueue(4, tf.int32, { shapes: [[]] })
    const taken = new tf.Variable(tf.constant(tf.int(0)))
    const [put, take, size] = [queue.enqueue(value), queue.dequeue(), queue.size()]
    const takeAndCount = taken.assign_add(take)
    using session = new tf.Session()
    session.run(tf.initialize_all_variables())
    let [enqueued, dequeued, aborted] = [0, 0, 0]
    const running = new Map<AbortController, Promise<void>>()
    const settled = async (run: Promise<unknown>, controller: AbortController, done: () => void): Promise<void> => {
      try {
        await run
        done()
      } catch (error) {
        expect(error).toBeInstanceOf(tf.errors.CancelledError)
        expect(controller.signal.aborted).toBe(true)
        aborted++
      }
      running.delete(controller)
    }
    let nextValue = 1
    const sums = { put: 0 }
    for (let round = 0; round < ROUNDS; round++) {
      const controller = new AbortController()
      if (random(8) === 0) controller.abort()
      if (random(2) === 0) {
        const given = nextValue++
        const run = session.run_async(put, { feed_dict: [[value, given]], signal: controller.signal })
        running.set(
          controller,
          settled(run, controller, () => {
            enqueued++
            sums.put += given
          }),
        )
      } else {
        const run = session.run_async(takeAndCount, { signal: controller.signal })
        running.set(
          controller,
          settled(run, controller, () => dequeued++),
        )
      }
      for (let turns = random(3); turns > 0; turns--) await turn()
      for (const each of running.keys()) if (random(6) === 0) each.abort()
      // a synchronous run in between finds everything in order
      if (random(10) === 0) expect(session.run(size)).toBeGreaterThanOrEqual(0)
    }
    for (const each of running.keys()) each.abort()
    await Promise.all(running.values())
    await turn()
    // every element that went in is counted, or still there
    const left = session.run(size) as number
    expect(left).toBe(enqueued - dequeued)
    let sum = session.run(taken) as number
    for (let i = 0; i < left; i++) sum += session.run(take) as number
    expect(sum).toBe(sums.put)
    expect(Math.min(enqueued, dequeued, aborted)).toBeGreaterThan(ROUNDS / 20)
    expect(unhandled).toEqual([])
  } finally {
    process.off('unhandledRejection', note)
  }
})
