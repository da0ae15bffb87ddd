// TensorFlow's own tests, replayed on tf0 by both executors. The recorded cases lie beside the repository; where they don't, there is nothing to do.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const replay = join(root, '../shared/oracle/replay.mts')
/** Percent of the replays that must agree; replays of ops that tf0 doesn't have yet don't count. Raise it as it rises, never lower it. */
const LEAST_AGREEING = 0

if (!existsSync(replay)) {
  console.log('conformance: skipped')
  process.exit(0)
}
let failed = 0
for (const executor of ['compiled', 'reference']) {
  const { TF0_EXECUTOR: _, ...env } = process.env
  if (executor === 'reference') env.TF0_EXECUTOR = 'reference'
  const args = ['--import', 'tsx', replay, '--min', String(LEAST_AGREEING), ...process.argv.slice(2)]
  const { status, stdout } = spawnSync(process.execPath, args, {
    cwd: root,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1 << 28,
  })
  const lines = stdout.trimEnd().split('\n')
  const detailed = process.argv.length > 2
  for (const line of detailed ? lines : lines.slice(-6)) console.log(`  ${executor} | ${line}`)
  if (status !== 0) {
    failed++
    console.error(`conformance: the ${executor} path agrees with less than ${LEAST_AGREEING} %, or the replay broke off`)
  }
}
console.log(failed ? 'conformance: failed' : 'conformance: met')
process.exit(failed ? 1 : 0)
