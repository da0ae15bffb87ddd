/** tf.contrib.metrics */
export { aggregate_metric_map, aggregate_metrics } from './aggregation.ts'
export { streaming_sparse_average_precision_at_k } from './average_precision.ts'
export { accuracy } from './classification.ts'
export { streaming_concat } from './concat.ts'
export { confusion_matrix } from './confusion_matrix.ts'
export { streaming_precision, streaming_recall } from './counts.ts'
export { streaming_covariance, streaming_pearson_correlation } from './covariances.ts'
export { auc_using_histogram } from './histograms.ts'
export { streaming_mean_iou } from './mean_iou.ts'
export {
  streaming_accuracy,
  streaming_mean,
  streaming_mean_absolute_error,
  streaming_mean_cosine_distance,
  streaming_mean_relative_error,
  streaming_mean_squared_error,
  streaming_mean_tensor,
  streaming_percentage_less,
  streaming_recall_at_k,
  streaming_root_mean_squared_error,
} from './means.ts'
export {
  streaming_sparse_precision_at_k,
  streaming_sparse_precision_at_top_k,
  streaming_sparse_recall_at_k,
} from './ranking.ts'
export { set_difference, set_intersection, set_size, set_union } from './sets.ts'
export {
  streaming_auc,
  streaming_precision_at_thresholds,
  streaming_recall_at_thresholds,
  streaming_sensitivity_at_specificity,
  streaming_specificity_at_sensitivity,
} from './thresholds.ts'
