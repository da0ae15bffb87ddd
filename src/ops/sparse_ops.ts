/** Functions on sparse tensors (ops/sparse_ops.py). */
import { TypeError } from '../errors/python.ts'
import { apply, applyOp, type OpArgs } from '../graph/apply_op.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../graph/convert.ts'
import { get_default_graph } from '../graph/default_graph.ts'
import type { OpDef } from '../graph/op_def.ts'
import { Operation } from '../graph/operation.ts'
import { noAttribute } from '../graph/python_repr.ts'
import { pyfunction } from '../graph/signature.ts'
import { SparseTensor, SparseTensorValue } from '../graph/sparse_tensor.ts'
import type { Tensor } from '../graph/tensor.ts'
import { as_dtype, type DTypeLike } from '../tensor/dtypes.ts'
import { concat } from './concat_ops.ts'
import { identity } from './identity_ops.ts'
import { reduce_max, reductionAxes } from './reduction_ops.ts'
import { reshape } from './shape_ops.ts'
import { s, sliceHelper } from './slice_ops.ts'
import { SparseDenseCwiseAdd, SparseTensorDenseAdd, SparseTensorDenseMatMul, SparseToDense } from './sparse_dense_ops.ts'
import {
  AddManySparseToTensorsMap,
  AddSparseToTensorsMap,
  DeserializeManySparse,
  SerializeManySparse,
  SerializeSparse,
  TakeManySparseFromTensorsMap,
} from './sparse_serialize_ops.ts'
import { SparseConcat, SparseReorder, SparseReshape, SparseSplit } from './sparse_structure_ops.ts'
import { SparseAdd, SparseReduceSum, SparseReduceSumSparse, SparseSoftmax, SparseSparseMaximum, SparseSparseMinimum } from './sparse_value_ops.ts'

/** A sparse tensor, or a value that becomes one. */
export type SparseLike = SparseTensor | SparseTensorValue

const isSparse = (value: unknown): value is SparseLike => value instanceof SparseTensor || value instanceof SparseTensorValue
/** The sparse tensor that `value` is. */
export function toSparse(value: unknown): SparseTensor {
  if (value instanceof SparseTensorValue) return SparseTensor.from_value(value)
  if (!(value instanceof SparseTensor)) throw new TypeError('Input must be a SparseTensor.')
  return value
}
/** The three outputs of a node as a sparse tensor. */
function sparseResult(def: OpDef, args: OpArgs, name: Name = null): SparseTensor {
  const [indices, values, shape] = applyOp(def, args, name).outputs as [Tensor, Tensor, Tensor]
  return new SparseTensor(indices, values, shape)
}

interface SparseConcatArgs {
  concat_dim: number
  sp_inputs: readonly SparseLike[]
  name: Name
  expand_nonconcat_dim: boolean
}
/** Sparse tensors one after another along `concat_dim`; `expand_nonconcat_dim`: their other dimensions may differ. */
export const sparse_concat = pyfunction(
  'sparse_concat(concat_dim, sp_inputs, name=None, expand_nonconcat_dim=False)',
  ({ concat_dim, sp_inputs, name, expand_nonconcat_dim }: SparseConcatArgs): SparseTensor => {
    if (!Array.isArray(sp_inputs)) throw new TypeError('Inputs must be a list or tuple.')
    const inputs = sp_inputs.map(toSparse)
    if (inputs.length === 1) return inputs[0] as SparseTensor
    const axis = Number(concat_dim)
    let shapes = inputs.map(input => input.shape)
    if (expand_nonconcat_dim) {
      const largest = reduce_max(
        concat(
          0,
          shapes.map(shape => reshape(shape, [1, -1])),
        ),
        0,
      )
      const last = axis === -1
      shapes = shapes.map(shape =>
        concat(0, [
          sliceHelper(largest, [s(null, axis)]),
          last ? sliceHelper(shape, [s(-1, null)]) : sliceHelper(shape, [s(axis, axis + 1)]),
          last ? [] : sliceHelper(largest, [s(axis + 1, null)]),
        ]),
      )
    }
    return sparseResult(
      SparseConcat,
      { indices: inputs.map(input => input.indices), values: inputs.map(input => input.values), shapes, concat_dim: axis },
      name,
    )
  },
)

