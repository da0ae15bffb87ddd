/** tf.contrib.layers.feature_column_ops: what is built of feature columns. */
export { input_from_feature_columns, sequence_input_from_feature_columns } from './feature_column_input.ts'
export { joint_weighted_sum_from_feature_columns, weighted_sum_from_feature_columns } from './feature_column_linear.ts'
export {
  check_feature_columns,
  infer_real_valued_columns,
  parse_feature_columns_from_examples,
  parse_feature_columns_from_sequence_examples,
  transform_features,
} from './feature_column_transforms.ts'
