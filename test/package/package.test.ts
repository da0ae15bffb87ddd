/** What the package promises to whoever installs, clones or reads it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const read = (file: string): string => readFileSync(ROOT + file, 'utf8')
const manifest = JSON.parse(read('package.json')) as {
  readonly type: string
  readonly license: string
  readonly engines: { readonly node: string }
  readonly exports: Readonly<Record<string, unknown>>
  readonly scripts: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
}

describe('package.json', () => {
  test('is that of an ES module for Node 20 under Apache-2.0', () => {
    expect(manifest).toMatchObject({ type: 'module', license: 'Apache-2.0', engines: { node: '>=20' } })
    expect(Object.keys(manifest.exports)).toEqual(['.', './numpy', './python', './port', './package.json'])
    expect(read('LICENSE')).toMatch(/Apache License\s+Version 2\.0, January 2004[\s\S]*END OF TERMS AND CONDITIONS/)
  })

  test('runs nothing when it is installed, and installs before each command of a clone', () => {
    for (const name of ['preinstall', 'install', 'postinstall', 'prepare'])
      expect(manifest.scripts).not.toHaveProperty(name)
    for (const name of ['start', 'test', 'check', 'build', 'smoke', 'conformance', 'bench']) {
      expect(manifest.scripts).toHaveProperty(name)
      expect(manifest.scripts[`pre${name}`]).toBe('node scripts/install_if_needed.mjs')
    }
  })

  test('has the scripts that its commands name', () => {
    for (const command of Object.values(manifest.scripts)) {
      for (const [file] of command.matchAll(/\b(?:scripts|examples|bench)\/[\w./]+/g))
        expect(existsSync(ROOT + file), file).toBe(true)
    }
  })
})

/** Files that people read, of the repository's own. */
function texts(folder: string): string[] {
  return readdirSync(ROOT + folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /\.(ts|js|mjs|cjs|md|json|py|proto|sh)$/.test(entry.name))
    .map(entry => `${entry.parentPath ?? entry.path}/${entry.name}`)
}

test('no file names a path of some machine or the address of a registry', () => {
  const top = readdirSync(ROOT, { withFileTypes: true })
  const files = [
    ...['src', 'test', 'docs', 'examples', 'bench', 'scripts', '.ci'].flatMap(texts),
    ...top.filter(entry => entry.isFile() && entry.name !== '.git').map(entry => ROOT + entry.name),
  ]
  expect(files.length).toBeGreaterThan(60)
  const own = fileURLToPath(import.meta.url)
  const machine = /(?<![\w.])\/(?:work|root|home|Users)\/\w|https?:\/\/(?:[\w.-]*registry|[\w.-]*pypi)\./
  const found = files.filter(file => file !== own && machine.test(readFileSync(file, 'utf8')))
  expect(found.map(file => file.slice(ROOT.length))).toEqual([])
})

describe('documentation', () => {
  const pages = [
    'README.md',
    'CHANGELOG.md',
    'CONTRIBUTING.md',
    ...readdirSync(`${ROOT}docs`, { recursive: true, encoding: 'utf8' })
      .filter(page => page.endsWith('.md'))
      .map(page => `docs/${page.replaceAll('\\', '/')}`),
  ]

  test('links to pages that exist', () => {
    let links = 0
    for (const page of pages) {
      for (const [, target = ''] of read(page).matchAll(/\]\(([^)#]+\.md)[^)]*\)/g)) {
        if (target.startsWith('http')) continue
        links++
        expect(existsSync(new URL(target, `file://${ROOT}${page}`)), `${page} → ${target}`).toBe(true)
      }
    }
    expect(links).toBeGreaterThan(4)
  })

  test('quotes code as it stands', () => {
    let quotes = 0
    for (const page of pages) {
      for (const [, file = '', code = ''] of read(page).matchAll(/<!-- from (\S+) -->\n```ts\n([\s\S]*?)```/g)) {
        quotes++
        expect(read(file).includes(code), `${page} quotes from ${file}:\n${code}`).toBe(true)
      }
    }
    expect(quotes).toBeGreaterThan(2)
  })

  test('names commands that exist', () => {
    for (const page of pages) {
      for (const [command, name = ''] of read(page).matchAll(/npm (?:run )?(start|test|(?<=run )[a-z:]+)\b/g)) {
        expect(manifest.scripts, `${page}: ${command}`).toHaveProperty(name)
      }
    }
  })
})
