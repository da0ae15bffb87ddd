/**
 * Files that TensorFlow wrote, read and written again: how many there are of each kind, how many give the same bytes.
 *
 *     npx tsx scripts/fixtures.ts FOLDER
 *
 * FOLDER has an index.json: a list of { kind, writer, files: { path: … }, … }.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Fixture, type Rewritten, rewriteFixture } from '../test/formats/fixture_files.ts'

type Count = Record<Rewritten | 'failed', number>

const [folder = ''] = process.argv.slice(2)
const counts = new Map<string, Count>()
for (const fixture of JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')) as Fixture[]) {
  if (/^(png|jpeg|gif)$/.test(fixture.kind)) continue
  const kind = `${fixture.kind}, ${fixture.writer}`
  const count = counts.get(kind) ?? { equal: 0, 'maps in another order': 0, 'only read': 0, failed: 0 }
  counts.set(kind, count)
  try {
    for (const [file, outcome] of rewriteFixture(folder, fixture)) {
      count[outcome]++
      if (process.env['VERBOSE']) console.log(file, outcome)
    }
  } catch (error) {
    count.failed++
    process.exitCode = 1
    console.log(`${Object.keys(fixture.files)[0]}: ${error}`)
  }
}
console.table(Object.fromEntries(counts))
