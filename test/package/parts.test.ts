/** The built package reads at start what programs need, and the rest when it is used; bundlers get one file of it. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'

interface Bundle {
  readonly files: ReadonlyMap<string, string>
  /** The modules that are read at start. */
  readonly atStart: readonly string[]
}

const { bundle, plantedStartModules, writeFiles } = (await import('../../scripts/bundle/bundle.mjs' as string)) as {
  bundle(): Promise<Bundle>
  plantedStartModules(plant: (text: string, file: string) => string): Promise<string[]>
  writeFiles(files: ReadonlyMap<string, string>, folder: string): void
}
const { DEFERRED } = (await import('../../scripts/bundle/parts.mjs' as string)) as { DEFERRED: readonly string[] }

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
/** Characters that are read at start: what was measured, and 3 %. What is added on purpose raises it. */
const MOST_TEXT_AT_START = 2_590_000

/** Modules that are read at start, of folders that are deferred but for `tf.contrib`'s own names and the methods of arrays. */
const early = (modules: readonly string[]): string[] =>
  modules.filter(
    file =>
      /^src\/(contrib|np|image|saved_model|testing|nn\/seq2seq|python|cli)\/|timeline|zod\/.*\/locales\//.test(file) &&
      !/^src\/contrib\/index\.ts$|^src\/np\/methods\.ts$|locales\/(en|index)\.js$/.test(file),
  )

let folder = ''
let built: Bundle = { files: new Map(), atStart: [] }
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tf0-parts-'))
  built = await bundle()
  const package_ = join(folder, 'node_modules/tf0')
  writeFiles(built.files, join(package_, 'dist'))
  for (const name of ['pako', 'web-tree-sitter'])
    symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name))
  const { name, version, type, exports } = (await import('../../package.json', { with: { type: 'json' } })).default
  writeFileSync(join(package_, 'package.json'), JSON.stringify({ name, version, type, exports }))
}, 300_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function run(program: string, text?: string): string {
  const file = join(folder, program)
  if (text !== undefined) writeFileSync(file, text)
  const { status, stdout, stderr } = spawnSync(process.execPath, [file], {
    encoding: 'utf8',
    env: { ...process.env, TF0_THREADS: '1' },
  })
  if (status !== 0) throw new Error(stderr)
  return stdout
}

const PARTS = `
  import { createRequire } from 'node:module'
  const parts = () => Object.keys(createRequire(import.meta.url).cache).map(file => file.split(/[\\\\/]/).at(-1)).filter(file => !file.startsWith('chunk-'))`
const TRAINING = `
  const x = tf.placeholder(tf.float32, [null, 3])
  const w = new tf.Variable(tf.zeros([3, 1]))
  const loss = tf.reduce_mean(tf.square(tf.nn.relu(tf.matmul(x, w)).sub(1)))
  const step = new tf.train.GradientDescentOptimizer(0.1).minimize(loss)
  const sess = new tf.Session()
  sess.run(tf.global_variables_initializer())
  sess.run(step, { feed_dict: [[x, [[1, 2, 3]]]] })`

test('what is deferred is not read at start', () => {
  expect(built.atStart.length).toBeGreaterThan(500)
  expect(early(built.atStart)).toEqual([])
})

test('a module that imports a deferred one by name is found', async () => {
  const modules = await plantedStartModules((text, file) =>
    file === 'session/session.ts' ? `${text}\nexport { Normal } from '../contrib/distributions/normal.ts'` : text,
  )
  expect(early(modules)).toContain('src/contrib/distributions/normal.ts')
}, 120_000)

test('the text that is read at start is bounded', () => {
  const seen = new Set<string>()
  const read = (file: string): number => {
    if (seen.has(file)) return 0
    seen.add(file)
    const text = built.files.get(file) as string
    const imported = [...text.matchAll(/(?:from|import)"(\.[^"]+)"/g)].map(([, name]) =>
      join(file, '..', name as string),
    )
    return imported.reduce((sum, name) => sum + read(name), text.length)
  }
  expect(read('index.js')).toBeLessThan(MOST_TEXT_AT_START)
  expect(seen.size).toBe(3)
})

test('a small program evaluates no part', () => {
  expect(run('training.mjs', `${PARTS}\nimport * as tf from 'tf0'\n${TRAINING}\nconsole.log(parts().join())`)).toBe(
    '\n',
  )
})

