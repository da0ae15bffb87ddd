/**
 * What a training that runs for hours meets, many times over; prints what was done and how much memory is held:
 * npx tsx scripts/soak_running.ts [--kills 50] [--pairs 1000000] [--cancelled 10000] [--stopped 1000]
 *
 * A supervised training killed at random moments goes on at its last saved step; elements that go through a queue, steps that are cancelled,
 * coordinators that stop in the middle: nothing is lost and nothing is left.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { killedSupervisor } from '../test/train/killed_supervisor.ts'
import { cancelledSteps, queuePairs, stoppedCoordinators } from '../test/train/long_runs.ts'
import { commandLine, numberOr } from './command_line.ts'

const values = commandLine({
  kills: numberOr(50),
  pairs: numberOr(1_000_000),
  cancelled: numberOr(10_000),
  stopped: numberOr(1000),
})
async function timed(what: string, body: () => unknown): Promise<void> {
  const begin = performance.now()
  await body()
  const seconds = ((performance.now() - begin) / 1000).toFixed(1)
  console.log(`${what}: ${seconds} s, ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB`)
}

await timed(`${values.pairs} pairs of enqueue and dequeue`, () => queuePairs(values.pairs))
await timed(`${values.cancelled} cancelled steps`, () => cancelledSteps(values.cancelled))
await timed(`${values.stopped} coordinators stopped`, () => stoppedCoordinators(values.stopped))
const folder = mkdtempSync(join(tmpdir(), 'tf0-killed-'))
try {
  await timed(`${values.kills} supervised trainings killed`, async () => {
    const steps = await killedSupervisor({ folder, times: values.kills, random: Math.random, longest: 500 })
    console.log(`they began at steps ${steps.join(' ')}`)
  })
} finally {
  rmSync(folder, { recursive: true, force: true })
}
