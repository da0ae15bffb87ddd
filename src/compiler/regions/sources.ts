/** The names of values: what passes a value on (a Switch, an Enter …) → the tensor that has it. */
import type { Tensor } from '../../graph/tensor.ts'

export type Sources = ReadonlyMap<Tensor, Tensor>

export const NO_SOURCES: Sources = new Map()

export const sourceIn = (sources: Sources, tensor: Tensor): Tensor =>
  sources.size === 0 ? tensor : (sources.get(tensor) ?? tensor)
