/** A long attack on the boundary of the Python front end: `npx tsx scripts/python_boundary.ts [FIRST_SEED] [SEEDS] [VALUES]`. */
// first: it collects what is there before tf0 is
import { changes, snapshot } from '../test/fuzz/intrinsics.ts'
import { attackBoundary } from '../test/fuzz/python_boundary.ts'
import { judge } from '../test/fuzz/python_judge.ts'

const [first = 1, seeds = 10, values = 4000] = process.argv.slice(2).map(Number)
const before = snapshot()
let found = 0
for (let seed = first; seed < first + seeds; seed++) {
  const { leaks, seen } = await attackBoundary({ seed, values, judge })
  for (const { path, what } of leaks) console.log(`seed ${seed}: ${path} is ${what}`)
  found += leaks.length
  console.log(`seed ${seed}: ${seen} values, ${leaks.length} leaks`)
}
for (const change of changes(before)) {
  console.log(`${change} was changed`)
  found++
}
process.exit(found > 0 ? 1 : 0)
