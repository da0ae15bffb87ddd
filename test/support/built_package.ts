/**
 * The package as programs import it, for tests that start processes: a process starts in a tenth of the time that it takes to read src through a
 * loader of TypeScript. Built by the first test that asks, and kept as long as src stays the same.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const { bundle, copyAssets, filesUnder, writeFiles } = (await import('../../scripts/bundle/bundle.mjs' as string)) as {
  bundle(further: readonly string[]): Promise<{ files: ReadonlyMap<string, string>; modules: readonly string[] }>
  copyAssets(modules: readonly string[], folder: string): number
  filesUnder(folder: string): string[]
  writeFiles(files: ReadonlyMap<string, string>, folder: string): void
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const CACHE = join(ROOT, 'node_modules/.cache/built_package')
/** Modules that are not public, and that tests look at from within a process. */
const FURTHER = ['formats/records.ts', 'runtime/interrupts.ts']

/** Milliseconds that a build is kept, at least. */
const KEPT = 3_600_000

/** What the package is made of, as it is now. */
function stateOfSources(): string {
  const hash = createHash('sha256')
  const files = [
    ...filesUnder(join(ROOT, 'src')),
    ...filesUnder(join(ROOT, 'scripts/bundle')),
    join(ROOT, 'package.json'),
  ]
  for (const file of files.sort()) {
    const { size, mtimeMs } = statSync(file)
    hash.update(`${file} ${size} ${mtimeMs}\n`)
  }
  return hash.digest('hex').slice(0, 16)
}

async function build(): Promise<string> {
  const folder = join(CACHE, stateOfSources())
  if (existsSync(folder)) return folder
  const fresh = `${folder}.${process.pid}`
  const { files, modules } = await bundle(FURTHER)
  writeFiles(files, join(fresh, 'dist'))
  copyAssets(modules, join(fresh, 'dist'))
  const { name, version, type, exports } = (await import('../../package.json', { with: { type: 'json' } })).default
  writeFileSync(join(fresh, 'package.json'), JSON.stringify({ name, version, type, exports }))
  // of other states of src; what tests of another checkout may be running on stays
  for (const other of readdirSync(CACHE)) {
    const path = join(CACHE, other)
    const made = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY
    if (Date.now() - made > KEPT) rmSync(path, { recursive: true, force: true })
  }
  try {
    renameSync(fresh, folder)
  } catch (error) {
    // another process was faster
    if (!existsSync(folder)) throw error
    rmSync(fresh, { recursive: true, force: true })
  }
  return folder
}

mkdirSync(CACHE, { recursive: true })
const folder = await build()

/** The file that `tf0` runs. */
export const COMMAND = join(folder, 'dist/cli/main.js')

/** The address of a module of src as built, by its path there: one that is public, or one of `FURTHER`. */
export const built = (module: string): string =>
  pathToFileURL(join(folder, 'dist', module.replace(/\.ts$/, '.js'))).href
