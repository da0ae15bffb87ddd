/** Functions of TensorFlow that return tuples; tf0 gives arrays, which would pass for lists. */

import { adapt, rawForeign } from '../objects/foreign_calls.ts'
import { fromForeign } from '../objects/foreign_values.ts'
import { makeNamedTuple, PyTuple } from '../objects/values/tuple.ts'
import { defineNamedTuple } from '../stdlib/collections.ts'

const SAMPLED = ['sampled_candidates', 'true_expected_count', 'sampled_expected_count']
const REGIONS = ['output', 'row_pooling_sequence', 'col_pooling_sequence']

/** By path: the name of the tuple's class and of its elements, as the op declares its outputs. */
const NAMED: Readonly<Record<string, readonly [name: string, fields: readonly string[]]>> = {
  listdiff: ['ListDiff', ['out', 'idx']],
  'nn.all_candidate_sampler': ['AllCandidateSampler', SAMPLED],
  'nn.compute_accidental_hits': ['ComputeAccidentalHits', ['indices', 'ids', 'weights']],
  'nn.fixed_unigram_candidate_sampler': ['FixedUnigramCandidateSampler', SAMPLED],
  'nn.fractional_avg_pool': ['FractionalAvgPool', REGIONS],
  'nn.fractional_max_pool': ['FractionalMaxPool', REGIONS],
  'nn.learned_unigram_candidate_sampler': ['LearnedUnigramCandidateSampler', SAMPLED],
  'nn.log_uniform_candidate_sampler': ['LogUniformCandidateSampler', SAMPLED],
  'nn.top_k': ['TopKV2', ['values', 'indices']],
  'nn.uniform_candidate_sampler': ['UniformCandidateSampler', SAMPLED],
  quantize_v2: ['QuantizeV2', ['output', 'output_min', 'output_max']],
  setdiff1d: ['ListDiff', ['out', 'idx']],
  unique: ['Unique', ['y', 'idx']],
  unique_with_counts: ['UniqueWithCounts', ['y', 'idx', 'count']],
}

/** Of objects that are named tuples in Python. */
const OBJECTS: Readonly<Record<string, readonly [name: string, fields: readonly string[]]>> = {
  'examples.tutorials.mnist.input_data.read_data_sets': ['Datasets', ['train', 'validation', 'test']],
}

const PLAIN: readonly string[] = [
  'clip_by_global_norm',
  'contrib.framework.arg_scoped_arguments',
  'contrib.framework.assign_from_checkpoint',
  'contrib.framework.assign_from_values',
  'contrib.framework.remove_squeezable_dimensions',
  'contrib.layers.joint_weighted_sum_from_feature_columns',
  'contrib.layers.parse_feature_columns_from_sequence_examples',
  'contrib.layers.utils.n_positive_integers',
  'contrib.layers.utils.two_element_tuple',
  'contrib.layers.weighted_sum_from_feature_columns',
  'contrib.metrics.aggregate_metric_map',
  'contrib.metrics.aggregate_metrics',
  'contrib.metrics.auc_using_histogram',
  'contrib.metrics.streaming_accuracy',
  'contrib.metrics.streaming_auc',
  'contrib.metrics.streaming_concat',
  'contrib.metrics.streaming_covariance',
  'contrib.metrics.streaming_mean',
  'contrib.metrics.streaming_mean_absolute_error',
  'contrib.metrics.streaming_mean_cosine_distance',
  'contrib.metrics.streaming_mean_iou',
  'contrib.metrics.streaming_mean_relative_error',
  'contrib.metrics.streaming_mean_squared_error',
  'contrib.metrics.streaming_mean_tensor',
  'contrib.metrics.streaming_pearson_correlation',
  'contrib.metrics.streaming_percentage_less',
  'contrib.metrics.streaming_precision',
  'contrib.metrics.streaming_precision_at_thresholds',
  'contrib.metrics.streaming_recall',
  'contrib.metrics.streaming_recall_at_k',
  'contrib.metrics.streaming_recall_at_thresholds',
  'contrib.metrics.streaming_root_mean_squared_error',
  'contrib.metrics.streaming_sensitivity_at_specificity',
  'contrib.metrics.streaming_sparse_average_precision_at_k',
  'contrib.metrics.streaming_sparse_precision_at_k',
  'contrib.metrics.streaming_sparse_precision_at_top_k',
  'contrib.metrics.streaming_sparse_recall_at_k',
  'contrib.metrics.streaming_specificity_at_sensitivity',
  'contrib.training.bucket',
  'contrib.training.bucket_by_sequence_length',
  'contrib.training.stratified_sample',
  'contrib.training.weighted_resample',
  'delete_session_tensor',
  'get_seed',
  'get_session_tensor',
  'nn.ctc_beam_search_decoder',
  'nn.ctc_greedy_decoder',
  'nn.bidirectional_dynamic_rnn',
  'nn.bidirectional_rnn',
  'nn.dynamic_rnn',
  'nn.fused_batch_norm',
  'nn.moments',
  'nn.normalize_moments',
  'nn.raw_rnn',
  'nn.rnn',
  'nn.state_saving_rnn',
  'nn.sufficient_statistics',
  'nn.weighted_moments',
  'parse_single_sequence_example',
  'required_space_to_batch_paddings',
  'self_adjoint_eig',
  'sparse_fill_empty_rows',
  'svd',
  'train.SessionManager.prototype.recover_session',
]

const find = (root: object, path: string): unknown =>
  path.split('.').reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], root)

/** Lets these functions give tuples. */
export function adaptTuples(tf: object): void {
  const install = (path: string, make: (items: readonly unknown[]) => unknown): void => {
    const fn = find(tf, path)
    if (typeof fn !== 'function') return
    adapt(fn, (self, args, keywords) => {
      const result = fromForeign(rawForeign(fn, self, args, keywords))
      return Array.isArray(result) && !(result instanceof PyTuple) ? make(result) : result
    })
  }
  for (const [path, [name, fields]] of Object.entries(NAMED)) {
    const type = defineNamedTuple(name, fields)
    install(path, items => makeNamedTuple(type, items))
  }
  for (const path of PLAIN) install(path, items => PyTuple.from_items(items))
  for (const [path, [name, fields]] of Object.entries(OBJECTS)) {
    const fn = find(tf, path)
    if (typeof fn !== 'function') continue
    const type = defineNamedTuple(name, fields)
    adapt(fn, (self, args, keywords) => {
      const result = rawForeign(fn, self, args, keywords) as Record<string, unknown>
      return makeNamedTuple(
        type,
        fields.map(field => fromForeign(result[field])),
      )
    })
  }
  const pair = (item: unknown): unknown => (Array.isArray(item) ? PyTuple.from_items(item) : item)
  install('contrib.framework.list_variables', items => items.map(pair))
  install('train.Optimizer.prototype.compute_gradients', items => items.map(pair))
  // of several tensors it gives a list of pairs
  install('test.compute_gradient', items =>
    items.every(item => Array.isArray(item)) ? items.map(pair) : PyTuple.from_items(items),
  )
}
