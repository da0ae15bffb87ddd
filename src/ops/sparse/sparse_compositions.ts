/** Compositions on sparse tensors (ops/sparse_ops.py), and their operators. */

import { pyfunction } from '../../calling/signature.ts'
import { typeFromPython } from '../../graph/attr_check.ts'
import { apply } from '../../graph/build/apply_op.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { SparseTensor } from '../../graph/build/sparse_tensor.ts'
import type { OpDef } from '../../graph/op_def.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { as_dtype, type DTypeLike, int32, int64 } from '../../tensor/dtypes.ts'
import { PyInt } from '../../tensor/literals.ts'
import { concat } from '../array/concat_ops.ts'
import { gather } from '../array/gather_ops.ts'
import { pack, packIntegers } from '../array/pack_ops.ts'
import { s, slice, sliceHelper } from '../array/slice_ops.ts'
import { transpose } from '../array/transpose_ops.ts'
import { setdiff1d, where } from '../array/where_ops.ts'
import { assert_equal, assert_less_equal } from '../checks/check_ops.ts'
import { withDependencies } from '../control_flow/control_flow_ops.ts'
import { identity } from '../core/identity_ops.ts'
import { placeholder } from '../core/placeholder_ops.ts'
import { add } from '../math/arithmetic_ops.ts'
import { cast } from '../math/cast_ops.ts'
import { fill } from '../math/constant_op.ts'
import { minus, registerSparseOperator } from '../math/operators.ts'
import { reduce_max } from '../math/reduction_ops.ts'
import { range } from '../math/sequence_ops.ts'
import { expand_dims, rank, reshape, shape as shapeOf } from '../math/shape_ops.ts'
import { ones_like, zeros_like } from '../math/zeros_like_ops.ts'
import { type SparseLike, toSparse } from './sparse_arguments.ts'
import {
  SparseDenseCwiseDiv,
  SparseDenseCwiseMul,
  sparse_tensor_to_dense,
  sparse_to_dense,
} from './sparse_dense_ops.ts'
import { sparse_reorder } from './sparse_structure_ops.ts'

const ONE = new PyInt(1)
const first = (tensor: Tensor): Tensor => sliceHelper(tensor, [0])

interface IndicatorArgs {
  sp_input: SparseLike
  vocab_size: TensorLike
  name: Name
}
/** The ids in the last dimension of `sp_input` as a dense bool tensor: true where an id occurs. */
export const sparse_to_indicator = pyfunction(
  'sparse_to_indicator(sp_input, vocab_size, name=None)',
  ({ sp_input, vocab_size, name }: IndicatorArgs): Tensor => {
    const ids = toSparse(sp_input)
    return withScope(name, 'SparseToIndicator', [ids.indices], scope => {
      const count = first(shapeOf(ids.indices))
      const values = new SparseTensor(ids.indices, fill(expand_dims(count, 0), true), ids.shape)
      const merged = sparse_merge(ids, values, vocab_size, scope)
      // repeated ids are allowed
      return sparse_tensor_to_dense(merged, { default_value: false, validate_indices: false, name: scope })
    })
  },
)

interface MergeArgs {
  sp_ids: SparseLike
  sp_values: SparseLike
  vocab_size: TensorLike
  name: Name
  already_sorted: boolean
}
/** The values of `sp_values` at positions whose last coordinate is the id in `sp_ids`. */
export const sparse_merge = pyfunction(
  'sparse_merge(sp_ids, sp_values, vocab_size, name=None, already_sorted=False)',
  ({ sp_ids, sp_values, vocab_size, name, already_sorted }: MergeArgs): SparseTensor => {
    const idsTensor = toSparse(sp_ids)
    const valuesTensor = toSparse(sp_values)
    return withScope(name, 'SparseMerge', [idsTensor.indices, valuesTensor.indices], () => {
      const depth = sliceHelper(shapeOf(idsTensor.indices), [1])
      const ids = idsTensor.values.dtype === int64 ? idsTensor.values : cast(idsTensor.values, int64)
      const kept = slice(idsTensor.indices, [0, 0], pack([new PyInt(-1), minus(depth, ONE)]))
      const indices = concat(1, [kept, reshape(ids, [-1, 1])])
      const newShape = concat(0, [
        slice(idsTensor.shape, [0], expand_dims(minus(depth, ONE), 0)),
        cast(packIntegers([vocab_size], 'pack'), int64),
      ])
      const merged = new SparseTensor(indices, valuesTensor.values, newShape)
      return already_sorted ? merged : sparse_reorder(merged)
    })
  },
)

/** The elements where the bool vector `to_retain` is true. */
export const sparse_retain = pyfunction(
  'sparse_retain(sp_input, to_retain)',
  ({ sp_input, to_retain }: { sp_input: SparseLike; to_retain: TensorLike }): SparseTensor => {
    const input = toSparse(sp_input)
    const flags = convertToTensor(to_retain)
    flags.get_shape().assert_has_rank(1)
    input.values.get_shape().assert_is_compatible_with(flags.get_shape())
    const kept = reshape(where(flags), [-1])
    return new SparseTensor(gather(input.indices, kept), gather(input.values, kept), identity(input.shape))
  },
)

