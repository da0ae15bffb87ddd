/** A graph as the execution order sees it: nodes by index, and how each is scheduled. */

import type { Optimization } from '../compiler/schedule/order_optimize.ts'
import type { ControlFlow, DataflowGraph, DataflowNode, Scheduling } from '../compiler/schedule/order_source.ts'
import type { Graph } from '../graph/graph.ts'
import type { Operation } from '../graph/operation.ts'
import { TensorValue } from '../graph/serialize/attrs.ts'
import { attrSummary } from '../graph/serialize/node_summary.ts'
import { numElements } from '../tensor/shape.ts'

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
    const sourceKey = placeholder && op.control_inputs.length === 0 ? `${op.type}|${attrsKey(op)}` : undefined
    return { expensive: !inexpensive, asynchronous, placeholder, sourceKey, control: controlFlow(op) }
  }
}

/** What decides whether TensorFlow's optimizer merges nodes: equal expressions of a variable see the same value. */
export function mergedEquals(source: DataflowSource): Optimization {
  return {
    equality: index => {
      const op = source.operation(index)
      const { def, key } = { def: op.op_def, key: attrsKey(op) }
      return {
        stateful: def.stateful,
        key: key === undefined || def.inputs.some(arg => arg.isRef) ? undefined : `${op.type}|${key}`,
        commutative: def.spec.commutative ?? false,
      }
    },
  }
}

/** Attributes as text; undefined where they are too large to compare, as constants are. */
function attrsKey(op: Operation): string | undefined {
  const parts: string[] = []
  for (const [name, value] of [...op.attrs].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (value instanceof TensorValue && numElements(value.shape) > SMALL_CONSTANT) return undefined
    parts.push(
      `${name}=${attrSummary(value, op.op_def.attrs.get(name))}${value instanceof TensorValue ? String(value.array.data) : ''}`,
    )
  }
  return parts.join(',')
}
const SMALL_CONSTANT = 64

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
