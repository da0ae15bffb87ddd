/** What TensorFlow has in contrib/layers/python/layers/layers.py. */
export { batch_norm } from './batch_norm.ts'
export { bias_add } from './bias_add.ts'
export { convolution, convolution as conv2d, convolution as convolution2d } from './convolution.ts'
export { fully_connected, linear, relu, relu6 } from './fully_connected.ts'
export { innerFlatten as _inner_flatten } from './inner_flatten.ts'
export { layer_norm } from './layer_norm.ts'
export { legacy_fully_connected, legacy_linear, legacy_relu } from './legacy.ts'
export { avg_pool2d, max_pool2d, pool } from './pooling.ts'
export { repeat, stack } from './repetition.ts'
export { dropout, flatten, one_hot_encoding, softmax, unit_norm } from './shaping.ts'
export {
  convolution2d_in_plane as conv2d_in_plane,
  convolution2d_in_plane,
  convolution2d_transpose as conv2d_transpose,
  convolution2d_transpose,
  separable_convolution2d as separable_conv2d,
  separable_convolution2d,
} from './special_convolutions.ts'