/** The same elements with the dense shape `new_shape`, or the smallest that holds them. */
export const sparse_reset_shape = pyfunction(
  'sparse_reset_shape(sp_input, new_shape=None)',
  ({ sp_input, new_shape }: { sp_input: SparseLike; new_shape: TensorLike | null }): SparseTensor => {
    const input = toSparse(sp_input)
    const [indices, values, shape] = [identity(input.indices), identity(input.values), identity(input.shape)]
    if (new_shape === null) return new SparseTensor(indices, values, add(reduce_max(indices, 0), ones_like(shape)))
    let wanted = convertToTensor(new_shape, { bare: int32 })
    wanted.get_shape().assert_has_rank(1)
    wanted = cast(wanted, int64)
    wanted.get_shape().merge_with(shape.get_shape())
    wanted = withDependencies([assert_equal(shapeOf(shape), shapeOf(wanted))], wanted)
    wanted = withDependencies([assert_less_equal(shape, wanted)], wanted)
    return new SparseTensor(indices, values, wanted)
  },
)

interface FillArgs {
  sp_input: SparseLike
  default_value: TensorLike
  name: Name
}
/** A sparse matrix with `default_value` in column 0 of its empty rows, and which rows those are. */
export const sparse_fill_empty_rows = pyfunction(
  'sparse_fill_empty_rows(sp_input, default_value, name=None)',
  ({ sp_input, default_value, name }: FillArgs): [SparseTensor, Tensor] => {
    const input = toSparse(sp_input)
    return withScope(name, 'SparseFillEmptyRows', [input.indices], () => {
      const value = convertToTensor(default_value, { dtype: input.values.dtype.base_dtype })
      const rows = cast(first(input.shape), int32)
      const all = cast(range(rows), int64)
      const [empty] = setdiff1d(all, sliceHelper(input.indices, [s(null, null), 0]))
      const indicator = sparse_to_dense(empty, expand_dims(first(input.shape), -1), true, false)
      const column = reshape(empty, [-1, 1])
      const addedIndices = concat(1, [column, zeros_like(column)])
      const addedValues = fill(shapeOf(empty), value)
      const indices = concat(0, [input.indices, addedIndices])
      const values = concat(0, [input.values, addedValues])
      return [sparse_reorder(new SparseTensor(indices, values, input.shape)), indicator]
    })
  },
)

/** A sparse tensor with its dimensions permuted, by default reversed. */
export const sparse_transpose = pyfunction(
  'sparse_transpose(sp_input, perm=None, name=None)',
  ({ sp_input, perm, name }: { sp_input: SparseTensor; perm: TensorLike | null; name: Name }): SparseTensor =>
    withScope(name, 'SparseTranspose', [sp_input.indices], () => {
      let order = perm
      if (order === null) {
        const depth = rank(sp_input)
        order = minus(minus(depth, ONE), range(0, depth, 1))
      }
      const indices = transpose(gather(transpose(sp_input.indices), order))
      const shape = gather(sp_input.shape, order)
      return sparse_reorder(new SparseTensor(indices, sp_input.values, shape))
    }),
)

interface PlaceholderArgs {
  dtype: DTypeLike
  shape: TensorLike | null
  name: string | null
}
/** A sparse tensor that must be fed. */
export const sparse_placeholder = pyfunction(
  'sparse_placeholder(dtype, shape=None, name=None)',
  ({ dtype, shape, name }: PlaceholderArgs): SparseTensor => {
    const part = (what: string): string | null => (name === null ? null : `${name}/${what}`)
    const unknown = shape === null || (Array.isArray(shape) && shape.includes(null))
    const denseShape = unknown
      ? placeholder(int64, { shape: [null], name: part('shape') })
      : convertToTensor(shape, { name: part('shape'), bare: int64 })
    const values = placeholder(typeFromPython('dtype', dtype), { shape: [null], name: part('values') })
    const indices = placeholder(int64, { shape: [null, null], name: part('indices') })
    return new SparseTensor(indices, values, denseShape)
  },
)

// --- operators

/** sparse ∘ dense under the name that the operator gives. */
function withDense(def: OpDef, operator: string, sparse: SparseTensor, dense: unknown, asFloat: boolean): SparseTensor {
  return withScope(null, operator, [sparse.indices, dense], scope => {
    let y = convertToTensor(dense, { dtype: sparse.dtype.base_dtype, name: 'y' })
    let { values } = sparse
    if (asFloat && values.dtype.is_integer) {
      const wide = as_dtype(values.dtype.size > 2 ? 'float64' : 'float32')
      values = cast(values, wide)
      y = cast(y, wide)
    }
    const result = apply(
      def,
      { sp_indices: sparse.indices, sp_values: values, sp_shape: sparse.shape, dense: y },
      scope,
    )
    return new SparseTensor(sparse.indices, result, sparse.shape)
  })
}
declare module '../../graph/build/sparse_tensor.ts' {
  interface SparseTensor {
    /** `this * y` of a dense `y`, which is broadcast. */
    mul(y: TensorLike): SparseTensor
    /** `this / y` of a dense `y`, which is broadcast. */
    div(y: TensorLike): SparseTensor
    /** True division by a dense `y`: integers become floats. */
    truediv(y: TensorLike): SparseTensor
  }
}
SparseTensor.prototype.mul = function mul(y) {
  return withDense(SparseDenseCwiseMul, 'mul', this, y, false)
}
SparseTensor.prototype.div = function div(y) {
  return withDense(SparseDenseCwiseDiv, 'div', this, y, false)
}
SparseTensor.prototype.truediv = function truediv(y) {
  return withDense(SparseDenseCwiseDiv, 'truediv', this, y, true)
}
registerSparseOperator((name, x, y) =>
  name === 'mul' ? (withDense(SparseDenseCwiseMul, 'mul', y, x, false) as unknown as Tensor) : undefined,
)
