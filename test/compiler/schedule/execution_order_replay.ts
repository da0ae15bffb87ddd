/** Runs a recorded case by the simulated order. Nothing is computed: which branches and how many trips are taken from the record. */
import type { Effects } from '../../../src/compiler/schedule/effects.ts'
import { Scheduler } from '../../../src/compiler/schedule/execution_order.ts'
import type { ExecutorGraph } from '../../../src/compiler/schedule/executor_graph.ts'
import { type Conflict, conflicts } from './conflicts.ts'
import type { Case } from './execution_order_cases.ts'

/** Executed nodes of the record; constants that stand for folded outputs have no counterpart in the graph. */
export const recordedOrder = ({ order }: Case): string[] =>
  order.filter(name => name !== '_SOURCE' && !name.endsWith('#cf'))

export function nodeNames({ graph }: Case, { origin }: ExecutorGraph, order: Iterable<number>): string[] {
  return [...order].filter(node => origin[node]! >= 0).map(node => graph.node(origin[node]!).name)
}

const sortedText = (names: readonly string[]): string => [...names].sort().join(' ')

/**
 * The simulated orders that execute the recorded nodes, each as often as recorded, without those that TensorFlow folded
 * or merged: one per set of predicates for which that is so.
 */
export function replayControlFlow(recorded: Case, graph: ExecutorGraph): string[][] {
  const record = recordedOrder(recorded)
  const executed = new Set(record)
  const trips = new Map<string, number>()
  for (const name of record) if (name.endsWith('LoopCond')) trips.set(name, (trips.get(name) ?? -1) + 1)
  const predicateOf = new Map<number, string>()
  for (let node = 1; node < graph.size; node++) {
    if (graph.control[node]?.kind !== 'switch') continue
    predicateOf.set(node, recorded.graph.node(recorded.graph.node(graph.origin[node]!).inputs[1]!.node).name)
  }
  const open = [...new Set(predicateOf.values())].filter(name => !trips.has(name))
  const orders: string[][] = []
  for (let choice = 0; choice < 2 ** open.length; choice++) {
    const run = simulate((predicate, index) => {
      const count = trips.get(predicate)
      return count !== undefined ? index < count : ((choice >> open.indexOf(predicate)) & 1) === 1
    }).filter(name => executed.has(name))
    if (sortedText(run) === sortedText(record)) orders.push(run)
  }
  return orders

  function simulate(isTrue: (predicate: string, iteration: number) => boolean): string[] {
    const nodes: number[] = []
    const scheduler = new Scheduler<true>(graph)
    for (let task = scheduler.next(); task !== undefined; task = scheduler.next()) {
      nodes.push(task.node)
      const predicate = predicateOf.get(task.node)
      if (predicate === undefined) scheduler.done(task, [true, true])
      else scheduler.done(task, isTrue(predicate, task.iteration.index) ? [undefined, true] : [true, undefined])
    }
    return nodeNames(recorded, graph, nodes)
  }
}

/** What the ops of the recorded programs do with buffers. */
function effectsOf(op: string, name: string, inputs: number): Effects | undefined {
  const passes = { aliases: [{ output: 0, input: 0 }] }
  switch (op) {
    case 'Variable':
      return { variable: name }
    case 'Identity':
    case 'StopGradient':
    case 'Reshape':
    case 'ExpandDims':
    case 'Enter':
    case 'Exit':
    case 'NextIteration':
      return passes
    case 'Switch':
    case 'RefSwitch':
      return { aliases: [0, 1].map(output => ({ output, input: 0 })) }
    case 'Merge':
      return { aliases: Array.from({ length: inputs }, (_, input) => ({ output: 0, input })) }
    case 'Assign':
    case 'AssignAdd':
    case 'AssignSub':
    case 'ApplyGradientDescent':
      return { ...passes, writes: [0] }
    case 'ApplyMomentum':
    case 'ApplyAdagrad':
      return { ...passes, writes: [0, 1] }
    case 'AddN':
    case 'Pack':
      return inputs === 1 ? passes : undefined
    case 'Sum':
    case 'Tile':
    case 'Slice':
      // A view in some cases, else a new buffer.
      return { ...passes, reads: [0, 1, 2] }
    default:
      return undefined
  }
}

/** The conflicts of the nodes in this order, and the pairs of nodes that a path of edges orders. */
export function caseConflicts(
  { graph, feeds }: Case,
  names: readonly string[],
): { pairs: Conflict[]; isOrdered(a: number, b: number): boolean } {
  const order = [...new Set(names)].map(name => graph.find(name)!)
  const fed = new Set(feeds)
  const inputs = (node: number) =>
    graph
      .node(node)
      .inputs.map(input => (fed.has(`${graph.node(input.node).name}:${input.slot}`) ? { node: -1, slot: 0 } : input))
  const effects = (node: number) =>
    effectsOf(graph.node(node).op, graph.node(node).name, graph.node(node).inputs.length)
  const before = new Map<number, Set<number>>()
  for (const node of order) {
    const reached = new Set<number>()
    for (const from of [...inputs(node).map(input => input.node), ...graph.node(node).controls]) {
      for (const each of before.get(from) ?? []) reached.add(each)
      if (from >= 0) reached.add(from)
    }
    before.set(node, reached)
  }
  const isOrdered = (a: number, b: number) => before.get(b)!.has(a) || before.get(a)!.has(b)
  return { pairs: conflicts({ order, inputs, effects }), isOrdered }
}
