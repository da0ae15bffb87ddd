/** Steps of their own in a plan: reductions, WebAssembly kernels, reference kernels; and outputs that are views on inputs. */
import { Status } from '../../errors/status.ts'
import { kernelOf } from '../../graph/kernel_of.ts'
import type { KernelLowering, Lowering, PlanContext } from '../../graph/op_def.ts'
import type { Operation } from '../../graph/operation.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { input } from '../../kernels/scalar.ts'
import { numElements } from '../../tensor/shape.ts'
import { sameDims, shapeOf, type Value } from '../expressions/plan_values.ts'
import { Irregular } from '../program/irregular.ts'
import type { Draft } from '../steps/draft_step.ts'
import type { PlanScope } from './plan_scope.ts'

type Shapes = readonly (readonly number[])[]
type ReduceLowering = Extract<Lowering, { kind: 'reduce' }>

const isPure = (op: Operation): boolean => !op.op_def.stateful && op.op_def.spec.checks !== true

// --- views

/**
 * Outputs that are views on inputs. True: that is all the op does. A view on a part of a variable, or on one under another type, is as
 * good as a copy as long as it is not read once the variable is written (`PartialAliases`); then it cannot be had in a plan.
 */
export function lowerViews(scope: PlanScope, op: Operation, inputs: readonly Value[], shapes: Shapes): boolean {
  const aliases = op.op_def.spec.aliases?.(scope.context(op, inputs, shapes))
  if (!aliases || !isPure(op)) return false
  let views = 0
  for (const [i, output] of op.outputs.entries()) {
    const index = aliases[i]
    const source = index === undefined ? undefined : (inputs[index] as Value)
    if (!source || source.shape === null) continue
    if (
      source.dtype === output.dtype.base_dtype &&
      numElements(shapeOf(source)) === numElements(shapes[i] as readonly number[])
    ) {
      const { reference: _, ...view } = scope.reshaped(source, shapes[i] as readonly number[])
      scope.set(output, view)
      views++
    } else if (source.variable !== undefined && scope.isWritten(source.variable)) {
      if (scope.parts.leaves(op)) throw new Irregular(op, true, 'a view that a plan cannot have')
      scope.parts.add(source.variable, op)
    }
  }
  return views > 0 && views === op.outputs.length
}

// --- reductions

function axesOf(
  scope: PlanScope,
  op: Operation,
  inputs: readonly Value[],
  context: PlanContext,
  lower: ReduceLowering,
): readonly number[] {
  const rank = shapeOf(inputs[0] as Value).length
  const known =
    lower.axes?.(context) ??
    Array.from((scope.known(inputs[1] as Value)?.data ?? []) as ArrayLike<number | bigint>, Number)
  if (!lower.axes && !scope.known(inputs[1] as Value))
    throw new Irregular(op, true, 'the axes are not known before the run')
  return [...new Set(known.map(axis => (axis < 0 ? axis + rank : axis)))].sort((a, b) => a - b)
}

export function lowerReduce(
  scope: PlanScope,
  op: Operation,
  inputs: readonly Value[],
  shapes: Shapes,
  lower: ReduceLowering,
): void {
  const value = inputs[0] as Value
  const dims = shapeOf(value)
  const shape = shapes[0] as readonly number[]
  const axes = axesOf(scope, op, inputs, scope.context(op, inputs, shapes), lower)
  // dimensions of size 1 hold one element each: nothing is added up, and the output is a view
  if (axes.every(axis => dims[axis] === 1)) {
    const { reference: _, ...view } = scope.reshaped(value, shape)
    scope.set(op.outputs[0] as Tensor, view)
    return
  }
  // the kernel goes over the shape that its operands broadcast to
  if (value.pending && !coversShape(value.pending.inputs, dims)) scope.materialise(value)
  const { scalar, inputs: parts, ops } = scope.inline(op, [value], dims, input(0))
  const whole =
    scalar.kind === 'literal' ||
    (scalar.kind === 'input' && parts.length === 1 && sameDims(shapeOf(parts[0] as Value), dims))
  const buffers = scope.draft.emit({
    kernel: 'reduce',
    inputs: scalar.kind === 'literal' ? [scope.materialise(value)] : parts,
    outputs: [{ dtype: value.dtype, shape }],
    attrs: { reduction: lower.reducer, axes, keep_dims: op.attr('keep_dims') === true, shape: dims },
    ...(whole ? {} : { scalar }),
    op,
    ops,
    fused: true,
    pure: true,
    sources: [],
  })
  scope.setOutputs(op, buffers, shapes)
}

