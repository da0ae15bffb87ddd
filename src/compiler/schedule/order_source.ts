/**
 * What the execution order asks of a graph. Ops are never looked up by name here: the caller says for each node how
 * TensorFlow 0.12.1's executor schedules it.
 */

export interface DataflowInput {
  /** Index of the producing node. */
  readonly node: number
  /** Which of its outputs. */
  readonly slot: number
}

export interface DataflowNode {
  readonly name: string
  readonly op: string
  readonly inputs: readonly DataflowInput[]
  /** Indices of the nodes that must have run before. */
  readonly controls: readonly number[]
}

/** A graph by index: nodes stand in the order of their creation, `0 … size - 1`. */
export interface DataflowGraph {
  readonly size: number
  node(index: number): DataflowNode
  find(name: string): number | undefined
}

/** How a control-flow op passes values on. A Ref variant is the same kind as its plain op. */
export type ControlFlow =
  | { readonly kind: 'switch' }
  | { readonly kind: 'merge' }
  | { readonly kind: 'enter'; readonly frame: string; readonly constant: boolean; readonly parallelIterations: number }
  | { readonly kind: 'exit' }
  | { readonly kind: 'next_iteration' }
  | { readonly kind: 'trigger' }

/** What a node declares to the executor. */
export interface Scheduling {
  /** False: the executor runs it at once instead of queueing it. */
  readonly expensive: boolean
  /** True: its kernel reports its end through a callback. */
  readonly asynchronous: boolean
  /** True: feeding it takes over its outgoing control edges too, so that the node itself is not run. */
  readonly placeholder: boolean
  /** Nodes without inputs that have the same key become one node, the first of them. */
  readonly sourceKey?: string | undefined
  readonly control?: ControlFlow | undefined
}

/** `scheduling(index)` is asked once for every node that a signature needs. */
export type SchedulingOf = (index: number) => Scheduling

/** The names that select a part of the graph. Tensors are `name:slot`, targets are names of nodes. Order and repeats don't matter. */
export interface Signature {
  readonly feeds: readonly string[]
  readonly fetches: readonly string[]
  readonly targets: readonly string[]
}
