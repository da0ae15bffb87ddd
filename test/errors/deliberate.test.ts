/** Every error that tf0 makes is of a class that says that it is made on purpose. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const SRC = fileURLToPath(new URL('../../src/', import.meta.url))
type Files = ReadonlyMap<string, string>
const files: Files = new Map(
  readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .map(file => file.replaceAll('\\', '/'))
    .filter(file => /\.ts$/.test(file) && !file.endsWith('.d.ts'))
    .sort()
    .map(file => [file, readFileSync(SRC + file, 'utf8')]),
)

/** JavaScript's own classes, of which nothing is thrown. Modules that have a class of Python's by such a name import it. */
const OWN_CLASSES = [
  'Error',
  'TypeError',
  'RangeError',
  'SyntaxError',
  'ReferenceError',
  'EvalError',
  'URIError',
  'AggregateError',
  'DOMException',
]
const makes = new RegExp(`\\bnew (?:globalThis\\.)?(${OWN_CLASSES.join('|')})\\(`)
/** What is caught is told apart by these. */
const tells = /\binstanceof (TypeError|RangeError|SyntaxError)\b/

/** Classes of errors that never leave tf0: where they are caught. */
const INNER_ERRORS: Readonly<Record<string, string>> = {
  'errors/python.ts': 'the base of all',
  'errors/status.ts': 'kernels throw it; the runtime and the boundary make an OpError of it',
  'compiler/program/irregular.ts': 'caught by the executable, which runs the operations one by one',
  'compiler/regions/unstructured.ts': 'caught where a signature is compiled; the reference executor runs it',
  'compiler/program/fold.ts': 'caught where constants are folded',
  'kernels/wasm/elementwise/values.ts': 'caught where code is emitted one element at a time',
  'platform/option_words.ts': 'caught by the parser, which prints how the program is used',
}

/** Lines without comments and without what stands between quotes. */
const codeLines = (source: string): string[] =>
  source
    .replace(/\/\*[\s\S]*?\*\//g, comment => comment.replace(/[^\n]/g, ''))
    .split('\n')
    .map(line => line.replace(/'(?:[^'\\]|\\.)*'/g, "''").replace(/\/\/.*$/, ''))

function unbranded(sources: Files): string[] {
  const wrong: string[] = []
  for (const [file, source] of sources) {
    const lines = codeLines(source)
    const imports = (name: string): boolean =>
      new RegExp(`^(?:import|export class) [^;\\n]*\\b${name}\\b`, 'm').test(source)
    for (const [i, line] of lines.entries()) {
      const name = (makes.exec(line) ?? tells.exec(line))?.[1]
      if (name !== undefined && !imports(name) && file !== 'errors/python.ts')
        wrong.push(`${file}:${i + 1} has JavaScript's ${name}`)
      if (/\bclass \w+ extends (?:globalThis\.)?\w*Error\b/.test(line)) {
        const base = /extends (?:globalThis\.)?(\w+)/.exec(line)?.[1] as string
        if (OWN_CLASSES.includes(base) && !imports(base) && INNER_ERRORS[file] === undefined)
          wrong.push(`${file}:${i + 1} extends JavaScript's ${base}`)
      }
    }
  }
  return wrong
}

test('all errors are made on purpose', () => {
  expect(files.size).toBeGreaterThan(400)
  expect(unbranded(files)).toEqual([])
})

test('every inner error is still there', () => {
  for (const file of Object.keys(INNER_ERRORS))
    expect(files.get(file), file).toMatch(/extends (globalThis\.)?(Type)?Error\b/)
})

test.each([
  ["throw new TypeError('x')"],
  ["throw new Error('x')"],
  ["const made = cond ? new RangeError('x') : undefined"],
  ["throw new globalThis.TypeError('x')"],
  ['if (error instanceof RangeError) return'],
  ['class MyError extends Error {}'],
])('reports %s', source => {
  expect(unbranded(new Map([['graph/planted.ts', source]]))).toHaveLength(1)
})

test('lets imported classes, comments and texts pass', () => {
  const source =
    "import { TypeError } from '../errors/python.ts'\nthrow new TypeError('x')\n// new Error('x')\nconst text = 'new Error()'"
  expect(unbranded(new Map([['graph/planted.ts', source]]))).toEqual([])
})
