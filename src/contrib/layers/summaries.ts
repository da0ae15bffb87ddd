/** Summaries of tensors by what they are (contrib/layers/python/layers/summaries.py). */

import { pyfunction } from '../../calling/signature.ts'
import { get_default_graph } from '../../graph/default_graph.ts'
import { GraphKeys } from '../../graph/graph_keys.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { cast, to_float } from '../../ops/math/cast_ops.ts'
import { greater, less } from '../../ops/math/comparison_ops.ts'
import { reduce_mean } from '../../ops/math/reduction_ops.ts'
import type { Variable } from '../../ops/variables/variables.ts'
import { histogram, scalar } from '../../summary/summaries.ts'
import { bool, string } from '../../tensor/dtypes.ts'
import { float } from '../../tensor/literals.ts'
import { callFunction } from './layer_parts.ts'

type Summarized = Tensor | Variable
type Summarizer = (tensor: Summarized) => Tensor | null

function scalarSummary(tensor: Summarized, tag: string | null): Tensor {
  tensor.get_shape().assert_has_rank(0)
  return scalar(tag || `${tensor.op.name}_summary`, tensor)
}
const histogramSummary = (tensor: Summarized, tag: string | null): Tensor =>
  histogram(tag || `${tensor.op.name}_summary`, tensor)

/** The share of the inputs of an activation that are below or above a bound, which it cuts off. */
function share(activation: Summarized, compare: typeof less, bound: number, name: string): void {
  const [input] = activation.op.inputs as readonly Tensor[]
  const cut = compare(input as Tensor, cast(float(bound), (input as Tensor).dtype))
  scalarSummary(reduce_mean(to_float(cut)), `${activation.op.name}/${name}`)
}

/**
 * A histogram of the outputs of an activation; of Relu, Relu6 and Softplus also how large a share of their inputs is below 0, and
 * of Relu6 above 6.
 */
export const summarize_activation = pyfunction('summarize_activation(op)', ({ op }: { op: Summarized }): Tensor => {
  const { type } = op.op
  if (type === 'Relu' || type === 'Softplus' || type === 'Relu6') share(op, less, 0, 'zeros')
  if (type === 'Relu6') share(op, greater, 6, 'sixes')
  return histogramSummary(op, `${op.op.name}/activation`)
})

/** A scalar summary of a tensor of rank 0, a histogram of others; null for strings and bools. `tag`: its name. */
export const summarize_tensor = pyfunction(
  'summarize_tensor(tensor, tag=None)',
  ({ tensor, tag }: { tensor: Summarized; tag: string | null }): Tensor | null => {
    if (tensor.dtype.is_compatible_with(string) || tensor.dtype.base_dtype === bool) return null
    return tensor.get_shape().ndims === 0 ? scalarSummary(tensor, tag) : histogramSummary(tensor, tag)
  },
)

/** Functions as defaults of signatures. */
const SUMMARIZERS: Readonly<Record<string, Summarizer>> = {
  summarize_tensor: tensor => summarize_tensor(tensor),
  summarize_activation: tensor => summarize_activation(tensor),
}
interface CollectionArgs {
  collection: string
  name_filter: string | null
  summarizer: Summarizer | string
}
const summaries = (tensors: readonly Summarized[], summarizer: Summarizer | string): (Tensor | null)[] =>
  tensors.map(tensor => callFunction(typeof summarizer === 'string' ? SUMMARIZERS[summarizer] : summarizer, tensor))

/** A summary of each tensor. */
export const summarize_tensors = pyfunction(
  'summarize_tensors(tensors, summarizer=summarize_tensor)',
  ({ tensors, summarizer }: { tensors: readonly Summarized[]; summarizer: Summarizer | string }) =>
    summaries([...tensors], summarizer),
)

function ofCollection({ collection, name_filter, summarizer }: CollectionArgs): (Tensor | null)[] {
  const pattern = name_filter === null ? null : new RegExp(`^(?:${name_filter})`)
  const all: readonly Summarized[] = get_default_graph().get_collection(collection)
  return summaries(
    all.filter(({ op }) => pattern === null || pattern.test(op.name)),
    summarizer,
  )
}
/** A summary of each tensor of a collection; `name_filter` is a regular expression that names must match at their start. */
export const summarize_collection = pyfunction(
  'summarize_collection(collection, name_filter=None, summarizer=summarize_tensor)',
  ofCollection,
)

type FilterArgs = Omit<CollectionArgs, 'collection'>
const OF_USUAL = '(name_filter=None, summarizer=summarize_tensor)'
/** `summarize_collection` of the graph's variables. */
export const summarize_variables = pyfunction(`summarize_variables${OF_USUAL}` as const, (args: FilterArgs) =>
  ofCollection({ ...args, collection: GraphKeys.GLOBAL_VARIABLES }),
)
/** `summarize_collection` of the weights. */
export const summarize_weights = pyfunction(`summarize_weights${OF_USUAL}` as const, (args: FilterArgs) =>
  ofCollection({ ...args, collection: GraphKeys.WEIGHTS }),
)
/** `summarize_collection` of the biases. */
export const summarize_biases = pyfunction(`summarize_biases${OF_USUAL}` as const, (args: FilterArgs) =>
  ofCollection({ ...args, collection: GraphKeys.BIASES }),
)
/** `summarize_activation` of each tensor in the collection of activations. */
export const summarize_activations = pyfunction(
  'summarize_activations(name_filter=None, summarizer=summarize_activation)',
  (args: FilterArgs) => ofCollection({ ...args, collection: GraphKeys.ACTIVATIONS }),
)
