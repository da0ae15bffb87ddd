/** Columns that make a neural network's input of sparse ids: embeddings, and one-hot rows. */

import { pythonClassRepr, pythonRepr, pythonStr } from '../../calling/python_repr.ts'
import { pyfunction } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { TypeError, ValueError } from '../../errors/python.ts'
import type { SparseTensor } from '../../graph/build/sparse_tensor.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { one_hot } from '../../ops/array/one_hot_ops.ts'
import { reduce_sum } from '../../ops/math/reduction_ops.ts'
import { type Feature, VarLenFeature } from '../../ops/parsing/feature_specs.ts'
import { sparse_tensor_to_dense } from '../../ops/sparse/sparse_dense_ops.ts'
import { truncated_normal_initializer } from '../../ops/variables/init_ops.ts'
import { string } from '../../tensor/dtypes.ts'
import { float } from '../../tensor/literals.ts'
import {
  type ColumnInitializer,
  canonical,
  type DeepLookup,
  FeatureColumn,
  type FeatureTensors,
  featureOf,
  plainInt,
  type Transformed,
  transformedBy,
} from './feature_column.ts'
import { checkCheckpoint } from './feature_column_crossed.ts'
import { combinerOr, type IdColumn, SparseColumn } from './feature_column_sparse.ts'
import { innerFlatten } from './inner_flatten.ts'

/** See `one_hot_column`. */
export class OneHotColumn extends FeatureColumn {
  static override readonly pythonName = '_OneHotColumn'
  readonly tupleName = '_OneHotColumn'
  readonly _fields = ['sparse_id_column']
  readonly sparse_id_column: IdColumn
  constructor(sparse_id_column: IdColumn) {
    super()
    this.sparse_id_column = sparse_id_column
  }
  get name(): string {
    return `${this.sparse_id_column.name}_one_hot`
  }
  get length(): number {
    return this.sparse_id_column.length
  }
  get config(): Readonly<Record<string, Feature>> {
    return this.sparse_id_column.config
  }
  override get parents(): readonly FeatureColumn[] {
    return [this.sparse_id_column]
  }
  insert_transformed_feature(columns_to_tensors: FeatureTensors): void {
    columns_to_tensors.set(this, transformedBy(columns_to_tensors, this.sparse_id_column))
  }
  override toDnnInput(input: Transformed, outputRank: number): Tensor {
    if (this.sparse_id_column.weight_tensor(input) !== null)
      throw new ValueError(`one_hot_column does not yet support weighted_sparse_column. Column: ${this}`)
    const ids = innerFlatten(this.sparse_id_column.id_tensor(input), outputRank) as SparseTensor
    const dense = sparse_tensor_to_dense(ids, { default_value: -1 })
    const rows = one_hot(dense, { depth: this.length, on_value: float(1), off_value: float(0) })
    return reduce_sum(rows, { reduction_indices: [outputRank - 1] })
  }
}
// @ts-expect-error the guarded class takes its place
OneHotColumn = guardedClass(OneHotColumn)

/**
 * A column with a place for each id: 1 where a row has the id, 0 elsewhere (a row with several ids has several ones).
 *
 *     const gender = tf.contrib.layers.one_hot_column(tf.contrib.layers.sparse_column_with_keys('gender', ['female', 'male']))
 */
export const one_hot_column = pyfunction(
  'one_hot_column(sparse_id_column)',
  ({ sparse_id_column }: { sparse_id_column: IdColumn }): OneHotColumn => canonical(new OneHotColumn(sparse_id_column)),
)

/** Embeddings of either kind. */
export abstract class AnyEmbeddingColumn extends FeatureColumn {
  override get key(): string {
    return this.textWithout('initializer')
  }
  override linearLookup(): never {
    throw new ValueError(`Column ${this} is not supported in linear models. Please use sparse_column.`)
  }
}
// @ts-expect-error the guarded class takes its place
AnyEmbeddingColumn = guardedClass(AnyEmbeddingColumn)

interface EmbeddingFields {
  readonly sparse_id_column: IdColumn
  readonly dimension: number
  readonly combiner: string
  readonly initializer: ColumnInitializer | null
  readonly ckpt_to_load_from: string | null
  readonly tensor_name_in_ckpt: string | null
  readonly shared_embedding_name?: string | null
  readonly shared_vocab_size?: number | null
}

const isCallable = (value: unknown): boolean =>
  typeof value === 'function' || (typeof value === 'object' && value !== null && 'call' in value)

