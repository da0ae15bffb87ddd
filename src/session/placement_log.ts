/** `log_device_placement`: where each operation is, in the order in which TensorFlow places them (common_runtime/simple_placer.cc). */
import { printLines } from '../calling/printing.ts'
import type { Graph } from '../graph/graph.ts'
import type { Operation } from '../graph/operation.ts'

/** What is known of a shape, as a value. */
const isMetadata = ({ op_def: { spec } }: Operation): boolean =>
  spec.shapeOnly === true && spec.constantValue !== undefined

/** What produces one value for one operation: it is placed with its consumer, after all others. */
const isGenerator = (op: Operation, consumers: number): boolean =>
  op.inputs.length === 0 && op.outputs.length === 1 && consumers === 1 && op.outputs[0]?.dtype.is_ref === false

/** The operations in the order in which a GraphDef becomes a graph: of those that are ready, the last one found is the next. */
function conversionOrder(
  ops: readonly Operation[],
  consumers: ReadonlyMap<Operation, readonly Operation[]>,
): Operation[] {
  const pending = new Map(ops.map(op => [op, op.inputs.length + op.control_inputs.length] as const))
  const ready = ops.filter(op => pending.get(op) === 0)
  const out: Operation[] = []
  for (let op = ready.pop(); op; op = ready.pop()) {
    out.push(op)
    for (const consumer of consumers.get(op) ?? []) {
      const left = (pending.get(consumer) ?? 0) - 1
      pending.set(consumer, left)
      if (left === 0) ready.push(consumer)
    }
  }
  return out
}

/** Who takes what an operation gives, once for each edge. */
function consumersOf(ops: readonly Operation[]): Map<Operation, Operation[]> {
  const consumers = new Map<Operation, Operation[]>()
  for (const op of ops)
    for (const from of [...op.inputs.map(input => input.op), ...op.control_inputs]) {
      const list = consumers.get(from)
      if (list) list.push(op)
      else consumers.set(from, [op])
    }
  return consumers
}

const deviceText = (op: Operation): string =>
  `/job:localhost/replica:0/task:0/cpu:${/\/(?:device:)?cpu:(\d+)/i.exec(op.device)?.[1] ?? 0}`

/** Prints the placements of a session's graph, whenever it has grown. */
export class PlacementLog {
  readonly #graph: Graph
  #version = -1
  /** Operations with a state stay where they are, and are told of once. */
  readonly #placed = new Set<Operation>()

  constructor(graph: Graph) {
    this.#graph = graph
    printLines(['Device mapping: no known devices.'])
  }
  note(): void {
    if (this.#graph.version === this.#version) return
    this.#version = this.#graph.version
    const ops = this.#graph.operations
    const consumers = consumersOf(ops)
    const last: Operation[] = []
    const lines: string[] = []
    const place = (op: Operation): void => {
      lines.push(`${op.name}: (${op.type}): ${deviceText(op)}`)
      if (op.op_def.stateful) this.#placed.add(op)
    }
    for (const op of conversionOrder(ops, consumers)) {
      if (this.#placed.has(op)) continue
      if (isGenerator(op, consumers.get(op)?.length ?? 0) || isMetadata(op)) last.push(op)
      else place(op)
    }
    for (const op of last) place(op)
    printLines(lines)
  }
}
