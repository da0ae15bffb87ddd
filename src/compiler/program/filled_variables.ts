/** Outputs that are only copied into variables can be put there as they are made: a checkpoint is restored without a second copy of it. */
import type { Operation } from '../../graph/operation.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { variableName } from './aliases.ts'

/** What copies the outputs of an operation into variables. */
export interface Copies {
  readonly ops: readonly Operation[]
  /** By output number, the variable's node, where the output can be made in the variable's memory: nothing is left to copy then. */
  readonly into: readonly (Operation | undefined)[]
}

/** The input that an operation copies into the variable that is its first input, where that is all that it does. */
export function copiedInput(op: Operation): Tensor | undefined {
  const { lower } = op.op_def.spec
  return lower?.kind === 'update' && lower.copies !== undefined ? op.inputs[lower.copies] : undefined
}

/**
 * For operations that can fill variables, the copies right behind them of what they make, which run as they do; an output that only such a copy
 * takes can be made in its variable. `sequence`: what runs one after the other, undefined for what does not run by itself. `isTaken`: who else
 * may look at a tensor.
 */
export function filledVariables(
  sequence: readonly (Operation | undefined)[],
  isTaken: (tensor: Tensor) => boolean,
): ReadonlyMap<Operation, Copies> {
  const readers = new Map<Tensor, number>()
  for (const op of sequence) for (const input of op?.inputs ?? []) readers.set(input, (readers.get(input) ?? 0) + 1)
  const filled = new Map<Operation, Copies>()
  for (const [i, op] of sequence.entries()) {
    if (!op?.op_def.spec.fillsVariables) continue
    const ops: Operation[] = []
    const into = new Array<Operation | undefined>(op.outputs.length).fill(undefined)
    const names = new Set<string>()
    for (let at = i + 1; at < sequence.length; at++) {
      const copy = sequence[at]
      const copied = copy && copiedInput(copy)
      if (!copy || copied?.op !== op) break
      const reference = copy.inputs[0] as Tensor
      const isVariable = reference.op.inputs.length === 0 && reference.dtype.is_ref && !isTaken(reference)
      const name = variableName(reference.op)
      if (isVariable && !names.has(name) && !isTaken(copied) && readers.get(copied) === 1)
        into[copied.value_index] = reference.op
      ops.push(copy)
      names.add(name)
    }
    if (ops.length > 0) filled.set(op, { ops, into })
  }
  return filled
}
