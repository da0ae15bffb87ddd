/**
 * Plays with bad nodes for as long as it is asked to, and prints what is treated wrongly: npx tsx scripts/fuzz.ts [--minutes 60] [--seed 1] [--op MatMul]
 *
 * `--current FILE`: that file names the op and the seed in work, for a node may take the process with it.
 */
import { writeFileSync } from 'node:fs'
import { allSamples, fuzz } from '../test/fuzz/fuzz.ts'
import { commandLine, numberOr, text } from './command_line.ts'

const values = commandLine({ minutes: numberOr(60), seed: numberOr(1), op: text, current: text })
const end = Date.now() + values.minutes * 60_000
const samples = (await allSamples()).filter(sample => values.op === undefined || sample.op === values.op)
let [nodes, wrong] = [0, 0]
for (let seed = values.seed; Date.now() < end; seed++) {
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
