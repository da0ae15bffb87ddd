/** Why no plan can be made: what a plan assumes does not hold for this run. */
import type { Operation } from '../../graph/operation.ts'

export class Irregular extends Error {
  readonly op: Operation
  /** True: the operation never fits into a plan and must run between plans; false: this run is for the reference executor. */
  readonly demote: boolean
  constructor(op: Operation, demote: boolean, reason: string) {
    super(reason)
    this.op = op
    this.demote = demote
  }
}
