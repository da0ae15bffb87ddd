/** The stack of default graphs over one graph of the process. */
import { guarded } from '../errors/boundary.ts'
import { AssertionError } from '../errors/python.ts'
import { Graph } from './graph.ts'

let global: Graph | undefined
let stack: Graph[] = []

/** The graph to which functions add their nodes. */
export function get_default_graph(): Graph {
  const top = stack.at(-1)
  if (top) return top
  global ??= new Graph()
  return global
}
/** Replaces the process's graph and forgets all that `as_default` pushed. */
export function reset_default_graph(): void {
  stack = []
  global = new Graph()
}
// @ts-expect-error the guarded function takes its place
reset_default_graph = guarded(reset_default_graph)
export function pushGraph(graph: Graph): void {
  stack.push(graph)
}
/** Leaves the innermost `as_default`, which must be that of `graph`. Left already: nothing happens. */
export function popGraph(graph: Graph): void {
  if (stack.at(-1) === graph) stack.pop()
  else if (stack.includes(graph))
    throw new AssertionError(
      "Nesting violated for default stack of <class 'tensorflow.python.framework.ops.Graph'> objects",
    )
}
