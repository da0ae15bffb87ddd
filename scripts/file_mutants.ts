/**
 * Damaged and hostile files by the million: of records, events, graphs and models (test/fuzz/file_mutants.ts), or pictures
 * (test/fuzz/image_mutants.ts).
 *
 *     npx tsx scripts/file_mutants.ts [count=1000000] [first=1] [files|images]
 */
import { FILE_KINDS, readMutants } from '../test/fuzz/file_mutants.ts'
import { IMAGE_KINDS } from '../test/fuzz/image_mutants.ts'

const [count = 1_000_000, first = 1] = process.argv.slice(2, 4).map(Number)
const kinds = process.argv[4] === 'images' ? IMAGE_KINDS : FILE_KINDS
const CHUNK = 1000
let [read, refused, longest] = [0, 0, 0]
for (let from = first; from < first + count; from += CHUNK) {
  const outcome = readMutants(kinds, from, Math.min(from + CHUNK, first + count))
  read += outcome.read
  refused += outcome.refused
  longest = Math.max(longest, outcome.longest)
  for (const complaint of outcome.complaints) {
    console.log(complaint)
    process.exitCode = 1
  }
  const megabytes = Math.round(process.memoryUsage().rss / 2 ** 20)
  console.log(
    `${from + CHUNK - first}: ${read} read, ${refused} refused, at most ${Math.round(longest)} ms, ${megabytes} MB`,
  )
}
