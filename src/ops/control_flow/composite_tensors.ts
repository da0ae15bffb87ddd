/** What conds and loops carry, and the tensors that it consists of. */

import { SparseTensor } from '../../graph/build/sparse_tensor.ts'
import { IndexedSlices } from '../../graph/indexed_slices.ts'
import { Tensor } from '../../graph/tensor.ts'

/** What flows through conds and loops. */
export type TensorOrComposite = Tensor | IndexedSlices | SparseTensor

export const isComposite = (value: unknown): value is IndexedSlices | SparseTensor =>
  value instanceof IndexedSlices || value instanceof SparseTensor

/** The tensors that a value consists of: values, indices, and the shape where there is one. */
export function componentsOf(value: TensorOrComposite): Tensor[] {
  if (value instanceof Tensor) return [value]
  const shape = value instanceof IndexedSlices ? value.dense_shape : value.shape
  return [value.values, value.indices, ...(shape ? [shape] : [])]
}
/** A value of the same kind as `like`, of other parts. */
export function fromComponents(like: TensorOrComposite, parts: readonly Tensor[]): TensorOrComposite {
  const [values, indices, shape] = parts as [Tensor, Tensor, Tensor?]
  if (like instanceof Tensor) return values
  return like instanceof IndexedSlices
    ? new IndexedSlices(values, indices, shape ?? null)
    : new SparseTensor(indices, values, shape as Tensor)
}
