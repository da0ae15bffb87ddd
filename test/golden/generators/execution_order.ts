/**
 * Trims recorded runs of TensorFlow 0.12.1 to what the test of the execution order needs.
 *
 *     npx tsx test/golden/generators/execution_order.ts CASES.json.gz
 *
 * CASES.json.gz: runs of random graphs with one inter-op and one intra-op thread; per case the GraphDef (base64), feeds,
 * fetches, targets, the executed nodes by step stats, the conflicting accesses that no path of edges orders, the values that were fetched and
 * those of the variables afterwards. Graphs and values go to a file of their own, of those whose order does not depend on addresses.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { gunzipSync, gzipSync } from 'node:zlib'

interface Recorded {
  id: number
  kind: string
  one_block: boolean
  graph: string
  feeds: Record<string, unknown>
  fetches: string[]
  targets: string[]
  order: string[]
  races: [string, string, string][]
  init: string
  values: Record<string, unknown>
  /** What was not a number as Python prints it. */
  variables: Record<string, unknown> | string
}

/** Fields of a protobuf message: number → values (varints as numbers, the rest as bytes). */
function fields(bytes: Uint8Array): Map<number, (number | Uint8Array)[]> {
  const found = new Map<number, (number | Uint8Array)[]>()
  let at = 0
  const varint = (): number => {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++]!
      value += (byte & 127) * scale
      if (byte < 128) return value
    }
  }
  const take = (length: number): Uint8Array => bytes.subarray(at, (at += length))
  while (at < bytes.length) {
    const tag = varint()
    const wire = tag & 7
    const value = wire === 0 ? varint() : take(wire === 1 ? 8 : wire === 5 ? 4 : varint())
    const list = found.get(tag >> 3)
    if (list) list.push(value)
    else found.set(tag >> 3, [value])
  }
  return found
}

const text = (value: unknown): string => Buffer.from(value as Uint8Array).toString()
const all = (message: Map<number, (number | Uint8Array)[]>, field: number): Uint8Array[] => (message.get(field) ?? []) as Uint8Array[]

/**
 * [name, op, inputs, first, attrs]: an input is [node, slot], slot -1 for control; first is the first node with the same op
 * and attributes; attrs only of Enter nodes.
 */
function trimGraph(graph: Uint8Array): unknown[] {
  const nodes = all(fields(graph), 1).map((node) => fields(node))
  const index = new Map(nodes.map((node, k) => [text(all(node, 1)[0]), k]))
  const firsts = new Map<string, number>()
  return nodes.map((node, k) => {
    const entries = all(node, 5).map(entry => Buffer.from(entry).toString('base64'))
    const same = [text(all(node, 2)[0]), ...entries.sort()].join()
    if (!firsts.has(same)) firsts.set(same, k)
    const inputs = all(node, 3).map((input) => {
      const [, control, name, slot] = /^(\^?)(.*?)(?::(\d+))?$/.exec(text(input))!
      return [index.get(name!)!, control ? -1 : Number(slot ?? 0)]
    })
    const attrs: Record<string, unknown> = {}
    for (const entry of all(node, 5)) {
      const pair = fields(entry)
      const value = fields(all(pair, 2)[0] ?? new Uint8Array())
      const key = text(all(pair, 1)[0])
      if (key === 'frame_name') attrs[key] = text(all(value, 2)[0])
      if (key === 'is_constant') attrs[key] = value.get(5)?.[0] === 1
      if (key === 'parallel_iterations') attrs[key] = value.get(3)?.[0]
    }
    return [text(all(node, 1)[0]), text(all(node, 2)[0]), inputs, firsts.get(same), ...(Object.keys(attrs).length > 0 ? [attrs] : [])]
  })
}

const { cases } = JSON.parse(gunzipSync(readFileSync(process.argv[2]!)).toString()) as { cases: Recorded[] }
const trimmed = cases.map(({ id, kind, one_block, graph, feeds, fetches, targets, order, races }) => ({
  id,
  kind,
  one_block,
  graph: trimGraph(Buffer.from(graph, 'base64')),
  feeds: Object.keys(feeds),
  fetches,
  targets,
  order,
  races,
}))
writeFileSync(new URL('../execution-order/cases.json.gz', import.meta.url), gzipSync(JSON.stringify(trimmed), { level: 9 }))

const numbers = (values: Recorded['variables']): unknown =>
  typeof values !== 'string' ? values : JSON.parse(values.replace(/'/g, '"').replace(/\bnan\b/g, '"nan"').replace(/(-?)\binf\b/g, '"$1inf"'))
const withValues = cases
  .filter(({ one_block }) => one_block)
  .map(({ id, graph, init, feeds, fetches, targets, values, variables }) => {
    return { id, graph, init, feeds, fetches, targets, values, variables: numbers(variables) }
  })
writeFileSync(new URL('../execution-order/values.json.gz', import.meta.url), gzipSync(JSON.stringify(withValues), { level: 9 }))
