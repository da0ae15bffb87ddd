/** The summaries of 0.5 to 0.11, whose tags are tensors (python/ops/logging_ops.py). */

import { pyfunction } from '../calling/signature.ts'
import { apply } from '../graph/build/apply_op.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../graph/build/convert.ts'
import { get_default_graph } from '../graph/default_graph.ts'
import type { Tensor } from '../graph/tensor.ts'
import { AudioSummaryV2, HistogramSummary, ImageSummary, ScalarSummary } from '../ops/parsing/summary_ops.ts'
import { float32 } from '../tensor/dtypes.ts'
import { type Collections, collect, mergedNode } from './summaries.ts'

interface Common {
  collections: Collections
  name: Name
}
interface TaggedArgs extends Common {
  tag: TensorLike
  tensor: TensorLike
}

/** A summary of numbers: `tags` and `values` have one shape. */
export const scalar_summary = pyfunction(
  'scalar_summary(tags, values, collections=None, name=None)',
  ({ tags, values, collections, name }: Common & { tags: TensorLike; values: TensorLike }): Tensor =>
    withScope(name, 'ScalarSummary', [tags, values], scope =>
      collect(apply(ScalarSummary, { tags, values }, scope), collections),
    ),
)

/** A summary of how `values` are distributed; see `tf.summary.histogram`. */
export const histogram_summary = pyfunction(
  'histogram_summary(tag, values, collections=None, name=None)',
  ({ tag, values, collections, name }: Common & { tag: TensorLike; values: TensorLike }): Tensor =>
    withScope(name, 'HistogramSummary', [tag, values], scope =>
      collect(apply(HistogramSummary, { tag, values }, scope), collections),
    ),
)

/** A summary of images; see `tf.summary.image`. */
export const image_summary = pyfunction(
  'image_summary(tag, tensor, max_images=3, collections=None, name=None)',
  ({ tag, tensor, max_images, collections, name }: TaggedArgs & { max_images: number }): Tensor =>
    withScope(name, 'ImageSummary', [tag, tensor], scope =>
      collect(apply(ImageSummary, { tag, tensor, max_images }, scope), collections),
    ),
)

/** A summary of sounds; see `tf.summary.audio`. */
export const audio_summary = pyfunction(
  'audio_summary(tag, tensor, sample_rate, max_outputs=3, collections=None, name=None)',
  ({
    tag,
    tensor,
    sample_rate: rate,
    max_outputs,
    collections,
    name,
  }: TaggedArgs & { sample_rate: TensorLike; max_outputs: number }): Tensor =>
    withScope(name, 'AudioSummary', [tag, tensor], scope => {
      const sample_rate = convertToTensor(rate, { dtype: float32, name: 'sample_rate' })
      return collect(apply(AudioSummaryV2, { tag, tensor, max_outputs, sample_rate }, scope), collections)
    }),
)

/** The 0.x name of `tf.summary.merge`. */
export const merge_summary = pyfunction(
  'merge_summary(inputs, collections=None, name=None)',
  (args: Common & { inputs: readonly TensorLike[] }): Tensor => mergedNode(args, 'MergeSummary'),
)

/** The 0.x name of `tf.summary.merge_all`. */
export const merge_all_summaries = pyfunction(
  "merge_all_summaries(key='summaries')",
  ({ key }: { key: string }): Tensor | null => {
    const all = get_default_graph().get_collection(key) as Tensor[]
    return all.length === 0 ? null : merge_summary(all)
  },
)
