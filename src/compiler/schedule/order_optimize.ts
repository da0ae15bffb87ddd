/**
 * What TensorFlow 0.12.1 does to a graph before it runs it, as far as the order can tell: constants take the place of
 * what can be computed beforehand, and equal nodes become one. Two equal expressions of a variable's value therefore see
 * the same value, and conds with the same predicate share their switches.
 */
import { bug } from '../../errors/bug.ts'
import type { Draft, DraftEdge, DraftNode } from './order_draft.ts'
import { EdgeGraph } from './order_edges.ts'
import type { SchedulingOf } from './order_source.ts'

/** What a node of the graph declares to folding and merging. */
export interface Equality {
  /** It has state: never folded or merged, and never removed as unused. */
  readonly stateful: boolean
  /** It is a constant. */
  readonly constant: boolean
  /** It can be computed beforehand if its inputs can. False for all: nothing is folded, equal nodes are merged only. */
  readonly foldable: boolean
  /** Op and attributes: equal for nodes that do the same. Undefined if an input is declared as a reference: never merged. */
  readonly key: string | undefined
  /** The order of its data inputs doesn't matter. */
  readonly commutative: boolean
}

export interface Optimization {
  equality(index: number): Equality
  /**
   * The key that a constant node with the value of a foldable node's output has, so that it can be merged with equal
   * constants. Left out or undefined: only outputs of equal expressions are known to be equal.
   */
  foldedKey?(index: number, slot: number): string | undefined
}

// GraphOptimizer's kMaxRounds.
const MAX_ROUNDS = 10
const SOURCE = 0
const SINK = 1

const TRANSFER: Equality = { stateful: true, constant: false, foldable: false, key: undefined, commutative: false }

