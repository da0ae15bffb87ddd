/** Sets in the last dimension of tensors (contrib/metrics/python/ops/set_ops.py). */

import { pythonStr } from '../../calling/python_repr.ts'
import { pyfunction } from '../../calling/signature.ts'
import { TypeError, ValueError } from '../../errors/python.ts'
import { apply, applyOp } from '../../graph/build/apply_op.ts'
import type { TensorLike } from '../../graph/build/convert.ts'
import { SparseTensor, type SparseTensorValue } from '../../graph/build/sparse_tensor.ts'
import type { Tensor } from '../../graph/tensor.ts'
import {
  DenseToDenseSetOperation,
  DenseToSparseSetOperation,
  SetSize,
  SparseToSparseSetOperation,
} from '../../ops/array/set_ops.ts'
import { type DType, int8, int16, int32, int64, string, uint8, uint16 } from '../../tensor/dtypes.ts'
import { convert_to_tensor_or_sparse_tensor } from '../framework/tensor_checks.ts'

type SetLike = TensorLike | SparseTensor | SparseTensorValue
const VALID: readonly DType[] = [int8, int16, int32, int64, uint8, uint16, string]

/**
 * How many different values each set has: of a SparseTensor [..., n] an int32 tensor [...]. `validate_indices`: its elements must be in
 * order. Errors: TypeError for what isn't sparse, or has another type than integers and strings.
 */
export const set_size = pyfunction(
  'set_size(a, validate_indices=True)',
  ({ a, validate_indices }: { a: SetLike; validate_indices: boolean }): Tensor => {
    const sets = convert_to_tensor_or_sparse_tensor(a as TensorLike, { name: 'a' })
    if (!(sets instanceof SparseTensor)) throw new TypeError(`Expected \`SparseTensor\`, got ${pythonStr(sets)}.`)
    if (!VALID.includes(sets.values.dtype.base_dtype)) throw new TypeError(`Invalid dtype ${sets.values.dtype}.`)
    return apply(SetSize, {
      set_indices: sets.indices,
      set_values: sets.values,
      set_shape: sets.shape,
      validate_indices,
    })
  },
)

interface Args {
  a: SetLike
  b: SetLike
  validate_indices: boolean
}
const parts = (name: string, sets: SparseTensor): Record<string, Tensor> => ({
  [`${name}_indices`]: sets.indices,
  [`${name}_values`]: sets.values,
  [`${name}_shape`]: sets.shape,
})
function operation(set_operation: string, args: Args): SparseTensor {
  const { validate_indices } = args
  const a = convert_to_tensor_or_sparse_tensor(args.a as TensorLike, { name: 'a' })
  if (!VALID.includes(a.dtype.base_dtype)) throw new TypeError(`'a' invalid dtype ${a.dtype}.`)
  const b = convert_to_tensor_or_sparse_tensor(args.b as TensorLike, { name: 'b' })
  if (!b.dtype.base_dtype.equals(a.dtype.base_dtype))
    throw new TypeError(`Types don't match, ${a.dtype} vs ${b.dtype}.`)
  const attrs = { set_operation, validate_indices }
  const made = (): readonly Tensor[] => {
    if (a instanceof SparseTensor) {
      if (b instanceof SparseTensor)
        return applyOp(SparseToSparseSetOperation, { ...parts('set1', a), ...parts('set2', b), ...attrs }).outputs
      throw new ValueError('Sparse,Dense is not supported, but Dense,Sparse is. Please flip the order of your inputs.')
    }
    if (b instanceof SparseTensor)
      return applyOp(DenseToSparseSetOperation, { set1: a, ...parts('set2', b), ...attrs }).outputs
    return applyOp(DenseToDenseSetOperation, { set1: a, set2: b, ...attrs }).outputs
  }
  const [indices, values, shape] = made() as [Tensor, Tensor, Tensor]
  return new SparseTensor(indices, values, shape)
}

/**
 * The values that both sets have, in ascending order: of `a` and `b`, [..., n] and [..., m], dense or sparse, of integers or strings; where
 * one is dense it comes first. Values that repeat count once. Returns a SparseTensor. Errors: TypeError for other or different types,
 * ValueError for a sparse `a` beside a dense `b`, or shapes that don't fit.
 *
 *     tf.contrib.metrics.set_intersection([[1, 2, 3]], [[3, 1, 9]])      // 1, 3
 */
export const set_intersection = pyfunction('set_intersection(a, b, validate_indices=True)', (args: Args) =>
  operation('intersection', args),
)
/** The values that only `a` has, or with `aminusb=False` those that only `b` has; else as `set_intersection`. */
export const set_difference = pyfunction(
  'set_difference(a, b, aminusb=True, validate_indices=True)',
  ({ aminusb, ...args }: Args & { aminusb: boolean }) => operation(aminusb ? 'a-b' : 'b-a', args),
)
/** The values that any of both sets has; else as `set_intersection`. */
export const set_union = pyfunction('set_union(a, b, validate_indices=True)', (args: Args) => operation('union', args))
