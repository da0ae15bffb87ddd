/** Worker threads that die in the middle of runs; killed_workers.ts says how to let more of them die. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

test('a run whose worker dies fails and says so, the next one is right, none hangs', { timeout: 180_000 }, () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', path('./killed_workers.ts'), '8', '1'],
    {
      encoding: 'utf8',
      env: {
        ...process.env,
        NODE_OPTIONS: `--import ${path('../runtime/vanishing_worker.js')}`,
        TF0_EXECUTOR: 'compiled',
        VANISH_RATE: '3',
        VANISH_MILLISECONDS: '6',
        VANISH_SEED: '1',
      },
      timeout: 170_000,
    },
  )
  expect(stdout + stderr).toMatch(/ 8 deaths, .* 0 wrong\n$/)
  expect(status).toBe(0)
})
