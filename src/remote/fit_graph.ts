/** What a graph needs of its server: asked before nodes are sent. */
import { FailedPreconditionError, InvalidArgumentError } from '../errors/op_errors.ts'
import type { Operation } from '../graph/operation.ts'
import type { Tensor } from '../graph/tensor.ts'

/** What a server says of itself. */
export interface ServerVersion {
  /** `0.12.1`. */
  readonly release: string
  /** The GraphDef version that it reads: 17 for 0.12.1, 134 for 1.15.5. */
  readonly consumer: number
}

/** Servers before 1.0: no errors in the bodies of answers, no runs in parts. */
export const isBeforeOne = ({ release }: ServerVersion): boolean => release.startsWith('0.')

const runsHereOnly = (op: Operation): boolean => op.op_def.spec.hostAccess?.to === 'functions'

/** What an operation needs to be in the graph: its inputs, and those that it stands beside. */
export function* neededBy(op: Operation): Generator<Operation> {
  for (const input of op.inputs) yield input.op
  yield* op.control_inputs
  for (const group of op.colocation_groups()) {
    const other = op.graph.operationByName(group.slice('loc:@'.length))
    if (other) yield other
  }
}

/** The operations that a server can have: those that neither run in this process only nor need one that does. */
export function sendable(operations: readonly Operation[]): Operation[] {
  const kept = new Set(operations)
  for (const op of operations) if (runsHereOnly(op)) kept.delete(op)
  // a loop's operations need later ones, so that one look is not enough
  for (let before = operations.length; kept.size < before; ) {
    before = kept.size
    for (const op of kept) for (const other of neededBy(op)) if (!kept.has(other)) kept.delete(op)
  }
  return [...kept]
}

/** Refuses an operation that runs in this process only. */
export function checkRunsOnServers(op: Operation): void {
  if (!runsHereOnly(op)) return
  throw new InvalidArgumentError(
    op.node_def,
    op,
    `${op.type} '${op.name}' calls a function of this program, which a TensorFlow server does not have. Run it in a session without a target, and feed its value.`,
  )
}

/**
 * Refuses a run that keeps a tensor, or uses a kept one: TensorFlow's servers keep none between runs. Those of 1.x and 2.x say so of the first, but one
 * of 0.x ends its process, and one of 1.x does so at the second. `ops`: what the run is asked for; what is `fed` is not computed.
 */
export function checkKeepsNoTensors(ops: readonly Operation[], fed: Pick<ReadonlySet<Tensor>, 'has'>): void {
  const seen = new Set(ops)
  for (const op of seen) {
    if (op.op_def.spec.keptTensors)
      throw new FailedPreconditionError(op.node_def, op, `${op.type} called on null session state`)
    for (const input of op.inputs) if (!fed.has(input)) seen.add(input.op)
    for (const input of op.control_inputs) seen.add(input)
  }
}
