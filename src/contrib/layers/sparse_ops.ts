/** Dense tensors as sparse ones (contrib/layers/python/ops/sparse_ops.py). */

import { pyfunction } from '../../calling/signature.ts'
import { ValueError } from '../../errors/python.ts'
import { convertToTensor, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { SparseTensor } from '../../graph/build/sparse_tensor.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { gather } from '../../ops/array/gather_ops.ts'
import { pack, unpack } from '../../ops/array/pack_ops.ts'
import { where } from '../../ops/array/where_ops.ts'
import { add, mul } from '../../ops/math/arithmetic_ops.ts'
import { cast } from '../../ops/math/cast_ops.ts'
import { not_equal } from '../../ops/math/comparison_ops.ts'
import { reduce_sum } from '../../ops/math/reduction_ops.ts'
import { reshape, shape } from '../../ops/math/shape_ops.ts'
import { type DType, int64, string } from '../../tensor/dtypes.ts'
import { int } from '../../tensor/literals.ts'
import { NDArray } from '../../tensor/ndarray.ts'

/** The number of elements in one step along each dimension but the last. */
function steps(sizes: readonly Tensor[]): Tensor[] {
  const out: Tensor[] = []
  for (const size of [...sizes].reverse()) {
    const last = out.at(-1)
    out.push(last === undefined ? size : size.mul(last))
  }
  return out.reverse()
}

const nothing = (type: DType): TensorLike => (type === string ? '' : NDArray.zeros([], type))
/** Bare numbers are whole ones here. */
const literal = (value: TensorLike): TensorLike =>
  typeof value === 'number' && Number.isInteger(value) ? int(value) : value

interface Args {
  dense_tensor: TensorLike
  ignore_value: TensorLike | null
}
/**
 * The elements of `dense_tensor` that are not `ignore_value` (default: zero, or the empty string) as a SparseTensor.
 *
 *     tf.contrib.layers.sparse_ops.dense_to_sparse_tensor([[1, 0], [0, 2]])
 *
 * Errors: ValueError for tensors of unknown rank.
 */
export const dense_to_sparse_tensor = pyfunction(
  'dense_to_sparse_tensor(dense_tensor, ignore_value=None)',
  ({ dense_tensor, ignore_value }: Args): SparseTensor =>
    withScope('DenseToSparseTensor', null, [], () => {
      const dense = convertToTensor(dense_tensor)
      const { ndims: rank } = dense.get_shape()
      if (rank === null) throw new ValueError('dense_tensor.get_shape() should be defined, got None.')
      const type = dense.dtype.base_dtype
      const sizes = cast(shape(dense), int64)
      const ignored = ignore_value === null ? nothing(type) : literal(ignore_value)
      const indices = where(not_equal(dense, cast(ignored, type)))
      const flat = reshape(dense, [-1])
      let places: Tensor = indices.at(':', rank - 1)
      if (rank > 1) {
        const higher = indices.at(':', `:${rank - 1}`)
        const multipliers = pack(steps((unpack(sizes) as Tensor[]).slice(1)))
        places = add(places, reduce_sum(mul(higher, multipliers), { reduction_indices: [1] }))
      }
      return new SparseTensor(indices, gather(flat, places), sizes)
    }),
)
