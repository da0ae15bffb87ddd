/** A graph as the execution order sees it: nodes by index, and how each is scheduled. */

import type { Optimization } from '../compiler/schedule/order_optimize.ts'
import type { ControlFlow, DataflowGraph, DataflowNode, Scheduling } from '../compiler/schedule/order_source.ts'
import { attrsKey } from '../graph/attrs_key.ts'
import type { Graph } from '../graph/graph.ts'
import type { Operation } from '../graph/operation.ts'

/** Larger constants TensorFlow does not compare. */
const COMPARED = { mostElements: 64, internal: true }

export class DataflowSource implements DataflowGraph {
  readonly #graph: Graph
  readonly #nodes: (DataflowNode | undefined)[] = []
  readonly size: number

  constructor(graph: Graph) {
    this.#graph = graph
    this.size = graph.operations.length
  }
  operation(index: number): Operation {
    return this.#graph.operations[index] as Operation
  }
  node(index: number): DataflowNode {
    let node = this.#nodes[index]
    if (!node) {
      const op = this.operation(index)
      node = {
        name: op.name,
        op: op.type,
        inputs: op.inputs.map(input => ({ node: input.op.id - 1, slot: input.value_index })),
        controls: op.control_inputs.map(control => control.id - 1),
      }
      this.#nodes[index] = node
    }
    return node
  }
  find(name: string): number | undefined {
    const op = this.#graph.operationByName(name)
    return op && op.id - 1
  }
  scheduling(index: number): Scheduling {
    const op = this.operation(index)
    const { spec, inexpensive, asynchronous } = op.op_def
    const placeholder = spec.lower?.kind === 'source'
    const sourceKey = placeholder && op.control_inputs.length === 0 ? `${op.type}|${attrsKey(op, COMPARED)}` : undefined
    return { expensive: !inexpensive, asynchronous, placeholder, sourceKey, control: controlFlow(op) }
  }
}

/** What decides whether TensorFlow's optimizer merges nodes: equal expressions of a variable see the same value. */
export function mergedEquals(source: DataflowSource): Optimization {
  return {
    equality: index => {
      const op = source.operation(index)
      const { def, key } = { def: op.op_def, key: attrsKey(op, COMPARED) }
      return {
        stateful: def.stateful,
        key: key === undefined || def.inputs.some(arg => arg.isRef) ? undefined : `${op.type}|${key}`,
        commutative: def.spec.commutative ?? false,
      }
    },
  }
}

function controlFlow(op: Operation): ControlFlow | undefined {
  const kind = op.op_def.spec.controlFlow
  if (kind === undefined || kind === 'loop_cond') return undefined
  if (kind !== 'enter') return { kind }
  return {
    kind,
    frame: String(op.attr('frame_name')),
    constant: op.attr('is_constant') === true,
    parallelIterations: Number(op.attr('parallel_iterations') ?? 10),
  }
}
