/**
 * A loop and the loop that computes its gradient (ops/control_flow_ops.py, GradLoopState). Values of the forward loop that the
 * gradient needs are pushed onto stacks, one push an iteration, and popped in reverse order.
 */
import { TypeError } from '../../errors/python.ts'
import { apply, applyOp } from '../../graph/build/apply_op.ts'
import { get_default_graph } from '../../graph/default_graph.ts'
import type { Operation } from '../../graph/operation.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { int32 } from '../../tensor/dtypes.ts'
import { add, sub } from '../math/arithmetic_ops.ts'
import { greater_equal } from '../math/comparison_ops.ts'
import { constant } from '../math/constant_op.ts'
import type { TensorOrComposite } from './composite_tensors.ts'
import { CondContext } from './cond_context.ts'
import {
  type ControlFlowContext,
  contextOf,
  currentContext,
  loopConstantEnter,
  outputContext,
  withoutDependencies,
} from './control_flow_context.ts'
import { enterNode, exitNode, mergeNode, nextIterationNode, switchNode, switchRefOrTensor } from './dataflow_nodes.ts'
import { ControlTrigger, LoopCond } from './dataflow_ops.ts'
import { Stack, StackPop, StackPush } from './stack_ops.ts'
import { WhileContext } from './while_context.ts'

const within = <R>(context: ControlFlowContext | null | undefined, body: () => R): R =>
  context ? context.inside(body) : body()

export class GradLoopState {
  readonly outerGradState: GradLoopState | null
  readonly forwardContext: WhileContext
  readonly gradContext: WhileContext
  /** The forward loop's counter, as the next iteration sees it. */
  readonly forwardIndex: Tensor
  /** The backward loop's counter. */
  readonly gradIndex: Tensor
  /** For forward values (by name) what stands for them in the backward loop. */
  readonly history = new Map<string, Tensor>()
  /** For the loop's switches the merge of their gradients. */
  readonly switches = new Map<Operation, TensorOrComposite>()
  readonly unusedExits: Tensor[] = []
  readonly deferredExits: Tensor[] = []
  pendingExits: number
  #forwardSync: Operation | undefined
  #gradSync: Operation | undefined

  constructor(forward: WhileContext, outerGradState: GradLoopState | null) {
    this.forwardContext = forward
    this.outerGradState = outerGradState
    this.pendingExits = forward.loopExits.length
    const outerForward = outerGradState ? outerGradState.forwardContext : forward.outer
    const { count, index } = within(outerForward, () => forwardCounter(forward, outerGradState))
    this.forwardIndex = index
    const makeContext = (): WhileContext =>
      new WhileContext({
        ...forward,
        parallelIterations: forward.parallelIterations,
        backProp: forward.backProp,
        swapMemory: forward.swapMemory,
        name: forward.name,
        gradState: this,
      })
    if (outerGradState) {
      // the inner loop runs many times: remember how often each time
      outerForward?.addName(count.name)
      const counts = outerGradState.addForwardAccumulator(count)
      const outerGrad = outerGradState.gradContext
      outerGrad.enter()
      this.gradContext = makeContext()
      const real = outerGradState.addBackPropAccumulatedValue(counts, count)
      this.gradIndex = backPropCounter(this.gradContext, real, outerGradState)
      outerGrad.exit()
    } else {
      outerForward?.enter()
      this.gradContext = makeContext()
      this.gradIndex = backPropCounter(this.gradContext, count, null)
      outerForward?.exit()
    }
  }

