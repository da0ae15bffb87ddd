/**
 * What differentiation asks of loops and conds. The family that builds them registers how it answers; without loops
 * between xs and ys there is nothing to ask.
 */
import type { Gradient } from '../graph/op_def.ts'
import type { Operation } from '../graph/operation.ts'
import type { Tensor } from '../graph/tensor.ts'

export interface LoopState {
  processUnusedLoopExits(pending: ReadonlyMap<Operation, number>, toOps: ReadonlySet<Operation>): readonly Tensor[]
  zerosLikeForExit(exit: Tensor): Tensor
  zerosLike(op: Operation, index: number): Gradient
  enterGradWhileContext(op: Operation, before: boolean): void
  exitGradWhileContext(op: Operation, before: boolean): void
  isLoopSwitch(op: Operation): boolean
  isLoopExit(op: Operation): boolean
  /** The last exits of a loop come together: it enqueues those to differentiate. */
  exitReady(exit: Tensor, queue: Operation[], hasGradient: (exit: Tensor) => boolean, receive: (exit: Tensor, grad: Gradient) => void): void
  postProcessing(): void
}

export type LoopStateMaker = (between: readonly Operation[], isBetween: ReadonlySet<Operation>, colocate: boolean) => LoopState | undefined
let make: LoopStateMaker | undefined

export function registerLoopState(maker: LoopStateMaker): void {
  make = maker
}
/** undefined where no loop lies between xs and ys. */
export function controlFlowState(between: readonly Operation[], isBetween: ReadonlySet<Operation>, colocate: boolean): LoopState | undefined {
  return make?.(between, isBetween, colocate)
}