/** The sum of two tensors of which one or both are sparse. Of two sparse ones, sums of a magnitude below `thresh` are left out. */
export const sparse_add = pyfunction(
  'sparse_add(a, b, thresh=0)',
  ({ a, b, thresh }: { a: SparseLike | TensorLike; b: SparseLike | TensorLike; thresh: TensorLike }): SparseTensor | Tensor => {
    if (!isSparse(a) && !isSparse(b)) throw new TypeError('At least one input should be SparseTensor; do you mean to use tf.add()?')
    if (isSparse(a) && isSparse(b)) {
      const x = toSparse(a)
      const least = convertToTensor(thresh, { dtype: x.values.dtype.real_dtype, name: 'thresh' })
      return sparseResult(SparseAdd, {
        a_indices: x.indices,
        a_values: x.values,
        a_shape: x.shape,
        b_indices: b.indices,
        b_values: b.values,
        b_shape: b.shape,
        thresh: least,
      })
    }
    const [sparse, dense] = isSparse(a) ? [a, b] : [b as SparseLike, a]
    return apply(SparseTensorDenseAdd, { a_indices: sparse.indices, a_values: sparse.values, a_shape: sparse.shape, b: dense })
  },
)

/** The sum of `sp_t` and `dense_t`, which is broadcast to it, at the indices of `sp_t`. */
export const sparse_dense_cwise_add = pyfunction(
  'sparse_dense_cwise_add(sp_t, dense_t)',
  ({ sp_t, dense_t }: { sp_t: SparseTensor; dense_t: TensorLike }): SparseTensor => {
    const values = apply(SparseDenseCwiseAdd, { sp_indices: sp_t.indices, sp_values: sp_t.values, sp_shape: sp_t.shape, dense: dense_t })
    return new SparseTensor(sp_t.indices, values, sp_t.shape)
  },
)

interface SparseInputArgs {
  sp_input: SparseLike
  name: Name
}
/** The same elements in row-major order. */
export const sparse_reorder = pyfunction('sparse_reorder(sp_input, name=None)', ({ sp_input, name }: SparseInputArgs): SparseTensor => {
  const { indices, values, shape } = toSparse(sp_input)
  const [newIndices, newValues] = applyOp(SparseReorder, { input_indices: indices, input_values: values, input_shape: shape }, name).outputs
  return new SparseTensor(newIndices, newValues, identity(shape))
})
/** The same elements in another dense shape, one dimension of which may be -1. */
export const sparse_reshape = pyfunction(
  'sparse_reshape(sp_input, shape, name=None)',
  ({ sp_input, shape, name }: SparseInputArgs & { shape: TensorLike }): SparseTensor => {
    const input = toSparse(sp_input)
    return withScope(name, 'SparseReshape', [input.indices], scope => {
      const [indices, newShape] = applyOp(SparseReshape, { input_indices: input.indices, input_shape: input.shape, new_shape: shape }, scope).outputs
      return new SparseTensor(indices, identity(input.values), newShape)
    })
  },
)
/** `num_split` parts along `split_dim`, the first ones one longer where it does not come out even. */
export const sparse_split = pyfunction(
  'sparse_split(split_dim, num_split, sp_input, name=None)',
  ({ split_dim, num_split, sp_input, name }: SparseInputArgs & { split_dim: TensorLike; num_split: number }): SparseTensor[] => {
    const { indices, values, shape } = toSparse(sp_input)
    const count = Number(num_split)
    const { outputs } = applyOp(SparseSplit, { split_dim, indices, values, shape, num_split: count }, name)
    return Array.from({ length: count }, (_, i) => new SparseTensor(outputs[i], outputs[count + i], outputs[2 * count + i]))
  },
)

interface SparseToDenseArgs {
  sparse_indices: TensorLike
  output_shape: TensorLike
  sparse_values: TensorLike
  default_value: TensorLike
  validate_indices: boolean
  name: Name
}
/** A dense tensor with `sparse_values` at `sparse_indices` and `default_value` elsewhere. */
export const sparse_to_dense = pyfunction(
  'sparse_to_dense(sparse_indices, output_shape, sparse_values, default_value=0, validate_indices=True, name=None)',
  ({ name, ...args }: SparseToDenseArgs): Tensor => apply(SparseToDense, { ...args }, name),
)
/** A sparse tensor as a dense one. */
export const sparse_tensor_to_dense = pyfunction(
  'sparse_tensor_to_dense(sp_input, default_value=0, validate_indices=True, name=None)',
  ({ sp_input, default_value, validate_indices, name }: SparseInputArgs & Pick<SparseToDenseArgs, 'default_value' | 'validate_indices'>): Tensor => {
    const { indices, values, shape } = toSparse(sp_input)
    return sparse_to_dense(indices, shape, values, { default_value, validate_indices, name })
  },
)

