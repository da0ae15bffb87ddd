/** Crosses of features (contrib/layers/python/ops/sparse_feature_cross_op.py). */
import { TypeError } from '../../errors/python.ts'
import { applyOp } from '../../graph/build/apply_op.ts'
import type { Name } from '../../graph/build/convert.ts'
import { SparseTensor } from '../../graph/build/sparse_tensor.ts'
import { Tensor } from '../../graph/tensor.ts'
import { to_int64 } from '../../ops/math/cast_ops.ts'
import { SparseFeatureCross, SparseFeatureCrossV2 } from '../../ops/sparse/feature_cross_ops.ts'
import { deprecatedValues } from '../../platform/deprecation.ts'
import { int64, string } from '../../tensor/dtypes.ts'
import { isList } from './bucketization.ts'

/** The `hash_key` that later versions take where none is given. */
export const SPARSE_FEATURE_CROSS_DEFAULT_HASH_KEY = 0xdecafcaffe

interface CrossArgs {
  inputs: readonly (Tensor | SparseTensor)[]
  hashed_output: boolean
  num_buckets: number
  name: Name
  hash_key: number | bigint | null
}

const OUTDATED_KEY = {
  date: '2016-11-20',
  instructions:
    'The default behavior of sparse_feature_cross is changing, the default\nvalue for hash_key will change to SPARSE_FEATURE_CROSS_DEFAULT_HASH_KEY.\n' +
    'From that point on sparse_feature_cross will always use FingerprintCat64\nto concatenate the feature fingerprints. And the underlying\n' +
    '_sparse_feature_cross_op.sparse_feature_cross operation will be marked\nas deprecated.',
  module: 'tensorflow.contrib.layers.python.ops.sparse_feature_cross_op',
  values: { hash_key: null },
}

/**
 * For each row of the batch all combinations of one feature from each of `inputs`, matrices of strings or integers, sparse
 * or dense: joined by `_X_`, or with `hashed_output` their hash, modulo `num_buckets` where that isn't 0. A `hash_key` chooses
 * FingerprintCat64, which later versions use. Returns a SparseTensor.
 *
 *     const both = tf.contrib.layers.sparse_feature_cross([country, device], { hashed_output: true, num_buckets: 1000 })
 *
 * Errors: TypeError where `inputs` is not a list of Tensors and SparseTensors.
 */
export const sparse_feature_cross = deprecatedValues(
  OUTDATED_KEY,
  'sparse_feature_cross(inputs, hashed_output=False, num_buckets=0, name=None, hash_key=None)',
  ({ inputs, hashed_output, num_buckets, name, hash_key }: CrossArgs): SparseTensor => {
    if (!isList(inputs)) throw new TypeError('Inputs must be a list')
    if (!inputs.every(one => one instanceof SparseTensor || one instanceof Tensor))
      throw new TypeError('All inputs must be SparseTensors')
    const sparse = inputs.filter(one => one instanceof SparseTensor)
    const features = [...sparse.map(one => one.values), ...inputs.filter(one => one instanceof Tensor)]
    const internal_type = features.every(one => one.dtype.base_dtype === string) ? string : int64
    const taken = features.map(one => (one.dtype.base_dtype === string ? one : to_int64(one)))
    const args = {
      indices: sparse.map(one => one.indices),
      values: taken.slice(0, sparse.length),
      shapes: sparse.map(one => one.shape),
      dense: taken.slice(sparse.length),
      hashed_output,
      num_buckets,
      out_type: hashed_output ? int64 : string,
      internal_type,
    }
    const keyed = hash_key !== null && Number(hash_key) !== 0
    const op = keyed
      ? applyOp(SparseFeatureCrossV2, { ...args, hash_key }, name)
      : applyOp(SparseFeatureCross, args, name)
    const [indices, values, shape] = op.outputs as unknown as [Tensor, Tensor, Tensor]
    return new SparseTensor(indices, values, shape)
  },
)
