// TensorFlow's own tests, replayed on tf0 by both executors. The recorded cases lie beside the repository; where they don't, there is nothing to do.
// Arguments go to the replay: `npm run conformance -- --op MatMul --failures`.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const replay = join(root, '../shared/oracle/replay.mts')
/** Percent of the replays that must agree; those of ops that tf0 doesn't have fail. Raise it as it rises, never lower it. */
const LEAST_AGREEING = 99.5
/** Lines of a whole replay that are shown: its totals. With arguments everything is. */
const CLOSING_LINES = 6

if (!existsSync(replay)) {
  console.log('conformance: skipped')
  process.exit(0)
}

const asked = process.argv.slice(2)

/** Replays on one executor; its output and whether enough agreed. */
function run(executor) {
  const { TF0_EXECUTOR: _, ...env } = process.env
  if (executor === 'reference') env.TF0_EXECUTOR = 'reference'
  const args = ['--import', 'tsx', replay, '--min', String(LEAST_AGREEING), '--missing-fails', ...asked]
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', text => {
        output += text
      })
    }
    child
      .on('error', reject)
      .on('close', status => resolve({ executor, met: status === 0, lines: output.trimEnd().split('\n') }))
  })
}

const results = await Promise.all(['compiled', 'reference'].map(run))
for (const { executor, met, lines } of results) {
  const shown = asked.length || !met ? lines : lines.slice(-CLOSING_LINES)
  for (const line of shown) console.log(`  ${executor} | ${line}`)
  if (!met)
    console.log(`conformance: the ${executor} path agrees with less than ${LEAST_AGREEING} %, or the replay broke off`)
}
// errors as a node is added, unless only some cases were asked for
const construction =
  asked.length > 0
    ? true
    : spawnSync(process.execPath, ['--import', 'tsx', join(root, 'scripts/construction_errors.ts'), dirname(replay)], {
        cwd: root,
        stdio: 'inherit',
      }).status === 0
const met = construction && results.every(result => result.met)
console.log(met ? 'conformance: met' : 'conformance: failed')
process.exit(met ? 0 : 1)
