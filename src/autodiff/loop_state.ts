/** The loops between xs and ys, each with the loop that computes its gradient (ops/control_flow_ops.py, ControlFlowState). */
import { AttributeError } from '../errors/python.ts'
import { get_default_graph } from '../graph/default_graph.ts'
import type { Gradient } from '../graph/op_def.ts'
import type { Operation } from '../graph/operation.ts'
import type { Tensor } from '../graph/tensor.ts'
import { componentsOf } from '../ops/control_flow/composite_tensors.ts'
import type { CondContext } from '../ops/control_flow/cond_context.ts'
import { type ControlFlowContext, contextOf, isLoopExit, isSwitch } from '../ops/control_flow/control_flow_context.ts'
import { nextIterationNode, switchRefOrTensor } from '../ops/control_flow/dataflow_nodes.ts'
import { GradLoopState } from '../ops/control_flow/grad_loop_state.ts'
import { WhileContext } from '../ops/control_flow/while_context.ts'
import { constant, zeros } from '../ops/math/constant_op.ts'
import { shapeInternal } from '../ops/math/shape_ops.ts'
import { zeros_like, zerosLikeOutsideLoop } from '../ops/math/zeros_like_ops.ts'
import { isFullyDefined } from '../tensor/shape.ts'

const loopOf = (op: Operation): WhileContext | null => contextOf(op)?.whileContext ?? null
const within = <R>(context: ControlFlowContext | null, body: () => R): R => (context ? context.inside(body) : body())

export { isLoopExit }
/** Whether `op` is the switch of a loop variable. */
export const isLoopSwitch = (op: Operation): boolean => isSwitch(op) && contextOf(op) instanceof WhileContext

export class LoopState {
  readonly #states = new Map<WhileContext, GradLoopState>()