/** See `embedding_column`. */
export class EmbeddingColumn extends AnyEmbeddingColumn {
  static override readonly pythonName = '_EmbeddingColumn'
  readonly tupleName = '_EmbeddingColumn'
  readonly _fields = [
    'sparse_id_column',
    'dimension',
    'combiner',
    'initializer',
    'ckpt_to_load_from',
    'tensor_name_in_ckpt',
    'shared_embedding_name',
    'shared_vocab_size',
    'max_norm',
  ]
  readonly sparse_id_column: IdColumn
  readonly dimension: number
  readonly combiner: string
  readonly initializer: ColumnInitializer
  readonly ckpt_to_load_from: string | null
  readonly tensor_name_in_ckpt: string | null
  readonly shared_embedding_name: string | null
  readonly shared_vocab_size: number | null
  readonly max_norm: number | null = null
  constructor(fields: EmbeddingFields) {
    super()
    const { sparse_id_column, initializer } = fields
    if (initializer !== null && !isCallable(initializer))
      throw new ValueError(
        `initializer must be callable if specified. Embedding of column_name: ${sparse_id_column.name}`,
      )
    checkCheckpoint(fields.ckpt_to_load_from, fields.tensor_name_in_ckpt)
    this.sparse_id_column = sparse_id_column
    this.dimension = fields.dimension
    this.combiner = fields.combiner
    this.initializer =
      initializer ?? truncated_normal_initializer({ mean: 0, stddev: 1 / Math.sqrt(sparse_id_column.length) })
    this.ckpt_to_load_from = fields.ckpt_to_load_from
    this.tensor_name_in_ckpt = fields.tensor_name_in_ckpt
    this.shared_embedding_name = fields.shared_embedding_name ?? null
    this.shared_vocab_size = fields.shared_vocab_size ?? null
  }
  get name(): string {
    return `${this.sparse_id_column.name}${this.shared_embedding_name === null ? '' : '_shared'}_embedding`
  }
  /** How many ids there are. */
  get length(): number {
    return this.shared_vocab_size ?? this.sparse_id_column.length
  }
  get config(): Readonly<Record<string, Feature>> {
    return this.sparse_id_column.config
  }
  override get parents(): readonly FeatureColumn[] {
    return [this.sparse_id_column]
  }
  override get checkpoint(): readonly [string, string] | null {
    return this.ckpt_to_load_from === null ? null : [this.ckpt_to_load_from, this.tensor_name_in_ckpt as string]
  }
  insert_transformed_feature(columns_to_tensors: FeatureTensors): void {
    columns_to_tensors.set(this, transformedBy(columns_to_tensors, this.sparse_id_column))
  }
  override deepLookup(input: Transformed): DeepLookup {
    return {
      ids: this.sparse_id_column.id_tensor(input),
      weights: this.sparse_id_column.weight_tensor(input),
      vocabSize: this.length,
      initializer: this.initializer,
      combiner: this.combiner,
      dimension: this.dimension,
      sharedName: this.shared_embedding_name,
      hashed: false,
      maxNorm: this.max_norm,
    }
  }
}

interface EmbeddingArgs {
  dimension: number
  combiner: string | null
  initializer: ColumnInitializer | null
  ckpt_to_load_from: string | null
  tensor_name_in_ckpt: string | null
}
/**
 * A column whose ids stand for rows of a variable, `dimension` numbers each. `combiner` ('mean', 'sqrtn', 'sum') makes one row
 * of several. Without an initializer the variable is truncated normal with a deviation of 1 / √(number of ids).
 *
 *     const words = tf.contrib.layers.embedding_column(tf.contrib.layers.sparse_column_with_hash_bucket('word', 1000), 8)
 *
 * Errors: ValueError for an initializer that can't be called.
 */
export const embedding_column = pyfunction(
  'embedding_column(sparse_id_column, dimension, combiner=None, initializer=None, ckpt_to_load_from=None, tensor_name_in_ckpt=None)',
  ({ combiner, dimension, ...fields }: EmbeddingArgs & { sparse_id_column: IdColumn }): EmbeddingColumn =>
    canonical(
      new EmbeddingColumn({ ...fields, combiner: combinerOr(combiner, 'mean'), dimension: plainInt(dimension) }),
    ),
)

const NAMED_COLUMNS = 3
/** The name of the variable that columns share: the first of their names, in order. */
function sharedName(columns: readonly SparseColumn[]): string {
  const names = [...columns].sort((a, b) => (a.lt(b) ? -1 : a.gt(b) ? 1 : 0)).map(column => column.name)
  const others = names.length > NAMED_COLUMNS ? `_plus_${names.length - NAMED_COLUMNS}_others` : ''
  return `${names.slice(0, NAMED_COLUMNS).join('_')}${others}_shared_embedding`
}

interface SharedArgs extends EmbeddingArgs {
  sparse_id_columns: readonly SparseColumn[]
  shared_embedding_name: string | null
}
/**
 * Embedding columns (see `embedding_column`) that share one variable.
 * Errors: TypeError where `sparse_id_columns` is no list of sparse columns; ValueError for an empty one, or where the ids of the
 * columns are not the same.
 */
