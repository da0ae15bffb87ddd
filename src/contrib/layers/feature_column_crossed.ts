/** Columns of combinations of other columns. */

import { listOf, pythonRepr, pythonStr, pythonTypeName } from '../../calling/python_repr.ts'
import { pyfunction } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { TypeError, ValueError } from '../../errors/python.ts'
import type { SparseTensor } from '../../graph/build/sparse_tensor.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { Feature } from '../../ops/parsing/feature_specs.ts'
import {
  canonical,
  columnClass,
  FeatureColumn,
  type FeatureTensors,
  featureOf,
  plainInt,
  transformedBy,
} from './feature_column.ts'
import { BucketizedColumn } from './feature_column_dense.ts'
import { combinerOr, IdColumn, SparseColumn } from './feature_column_sparse.ts'
import { sparse_feature_cross } from './sparse_feature_cross.ts'

type Crossable = SparseColumn | CrossedColumn | BucketizedColumn

interface CrossedFields {
  readonly columns: Iterable<Crossable>
  readonly hash_bucket_size: number
  readonly hash_key: number | bigint | null
  readonly combiner: string
  readonly ckpt_to_load_from: string | null
  readonly tensor_name_in_ckpt: string | null
}

/** Both, or neither. */
export function checkCheckpoint(path: string | null, tensorName: string | null): void {
  if ((path === null) !== (tensorName === null))
    throw new ValueError('Must specify both `ckpt_to_load_from` and `tensor_name_in_ckpt` or none of them.')
}
const byName = (a: FeatureColumn, b: FeatureColumn): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)

/** See `crossed_column`. */
export class CrossedColumn extends IdColumn {
  static override readonly pythonName = '_CrossedColumn'
  readonly tupleName = '_CrossedColumn'
  readonly _fields = ['columns', 'hash_bucket_size', 'hash_key', 'combiner', 'ckpt_to_load_from', 'tensor_name_in_ckpt']
  readonly columns: readonly Crossable[]
  readonly hash_bucket_size: number
  readonly hash_key: number | bigint | null
  readonly combiner: string
  readonly ckpt_to_load_from: string | null
  readonly tensor_name_in_ckpt: string | null
  constructor(fields: CrossedFields) {
    super()
    const columns = [...listOf(fields.columns)]
    for (const column of columns) {
      if (column instanceof SparseColumn || column instanceof CrossedColumn || column instanceof BucketizedColumn)
        continue
      const what = (column as unknown) instanceof FeatureColumn ? columnClass(column) : pythonTypeName(column)
      throw new TypeError(
        `columns must be a set of _SparseColumn, _CrossedColumn, or _BucketizedColumn instances. (column ${pythonStr(column)} is a ${what})`,
      )
    }
    if (columns.length < 2)
      throw new ValueError(`columns must contain at least 2 elements. columns: ${pythonRepr(fields.columns)}`)
    if (fields.hash_bucket_size < 2)
      throw new ValueError(
        `hash_bucket_size must be at least 2. hash_bucket_size: ${pythonRepr(fields.hash_bucket_size)}`,
      )
    checkCheckpoint(fields.ckpt_to_load_from, fields.tensor_name_in_ckpt)
    this.columns = columns.sort(byName)
    this.hash_bucket_size = fields.hash_bucket_size
    this.hash_key = fields.hash_key
    this.combiner = fields.combiner
    this.ckpt_to_load_from = fields.ckpt_to_load_from
    this.tensor_name_in_ckpt = fields.tensor_name_in_ckpt
  }
  get name(): string {
    return this.columns.map(column => column.name).join('_X_')
  }
  get config(): Readonly<Record<string, Feature>> {
    return Object.assign({}, ...this.columns.map(column => column.config)) as Record<string, Feature>
  }
  get length(): number {
    return this.hash_bucket_size
  }
  override get parents(): readonly FeatureColumn[] {
    return this.columns
  }
  override get checkpoint(): readonly [string, string] | null {
    return this.ckpt_to_load_from === null ? null : [this.ckpt_to_load_from, this.tensor_name_in_ckpt as string]
  }
  /** The columns that are no crosses, of this cross and of those in it. */
  get leaves(): readonly (SparseColumn | BucketizedColumn)[] {
    return this.columns.flatMap(column => (column instanceof CrossedColumn ? column.leaves : [column]))
  }
  insert_transformed_feature(columns_to_tensors: FeatureTensors): void {
    const features = this.leaves.map(column => {
      if (column instanceof SparseColumn) return featureOf(columns_to_tensors, column.name) as SparseTensor | Tensor
      return column.to_sparse_tensor(transformedBy(columns_to_tensors, column) as Tensor)
    })
    const options = { hashed_output: true, num_buckets: this.hash_bucket_size, hash_key: this.hash_key, name: 'cross' }
    columns_to_tensors.set(this, sparse_feature_cross(features, options))
  }
  override toDnnInput(): Tensor {
    throw new ValueError(`CrossedColumn is not supported in DNN. Please use embedding_column. column: ${this}`)
  }
}
// @ts-expect-error the guarded class takes its place
CrossedColumn = guardedClass(CrossedColumn)

interface CrossedArgs {
  columns: Iterable<Crossable>
  hash_bucket_size: number
  combiner: string | null
  ckpt_to_load_from: string | null
  tensor_name_in_ckpt: string | null
  hash_key: number | bigint | null
}
/**
 * A column of the combinations of values of several columns (sparse, bucketized, or crossed themselves), hashed to
 * `hash_bucket_size` ids; `hash_key` chooses how (see `sparse_feature_cross`).
 *
 *     const both = tf.contrib.layers.crossed_column([education, occupation], 10000, { combiner: 'sum' })
 *
 * Errors: TypeError for other columns; ValueError for fewer than two columns or buckets.
 */
export const crossed_column = pyfunction(
  'crossed_column(columns, hash_bucket_size, combiner=None, ckpt_to_load_from=None, tensor_name_in_ckpt=None, hash_key=None)',
  ({ combiner, hash_bucket_size, hash_key, ...fields }: CrossedArgs): CrossedColumn =>
    canonical(
      new CrossedColumn({
        ...fields,
        combiner: combinerOr(combiner, 'sum'),
        hash_bucket_size: plainInt(hash_bucket_size),
        hash_key: hash_key === null ? null : plainInt(hash_key),
      }),
    ),
)
