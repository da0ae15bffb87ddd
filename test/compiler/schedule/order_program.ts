/** Small graphs as text, for tests of the execution order. */
import { executionOrder } from '../../../src/compiler/schedule/execution_order.ts'
import { executorGraph } from '../../../src/compiler/schedule/executor_graph.ts'
import type { DataflowNode, Scheduling, Signature } from '../../../src/compiler/schedule/order_source.ts'
import { dataflowGraph, schedulingOf } from './execution_order_cases.ts'

/** A signature of a graph written one node a line: `name = Op a b:1 ^c`. */
export function program(text: string, frame: Partial<{ parallel_iterations: number }> = {}) {
  const lines = text
    .trim()
    .split('\n')
    .map(line => line.trim().split(/[ =]+/))
  const index = new Map(lines.map(([name], k) => [name!, k]))
  const traits: Scheduling[] = []
  const nodes = lines.map(([name, op, ...inputs]): DataflowNode => {
    const enter = {
      frame_name: 'loop',
      is_constant: op === 'ConstantEnter',
      parallel_iterations: frame.parallel_iterations ?? 10,
    }
    traits.push({ ...schedulingOf(op === 'ConstantEnter' ? 'Enter' : op!, enter), asynchronous: op === 'Dequeue' })
    const data = inputs.filter(input => !input.startsWith('^')).map(input => input.split(':'))
    return {
      name: name!,
      op: op!,
      inputs: data.map(([from, slot]) => ({ node: index.get(from!)!, slot: Number(slot ?? 0) })),
      controls: inputs.filter(input => input.startsWith('^')).map(input => index.get(input.slice(1))!),
    }
  })
  const graph = dataflowGraph(nodes)
  return (signature: Partial<Signature>) => {
    const built = executorGraph(graph, node => traits[node]!, { feeds: [], fetches: [], targets: [], ...signature })
    const name = (node: number) => built.transfers.get(node)?.tensor ?? nodes[built.origin[node]!]!.name
    return {
      graph: built,
      name,
      op: (node: number) => nodes[built.origin[node]!]?.op ?? '',
      order: () => [...executionOrder(built)].map(name),
    }
  }
}
