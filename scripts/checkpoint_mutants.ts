/**
 * Damaged and hostile checkpoints by the million (test/fuzz/checkpoint_mutants.ts).
 *
 *     npx tsx scripts/checkpoint_mutants.ts [seeds=1000] [mutants of each=1000] [first seed=1]
 */
import { readMutants } from '../test/fuzz/checkpoint_mutants.ts'

const [seeds = 1000, each = 1000, first = 1] = process.argv.slice(2).map(Number)
let [read, refused, longest] = [0, 0, 0]
for (let seed = first; seed < first + seeds; seed++) {
  const outcome = readMutants(seed, each)
  read += outcome.read
  refused += outcome.refused
  longest = Math.max(longest, outcome.longest)
  if (seed % 10 === 0)
    console.log(
      `${seed}: ${read} read, ${refused} refused, the longest took ${longest.toFixed(0)} ms, ${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB`,
    )
}
console.log(`${read} read, ${refused} refused, the longest took ${longest.toFixed(0)} ms`)
