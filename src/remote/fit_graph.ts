/** What a graph needs of its server: asked before nodes are sent. */
import { InvalidArgumentError } from '../errors/op_errors.ts'
import type { Operation } from '../graph/operation.ts'

/** What a server says of itself. */
export interface ServerVersion {
  /** `0.12.1`. */
  readonly release: string
  /** The GraphDef version that it reads: 17 for 0.12.1, 134 for 1.15.5. */
  readonly consumer: number
}

/** Servers before 1.0: no errors in the bodies of answers, no runs in parts. */
export const isBeforeOne = ({ release }: ServerVersion): boolean => release.startsWith('0.')

/** Refuses an operation that runs in this process only. */
export function checkRunsOnServers(op: Operation): void {
  const { hostAccess } = op.op_def.spec
  if (hostAccess?.to !== 'functions') return
  throw new InvalidArgumentError(
    op.node_def,
    op,
    `${op.type} '${op.name}' calls a function of this program, which a TensorFlow server does not have. Run it in a session without a target, and feed its value.`,
  )
}
