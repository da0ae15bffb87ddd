/** Outputs under names of their own, in collections (contrib/layers/python/layers/utils.py). */

import { pyfunction } from '../../../calling/signature.ts'
import { get_default_graph } from '../../../graph/default_graph.ts'
import type { Tensor } from '../../../graph/tensor.ts'

export type Collections = string | readonly string[] | null

/** A tensor that may have been named by `collect_named_outputs`. */
interface Aliased {
  alias?: string
}
interface CollectArgs<T> {
  collections: Collections
  alias: string
  outputs: T
}
/** Names `outputs` and adds them to the collections; returns them. */
export function collectNamedOutputs<T extends object>(collections: Collections, alias: string, outputs: T): T {
  ;(outputs as Aliased).alias = alias.replace(/\/$/, '')
  if (collections?.length) get_default_graph().add_to_collections(collections, outputs)
  return outputs
}
/** Sets `outputs.alias`, a slash at its end left out, and adds `outputs` to the collection or collections, if any. Returns `outputs`. */
export const collect_named_outputs = pyfunction(
  'collect_named_outputs(collections, alias, outputs)',
  ({ collections, alias, outputs }: CollectArgs<Tensor>): Tensor => collectNamedOutputs(collections, alias, outputs),
)

const aliasOf = (tensor: Tensor): string =>
  (tensor as Aliased).alias ?? (tensor.name.endsWith(':0') ? tensor.op.name : tensor.name)

/** The alias of a tensor; without one its name, of an operation's first output without `:0`. */
export const get_tensor_alias = pyfunction('get_tensor_alias(tensor)', ({ tensor }: { tensor: Tensor }): string =>
  aliasOf(tensor),
)
/** The alias of each tensor (see `get_tensor_alias`). */
export const gather_tensors_alias = pyfunction(
  'gather_tensors_alias(tensors)',
  ({ tensors }: { tensors: readonly Tensor[] }): string[] => [...tensors].map(aliasOf),
)
/** The tensors of a collection by their aliases, in the order of the collection. */
export const convert_collection_to_dict = pyfunction(
  'convert_collection_to_dict(collection)',
  ({ collection }: { collection: string }): Map<string, Tensor> =>
    new Map((get_default_graph().get_collection(collection) as Tensor[]).map(tensor => [aliasOf(tensor), tensor])),
)
