// src → dist. Types by tsc, module by module; JavaScript by esbuild, bundled: a program that imports a few hundred modules one by one
// starts some tenths of a second later. Worker bodies, WebAssembly and tables are copied as they are.
import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, transform } from 'esbuild'
import { dropNames } from './drop_names.mjs'
import { spellFolder } from './spell_signatures.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const src = join(root, 'src')
const dist = join(root, 'dist')
const filesUnder = folder =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath ?? entry.path, entry.name))

/** The sources behind package.json's exports and commands. */
function entryPoints() {
  const { exports, bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const targets = Object.values(exports)
    .filter(target => typeof target === 'object')
    .map(target => target.default)
  return [...targets, ...Object.values(bin)].map(file => join(src, relative('dist', file.replace(/\.js$/, '.ts'))))
}

/**
 * A module's own address, as `new URL('./worker.js', import.meta.url)` needs it, is lost in a bundle: it is written in, from the root of
 * dist, and counted from the bundle's own place when that is known.
 */
const FROM_ROOT = 'tf0-dist:'

/** Bundles that have parts of what the index has: they load all of it, so that it is one piece and not several. */
const WITH_INDEX = new Set(['cli/inspect.js', 'python/index.js'])

const ownAddress = {
  name: 'own-address',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      if (!path.startsWith(src + sep)) return undefined
      const own = relative(src, path).replaceAll(sep, '/').replace(/\.ts$/, '.js')
      const contents = readFileSync(path, 'utf8').replaceAll(
        'import.meta.url',
        `new URL(${JSON.stringify(FROM_ROOT + own)}, import.meta.url).href`,
      )
      return { contents: (WITH_INDEX.has(own) ? "import '../index.ts'\n" : '') + contents, loader: 'ts' }
    })
  },
}

/** Bundled JavaScript in dist; gives back the files that went into it. */
async function bundle() {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: entryPoints(),
    outbase: src,
    outdir: dist,
    bundle: true,
    splitting: true,
    chunkNames: 'chunk-[hash]',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // what src uses of a development dependency is small and becomes part of the package
    external: Object.keys(dependencies ?? {}),
    // names of classes are Python's; a bundle renames those that meet
    keepNames: true,
    legalComments: 'none',
    metafile: true,
    plugins: [ownAddress],
    logLevel: 'warning',
  })
  for (const file of Object.keys(metafile.outputs).map(file => join(root, file))) {
    // indentation is a fifth of the text that an engine reads at each start; lines stay, for what Node prints of them
    const toRoot = dirname(relative(dist, file)).replace(/[^/\\]+/g, part => (part === '.' ? '.' : '..'))
    const placed = readFileSync(file, 'utf8').replaceAll(FROM_ROOT, `${toRoot.replaceAll(sep, '/')}/`)
    const { code } = await transform(dropNames(placed), {
      minifyWhitespace: true,
      lineLimit: 160,
      target: 'node20',
    })
    writeFileSync(file, code)
  }
  return Object.keys(metafile.inputs).map(file => join(root, file))
}

function declare() {
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const { status } = spawnSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json')], {
    cwd: root,
    stdio: 'inherit',
  })
  if (status !== 0) process.exit(status ?? 1)
  // tsc leaves the extensions of imports in declarations
  const importedTs = /((?:from|import)\s*\(?\s*['"]\.[^'"]*)\.ts(?=['"])/g
  // not every program's types know WebAssembly, and what a session keeps of it is no concern of theirs
  const webAssemblyType = /\bWebAssembly\.\w+/g
  for (const file of filesUnder(dist)) {
    if (file.endsWith('.d.ts'))
      writeFileSync(
        file,
        readFileSync(file, 'utf8').replaceAll(importedTs, '$1.js').replaceAll(webAssemblyType, 'object'),
      )
  }
  return spellFolder(filesUnder(dist), dist)
}

/** What stands beside the bundled modules and is no TypeScript, byte for byte. */
function copyAssets(modules) {
  const folders = new Set(modules.map(dirname))
  const assets = filesUnder(src).filter(file => !/\.(ts|md|proto)$/.test(file) && folders.has(dirname(file)))
  for (const file of assets) {
    const target = join(dist, relative(src, file))
    mkdirSync(dirname(target), { recursive: true })
    copyFileSync(file, target)
  }
  return assets.length
}

/** The licenses of the packages that are bundled. */
function copyLicenses(modules) {
  const folder = join(root, 'node_modules') + sep
  const names = [
    ...new Set(
      modules
        .filter(file => file.startsWith(folder))
        .map(file => /^((?:@[^/\\]+[/\\])?[^/\\]+)/.exec(file.slice(folder.length))[1]),
    ),
  ]
  const texts = names.map(name => {
    const license = readdirSync(join(folder, name)).find(file => /^licen[cs]e/i.test(file))
    if (!license) throw new Error(`${name} is bundled and has no license file`)
    return `${name}\n\n${readFileSync(join(folder, name, license), 'utf8').trim()}\n`
  })
  if (texts.length) writeFileSync(join(dist, 'THIRD_PARTY_LICENSES.txt'), texts.join('\n\n'))
  return names
}

rmSync(dist, { recursive: true, force: true })
const signatures = declare()
const modules = await bundle()
const assets = copyAssets(modules)
const bundled = copyLicenses(modules)
for (const entry of entryPoints()) {
  const built = join(dist, relative(src, entry).replace(/\.ts$/, ''))
  for (const file of [`${built}.js`, `${built}.d.ts`]) if (!existsSync(file)) throw new Error(`${file} is missing`)
}
const bytes = filesUnder(dist).reduce((sum, file) => sum + statSync(file).size, 0)
console.log(
  `dist: ${modules.length} modules (with ${bundled.join(', ') || 'no other package'}), ${assets} other files, ${signatures} signatures spelled out, ${Math.round(bytes / 1024)} KiB`,
)
