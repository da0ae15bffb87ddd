/** Outputs that are only copied into variables can be put there as they are made: a checkpoint is restored without a second copy of it. */
import type { Operation } from '../../graph/operation.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { variableName } from './aliases.ts'

/** By output number, the variable's node. */
export type FilledVariables = readonly (Operation | undefined)[]

/** The input that an operation copies into the variable that is its first input, where that is all that it does. */
export function copiedInput(op: Operation): Tensor | undefined {
  const { lower } = op.op_def.spec
  return lower?.kind === 'update' && lower.copies !== undefined ? op.inputs[lower.copies] : undefined
}

/**
 * For operations that can, the variables that they fill: those to which their outputs are copied right behind them, by operations that run as
 * they do, and nothing else takes. `sequence`: what runs one after the other, undefined for what does not run by itself. `isTaken`: who else
 * may look at a tensor.
 */
export function filledVariables(
  sequence: readonly (Operation | undefined)[],
  isTaken: (tensor: Tensor) => boolean,
): ReadonlyMap<Operation, FilledVariables> {
  const readers = new Map<Tensor, number>()
  for (const op of sequence) for (const input of op?.inputs ?? []) readers.set(input, (readers.get(input) ?? 0) + 1)
  const filled = new Map<Operation, FilledVariables>()
  for (const [i, op] of sequence.entries()) {
    if (!op?.op_def.spec.fillsVariables) continue
    const variables = new Array<Operation | undefined>(op.outputs.length).fill(undefined)
    const names = new Set<string>()
    for (let at = i + 1; at < sequence.length; at++) {
      const copy = sequence[at]
      const copied = copy && copiedInput(copy)
      if (copied?.op !== op) break
      const reference = copy?.inputs[0] as Tensor
      const isVariable = reference.op.inputs.length === 0 && reference.dtype.is_ref && !isTaken(reference)
      const name = variableName(reference.op)
      if (isVariable && !names.has(name) && !isTaken(copied) && readers.get(copied) === 1)
        variables[copied.value_index] = reference.op
      names.add(name)
    }
    if (names.size > 0) filled.set(op, variables)
  }
  return filled
}
