/** What two graphs differ in (core/util/equal_graph_def.cc). */

import { pythonTypeName } from '../calling/python_repr.ts'
import { pyfunction } from '../calling/signature.ts'
import { AssertionError, TypeError } from '../errors/python.ts'
import { type AttrValue as AttrValueProto, GraphDef, type NodeDef } from '../formats/protos/graph.generated.ts'
import { lookupOp } from '../graph/op_def.ts'
import { attrEquals } from '../graph/serialize/attrs.ts'
import { attrOfProto } from '../graph/serialize/node_def.ts'
import { attrSummary } from '../graph/serialize/node_summary.ts'

function shown(node: NodeDef, key: string): string {
  const value = attrOfProto(node.attr[key] as AttrValueProto)
  return value === undefined ? '' : attrSummary(value, lookupOp(node.op)?.attrs.get(key))
}
const keysOf = (node: NodeDef): string[] => Object.keys(node.attr).sort()
/** `c = Add[T=DT_FLOAT](a, b)` */
const summary = (node: NodeDef): string => {
  const attrs = keysOf(node).map(key => `${key}=${shown(node, key)}`)
  return `${node.name} = ${node.op}${attrs.length > 0 ? `[${attrs.join(', ')}]` : ''}(${[...node.input].join(', ')})`
}
const graphSummary = (graph: GraphDef): string =>
  `versions = ${graph.versions.ToText().trim().replaceAll('\n', ' ')};\n${[...graph.node].map(node => `${summary(node)};\n`).join('')}`

const isSameInput = (a: string, b: string): boolean => a === b || `${a}:0` === b || a === `${b}:0`

function inputsDiffer(actual: readonly string[], expected: readonly string[]): string | undefined {
  if (actual.length !== expected.length)
    return `has inputs '${actual.join(', ')}' that don't match expected '${expected.join(', ')}'`
  const control = actual.findIndex(input => input.startsWith('^'))
  const first = control < 0 ? actual.length : control
  for (let i = 0; i < first; i++) {
    const [got, want] = [actual[i] as string, expected[i] as string]
    if (!isSameInput(got, want)) return `has input ${i} '${got}' that doesn't match expected '${want}'`
  }
  const left = new Set(actual.slice(first))
  const missing = [...new Set(expected.slice(first))].sort().find(input => !left.delete(input))
  if (missing !== undefined) return `missing expected control input '${missing}'`
  const [extra] = [...left].sort()
  return extra === undefined ? undefined : `has unexpected control input '${extra}'`
}

/** Attributes that begin with an underscore are TensorFlow's own. */
const isOwn = (key: string): boolean => key.startsWith('_')

function attrsDiffer(actual: NodeDef, expected: NodeDef): string | undefined {
  for (const key of keysOf(expected)) {
    if (isOwn(key)) continue
    if (!(key in actual.attr)) return `missing expected attr '${key}' with value: ${shown(expected, key)}`
    const values = [actual, expected].map(node => attrOfProto(node.attr[key] as AttrValueProto))
    if (!attrEquals(values[0], values[1])) {
      return `has attr '${key}' with value: ${shown(actual, key)} that does not match expected: ${shown(expected, key)}`
    }
  }
  const extra = keysOf(actual).find(key => !isOwn(key) && !(key in expected.attr))
  return extra === undefined ? undefined : `has unexpected attr '${extra}' with value: ${shown(actual, extra)}`
}

function nodesDiffer(actual: NodeDef, expected: NodeDef): string | undefined {
  if (actual.op !== expected.op) return `has op '${actual.op}' that is not expected '${expected.op}'`
  if (actual.device !== expected.device)
    return `has device '${actual.device}' that is not expected '${expected.device}'`
  return inputsDiffer([...actual.input], [...expected.input]) ?? attrsDiffer(actual, expected)
}

function graphsDiffer(actual: GraphDef, expected: GraphDef): string | undefined {
  const left = new Map([...actual.node].map(node => [node.name, node]))
  for (const node of expected.node) {
    const found = left.get(node.name)
    if (found === undefined) return `Did not find expected node '${summary(node)}'`
    left.delete(node.name)
    const different = nodesDiffer(found, node)
    if (different !== undefined) return `Node named '${node.name}' ${different}`
  }
  const extra = [...left.values()].at(-1)
  return extra === undefined
    ? undefined
    : `Found unexpected node '${summary(extra)}' not in expected graph:\n${graphSummary(expected)}`
}

/**
 * AssertionError, with the first difference, unless two GraphDefs have the same nodes: order, versions and attributes of TensorFlow's own
 * don't count. TypeError for what is no GraphDef.
 */
export const assert_equal_graph_def = pyfunction(
  'assert_equal_graph_def(actual, expected)',
  ({ actual, expected }: { actual: GraphDef; expected: GraphDef }): void => {
    for (const [name, graph] of Object.entries({ actual, expected })) {
      if (!(graph instanceof GraphDef))
        throw new TypeError(`Expected tf.GraphDef for ${name}, got ${pythonTypeName(graph)}`)
    }
    const different = graphsDiffer(actual, expected)
    if (different !== undefined) throw new AssertionError(different)
  },
)