/** Whether operands of these shapes broadcast to the whole of `shape`. */
function coversShape(inputs: readonly Value[], shape: readonly number[]): boolean {
  return shape.every((dim, axis) => dim === 1 || inputs.some(part => shapeOf(part).at(axis - shape.length) === dim))
}

// --- kernels

/** The attributes of a kernel's step; undefined where it is left to the reference kernel, also where there is an error that that one tells. */
export function kernelAttrs(
  { attrs }: KernelLowering,
  context: PlanContext,
): Readonly<Record<string, unknown>> | undefined {
  try {
    return attrs ? attrs(context) : {}
  } catch (error) {
    if (error instanceof Status) return undefined
    throw error
  }
}

export function lowerKernel(
  scope: PlanScope,
  op: Operation,
  inputs: readonly Value[],
  shapes: Shapes,
  lower: KernelLowering,
): void {
  const context = scope.context(op, inputs, shapes)
  const attrs = kernelAttrs(lower, context)
  if (!attrs) {
    lowerReference(scope, op, inputs, shapes)
    return
  }
  const chosen =
    typeof lower.operands === 'function' ? lower.operands(context) : (lower.operands ?? inputs.map((_, i) => i))
  const operands = chosen.map(index => scope.materialise(inputs[index] as Value))
  const draws = lower.draws?.(context)
  if (draws !== undefined) operands.unshift(scope.draft.stream())
  const outputs: Draft['outputs'][number][] = op.outputs.map((output, i) => ({
    dtype: output.dtype.base_dtype,
    shape: shapes[i] as readonly number[],
  }))
  const slots = scope.written(op, inputs)
  for (const slot of slots) scope.beforeWrite(slot, op)
  if (lower.inPlace !== undefined && outputs[0]) {
    const target = inputs[lower.inPlace] as Value
    if (target.variable === undefined) throw new Irregular(op, true, 'not a variable of this segment')
    outputs[0] = { ...outputs[0], buffer: { kind: 'slot', slot: target.variable } }
  }
  const [scalar, ...further] = lower.scalars?.(context) ?? []
  const buffers = scope.draft.emit({
    kernel: lower.kernel,
    inputs: operands,
    outputs,
    attrs,
    ...(scalar ? { scalar } : {}),
    ...(further.length > 0 ? { further } : {}),
    op,
    ops: [op],
    fused: false,
    pure:
      isPure(op) && slots.length === 0 && !(typeof lower.checks === 'function' ? lower.checks(context) : lower.checks),
    sources: inputs.map(value => scope.source(value)),
    ...(draws === undefined ? {} : { draws }),
  })
  scope.setOutputs(op, buffers, shapes, inputs)
}

export function lowerReference(scope: PlanScope, op: Operation, inputs: readonly Value[], shapes: Shapes): void {
  if (op.outputs.length === 0 && !op.op_def.stateful && inputs.length === 0) return
  if (!kernelOf(op.op_def)) throw new Irregular(op, true, 'no kernel')
  const slots = scope.written(op, inputs)
  for (const slot of slots) scope.beforeWrite(slot, op)
  const buffers = scope.draft.emit({
    kernel: undefined,
    inputs: [],
    outputs: op.outputs.map((output, i) => {
      const shape = shapes[i] as readonly number[]
      return output.dtype.is_ref
        ? { dtype: output.dtype.base_dtype, shape, reference: true }
        : { dtype: output.dtype, shape }
    }),
    attrs: {},
    op,
    ops: [op],
    fused: false,
    pure: isPure(op) && slots.length === 0,
    sources: inputs.map(value => scope.source(value)),
  })
  scope.setOutputs(op, buffers, shapes, inputs)
}
