/** tf.contrib.losses */
export {
  absolute_difference,
  cosine_distance,
  hinge_loss,
  log_loss,
  mean_pairwise_squared_error,
  mean_squared_error,
  sigmoid_cross_entropy,
  softmax_cross_entropy,
  sparse_softmax_cross_entropy,
} from './losses.ts'
export { add_loss, compute_weighted_loss, get_losses, get_regularization_losses, get_total_loss } from './weighting.ts'
