/** Columns of categories: strings or integers become ids. */

import { pythonRepr } from '../../calling/python_repr.ts'
import { pyfunction } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { ValueError } from '../../errors/python.ts'
import { SparseTensor } from '../../graph/build/sparse_tensor.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { mod } from '../../ops/math/division_ops.ts'
import { type Feature, VarLenFeature } from '../../ops/parsing/feature_specs.ts'
import { as_string } from '../../ops/parsing/string_conversion_ops.ts'
import { string_to_hash_bucket_fast } from '../../ops/parsing/string_hash_ops.ts'
import { zeros_initializer } from '../../ops/variables/init_ops.ts'
import { warn } from '../../platform/logging.ts'
import { as_dtype, type DType, type DTypeLike, string } from '../../tensor/dtypes.ts'
import { string_to_index } from '../lookup/mapping.ts'
import {
  canonical,
  FeatureColumn,
  type FeatureTensors,
  featureOf,
  type LinearLookup,
  plainInt,
  SparseIdLookupConfig,
  type Transformed,
  transformedBy,
} from './feature_column.ts'
import { dense_to_sparse_tensor } from './sparse_ops.ts'

/** The combiner, or the old default with a warning about the new one. */
export function combinerOr(given: string | null, old: string): string {
  if (given !== null) return given
  warn(`The default value of combiner will change from "${old}" to "sqrtn" after 2016/11/01.`)
  return old
}

/** Columns whose transformed feature is, or has, sparse ids: what embeddings and one-hot columns take. */
export abstract class IdColumn extends FeatureColumn {
  abstract readonly length: number
  abstract readonly combiner: string
  id_tensor(input_tensor: Transformed): SparseTensor {
    return input_tensor as SparseTensor
  }
  weight_tensor(_input_tensor: Transformed): SparseTensor | null {
    return null
  }
  override linearLookup(input: Transformed): LinearLookup {
    return {
      ids: this.id_tensor(input),
      weights: this.weight_tensor(input),
      vocabSize: this.length,
      initializer: zeros_initializer,
      combiner: this.combiner,
    }
  }
}

interface SparseFields {
  readonly column_name: string
  readonly is_integerized?: boolean
  readonly bucket_size?: number | null
  readonly lookup_config?: SparseIdLookupConfig | null
  readonly combiner: string
  readonly dtype: DType
}

/** A column of categories. */
export abstract class SparseColumn extends IdColumn {
  static override readonly pythonName: string = '_SparseColumn'
  readonly tupleName = '_SparseColumn'
  readonly _fields = ['column_name', 'is_integerized', 'bucket_size', 'lookup_config', 'combiner', 'dtype']
  readonly column_name: string
  readonly is_integerized: boolean
  readonly bucket_size: number | null
  readonly lookup_config: SparseIdLookupConfig | null
  readonly combiner: string
  readonly dtype: DType

  constructor({
    column_name,
    is_integerized = false,
    bucket_size = null,
    lookup_config = null,
    combiner,
    dtype,
  }: SparseFields) {
    super()
    if (is_integerized && bucket_size === null)
      throw new ValueError(`bucket_size must be set if is_integerized is True. column_name: ${column_name}`)
    if (bucket_size === null && lookup_config === null)
      throw new ValueError(`one of bucket_size or lookup_config must be set. column_name: ${column_name}`)
    if (bucket_size !== null && bucket_size < 1)
      throw new ValueError(
        `bucket_size must be at least 1. bucket_size: ${pythonRepr(bucket_size)}, column_name: ${column_name}`,
      )
    this.column_name = column_name
    this.is_integerized = is_integerized
    this.bucket_size = bucket_size
    this.lookup_config = lookup_config
    this.combiner = combiner
    this.dtype = dtype
  }
  get name(): string {
    return this.column_name
  }
  /** How many ids there are. */
  get length(): number {
    return this.bucket_size ?? (this.lookup_config?.vocab_size as number)
  }
  get config(): Readonly<Record<string, Feature>> {
    return { [this.column_name]: new VarLenFeature(this.dtype) }
  }
  override toDnnInput(): Tensor {
    throw new ValueError(
      `SparseColumn is not supported in DNN. Please use embedding_column or one_hot_column. column: ${this}`,
    )
  }
  /** The column's feature; a dense one without its empty strings, or its -1. */
  protected inputOf(tensors: FeatureTensors): SparseTensor {
    const input = featureOf(tensors, this.name)
    if (input instanceof SparseTensor) return input
    const dense = input as Tensor
    return dense_to_sparse_tensor(dense, { ignore_value: dense.dtype.base_dtype === string ? '' : -1 })
  }
  /** Whether both may share an embedding. */
  is_compatible(other: SparseColumn): boolean {
    if (this.lookup_config && other.lookup_config) return this.lookup_config.repr() === other.lookup_config.repr()
    const compatible =
      this.length === other.length && (this.dtype === other.dtype || (this.dtype.is_integer && other.dtype.is_integer))
    if (compatible) warn(`Column ${this.name} and ${other.name} may not have the same vocabulary.`)
    return compatible
  }
}
// @ts-expect-error the guarded class takes its place
SparseColumn = guardedClass(SparseColumn)

