/** Sums of the gradients of loop invariants over the iterations (WhileContext.AddBackProp…Accumulator). */
import { IndexedSlices } from '../../graph/indexed_slices.ts'
import type { Operation } from '../../graph/operation.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { isFullyDefined } from '../../tensor/shape.ts'
import { concat } from '../array/concat_ops.ts'
import { add, maximum } from '../math/arithmetic_ops.ts'
import { constant, zeros } from '../math/constant_op.ts'
import { shapeInternal } from '../math/shape_ops.ts'
import { zeros_like } from '../math/zeros_like_ops.ts'
import type { ControlFlowContext } from './control_flow_context.ts'
import { enterNode, exitNode, mergeNode, nextIterationNode, switchNode } from './dataflow_nodes.ts'
import type { GradLoopState } from './grad_loop_state.ts'
import type { WhileContext } from './while_context.ts'

const within = <R>(context: ControlFlowContext | null, body: () => R): R => (context ? context.inside(body) : body())

/** The sum of `grad` over the iterations of the backward loop `context`, in which this is called. `enter`: the Enter of the invariant. */
export function accumulateInvariant(context: WhileContext, enter: Operation, grad: Tensor): Tensor {
  context.exit()
  const start = zeroAccumulator(context, enter, grad)
  context.enter()
  context.addName(start.name)
  const entered = enterNode(start, context.enterOptions(false, { name: 'b_acc' }))
  const merged = mergeNode([entered, entered], 'b_acc')[0] as Tensor
  const [done, going] = switchNode(merged, context.pivot)
  merged.op.updateInput(1, nextIterationNode(add(going, grad)))
  const result = exitNode(done, 'b_acc')
  context.exitResult([result])
  return result
}

function zeroAccumulator(context: WhileContext, enter: Operation, grad: Tensor): Tensor {
  const known = grad.staticShape
  const { outer } = context
  if (isFullyDefined(known)) return within(outer, () => constant(0, grad.dtype, known, 'b_acc'))
  const value = enter.inputs[0] as Tensor
  let start: Tensor
  const outerState = (context.gradState as GradLoopState).outerGradState
  if (outer && outerState) {
    const dims = within((context.gradState as GradLoopState).forwardContext.outer, () => shapeInternal(value, false))
    const stack = outerState.addForwardAccumulator(dims)
    start = outer.inside(() => zeros(outerState.addBackPropAccumulatedValue(stack, dims), grad.dtype))
  } else start = within(outer, () => zeros(shapeInternal(value, false), grad.dtype)) // TensorFlow fails in a branch of a cond
  start.staticShape = known
  return start
}

/** The same for slices: all rows of all iterations, one after the other. */
export function accumulateInvariantSlices(context: WhileContext, enter: Operation, grad: IndexedSlices): IndexedSlices {
  const { values, indices, dense_shape } = grad
  const { outer } = context
  context.exit()
  const start = within(outer, () => {
    const startValues = zeroRow(context, enter, values)
    const startIndices = constant([0], indices.dtype)
    const startShape = dense_shape === null ? [] : [zeroShape(context, enter, dense_shape)]
    return [startIndices, startValues, ...startShape]
  })
  context.enter()
  for (const tensor of [start[1], start[0], start[2]]) if (tensor) context.addName(tensor.name)
  const entered = start.map(tensor => enterNode(tensor, context.enterOptions(false, { name: 'b_acc' })))
  const merged = entered.map(tensor => mergeNode([tensor, tensor], 'b_acc')[0] as Tensor)
  const switched = merged.map(tensor => switchNode(tensor, context.pivot))
  const going = switched.map(([, alive]) => alive) as [Tensor, Tensor, Tensor?]
  const sums = [concat(0, [going[0], indices]), concat(0, [going[1], values])]
  if (going[2]) sums.push(maximum(dense_shape as Tensor, going[2]))
  const next = sums.map(tensor => nextIterationNode(tensor))
  for (const [i, tensor] of merged.entries()) tensor.op.updateInput(1, next[i] as Tensor)
  const exits = switched.map(([done]) => exitNode(done, 'b_acc'))
  context.exitResult(exits)
  return new IndexedSlices(exits[1] as Tensor, exits[0] as Tensor, exits[2] ?? null)
}

function zeroRow(context: WhileContext, enter: Operation, values: Tensor): Tensor {
  const known = values.staticShape
  if (isFullyDefined(known))
    return within(context.outer, () => constant(0, values.dtype, [1, ...known.slice(1)], 'b_acc'))
  const rest = shapeInternal(enter.inputs[0] as Tensor, false).at('1:')
  return zeros(concat(0, [[1], rest]), values.dtype)
}
function zeroShape(context: WhileContext, enter: Operation, dense_shape: Tensor): Tensor {
  const known = dense_shape.staticShape
  if (isFullyDefined(known)) return within(context.outer, () => constant(0, dense_shape.dtype, known))
  return zeros_like(shapeInternal(enter.inputs[0] as Tensor, false), { optimize: false })
}
