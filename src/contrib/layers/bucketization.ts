/** Numbers to buckets (contrib/layers/python/ops/bucketization_op.py). */

import { pyfunction } from '../../calling/signature.ts'
import { TypeError } from '../../errors/python.ts'
import { apply } from '../../graph/build/apply_op.ts'
import type { Name, TensorLike } from '../../graph/build/convert.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { Bucketize } from '../../ops/math/bucketize_ops.ts'

interface BucketizeArgs {
  input_tensor: TensorLike
  boundaries: readonly number[]
  name: Name
}
/**
 * The number of the bucket of each element: how many of the sorted `boundaries` are not above it; int32, in the shape of the input.
 *
 *     tf.contrib.layers.bucketize([[-5, 10000], [150, 10], [5, 100]], [0, 10, 100])  // [[0, 3], [3, 2], [1, 3]]
 *
 * Errors: TypeError where `boundaries` is not a list; InvalidArgumentError, in a run, where it is not sorted.
 */
export const bucketize = pyfunction(
  'bucketize(input_tensor, boundaries, name=None)',
  ({ input_tensor, boundaries, name }: BucketizeArgs): Tensor => {
    if (!isList(boundaries)) throw new TypeError('boundaries must be a list')
    return apply(Bucketize, { input: input_tensor, boundaries }, name)
  },
)

/** A plain array; what extends arrays are Python's tuples. */
export const isList = (value: unknown): value is readonly unknown[] =>
  Array.isArray(value) && value.constructor === Array
