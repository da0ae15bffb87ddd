/** Layers without variables: dropout, flattening, one-hot encoding, softmax, unit length (contrib/layers/python/layers/layers.py). */
import { ValueError } from '../../errors/python.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { dropout as dropoutOf } from '../../nn/layers.ts'
import { concat } from '../../ops/array/concat_ops.ts'
import { one_hot } from '../../ops/array/one_hot_ops.ts'
import { slice } from '../../ops/array/slice_ops.ts'
import { tile } from '../../ops/array/tile_ops.ts'
import { identity } from '../../ops/core/identity_ops.ts'
import { to_int64 } from '../../ops/math/cast_ops.ts'
import { ones } from '../../ops/math/constant_op.ts'
import { div } from '../../ops/math/division_ops.ts'
import { sqrt, square } from '../../ops/math/function_ops.ts'
import { plus } from '../../ops/math/operators.ts'
import { reduce_sum } from '../../ops/math/reduction_ops.ts'
import { reshape, shape } from '../../ops/math/shape_ops.ts'
import { softmax as softmaxOf } from '../../ops/nn/softmax_ops.ts'
import { type VariableScope, variable_scope } from '../../ops/variables/variable_scope.ts'
import { int32 } from '../../tensor/dtypes.ts'
import { float, int, type PyInt } from '../../tensor/literals.ts'
import { scopable } from '../framework/arg_scope.ts'
import { shapeOf } from './layer_parts.ts'
import { smartCond } from './utils/conditions.ts'
import { type Collections, collectNamedOutputs } from './utils/named_outputs.ts'
import { lastDimension } from './utils/sizes.ts'

interface OutputArgs {
  outputs_collections: Collections
  scope: Name
}
interface DropoutArgs extends OutputArgs {
  inputs: TensorLike
  keep_prob: TensorLike
  noise_shape: TensorLike | null
  is_training: unknown
}
/**
 * `inputs` as `tf.nn.dropout` makes them where `is_training`, a bool or a bool tensor, holds; else unchanged.
 *
 *     tf.contrib.layers.dropout(hidden, 0.8, { is_training })
 */
export const dropout = scopable(
  'dropout(inputs, keep_prob=0.5, noise_shape=None, is_training=True, outputs_collections=None, scope=None)',
  ({ keep_prob, noise_shape, is_training, outputs_collections, ...args }: DropoutArgs): Tensor =>
    withScope(args.scope, 'Dropout', [args.inputs], scope => {
      const inputs = convertToTensor(args.inputs)
      const outputs = smartCond(
        is_training,
        () => dropoutOf(inputs, keep_prob, noise_shape),
        () => identity(inputs),
      )
      return collectNamedOutputs(outputs_collections, scope, outputs)
    }),
  4,
)

/**
 * `inputs` [batch, ...] as [batch, k], where k is the product of the other dimensions.
 * Errors: ValueError for inputs of a rank below 2, and where one of these dimensions is unknown.
 */
export const flatten = scopable(
  'flatten(inputs, outputs_collections=None, scope=None)',
  ({ outputs_collections, ...args }: OutputArgs & { inputs: TensorLike }): Tensor =>
    withScope(args.scope, 'Flatten', [args.inputs], scope => {
      const inputs = convertToTensor(args.inputs)
      const known = inputs.get_shape()
      if (known.ndims === null || known.ndims < 2) throw new ValueError('Inputs must have a least 2 dimensions.')
      const k = known.slice(1).num_elements()
      if (k === null) throw new ValueError('Inputs 2nd dimension must be defined.')
      return collectNamedOutputs(outputs_collections, scope, reshape(inputs, [-1, k]))
    }),
  2,
)

interface OneHotArgs extends OutputArgs {
  labels: TensorLike
  num_classes: TensorLike
  on_value: TensorLike
  off_value: TensorLike
}
/** `labels` [batch] as rows [batch, num_classes] that are `on_value` in the column of the label and `off_value` elsewhere. */
export const one_hot_encoding = scopable(
  'one_hot_encoding(labels, num_classes, on_value=1.0, off_value=0.0, outputs_collections=None, scope=None)',
  ({ labels: given, num_classes, on_value, off_value, outputs_collections, scope: name }: OneHotArgs): Tensor =>
    withScope(name, 'OneHotEncoding', [given, num_classes], scope => {
      const labels = convertToTensor(given, { bare: int32 })
      const number = (value: TensorLike): TensorLike => (typeof value === 'number' ? float(value) : value)
      const outputs = one_hot(labels.dtype.equals(int32) ? to_int64(labels) : labels, num_classes, {
        on_value: number(on_value),
        off_value: number(off_value),
      })
      return collectNamedOutputs(outputs_collections, scope, outputs)
    }),
  2,
)

interface ScopedArgs {
  scope: string | VariableScope | null
}
/**
 * The softmax over the last dimension of `logits`, of any rank from 2 on.
 * Errors: ValueError for a rank below 2 or an unknown last dimension.
 */
export const softmax = scopable(
  'softmax(logits, scope=None)',
  ({ logits, scope }: ScopedArgs & { logits: Tensor }): Tensor =>
    variable_scope(scope, 'softmax', [logits], () => {
      const classes = lastDimension(shapeOf(logits), 2)
      const predictions = reshape(softmaxOf(reshape(logits, [-1, classes])), shape(logits))
      predictions.set_shape(logits.get_shape())
      return predictions
    }),
  1,
)

interface NormArgs extends ScopedArgs {
  inputs: Tensor
  dim: number | PyInt
  epsilon: TensorLike
}
/**
 * `inputs` divided by their lengths √(epsilon + Σ x²) along the dimension `dim`.
 * Errors: ValueError for inputs of unknown rank, and for a `dim` that they don't have.
 */
export const unit_norm = scopable(
  'unit_norm(inputs, dim, epsilon=1e-7, scope=None)',
  ({ inputs, dim: given, epsilon, scope }: NormArgs): Tensor =>
    variable_scope(scope, 'UnitNorm', [inputs], () => {
      const { ndims } = shapeOf(inputs)
      if (ndims === null) throw new ValueError('The input rank must be known.')
      const dim = Number(given)
      if (dim < 0 || dim >= ndims) throw new ValueError('dim must be positive but smaller than the input rank.')
      const lengths = sqrt(
        plus(typeof epsilon === 'number' ? float(epsilon) : epsilon, reduce_sum(square(inputs), int(dim), true)),
      )
      const multiples: Tensor[] = []
      if (dim > 0) multiples.push(ones([dim], int32))
      multiples.push(slice(shape(inputs), [dim], [1]))
      if (dim < ndims - 1) multiples.push(ones([ndims - 1 - dim], int32))
      return div(inputs, tile(lengths, concat(0, multiples)))
    }),
  2,
)
