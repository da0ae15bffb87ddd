/** Plays recorded snippets of TensorFlow 0.12.1 through the Python front end: graphs, collections, errors, warnings and values. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { Graph } from '../../src/graph/graph.ts'
import type { Operation } from '../../src/graph/operation.ts'
import * as tf from '../../src/index.ts'
import { compareResult, type Differences } from '../python/golden/compare.ts'
import { type ErrorRecord, type GoldenCase, Harness } from '../python/golden/harness.ts'
import { spelling } from '../python/golden/messages.ts'

interface NodeRecord {
  /** The NodeDef and the types of its outputs. */
  readonly text?: string
  readonly out?: readonly string[]
  /** Nodes of gradients say only what they are. */
  readonly name?: string
  readonly op?: string
}
export interface Snippet {
  readonly id: string
  readonly source: string
  readonly error: ErrorRecord | null
  readonly nodes: readonly NodeRecord[]
  readonly collections: Readonly<Record<string, readonly string[]>>
  readonly log: readonly string[]
  readonly result?: unknown
}

export function snippetsOf(name: string): Snippet[] {
  const file = new URL(`../golden/contrib/${name}.json.gz`, import.meta.url)
  return (JSON.parse(String(gunzipSync(readFileSync(file)))) as { cases: Snippet[] }).cases
}

const shapeText = (shape: readonly (number | null)[] | null): string =>
  shape === null ? '<unknown>' : `[${shape.map(dim => dim ?? '?').join(',')}]`
const outputsOf = (op: Operation): string[] =>
  op.outputs.map(output => `${output.dtype.name}${shapeText(output.staticShape)}`)

function compareNode(expected: NodeRecord, op: Operation): Differences {
  if (expected.text === undefined) {
    return op.name === expected.name && op.type === expected.op
      ? []
      : [`expected ${expected.name} (${expected.op}), got ${op.name} (${op.type})`]
  }
  const [want, got] = [tf.NodeDef.FromText(expected.text).ToText(), (op.node_def as tf.NodeDef).ToText()]
  if (want !== got) return [`expected ${want}\ngot ${got}`]
  const [types, ours] = [expected.out?.join(' '), outputsOf(op).join(' ')]
  return types === ours ? [] : [`${op.name}: expected ${types}, got ${ours}`]
}

/** How the graph differs from the recorded one. */
export function compareNodes(expected: readonly NodeRecord[], graph: Graph): Differences {
  const ops = graph.get_operations()
  for (const [i, want] of expected.entries()) {
    const op = ops[i]
    if (op === undefined)
      return [`expected ${expected.length} nodes, got ${ops.length}; missing ${want.text ?? want.name}`]
    const different = compareNode(want, op)
    // what follows the first different node differs too
    if (different.length > 0) return different.map(text => `node ${i} of ${expected.length}: ${text}`)
  }
  return ops.length > expected.length
    ? [`${ops.length - expected.length} more nodes: ${ops[expected.length]?.name}`]
    : []
}

/** How the collections differ from the recorded ones. */
export function compareCollections(expected: Snippet['collections'], graph: Graph): Differences {
  const keys = graph.get_all_collection_keys().filter(key => typeof key === 'string')
  const ours = Object.fromEntries(
    keys.map(key => [key, graph.get_collection(key).map(item => (item as { name?: string }).name ?? '')]),
  )
  return [...new Set([...keys, ...Object.keys(expected)])].flatMap(key => {
    const [want, got] = [expected[key] ?? [], ours[key] ?? []]
    const same = want.length === got.length && want.every((name, i) => name.startsWith('<') || name === got[i])
    return same ? [] : [`collection ${key}: expected ${JSON.stringify(want)}, got ${JSON.stringify(got)}`]
  })
}

/** Which messages of the log are compared. */
type Keep = (message: string) => boolean
const messagesOf = (text: string): string[] => text.split(/^(?=[A-Z]+:tensorflow:)/m).filter(message => message !== '')

function caseOf(snippet: Snippet, keep: Keep): GoldenCase {
  const { id, source, error } = snippet
  return {
    id,
    source,
    run: harness => {
      tf.set_random_seed(7)
      const globals = harness.names()
      let lines = ''
      const { write } = process.stderr
      process.stderr.write = (text: string | Uint8Array) => {
        lines += String(text)
        return true
      }
      const differences: Differences = []
      try {
        if (error) differences.push(...harness.expectError(error, () => harness.run(source, globals)))
        else harness.run(source, globals)
      } finally {
        process.stderr.write = write
      }
      const expected = snippet.log.map(line => `${line.replace(':', ':tensorflow:')}\n`)
      const [want, got] = [expected, messagesOf(lines)].map(messages => messages.filter(keep).join('')) as [
        string,
        string,
      ]
      if (spelling(got) !== spelling(want)) differences.push(`log: expected ${want}\ngot ${got}`)
      const graph = tf.get_default_graph()
      differences.push(...compareNodes(snippet.nodes, graph), ...compareCollections(snippet.collections, graph))
      if ('result' in snippet) differences.push(...compareResult(snippet.result, globals.get('result') ?? null))
      return differences
    },
  }
}

let harness: Harness | undefined
/** How a snippet fares: no differences where it does what TensorFlow did. */
export async function play(snippet: Snippet, keep: Keep = () => true): Promise<Differences> {
  harness ??= await Harness.create()
  const outcome = harness.judge(caseOf(snippet, keep))
  if (outcome.kind === 'passed') return []
  return outcome.kind === 'failed'
    ? [...outcome.differences]
    : [`${outcome.kind}: ${'what' in outcome ? outcome.what : outcome.reason}`]
}
