/** Conds, loops, TensorArrays and queues make TensorFlow's nodes, and their gradients; values agree. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import { nodeText } from './graph_cases.ts'

interface Case {
  readonly js: string
  readonly python: string
  readonly nodes: readonly string[]
  readonly values?: readonly unknown[]
  readonly error?: string
  /** Python's plain lists become constants with other names. */
  readonly loose?: boolean
}
const cases = JSON.parse(readFileSync(new URL('../golden/dataflow_graphs.json', import.meta.url), 'utf8')) as Case[]

const SHOWN = [
  'frame_name',
  'is_constant',
  'parallel_iterations',
  'swap_memory',
  'source',
  'clear_after_read',
  'dynamic_size',
  'tensor_array_name',
  'capacity',
]
function shown(op: tf.Operation): string {
  const parts = SHOWN.filter(key => op.attr(key) !== undefined).map(key => {
    const value = op.attr(key)
    return `${key}=${String(value)}`
  })
  return parts.length > 0 ? `[${parts.join(' ')}]` : ''
}
function build(js: string): {
  readonly graph: tf.Graph
  readonly nodes: string[]
  readonly results: readonly tf.Tensor[]
} {
  const graph = new tf.Graph()
  const results = graph.as_default(
    () => new Function('tf', `let a, b, c, d, e, i, m, n, p, q, r, s, v, w, x; ${js}; return r`)(tf) as tf.Tensor[],
  )
  const nodes = graph.operations.map(op => `${nodeText(op)}${shown(op)}`)
  return { graph, nodes, results }
}
const list = (value: unknown): unknown => (value instanceof tf.NDArray ? value.tolist() : value)
const typesOf = (nodes: readonly string[]): string[] =>
  nodes.map(node => node.replace(/^[^:]*:/, '').replace(/\(.*/, ''))

describe('nodes and values of dataflow', () => {
  for (const { js, python, nodes, values, loose, error } of cases) {
    test(python, () => {
      const built = build(js)
      if (loose) expect(typesOf(built.nodes)).toEqual(typesOf(nodes))
      else expect(built.nodes).toEqual(nodes)
      if (values) {
        const session = new tf.Session('', { graph: built.graph })
        expect(session.run([...built.results]).map(list)).toEqual(values)
        session.close()
      }
      if (error !== undefined) {
        const session = new tf.Session('', { graph: built.graph })
        expect(() => session.run([...built.results])).toThrow(error)
      }
    })
  }
})
