/**
 * The graph of a signature as TensorFlow's second construction makes it: nodes in order of construction, edges in order
 * of creation.
 */
import { constructionOrder } from './order_construct.ts'
import type { Pruned } from './order_prune.ts'
import type { ControlFlow, DataflowGraph, SchedulingOf } from './order_source.ts'

export type DraftNode =
  | { readonly kind: 'node'; readonly index: number }
  | { readonly kind: 'feed' | 'fetch'; readonly tensor: string }

export interface DraftEdge {
  /** 0 is the source, `n` is `nodes[n - 1]`. */
  readonly from: number
  readonly to: number
  /** Output slot, or -1 for a control edge. */
  readonly slot: number
  /** Input slot, or -1 for a control edge. */
  readonly input: number
}

export interface Draft {
  readonly nodes: readonly DraftNode[]
  /** In order of creation; edges to the sink are left out. */
  readonly edges: readonly DraftEdge[]
  /** Nodes that equal ones stand for: index in the caller's graph → index of that node. */
  readonly merged?: ReadonlyMap<number, number>
}

export function draftGraph(graph: DataflowGraph, pruned: Pruned): Draft {
  const lists = inputLists(graph, pruned)
  const { start, sources, slots, usedFeeds } = lists
  const { kept, feeds, fetches } = pruned
  const order = constructionOrder(lists)
  const id = new Int32Array(order.length)
  for (let k = 0; k < order.length; k++) id[order[k]!] = k + 1
  const nodes: DraftNode[] = []
  const edges: DraftEdge[] = []
  // A merge is made before some of its inputs exist; those edges are added when all nodes are made.
  const late: DraftEdge[] = []
  const roots: DraftEdge[] = []
  for (let k = 0; k < order.length; k++) {
    const n = order[k]!
    if (n < kept.length) nodes.push({ kind: 'node', index: kept[n]! })
    else if (n < kept.length + usedFeeds.length)
      nodes.push({ kind: 'feed', tensor: feeds[usedFeeds[n - kept.length]!]!.name })
    else nodes.push({ kind: 'fetch', tensor: fetches[n - kept.length - usedFeeds.length]!.name })
    const to = k + 1
    if (start[n] === start[n + 1]) roots.push({ from: 0, to, slot: -1, input: -1 })
    for (let at = start[n]!; at < start[n + 1]!; at++) {
      const from = id[sources[at]!]!
      const slot = slots[at]!
      const edge = { from, to, slot, input: slot < 0 ? -1 : at - start[n]! }
      if (from > to) late.push(edge)
      else edges.push(edge)
    }
  }
  for (const edge of late) edges.push(edge)
  for (const edge of roots) edges.push(edge)
  return { nodes, edges }
}

/** The first construction: nodes of the caller's graph, closed under inputs. */
export function constructNodes(graph: DataflowGraph, nodes: Int32Array, scheduling: SchedulingOf): Int32Array {
  const local = new Int32Array(graph.size)
  for (let k = 0; k < nodes.length; k++) local[nodes[k]!] = k
  const start = new Int32Array(nodes.length + 1)
  const awaited = new Int32Array(nodes.length)
  const sources: number[] = []
  for (let k = 0; k < nodes.length; k++) {
    const { inputs, controls } = graph.node(nodes[k]!)
    for (const { node } of inputs) sources.push(local[node]!)
    for (const node of controls) sources.push(local[node]!)
    start[k + 1] = sources.length
    awaited[k] = controls.length + (isMerge(scheduling(nodes[k]!).control) ? 1 : inputs.length)
  }
  const order = constructionOrder({ count: nodes.length, start, sources: Int32Array.from(sources), awaited })
  return order.map(k => nodes[k]!)
}

const isMerge = (control: ControlFlow | undefined): boolean => control?.kind === 'merge'

/** Input lists with, for every input, which output it takes (-1: control). */
interface SlottedLists {
  readonly count: number
  readonly start: Int32Array
  readonly sources: Int32Array
  readonly slots: Int32Array
  readonly awaited: Int32Array
  /** Per used feed, its index in `Pruned.feeds`; they stand behind the kept nodes, the fetches behind them. */
  readonly usedFeeds: readonly number[]
}

/** The rewritten graph before its second construction: kept nodes, then used feeds, then fetches. */
function inputLists(graph: DataflowGraph, pruned: Pruned): SlottedLists {
  const { kept, feeds, fetches } = pruned
  const local = new Int32Array(graph.size)
  for (let k = 0; k < kept.length; k++) local[kept[k]!] = k
  const used = new Uint8Array(feeds.length)
  const sources: number[] = []
  const slots: number[] = []
  // A source is written as ~feed until it is known which feeds are used.
  const addInput = (node: number, slot: number): void => {
    const feed = pruned.feedOf(node, slot)
    if (feed >= 0) used[feed] = 1
    sources.push(feed >= 0 ? ~feed : local[node]!)
    slots.push(feed >= 0 ? 0 : slot)
  }
  const starts: number[] = [0]
  const awaited: number[] = []
  for (let k = 0; k < kept.length; k++) {
    const { inputs, controls } = graph.node(kept[k]!)
    for (const { node, slot } of inputs) addInput(node, slot)
    for (const node of controls) {
      const feed = pruned.controlFeedOf(node)
      if (feed >= 0) used[feed] = 1
      sources.push(feed >= 0 ? ~feed : local[node]!)
      slots.push(-1)
    }
    starts.push(sources.length)
    awaited.push(controls.length + (isMerge(pruned.scheduling(kept[k]!).control) ? 1 : inputs.length))
  }
  const usedFeeds = [...used.keys()].filter(feed => used[feed] === 1)
  for (const _ of usedFeeds) {
    starts.push(sources.length)
    awaited.push(0)
  }
  for (const { node, slot } of fetches) {
    addInput(node, slot)
    starts.push(sources.length)
    awaited.push(1)
  }
  const place = new Map(usedFeeds.map((feed, k) => [feed, kept.length + k]))
  const resolved = Int32Array.from(sources, source => (source < 0 ? place.get(~source)! : source))
  return {
    count: awaited.length,
    start: Int32Array.from(starts),
    sources: resolved,
    slots: Int32Array.from(slots),
    awaited: Int32Array.from(awaited),
    usedFeeds,
  }
}
