/** names.json, errors.json and session.json: snippets with the graph, the exception or the result that they give. */
import type { Graph } from '../../../src/graph/graph.ts'
import type { Operation } from '../../../src/graph/operation.ts'
import { TensorValue } from '../../../src/graph/serialize/attrs.ts'
import { compareJson, compareResult, type Differences } from './compare.ts'
import { type ErrorRecord, type GoldenCase, type Harness, tf } from './harness.ts'
import { spelling } from './messages.ts'

interface NodeRecord {
  readonly name: string
  readonly op: string
  readonly in?: readonly string[]
  readonly out?: readonly string[]
  readonly device?: string
  readonly class?: readonly string[]
  readonly gradient_op_type?: string
  readonly value?: unknown
}

export interface SnippetCase {
  readonly id: string
  readonly source: string
  readonly python2_division?: boolean
  readonly error?: ErrorRecord | null
  readonly result?: unknown
  readonly nodes?: readonly NodeRecord[]
  readonly collections?: Readonly<Record<string, readonly string[]>>
}

const shapeText = (shape: readonly (number | null)[] | null): string =>
  shape === null ? '<unknown>' : `[${shape.map(dim => dim ?? '?').join(',')}]`

const texts = (value: unknown): string[] => ((value as unknown[] | undefined) ?? []).map(String)

function nodeRecord(op: Operation): NodeRecord {
  const inputs = [
    ...op.inputs.map(input => (input.value_index === 0 ? input.op.name : input.name)),
    ...op.control_inputs.map(control => `^${control.name}`),
  ]
  const value = op.type === 'Const' ? op.attr('value') : undefined
  return {
    name: op.name,
    op: op.type,
    ...(inputs.length > 0 ? { in: inputs } : {}),
    ...(op.outputs.length > 0
      ? { out: op.outputs.map(output => `${output.dtype.name}${shapeText(output.staticShape)}`) }
      : {}),
    ...(op.device ? { device: op.device } : {}),
    ...(op.attr('_class') ? { class: texts(op.attr('_class')) } : {}),
    ...(op.attr('_gradient_op_type') ? { gradient_op_type: String(op.attr('_gradient_op_type')) } : {}),
    ...(value instanceof TensorValue ? { value: value.array.tolist() as unknown } : {}),
  }
}

function compareNode(expected: NodeRecord, actual: NodeRecord): Differences {
  const place = `node ${expected.name}`
  return (['name', 'op', 'in', 'out', 'device', 'class', 'gradient_op_type', 'value'] as const).flatMap(key => {
    if (key === 'value')
      return expected.value === undefined ? [] : compareJson(expected.value, actual.value, `${place} value`)
    const [want, got] = [expected[key], actual[key]].map(part => spelling(JSON.stringify(part) ?? 'none'))
    return want === got ? [] : [`${place} ${key}: expected ${want}, got ${got}`]
  })
}

function compareGraph(expected: readonly NodeRecord[], graph: Graph): Differences {
  const actual = graph.get_operations().map(nodeRecord)
  for (const [i, want] of expected.entries()) {
    const got = actual[i]
    if (!got) return [`node ${i}: expected ${want.name} (${want.op}), got no more nodes`]
    const different = compareNode(want, got)
    // what follows the first different node differs too
    if (different.length > 0) return different.slice(0, 4).map(text => `${text} (node ${i} of ${expected.length})`)
  }
  return actual.length > expected.length
    ? [`${actual.length - expected.length} more nodes: ${actual[expected.length]?.name}`]
    : []
}

function compareCollections(expected: Readonly<Record<string, readonly string[]>>, graph: Graph): Differences {
  const collections = Object.fromEntries(
    graph
      .get_all_collection_keys()
      .map(key => [key, graph.get_collection(key).map((item: unknown) => (item as { name?: string })?.name)]),
  )
  return Object.entries(expected).flatMap(([key, want]) => {
    const got = collections[key] as unknown[] | undefined
    if (want.some(name => name.startsWith('<')))
      return got?.length === want.length ? [] : [`collection ${key}: expected ${want.length} items`]
    return JSON.stringify(got) === JSON.stringify(want)
      ? []
      : [`collection ${key}: expected ${JSON.stringify(want)}, got ${JSON.stringify(got)}`]
  })
}

/** A snippet of names.json. */
export function namesCase(test: SnippetCase): GoldenCase {
  return {
    id: test.id,
    source: test.source,
    run: harness => {
      const globals = harness.names()
      const run = (): unknown => harness.run(test.source, globals, !test.python2_division)
      const differences = test.error ? harness.expectError(test.error, run) : []
      if (!test.error) run()
      const graph = tf.get_default_graph()
      differences.push(...compareGraph(test.nodes ?? [], graph), ...compareCollections(test.collections ?? {}, graph))
      if ('result' in test) differences.push(...compareJson(test.result, globals.get('result')))
      return differences
    },
  }
}

function outcome(harness: Harness, test: SnippetCase, globals: Map<string, unknown>): Differences {
  if (test.error) return harness.expectError(test.error, () => harness.run(test.source, globals))
  harness.run(test.source, globals)
  return 'result' in test ? compareResult(test.result, globals.get('result') ?? null, 'result', harness.folder) : []
}

/** A snippet of errors.json. */
export function errorsCase(test: SnippetCase): GoldenCase {
  return {
    id: test.id,
    source: test.source,
    run: harness => harness.inFolder(() => outcome(harness, test, harness.names({ TMP: harness.folder }))),
  }
}

/** What these show happened, and is no promise. */
const RACES = /^(race_|train_and_loss_in_one_run_is_a_race|train_loss_and_variable_in_one_run|read_op_does_not_copy)/

/** A snippet of session.json, with a session `s`. */
export function sessionCase(test: SnippetCase): GoldenCase {
  return {
    id: test.id,
    source: test.source,
    run: harness =>
      harness.inFolder(() => {
        const globals = harness.names({ TMP: harness.folder })
        harness.run('s = tf.Session()\n', globals)
        try {
          const differences = outcome(harness, test, globals)
          return RACES.test(test.id) ? [] : differences
        } finally {
          ;(globals.get('s') as { close(): void }).close()
        }
      }),
  }
}
