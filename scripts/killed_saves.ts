/**
 * Kills a process at random moments of saving (test/train/killed_saves.ts) and looks at the checkpoints that it leaves.
 *
 *     npx tsx scripts/killed_saves.ts [times=200] [megabytes=100] [distinct|overwrite] [seed=1]
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomFrom } from '../test/support/random_numbers.ts'
import { killedSaves } from '../test/train/killed_saves.ts'

const [times = '200', megabytes = '100', mode = 'distinct', seed = '1'] = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'killed-'))
const found = await killedSaves({
  folder,
  megabytes: Number(megabytes),
  times: Number(times),
  mode: mode as 'distinct',
  random: randomFrom(Number(seed)),
  longest: 1000,
})
console.log(`${mode}: ${found.whole} whole, ${found.refused} refused`)
rmSync(folder, { recursive: true })
