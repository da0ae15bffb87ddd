/**
 * The order in which TensorFlow 0.12.1 runs a graph with one inter-op thread. tf0 takes it for accesses to variables
 * that no edge orders, on every path and at every number of threads.
 */
import type { ExecutorGraph } from './executor_graph.ts'
import { ReadyQueue } from './order_queue.ts'

/**
 * The nodes of an executor graph (without the source) in run order, transfers included.
 *
 * Only for graphs without control flow; what a loop or a cond runs depends on values, and a `Scheduler` finds it out
 * while they are computed.
 */
export function executionOrder(graph: ExecutorGraph): Int32Array {
  if (!graph.straight) throw new Error('The execution order of a graph with control flow depends on its values: drive a Scheduler')
  const { inexpensive, asynchronous } = graph
  const { start, target } = graph.edges
  const pending = graph.inEdges.slice()
  const order = new Int32Array(graph.size - 1)
  let length = 0
  const queue = new ReadyQueue<number>((node) => inexpensive[node] === 1)
  queue.pushFront(0)
  for (let node = queue.next(); node !== undefined; node = queue.next()) {
    if (node !== 0) order[length++] = node
    const ready = queue.ready
    for (let e = start[node]!, end = start[node + 1]!; e < end; e++) {
      const user = target[e]!
      if (--pending[user]! === 0) ready.push(user)
    }
    queue.schedule(asynchronous[node] === 1)
  }
  return order
}
