/** Which dimensions of a grid do what (contrib/grid_rnn/python/ops/grid_rnn_cell.py). */

import { pythonRepr } from '../../calling/python_repr.ts'
import { ValueError } from '../../errors/python.ts'
import { units } from '../../nn/rnn_cell/rnn_cell.ts'
import type { PyInt } from '../../tensor/literals.ts'

/** One dimension, or several. */
export type Dims = number | PyInt | readonly (number | PyInt)[] | null

export interface GridDims {
  readonly count: number
  readonly inputs: readonly number[]
  readonly outputs: readonly number[]
  readonly recurrent: readonly number[]
  readonly priority: readonly number[]
  readonly nonPriority: readonly number[]
}

/** Errors: ValueError for dimensions that the grid doesn't have. */
export function gridDims(
  count: number,
  given: Readonly<Record<'inputs' | 'outputs' | 'priority' | 'nonRecurrent', Dims>>,
): GridDims {
  const listed = (dims: Dims): number[] => {
    const list = dims === null ? [] : Array.isArray(dims) ? dims : [dims]
    const sorted = [...new Set(list.map(dim => units(dim, 'dims')))].sort((a, b) => a - b)
    if (sorted.some(dim => dim < 0 || dim >= count))
      throw new ValueError(`Invalid dims: ${pythonRepr(sorted)}. Must be in [0, ${count})`)
    return sorted
  }
  const inputs = listed(given.inputs)
  const outputs = listed(given.outputs)
  const priority = listed(given.priority)
  const nonRecurrent = listed(given.nonRecurrent)
  const others = (dims: readonly number[]): number[] =>
    Array.from({ length: count }, (_, dim) => dim).filter(dim => !dims.includes(dim))
  return { count, inputs, outputs, priority, recurrent: others(nonRecurrent), nonPriority: others(priority) }
}
