/** Rows of embedding tables, which may lie in several parts (ops/embedding_ops.py). */

import { pyfunction } from '../calling/signature.ts'
import { TypeError, ValueError } from '../errors/python.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../graph/build/convert.ts'
import { SparseTensor } from '../graph/build/sparse_tensor.ts'
import { get_default_graph } from '../graph/default_graph.ts'
import { IndexedSlices } from '../graph/indexed_slices.ts'
import { mergeShapes } from '../graph/shape_inference.ts'
import type { Tensor } from '../graph/tensor.ts'
import { clip_by_norm } from '../ops/array/clip_ops.ts'
import { concat } from '../ops/array/concat_ops.ts'
import { gather } from '../ops/array/gather_ops.ts'
import { pack } from '../ops/array/pack_ops.ts'
import { dynamic_partition, dynamic_stitch } from '../ops/array/partition_ops.ts'
import { segment_sum } from '../ops/array/segment_ops.ts'
import { slice } from '../ops/array/slice_ops.ts'
import { unique } from '../ops/array/where_ops.ts'
import { maximum } from '../ops/math/arithmetic_ops.ts'
import { cast } from '../ops/math/cast_ops.ts'
import { less } from '../ops/math/comparison_ops.ts'
import { constant, fill } from '../ops/math/constant_op.ts'
import { div } from '../ops/math/division_ops.ts'
import { sqrt } from '../ops/math/function_ops.ts'
import { floorOver, minus, modulo, plus, times } from '../ops/math/operators.ts'
import { pow } from '../ops/math/power_ops.ts'
import { reduce_sum } from '../ops/math/reduction_ops.ts'
import { range } from '../ops/math/sequence_ops.ts'
import { expand_dims, rank, reshape, shape, size } from '../ops/math/shape_ops.ts'
import { sparse_segment_mean, sparse_segment_sqrt_n, sparse_segment_sum } from '../ops/sparse/sparse_segment_ops.ts'
import { PartitionedVariable } from '../ops/variables/partitioned_variable.ts'
import { warn } from '../platform/logging.ts'
import { int32 } from '../tensor/dtypes.ts'
import { int } from '../tensor/literals.ts'
import { isFullyDefined, type Shape } from '../tensor/shape.ts'
import { as_shape } from '../tensor/tensor_shape.ts'

type Table = TensorLike | IndexedSlices
export type EmbeddingParams = Table | readonly Table[] | PartitionedVariable

/** The parts of a table. */
function partsOf(params: EmbeddingParams | null): readonly Table[] {
  if (params === null || (Array.isArray(params) && params.length === 0)) throw new ValueError('Need at least one param')
  if (params instanceof PartitionedVariable) return [...params]
  return Array.isArray(params) ? (params as readonly Table[]) : [params as Table]
}

interface LookupArgs {
  params: EmbeddingParams
  ids: TensorLike
  partition_strategy: string
  name: Name
  validate_indices: boolean
  max_norm: TensorLike | null
}
/**
 * The rows `ids` of a table: `params` is one tensor or variable, or a list of parts. `partition_strategy` 'mod': row i is
 * in part i mod n; 'div': the parts follow one another. Rows longer than `max_norm` are scaled down to it. The shape is
 * that of the ids, then that of a row.
 */
export const embedding_lookup = pyfunction(
  "embedding_lookup(params, ids, partition_strategy='mod', name=None, validate_indices=True, max_norm=None)",
  ({ params, ids, partition_strategy, name, validate_indices, max_norm }: LookupArgs): Tensor => {
    const parts = partsOf(params)
    return withScope(name, 'embedding_lookup', [...parts, ids], scope => {
      const normalized = (rows: Tensor): Tensor =>
        max_norm === null ? rows : clip_by_norm(rows, max_norm, { axes: axesAfterFirst(rows) })
      const names = parts.length === 1 ? ['params_0'] : parts.map((_, i) => `params_${i}`)
      const tables = parts.map((part, i) =>
        part instanceof IndexedSlices
          ? (part as unknown as Tensor)
          : convertToTensor(part, { name: names[i] as string }),
      )
      if (tables.length === 1) {
        const [table] = tables as [Tensor]
        return normalized(
          get_default_graph().colocate_with(table.op, false, () =>
            gather(table, ids, { name: scope, validate_indices }),
          ),
        )
      }
      return normalized(
        new PartitionedLookup(tables, convertToTensor(ids, { name: 'ids' }), validate_indices).build(
          partition_strategy,
          scope,
        ),
      )
    })
  },
)