/** See `sparse_column_with_integerized_feature`. */
export class IntegerizedSparseColumn extends SparseColumn {
  static override readonly pythonName = '_SparseColumnIntegerized'
  constructor(fields: SparseFields) {
    if (!fields.dtype.is_integer)
      throw new ValueError(`dtype must be an integer. dtype: ${fields.dtype}, column_name: ${fields.column_name}`)
    super({ ...fields, is_integerized: true })
  }
  insert_transformed_feature(columns_to_tensors: FeatureTensors): void {
    const input = this.inputOf(columns_to_tensors)
    const ids = mod(input.values, this.bucket_size as number, { name: 'mod' })
    columns_to_tensors.set(this, new SparseTensor(input.indices, ids, input.shape))
  }
}
// @ts-expect-error the guarded class takes its place
IntegerizedSparseColumn = guardedClass(IntegerizedSparseColumn)

/** See `sparse_column_with_hash_bucket`. */
export class HashedSparseColumn extends SparseColumn {
  static override readonly pythonName = '_SparseColumnHashed'
  constructor(fields: SparseFields) {
    const { dtype, column_name } = fields
    if (dtype !== string && !dtype.is_integer)
      throw new ValueError(`dtype must be string or integer. dtype: ${dtype}, column_name: ${column_name}`)
    super(fields)
  }
  insert_transformed_feature(columns_to_tensors: FeatureTensors): void {
    const input = this.inputOf(columns_to_tensors)
    const values = this.dtype.is_integer ? as_string(input.values) : input.values
    const ids = string_to_hash_bucket_fast(values, this.bucket_size as number, { name: 'lookup' })
    columns_to_tensors.set(this, new SparseTensor(input.indices, ids, input.shape))
  }
}
// @ts-expect-error the guarded class takes its place
HashedSparseColumn = guardedClass(HashedSparseColumn)

/** See `sparse_column_with_keys`. */
export class KeyedSparseColumn extends SparseColumn {
  static override readonly pythonName = '_SparseColumnKeys'
  insert_transformed_feature(columns_to_tensors: FeatureTensors): void {
    const { keys, default_value } = this.lookup_config as SparseIdLookupConfig
    const tensor = this.inputOf(columns_to_tensors)
    const ids = string_to_index({ tensor, mapping: [...keys] as string[], default_value, name: 'lookup' })
    columns_to_tensors.set(this, ids as unknown as SparseTensor)
  }
}
// @ts-expect-error the guarded class takes its place
KeyedSparseColumn = guardedClass(KeyedSparseColumn)

interface ColumnArgs {
  column_name: string
  combiner: string | null
  dtype: DTypeLike
}
/**
 * A column of integers that are ids already, modulo `bucket_size`. `combiner` says how a row with several values is reduced in a
 * linear model: 'sum', 'mean' or 'sqrtn'.
 *
 *     const device = tf.contrib.layers.sparse_column_with_integerized_feature('device_id', 100, { combiner: 'sum' })
 *
 * Errors: ValueError for a `bucket_size` below 1 or a dtype that is not an integer's.
 */
export const sparse_column_with_integerized_feature = pyfunction(
  'sparse_column_with_integerized_feature(column_name, bucket_size, combiner=None, dtype=int64)',
  ({ column_name, bucket_size, combiner, dtype }: ColumnArgs & { bucket_size: number }): IntegerizedSparseColumn =>
    canonical(
      new IntegerizedSparseColumn({
        column_name,
        bucket_size: plainInt(bucket_size),
        combiner: combinerOr(combiner, 'sum'),
        dtype: as_dtype(dtype),
      }),
    ),
)

/**
 * A column of strings, or integers, that are hashed to `hash_bucket_size` ids.
 *
 *     const occupation = tf.contrib.layers.sparse_column_with_hash_bucket('occupation', 1000, { combiner: 'sum' })
 *
 * Errors: ValueError for a size below 1 or another dtype.
 */
