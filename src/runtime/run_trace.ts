/** When each node of a traced run started and ended, in milliseconds of `performance.now`. */
import type { Operation } from '../graph/operation.ts'

export interface NodeTime {
  readonly op: Operation
  readonly start: number
  readonly end: number
}
export class RunTrace {
  readonly nodes: NodeTime[] = []
  record(op: Operation, start: number, end: number): void {
    this.nodes.push({ op, start, end })
  }
}
