/** tf.contrib.layers.feature_column: the columns, and their classes under the names that Python gives them. */
export { FeatureColumn as _FeatureColumn, SparseIdLookupConfig as _SparseIdLookupConfig } from './feature_column.ts'
export { CrossedColumn as _CrossedColumn, crossed_column } from './feature_column_crossed.ts'
export {
  BucketizedColumn as _BucketizedColumn,
  bucketized_column,
  RealValuedColumn as _RealValuedColumn,
  real_valued_column,
} from './feature_column_dense.ts'
export {
  AnyEmbeddingColumn as _EmbeddingColumn,
  embedding_column,
  HashedEmbeddingColumn as _HashedEmbeddingColumn,
  hashed_embedding_column,
  OneHotColumn as _OneHotColumn,
  one_hot_column,
  shared_embedding_columns,
} from './feature_column_embedding.ts'
export {
  HashedSparseColumn as _SparseColumnHashed,
  IntegerizedSparseColumn as _SparseColumnIntegerized,
  KeyedSparseColumn as _SparseColumnKeys,
  SparseColumn as _SparseColumn,
  sparse_column_with_hash_bucket,
  sparse_column_with_integerized_feature,
  sparse_column_with_keys,
  WeightedSparseColumn as _WeightedSparseColumn,
  weighted_sparse_column,
} from './feature_column_sparse.ts'
export {
  _create_sequence_feature_spec_for_parsing,
  create_feature_spec_for_parsing,
  make_place_holder_tensors_for_base_features,
} from './feature_column_specs.ts'
