/**
 * The graph that TensorFlow 0.12.1's executor runs for one signature: feeds and fetches are nodes of their own, what
 * isn't needed is gone, and every edge list is in the order of edge creation.
 *
 * TensorFlow gets there by construct → copy → rewrite → copy → construct → copy. Copies keep the order, and of the
 * rewrite only the order of the nodes survives the second construction, so two constructions of the needed part give
 * the same lists.
 */
import { constructNodes, type Draft, draftGraph } from './order_draft.ts'
import { type FrameLayouts, layoutFrames, type OutEdges } from './order_layout.ts'
import { type Optimization, optimize } from './order_optimize.ts'
import { type Pruned, prune } from './order_prune.ts'
import type { ControlFlow, DataflowGraph, SchedulingOf, Signature } from './order_source.ts'
import { mergeSources } from './order_sources.ts'

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
  /** Index in the caller's graph, or -1 for the source and transfers. */
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
  /** Nodes of the caller's graph that equal ones stand for. */
  readonly merged: ReadonlyMap<number, number>
  /** True if no node is control flow: every node runs exactly once. */
  readonly straight: boolean
}

/**
 * @param optimization what TensorFlow's merging of equal nodes asks of them; left out: nothing is merged.
 * @throws NotFound for a feed, fetch or target that the graph doesn't have; InvalidArgument for a cycle without a merge
 * and for inputs from different frames.
 */
export function executorGraph(
  graph: DataflowGraph,
  scheduling: SchedulingOf,
  signature: Signature,
  optimization?: Optimization,
): ExecutorGraph {
  const pruned = prune(graph, scheduling, signature, (nodes, schedulingOf) =>
    constructNodes(graph, nodes, schedulingOf),
  )
  const draft = draftGraph(graph, pruned)
  return assemble(
    graph,
    pruned,
    optimization === undefined ? mergeSources(draft, pruned.scheduling) : optimize(draft, optimization),
  )
}

function assemble(graph: DataflowGraph, pruned: Pruned, draft: Draft): ExecutorGraph {
  const size = draft.nodes.length + 1
  const origin = new Int32Array(size).fill(-1)
  const inexpensive = new Uint8Array(size)
  const asynchronous = new Uint8Array(size)
  const inputCount = new Int32Array(size)
  const control = new Array<ControlFlow | undefined>(size).fill(undefined)
  const transfers = new Map<number, Transfer>()
  let straight = true
  inexpensive[0] = 1
  draft.nodes.forEach((node, k) => {
    const n = k + 1
    switch (node.kind) {
      case 'node': {
        const traits = pruned.scheduling(node.index)
        origin[n] = node.index
        inputCount[n] = graph.node(node.index).inputs.length
        inexpensive[n] = traits.expensive ? 0 : 1
        asynchronous[n] = traits.asynchronous ? 1 : 0
        control[n] = traits.control
        if (traits.control !== undefined && traits.control.kind !== 'trigger') straight = false
        break
      }
      case 'feed':
        // TensorFlow's _Recv is expensive and asynchronous, _Send expensive.
        transfers.set(n, { kind: 'feed', tensor: node.tensor })
        asynchronous[n] = 1
        break
      case 'fetch':
        transfers.set(n, { kind: 'fetch', tensor: node.tensor })
        inputCount[n] = 1
        break
      default:
        node satisfies never
    }
  })
  const { edges, inEdges } = listEdges(size, draft)
  const name = (n: number): string => transfers.get(n)?.tensor ?? (n === 0 ? '_SOURCE' : graph.node(origin[n]!).name)
  const frames = layoutFrames({ size, edges, control, inputCount, inEdges, name })
  return {
    size,
    origin,
    transfers,
    edges,
    inputCount,
    inEdges,
    inexpensive,
    asynchronous,
    control,
    merged: draft.merged ?? new Map(),
    straight,
    ...frames,
  }
}

/** Sorts the edges by source; those of one source stay in order of creation. */
function listEdges(size: number, draft: Draft): { edges: OutEdges; inEdges: Int32Array } {
  const start = new Int32Array(size + 1)
  const inEdges = new Int32Array(size)
  for (const { from, to } of draft.edges) {
    start[from + 1]!++
    inEdges[to]!++
  }
  for (let n = 0; n < size; n++) start[n + 1]! += start[n]!
  const target = new Int32Array(draft.edges.length)
  const slot = new Int32Array(draft.edges.length)
  const input = new Int32Array(draft.edges.length)
  const next = start.slice()
  for (const edge of draft.edges) {
    const at = next[edge.from]!++
    target[at] = edge.to
    slot[at] = edge.slot
    input[at] = edge.input
  }
  return { edges: { start, target, slot, input }, inEdges }
}
