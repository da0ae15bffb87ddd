/** A supervised training that is killed goes on at its last saved step. `scripts/soak_running.ts` does it fifty times. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { killedSupervisor } from './killed_supervisor.ts'
import { cancelledSteps, queuePairs, stoppedCoordinators } from './long_runs.ts'

test('the next training begins where the killed one was saved', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tf0-killed-'))
  try {
    const [first, second] = await killedSupervisor({ folder, times: 2, random: Math.random, longest: 300 })
    expect(first).toBe(0)
    expect(second).toBeGreaterThanOrEqual(0)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}, 60_000)

test('elements of queues, cancelled steps and stopped coordinators: nothing is lost', async () => {
  queuePairs(5_000)
  await cancelledSteps(200)
  stoppedCoordinators(20)
}, 60_000)