function axesAfterFirst(rows: Tensor): TensorLike {
  const known = rows.staticShape
  if (known === null) throw new ValueError('max_norm needs rows of known rank')
  return Array.from({ length: known.length - 1 }, (_, i) => i + 1)
}

/** A lookup in several parts: the ids go to their parts, and the rows come back in the order of the ids. */
class PartitionedLookup {
  readonly #tables: readonly Tensor[]
  readonly #ids: Tensor
  readonly #flat: Tensor
  readonly #validate: boolean

  constructor(tables: readonly Tensor[], ids: Tensor, validate: boolean) {
    this.#tables = tables
    this.#ids = ids
    this.#flat = reshape(ids, [-1])
    this.#validate = validate
  }

  build(strategy: string, name: string): Tensor {
    const count = this.#tables.length
    const graph = get_default_graph()
    const positions = range(size(this.#flat))
    const { part, row } = this.#places(strategy)
    const parts = cast(part, int32)
    const rows = dynamic_partition(row, parts, count)
    const order = dynamic_partition(positions, parts, count)
    const found = this.#tables.map((table, p) =>
      graph.colocate_with(table.op, false, () =>
        gather(table, rows[p] as Tensor, { validate_indices: this.#validate }),
      ),
    )
    const stitched = dynamic_stitch(order, found, { name })
    let row_shape: Shape = tail(this.#tables[0] as Tensor)
    for (const table of this.#tables.slice(1)) {
      const merged = mergeShapes(row_shape, tail(table))
      if (merged === undefined)
        throw new ValueError(`Shapes ${as_shape(row_shape)} and ${as_shape(tail(table))} are not compatible`)
      row_shape = merged
    }
    const result = isFullyDefined(row_shape)
      ? this.#withKnownRows(stitched, row_shape)
      : this.#withUnknownRows(stitched)
    result.set_shape(this.#ids.get_shape().concatenate(as_shape(row_shape)))
    return result
  }
  #withKnownRows(stitched: Tensor, rowShape: readonly number[]): Tensor {
    return reshape(stitched, concat(0, [shape(this.#ids), as_shape(rowShape)]))
  }
  #withUnknownRows(stitched: Tensor): Tensor {
    const [first] = this.#tables as [Tensor]
    const whole = get_default_graph().colocate_with(first.op, false, () => shape(first))
    return reshape(stitched, concat(0, [shape(this.#ids), slice(whole, [1], [-1])]))
  }

  /** The part that each id lies in, and its row there. */
  #places(strategy: string): { part: Tensor; row: Tensor } {
    const ids = this.#flat
    const count = this.#tables.length
    if (strategy === 'mod') {
      const part = modulo(ids, count)
      return { part, row: floorOver(ids, count) }
    }
    if (strategy !== 'div') throw new ValueError(`Unrecognized partition strategy: ${strategy}`)
    const total = this.#totalRows()
    const each = floorOver(total, count)
    // the first parts have one row more
    const extras = modulo(total, count)
    const first = floorOver(ids, plus(each, 1))
    const part = maximum(first, floorOver(minus(ids, extras), each))
    const larger = cast(less(part, extras), ids.dtype)
    const within = times(larger, modulo(ids, plus(each, 1)))
    const beyond = times(minus(1, larger), modulo(minus(ids, extras), each))
    return { part, row: plus(within, beyond) }
  }
  #totalRows(): Tensor {
    const { dtype } = this.#flat
    const sizes = this.#tables.map(table => table.staticShape?.[0] ?? null)
    if (!sizes.includes(null))
      return constant(
        (sizes as number[]).reduce((a, b) => a + b, 0),
        dtype,
      )
    const graph = get_default_graph()
    const rows = this.#tables.map(
      (table, i) => sizes[i] ?? graph.colocate_with(table.op, false, () => shape(table).at(0)),
    )
    return reduce_sum(cast(pack(rows.map(row => (typeof row === 'number' ? int(row) : row))), dtype))
  }
}
const tail = (table: Tensor): Shape => (table.staticShape === null ? null : table.staticShape.slice(1))

interface SparseLookupArgs {
  params: EmbeddingParams
  sp_ids: SparseTensor
  sp_weights: SparseTensor | null
  partition_strategy: string
  name: Name
  combiner: string | null
  max_norm: TensorLike | null
}
/**
 * For each row of the sparse matrix `sp_ids` the sum ('sum'), the weighted mean ('mean', the default), or the sum divided by
 * the root of the sum of squared weights ('sqrtn') of the embeddings that it names. Errors: TypeError where an argument is not sparse.
 */
export const embedding_lookup_sparse = pyfunction(
  "embedding_lookup_sparse(params, sp_ids, sp_weights, partition_strategy='mod', name=None, combiner=None, max_norm=None)",
  ({ params, sp_ids, sp_weights, partition_strategy, name, combiner: chosen, max_norm }: SparseLookupArgs): Tensor => {
    if (chosen === null) warn('The default value of combiner will change from "mean" to "sqrtn" after 2016/11/01.')
    const combiner = chosen ?? 'mean'
    if (!(combiner === 'mean' || combiner === 'sqrtn' || combiner === 'sum'))
      throw new ValueError("combiner must be one of 'mean', 'sqrtn' or 'sum'")
    const parts = partsOf(params)
    if (!(sp_ids instanceof SparseTensor)) throw new TypeError('sp_ids must be SparseTensor')
    if (sp_weights !== null) {
      if (!(sp_weights instanceof SparseTensor)) throw new TypeError('sp_weights must be either None or SparseTensor')
      for (const part of ['values', 'indices', 'shape'] as const)
        sp_ids[part].get_shape().assert_is_compatible_with(sp_weights[part].get_shape())
    }
    return withScope(name, 'embedding_lookup_sparse', [...parts, sp_ids], scope => {
      let segments: Tensor = sp_ids.indices.at(':', 0)
      if (segments.dtype.base_dtype !== int32) segments = cast(segments, int32)
      const options = { partition_strategy, max_norm }
      if (sp_weights === null) {
        const [ids, places] = unique(sp_ids.values) as unknown as [Tensor, Tensor]
        const rows = embedding_lookup(parts, ids, options)
        const combine = { sum: sparse_segment_sum, mean: sparse_segment_mean, sqrtn: sparse_segment_sqrt_n }[combiner]
        return combine(rows, places, segments, { name: scope })
      }
      const rows = embedding_lookup(parts, sp_ids.values, options)
      const weights = spreadWeights(sp_weights.values, rows)
      const weighted = times(rows, weights)
      if (combiner === 'sum') return segment_sum(weighted, segments, { name: scope })
      const total = segment_sum(weighted, segments)
      if (combiner === 'mean') return div(total, segment_sum(weights, segments), { name: scope })
      const squares = segment_sum(pow(weights, 2), segments)
      return div(total, sqrt(squares), { name: scope })
    })
  },
)

/** Weights with as many dimensions as the embeddings that they multiply. */
function spreadWeights(values: Tensor, rows: Tensor): Tensor {
  const weights = values.dtype.base_dtype === rows.dtype.base_dtype ? values : cast(values, rows.dtype)
  const ones = fill(expand_dims(minus(rank(rows), 1), 0), int(1))
  const result = reshape(weights, concat(0, [shape(weights), ones]))
  const dims = rows.staticShape
  if (dims !== null)
    result.set_shape(weights.get_shape().concatenate(as_shape(new Array<number>(dims.length - 1).fill(1))))
  return result
}
