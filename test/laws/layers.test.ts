/** The shape of the source tree: imports point upwards, shared code knows no op, files stay readable. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import opNames from '../golden/op_names.json' with { type: 'json' }
import { countImports, type Files, LAYERS, longFiles, opNamesInSharedCode, wrongFiles, wrongImports } from './structure.ts'

const SRC = fileURLToPath(new URL('../../src/', import.meta.url))
const OPS = new Set(opNames)

/** Where shared code may name an op, and why. */
const NAMED_OPS: Readonly<Record<string, Readonly<Record<string, string>>>> = {}

/** Files that may be longer than the limit, and why. */
const LONG_FILES: Readonly<Record<string, string>> = {}
const MOST_LINES = 500

/** Generated code is not read by people; its own generator answers for it. */
const isGenerated = (file: string): boolean => /(^|\/)generated\/|\.generated\.ts$/.test(file)

const files: Files = new Map(
  readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .map(file => file.replaceAll('\\', '/'))
    .filter(file => /\.[jt]s$/.test(file) && !file.endsWith('.d.ts'))
    .sort()
    .map(file => [file, readFileSync(SRC + file, 'utf8')]),
)
const written: Files = new Map([...files].filter(([file]) => !isGenerated(file)))
const planted = (file: string, source: string): Files => new Map([[file, source]])

test('the checks saw the source tree', () => {
  expect(files.size).toBeGreaterThan(30)
  expect(countImports(files)).toBeGreaterThan(60)
  expect(OPS.size).toBe(525)
})

test('imports point only upwards', () => {
  expect(wrongImports(files)).toEqual([])
})

test('shared code names no op', () => {
  expect(opNamesInSharedCode(files, OPS, NAMED_OPS)).toEqual([])
})

test(`no file is longer than ${MOST_LINES} lines`, () => {
  expect(longFiles(written, MOST_LINES, LONG_FILES)).toEqual([])
})

test('files have telling names and the index computes nothing', () => {
  expect(wrongFiles(files)).toEqual([])
})

test.each([
  ['a downward import', 'tensor/a.ts', "import { Graph } from '../graph/graph.ts'", 'tensor stands before graph'],
  ['a downward import of a type', 'errors/a.ts', "import type { NDArray } from '../tensor/ndarray.ts'", 'errors stands before tensor'],
  ['a downward import in a nested folder', 'kernels/wasm/a.ts', "import { x } from '../../session/session.ts'", 'kernels stands before session'],
  ['a downward re-export', 'graph/a.ts', "export * from '../ops/math.ts'", 'graph stands before ops'],
  ['a downward import at run time', 'graph/a.ts', "const m = await import('../session/session.ts')", 'graph stands before session'],
  ['a downward import in a type position', 'graph/a.ts', "let s: import('../session/session.ts').Session", 'graph stands before session'],
  ['the public index', 'nn/a.ts', "import * as tf from '../index.ts'", 'nn stands before index.ts'],
  ['the package by its name', 'nn/a.ts', "import * as tf from 'tf0'", 'imports the package itself'],
  ['a way out of src', 'nn/a.ts', "import { x } from '../../test/x.ts'", 'in none of the layers'],
  ['an unknown folder', 'helpers/a.ts', '', 'not one of the layers'],
  ['the compiler looking at ops', 'compiler/a.ts', "import { MatMul } from '../ops/matmul.ts'", 'never the ops'],
  ['the runtime looking at ops', 'runtime/a.ts', "import type { X } from '../ops/matmul.ts'", 'never the ops'],
  ['a worker importing TypeScript', 'runtime/worker.js', "import { x } from './pool.ts'", 'imports no TypeScript'],
])('reports %s', (_what, file, source, expected) => {
  expect(wrongImports(planted(file, source)).join('\n')).toContain(expected)
})

test('lets upward imports and imports of the same folder pass', () => {
  const source = "import { a } from './b.ts'\nimport { b } from '../tensor/c.ts'\nimport fs from 'node:fs'\nimport { z } from 'zod'"
  for (const layer of LAYERS.filter(layer => layer !== 'index.ts' && layer !== 'errors'))
    expect(wrongImports(planted(`${layer}/a.ts`, source))).toEqual([])
})

test.each([
  ['a comparison', 'compiler/passes.ts', "if (node.op === 'MatMul') {}"],
  ['a case', 'runtime/run.ts', "switch (op) { case 'MatMul': break }"],
  ['a set', 'autodiff/gradients.ts', "const REAL = new Set(['Add', 'MatMul'])"],
  ['a key', 'session/fetch.ts', 'const table = { MatMul: 1 }'],
  ['a type', 'graph/graph.ts', "type Known = 'MatMul' | 'x'"],
  ['a template without parts', 'graph/graph.ts', 'const op = `MatMul`'],
])('reports an op named by %s', (_what, file, source) => {
  expect(opNamesInSharedCode(planted(file, source), OPS, {}).join('\n')).toContain(`${file}:1 names the op MatMul`)
})

test('lets ops be named in rules, in families, in comments and by exception', () => {
  const source = "if (op === 'MatMul') {}"
  expect(opNamesInSharedCode(planted('compiler/rules/algebra.ts', source), OPS, {})).toEqual([])
  expect(opNamesInSharedCode(planted('ops/matmul.ts', source), OPS, {})).toEqual([])
  expect(opNamesInSharedCode(planted('graph/a.ts', "// 'MatMul'\nconst text = 'a MatMul'"), OPS, {})).toEqual([])
  const exception = { 'graph/a.ts': { MatMul: 'planted' } }
  expect(opNamesInSharedCode(planted('graph/a.ts', source), OPS, exception)).toEqual([])
  expect(opNamesInSharedCode(planted('graph/a.ts', ''), OPS, exception).join()).toContain('not needed any more')
})

test('reports long files and needless exceptions', () => {
  const long = planted('ops/a.ts', '\n'.repeat(MOST_LINES))
  expect(longFiles(long, MOST_LINES, {}).join()).toContain('split it by meaning')
  expect(longFiles(long, MOST_LINES, { 'ops/a.ts': 'a table' })).toEqual([])
  expect(longFiles(planted('ops/a.ts', ''), MOST_LINES, { 'ops/a.ts': 'a table' }).join()).toContain('not needed any more')
})

test('reports names that say nothing and an index that computes', () => {
  expect(wrongFiles(planted('graph/utils.ts', ''))).toHaveLength(1)
  expect(wrongFiles(planted('index.ts', "export * from './graph/graph.ts'\nexport const answer = 42")).join()).toContain(
    'index.ts computes: export const answer',
  )
})
