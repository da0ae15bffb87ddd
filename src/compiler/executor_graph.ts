/**
 * The graph that TensorFlow 0.12.1's executor runs for one signature: feeds and fetches are nodes of their own, what
 * isn't needed is gone, and every edge list is in the order of edge creation.
 *
 * TensorFlow gets there by construct → copy → rewrite → copy → construct → copy. Copies keep the order, and of the
 * rewrite only the order of the nodes survives the second construction, so two constructions of the needed part give
 * the same lists. Constant folding and merging of equal nodes are left out.
 */
import { constructionOrder } from './order_construct.ts'
import { layoutFrames, type FrameLayouts, type OutEdges } from './order_layout.ts'
import { prune, type Pruned } from './order_prune.ts'
import type { ControlFlow, DataflowGraph, SchedulingOf, Signature } from './order_source.ts'

/** A node that stands for a fed or fetched tensor. A feed has one output, a fetch one input. */
export interface Transfer {
  readonly kind: 'feed' | 'fetch'
  /** The tensor's name, `name:slot`. */
  readonly tensor: string
}

/**
 * Nodes are numbered in order of construction, from 1; node 0 is the source, which activates the nodes without inputs.
 * The edges out of node `n` are `edge[start[n] … start[n + 1] - 1]` in the order in which they are activated.
 */
export interface ExecutorGraph extends FrameLayouts {
  readonly size: number
  /** Index in the caller's graph, or -1 for the source and for transfers. */
  readonly origin: Int32Array
  readonly transfers: ReadonlyMap<number, Transfer>
  readonly edges: OutEdges
  /** Number of data inputs. */
  readonly inputCount: Int32Array
  /** Number of edges into the node, control edges included. */
  readonly inEdges: Int32Array
  /** 1: run at once instead of queued. */
  readonly inexpensive: Uint8Array
  readonly asynchronous: Uint8Array
  readonly control: readonly (ControlFlow | undefined)[]
  /** True if no node is control flow: every node runs exactly once. */
  readonly straight: boolean
}

/**
 * @throws NotFound for a feed, fetch or target that the graph doesn't have; InvalidArgument for a cycle without a merge
 * and for inputs from different frames.
 */
export function executorGraph(graph: DataflowGraph, scheduling: SchedulingOf, signature: Signature): ExecutorGraph {
  const pruned = prune(graph, scheduling, signature, (nodes, schedulingOf) => constructNodes(graph, nodes, schedulingOf))
  const lists = inputLists(graph, pruned)
  const order = constructionOrder(lists)
  return assemble(graph, pruned, lists, order)
}

/** The first construction: nodes of the caller's graph, closed under inputs. */
function constructNodes(graph: DataflowGraph, nodes: Int32Array, scheduling: SchedulingOf): Int32Array {
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

/** Numbers the nodes in order of construction and lists the edges in order of creation. */
function assemble(graph: DataflowGraph, pruned: Pruned, lists: SlottedLists, order: Int32Array): ExecutorGraph {
  const { kept, feeds, fetches } = pruned
  const { start, sources, slots, usedFeeds } = lists
  const size = order.length + 1
  const id = new Int32Array(order.length)
  for (let k = 0; k < order.length; k++) id[order[k]!] = k + 1

  const origin = new Int32Array(size).fill(-1)
  const inexpensive = new Uint8Array(size)
  const asynchronous = new Uint8Array(size)
  const inputCount = new Int32Array(size)
  const inEdges = new Int32Array(size)
  const control = new Array<ControlFlow | undefined>(size).fill(undefined)
  const transfers = new Map<number, Transfer>()
  let straight = true
  inexpensive[0] = 1
  for (let n = 1; n < size; n++) {
    const k = order[n - 1]!
    inEdges[n] = Math.max(1, start[k + 1]! - start[k]!)
    if (k < kept.length) {
      const node = kept[k]!
      const traits = pruned.scheduling(node)
      origin[n] = node
      inputCount[n] = graph.node(node).inputs.length
      inexpensive[n] = traits.expensive ? 0 : 1
      asynchronous[n] = traits.asynchronous ? 1 : 0
      control[n] = traits.control
      if (traits.control !== undefined && traits.control.kind !== 'trigger') straight = false
    } else if (k < kept.length + usedFeeds.length) {
      // TensorFlow's _Recv: expensive and asynchronous.
      transfers.set(n, { kind: 'feed', tensor: feeds[usedFeeds[k - kept.length]!]!.name })
      asynchronous[n] = 1
    } else {
      transfers.set(n, { kind: 'fetch', tensor: fetches[k - kept.length - usedFeeds.length]!.name })
      inputCount[n] = 1
    }
  }
  const edges = listEdges(size, order, id, inputCount, start, sources, slots)
  const name = (n: number): string => transfers.get(n)?.tensor ?? (n === 0 ? '_SOURCE' : graph.node(origin[n]!).name)
  const frames = layoutFrames({ size, edges, control, inputCount, inEdges, name })
  return { size, origin, transfers, edges, inputCount, inEdges, inexpensive, asynchronous, control, straight, ...frames }
}

function listEdges(
  size: number,
  order: Int32Array,
  id: Int32Array,
  inputCount: Int32Array,
  start: Int32Array,
  sources: Int32Array,
  slots: Int32Array,
): OutEdges {
  const first = new Int32Array(size + 1)
  let roots = 0
  for (const source of sources) first[id[source]! + 1]!++
  for (const k of order) if (start[k] === start[k + 1]) roots++
  first[1] = roots
  for (let n = 0; n < size; n++) first[n + 1]! += first[n]!
  const target = new Int32Array(first[size]!)
  const slot = new Int32Array(first[size]!)
  const input = new Int32Array(first[size]!)
  const next = first.slice()
  const add = (from: number, to: number, fromSlot: number, toInput: number): void => {
    const at = next[from]!++
    target[at] = to
    slot[at] = fromSlot
    input[at] = toInput
  }
  // A merge is made before some of its inputs exist; those edges are added when all nodes are made.
  const late: number[] = []
  for (let n = 1; n < size; n++) {
    const k = order[n - 1]!
    if (start[k] === start[k + 1]) add(0, n, -1, -1)
    for (let at = start[k]!; at < start[k + 1]!; at++) {
      const from = id[sources[at]!]!
      const position = at - start[k]!
      const toInput = position < inputCount[n]! ? position : -1
      if (from > n) late.push(from, n, slots[at]!, toInput)
      else add(from, n, slots[at]!, toInput)
    }
  }
  for (let at = 0; at < late.length; at += 4) add(late[at]!, late[at + 1]!, late[at + 2]!, late[at + 3]!)
  return { start: first, target, slot, input }
}
