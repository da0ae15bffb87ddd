/** Matrices that are variables in several parts along their first dimension (ops/rnn_cell.py). */

import { pythonRepr } from '../../calling/python_repr.ts'
import { ValueError } from '../../errors/python.ts'
import { get_default_graph } from '../../graph/default_graph.ts'
import { GraphKeys } from '../../graph/graph_keys.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { concat } from '../../ops/array/concat_ops.ts'
import { get_variable, get_variable_scope } from '../../ops/variables/variable_scope.ts'
import type { Variable } from '../../ops/variables/variables.ts'
import type { DType } from '../../tensor/dtypes.ts'

function shardedVariable(name: string, shape: readonly number[], dtype: DType, shards: number): Variable[] {
  const [rows = 0, ...rest] = shape
  if (shards > rows) throw new ValueError(`Too many shards: shape=${pythonRepr([...shape])}, num_shards=${shards}`)
  const each = Math.floor(rows / shards)
  const larger = rows - each * shards
  return Array.from({ length: shards }, (_, i) =>
    get_variable(`${name}_${i}`, [i < larger ? each + 1 : each, ...rest], { dtype }),
  )
}

/** The matrix `name`, made of `shards` variables; several are put together once per graph. */
export function concatenatedVariable(
  name: string,
  shape: readonly number[],
  dtype: DType,
  shards: number,
): Tensor | Variable {
  const parts = shardedVariable(name, shape, dtype, shards)
  if (parts.length === 1) return parts[0] as Variable
  const graph = get_default_graph()
  const whole = `${name}/concat`
  const full = `${get_variable_scope().name}/${whole}:0`
  for (const value of graph.get_collection(GraphKeys.CONCATENATED_VARIABLES))
    if ((value as Tensor).name === full) return value as Tensor
  const made = concat(0, parts, { name: whole })
  graph.add_to_collection(GraphKeys.CONCATENATED_VARIABLES, made)
  return made
}
