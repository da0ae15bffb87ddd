/** Neural networks: tf.nn. */

export { sigmoid, tanh } from '../ops/math/function_ops.ts'
export { crelu, elu, relu, relu6, softplus, softsign } from '../ops/nn/activation_ops.ts'
export { fused_batch_norm_grad } from '../ops/nn/batch_norm_ops.ts'
export { bias_add, bias_add_grad, bias_add_v1 } from '../ops/nn/bias_ops.ts'
export { conv2d, conv2d_backprop_filter, conv2d_backprop_input } from '../ops/nn/conv2d_ops.ts'
export {
  conv3d,
  conv3d_backprop_filter,
  conv3d_backprop_filter_v2,
  conv3d_backprop_input,
  conv3d_backprop_input_v2,
} from '../ops/nn/conv3d_ops.ts'
export { ctc_beam_search_decoder, ctc_greedy_decoder, ctc_loss } from '../ops/nn/ctc_ops.ts'
export {
  depthwise_conv2d_native,
  depthwise_conv2d_native_backprop_filter,
  depthwise_conv2d_native_backprop_input,
} from '../ops/nn/depthwise_ops.ts'
export { dilation2d, dilation2d_backprop_filter, dilation2d_backprop_input, erosion2d } from '../ops/nn/dilation_ops.ts'
export { fractional_avg_pool, fractional_max_pool } from '../ops/nn/fractional_pool_ops.ts'
export { fused_pad_conv2d, fused_resize_and_pad_conv2d } from '../ops/nn/fused_conv2d_ops.ts'
export { l2_loss, local_response_normalization, lrn } from '../ops/nn/lrn_ops.ts'
export { avg_pool, max_pool, max_pool_with_argmax } from '../ops/nn/pool_ops.ts'
export { avg_pool3d, avg_pool3d_grad, max_pool3d, max_pool3d_grad } from '../ops/nn/pool3d_ops.ts'
export {
  quantized_avg_pool,
  quantized_batch_norm_with_global_normalization,
  quantized_bias_add,
  quantized_conv2d,
  quantized_max_pool,
  quantized_relu,
  quantized_relu_x,
  quantized_relu6,
} from '../ops/nn/quantized_ops.ts'
export { log_softmax, softmax } from '../ops/nn/softmax_ops.ts'
export { in_top_k, top_k } from '../ops/nn/top_k_ops.ts'
export { softmax_cross_entropy_with_logits, sparse_softmax_cross_entropy_with_logits } from '../ops/nn/xent_ops.ts'
export {
  all_candidate_sampler,
  compute_accidental_hits,
  fixed_unigram_candidate_sampler,
  learned_unigram_candidate_sampler,
  log_uniform_candidate_sampler,
  uniform_candidate_sampler,
} from '../ops/random/candidate_sampling_ops.ts'
export {
  atrous_conv2d,
  conv1d,
  conv2d_transpose as deconv2d,
  conv2d_transpose,
  conv3d_transpose,
  depthwise_conv2d,
  separable_conv2d,
} from './convolution.ts'
export { embedding_lookup, embedding_lookup_sparse } from './embedding.ts'
export { dropout, l2_normalize, relu_layer, xw_plus_b, xw_plus_b_v1, zero_fraction } from './layers.ts'
export { log_poisson_loss, sigmoid_cross_entropy_with_logits, weighted_cross_entropy_with_logits } from './losses.ts'
export {
  batch_norm_with_global_normalization,
  batch_normalization,
  fused_batch_norm,
  moments,
  normalize_moments,
  sufficient_statistics,
  weighted_moments,
} from './moments.ts'
export { bidirectional_dynamic_rnn, bidirectional_rnn } from './rnn/bidirectional_rnn.ts'
export { dynamic_rnn } from './rnn/dynamic_rnn.ts'
export { raw_rnn } from './rnn/raw_rnn.ts'
export { rnn, state_saving_rnn } from './rnn/static_rnn.ts'
export * as rnn_cell from './rnn_cell/index.ts'
export { nce_loss, sampled_softmax_loss } from './sampled_losses.ts'
export * as seq2seq from './seq2seq/index.ts'
export { with_space_to_batch } from './space_to_batch.ts'
export { convolution, pool } from './windows.ts'
