/**
 * A stack overflow at any moment leaves the process as it was. Each first use of a part of the public API is tried with very little stack left,
 * then with a little more, until it succeeds: on the way it is cut short everywhere that the stack ends, its lazily built state included. What
 * comes out at last must be what a process gives that never overflowed.
 *
 *     npx tsx test/fuzz/stack_overflow.ts [--step 1] [--only NAME] [--expected]
 *
 * `--step` is by how many stack frames each try has more than the one before; `--expected` doesn't overflow, and prints what is expected. A line
 * of the output is a name and either what came out at last, what came out once more, and the other errors met on the way; or what failed.
 */

import { commandLine, flag, numberOr, textOr } from '../../scripts/command_line.ts'
import { isBug } from '../../src/errors/bug.ts'
import * as tf from '../../src/index.ts'
import { FIRST_USES } from './first_uses.ts'

const options = commandLine({ step: numberOr(1), only: textOr(''), expected: flag })

const OVERFLOW = 'Maximum call stack size exceeded'
const isOverflow = (error: unknown): boolean => error instanceof RangeError && error.message === OVERFLOW

/** Calls `body` where the stack has room for about `frames` small frames. */
function withStack<R>(frames: number, body: () => R): R {
  let left = frames
  const dive = (): R => {
    try {
      return dive()
    } catch (error) {
      if (!isOverflow(error) || left < 0) throw error
      // On the way back from the end of the stack.
      if (left-- > 0) throw error
      return body()
    }
  }
  return dive()
}

/** What `body` returns, as text. */
const outcome = (body: () => unknown): string => String(body())

/** Tries with more and more stack; the text at last, and the errors on the way that don't say that the stack ended. */
function staircase(body: () => unknown, step: number): { text: string; strange: Set<string> } {
  const strange = new Set<string>()
  for (let frames = 4; ; frames += step) {
    if (frames > 20_000) throw new Error('it never succeeds')
    try {
      return { text: withStack(frames, () => outcome(body)), strange }
    } catch (error) {
      if (isBug(error) || !String(error).includes(OVERFLOW))
        strange.add(`${(error as Error).name}: ${(error as Error).message}`.slice(0, 200))
    }
  }
}

let failures = 0
for (const [name, make] of FIRST_USES) {
  if (options.only !== '' && !name.includes(options.only)) continue
  tf.reset_default_graph()
  const body = make()
  if (options.expected) {
    try {
      console.log(JSON.stringify([name, outcome(body)]))
    } catch (error) {
      failures++
      console.log(JSON.stringify([name, `failed: ${error}`]))
    }
    continue
  }
  try {
    const { text, strange } = staircase(body, options.step)
    const again = outcome(body)
    console.log(JSON.stringify([name, text, again, [...strange]]))
  } catch (error) {
    failures++
    console.log(JSON.stringify([name, `failed: ${(error as Error).stack}`]))
  }
}
process.exitCode = failures > 0 ? 1 : 0
