/**
 * The order in which TensorFlow makes the nodes of a GraphDef. Nodes without inputs lie on a stack in GraphDef order,
 * so they are made from the last to the first, each followed at once by what it makes ready.
 */
import { invalidArgument } from '../../errors/status.ts'

/** Inputs of `count` nodes: those of node `n` are `sources[start[n] … start[n + 1] - 1]`, data first, then control. */
export interface InputLists {
  readonly count: number
  readonly start: Int32Array
  readonly sources: Int32Array
  /** Number of inputs that must exist before the node is made (a merge waits for one data input only). */
  readonly awaited: Int32Array
}

/**
 * The nodes in order of construction.
 *
 * Because a node is pushed only when its own inputs are made, leaving out nodes that no other node of the set needs
 * never changes the order of the rest; so it is enough to construct what a signature reaches, and a graph that grows
 * between runs needs no work for the nodes that a signature doesn't reach.
 *
 * @throws InvalidArgument if a cycle passes through no merge.
 */
export function constructionOrder(graph: InputLists): Int32Array {
  const { count, start, sources } = graph
  const users = usersOf(graph)
  const awaited = graph.awaited.slice()
  const stack = new Int32Array(count)
  const order = new Int32Array(count)
  let depth = 0
  let made = 0
  for (let node = 0; node < count; node++) {
    if (start[node] === start[node + 1]) stack[depth++] = node
  }
  while (depth > 0) {
    const node = stack[--depth]!
    order[made++] = node
    for (let k = users.start[node]!, end = users.start[node + 1]!; k < end; k++) {
      const user = users.list[k]!
      if (--awaited[user]! === 0) stack[depth++] = user
    }
  }
  if (made < count) throw invalidArgument(`${count - made} nodes in a cycle`)
  return order

  function usersOf(lists: InputLists): { start: Int32Array; list: Int32Array } {
    const first = new Int32Array(count + 1)
    for (const source of sources) first[source + 1]!++
    for (let node = 0; node < count; node++) first[node + 1]! += first[node]!
    const list = new Int32Array(sources.length)
    const next = first.slice()
    for (let node = 0; node < count; node++) {
      for (let k = lists.start[node]!, end = lists.start[node + 1]!; k < end; k++) list[next[sources[k]!]!++] = node
    }
    return { start: first, list }
  }
}
