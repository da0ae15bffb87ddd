/** tf.contrib.layers */
export { adaptive_clipping_fn } from './adaptive_clipping.ts'
export { bucketize } from './bucketization.ts'
export {
  embedding_lookup_unique,
  hashed_embedding_lookup,
  hashed_embedding_lookup_sparse,
  safe_embedding_lookup_sparse,
} from './embedding_ops.ts'
export { bow_encoder, embed_sequence } from './encoders.ts'
export * as feature_column from './feature_column_names.ts'
export {
  bucketized_column,
  create_feature_spec_for_parsing,
  crossed_column,
  embedding_column,
  hashed_embedding_column,
  make_place_holder_tensors_for_base_features,
  one_hot_column,
  real_valued_column,
  shared_embedding_columns,
  sparse_column_with_hash_bucket,
  sparse_column_with_integerized_feature,
  sparse_column_with_keys,
  weighted_sparse_column,
} from './feature_column_names.ts'
export * from './feature_column_ops.ts'
export * as feature_column_ops from './feature_column_ops.ts'
export {
  check_feature_columns,
  infer_real_valued_columns,
  input_from_feature_columns,
  joint_weighted_sum_from_feature_columns,
  parse_feature_columns_from_examples,
  parse_feature_columns_from_sequence_examples,
  sequence_input_from_feature_columns,
  transform_features,
  weighted_sum_from_feature_columns,
} from './feature_column_ops.ts'
export * as initializers from './initializers.ts'
export { variance_scaling_initializer, xavier_initializer, xavier_initializer_conv2d } from './initializers.ts'
export * as layers from './layer_functions.ts'
export {
  avg_pool2d,
  batch_norm,
  bias_add,
  conv2d,
  conv2d_in_plane,
  conv2d_transpose,
  convolution,
  convolution2d,
  convolution2d_in_plane,
  convolution2d_transpose,
  dropout,
  flatten,
  fully_connected,
  layer_norm,
  legacy_fully_connected,
  legacy_linear,
  legacy_relu,
  linear,
  max_pool2d,
  one_hot_encoding,
  pool,
  relu,
  relu6,
  repeat,
  separable_conv2d,
  separable_convolution2d,
  softmax,
  stack,
  unit_norm,
} from './layer_functions.ts'
export { OPTIMIZER_CLS_NAMES, OPTIMIZER_SUMMARIES, optimize_loss } from './optimizers.ts'
export * as regularizers from './regularizers.ts'
export {
  apply_regularization,
  l1_l2_regularizer,
  l1_regularizer,
  l2_regularizer,
  sum_regularizer,
} from './regularizers.ts'
export { SPARSE_FEATURE_CROSS_DEFAULT_HASH_KEY, sparse_feature_cross } from './sparse_feature_cross.ts'
export * as sparse_ops from './sparse_ops.ts'
export * as summaries from './summaries.ts'
export {
  summarize_activation,
  summarize_activations,
  summarize_biases,
  summarize_collection,
  summarize_tensor,
  summarize_tensors,
  summarize_variables,
  summarize_weights,
} from './summaries.ts'
export { binary_svm_target, multi_class_target, ProblemType, regression_target } from './target_column.ts'
export { get_default_binary_metrics_for_eval } from './target_column_metrics.ts'
export * as utils from './utils/index.ts'