test('a part is evaluated at first touch, without its neighbors', () => {
  const program = `${PARTS}
    import * as tf from 'tf0'
    const { contrib } = tf
    Object.keys(contrib.layers)
    console.log(parts().join())
    const made = contrib.layers.fully_connected(tf.zeros([2, 3]), 4)
    console.log(made.shape.as_list(), contrib.layers === tf.contrib.layers, parts().join())
    console.log(String(new tf.NDArray('float32', [2], new Float32Array([2, 1])).argsort()), parts().join())`
  expect(run('touch.mjs', program).split('\n')).toEqual([
    '',
    '[ 2, 4 ] true contrib.layers.cjs',
    '[1 0] contrib.layers.cjs,np.functions.cjs',
    '',
  ])
})

test('namespaces have the names of their modules, and the public files the same functions', () => {
  const lists = (namespaces: string): string =>
    `JSON.stringify([${namespaces}].map(value => Object.keys(value).sort()))`
  // what kernels and sessions read is no namespace of the package
  const names = DEFERRED.filter(file => !/^(formats|ops)\/|^session\/remote_engine/.test(file))
    .map(file => file.replace(/(\/(index|functions))?\.ts$/, ''))
    .map(file => ({ testing: 'test', 'session/timeline': 'timeline', 'contrib/examples': 'examples' })[file] ?? file)
    .map(file => `tf.${file.replaceAll('/', '.')}`)
  const printed = run('names.mjs', `import * as tf from 'tf0'\nconsole.log(${lists(names.join(', '))})`)
  type Namespace = { readonly [name: string]: Namespace }
  const expected = names.map(name => {
    const path = name.split('.').slice(1)
    return Object.keys(path.reduce((value, key) => value[key] as Namespace, tf as unknown as Namespace)).sort()
  })
  expect(JSON.parse(printed)).toEqual(expected)
  const same = `import * as tf from 'tf0'\nimport * as np from 'tf0/numpy'
    console.log(np.arange === tf.np.arange, np.random === tf.np.random, String(np.arange(3).cumsum()))`
  expect(run('same.mjs', same)).toBe('true true [0 1 3]\n')
})

test('each public file can be the first that is imported', () => {
  const { exports } = JSON.parse(readFileSync(join(folder, 'node_modules/tf0/package.json'), 'utf8')) as {
    exports: object
  }
  const entries = Object.keys(exports).filter(name => !name.endsWith('.json'))
  expect(entries.length).toBeGreaterThan(3)
  for (const [i, entry] of entries.entries())
    expect(run(`entry${i}.mjs`, `import '${join('tf0', entry)}'\nconsole.log('done')`)).toBe('done\n')
})

test('a stack that is used up leaves parts as they were', () => {
  const program = `import * as tf from 'tf0'
    let failures = 0
    const deep = f => { try { deep(f) } catch { try { f() } catch { failures++ } } }
    deep(() => tf.contrib.distributions.Normal)
    console.log(failures > 0, typeof tf.contrib.distributions.Normal)`
  expect(run('deep.mjs', program)).toBe('true function\n')
})

test.each(['esm', 'cjs'] as const)(
  'works in one file that a bundler makes: %s',
  async format => {
    const program = `import { Worker, isMainThread, parentPort } from 'node:worker_threads'
    import * as tf from 'tf0'
    import * as np from 'tf0/numpy'
    ${TRAINING}
    const made = [String(np.arange(3).std()), tf.contrib.layers.l2_regularizer(0.5)(tf.ones([2])).name, tf.np.arange === np.arange].join(' ')
    if (isMainThread) {
      console.log(made)
      new Worker(process.argv[1]).on('message', text => console.log(text))
    } else parentPort.postMessage(made)`
    const source = join(folder, `bundled_${format}.mjs`)
    writeFileSync(source, program)
    mkdirSync(join(folder, 'out'), { recursive: true })
    const outfile = join(folder, 'out', `program.${format === 'esm' ? 'mjs' : 'cjs'}`)
    await build({ entryPoints: [source], outfile, bundle: true, platform: 'node', format, logLevel: 'error' })
    const line = '0.816496580927726 l2_regularizer:0 true\n'
    expect(run(join('out', `program.${format === 'esm' ? 'mjs' : 'cjs'}`))).toBe(line + line)
  },
  60_000,
)
