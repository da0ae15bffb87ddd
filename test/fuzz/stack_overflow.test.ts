/** First uses of the public API, each cut short by the end of the stack at many places: afterwards all is as if that had never been. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const script = fileURLToPath(new URL('stack_overflow.ts', import.meta.url))

/** The lines that the fuzzer prints, by the names of the uses. */
function uses(...args: string[]): ReadonlyMap<string, readonly unknown[]> {
  const out = execFileSync(process.execPath, ['--import', 'tsx', script, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return new Map(
    out
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as [string, ...unknown[]])
      .map(([name, ...rest]) => [name, rest]),
  )
}

test('a stack overflow at any moment leaves the process as it was', { timeout: 120_000 }, () => {
  const expected = uses('--expected')
  const found = uses('--step', '60')
  expect(expected.size).toBeGreaterThan(40)
  for (const [name, [text]] of expected) expect([name, ...(found.get(name) ?? [])]).toEqual([name, text, text, []])
})
