/** Flattening of inner dimensions, which feature columns use (contrib/layers/python/layers/layers.py). */

import { toNumber } from '../../calling/signature.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { control_dependencies } from '../../graph/build/public.ts'
import { SparseTensor } from '../../graph/build/sparse_tensor.ts'
import { Tensor } from '../../graph/tensor.ts'
import { concat } from '../../ops/array/concat_ops.ts'
import { s, slice, sliceHelper } from '../../ops/array/slice_ops.ts'
import { assert_rank_at_least } from '../../ops/checks/check_ops.ts'
import { minus } from '../../ops/math/operators.ts'
import { reduce_prod } from '../../ops/math/reduction_ops.ts'
import { reshape, shape } from '../../ops/math/shape_ops.ts'
import { sparse_reshape } from '../../ops/sparse/sparse_structure_ops.ts'
import { int, type PyInt } from '../../tensor/literals.ts'
import { scopable } from '../framework/arg_scope.ts'
import { type Collections, collectNamedOutputs } from './utils/named_outputs.ts'

type Rank = number | PyInt | Tensor
const oneLess = (rank: Rank): Tensor | number => (rank instanceof Tensor ? minus(rank, int(1)) : toNumber(rank) - 1)

function sparse(inputs: SparseTensor, rank: Rank): SparseTensor {
  const last = oneLess(rank)
  const outer = sliceHelper(inputs.shape, [s(null, last)])
  const inner = sliceHelper(inputs.shape, [s(last, null)])
  return sparse_reshape(inputs, concat(0, [outer, [reduce_prod(inner)]]))
}

function dense(inputs: Tensor, rank: Rank): Tensor {
  const assertion = assert_rank_at_least(inputs, rank, { message: 'inputs has rank less than new_rank' })
  const reshaped = control_dependencies([assertion], () => {
    const outer = slice(shape(inputs), [0], [oneLess(rank)])
    return reshape(inputs, concat(0, [outer, [int(-1)]]))
  })
  const known = inputs.get_shape()
  if (!(rank instanceof Tensor) && known.ndims !== null) {
    const dims = known.as_list()
    const last = toNumber(rank) - 1
    const inner = dims.slice(last)
    reshaped.set_shape([
      ...dims.slice(0, last),
      inner.includes(null) ? null : (inner as number[]).reduce((product, dim) => product * dim, 1),
    ])
  }
  return reshaped
}

interface Args {
  inputs: TensorLike | SparseTensor
  new_rank: Rank
  output_collections: Collections
  scope: Name
}
/**
 * `inputs` with rank `new_rank`: the dimensions from the last of these on become one. Run-time error: InvalidArgument for inputs of
 * a lower rank.
 */
export const innerFlatten = scopable(
  '_inner_flatten(inputs, new_rank, output_collections=None, scope=None)',
  ({ inputs, new_rank, output_collections, scope: name }: Args): Tensor | SparseTensor =>
    withScope(name, 'InnerFlatten', [inputs, new_rank], scope => {
      const outputs =
        inputs instanceof SparseTensor ? sparse(inputs, new_rank) : dense(convertToTensor(inputs), new_rank)
      return collectNamedOutputs(output_collections, scope, outputs)
    }),
  2,
)
