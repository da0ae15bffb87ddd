/**
 * Small programs, translated: `programs/NAME.ported` is the text, which compiles with `tsc --strict` and prints what the interpreter prints.
 * `UPDATE_PORTED=1` writes the texts again.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import ts from 'typescript'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import { portFile } from '../../src/port/translate/port_file.ts'
import { createPython, endOf } from '../../src/python/index.ts'
import { STRICT } from './compiler_options.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const FOLDER = fileURLToPath(new URL('./programs/', import.meta.url))
const names = readdirSync(FOLDER)
  .filter(file => file.endsWith('.py'))
  .map(file => file.slice(0, -3))
const PATHS = {
  tf0: 'src/index.ts',
  'tf0/numpy': 'src/np/index.ts',
  'tf0/port': 'src/port/index.ts',
}

let folder = ''
const texts = new Map<string, string>()

beforeAll(async () => {
  // beside the project, so that its packages are found
  mkdirSync(join(ROOT, 'node_modules/.cache'), { recursive: true })
  folder = mkdtempSync(join(ROOT, 'node_modules/.cache/ported-'))
  for (const name of names) {
    const source = readFileSync(`${FOLDER}${name}.py`, 'utf8')
    const version = name.endsWith('_py2') ? 2 : undefined
    const [ported] = await portFile(
      { file: `${name}.py`, folder: null, text: source, ...(version ? { version } : {}) },
      tf,
    )
    const text = ported?.text ?? ''
    texts.set(name, text)
    writeFileSync(join(folder, `${name}.ts`), text)
    if (process.env['UPDATE_PORTED']) writeFileSync(`${FOLDER}${name}.ported`, text)
  }
  await build({
    entryPoints: names.map(name => join(folder, `${name}.ts`)),
    outdir: join(folder, 'run'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    keepNames: true,
    packages: 'external',
    external: ['*.js'],
    alias: Object.fromEntries(Object.entries(PATHS).map(([name, path]) => [name, join(ROOT, path)])),
    plugins: [
      {
        // modules find workers and tables beside themselves
        name: 'own-address',
        setup: ({ onLoad }) =>
          onLoad({ filter: /src\/.*\.ts$/ }, ({ path }) => ({
            contents: readFileSync(path, 'utf8').replaceAll('import.meta.url', JSON.stringify(`file://${path}`)),
            loader: 'ts',
          })),
      },
    ],
  })
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('there are programs', () => {
  expect(names.length).toBeGreaterThan(40)
})

test.each(names)('%s is translated as it was', name => {
  expect(texts.get(name)).toBe(readFileSync(`${FOLDER}${name}.ported`, 'utf8'))
})

test('the example of the documentation is what the tool makes', () => {
  const page = readFileSync(join(ROOT, 'docs/porting.md'), 'utf8')
  expect(page).toContain(`\`\`\`python\n${readFileSync(`${FOLDER}linear_regression.py`, 'utf8')}\`\`\``)
  expect(page).toContain(`\`\`\`ts\n${texts.get('linear_regression')}\`\`\``)
})

test('all of them compile', { timeout: 240_000 }, () => {
  const program = ts.createProgram(
    names.map(name => join(folder, `${name}.ts`)),
    {
      ...STRICT,
      baseUrl: ROOT,
      paths: Object.fromEntries(Object.entries(PATHS).map(([name, path]) => [name, [path]])),
    },
  )
  const wrong = names.flatMap(name => {
    const file = program.getSourceFile(join(folder, `${name}.ts`))
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
      found => `${name}: ${ts.flattenDiagnosticMessageText(found.messageText, ' ')}`,
    )
  })
  expect(wrong).toEqual([])
})

/** What the interpreter prints. */
async function interpreted(name: string): Promise<string> {
  let output = ''
  tf.reset_default_graph()
  const python = await createPython(tf, { write: text => void (output += text), writeError: () => undefined })
  const version = name.endsWith('_py2') ? 2 : undefined
  try {
    python.run(readFileSync(`${FOLDER}${name}.py`, 'utf8'), {
      file: `${name}.py`,
      argv: [`${name}.py`],
      ...(version ? { version } : {}),
    })
  } catch (error) {
    if (endOf(error, python.sources).code !== 0) throw error
  }
  return output
}

/** linear_regression draws its numbers from an unseeded generator; the others are compared. */
const RANDOM = new Set(['linear_regression'])

test.each(names.filter(name => !RANDOM.has(name)))('%s prints what it printed', async name => {
  const { stdout, stderr } = spawnSync(process.execPath, [join(folder, 'run', `${name}.mjs`)], { encoding: 'utf8' })
  expect(`${stdout}${stderr}`).toBe(await interpreted(name))
})
