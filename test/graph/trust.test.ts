/** Imports that are not trusted: nodes that reach out of the graph are refused, whichever way they come in. */
import { afterEach, expect, test } from 'vitest'
import { lookupOp, registeredOps } from '../../src/graph/op_def.ts'
import * as tf from '../../src/index.ts'
import { environment } from '../support/environment.ts'

const imported = (text: string, options: object = { trusted: false }): unknown => {
  const graph = new tf.Graph()
  return graph.as_default(() => {
    try {
      tf.import_graph_def(tf.GraphDef.FromText(text), { name: '', ...options })
      return graph.get_operations().length
    } catch (error) {
      expect(graph.get_operations()).toEqual([])
      return `${(error as Error).constructor.name}: ${(error as Error).message}`
    }
  })
}
const REFUSED = /^PermissionDeniedError: graph_def is not trusted, and /

/** What gives away in TensorFlow's registry that an op reads or writes files, or calls the host. */
const REACHING = /file|path|pattern|prefix|region|vocab_file|url|token/i
/** Ops whose inputs or attributes sound like it, and why they don't. */
const HARMLESS: Readonly<Record<string, string>> = {
  CTCBeamSearchDecoder: 'paths through a lattice',
  ShardedFilename: 'only makes a name',
  ShardedFilespec: 'only makes a name',
}

test('ops that touch files or call the host say so', () => {
  const silent: string[] = []
  for (const { name, inputs, attrs, spec } of registeredOps()) {
    const names = [...inputs.map(input => input.name), ...attrs.keys()].filter(each => REACHING.test(each))
    if (names.length === 0 && !/Reader|^(Read|Write)File$|^PyFunc/.test(name)) continue
    if (!spec.hostAccess && !(name in HARMLESS) && name !== 'IdentityReader') silent.push(`${name}(${names})`)
  }
  expect(silent).toEqual([])
  const reaching = registeredOps().filter(def => def.spec.hostAccess)
  expect(reaching.length).toBeGreaterThan(25)
  for (const { attrs, spec } of reaching)
    expect(spec.hostAccess?.where === undefined || attrs.has(spec.hostAccess.where)).toBe(true)
})

const READ_FILE = `node { name: "f" op: "Const" attr { key: "dtype" value { type: DT_STRING } }
    attr { key: "value" value { tensor { dtype: DT_STRING tensor_shape { } string_val: "/etc/hostname" } } } }
  node { name: "read" op: "ReadFile" input: "f" }`
const CONSTANT = `node { name: "c" op: "ImmutableConst" attr { key: "dtype" value { type: DT_UINT8 } }
    attr { key: "shape" value { shape { dim { size: 1 } } } } attr { key: "memory_region_name" value { s: "/etc/hostname" } } }`
const CALL = `node { name: "p" op: "PyFunc" attr { key: "token" value { s: "pyfunc_0" } }
    attr { key: "Tin" value { list { } } } attr { key: "Tout" value { list { type: DT_FLOAT } } } }`
const sampler = (
  file: string,
): string => `node { name: "t" op: "Placeholder" attr { key: "dtype" value { type: DT_INT64 } } }
  node { name: "s" op: "FixedUnigramCandidateSampler" input: "t" attr { key: "num_true" value { i: 1 } } attr { key: "num_sampled" value { i: 1 } }
    attr { key: "unique" value { b: false } } attr { key: "range_max" value { i: 1 } } ${file} }`
const inFunction = (node: string): string =>
  `library { function { signature { name: "f" input_arg { name: "x" type: DT_STRING } output_arg { name: "y" type: DT_STRING } } ${node} } }`

test.each([
  ['a node', READ_FILE, "node 'read' (op: 'ReadFile') reads or writes files. Import it with trusted=True"],
  ['an attribute that names a file', CONSTANT, "node 'c' (op: 'ImmutableConst') reads or writes files"],
  ['a function of the program', CALL, "node 'p' (op: 'PyFunc') calls functions of the program"],
  [
    'an attribute that may name one',
    sampler('attr { key: "vocab_file" value { s: "/etc/passwd" } }'),
    "reads or writes files by its attr 'vocab_file'",
  ],
  [
    'a node of a function',
    inFunction('node_def { name: "r" op: "ReadFile" input: "x" }'),
    "a node of function 'f' (op: 'ReadFile')",
  ],
  [
    'one in the old form',
    inFunction('node { ret: "r" op: "ReadFile" arg: "x" }'),
    "a node of function 'f' (op: 'ReadFile')",
  ],
  [
    'an attribute that is given later',
    inFunction(
      'node_def { name: "r" op: "FixedUnigramCandidateSampler" attr { key: "vocab_file" value { placeholder: "file" } } }',
    ),
    "by its attr 'vocab_file'",
  ],
  [
    'an op as a function',
    `node { name: "g" op: "SymbolicGradient" attr { key: "Tin" value { list { } } } attr { key: "Tout" value { list { } } }
      attr { key: "f" value { func { name: "g" attr { key: "h" value { func { name: "ReadFile" } } } } } } }`,
    "node 'g' (op: 'ReadFile')",
  ],
  [
    'an op as a gradient',
    'library { gradient { function_name: "f" gradient_func: "ReadFile" } }',
    "a gradient of the library (op: 'ReadFile')",
  ],
])('%s is refused', (_, text, message) => {
  const told = imported(text)
  expect(told).toMatch(REFUSED)
  expect(told).toContain(message)
})

test('what reaches nowhere is imported', () => {
  expect(imported(sampler(''))).toBe(2)
  expect(imported(sampler('attr { key: "vocab_file" value { s: "" } }'))).toBe(2)
  expect(imported(READ_FILE, {})).toBe(2)
  expect(imported(READ_FILE, { trusted: true })).toBe(2)
  expect(() => imported(READ_FILE, { trusted: 'no' })).not.toThrow()
  expect(imported(READ_FILE, { trusted: 'no' })).toContain("TypeError: Expected bool for argument 'trusted'")
  expect(lookupOp('ReadFile')?.spec.hostAccess).toEqual({ to: 'files' })
})

afterEach(() => {
  tf.trust_imported_graphs(null)
})
test('the process has a default', () => {
  using _untrusted = environment({ TF0_TRUST_GRAPHS: '0' })
  expect(imported(READ_FILE, {})).toMatch(REFUSED)
  tf.trust_imported_graphs(true)
  expect(imported(READ_FILE, {})).toBe(2)
  tf.trust_imported_graphs(false)
  expect(imported(READ_FILE, {})).toMatch(REFUSED)
  expect(imported(READ_FILE, { trusted: true })).toBe(2)
  const meta = new tf.MetaGraphDef()
  meta.graph_def = tf.GraphDef.FromText(READ_FILE)
  const load =
    (options: { trusted?: boolean }): (() => unknown) =>
    () =>
      new tf.Graph().as_default(() => tf.train.import_meta_graph(meta, options) as unknown)
  expect(load({})).toThrow(tf.errors.PermissionDeniedError)
  expect(load({ trusted: true })).not.toThrow()
  tf.trust_imported_graphs(true)
  expect(load({ trusted: false })).toThrow(tf.errors.PermissionDeniedError)
})
