// src → dist: JavaScript and types by tsc, then the files that tsc leaves alone (worker bodies, WebAssembly, tables).
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const src = join(root, 'src')
const dist = join(root, 'dist')

const filesUnder = folder =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath ?? entry.path, entry.name))

rmSync(dist, { recursive: true, force: true })
const tsc = join(root, 'node_modules/typescript/bin/tsc')
const { status } = spawnSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json')], { cwd: root, stdio: 'inherit' })
if (status !== 0) process.exit(status ?? 1)

// tsc rewrites the extensions of imports in JavaScript, not in declarations
const IMPORTED_TS = /((?:from|import)\s*\(?\s*['"]\.[^'"]*)\.ts(?=['"])/g
let declarations = 0
for (const file of filesUnder(dist)) {
  if (!file.endsWith('.d.ts')) continue
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(IMPORTED_TS, '$1.js'))
  declarations++
}
// byte for byte: a worker body is plain JavaScript and stays as it was written
let assets = 0
for (const file of filesUnder(src)) {
  if (file.endsWith('.ts') || file.endsWith('.md')) continue
  const target = join(dist, relative(src, file))
  mkdirSync(dirname(target), { recursive: true })
  copyFileSync(file, target)
  assets++
}
for (const entry of ['index.js', 'index.d.ts', 'np/index.js', 'np/index.d.ts']) {
  if (!existsSync(join(dist, entry))) {
    console.error(`build: dist/${entry} is missing`)
    process.exit(1)
  }
}
const bytes = filesUnder(dist).reduce((sum, file) => sum + statSync(file).size, 0)
console.log(`dist: ${declarations} modules, ${assets} other files, ${Math.round(bytes / 1024)} KiB`)
