/**
 * Runs random graphs on both executors, and prints where they differ: npx tsx scripts/random_graphs.ts [--graphs 20000] [--seed 0] [--nests]
 *
 * `--nests`: nests of conds and loops with gradients.
 *
 * `--write FILE`: writes them for TensorFlow instead; `python test/fuzz/random_graphs.py FILE` runs them there (TensorFlow 0.12.1) and
 * compares.
 */
import { appendFileSync, writeFileSync } from 'node:fs'
import { Dice } from '../test/fuzz/bad_nodes.ts'
import { randomGraph } from '../test/fuzz/random_graphs.ts'
import { randomNest } from '../test/fuzz/random_nests.ts'
import { lineFor, wrongResults } from '../test/fuzz/random_runs.ts'
import { commandLine, flag, numberOr, text } from './command_line.ts'

const values = commandLine({ graphs: numberOr(20_000), seed: numberOr(0), nests: flag, write: text })
const first = values.seed
const count = values.graphs
let wrong = 0
if (values.write !== undefined) writeFileSync(values.write, '')
for (let seed = first; seed < first + count; seed++) {
  // what sessions leave behind is collected between tasks only
  await new Promise(resolve => setImmediate(resolve))
  const random = (values.nests ? randomNest : randomGraph)(new Dice(seed))
  if (values.write !== undefined) {
    appendFileSync(values.write, `${lineFor(random, seed)}\n`)
    continue
  }
  for (const text of wrongResults(random, [1, 2, 4])) {
    wrong++
    console.log(`seed ${seed}: ${text}`)
  }
}
console.log(values.write === undefined ? `${count} graphs, ${wrong} results differ` : `${count} graphs written`)
process.exitCode = wrong > 0 ? 1 : 0
