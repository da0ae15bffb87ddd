/** tf.contrib.layers */
export { bucketize } from './bucketization.ts'
export { fully_connected, linear, relu, relu6 } from './fully_connected.ts'
export { variance_scaling_initializer, xavier_initializer, xavier_initializer_conv2d } from './initializers.ts'
export { apply_regularization, l1_l2_regularizer, l1_regularizer, l2_regularizer, sum_regularizer } from './regularizers.ts'
export { SPARSE_FEATURE_CROSS_DEFAULT_HASH_KEY, sparse_feature_cross } from './sparse_feature_cross.ts'
