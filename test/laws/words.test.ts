/** Names, comments and documentation use the field's words. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { PRIVATE_WORDS, privateWords } from './words.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

function texts(folder: string, ending: RegExp): [string, string][] {
  return readdirSync(ROOT + folder, { recursive: true, encoding: 'utf8' })
    .map(file => file.replaceAll('\\', '/'))
    .filter(file => ending.test(file) && !/\.generated\.ts$/.test(file))
    .map(file => [file, readFileSync(`${ROOT}${folder}/${file}`, 'utf8')])
}

test('the source tree and the documentation have none of the private words', () => {
  const files = new Map([
    ...texts('src', /\.[jt]s$/),
    ...texts('docs', /\.md$/),
    ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'].map((file): [string, string] => [
      file,
      readFileSync(ROOT + file, 'utf8'),
    ]),
  ])
  expect(files.size).toBeGreaterThan(800)
  expect(privateWords(files)).toEqual([])
})

test.each([
  ['runtime/pool.ts', 'const seat = 1', 'seat'],
  ['runtime/kept_arrays.ts', '', 'kept_arrays'],
  ['kernels/wasm/product/matmul.ts', '  readonly kBlock: number', 'kBlock'],
  ['nn/layers.ts', '/** Layers of so many units. */', 'so many'],
])('%s: %j is found', (file, text, word) => {
  expect(privateWords(new Map([[file, text]])).some(line => line.includes(`: ${word}: say `))).toBe(true)
})

test('a word with a meaning of its own elsewhere may stand there', () => {
  expect(privateWords(new Map([['ops/training/batch.ts', 'const offered = 1 // preparation']]))).toEqual([])
  expect(PRIVATE_WORDS.length).toBeGreaterThan(15)
})