export const sparse_column_with_hash_bucket = pyfunction(
  'sparse_column_with_hash_bucket(column_name, hash_bucket_size, combiner=None, dtype=string)',
  ({ column_name, hash_bucket_size, combiner, dtype }: ColumnArgs & { hash_bucket_size: number }): HashedSparseColumn =>
    canonical(
      new HashedSparseColumn({
        column_name,
        bucket_size: plainInt(hash_bucket_size),
        combiner: combinerOr(combiner, 'sum'),
        dtype: as_dtype(dtype),
      }),
    ),
)

/**
 * A column of strings whose ids are their places in `keys`; other strings get `default_value`, and a negative id is left out.
 *
 *     const gender = tf.contrib.layers.sparse_column_with_keys('gender', ['female', 'male'], { combiner: 'sum' })
 */
export const sparse_column_with_keys = pyfunction(
  'sparse_column_with_keys(column_name, keys, default_value=-1, combiner=None)',
  ({
    column_name,
    keys,
    default_value,
    combiner,
  }: Omit<ColumnArgs, 'dtype'> & { keys: Iterable<unknown>; default_value: number }): KeyedSparseColumn => {
    const chosen = combinerOr(combiner, 'sum')
    const lookup_config = new SparseIdLookupConfig([...keys], plainInt(default_value))
    return canonical(new KeyedSparseColumn({ column_name, lookup_config, combiner: chosen, dtype: string }))
  },
)

/** See `weighted_sparse_column`. */
export class WeightedSparseColumn extends IdColumn {
  static override readonly pythonName = '_WeightedSparseColumn'
  readonly tupleName = '_WeightedSparseColumn'
  readonly _fields = ['sparse_id_column', 'weight_column_name', 'dtype']
  readonly sparse_id_column: SparseColumn
  readonly weight_column_name: string
  readonly dtype: DType
  constructor(sparse_id_column: SparseColumn, weight_column_name: string, dtype: DType) {
    super()
    this.sparse_id_column = sparse_id_column
    this.weight_column_name = weight_column_name
    this.dtype = dtype
  }
  get name(): string {
    return `${this.sparse_id_column.name}_weighted_by_${this.weight_column_name}`
  }
  get length(): number {
    return this.sparse_id_column.length
  }
  get combiner(): string {
    return this.sparse_id_column.combiner
  }
  get config(): Readonly<Record<string, Feature>> {
    return { ...this.sparse_id_column.config, [this.weight_column_name]: new VarLenFeature(this.dtype) }
  }
  override get parents(): readonly FeatureColumn[] {
    return [this.sparse_id_column]
  }
  insert_transformed_feature(columns_to_tensors: FeatureTensors): void {
    const ids = transformedBy(columns_to_tensors, this.sparse_id_column) as SparseTensor
    const given = featureOf(columns_to_tensors, this.weight_column_name)
    const weights = given instanceof SparseTensor ? given : dense_to_sparse_tensor(given as Tensor)
    columns_to_tensors.set(this, [ids, weights])
  }
  override id_tensor(input_tensor: Transformed): SparseTensor {
    return (input_tensor as readonly [SparseTensor, SparseTensor])[0]
  }
  override weight_tensor(input_tensor: Transformed): SparseTensor | null {
    return (input_tensor as readonly [SparseTensor, SparseTensor])[1]
  }
  override toDnnInput(): Tensor {
    throw new ValueError(
      `WeightedSparseColumn is not supported in DNN. Please use embedding_column or one_hot_column. column: ${this}`,
    )
  }
}
// @ts-expect-error the guarded class takes its place
WeightedSparseColumn = guardedClass(WeightedSparseColumn)

interface WeightedArgs {
  sparse_id_column: SparseColumn
  weight_column_name: string
  dtype: DTypeLike
}
/**
 * A column of categories with a weight for each: the feature `weight_column_name` has a value for each value of the column's.
 * Errors: ValueError for a dtype that is no number's.
 */
export const weighted_sparse_column = pyfunction(
  'weighted_sparse_column(sparse_id_column, weight_column_name, dtype=float32)',
  ({ sparse_id_column, weight_column_name, dtype }: WeightedArgs): WeightedSparseColumn => {
    const type = as_dtype(dtype)
    if (!(type.is_integer || type.is_floating)) throw new ValueError(`dtype is not convertible to float. Given ${type}`)
    return canonical(new WeightedSparseColumn(sparse_id_column, weight_column_name, type))
  },
)
