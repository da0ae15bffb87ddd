// src → JavaScript of the package: bundled, for a program that imports a few hundred modules one by one starts some tenths of a second later.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, transform } from 'esbuild'
import { deferParts, sortOutputs, writeParts } from './parts.mjs'

const scripts = dirname(fileURLToPath(import.meta.url))
export const root = dirname(dirname(scripts))
const src = join(root, 'src')
const posix = path => path.replaceAll(sep, '/')
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** The built files behind package.json's exports, relative to dist. */
export const publicFiles = Object.values(manifest.exports)
  .filter(target => typeof target === 'object')
  .map(target => posix(relative('dist', target.default)))

/** The sources behind package.json's exports and commands. */
export const entrySources = [
  ...publicFiles,
  ...Object.values(manifest.bin).map(file => posix(relative('dist', file))),
].map(file => join(src, file.replace(/\.js$/, '.ts')))

/**
 * A module's own address, as `new URL('./worker.js', import.meta.url)` needs it, is lost in a bundle: it is written in, from the root of
 * dist, and counted from the bundle's own place when that is known.
 */
const FROM_ROOT = 'tf0-dist:'

/** Bundles that have parts of what the index has: they load all of it, so that it is one piece and not several. */
const withIndex = file =>
  file === 'cli/inspect.ts' || file === 'python/index.ts' || file === 'port/index.ts' || file === 'np/index.ts'

function sources(change, deferred) {
  return {
    name: 'sources',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, ({ path }) => {
        if (!path.startsWith(src + sep)) return undefined
        const file = posix(relative(src, path))
        const own = JSON.stringify(FROM_ROOT + file.replace(/\.ts$/, '.js'))
        let contents = change(readFileSync(path, 'utf8'), file)
        // behind the text: its first line may be that of a command, and its lines keep their numbers
        const address = /\bimport\.meta\.url\b/g
        if (address.test(contents)) {
          const fromRoot = `new URL(${own}, tf0Address(import.meta.url)).href`
          contents = `${contents.replace(address, fromRoot)}\nimport { address as tf0Address } from 'tf0:part-loader'\n`
        }
        const toRoot = '../'.repeat(file.split('/').length - 1) || './'
        if (withIndex(file) || deferred.has(file)) contents += `\nimport '${toRoot}index.ts'\n`
        return { contents, loader: 'ts' }
      })
    },
  }
}

const minify = async (text, options) =>
  // indentation is a fifth of the text that an engine reads at each start; lines stay, for what Node prints of them
  (await transform(text, { minifyWhitespace: true, lineLimit: 160, target: 'node20', ...options })).code

/** src in as few pieces as its entry points allow, as esbuild makes them. `further`: entry points beside the package's own, relative to src. */
async function pieces(plant, further = []) {
  const parts = await deferParts(src, scripts)
  return build({
    absWorkingDir: root,
    entryPoints: {
      ...Object.fromEntries(
        [...entrySources, ...further.map(file => join(src, file))].map(file => [
          posix(relative(src, file)).replace(/\.ts$/, ''),
          file,
        ]),
      ),
      ...parts.entryPoints,
    },
    outdir: root,
    write: false,
    bundle: true,
    splitting: true,
    chunkNames: 'chunk-[hash]',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // what src uses of a development dependency is small and becomes part of the package
    external: Object.keys(manifest.dependencies ?? {}),
    // names of classes are Python's; a bundle renames those that meet
    keepNames: true,
    legalComments: 'none',
    metafile: true,
    plugins: [parts.plugin, sources((text, file) => parts.change(plant(text, file), file), parts.deferred)],
    logLevel: 'warning',
  })
}

/** The modules that are read when a program starts, relative to the repository. */
const startModules = outputs =>
  [...sortOutputs(outputs).start].flatMap(file => Object.keys(outputs[file].inputs)).map(posix)

/**
 * The same of sources that are changed: for tests.
 * @param {(text: string, file: string) => string} plant
 */
export const plantedStartModules = async plant => startModules((await pieces(plant)).metafile.outputs)

/**
 * Bundles src. Gives the files of the package (relative to dist, with their text), the modules that went into them, and those that are read
 * when a program starts.
 * @param {readonly string[]} further modules of src that a program may import beside the package's own: for tests
 */
export async function bundle(further = []) {
  const { outputFiles, metafile } = await pieces(text => text, further)
  const bundled = new Map(
    outputFiles.map(({ path, text }) => {
      const file = posix(relative(root, path))
      const toRoot = '../'.repeat(file.split('/').length - 1) || './'
      return [file, text.replaceAll(FROM_ROOT, file.startsWith('parts/') ? './' : toRoot)]
    }),
  )
  const files = await writeParts(bundled, metafile.outputs, minify)
  for (const [file, text] of wholeFiles([...files.keys()])) files.set(file, text)
  return {
    files,
    modules: Object.keys(metafile.inputs).map(file => join(root, file)),
    atStart: startModules(metafile.outputs),
  }
}

/** The public files for bundlers: with the parts, for they can't be read from a bundle. */
function wholeFiles(files) {
  const parts = files.filter(file => file.endsWith('.cjs'))
  const ids = parts.map(file => JSON.stringify(file.replace(/^parts\/|\.cjs$/g, '')))
  const provided = [
    "import { provide } from '../part_loader.js'",
    ...parts.map((file, i) => `import part${i} from '../${file}'`),
    `provide({ ${ids.map((id, i) => `${id}: part${i}`).join(', ')} })`,
  ]
  const entries = publicFiles.map(file => {
    const folders = '../'.repeat(file.split('/').length - 1)
    return [`whole/${file}`, `import '${folders || './'}parts.js'\nexport * from '${folders}../${file}'\n`]
  })
  return [['whole/parts.js', `${provided.join('\n')}\n`], ...entries]
}

/** Writes the files of a bundle. */
export function writeFiles(files, folder) {
  for (const [file, text] of files) {
    const target = join(folder, file)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, text)
  }
}

export const filesUnder = folder =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath ?? entry.path, entry.name))

/** Copies what stands beside the bundled modules and is no TypeScript, byte for byte, to `folder`; gives the number of files. */
export function copyAssets(modules, folder) {
  const folders = new Set(modules.map(file => dirname(file)))
  const assets = filesUnder(src).filter(file => !/\.(ts|md|proto)$/.test(file) && folders.has(dirname(file)))
  for (const file of assets) {
    const target = join(folder, relative(src, file))
    mkdirSync(dirname(target), { recursive: true })
    copyFileSync(file, target)
  }
  return assets.length
}