export const shared_embedding_columns = pyfunction(
  'shared_embedding_columns(sparse_id_columns, dimension, combiner=None, shared_embedding_name=None, initializer=None, ckpt_to_load_from=None, tensor_name_in_ckpt=None)',
  ({
    sparse_id_columns: columns,
    combiner,
    dimension,
    shared_embedding_name,
    ...fields
  }: SharedArgs): readonly EmbeddingColumn[] => {
    const common = { ...fields, combiner: combinerOr(combiner, 'mean'), dimension: plainInt(dimension) }
    if (!Array.isArray(columns)) {
      throw new TypeError(
        `sparse_id_columns must be a non-string sequence (ex: list or tuple) instead of type ${pythonClassRepr(columns)}.`,
      )
    }
    const [first] = columns as readonly SparseColumn[]
    if (first === undefined) throw new ValueError('The input sparse_id_columns should have at least one element.')
    for (const column of columns) {
      if (!(column instanceof SparseColumn))
        throw new TypeError(`Elements of sparse_id_columns must be _SparseColumn, but${pythonStr(column)} is not.`)
    }
    if (columns.length === 1)
      return [canonical(new EmbeddingColumn({ ...common, sparse_id_column: first, shared_embedding_name }))]
    if (!columns.slice(1).every(column => column.is_compatible(first)))
      throw new ValueError('The input sparse id columns are not compatible.')
    const shared = {
      shared_embedding_name: shared_embedding_name || sharedName(columns),
      shared_vocab_size: first.length,
    }
    return columns.map(sparse_id_column => canonical(new EmbeddingColumn({ ...common, ...shared, sparse_id_column })))
  },
)

interface HashedFields {
  readonly column_name: string
  readonly size: number
  readonly dimension: number
  readonly combiner: string
  readonly initializer: ColumnInitializer | null
}
const HASHED_STDDEV = 0.1

/** See `hashed_embedding_column`. */
export class HashedEmbeddingColumn extends AnyEmbeddingColumn {
  static override readonly pythonName = '_HashedEmbeddingColumn'
  readonly tupleName = '_HashedEmbeddingColumn'
  readonly _fields = ['column_name', 'size', 'dimension', 'combiner', 'initializer']
  readonly column_name: string
  readonly size: number
  readonly dimension: number
  readonly combiner: string
  readonly initializer: ColumnInitializer
  constructor({ column_name, size, dimension, combiner, initializer }: HashedFields) {
    super()
    if (initializer !== null && !isCallable(initializer))
      throw new ValueError(`initializer must be callable if specified. column_name: ${column_name}`)
    this.column_name = column_name
    this.size = size
    this.dimension = dimension
    this.combiner = combiner
    this.initializer = initializer ?? truncated_normal_initializer({ mean: 0, stddev: HASHED_STDDEV })
  }
  get name(): string {
    return `${this.column_name}_hashed_embedding`
  }
  get config(): Readonly<Record<string, Feature>> {
    return { [this.column_name]: new VarLenFeature(string) }
  }
  insert_transformed_feature(columns_to_tensors: FeatureTensors): void {
    columns_to_tensors.set(this, featureOf(columns_to_tensors, this.column_name))
  }
  override deepLookup(input: Transformed): DeepLookup {
    const { size, initializer, combiner, dimension } = this
    const common = { vocabSize: size, initializer, combiner, dimension }
    return { ...common, ids: input as SparseTensor, weights: null, sharedName: null, hashed: true, maxNorm: null }
  }
}
// @ts-expect-error the guarded class takes its place
HashedEmbeddingColumn = guardedClass(HashedEmbeddingColumn)

/**
 * An embedding column (see `embedding_column`) of strings without ids: each number of an embedding is one of `size` weights, found by the
 * hash of the string and the number's place.
 * Errors: ValueError for sizes below 1 or another combiner.
 */
export const hashed_embedding_column = pyfunction(
  'hashed_embedding_column(column_name, size, dimension, combiner=None, initializer=None)',
  ({
    column_name,
    size,
    dimension,
    combiner: given,
    initializer,
  }: Omit<HashedFields, 'combiner'> & { combiner: string | null }): HashedEmbeddingColumn => {
    const combiner = combinerOr(given, 'mean')
    if (Number(dimension) < 1 || Number(size) < 1) {
      const shown = `dimension: ${pythonRepr(dimension)}, size: ${pythonRepr(size)}, column_name: ${column_name}`
      throw new ValueError(`Dimension and size must be greater than 0. ${shown}`)
    }
    if (!['mean', 'sqrtn', 'sum'].includes(combiner)) {
      throw new ValueError(
        `Combiner must be one of 'mean', 'sqrtn' or 'sum'. combiner: ${combiner}, column_name: ${column_name}`,
      )
    }
    return canonical(
      new HashedEmbeddingColumn({
        column_name,
        size: plainInt(size),
        dimension: plainInt(dimension),
        combiner,
        initializer,
      }),
    )
  },
)
