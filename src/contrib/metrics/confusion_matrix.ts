/** Counts of predictions by label (contrib/metrics/python/ops/confusion_matrix_ops.py). */

import { pyfunction } from '../../calling/signature.ts'
import { ValueError } from '../../errors/python.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { SparseTensor } from '../../graph/build/sparse_tensor.ts'
import { mergeShapes } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { pack } from '../../ops/array/pack_ops.ts'
import { transpose } from '../../ops/array/transpose_ops.ts'
import { maximum } from '../../ops/math/arithmetic_ops.ts'
import { cast, to_int32, to_int64 } from '../../ops/math/cast_ops.ts'
import { zeros } from '../../ops/math/constant_op.ts'
import { plus } from '../../ops/math/operators.ts'
import { reduce_max } from '../../ops/math/reduction_ops.ts'
import { ones_like } from '../../ops/math/zeros_like_ops.ts'
import { sparse_add } from '../../ops/sparse/sparse_dense_ops.ts'
import { as_dtype, type DTypeLike, int64 } from '../../tensor/dtypes.ts'
import { PyInt } from '../../tensor/literals.ts'
import { remove_squeezable_dimensions } from '../framework/tensor_checks.ts'

interface ConfusionArgs {
  predictions: TensorLike
  labels: TensorLike
  num_classes: TensorLike | null
  dtype: DTypeLike
  name: Name
  weights: TensorLike | null
}
/**
 * How often each class was predicted (rows) for each label (columns): [num_classes, num_classes] of `dtype`. Without
 * `num_classes` it is the largest class of both + 1. `weights`: what each prediction counts. Errors: ValueError where the shapes
 * of the predictions and the weights contradict each other.
 */
export const confusion_matrix = pyfunction(
  'confusion_matrix(predictions, labels, num_classes=None, dtype=int32, name=None, weights=None)',
  ({ predictions, labels, num_classes, dtype, name, weights }: ConfusionArgs): Tensor =>
    withScope(
      name,
      'confusion_matrix',
      [predictions, labels, num_classes].filter(value => value !== null),
      () => {
        const type = as_dtype(dtype)
        const given = [
          convertToTensor(predictions, { name: 'predictions' }),
          convertToTensor(labels, { name: 'labels' }),
        ] as const
        const squeezed = remove_squeezable_dimensions(...given)
        const predicted = cast(squeezed[0], int64)
        const expected = cast(squeezed[1], int64)
        const classes = (): Tensor => {
          const largest = reduce_max(predicted)
          return plus(maximum(largest, reduce_max(expected)), 1)
        }
        const count =
          num_classes === null ? classes() : typeof num_classes === 'number' ? new PyInt(num_classes) : num_classes
        let weighted: Tensor | undefined
        if (weights !== null) {
          const tensor = convertToTensor(weights)
          if (mergeShapes(predicted.staticShape, tensor.staticShape) === undefined) {
            throw new ValueError(`Shapes ${predicted.get_shape()} and ${tensor.get_shape()} are incompatible`)
          }
          weighted = cast(tensor, type)
        }
        const shape = pack([count, count])
        const indices = transpose(pack([predicted, expected]))
        const values = weighted ?? ones_like(predicted, type)
        const counts = new SparseTensor({ indices, values, shape: to_int64(shape) })
        const empty = zeros(to_int32(shape), type)
        return sparse_add(empty, counts) as Tensor
      },
    ),
)
