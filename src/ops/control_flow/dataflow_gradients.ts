/** Gradients of the dataflow nodes (ops/control_flow_grad.py): a switch for a merge, an enter for an exit, and the other way round. */
import { TypeError } from '../../errors/python.ts'
import { IndexedSlices } from '../../graph/indexed_slices.ts'
import type { Gradient } from '../../graph/op_def.ts'
import type { Operation } from '../../graph/operation.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { int32 } from '../../tensor/dtypes.ts'
import { equal } from '../math/comparison_ops.ts'
import { constant } from '../math/constant_op.ts'
import { componentsOf, type TensorOrComposite } from './composite_tensors.ts'
import { CondContext } from './cond_context.ts'
import { contextOf, currentContext, outputContext } from './control_flow_context.ts'
import { enterNode, exitNode, mergeNode, switchNode, switchRefOrTensor } from './dataflow_nodes.ts'
import type { GradLoopState } from './grad_loop_state.ts'
import { accumulateInvariant, accumulateInvariantSlices } from './loop_accumulators.ts'
import { WhileContext } from './while_context.ts'
import { addBackEdge } from './while_loop.ts'

type Grad = Tensor | IndexedSlices

/** A loop's switch is visited twice: from its exit, and from the loop's body, which closes the backward loop. */
export function switchGradient(op: Operation, ...grads: (Gradient | undefined)[]): Gradient[] {
  const context = contextOf(op)
  if (context instanceof WhileContext) {
    const { switches } = (currentContext() as WhileContext).gradState as GradLoopState
    const merged = switches.get(op)
    if (merged) {
      if (grads[1]) addBackEdge(merged, grads[1])
      return [null, null]
    }
    const fresh = mergeNode([grads[0], grads[0]], 'b_switch')[0]
    switches.set(op, fresh)
    return [fresh as Grad, null]
  }
  if (context instanceof CondContext) {
    // the zeros of the other branch are alive where this one is not
    return [mergeNode([grads[context.branch], grads[1 - context.branch]], 'cond_grad')[0] as Grad, null]
  }
  const pred = op.inputs[1] as Tensor
  const [otherwise] = switchNode(grads[0] as Grad, pred)
  const [, then] = switchNode(grads[1] as Grad, pred)
  return [mergeNode([otherwise, then])[0] as Grad, null]
}

export function mergeGradient(op: Operation, grad: Gradient): Gradient[] {
  // a branch may end in the exit of a loop, which TensorFlow 0.12 takes for the merge of a loop variable
  const context = outputContext((op.inputs[0] as Tensor).op)
  const current = currentContext()
  if (context instanceof WhileContext) return switchRefOrTensor(grad, (current as WhileContext).pivot) as Grad[]
  if (context instanceof CondContext) {
    const state = current?.gradState
    return switchRefOrTensor(grad, state ? pastPredicate(state, context.pred) : context.pred, 'cond_grad') as Grad[]
  }
  const which = op.inputs.map((_, i) => equal(op.outputs[1] as Tensor, constant(i, int32)))
  return which.map(taken => switchRefOrTensor(grad, taken)[1] as Grad)
}
/** What the predicate of a cond within a loop was in the iteration that is being differentiated. */
function pastPredicate(state: GradLoopState, pred: Tensor): Tensor {
  const known = state.history.get(pred.name)
  if (known) return known
  state.gradContext.exit()
  const stack = state.addForwardAccumulator(pred)
  state.gradContext.enter()
  const real = state.addBackPropAccumulatedValue(stack, pred)
  state.history.set(pred.name, real)
  return real
}

export function exitGradient(op: Operation, grad: Gradient): Gradient[] {
  const context = currentContext() as WhileContext
  if (!context.backProp) return [null]
  if (contextOf(op)?.gradState) throw new TypeError('Second-order gradient for while loops not supported.')
  for (const part of componentsOf(grad as TensorOrComposite)) context.addName(part.name)
  return [context.inside(() => enterNode(grad as Grad, context.enterOptions(false, { name: 'b_exit' })))]
}

/** The backward loop's NextIteration is made at the switch. */
export function nextIterationGradient(_op: Operation, grad: Gradient): Gradient[] {
  return [grad]
}

/** A loop variable's gradient leaves the loop; those of an invariant are summed over the iterations. */
export function enterGradient(op: Operation, grad: Gradient): Gradient[] {
  const context = currentContext()
  if (!context?.backProp || context.gradState === null) return [grad]
  const loop = context as WhileContext
  if (op.attr('is_constant') === true) {
    return [
      grad instanceof IndexedSlices
        ? accumulateInvariantSlices(loop, op, grad)
        : accumulateInvariant(loop, op, grad as Tensor),
    ]
  }
  const result = exitNode(grad as Grad)
  loop.exitResult([result])
  return [result]
}
