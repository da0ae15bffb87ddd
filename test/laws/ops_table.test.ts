import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { opCounts, opsTable } from './ops_table.ts'

const root = new URL('../../', import.meta.url)
const textOf = (file: string): string => readFileSync(new URL(file, root), 'utf8')

test('docs/ops.md is what the registry says; npx tsx scripts/ops_table.ts writes it', { timeout: 60_000 }, async () => {
  expect(textOf('docs/ops.md').split('\n')).toEqual((await opsTable()).split('\n'))
})

/** The phrases in which documentation counts ops, and what each counts. */
const PHRASES: readonly (readonly [phrase: RegExp, counts: keyof ReturnType<typeof opCounts>])[] = [
  [/\b(\d+) ops of (?:TensorFlow )?0\.12\.1 are (?:registered|defined)/g, 'core'],
  [/\b(\d+|all) of them run\b/g, 'running'],
  [/\b(\d+) of them have a gradient\b/g, 'differentiable'],
]
/** Any other large number of ops: it stands in a phrase that says what it counts, or goes. */
const NUMBER_OF_OPS = /\b\d{3,4}\b[^.|\n]{0,20}\bops\b|\bops\b[^.|\n]{0,20}\b\d{3,4}\b/gi

/** What is wrong with the numbers of ops in a text. */
function wrongCounts(text: string): string[] {
  const counts = opCounts()
  const wrong: string[] = []
  let rest = text
  for (const [phrase, key] of PHRASES) {
    rest = rest.replace(phrase, (words, found: string) => {
      if ((found === 'all' ? counts.core : Number(found)) !== counts[key]) wrong.push(`"${words}": ${counts[key]}`)
      return ''
    })
  }
  for (const [words] of rest.matchAll(NUMBER_OF_OPS)) wrong.push(`"${words}": not said what it counts`)
  return wrong
}

test('numbers of ops in the documentation are those of the registry', () => {
  const docs = readdirSync(new URL('docs', root), { recursive: true, encoding: 'utf8' }).map(file => `docs/${file}`)
  const pages = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', ...docs].filter(file => file.endsWith('.md'))
  expect(pages.flatMap(file => wrongCounts(textOf(file)).map(wrong => `${file}: ${wrong}`))).toEqual([])
  for (const file of ['README.md', 'docs/ops.md']) for (const [phrase] of PHRASES) expect(textOf(file)).toMatch(phrase)
})

test('a wrong number is found, and one that does not say what it counts', () => {
  const { core, running, differentiable } = opCounts()
  const right = `all ${core} ops of 0.12.1 are defined, ${running} of them run, ${differentiable} of them have a gradient`
  expect(wrongCounts(right)).toEqual([])
  expect(wrongCounts(right.replace(`${running} of them run`, '478 of them run'))).toEqual([
    `"478 of them run": ${running}`,
  ])
  expect(wrongCounts(right.replace(`${running} of them run`, 'all of them run'))).toEqual(
    running === core ? [] : [`"all of them run": ${running}`],
  )
  expect(wrongCounts('tf0 has 533 ops')).toEqual(['"533 ops": not said what it counts'])
})