interface ReduceArgs {
  sp_input: SparseTensor
  axis: TensorLike | null
  keep_dims: boolean
  reduction_axes: TensorLike | null
}
const reduction = ({ sp_input, axis, keep_dims, reduction_axes }: ReduceArgs): OpArgs => ({
  input_indices: requireSparse(sp_input).indices,
  input_values: sp_input.values,
  input_shape: sp_input.shape,
  reduction_axes: reductionAxes(sp_input, axis, reduction_axes),
  keep_dims,
})
function requireSparse(value: SparseTensor): SparseTensor {
  if (!(value instanceof SparseTensor)) throw noAttribute(value, 'indices')
  return value
}
/** The sum over dimensions of a sparse tensor, as a dense one. */
export const sparse_reduce_sum = pyfunction(
  'sparse_reduce_sum(sp_input, axis=None, keep_dims=False, reduction_axes=None)',
  (args: ReduceArgs): Tensor => apply(SparseReduceSum, reduction(args)),
)
/** The sum over dimensions of a sparse tensor, as a sparse one. */
export const sparse_reduce_sum_sparse = pyfunction(
  'sparse_reduce_sum_sparse(sp_input, axis=None, keep_dims=False, reduction_axes=None)',
  (args: ReduceArgs): SparseTensor => sparseResult(SparseReduceSumSparse, reduction(args)),
)

interface MatMulArgs {
  sp_a: SparseLike
  b: TensorLike
  adjoint_a: boolean
  adjoint_b: boolean
  name: Name
}
/** A sparse matrix times a dense one. */
export const sparse_tensor_dense_matmul = pyfunction(
  'sparse_tensor_dense_matmul(sp_a, b, adjoint_a=False, adjoint_b=False, name=None)',
  ({ sp_a, b, adjoint_a, adjoint_b, name }: MatMulArgs): Tensor => {
    const a = toSparse(sp_a)
    return withScope(name, 'SparseTensorDenseMatMul', [a.indices, a.values, b], () =>
      // named within the scope, as in TensorFlow
      apply(SparseTensorDenseMatMul, {
        a_indices: a.indices,
        a_values: a.values,
        a_shape: a.shape,
        b: convertToTensor(b, { name: 'b', bare: a.values.dtype }),
        adjoint_a,
        adjoint_b,
      }),
    )
  },
)
/** Softmax over the entries of each innermost row that are there. */
export const sparse_softmax = pyfunction(
  'sparse_softmax(sp_input, name=None)',
  ({ sp_input, name }: { sp_input: SparseTensor; name: Name }): SparseTensor =>
    withScope(name, 'SparseSoftmax', [requireSparse(sp_input).indices, sp_input.values], () => {
      const values = apply(SparseSoftmax, { sp_indices: sp_input.indices, sp_values: sp_input.values, sp_shape: sp_input.shape })
      return new SparseTensor(sp_input.indices, values, sp_input.shape)
    }),
)

interface PairArgs {
  sp_a: SparseTensor
  sp_b: SparseTensor
  name: Name
}
const extreme =
  (def: OpDef) =>
  ({ sp_a, sp_b, name }: PairArgs): SparseTensor => {
    const [indices, values] = withScope(name, def.name, [requireSparse(sp_a).indices, sp_a.values, requireSparse(sp_b).indices, sp_b.values], scope =>
      applyOp(
        def,
        { a_indices: sp_a.indices, a_values: sp_a.values, a_shape: sp_a.shape, b_indices: sp_b.indices, b_values: sp_b.values, b_shape: sp_b.shape },
        scope,
      ),
    ).outputs
    return new SparseTensor(indices, values, sp_a.shape)
  }