export function optimize(draft: Draft, scheduling: SchedulingOf, optimization: Optimization): Draft {
  const graph = new EdgeGraph()
  /** By node of `graph`; the source and the sink have none. */
  const nodes: (DraftNode | undefined)[] = []
  const equality: (Equality | undefined)[] = []
  const isControlFlow: boolean[] = []
  const values = new Map<string, number>()
  const valueOf: (number | undefined)[] = []
  let canFold = false

  const addNode = (node: DraftNode | undefined, declared: Equality | undefined): number => {
    nodes.push(node)
    equality.push(declared)
    if (declared?.foldable && !declared.constant) canFold = true
    isControlFlow.push(node?.kind === 'node' && isSwitchOrLoop(scheduling(node.index).control?.kind))
    return graph.addNode()
  }

  addNode(undefined, undefined)
  addNode(undefined, undefined)
  graph.addEdge(SOURCE, SINK, -1, -1)
  for (const node of draft.nodes) addNode(node, node.kind === 'node' ? optimization.equality(node.index) : TRANSFER)
  const place = (node: number): number => (node === 0 ? SOURCE : node + 1)
  // The edges from the source are added last, in one go with those to the sink.
  const isRoot = new Set(draft.edges.filter(({ from }) => from === 0).map(({ to }) => place(to)))
  for (const { from, to, slot, input } of draft.edges) if (from !== 0) graph.addEdge(place(from), place(to), slot, input)
  for (let node = 2; node < nodes.length; node++) {
    if (isRoot.has(node)) graph.addEdge(SOURCE, node, -1, -1)
    if (graph.outEdges[node]!.items.length === 0) graph.addEdge(node, SINK, -1, -1)
  }

  for (let round = 0; round < MAX_ROUNDS; round++) {
    const folded = fold()
    const merged = merge()
    if (!folded && !merged) break
  }
  return finish()

  function fold(): boolean {
    if (!canFold) return false
    const foldable = new Set<number>()
    let onlyConstants = true
    for (const node of graph.postOrder(SINK, 'backward')) {
      const declared = equality[node]
      if (declared === undefined) continue
      const sources = graph.inEdges[node]!.items.map(edge => graph.from[edge]!)
      if (declared.constant) {
        if (sources.some(source => source !== SOURCE)) continue
      } else {
        if (!declared.foldable || declared.stateful || isControlFlow[node]!) continue
        if (sources.some(source => source !== SOURCE && !foldable.has(source))) continue
        onlyConstants = false
      }
      foldable.add(node)
      valueOf[node] ??= valueNumber(node)
    }
    if (onlyConstants) return false
    let changed = false
    for (const node of foldable) {
      if (equality[node]!.constant) continue
      const edges = graph.outEdges[node]!.items
      const slots = new Set(edges.filter(edge => graph.slot[edge]! >= 0 && !foldable.has(graph.to[edge]!)).map(edge => graph.slot[edge]!))
      for (const slot of [...slots].sort((a, b) => a - b)) {
        replaceByConstant(node, slot)
        changed = true
      }
    }
    if (changed) removeUnused()
    return changed
  }

  /** Nodes that compute the same from the same constants have the same number. */
  function valueNumber(node: number): number {
    const inputs = dataInputs(node).map(edge => `${valueOf[graph.from[edge]!]}:${graph.slot[edge]}`)
    const text = `${equality[node]!.key ?? `#${node}`} ${inputs.join(' ')}`
    let value = values.get(text)
    if (value === undefined) {
      value = values.size
      values.set(text, value)
    }
    return value
  }

  function dataInputs(node: number): number[] {
    return graph.inEdges[node]!.items.filter(edge => graph.input[edge]! >= 0).sort((a, b) => graph.input[a]! - graph.input[b]!)
  }

  function replaceByConstant(node: number, slot: number): void {
    const moved = graph.outEdges[node]!.items.filter(edge => graph.slot[edge] === slot)
    const origin = nodes[node]!
    if (origin.kind !== 'node') throw bug('Only nodes of the graph are folded')
    const standsFor: DraftNode = { kind: 'constant', index: origin.index, slot }
    const key = optimization.foldedKey?.(origin.index, slot) ?? `constant ${valueOf[node]}:${slot}`
    const constant = addNode(standsFor, { stateful: false, constant: true, foldable: false, key, commutative: false })
    for (const edge of moved) {
      graph.addEdge(constant, graph.to[edge]!, 0, graph.input[edge]!)
      graph.removeEdge(edge)
    }
    graph.addEdge(SOURCE, constant, -1, -1)
  }

  function removeUnused(): void {
    const used = new Uint8Array(nodes.length)
    const stack: number[] = []
    const use = (node: number): void => {
      if (used[node] === 1) return
      used[node] = 1
      stack.push(node)
    }
    for (let node = 0; node < nodes.length; node++)
      if (graph.alive[node]! && (node <= SINK || isControlFlow[node]! || equality[node]!.stateful)) use(node)
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) for (const edge of graph.inEdges[node]!.items) use(graph.from[edge]!)
    for (let node = 0; node < nodes.length; node++) if (graph.alive[node]! && used[node] === 0) graph.removeNode(node)
  }

  function merge(): boolean {
    const available = new Map<string, number>()
    let changed = false
    for (const node of graph.postOrder(SOURCE, 'forward').reverse()) {
      const declared = equality[node]
      if (declared?.key === undefined || declared.stateful) continue
      const inputs = dataInputs(node).map(edge => `${graph.from[edge]}:${graph.slot[edge]}`)
      const text = `${declared.key} ${(declared.commutative ? inputs.sort() : inputs).join(' ')}`
      const candidate = available.get(text)
      if (candidate === undefined) available.set(text, node)
      else if (controlInputs(candidate) === controlInputs(node)) {
        for (const edge of graph.outEdges[node]!.items) graph.addEdge(candidate, graph.to[edge]!, graph.slot[edge]!, graph.input[edge]!)
        graph.removeNode(node)
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
      if (to !== SINK) edges.push({ from: numbers[graph.from[edge]!]!, to: numbers[to]!, slot: graph.slot[edge]!, input: graph.input[edge]! })
    }
    return { nodes: left, edges }
  }
}

const isSwitchOrLoop = (kind: string | undefined): boolean => kind !== undefined && kind !== 'trigger'
