/** Loops and conds carry the flows of TensorArrays; user code sees the arrays. */
import { ValueError } from '../../errors/python.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { TensorArray } from './tensor_array.ts'

/** The values with flows in place of TensorArrays. */
export function flowsOf(values: readonly unknown[]): unknown[] {
  return values.map(value => (value instanceof TensorArray ? value.flow : value))
}
/** `flows` with TensorArrays where `originals` have some. */
export function tensorArraysOf(originals: readonly unknown[], flows: readonly unknown[]): unknown[] {
  if (originals.length !== flows.length) {
    throw new ValueError(
      `Lengths of original Tensor list and new list do not match: ${originals.length} vs. ${flows.length}`,
    )
  }
  return originals.map((original, i) =>
    original instanceof TensorArray ? original.withFlow(flows[i] as Tensor) : flows[i],
  )
}