  /** Pushes of one iteration come before the next. */
  get forwardSync(): Operation {
    if (!this.#forwardSync) {
      this.#forwardSync = withoutDependencies(() => applyOp(ControlTrigger, {}, 'f_sync'))
      this.#forwardSync.controlFlowContext = this.forwardContext
      this.forwardIndex.op.addControlInputs([this.#forwardSync])
    }
    return this.#forwardSync
  }
  /** Pops of one iteration come before the next. */
  get gradSync(): Operation {
    if (!this.#gradSync) {
      this.#gradSync = withoutDependencies(() => applyOp(ControlTrigger, {}, 'b_sync'))
      this.#gradSync.controlFlowContext = this.gradContext
      this.gradIndex.op.addControlInputs([this.#gradSync])
    }
    return this.#gradSync
  }

  /** Adds a stack of the values of `value`, one an iteration. `deadBranch`: it lies on the branch of a cond that isn't taken. */
  addForwardAccumulator(value: Tensor, deadBranch = false): Tensor {
    const context = currentContext()
    return withoutDependencies(() => {
      const stack = within(context, () =>
        get_default_graph().colocate_with(value, false, () =>
          apply(Stack, { elem_type: value.dtype.base_dtype }, 'f_acc'),
        ),
      )
      const { forwardContext } = this
      const entered = forwardContext.addValue(stack)
      const push = (): Tensor =>
        apply(StackPush, { handle: entered, elem: value, swap_memory: forwardContext.swapMemory })
      const valueContext = outputContext(value.op)
      let pushed: Tensor
      if (valueContext === forwardContext) {
        pushed = forwardContext.inside(push)
        this.forwardIndex.op.addControlInputs([pushed.op])
      } else {
        if (!(valueContext instanceof CondContext))
          throw new TypeError(`value_ctxt is not a CondContext: ${String(valueContext?.name)}`)
        if (deadBranch) {
          pushed = within(valueContext.outer, push)
          pushed.op.controlFlowContext = valueContext
        } else pushed = valueContext.inside(push)
        this.forwardSync.addControlInputs([pushed.op])
      }
      // after the counter has been incremented
      pushed.op.addControlInputs([(this.forwardIndex.op.inputs[0] as Tensor).op])
      return stack
    })
  }

  /** The top of the stack `history` of `value`, in the backward loop. */
  addBackPropAccumulatedValue(history: Tensor, value: Tensor, deadBranch = false): Tensor {
    const historyContext = contextOf(history.op)
    let condContext: CondContext | undefined
    for (let context = contextOf(value.op); context !== null && context !== historyContext; context = context.outer) {
      if (context instanceof CondContext) {
        condContext = context
        break
      }
    }
    const popped = withoutDependencies(() =>
      this.gradContext.inside(() => {
        let handle = history
        if (condContext) {
          // only the branch that pushed may pop
          const pred = this.#predicateOf(condContext)
          handle = switchRefOrTensor(history, pred)[deadBranch ? 1 - condContext.branch : condContext.branch] as Tensor
        }
        const pop = apply(StackPop, { handle, elem_type: value.dtype.base_dtype })
        pop.set_shape(value.get_shape())
        return pop
      }),
    )
    if (this.gradContext.parallelIterations > 1) this.gradSync.addControlInputs([popped.op])
    return popped
  }
  #predicateOf(context: CondContext): Tensor {
    for (let state: GradLoopState | null = this; state !== null; state = state.outerGradState) {
      const pred = state.history.get(context.pred.name)
      if (pred) return pred
    }
    return context.pred
  }

  /** What stands for the forward `value` in the backward loop, in which this is called. */
  realValue(value: Tensor): Tensor {
    const known = this.history.get(value.name)
    if (known) return known
    let current = value
    let state: GradLoopState = this
    let real: Tensor | undefined
    let stack: Tensor | undefined
    for (;;) {
      const enter = loopConstantEnter(current)
      if (!enter) {
        this.gradContext.exit()
        stack = state.addForwardAccumulator(current)
        this.gradContext.enter()
        break
      }
      current = enter.inputs[0] as Tensor
      if (state.outerGradState === null) {
        // the same in all iterations of all loops
        real = this.gradContext.addValue(current)
        break
      }
      state = state.outerGradState
    }
    if (!real) {
      real = state.addBackPropAccumulatedValue(stack as Tensor, current)
      if (state !== this) real = this.gradContext.addValue(real)
    }
    this.history.set(value.name, real)
    return real
  }
}

/** `n = 0; while (pivot) n++` beside the forward loop. */
function forwardCounter(
  context: WhileContext,
  outerGradState: GradLoopState | null,
): { readonly count: Tensor; readonly index: Tensor } {
  const zero = constant(0, int32, null, 'f_count')
  // pushes of one run of an inner loop come before those of the next
  if (outerGradState) zero.op.addControlInputs([(outerGradState.forwardIndex.op.inputs[0] as Tensor).op])
  return context.inside(() => {
    context.addName(zero.name)
    const entered = enterNode(zero, context.enterOptions(false, { name: 'f_count' }))
    const merged = mergeNode([entered, entered])[0] as Tensor
    const [done, going] = switchNode(merged, context.pivot)
    const index = nextIterationNode(add(going, 1))
    merged.op.updateInput(1, index)
    const count = exitNode(done, 'f_count')
    context.exitResult([count])
    return { count, index }
  })
}

/** `n = count; while (n >= 1) n--`: the backward loop. */
function backPropCounter(context: WhileContext, count: Tensor, outerGradState: GradLoopState | null): Tensor {
  const one = constant(1, int32, null, 'b_count')
  return context.inside(() => {
    context.addName(count.name)
    const entered = enterNode(count, context.enterOptions(false, { name: 'b_count' }))
    const merged = mergeNode([entered, entered])[0] as Tensor
    context.pivotForPred = merged
    const condition = greater_equal(merged, one)
    context.pivot = apply(LoopCond, { input: condition }, 'b_count')
    const [done, going] = switchNode(merged, context.pivot)
    const index = sub(going, one)
    context.pivotForBody = index
    const next = nextIterationNode(index)
    merged.op.updateInput(1, next)
    const zero = exitNode(done, 'b_count')
    // pops of one run of an inner loop come before those of the next
    if (outerGradState) outerGradState.gradSync.addControlInputs([zero.op])
    context.exitResult([zero])
    return next
  })
}