  /** `before`: seen from the uses of `op`'s outputs, which for an exit lie outside of its loop. */
  gradState(op: Operation, before: boolean): GradLoopState | undefined {
    const loop = before && isLoopExit(op) ? (contextOf(op)?.outer?.whileContext ?? null) : loopOf(op)
    return loop === null ? undefined : this.#states.get(loop)
  }
  #outerState(exit: Operation): GradLoopState | undefined {
    const outer = contextOf(exit)?.outer?.whileContext
    return outer ? this.#states.get(outer) : undefined
  }

  /** Adds the backward loop of the loop that `exit` leaves; all exits of the loop belong to what is differentiated. */
  addLoop(exit: Operation, order: Operation[], between: Set<Operation>): void {
    const loop = loopOf(exit)
    // TensorFlow's Python stumbles over it in the same place
    if (!loop)
      throw new AttributeError(
        `'NoneType' object has no attribute 'outer_context': ${exit.name} leaves a loop that was imported; it has no gradients`,
      )
    if (this.#states.has(loop)) return
    this.#states.set(loop, new GradLoopState(loop, this.#outerState(exit) ?? null))
    for (const { op } of loop.loopExits.map(value => componentsOf(value)[0] as Tensor)) {
      if (between.has(op)) continue
      between.add(op)
      order.push(op)
    }
  }

  /** Exits that nothing differentiates: those that have to go along with zeros. */
  processUnusedLoopExits(pending: ReadonlyMap<Operation, number>, toOps: ReadonlySet<Operation>): Tensor[] {
    const exits: Tensor[] = []
    for (const [loop, state] of this.#states) {
      for (const value of loop.loopExits) {
        const exit = componentsOf(value)[0] as Tensor
        if ((pending.get(exit.op) ?? 0) !== 0) continue
        state.pendingExits--
        if (!toOps.has(exit.op)) state.unusedExits.push(exit)
        if (state.pendingExits === 0) for (const exit of state.unusedExits) exits.push(exit)
      }
    }
    return exits
  }

  enterGradWhileContext(op: Operation, before: boolean): void {
    this.gradState(op, before)?.gradContext.enter()
  }
  exitGradWhileContext(op: Operation, before: boolean): void {
    this.gradState(op, before)?.gradContext.exit()
  }

  zerosLikeForExit(exit: Tensor): Tensor {
    const known = exit.staticShape
    const outer = this.#outerState(exit.op)
    if (!outer) return isFullyDefined(known) ? zeros(known, exit.dtype) : zeros_like(exit, { optimize: false })
    if (isFullyDefined(known)) return outer.gradContext.inside(() => zeros(known, exit.dtype))
    const dims = within(contextOf(exit.op)?.outer ?? null, () => shapeInternal(exit, false))
    const stack = outer.addForwardAccumulator(dims)
    return outer.gradContext.inside(() => zeros(outer.addBackPropAccumulatedValue(stack, dims), exit.dtype))
  }

  /** Zeros for an output of `op`; called in the backward loop where there is one. */
  zerosLike(op: Operation, index: number): Gradient {
    if (isLoopSwitch(op)) return null
    const deadBranch = isSwitch(op)
    const loop = loopOf(op)
    const state = loop === null ? undefined : this.#states.get(loop)
    if (!state) return zerosLikeOutsideLoop(op, index)
    const context = contextOf(op) as ControlFlowContext
    const value = op.outputs[index] as Tensor
    const known = value.staticShape
    if (isFullyDefined(known)) {
      const result = constant(0, { dtype: value.dtype, shape: known })
      if (!deadBranch) return result
      const { pred, branch } = context as CondContext
      return switchRefOrTensor(result, state.history.get(pred.name) as Tensor)[1 - branch] as Tensor
    }
    // the shape is only known at run time: keep its history
    let like = value
    let dims: Tensor
    if (deadBranch) {
      const { pred, branch, outer } = context as CondContext
      outer?.enter()
      like = switchRefOrTensor(op.inputs[0], pred)[1 - branch] as Tensor
      dims = shapeInternal(like, false)
      outer?.exit()
      like.op.controlFlowContext = context
      dims.op.controlFlowContext = context
    } else dims = context.inside(() => shapeInternal(value, false))
    state.gradContext.exit()
    const stack = state.addForwardAccumulator(dims, deadBranch)
    state.gradContext.enter()
    return zeros(state.addBackPropAccumulatedValue(stack, dims, deadBranch), like.dtype)
  }

  /**
   * An exit has all of its gradient. The exits of a loop are differentiated together, the last one decides: with zeros for those
   * without gradient, or with none at all.
   */
  exitReady(
    exit: Tensor,
    queue: Operation[],
    hasGradient: (exit: Tensor) => boolean,
    receive: (exit: Tensor, zero: Tensor) => void,
    trainable: (exit: Tensor) => boolean,
  ): void {
    const state = this.gradState(exit.op, false) as GradLoopState
    state.deferredExits.push(exit)
    if (--state.pendingExits !== 0) return
    let real = false
    for (const deferred of state.deferredExits) {
      if (hasGradient(deferred)) {
        real = true
        queue.push(deferred.op)
      } else state.unusedExits.push(deferred)
    }
    for (const unused of state.unusedExits) {
      if (real && trainable(unused)) receive(unused, this.zerosLikeForExit(unused))
      queue.push(unused.op)
    }
  }

  /** Loop variables whose next value doesn't depend on the last: zeros flow back in all iterations but one. */
  postProcessing(): void {
    for (const state of this.#states.values()) {
      for (const merged of state.switches.values()) {
        const merge = (componentsOf(merged)[0] as Tensor).op
        const [first, second] = merge.inputs as [Tensor, Tensor]
        if (first !== second) continue
        const known = first.staticShape
        const { gradContext } = state
        let next: Tensor
        if (isFullyDefined(known))
          next = gradContext.inside(() => nextIterationNode(constant(0, { dtype: first.dtype, shape: known })))
        else {
          const zero = within(gradContext.outer, () => zeros(shapeInternal(first.op.inputs[0] as Tensor, false)))
          next = gradContext.inside(() => nextIterationNode(zero))
        }
        merge.updateInput(1, next)
      }
    }
  }
}

/** The loops between xs and ys; undefined where there is none. `order` and `between` get exits that belong to them. */
export function controlFlowState(
  order: Operation[],
  between: Set<Operation>,
  colocate: boolean,
): LoopState | undefined {
  let state: LoopState | undefined
  for (let at = 0; at < order.length; at++) {
    const op = order[at] as Operation
    if (!isLoopExit(op)) continue
    state ??= new LoopState()
    const loops = state
    if (colocate) get_default_graph().colocate_with(op, false, () => loops.addLoop(op, order, between))
    else loops.addLoop(op, order, between)
  }
  return state
}
