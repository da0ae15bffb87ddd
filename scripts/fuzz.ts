/**
 * Plays with bad nodes for as long as it is asked to, and prints what is treated wrongly: npx tsx scripts/fuzz.ts [--minutes 60] [--seed 1] [--op MatMul]
 *
 * `--current FILE`: that file names the op and the seed in work, for a node may take the process with it.
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { allSamples, fuzz } from '../test/fuzz/fuzz.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    op: { type: 'string' },
    current: { type: 'string' },
  },
})
const end = Date.now() + Number(values.minutes) * 60_000
const samples = (await allSamples()).filter(sample => values.op === undefined || sample.op === values.op)
let [nodes, wrong] = [0, 0]
for (let seed = Number(values.seed); Date.now() < end; seed++) {
  for (const sample of samples) {
    if (Date.now() >= end) break
    // what sessions leave behind is collected between tasks only
    await new Promise(resolve => setImmediate(resolve))
    if (values.current !== undefined) writeFileSync(values.current, `${sample.op}, seed ${seed}\n`)
    nodes += fuzz([sample], seed * 7919 + samples.indexOf(sample), 4, text => {
      wrong++
      console.log(text)
    })
  }
}
console.log(`${nodes} nodes, ${wrong} treated wrongly`)
process.exitCode = wrong > 0 ? 1 : 0
