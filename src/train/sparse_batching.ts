/** Sparse tensors on their way through a queue: handles of a map of the session (training/input.py). */

import { pythonRepr } from '../calling/python_repr.ts'
import { ValueError } from '../errors/python.ts'
import type { SparseTensor } from '../graph/build/sparse_tensor.ts'
import type { Operation } from '../graph/operation.ts'
import { Tensor } from '../graph/tensor.ts'
import { expand_dims, squeeze } from '../ops/math/shape_ops.ts'
import type { Dequeued } from '../ops/resources/queue_classes.ts'
import {
  add_many_sparse_to_tensors_map,
  add_sparse_to_tensors_map,
  take_many_sparse_from_tensors_map,
} from '../ops/sparse/sparse_serialize_ops.ts'

/** null: dense. `op` made the map; `rank`: that of one example. */
export type SparseInfo = { readonly op: Operation; readonly rank: number | null } | null
type Mixed = Tensor | SparseTensor

export function storeSparse(
  tensors: readonly Mixed[],
  many: boolean,
  maps: readonly (Operation | null)[] = [],
): { readonly stored: Tensor[]; readonly sparse: SparseInfo[] } {
  const handles = tensors.map((tensor, i) => {
    if (tensor instanceof Tensor) return tensor
    const shared_name = maps[i]?.name ?? null
    return many
      ? add_many_sparse_to_tensors_map(tensor, { shared_name })
      : add_sparse_to_tensors_map(tensor, { shared_name })
  })
  const sparse = tensors.map((tensor, i): SparseInfo => {
    if (tensor instanceof Tensor) return null
    const rank = tensor.shape.staticShape?.[0] ?? null
    return { op: maps[i] ?? (handles[i] as Tensor).op, rank: rank === null ? null : many ? rank - 1 : rank }
  })
  // a scalar handle becomes a row, so that the queue's shapes fit
  return { stored: handles.map((handle, i) => (sparse[i] ? expand_dims(handle, [-1]) : handle)), sparse }
}

/** The same for several lists that go into one queue: they share their maps. */
export function storeSparseJoin(
  lists: readonly (readonly Mixed[])[],
  many: boolean,
): { readonly stored: Tensor[][]; readonly sparse: SparseInfo[] } {
  const [first, ...others] = lists as readonly [readonly Mixed[], ...Mixed[][]]
  const { stored, sparse } = storeSparse(first, many)
  const all = [stored]
  for (const list of others) {
    const next = storeSparse(
      list,
      many,
      sparse.map(info => info?.op ?? null),
    )
    const same = sparse.length === next.sparse.length && sparse.every((info, i) => agree(info, next.sparse[i] ?? null))
    if (!same) throw new ValueError(`Inconsistent SparseTensors list: ${pythonRepr(first)} vs. ${pythonRepr(list)}`)
    all.push(next.stored)
  }
  return { stored: all, sparse }
}
function agree(a: SparseInfo, b: SparseInfo): boolean {
  if (a === null || b === null) return a === b
  return a.op === b.op && (a.rank === null || b.rank === null || a.rank === b.rank)
}

/** The dequeued tensors with the sparse ones taken out of their maps. */
export function restoreSparse(dequeued: Dequeued, sparse: readonly SparseInfo[]): Dequeued {
  const list: readonly Tensor[] = Array.isArray(dequeued) ? dequeued : [dequeued]
  const restored = list.map((tensor, i) => {
    const info = sparse[i]
    return info
      ? take_many_sparse_from_tensors_map(info.op, squeeze(tensor, [1]), {
          rank: info.rank === null ? null : info.rank + 1,
        })
      : tensor
  })
  return Array.isArray(dequeued) ? restored : restored[0]
}
