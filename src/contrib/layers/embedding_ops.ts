/** Rows of embedding tables for sparse, hashed and repeated ids (contrib/layers/python/layers/embedding_ops.py). */

import { pythonStr, pythonTypeName } from '../../calling/python_repr.ts'
import { pyfunction, toNumber } from '../../calling/signature.ts'
import { TypeError, ValueError } from '../../errors/python.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { SparseTensor } from '../../graph/build/sparse_tensor.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { type EmbeddingParams, embedding_lookup, embedding_lookup_sparse } from '../../nn/embedding.ts'
import { concat } from '../../ops/array/concat_ops.ts'
import { gather } from '../../ops/array/gather_ops.ts'
import { pack } from '../../ops/array/pack_ops.ts'
import { s, slice } from '../../ops/array/slice_ops.ts'
import { tile } from '../../ops/array/tile_ops.ts'
import { unique } from '../../ops/array/where_ops.ts'
import { cast } from '../../ops/math/cast_ops.ts'
import { greater, greater_equal } from '../../ops/math/comparison_ops.ts'
import { logical_and } from '../../ops/math/logical_ops.ts'
import { minus } from '../../ops/math/operators.ts'
import { reduce_prod } from '../../ops/math/reduction_ops.ts'
import { select } from '../../ops/math/select_ops.ts'
import { range } from '../../ops/math/sequence_ops.ts'
import { expand_dims, reshape, shape, size } from '../../ops/math/shape_ops.ts'
import { zeros_like } from '../../ops/math/zeros_like_ops.ts'
import { sparse_fill_empty_rows, sparse_retain } from '../../ops/sparse/sparse_compositions.ts'
import { sparse_tensor_to_dense } from '../../ops/sparse/sparse_dense_ops.ts'
import { sparse_segment_mean, sparse_segment_sqrt_n, sparse_segment_sum } from '../../ops/sparse/sparse_segment_ops.ts'
import { sparse_reshape } from '../../ops/sparse/sparse_structure_ops.ts'
import { PartitionedVariable } from '../../ops/variables/partitioned_variable.ts'
import type { Variable } from '../../ops/variables/variables.ts'
import { warn } from '../../platform/logging.ts'
import { int32, string } from '../../tensor/dtypes.ts'
import { float, int, type PyInt } from '../../tensor/literals.ts'
import { unknown_shape } from '../../tensor/tensor_shape.ts'
import { assert_same_float_dtype } from '../framework/tensor_checks.ts'
import { sparse_feature_cross } from './sparse_feature_cross.ts'

type Table = Tensor | Variable

/** The combiner, which is the mean where none is given. */
function combinerOf(combiner: string | null): string {
  if (combiner === null) warn('The default value of combiner will change from "mean" to "sqrtn" after 2016/11/01.')
  return combiner ?? 'mean'
}

/** Without ids below 0, and without those whose weight isn't positive. */
function pruned(
  ids: SparseTensor,
  weights: SparseTensor | null,
): { readonly ids: SparseTensor; readonly weights: SparseTensor | null } {
  let valid = greater_equal(ids.values, int(0))
  if (weights !== null) valid = logical_and(valid, greater(weights.values, int(0)))
  const kept = sparse_retain(ids, valid)
  return { ids: kept, weights: weights === null ? null : sparse_retain(weights, valid) }
}

interface SafeArgs {
  embedding_weights: readonly TensorLike[] | PartitionedVariable
  sparse_ids: SparseTensor
  sparse_weights: SparseTensor | null
  combiner: string | null
  default_id: number | PyInt | null
  name: Name
  partition_strategy: string
  max_norm: TensorLike | null
}
/** The parts of a table as tensors. */
function tablesOf(given: SafeArgs['embedding_weights'] | null, weights: SparseTensor | null): Tensor[] {
  if (given === null) throw new ValueError('Missing embedding_weights None.')
  if (!(Array.isArray(given) || given instanceof PartitionedVariable))
    throw new TypeError(`object of type '${pythonTypeName(given)}' has no len()`)
  const parts = [...given] as TensorLike[]
  if (parts.length < 1) throw new ValueError(`Missing embedding_weights ${pythonStr(given)}.`)
  const tables = parts.map(part => convertToTensor(part, { dtype: weights?.dtype ?? null }))
  assert_same_float_dtype([...tables, weights])
  return tables
}
const lessOne = (rank: number | Tensor): PyInt | Tensor =>
  typeof rank === 'number' ? int(rank - 1) : minus(rank, int(1))

