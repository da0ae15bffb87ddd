/** Chains of views: which variable a tensor refers to. */
import { argOfInputs } from '../../graph/arg_lengths.ts'
import { containerOf, sharedName } from '../../graph/container.ts'
import type { Operation } from '../../graph/operation.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { NO_SOURCES, type Sources, sourceIn } from '../regions/sources.ts'

/** Whether an operation passes the buffer of its first input on. */
export const isView = (op: Operation): boolean => op.op_def.spec.lower?.kind === 'view'

/** Whether an output may be a view on an input, or on a part of it. */
export const mayBeView = (op: Operation): boolean => isView(op) || op.op_def.spec.aliases !== undefined

/** Whether the first output is the reference that the first input is. */
export function passesReference(op: Operation): boolean {
  return op.outputs[0]?.dtype.is_ref === true && op.inputs[0]?.dtype.is_ref === true
}

/**
 * Finds the operation that stands for the variable on whose buffer a tensor is a view (or to which it refers); undefined where
 * it has a buffer of its own. Fed tensors end a chain. What is found is kept for all tensors on the way: chains of updates take linear time.
 */
export function variableFinder(
  isFed: (tensor: Tensor) => boolean,
  sources: Sources = NO_SOURCES,
): (tensor: Tensor) => Operation | undefined {
  const found = new Map<Tensor, Operation | undefined>()
  return tensor => {
    const passed: Tensor[] = []
    let current: Tensor | undefined = tensor
    let variable: Operation | undefined
    while (current) {
      current = sourceIn(sources, current)
      if (found.has(current)) {
        variable = found.get(current)
        break
      }
      passed.push(current)
      // for references that go around in a loop
      found.set(current, undefined)
      if (isFed(current)) break
      const { op }: Tensor = current
      if (op.inputs.length === 0) {
        if (current.dtype.is_ref) variable = op
        break
      }
      // which of its inputs a merge passes on shows in the run
      if (op.op_def.spec.controlFlow === 'merge' || (!isView(op) && !passesReference(op))) break
      current = current.dtype.is_ref ? referenceInput(current) : op.inputs[0]
    }
    for (const on of passed) found.set(on, variable)
    return variable
  }
}

/** The reference that a reference output passes on: the first for the first, and so on. */
export function referenceInput(tensor: Tensor): Tensor {
  return tensor.op.inputs.filter(input => input.dtype.is_ref)[tensor.value_index] as Tensor
}

/** Numbers of the inputs that `op` writes: those it declares, else all references. */
export function writtenInputs(op: Operation): readonly number[] {
  if (op.op_def.spec.writes) return op.op_def.spec.writes
  return argOfInputs(op.op_def, op.argLengths).flatMap(({ isRef }, i) => (isRef ? [i] : []))
}

/** What identifies the variable of a node: nodes may share one. */
export function variableName(op: Operation): string {
  return `${containerOf(op)}/${sharedName(op) || op.name}`
}
