/** Elementwise work in a plan: expressions that wait for their consumer, and updates of variables in place. */
import type { Operation } from '../graph/operation.ts'
import type { Tensor } from '../graph/tensor.ts'
import { input, type Scalar } from '../kernels/scalar.ts'
import { isFullyDefined, numElements } from '../tensor/shape.ts'
import { canFail } from './failing.ts'
import { Irregular } from './irregular.ts'
import type { PlanScope } from './plan_scope.ts'
import { sameDims, shapeOf, uniformValue, type Value } from './plan_values.ts'

/** The output is an expression of the inputs, pending until something needs it. */
export function lowerElementwise(scope: PlanScope, op: Operation, inputs: readonly Value[], shape: readonly number[], scalar: Scalar): void {
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
  if (scope.raw || scope.uses(output) > 1 || canFail(scalar, dtype)) scope.materialise(value)
}

/** The input that an elementwise op returns as it is (a Cast to the same type, a sum of one): such an op makes a view. */
export function returnedInput(op: Operation, scalar: Scalar): number | undefined {
  if (scalar.kind === 'input') return scalar.index
  if (scalar.kind === 'cast' && scalar.arg.kind === 'input' && op.inputs[scalar.arg.index]?.dtype.base === scalar.to) return scalar.arg.index
  return undefined
}

/** The variable behind input 0 gets the expression's value where it lies. */
export function lowerUpdate(scope: PlanScope, op: Operation, inputs: readonly Value[], shape: readonly number[], scalar: Scalar): void {
  const variable = inputs[0] as Value
  const slot = variable.variable
  if (slot === undefined) throw new Irregular(op, true, 'not a variable of this segment')
  if (variable.shape === null) {
    const declared = op.inputs[0]?.staticShape
    if (declared && isFullyDefined(declared) && !sameDims(declared as readonly number[], shape))
      throw new Irregular(op, false, 'not the shape that the variable declares')
    scope.draft.allocate(slot, variable.dtype, shape)
  } else if (!sameDims(variable.shape, shape)) throw new Irregular(op, false, 'the variable changes its shape')
  for (const other of inputs.slice(1)) {
    if (!sameDims(shapeOf(other), shape) && numElements(shapeOf(other)) !== 1)
      throw new Irregular(op, false, 'the update has another shape than the variable')
  }
  const target: Value = { ...variable, shape }
  let { scalar: expression, inputs: operands, ops } = scope.inline(op, [target, ...inputs.slice(1)], shape, scalar, 1)
  // what is read element by element may be overwritten; other reads of the variable come first
  if (!operands.every(part => part.variable !== slot || sameDims(shapeOf(part), shape))) {
    operands = [scope.materialise(scope.pendingValue({ scalar: expression, inputs: operands, op, ops, result: undefined }, variable.dtype, shape))]
    expression = input(0)
    ops = [op]
  }
  scope.beforeWrite(slot)
  scope.draft.emit({
    kernel: 'elementwise',
    inputs: operands.map(part => scope.materialise(part)),
    outputs: [{ dtype: variable.dtype, shape, buffer: { kind: 'slot', slot } }],
    attrs: {},
    scalar: expression,
    op,
    ops,
    fused: true,
    pure: false,
    sources: [],
  })
  scope.setVariableState(slot, variable.dtype, shape)
  scope.set(op.outputs[0] as Tensor, { ...target, reference: true })
}
