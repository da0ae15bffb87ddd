/** Sparse tensors as functions take and give them. */
import { noAttribute } from '../../calling/python_repr.ts'
import { TypeError } from '../../errors/python.ts'
import { applyOp, type OpArgs } from '../../graph/build/apply_op.ts'
import type { Name } from '../../graph/build/convert.ts'
import { SparseTensor, SparseTensorValue } from '../../graph/build/sparse_tensor.ts'
import type { OpDef } from '../../graph/op_def.ts'
import type { Tensor } from '../../graph/tensor.ts'

/** A sparse tensor, or a value that becomes one. */
export type SparseLike = SparseTensor | SparseTensorValue

export const isSparse = (value: unknown): value is SparseLike =>
  value instanceof SparseTensor || value instanceof SparseTensorValue
/** The sparse tensor that `value` is. */
export function toSparse(value: unknown): SparseTensor {
  if (value instanceof SparseTensorValue) return SparseTensor.from_value(value)
  if (!(value instanceof SparseTensor)) throw new TypeError('Input must be a SparseTensor.')
  return value
}
/** The three outputs of a node as a sparse tensor. */
export function sparseResult(def: OpDef, args: OpArgs, name: Name = null): SparseTensor {
  const [indices, values, shape] = applyOp(def, args, name).outputs as [Tensor, Tensor, Tensor]
  return new SparseTensor(indices, values, shape)
}

/** `value`, which must be a sparse tensor. */
export function requireSparse(value: SparseTensor): SparseTensor {
  if (!(value instanceof SparseTensor)) throw noAttribute(value, 'indices')
  return value
}

export interface SparseInputArgs {
  sp_input: SparseLike
  name: Name
}