/**
 * Embeddings of sets of ids, combined: the last dimension of `sparse_ids` (int64, of any rank from 2 on) goes over to that of a row. Ids
 * below 0 don't count, nor do those whose weight isn't positive. A set of no ids gives the row `default_id`, or zeros where that is null.
 * `embedding_weights`: the parts of the table, as a list. `combiner`: 'sum', 'mean' (the default, with a warning) or 'sqrtn'.
 *
 *     const rows = tf.contrib.layers.safe_embedding_lookup_sparse([table], ids, { combiner: 'mean' })
 *
 * Errors: ValueError without a table, or for tables and weights of different types.
 */
export const safe_embedding_lookup_sparse = pyfunction(
  "safe_embedding_lookup_sparse(embedding_weights, sparse_ids, sparse_weights=None, combiner=None, default_id=None, name=None, partition_strategy='div', max_norm=None)",
  ({
    embedding_weights,
    sparse_ids,
    sparse_weights,
    default_id,
    name,
    partition_strategy,
    max_norm,
    ...args
  }: SafeArgs): Tensor => {
    const combiner = combinerOf(args.combiner)
    const tables = tablesOf(embedding_weights, sparse_weights)
    return withScope(name, 'embedding_lookup', [...tables, sparse_ids, sparse_weights], scope => {
      const original = sparse_ids.shape
      const known = original.get_shape().at(0).value
      const rank = known ?? size(original)
      const rows = reduce_prod(slice(original, [int(0)], [lessOne(rank)]))
      let ids = sparse_reshape(sparse_ids, [rows, gather(original, lessOne(rank))] as unknown as TensorLike)
      let weights = sparse_weights === null ? null : new SparseTensor(ids.indices, sparse_weights.values, ids.shape)
      ;({ ids, weights } = pruned(ids, weights))
      const [filled, isEmpty] = sparse_fill_empty_rows(
        ids,
        default_id !== null && Number(default_id.valueOf()) !== 0 ? default_id : int(0),
      )
      if (weights !== null) [weights] = sparse_fill_empty_rows(weights, float(1))
      const names = { name: default_id === null ? null : scope, partition_strategy, combiner, max_norm }
      let result = embedding_lookup_sparse(tables, filled, weights, names)
      if (default_id === null) {
        const column = reshape(isEmpty, [int(-1), int(1)])
        const isRowEmpty = tile(column, pack([int(1), shape(result).at(1)]))
        result = select(isRowEmpty, zeros_like(result), result, { name: scope })
      }
      const outer = slice(cast(original, int32), [int(0)], [lessOne(rank)])
      const final = reshape(result, concat(0, [outer, slice(shape(result), [int(1)], [int(-1)])]))
      final.set_shape(unknown_shape(known === null ? null : known - 1).concatenate(result.get_shape().slice(1)))
      return final
    })
  },
)

type HashedParams = Table | readonly Table[] | PartitionedVariable
const partsOf = (params: HashedParams): readonly Table[] =>
  params instanceof PartitionedVariable
    ? ([...params] as Table[])
    : Array.isArray(params)
      ? (params as readonly Table[])
      : [params as Table]

/** How many parameters all parts have; each part must have its share. */
function countParameters(parts: readonly Table[]): number {
  const sizes = parts.map(part => {
    const own = part.get_shape()
    own.assert_has_rank(1)
    own.assert_is_fully_defined()
    return own.at(0).value as number
  })
  const total = sizes.reduce((sum, own) => sum + own, 0)
  for (const [p, own] of sizes.entries()) {
    const expected = Math.floor((total - p - 1) / parts.length) + 1
    if (own !== expected) throw new ValueError(`Tensor ${p} in params has size ${own}, expected ${expected}.`)
  }
  return total
}

interface HashedArgs {
  params: HashedParams
  values: TensorLike
  dimension: number | PyInt
  name: Name
  hash_key: number | bigint | PyInt | null
}
/**
 * Embeddings of any values, strings or integers, out of one vector of parameters: element d of a value's embedding is that
 * parameter which the hash of (d, value) says. The shape is that of the values, then `dimension`. `params`: a vector or its parts.
 * `hash_key` chooses a better hash, see `sparse_feature_cross`. Errors: ValueError for a dimension below 1, or parts of unequal size.
 */
