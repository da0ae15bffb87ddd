/**
 * What a signature needs of a graph: the feeds cut it, the fetches and targets reach back into it.
 */
import { invalidArgument, notFound } from '../../errors/status.ts'
import type { DataflowGraph, DataflowInput, Scheduling, SchedulingOf, Signature } from './order_source.ts'

/** A fed or fetched tensor of the graph. */
export interface NamedTensor extends DataflowInput {
  readonly name: string
}

/** The needed part of a graph. */
export interface Pruned {
  /** Nodes to run, in the order in which TensorFlow's copy of the whole graph holds them. */
  readonly kept: Int32Array
  /** Fed tensors in order of their names; only some are used by a kept node. */
  readonly feeds: readonly NamedTensor[]
  /** Fetched tensors in order of their names, without those that are fed. */
  readonly fetches: readonly NamedTensor[]
  /** Index into `feeds` of the feed that replaces the output, or -1. */
  feedOf(node: number, slot: number): number
  /** Index into `feeds` of the feed that takes over the node's outgoing control edges, or -1. */
  controlFeedOf(node: number): number
  scheduling(node: number): Scheduling
}

// Names are ASCII, so that the order of JavaScript's code units is TensorFlow's order of bytes.
const sorted = (names: readonly string[]): string[] => [...new Set(names)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))

function splitTensorName(name: string): { op: string; slot: number } {
  const colon = name.lastIndexOf(':')
  return colon < 0 ? { op: name, slot: 0 } : { op: name.slice(0, colon), slot: Number(name.slice(colon + 1)) }
}

/** @throws NotFound for names that the graph doesn't have, InvalidArgument for a cycle without a merge. */
export function prune(
  graph: DataflowGraph,
  schedulingOf: SchedulingOf,
  signature: Signature,
  construct: Construct,
): Pruned {
  const feeds = sorted(signature.feeds).map((name): NamedTensor => {
    const { op, slot } = splitTensorName(name)
    const node = graph.find(op)
    if (node === undefined) throw notFound(`FeedInputs: unable to find feed output ${name}`)
    return { name, node, slot }
  })
  const fed = new Map<number, Map<number, number>>()
  for (const [index, { node, slot }] of feeds.entries()) {
    const slots = fed.get(node)
    if (slots === undefined) fed.set(node, new Map([[slot, index]]))
    else if (!slots.has(slot)) slots.set(slot, index)
  }
  const feedOf = (node: number, slot: number): number => fed.get(node)?.get(slot) ?? -1

  const fetches: NamedTensor[] = []
  for (const name of sorted(signature.fetches)) {
    const { op, slot } = splitTensorName(name)
    const node = graph.find(op)
    if (node === undefined) throw notFound(`FetchOutputs node ${name}: not found`)
    if (feedOf(node, slot) < 0) fetches.push({ name, node, slot })
  }
  const targets: number[] = []
  const missing: string[] = []
  for (const name of sorted(signature.targets)) {
    const node = graph.find(name)
    if (node === undefined) missing.push(name)
    else targets.push(node)
  }
  if (missing.length > 0) throw notFound(`PruneForTargets: Some target nodes not found: ${missing.join(', ')}`)

  const known = new Map<number, Scheduling>()
  const scheduling = (node: number): Scheduling => {
    let answer = known.get(node)
    if (answer === undefined) {
      answer = schedulingOf(node)
      known.set(node, answer)
    }
    return answer
  }
  const controlFeedOf = (node: number): number => {
    const slots = fed.get(node)
    return slots !== undefined && scheduling(node).placeholder ? Math.min(...slots.values()) : -1
  }

  const roots = [...fetches.map(({ node }) => node), ...targets]
  const all = new Uint8Array(graph.size)
  const reached = reach(
    roots,
    all,
    () => false,
    () => false,
  )
  const order = construct(reached.sort(), scheduling)
  if (fed.size === 0) return { kept: order, feeds, fetches, feedOf, controlFeedOf, scheduling }
  const needed = new Uint8Array(graph.size)
  reach(
    roots,
    needed,
    (node, slot) => feedOf(node, slot) >= 0,
    node => controlFeedOf(node) >= 0,
  )
  return { kept: order.filter(node => needed[node] === 1), feeds, fetches, feedOf, controlFeedOf, scheduling }

  /** Marks and lists what reaches the roots, without following the inputs that are cut. */
  function reach(
    from: readonly number[],
    marks: Uint8Array,
    cut: (node: number, slot: number) => boolean,
    cutControl: (node: number) => boolean,
  ): Int32Array {
    const found: number[] = []
    const visit = (node: number): void => {
      if (marks[node] === 1) return
      if (node < 0 || node >= graph.size) throw invalidArgument(`Node index ${node} is not in the graph`)
      marks[node] = 1
      found.push(node)
    }
    for (const node of from) visit(node)
    for (let next = 0; next < found.length; next++) {
      const { inputs, controls } = graph.node(found[next]!)
      for (const { node, slot } of inputs) if (!cut(node, slot)) visit(node)
      for (const node of controls) if (!cutControl(node)) visit(node)
    }
    return Int32Array.from(found)
  }
}

/** Order of construction of a set of nodes that is closed under inputs, given in order of creation. */
export type Construct = (nodes: Int32Array, scheduling: SchedulingOf) => Int32Array