/** The larger of the elements of two sparse tensors; what is missing counts as 0. */
export const sparse_maximum = pyfunction('sparse_maximum(sp_a, sp_b, name=None)', (args: PairArgs) => extreme(SparseSparseMaximum)(args))
/** The smaller of the elements of two sparse tensors; what is missing counts as 0. */
export const sparse_minimum = pyfunction('sparse_minimum(sp_a, sp_b, name=None)', (args: PairArgs) => extreme(SparseSparseMinimum)(args))

const asInputs = (sp_input: SparseLike): OpArgs => {
  const { indices, values, shape } = toSparse(sp_input)
  return { sparse_indices: indices, sparse_values: values, sparse_shape: shape }
}
/** A sparse tensor as three strings. */
export const serialize_sparse = pyfunction(
  'serialize_sparse(sp_input, name=None)',
  ({ sp_input, name }: SparseInputArgs): Tensor => apply(SerializeSparse, asInputs(sp_input), name),
)
/** Each entry of a minibatch as three strings. */
export const serialize_many_sparse = pyfunction(
  'serialize_many_sparse(sp_input, name=None)',
  ({ sp_input, name }: SparseInputArgs): Tensor => apply(SerializeManySparse, asInputs(sp_input), name),
)
/** The three outputs with what is known of their rank. */
function ranked({ outputs }: Operation, rank: number | null): SparseTensor {
  const [indices, values, shape] = outputs as [Tensor, Tensor, Tensor]
  indices.set_shape([null, rank])
  shape.set_shape([rank])
  return new SparseTensor(indices, values, shape)
}
/** The minibatch that serialized sparse tensors make, along a new first dimension. `rank`: that of the result. */
export const deserialize_many_sparse = pyfunction(
  'deserialize_many_sparse(serialized_sparse, dtype, rank=None, name=None)',
  ({ serialized_sparse, dtype, rank, name }: { serialized_sparse: TensorLike; dtype: DTypeLike; rank: number | null; name: Name }): SparseTensor =>
    ranked(applyOp(DeserializeManySparse, { serialized_sparse, dtype: as_dtype(dtype) }, name), rank),
)

interface MapArgs extends SparseInputArgs {
  container: string | null
  shared_name: string | null
}
/** Puts a sparse tensor into a map of the session; its handle. */
export const add_sparse_to_tensors_map = pyfunction(
  '_add_sparse_to_tensors_map(sp_input, container=None, shared_name=None, name=None)',
  ({ sp_input, container, shared_name, name }: MapArgs): Tensor =>
    apply(AddSparseToTensorsMap, { ...asInputs(sp_input), container, shared_name }, name),
)
/** Puts the entries of a minibatch into a map of the session; their handles. */
export const add_many_sparse_to_tensors_map = pyfunction(
  '_add_many_sparse_to_tensors_map(sp_input, container=None, shared_name=None, name=None)',
  ({ sp_input, container, shared_name, name }: MapArgs): Tensor =>
    apply(AddManySparseToTensorsMap, { ...asInputs(sp_input), container, shared_name }, name),
)
interface TakeArgs {
  sparse_map_op: Operation
  sparse_handles: TensorLike
  rank: number | null
  name: Name
}
/** The minibatch of the sparse tensors with these handles, which are used up. */
export const take_many_sparse_from_tensors_map = pyfunction(
  '_take_many_sparse_from_tensors_map(sparse_map_op, sparse_handles, rank=None, name=None)',
  ({ sparse_map_op, sparse_handles, rank, name }: TakeArgs): SparseTensor => {
    if (!(sparse_map_op instanceof Operation)) throw new TypeError('sparse_map_op be an Operation')
    if (sparse_map_op.type !== 'AddSparseToTensorsMap' && sparse_map_op.type !== 'AddManySparseToTensorsMap') {
      throw new TypeError(`sparse_map_op must be one of AddSparseToTensorsMap or AddSparseToTensorsMap. Instead, found \`${sparse_map_op.type}\`.`)
    }
    return get_default_graph().colocate_with(sparse_map_op, false, () =>
      ranked(
        applyOp(
          TakeManySparseFromTensorsMap,
          {
            sparse_handles,
            dtype: sparse_map_op.attr('T'),
            container: sparse_map_op.attr('container'),
            shared_name: sparse_map_op.attr('shared_name') || sparse_map_op.name,
          },
          name,
        ),
        rank,
      ),
    )
  },
)
