/**
 * The errors that TensorFlow's own tests provoke while they add a node, provoked on tf0: class and message must be the same.
 *   node --import tsx scripts/construction_errors.ts RECORDS [--failures]
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { applyOp } from '../src/graph/build/apply_op.ts'
import { lookupOp } from '../src/graph/op_def.ts'
import * as tf from '../src/index.ts'

/** Percent that must agree. */
const LEAST_AGREEING = 95

interface ConstructionError {
  readonly id: string
  readonly stage: 'create_op' | 'apply_op'
  readonly graph?: string
  readonly node?: string
  readonly op?: string
  readonly args?: Readonly<Record<string, unknown>>
  readonly error: { readonly type: string; readonly message: string }
}

/** JSON's numbers with a fraction, even of .0, are floats; a plain parse would not tell them from integers. */
const parseRecord = (line: string): ConstructionError =>
  JSON.parse(line.replace(/([[:,]\s*)(-?\d+\.\d+(?:e[+-]?\d+)?)(?=\s*[,\]}])/g, '$1{"float": $2}')) as ConstructionError

/** A recorded argument: Python's ints and floats, tensors by their type and shape. */
function argument(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(argument)
  if (typeof value === 'number') return Number.isInteger(value) ? tf.int(value) : tf.float(value)
  if (typeof value !== 'object' || value === null) return value
  if ('float' in value) return tf.float(value.float as number)
  const {
    tensor,
    dtype,
    shape = null,
  } = value as { tensor?: { dtype: string }; dtype?: string; shape?: (number | null)[] | null }
  const type = tensor?.dtype ?? dtype
  return type === undefined ? value : tf.placeholder(type, shape)
}

/** The error that tf0 raises for the case; undefined where it raises none, null where the op is not registered. */
function provoke(record: ConstructionError): Error | undefined | null {
  const node = record.node === undefined ? undefined : tf.NodeDef.FromString(Buffer.from(record.node, 'base64'))
  const def = lookupOp(node?.op ?? record.op ?? '')
  if (!def) return null
  try {
    new tf.Graph().as_default(() => {
      if (node) {
        const graph = tf.GraphDef.FromString(Buffer.from(record.graph ?? '', 'base64'))
        graph.node.push(node)
        tf.import_graph_def(graph, { name: '' })
      } else {
        const args = Object.entries(record.args ?? {}).filter(([name]) => name !== 'name')
        applyOp(def, Object.fromEntries(args.map(([name, value]) => [name, argument(value)])))
      }
    })
  } catch (error) {
    return error as Error
  }
  return undefined
}

/** The first line, in Python 3 spelling; the node's own name is the recorder's. */
const plain = (message: string): string =>
  (message.split('\n')[0] ?? '')
    .replace(/for '[^']+' \(op/, "for 'node' (op")
    .replace(/\bu(?=['"])/g, '')
    .replace(/<type '/g, "<class '")

const [, , folder = '', flag] = process.argv
const file = join(folder, 'cases/public/construction_errors.jsonl.gz')
let passed = 0
let failed = 0
let unregistered = 0
for (const line of gunzipSync(readFileSync(file)).toString('utf8').split('\n')) {
  if (!line) continue
  const record = parseRecord(line)
  const error = provoke(record)
  if (error === null) unregistered++
  else if (error?.constructor.name === record.error.type && plain(error.message) === plain(record.error.message))
    passed++
  else {
    failed++
    if (flag === '--failures')
      console.log(
        `${record.id}: ${error?.constructor.name} ${error?.message}\n  expected ${record.error.type} ${record.error.message}`,
      )
  }
}
console.log(`construction errors: ${passed} agree, ${failed} differ, ${unregistered} of ops that are not registered`)
process.exit((100 * passed) / Math.max(1, passed + failed) >= LEAST_AGREEING ? 0 : 1)
