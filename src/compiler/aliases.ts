/** Chains of views: which variable a tensor refers to. */
import { containerOf, sharedName } from '../graph/container.ts'
import type { Operation } from '../graph/operation.ts'
import type { Tensor } from '../graph/tensor.ts'

/** Whether an operation passes the buffer of its first input on. */
export const isView = (op: Operation): boolean => op.op_def.spec.lower?.kind === 'view'

/** Whether an output may be a view on an input, or on a part of it. */
export const mayBeView = (op: Operation): boolean => isView(op) || op.op_def.spec.aliases !== undefined

/** Whether the first output is the reference that the first input is. */
export function passesReference(op: Operation): boolean {
  return op.outputs[0]?.dtype.is_ref === true && op.inputs[0]?.dtype.is_ref === true
}

/**
 * The operation that stands for the variable on whose buffer `tensor` is a view (or to which it refers); undefined where
 * it has a buffer of its own. Fed tensors end a chain.
 */
export function variableBehind(tensor: Tensor, fed: (tensor: Tensor) => boolean): Operation | undefined {
  let current = tensor
  for (;;) {
    if (fed(current)) return undefined
    const { op } = current
    if (op.inputs.length === 0) return current.dtype.is_ref ? op : undefined
    if (!isView(op) && !passesReference(op)) return undefined
    current = current.dtype.is_ref ? referenceInput(current) : (op.inputs[0] as Tensor)
  }
}

/** The reference that a reference output passes on: the first for the first, and so on. */
export function referenceInput(tensor: Tensor): Tensor {
  return tensor.op.inputs.filter(input => input.dtype.is_ref)[tensor.value_index] as Tensor
}

/** Numbers of the inputs that `op` writes: those it declares, else all references. */
export function writtenInputs(op: Operation): readonly number[] {
  if (op.op_def.spec.writes) return op.op_def.spec.writes
  let at = 0
  return op.op_def.inputs.flatMap((arg, i) => {
    const indices = Array.from({ length: op.argLengths[i] as number }, () => at++)
    return arg.isRef ? indices : []
  })
}

/** What identifies the variable of a node: nodes may share one. */
export function variableName(op: Operation): string {
  return `${containerOf(op)}/${sharedName(op) || op.name}`
}
