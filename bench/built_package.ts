/**
 * The package as users have it, built where a source has changed. A TypeScript loader keeps all sources and their maps in memory, a
 * hundred megabytes that would count as tf0's.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type * as types from '../src/index.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Whether a source is newer than what was built of it, or nothing was built. */
function isStale(): boolean {
  const built = statSync(`${root}dist/index.js`, { throwIfNoEntry: false })
  if (!built) return true
  return readdirSync(`${root}src`, { recursive: true, encoding: 'utf8' }).some(
    file => statSync(`${root}src/${file}`).mtimeMs > built.mtimeMs,
  )
}

if (isStale()) {
  const { status } = spawnSync(process.execPath, [`${root}scripts/build.mjs`], { cwd: root, stdio: 'ignore' })
  if (status !== 0) throw new Error('the package does not build')
}

export const tf = (await import(new URL('../dist/index.js', import.meta.url).href)) as typeof types
