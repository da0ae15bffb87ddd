/** The shape of the source tree: imports point upwards, shared code knows no op, files stay readable. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import opNames from '../golden/op_names.json' with { type: 'json' }
import {
  countImports,
  type Files,
  knowsTooMuch,
  LAYERS,
  longFiles,
  opNamesInSharedCode,
  valueCircles,
  wrongFiles,
  wrongImports,
  wrongRooms,
} from './structure.ts'

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

test('modules wait for rooms before their own only', () => {
  expect(wrongRooms(files)).toEqual([])
})

test("Python's own values know no arrays, tensors and graphs", () => {
  expect(knowsTooMuch(files)).toEqual([])
})

const of = (folder: string, ...names: readonly string[]): string[] =>
  names
    .join(' ')
    .split(' ')
    .map(name => `${folder}/${name}.ts`)
/** Modules that wait for each other, and why: what they hold calls itself through all of them, or is one thing in two files. */
const CIRCLES: Readonly<Record<string, readonly string[]>> = {
  'a message is filled from lists of messages, which it fills': [
    'formats/proto/assign.ts',
    'formats/proto/repeated.ts',
  ],
  'a graph becomes the default graph, which is a Graph': ['graph/default_graph.ts', 'graph/graph.ts'],
  'gradients of elementary functions are made of elementary functions': of(
    'ops/math',
    'arithmetic_ops broadcast_args_ops cast_ops complex_ops constant_op division_ops function_ops matmul_ops operators power_ops reduction_ops',
    'scan_ops select_ops sequence_ops shape_ops zeros_like_ops',
  ),
  'the gradient of a slice is a pad, that of a pad a slice, that of a concat slices': of(
    'ops/array',
    'concat_ops gather_ops pad_ops scatter_ops slice_ops',
  ),
  'the gradient of a loop is a loop': of(
    'ops/control_flow',
    'cond_context dataflow_gradients dataflow_nodes dataflow_ops loop_accumulators while_context while_loop',
  ),
  'statements hold expressions, and expressions functions of statements': of(
    'python/compiler',
    'calls classes comprehensions dynamic_code expressions functions generator_statements statements targets',
  ),
}

test('no modules wait for each other but those that are named', () => {
  const named = Object.values(CIRCLES).map(circle => circle.join(' '))
  expect(
    valueCircles(files)
      .map(circle => circle.join(' '))
      .sort(),
  ).toEqual(named.sort())
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
  [
    'a downward import of a type',
    'errors/a.ts',
    "import type { NDArray } from '../tensor/ndarray.ts'",
    'errors stands before tensor',
  ],
  [
    'a downward import in a nested folder',
    'kernels/wasm/a.ts',
    "import { x } from '../../session/session.ts'",
    'kernels stands before session',
  ],
  ['a downward re-export', 'graph/a.ts', "export * from '../ops/math.ts'", 'graph stands before ops'],
  [
    'a downward import at run time',
    'graph/a.ts',
    "const m = await import('../session/session.ts')",
    'graph stands before session',
  ],
  [
    'a downward import in a type position',
    'graph/a.ts',
    "let s: import('../session/session.ts').Session",
    'graph stands before session',
  ],
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

test.each([
  [
    'a room that waits for a later one',
    'ops/math/a.ts',
    "import { concat } from '../array/concat_ops.ts'",
    'math stands before array',
  ],
  [
    'a folder that waits for a room behind it',
    'graph/a.ts',
    "export { apply } from './build/apply_op.ts'",
    'graph stands before build',
  ],
  [
    'values of Python that wait for numpy',
    'python/objects/a.ts',
    "import { NumpyScalar } from '../numpy/scalar.ts'",
    'objects stands before numpy',
  ],
  [
    'numpy waiting for tensorflow',
    'python/numpy/a.ts',
    "import { adaptTuples } from '../tensorflow/tuple_results.ts'",
    'numpy stands before tensorflow',
  ],
  [
    'the parser waiting for values',
    'python/syntax/a.ts',
    "export { int } from '../objects/values/numbers.ts'",
    'syntax stands before objects',
  ],
  ['a file in no room', 'compiler/a.ts', '', 'this file is in none'],
  ['a room that nobody knows', 'ops/misc/a.ts', '', 'misc is not one of the rooms'],
])('reports %s', (_what, file, source, expected) => {
  expect(wrongRooms(planted(file, source)).join('\n')).toContain(expected)
})

test.each([
  ['an array', 'python/objects/a.ts', "import { NDArray } from '../../tensor/ndarray.ts'"],
  ['the type of a graph', 'python/objects/values/a.ts', "import type { Graph } from '../../../graph/graph.ts'"],
  ['the type of a scalar', 'python/objects/text/a.ts', "import type { NumpyScalar } from '../../numpy/scalar.ts'"],
  ['np', 'python/builtins/a.ts', "import { dot } from '../../np/products.ts'"],
  ['a session', 'python/compiler/a.ts', "import { Session } from '../../session/session.ts'"],
])('reports values of Python that know %s', (_what, file, source) => {
  expect(knowsTooMuch(planted(file, source)).join('\n')).toContain('knows nothing of it')
})

test('types wait for nothing', () => {
  expect(
    wrongRooms(
      planted('ops/math/a.ts', "import type { A } from '../array/a.ts'\nimport { type B } from '../array/a.ts'"),
    ),
  ).toEqual([])
})

test('reports circles', () => {
  const circle = new Map([
    ['a.ts', "import { b } from './b.ts'"],
    ['b.ts', "import { c } from './c.ts'"],
    ['c.ts', "import { a } from './a.ts'\nimport { d } from './d.ts'"],
    ['d.ts', "import type { A } from './a.ts'"],
  ])
  expect(valueCircles(circle)).toEqual([['a.ts', 'b.ts', 'c.ts']])
})

test('lets upward imports and imports of the same folder pass', () => {
  const source =
    "import { a } from './b.ts'\nimport { b } from '../tensor/c.ts'\nimport fs from 'node:fs'\nimport { z } from 'zod'"
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
  expect(opNamesInSharedCode(planted('compiler/expressions/rules/algebra.ts', source), OPS, {})).toEqual([])
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
  expect(longFiles(planted('ops/a.ts', ''), MOST_LINES, { 'ops/a.ts': 'a table' }).join()).toContain(
    'not needed any more',
  )
})

test('reports names that say nothing and an index that computes', () => {
  expect(wrongFiles(planted('graph/utils.ts', ''))).toHaveLength(1)
  expect(
    wrongFiles(planted('index.ts', "export * from './graph/graph.ts'\nexport const answer = 42")).join(),
  ).toContain('index.ts computes: export const answer')
})
