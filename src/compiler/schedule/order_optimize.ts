/**
 * What TensorFlow 0.12.1 does to a graph before it runs it, as far as effects can tell: equal nodes become one. Two equal
 * expressions of a variable's value therefore see the same value, and conds with the same predicate share their switches.
 *
 * TensorFlow also folds constants, which is left out: what it computes beforehand reads no variable, and no recorded pair of
 * conflicting accesses runs the other way round without it.
 */
import type { Draft, DraftEdge, DraftNode } from './order_draft.ts'
import { EdgeGraph } from './order_edges.ts'

/** What a node of the graph declares to merging. */
export interface Equality {
  /** It has state: never merged. */
  readonly stateful: boolean
  /** Op and attributes: equal for nodes that do the same. Undefined if an input is declared as a reference: never merged. */
  readonly key: string | undefined
  /** The order of its data inputs doesn't matter. */
  readonly commutative: boolean
}

export interface Optimization {
  equality(index: number): Equality
}

// GraphOptimizer's kMaxRounds.
const MAX_ROUNDS = 10
const SOURCE = 0
const SINK = 1

const TRANSFER: Equality = { stateful: true, key: undefined, commutative: false }

export function optimize(draft: Draft, optimization: Optimization): Draft {
  const graph = new EdgeGraph()
  /** By node of `graph`; the source and the sink have none. */
  const nodes: (DraftNode | undefined)[] = []
  const equality: (Equality | undefined)[] = []
  const merged = new Map<number, number>()

  const addNode = (node: DraftNode | undefined, declared: Equality | undefined): void => {
    nodes.push(node)
    equality.push(declared)
    graph.addNode()
  }

  addNode(undefined, undefined)
  addNode(undefined, undefined)
  graph.addEdge(SOURCE, SINK, -1, -1)
  for (const node of draft.nodes) addNode(node, node.kind === 'node' ? optimization.equality(node.index) : TRANSFER)
  const place = (node: number): number => (node === 0 ? SOURCE : node + 1)
  // The edges from the source are added last, in one go with those to the sink.
  const isRoot = new Set(draft.edges.filter(({ from }) => from === 0).map(({ to }) => place(to)))
  for (const { from, to, slot, input } of draft.edges)
    if (from !== 0) graph.addEdge(place(from), place(to), slot, input)
  for (let node = 2; node < nodes.length; node++) {
    if (isRoot.has(node)) graph.addEdge(SOURCE, node, -1, -1)
    if (graph.outEdges[node]!.items.length === 0) graph.addEdge(node, SINK, -1, -1)
  }

  for (let round = 0; round < MAX_ROUNDS && merge(); round++);
  return finish()

  function dataInputs(node: number): number[] {
    return graph.inEdges[node]!.items.filter(edge => graph.input[edge]! >= 0).sort(
      (a, b) => graph.input[a]! - graph.input[b]!,
    )
  }

  function merge(): boolean {
    const available = new Map<string, number>()
    let changed = false
    for (const node of graph.postOrder(SOURCE).reverse()) {
      const declared = equality[node]
      if (declared?.key === undefined || declared.stateful) continue
      const inputs = dataInputs(node).map(edge => `${graph.from[edge]}:${graph.slot[edge]}`)
      const text = `${declared.key} ${(declared.commutative ? inputs.sort() : inputs).join(' ')}`
      const candidate = available.get(text)
      if (candidate === undefined) available.set(text, node)
      else if (controlInputs(candidate) === controlInputs(node)) {
        for (const edge of graph.outEdges[node]!.items)
          graph.addEdge(candidate, graph.to[edge]!, graph.slot[edge]!, graph.input[edge]!)
        graph.removeNode(node)
        const [gone, stays] = [nodes[node], nodes[candidate]]
        if (gone?.kind === 'node' && stays?.kind === 'node') merged.set(gone.index, stays.index)
        changed = true
      }
    }
    return changed
  }

  function controlInputs(node: number): string {
    const sources = graph.inEdges[node]!.items.filter(edge => graph.input[edge]! < 0).map(edge => graph.from[edge]!)
    return [...new Set(sources)].sort((a, b) => a - b).join(' ')
  }

  function finish(): Draft {
    const numbers = new Int32Array(nodes.length)
    const left: DraftNode[] = []
    for (let node = 2; node < nodes.length; node++) if (graph.alive[node]!) numbers[node] = left.push(nodes[node]!)
    const edges: DraftEdge[] = []
    for (const edge of graph.edges()) {
      const to = graph.to[edge]!
      if (to !== SINK)
        edges.push({
          from: numbers[graph.from[edge]!]!,
          to: numbers[to]!,
          slot: graph.slot[edge]!,
          input: graph.input[edge]!,
        })
    }
    return { nodes: left, edges, merged }
  }
}
