/** Neural networks: tf.nn. */
export { crelu, elu, relu, relu6, softplus, softsign } from '../ops/activation_ops.ts'
export { bias_add } from '../ops/bias_ops.ts'
export {
  all_candidate_sampler,
  compute_accidental_hits,
  fixed_unigram_candidate_sampler,
  learned_unigram_candidate_sampler,
  log_uniform_candidate_sampler,
  uniform_candidate_sampler,
} from '../ops/candidate_sampling_ops.ts'
export { sigmoid, tanh } from '../ops/function_ops.ts'
export { l2_loss, local_response_normalization, lrn } from '../ops/lrn_ops.ts'
export { log_softmax, softmax } from '../ops/softmax_ops.ts'
export { in_top_k, top_k } from '../ops/top_k_ops.ts'
export { softmax_cross_entropy_with_logits, sparse_softmax_cross_entropy_with_logits } from '../ops/xent_ops.ts'
