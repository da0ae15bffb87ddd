/** Elementwise work in a plan: expressions that wait for their consumer, and updates of variables in place. */
import type { Lowering, NewValue, NodeInfo } from '../../graph/op_def.ts'
import type { Operation } from '../../graph/operation.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { input, type Scalar } from '../../kernels/scalar.ts'
import { isFullyDefined, numElements } from '../../tensor/shape.ts'
import { sameDims, shapeOf, uniformValue, type Value } from '../expressions/plan_values.ts'
import { Irregular } from '../program/irregular.ts'
import { nodeInfo } from '../program/node_info.ts'
import { mayTrap } from '../program/traps.ts'
import type { PlanScope } from './plan_scope.ts'

/** The output is an expression of the inputs, pending until something needs it. */
export function lowerElementwise(
  scope: PlanScope,
  op: Operation,
  inputs: readonly Value[],
  shape: readonly number[],
  scalar: Scalar,
): void {
  const output = op.outputs[0] as Tensor
  const dtype = output.dtype.base_dtype
  const { scalar: whole, inputs: parts, ops } = scope.inline(op, inputs, shape, scalar)
  if (whole.kind === 'input') {
    const part = parts[whole.index] as Value
    // an op that computes nothing is a view on a variable only where TensorFlow's is: x * 1 is a copy
    if (sameDims(shapeOf(part), shape) && part.dtype === dtype && part.variable === undefined) {
      scope.set(output, part)
      return
    }
  }
  const uniform = whole.kind === 'literal' ? uniformValue(dtype, shape, whole.value) : undefined
  if (uniform) {
    scope.set(output, uniform)
    return
  }
  const value = scope.pendingValue({ scalar: whole, inputs: parts, op, ops, result: undefined }, dtype, shape)
  scope.set(output, value)
  // what several steps need is computed once
  if (scope.raw || scope.uses(output) > 1 || mayTrap(scalar, dtype)) scope.materialise(value)
}

/** Inputs of one step of an aggregate, the sum so far among them. */
const AGGREGATED = 8

/** An aggregate of many inputs, a few of them at a time: one expression would be as deep as they are many. */
export function lowerAggregate(
  scope: PlanScope,
  op: Operation,
  inputs: readonly Value[],
  shape: readonly number[],
  scalar: (inputs: readonly Scalar[], node: NodeInfo) => Scalar,
): void {
  const output = op.outputs[0] as Tensor
  const dtype = output.dtype.base_dtype
  const node = nodeInfo(op)
  let result = inputs[0] as Value
  for (let at = 1; at < inputs.length; at += AGGREGATED - 1) {
    const group = [result, ...inputs.slice(at, at + AGGREGATED - 1)].map(value => scope.materialise(value))
    const whole = scalar(
      group.map((_, i) => input(i)),
      node,
    )
    result = scope.materialise(
      scope.pendingValue({ scalar: whole, inputs: group, op, ops: [op], result: undefined }, dtype, shape),
    )
  }
  scope.set(output, result)
}

/** The input that an elementwise op returns as it is (a Cast to the same type, a sum of one): such an op makes a view. */
export function returnedInput(op: Operation, scalar: Scalar): number | undefined {
  if (scalar.kind === 'input') return scalar.index
  if (scalar.kind === 'cast' && scalar.arg.kind === 'input' && op.inputs[scalar.arg.index]?.dtype.base === scalar.to)
    return scalar.arg.index
  return undefined
}

type UpdateLowering = Extract<Lowering, { kind: 'update' }>

/** Variables get values of expressions where they lie, in one pass: that behind input 0, and perhaps others. */
export function lowerUpdate(
  scope: PlanScope,
  op: Operation,
  inputs: readonly Value[],
  shape: readonly number[],
  lower: UpdateLowering,
): void {
  const [[, first], ...others] = lower.values(
    inputs.map((_, i) => input(i)),
    nodeInfo(op),
  ) as [NewValue, ...NewValue[]]
  const variable = inputs[0] as Value
  const slots = slotsOf(op, [variable, ...others.map(([index]) => inputs[index] as Value)])
  if (variable.shape === null) {
    const declared = op.inputs[0]?.staticShape
    if (declared && isFullyDefined(declared) && !sameDims(declared as readonly number[], shape))
      throw new Irregular(op, false, 'not the shape that the variable declares')
    scope.draft.allocate(slots[0] as number, variable.dtype, shape)
  } else if (!sameDims(variable.shape, shape)) throw new Irregular(op, false, 'the variable changes its shape')
  const changing = new Set(others.map(([index]) => index))
  for (const [i, other] of inputs.entries()) {
    if (i > 0 && !sameDims(shapeOf(other), shape) && (changing.has(i) || numElements(shapeOf(other)) !== 1))
      throw new Irregular(op, false, 'the update has another shape than the variable')
  }
  const target: Value = { ...variable, shape }
  const targets = [target, ...others.map(([index]) => inputs[index] as Value)]
  const rest = others.map(([, value]) => value)
  const { scalar, further, inputs: parts, ops } = scope.inline(op, [target, ...inputs.slice(1)], shape, first, 1, rest)
  let expressions: readonly Scalar[] = [scalar, ...further]
  let operands = parts
  let done = ops
  // what is read element by element may be overwritten; other reads of the variables come first
  if (
    !operands.every(
      part => part.variable === undefined || !slots.includes(part.variable) || sameDims(shapeOf(part), shape),
    )
  ) {
    operands = expressions.map((each, i) =>
      scope.materialise(
        scope.pendingValue(
          { scalar: each, inputs: parts, op, ops, result: undefined },
          (targets[i] as Value).dtype,
          shape,
        ),
      ),
    )
    expressions = expressions.map((_, i) => input(i))
    done = [op]
  }
  for (const slot of slots) scope.beforeWrite(slot, op)
  scope.draft.emit({
    kernel: 'elementwise',
    inputs: operands.map(part => scope.materialise(part)),
    outputs: slots.map((slot, i) => ({ dtype: (targets[i] as Value).dtype, shape, buffer: { kind: 'slot', slot } })),
    attrs: {},
    scalar: expressions[0] as Scalar,
    ...(others.length > 0 ? { further: expressions.slice(1) } : {}),
    op,
    ops: done,
    fused: true,
    pure: false,
    sources: [],
  })
  scope.setVariableState(slots[0] as number, variable.dtype, shape)
  scope.set(op.outputs[0] as Tensor, { ...target, reference: true })
}

/** The slots of variables that one operation changes. */
function slotsOf(op: Operation, variables: readonly Value[]): readonly number[] {
  const slots = variables.map(({ variable }) => {
    if (variable === undefined) throw new Irregular(op, true, 'not a variable of this segment')
    return variable
  })
  if (new Set(slots).size < slots.length) throw new Irregular(op, true, 'one variable in two places')
  return slots
}
