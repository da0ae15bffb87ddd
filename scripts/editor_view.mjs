// What an editor shows of the built package, and what its declarations cost: `node scripts/editor_view.mjs [folder with dist]` prints the hover
// text of four calls and the time that tsc takes for a small program over an empty one's. The smoke test checks the same of the packed package.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import ts from 'typescript'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** A program with each of the calls whose hover text is looked at; the text follows the mark. */
const PROGRAM = `import * as tf from 'tf0'
const x = tf.placeholder(tf.float32, [null, 784])
const image = tf.placeholder(tf.float32, [null, 28, 28, 1])
const w = new tf.Variable(tf.zeros([784, 10]))
const loss = tf.reduce_mean(tf./**/matmul(x, w, { transpose_b: false }))
const conv = tf.nn./**/conv2d(image, image, { strides: [1, 1, 1, 1], padding: 'SAME' })
const step = new tf.train./**/AdamOptimizer({ learning_rate: 0.01 }).minimize(loss)
const queue = new tf.FIFOQueue(10, tf.float32)
queue./**/enqueue(loss, { name: 'put' })
w./**/assign(tf.zeros([784, 10]), { use_locking: true })
const sess = new tf.Session()
sess./**/run([step, conv], { feed_dict: [[x, [[1]]]] })
`

/** Names that the hover text of each call must have: TensorFlow's parameters and the words of the documentation. */
const EXPECTED = {
  matmul: ['a:', 'b:', 'transpose_a?', 'Default: `false`', 'The product of two matrices'],
  conv2d: ['input:', 'filter:', 'strides:', 'padding:', 'data_format?'],
  AdamOptimizer: ['learning_rate?', 'beta1?', 'epsilon?', 'Default: `0.9`'],
  enqueue: ['vals:', 'name?', 'puts one element in'],
  assign: ['value:', 'use_locking?', 'gives the variable the value'],
  run: ['fetches:', 'options?', 'Runs what `fetches` need'],
}

const OPTIONS = {
  strict: true,
  noEmit: true,
  skipLibCheck: false,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts'],
  types: ['node'],
  typeRoots: [join(root, 'node_modules/@types')],
}

/** By call, what an editor shows where the mouse is over it. `app`: a folder in which tf0 is installed. */
export function hovers(app) {
  const file = join(app, 'hovers.ts')
  writeFileSync(file, PROGRAM)
  const host = {
    ...ts.createCompilerHost(OPTIONS),
    getCompilationSettings: () => OPTIONS,
    getScriptFileNames: () => [file],
    getScriptVersion: () => '1',
    getScriptSnapshot: name =>
      ts.sys.fileExists(name) ? ts.ScriptSnapshot.fromString(readFileSync(name, 'utf8')) : undefined,
    getCurrentDirectory: () => app,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    readDirectory: ts.sys.readDirectory,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
  }
  const service = ts.createLanguageService(host)
  const found = {}
  for (const { index, 1: name } of PROGRAM.matchAll(/\/\*\*\/(\w+)/g)) {
    const info = service.getQuickInfoAtPosition(file, index + 5)
    // the fields of keywords carry their defaults
    const help = service.getSignatureHelpItems(file, PROGRAM.indexOf('(', index) + 1, undefined)
    const parts = list => ts.displayPartsToString(list)
    const first = help?.items[0]
    found[name] = {
      hover: `${parts(info.displayParts)}\n${parts(info.documentation)}`,
      overloads: help?.items.length ?? 0,
      help: first
        ? parts([...first.prefixDisplayParts, ...first.parameters.flatMap(({ displayParts }) => displayParts)])
        : '',
      // an editor lists the keywords inside of the braces, each with its documentation
      keywords: service
        .getCompletionsAtPosition(file, PROGRAM.indexOf('{', index) + 1, undefined)
        ?.entries.filter(({ kind }) => kind === 'property')
        .map(({ name: keyword }) => {
          const details = service.getCompletionEntryDetails(
            file,
            PROGRAM.indexOf('{', index) + 1,
            keyword,
            undefined,
            undefined,
            undefined,
            undefined,
          )
          return `${parts(details?.displayParts ?? [])} ${parts(details?.documentation ?? [])}`.trim()
        }),
    }
  }
  return found
}

/** What the hover texts lack: nothing, or a line for each name. */
export function lacking(found) {
  return Object.entries(EXPECTED).flatMap(([name, texts]) => {
    const all = `${found[name]?.hover}\n${found[name]?.keywords?.join('\n')}`
    return texts.filter(text => !all.includes(text)).map(text => `${name}: ${text} is not shown in\n${all}`)
  })
}

/** tsc that prints the seconds of processor time that it took, which other programs disturb less than they do the clock. */
const TIMED =
  "process.on('exit', () => { process.stderr.write(String(process.cpuUsage().user / 1e6)) }); require(process.argv[1])"

/** Seconds of tsc for an empty program and for one that uses the package, each the best of `times`. */
export function compileTimes(app, times = 3) {
  writeFileSync(join(app, 'empty.ts'), 'export {}\n')
  writeFileSync(join(app, 'small.ts'), PROGRAM)
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const flags =
    '--noEmit --strict --module nodenext --target es2022 --lib es2023,esnext.disposable --types node --skipLibCheck'.split(
      ' ',
    )
  const best = file =>
    Math.min(
      ...Array.from({ length: times }, () => {
        const args = ['--eval', TIMED, tsc, ...flags, '--typeRoots', OPTIONS.typeRoots[0], file]
        const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: app, encoding: 'utf8' })
        if (status !== 0) throw new Error(`${file} does not compile:\n${stdout}${stderr}`)
        return Number(stderr)
      }),
    )
  return { empty: best('empty.ts'), small: best('small.ts') }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const built = resolve(process.argv[2] ?? root)
  const app = mkdtempSync(join(tmpdir(), 'tf0-editor-'))
  try {
    writeFileSync(join(app, 'package.json'), '{ "name": "app", "private": true, "type": "module" }')
    mkdirSync(join(app, 'node_modules'))
    symlinkSync(built, join(app, 'node_modules/tf0'), 'dir')
    const found = hovers(app)
    for (const [name, { hover, overloads, keywords }] of Object.entries(found)) {
      console.log(`--- ${name} (${overloads} signatures)\n${hover}`)
      for (const keyword of keywords ?? []) console.log(`    ${keyword}`)
    }
    const { empty, small } = compileTimes(app)
    console.log(
      `--- tsc: empty ${empty.toFixed(2)} s, small ${small.toFixed(2)} s, the package ${(small - empty).toFixed(2)} s`,
    )
    const wrong = lacking(found)
    if (wrong.length > 0) {
      console.log(wrong.join('\n'))
      process.exitCode = 1
    }
  } finally {
    rmSync(app, { recursive: true, force: true })
  }
}
