/**
 * Loaded before a worker's body: the worker ends in the middle of a run, without a word: no exit handler, no message. Of the calls that
 * take longer than a random time, given by the seed in the environment, one in VANISH_RATE does not come back.
 */

import { runInThisContext } from 'node:vm'
import { isMainThread, threadId } from 'node:worker_threads'

/** mulberry32 */
function random(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

if (!isMainThread) {
  const { Instance } = WebAssembly
  const next = random(Number(process.env.VANISH_SEED ?? 1) * 1009 + threadId)
  const rate = Number(process.env.VANISH_RATE ?? 1)
  const longest = Number(process.env.VANISH_MILLISECONDS ?? 1)
  /** Calls `run`, which V8 interrupts wherever it is once the time is over. */
  const doomed = run => {
    const limit = Math.floor(next() * (longest + 1))
    globalThis.doomedRun = run
    try {
      if (limit > 0) runInThisContext('doomedRun()', { timeout: limit })
    } catch {
      // its time was over
    }
    // in time: gone all the same, before it could say that it has finished
    process.reallyExit(1)
  }
  WebAssembly.Instance = class {
    constructor(module, imports) {
      const { exports } = new Instance(module, imports)
      this.exports = Object.fromEntries(
        Object.entries(exports).map(([name, call]) => [
          name,
          /^run\d/.test(name) ? (...args) => (next() * rate < 1 ? doomed(() => call(...args)) : call(...args)) : call,
        ]),
      )
    }
  }
}
