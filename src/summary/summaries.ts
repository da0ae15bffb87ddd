/** Nodes that make summaries, named after what they report (python/summary/summary.py). */

import { pythonTypeName } from '../calling/python_repr.ts'
import { pyfunction } from '../calling/signature.ts'
import { guarded } from '../errors/boundary.ts'
import { TypeError, ValueError } from '../errors/python.ts'
import { type NodeDef, SummaryDescription } from '../formats/protos/index.ts'
import { apply } from '../graph/build/apply_op.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../graph/build/convert.ts'
import { get_default_graph } from '../graph/default_graph.ts'
import { GraphKeys } from '../graph/graph_keys.ts'
import type { OpDef } from '../graph/op_def.ts'
import { nameText } from '../graph/scope_names.ts'
import { Tensor } from '../graph/tensor.ts'
import {
  AudioSummaryV2,
  HistogramSummary,
  ImageSummary,
  MergeSummary,
  ScalarSummary,
  TensorSummary,
} from '../ops/parsing/summary_ops.ts'
import { info } from '../platform/logging.ts'
import { float32 } from '../tensor/dtypes.ts'

/** Keys of collections; null is the usual one. */
export type Collections = Iterable<string> | null

/** Adds a summary to its collections. */
export function collect(
  summary: Tensor,
  collections: Collections,
  usual: readonly string[] = [GraphKeys.SUMMARIES],
): Tensor {
  for (const key of collections ?? usual) get_default_graph().add_to_collection(key, summary)
  return summary
}

/** A name that a node may have: other characters are `_`, slashes do not lead. */
function cleanTag(name: Name): string | null {
  const text = nameText(name)
  const clean = text?.replace(/[^-/\w.]/gu, '_').replace(/^\/+/, '') ?? null
  if (clean !== text) info(`Summary name ${text} is illegal; using ${clean} instead.`)
  return clean
}

/** The node of a summary: its name is its tag too. */
function summaryNode(
  def: OpDef,
  name: Name,
  defaultName: string | null,
  value: TensorLike,
  collections: Collections,
  args: (tag: string) => Record<string, unknown>,
): Tensor {
  return withScope(cleanTag(name), defaultName, [value], scope =>
    collect(apply(def, args(scope.replace(/\/+$/, '')), scope), collections),
  )
}

interface SummaryArgs {
  name: Name
  tensor: TensorLike
  collections: Collections
}
interface PartsArgs extends SummaryArgs {
  max_outputs: number
}

/**
 * A summary of one number: a string tensor that holds a serialized Summary, in the collection `summaries`.
 *
 *     tf.summary.scalar('loss', loss)
 */
export const scalar = pyfunction(
  'scalar(name, tensor, collections=None)',
  ({ name, tensor, collections }: SummaryArgs) =>
    summaryNode(ScalarSummary, name, null, tensor, collections, tags => ({ tags, values: tensor })),
)

/** A summary of how the values of a tensor are distributed. Run-time error: InvalidArgument where one is not finite. */
export const histogram = pyfunction(
  'histogram(name, values, collections=None)',
  ({ name, values, collections }: Omit<SummaryArgs, 'tensor'> & { values: TensorLike }) =>
    summaryNode(HistogramSummary, name, 'HistogramSummary', values, collections, tag => ({ tag, values })),
)

/**
 * A summary of the first `max_outputs` images of a batch [n, height, width, 1, 3 or 4], as PNG. Floats are scaled: the largest is 255,
 * and where there are negative ones zero is 128.
 */
export const image = pyfunction(
  'image(name, tensor, max_outputs=3, collections=None)',
  ({ name, tensor, max_outputs, collections }: PartsArgs) =>
    summaryNode(ImageSummary, name, null, tensor, collections, tag => ({ tag, tensor, max_images: max_outputs })),
)

/** A summary of the first `max_outputs` sounds of a batch [n, frames] or [n, frames, channels] of values in [−1, 1], as WAV. */
export const audio = pyfunction(
  'audio(name, tensor, sample_rate, max_outputs=3, collections=None)',
  ({ name, tensor, sample_rate, max_outputs, collections }: PartsArgs & { sample_rate: TensorLike }) =>
    summaryNode(AudioSummaryV2, name, null, tensor, collections, tag => ({
      tag,
      tensor,
      max_outputs,
      sample_rate: convertToTensor(sample_rate, { dtype: float32, name: 'sample_rate' }),
    })),
)

/** A summary of a whole tensor of any type. */
export const tensor_summary = pyfunction(
  'tensor_summary(name, tensor, summary_description=None, collections=None)',
  ({
    name,
    tensor,
    summary_description,
    collections,
  }: SummaryArgs & { summary_description: SummaryDescription | null }) =>
    withScope(name, null, [tensor], scope => {
      const hint = summary_description?.type_hint ?? ''
      const description = hint === '' ? '{}' : `{\n  "typeHint": ${JSON.stringify(hint)}\n}`
      return collect(apply(TensorSummary, { tensor, description }, scope), collections)
    }),
)

/** The description that a TensorSummary node was made with. ValueError for other nodes. */
export function get_summary_description(node_def: NodeDef): SummaryDescription {
  if (node_def.op !== 'TensorSummary') throw new ValueError(`Can't get_summary_description on ${node_def.op}`)
  const { typeHint = '' } = JSON.parse(Buffer.from(node_def.attr['description']?.s ?? '{}').toString('utf8')) as {
    typeHint?: string
  }
  return new SummaryDescription({ type_hint: typeHint })
}
// @ts-expect-error the guarded function takes its place
get_summary_description = guarded(get_summary_description)

interface MergeArgs {
  inputs: readonly TensorLike[]
  collections: Collections
  name: Name
}
/** One summary node out of several, in the scope `name`. */
export function mergedNode({ inputs, collections, name }: MergeArgs, scope: string): Tensor {
  if (inputs instanceof Tensor) throw new TypeError("'Tensor' object is not iterable.")
  if (inputs !== null && !Array.isArray(inputs))
    throw new TypeError(`'${pythonTypeName(inputs)}' object is not iterable`)
  return withScope(name, scope, inputs ?? [], () => collect(apply(MergeSummary, { inputs }, name), collections, []))
}

/** All values of several summaries in one. Run-time error: InvalidArgument where two have one tag. */
export const merge = pyfunction('merge(inputs, collections=None, name=None)', (args: MergeArgs) =>
  mergedNode({ ...args, name: cleanTag(args.name) }, 'Merge'),
)

/** One summary of all in the collection `key`; null where there is none. */
export const merge_all = pyfunction("merge_all(key='summaries')", ({ key }: { key: string }): Tensor | null => {
  const all = get_default_graph().get_collection(key) as Tensor[]
  return all.length === 0 ? null : merge(all)
})