export const hashed_embedding_lookup = pyfunction(
  'hashed_embedding_lookup(params, values, dimension, name=None, hash_key=None)',
  ({ params, values: given, dimension: size, name, hash_key }: HashedArgs): Tensor => {
    const parts = partsOf(params)
    return withScope(name, 'hashed_embedding_lookup', [...parts, size, given], () => {
      const dimension = toNumber(size)
      if (dimension <= 0) throw new ValueError(`Dimension should be >0 not ${dimension}`)
      const num_buckets = countParameters(parts)
      const valuesShape = shape(given)
      const values = reshape(given, [int(-1), int(1)])
      const dimensions = tile(expand_dims(range(int(0), int(dimension)), 0), shape(values))
      const ids = sparse_feature_cross([dimensions, values], {
        hashed_output: true,
        num_buckets,
        hash_key: hash_key as number | null,
      })
      const rows = embedding_lookup(parts as EmbeddingParams, sparse_tensor_to_dense(ids), {
        partition_strategy: 'div',
        validate_indices: false,
      })
      return reshape(rows, concat(0, [valuesShape, [int(dimension)]]))
    })
  },
)

const COMBINERS = { sum: sparse_segment_sum, mean: sparse_segment_mean, sqrtn: sparse_segment_sqrt_n } as const

interface HashedSparseArgs extends Omit<HashedArgs, 'values'> {
  sparse_values: SparseTensor
  combiner: string | null
  default_value: TensorLike | null
}
/**
 * Hashed embeddings of the values in each row of a sparse matrix, combined ('sum', 'mean', 'sqrtn'): [rows, dimension]. A row of no values
 * has the embedding of `default_value`. Errors: TypeError for values that aren't sparse; ValueError for another combiner, and as of
 * `hashed_embedding_lookup`.
 */
export const hashed_embedding_lookup_sparse = pyfunction(
  'hashed_embedding_lookup_sparse(params, sparse_values, dimension, combiner=None, default_value=None, name=None, hash_key=None)',
  ({ params, sparse_values, dimension, default_value, name, hash_key, ...args }: HashedSparseArgs): Tensor => {
    const combiner = combinerOf(args.combiner)
    const parts = partsOf(params)
    if (!(sparse_values instanceof SparseTensor)) throw new TypeError('sparse_values must be SparseTensor')
    return withScope(name, 'hashed_sparse_embedding_lookup', [...parts, sparse_values], scope => {
      // values that programs hardly use
      const rare = sparse_values.dtype.base_dtype === string ? '6ZxWzWOHxZ' : int(1288896567)
      const [filled] = sparse_fill_empty_rows(sparse_values, default_value ?? rare)
      const rows = cast(filled.indices.at(s(null, null), 0), int32)
      const { y, idx } = uniqueOf(filled.values)
      const embeddings = hashed_embedding_lookup(parts, y, dimension, { hash_key })
      const combine = Object.hasOwn(COMBINERS, combiner) ? COMBINERS[combiner as keyof typeof COMBINERS] : undefined
      if (combine === undefined) throw new ValueError("Combiner must be one of 'mean', 'sqrtn' or 'sum'.")
      return combine(embeddings, idx, rows, { name: scope })
    })
  },
)
function uniqueOf(values: Tensor): { readonly y: Tensor; readonly idx: Tensor } {
  const [y, idx] = unique(values) as [Tensor, Tensor]
  return { y, idx }
}

interface UniqueArgs {
  params: EmbeddingParams
  ids: TensorLike
  name: Name
}
/**
 * The rows `ids` of a table, as `tf.nn.embedding_lookup` gives them, each of which is looked up once: gradients of ids that repeat add up
 * before they reach the table. The shape is that of the ids, then that of a row.
 */
export const embedding_lookup_unique = pyfunction(
  'embedding_lookup_unique(params, ids, name=None)',
  ({ params, ids: given, name }: UniqueArgs): Tensor =>
    withScope(name, 'EmbeddingLookupUnique', [params, given], () => {
      const ids = convertToTensor(given, { bare: int32 })
      const own = shape(ids)
      const flat = reshape(ids, reduce_prod(own, { keep_dims: true }))
      const { y, idx } = uniqueOf(flat)
      const rows = embedding_lookup(params, y)
      const repeated = gather(rows, idx)
      const result = reshape(repeated, concat(0, [own, shape(rows).at(s(1, null))]))
      result.set_shape(ids.get_shape().concatenate(rows.get_shape().slice(1)))
      return result
    }),
)
