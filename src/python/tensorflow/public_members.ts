/**
 * The public members of tf0's classes, as a program of Python sees them: what TensorFlow's classes of these names have. Members of
 * bases are not repeated, `name=` can be assigned, a class without members is public all the same.
 */

import { EmbeddingColumn } from '../../contrib/layers/feature_column_embedding.ts'
import { TargetColumn } from '../../contrib/layers/target_column.ts'
import { Dataset } from '../../contrib/slim/dataset.ts'
import { OpError, PythonError } from '../../errors/index.ts'
import { EnumType } from '../../formats/proto/enum_type.ts'
import { Message } from '../../formats/proto/message.ts'
import { OpDef } from '../../graph/op_def.ts'
import { PartitionInfo } from '../../ops/variables/partition_info.ts'
import { SaveSliceInfo } from '../../ops/variables/save_slice_info.ts'
import { SaveableObject, SaveSpec } from '../../train/saver_builder.ts'
import { fromForeign, toForeign } from '../objects/foreign_values.ts'
import { declareMembers, dynamicAttributes } from '../objects/values/members.ts'

const MEMBERS = `
  Barrier: barrier_ref close incomplete_size insert_many name ready_size take_many
  ConditionalAccumulator: apply_grad take_grad
  ConditionalAccumulatorBase: accumulator_ref dtype name num_accumulated set_global_step
  contrib.bayesflow.stochastic_tensor.BaseStochasticTensor: dtype graph loss name value
  contrib.bayesflow.stochastic_tensor.MeanValue: declare_inputs popped_above pushed_above stop_gradient
  contrib.bayesflow.stochastic_tensor.SampleValue: declare_inputs popped_above pushed_above shape stop_gradient
  contrib.bayesflow.stochastic_tensor.StochasticTensor: _dist _loss_fn _name _value _value_type distribution entropy mean value_type
  contrib.distributions.Bernoulli: _logits _prob logits p q
  contrib.distributions.BernoulliWithSigmoidP:
  contrib.distributions.Beta: _assert_valid_sample _prob a a_b_sum b
  contrib.distributions.BetaWithSoftplusAB:
  contrib.distributions.bijector.Bijector: _forward _forward_event_shape _forward_log_det_jacobian _get_forward_event_shape
    _get_inverse_event_shape _inverse _inverse_and_inverse_log_det_jacobian _inverse_event_shape _inverse_log_det_jacobian dtype forward
    forward_event_shape forward_log_det_jacobian get_forward_event_shape get_inverse_event_shape inverse inverse_and_inverse_log_det_jacobian
    inverse_event_shape inverse_log_det_jacobian is_constant_jacobian name parameters shaper validate_args
  contrib.distributions.bijector.Chain: bijectors
  contrib.distributions.bijector.CholeskyOuterProduct:
  contrib.distributions.bijector.Exp:
  contrib.distributions.bijector.Identity:
  contrib.distributions.bijector.Inline:
  contrib.distributions.bijector.Invert: bijector
  contrib.distributions.bijector.ScaleAndShift: scale shift
  contrib.distributions.bijector.SigmoidCentered:
  contrib.distributions.bijector.SoftmaxCentered:
  contrib.distributions.bijector.Softplus:
  contrib.distributions.Binomial: _check_counts _logits _prob logits n p
  contrib.distributions.Categorical: _logits _prob logits num_classes p
  contrib.distributions.Chi2: df
  contrib.distributions.Chi2WithAbsDf:
  contrib.distributions.Dirichlet: _assert_valid_sample _prob alpha alpha_sum
  contrib.distributions.DirichletMultinomial: _assert_valid_counts _prob alpha alpha_sum n
  contrib.distributions.Distribution: _batch_shape _cdf _entropy _event_shape _get_batch_shape _get_event_shape _log_cdf _log_prob
    _log_survival_function _mean _mode _param_shapes _prob _sample_n _std _survival_function _variance allow_nan_stats batch_shape cdf copy dtype
    entropy event_shape get_batch_shape get_event_shape is_continuous is_reparameterized log_cdf log_pdf log_pmf log_prob log_survival_function
    mean mode name param_shapes param_static_shapes parameters pdf pmf prob sample sample_n std survival_function validate_args variance
  contrib.distributions.Exponential: lam
  contrib.distributions.ExponentialWithSoftplusLam:
  contrib.distributions.Gamma: _prob alpha beta
  contrib.distributions.GammaWithSoftplusAlphaBeta:
  contrib.distributions.InverseGamma: _prob alpha beta
  contrib.distributions.InverseGammaWithSoftplusAlphaBeta:
  contrib.distributions.Laplace: _prob loc scale
  contrib.distributions.LaplaceWithSoftplusScale:
  contrib.distributions.Mixture: _assertions _prob cat components entropy_lower_bound num_components
  contrib.distributions.Multinomial: _assert_valid_sample _logits _prob logits n p
  contrib.distributions.MultivariateNormalCholesky: _prob log_sigma_det mu sigma sigma_det
  contrib.distributions.MultivariateNormalDiag: _prob log_sigma_det mu sigma sigma_det
  contrib.distributions.MultivariateNormalDiagPlusVDVT: _prob log_sigma_det mu sigma sigma_det
  contrib.distributions.MultivariateNormalDiagWithSoftplusStDev:
  contrib.distributions.MultivariateNormalFull: _prob log_sigma_det mu sigma sigma_det
  contrib.distributions.Normal: _prob mu sigma
  contrib.distributions.NormalWithSoftplusSigma:
  contrib.distributions.Poisson: _assert_valid_sample _prob lam
  contrib.distributions.QuantizedDistribution: _log_prob_with_logsf_and_logcdf _prob _prob_with_sf_and_cdf distribution
  contrib.distributions.StudentT: _prob df mu sigma
  contrib.distributions.StudentTWithAbsDfSoftplusSigma:
  contrib.distributions.TransformedDistribution: _prob bijector distribution
  contrib.distributions.Uniform: _prob a b range
  contrib.distributions.WishartCholesky: _prob cholesky_input_output_matrices df dimension log_normalizing_constant mean_log_det scale
    scale_operator_pd
  contrib.distributions.WishartFull: _prob cholesky_input_output_matrices df dimension log_normalizing_constant mean_log_det scale
    scale_operator_pd
  contrib.framework.VariableDeviceChooser: __call__
  contrib.grid_rnn.Grid1BasicLSTMCell:
  contrib.grid_rnn.Grid1BasicRNNCell:
  contrib.grid_rnn.Grid1LSTMCell:
  contrib.grid_rnn.Grid2BasicLSTMCell:
  contrib.grid_rnn.Grid2BasicRNNCell:
  contrib.grid_rnn.Grid2GRUCell:
  contrib.grid_rnn.Grid2LSTMCell:
  contrib.grid_rnn.Grid3LSTMCell:
  contrib.grid_rnn.GridRNNCell: _cell input_size
  contrib.layers.feature_column._BucketizedColumn: __contains__ __getitem__ __iter__ __len__ _asdict _fields _replace boundaries index length
    source_column to_sparse_tensor
  contrib.layers.feature_column._CrossedColumn: __contains__ __getitem__ __iter__ __len__ _asdict _fields _replace ckpt_to_load_from columns
    combiner hash_bucket_size hash_key id_tensor index length tensor_name_in_ckpt weight_tensor
  contrib.layers.feature_column._EmbeddingColumn: __contains__ __getitem__ __iter__ __len__ _asdict _fields _replace ckpt_to_load_from combiner
    dimension index initializer length max_norm shared_embedding_name shared_vocab_size sparse_id_column tensor_name_in_ckpt
  contrib.layers.feature_column._FeatureColumn: config insert_transformed_feature key name
  contrib.layers.feature_column._HashedEmbeddingColumn: column_name combiner dimension initializer size
  contrib.layers.feature_column._OneHotColumn: __contains__ __getitem__ __iter__ __len__ _asdict _fields _replace index length sparse_id_column
  contrib.layers.feature_column._RealValuedColumn: __contains__ __getitem__ __iter__ __len__ _asdict _fields _replace column_name default_value
    dimension dtype index normalizer normalizer_fn
  contrib.layers.feature_column._SparseColumn: __contains__ __getitem__ __iter__ __len__ _asdict _fields _replace bucket_size column_name combiner
    dtype id_tensor index is_compatible is_integerized length lookup_config weight_tensor
  contrib.layers.feature_column._SparseColumnHashed:
  contrib.layers.feature_column._SparseColumnIntegerized:
  contrib.layers.feature_column._SparseColumnKeys:
  contrib.layers.feature_column._SparseIdLookupConfig: __contains__ __getitem__ __iter__ __len__ default_value keys num_oov_buckets vocab_size
    vocabulary_file
  contrib.layers.feature_column._WeightedSparseColumn: __contains__ __getitem__ __iter__ __len__ _asdict _fields _replace dtype id_tensor index
    length sparse_id_column weight_column_name weight_tensor
  contrib.lookup.HashTable:
  contrib.lookup.InitializableLookupTableBase: default_value table_ref
  contrib.lookup.KeyValueTensorInitializer:
  contrib.lookup.LookupInterface: _check_table_dtypes _name init key_dtype lookup name size value_dtype
  contrib.lookup.MutableDenseHashTable: export insert
  contrib.lookup.MutableHashTable: export insert
  contrib.lookup.TableInitializerBase: initialize key_dtype value_dtype
  contrib.lookup.TextFileIdTableInitializer:
  contrib.lookup.TextFileInitializer:
  contrib.lookup.TextFileStringTableInitializer:
  contrib.rnn.AttentionCellWrapper: _attn_length _attn_size _cell
  contrib.rnn.BasicLSTMCell:
  contrib.rnn.BasicRNNCell:
  contrib.rnn.BidirectionalGridLSTMCell:
  contrib.rnn.CoupledInputForgetGateLSTMCell: _num_units
  contrib.rnn.DropoutWrapper:
  contrib.rnn.EmbeddingWrapper:
  contrib.rnn.FusedRNNCell: __call__
  contrib.rnn.FusedRNNCellAdaptor: _cell
  contrib.rnn.GRUBlockCell: _cell_size
  contrib.rnn.GRUCell:
  contrib.rnn.GridLSTMCell: state_tuple_type
  contrib.rnn.InputProjectionWrapper:
  contrib.rnn.LSTMBlockCell: _num_units
  contrib.rnn.LSTMBlockFusedCell: _call_cell _num_units num_units
  contrib.rnn.LSTMBlockWrapper: _call_cell num_units
  contrib.rnn.LSTMCell:
  contrib.rnn.LayerNormBasicLSTMCell: _num_units
  contrib.rnn.MultiRNNCell:
  contrib.rnn.OutputProjectionWrapper:
  contrib.rnn.TimeFreqLSTMCell: _num_units
  contrib.rnn.TimeReversedFusedRNN: _cell
  contrib.slim.data_decoder.DataDecoder: decode list_items
  contrib.slim.data_provider.DataProvider: get list_items num_samples
  contrib.slim.dataset.Dataset:
  contrib.slim.dataset_data_provider.DatasetDataProvider:
  contrib.slim.parallel_reader.ParallelReader: common_queue num_readers
  contrib.slim.tfexample_decoder.BoundingBox:
  contrib.slim.tfexample_decoder.Image:
  contrib.slim.tfexample_decoder.ItemHandler: keys tensors_to_item
  contrib.slim.tfexample_decoder.ItemHandlerCallback:
  contrib.slim.tfexample_decoder.SparseTensor:
  contrib.slim.tfexample_decoder.TFExampleDecoder:
  contrib.slim.tfexample_decoder.Tensor:
  contrib.training.NextQueuedSequenceBatch: batch_size context insertion_index key length next_key save_state sequence sequence_count sequences
    state total_length
  contrib.training.SequenceQueueingStateSaver: barrier batch_size close name next_batch num_unroll prefetch_op
  DeviceSpec: device_index= device_type= from_string job= merge_from parse_from_string replica= task= to_string
  Dimension: __index__ __int__ assert_is_compatible_with is_compatible_with merge_with value
  DType: as_datatype_enum as_numpy_dtype base_dtype is_compatible_with is_complex is_floating is_integer is_numpy_compatible is_quantized
    is_unsigned limits max min name real_dtype size
  examples.tutorials.mnist.input_data.DataSet: epochs_completed images labels next_batch num_examples one_hot=
  FIFOQueue:
  FixedLenFeature: __contains__ __getitem__ __iter__ __len__ default_value dtype shape
  FixedLengthRecordReader:
  FixedLenSequenceFeature: __contains__ __getitem__ __iter__ __len__ allow_missing dtype shape
  gfile.FastGFile: __enter__ __exit__ __iter__ close flush mode name read readline readlines seek size tell write
  gfile.FileStatistics: length= mtime_nsec=
  function.Declare: __call__
  function.DefinedFunction: __call__ add_to_graph captured_inputs declared_input_types definition grad_func_name name python_grad_func set_grad_func
  function.Defun: __call__
  function.OverloadedFunction: __call__ instantiate
  Graph: __enter__ __exit__ add_to_collection add_to_collections as_default as_graph_def as_graph_element building_function clear_collection
    colocate_with container control_dependencies create_op device finalize finalized get_all_collection_keys get_collection get_collection_ref
    get_operation_by_name get_operations get_tensor_by_name gradient_override_map graph_def_versions is_feedable is_fetchable name_scope
    prevent_feeding prevent_fetching seed= unique_name version
  IdentityReader:
  IndexedSlices: dense_shape device dtype graph indices name op values
  IndexedSlicesValue: __contains__ __getitem__ __iter__ __len__ dense_shape indices values
  InteractiveSession: as_default close graph graph_def partial_run partial_run_setup run sess_str
  nn.rnn_cell.BasicLSTMCell: _activation _forget_bias _num_units _state_is_tuple
  nn.rnn_cell.BasicRNNCell: _activation _num_units
  nn.rnn_cell.DropoutWrapper: _cell _input_keep_prob _output_keep_prob _seed
  nn.rnn_cell.EmbeddingWrapper: _cell _embedding_classes _embedding_size _initializer
  nn.rnn_cell.GRUCell: _activation _num_units
  nn.rnn_cell.InputProjectionWrapper: _cell _num_proj
  nn.rnn_cell.LSTMCell: _num_proj _num_units _state_is_tuple
  nn.rnn_cell.LSTMStateTuple: dtype
  nn.rnn_cell.MultiRNNCell: _cells _state_is_tuple
  nn.rnn_cell.OutputProjectionWrapper: _cell _output_size
  nn.rnn_cell.RNNCell: __call__ output_size state_size zero_state
  np.linalg.LinAlgError: args message
  np.random.RandomState: beta binomial bytes chisquare choice dirichlet exponential f gamma geometric get_state gumbel hypergeometric laplace
    logistic lognormal logseries multinomial multivariate_normal negative_binomial noncentral_chisquare noncentral_f normal pareto permutation
    poisson power rand randint randn random random_integers random_sample ranf rayleigh sample seed set_state shuffle standard_cauchy
    standard_exponential standard_gamma standard_normal standard_t tomaxint triangular uniform vonmises wald weibull zipf
  Operation: colocation_groups control_inputs device get_attr graph inputs name node_def op_def outputs run traceback type values
  PaddingFIFOQueue:
  PartitionedVariable: __iter__ __len__ _get_partitions _get_variable_list as_tensor assign dtype get_shape name
  PriorityQueue:
  python_io.TFRecordOptions: compression_type get_compression_type_string
  python_io.TFRecordWriter: __enter__ __exit__ close write
  QueueBase: close dequeue dequeue_many dequeue_up_to dtypes enqueue enqueue_many from_list name names queue_ref shapes size
  RandomShuffleQueue:
  ReaderBase: num_records_produced num_work_units_completed read read_up_to reader_ref reset restore_state serialize_state supports_serialize
  saved_model.builder.SavedModelBuilder: add_meta_graph add_meta_graph_and_variables save
  Session: __enter__ __exit__ as_default close graph graph_def partial_run partial_run_setup reset run sess_str
  SparseConditionalAccumulator: apply_grad apply_indexed_slices_grad take_grad take_indexed_slices_grad
  SparseTensor: dense_shape dtype eval from_value get_shape graph indices op shape values
  SparseTensorValue: __contains__ __getitem__ __iter__ __len__ dense_shape indices shape values
  summary.FileWriter: __enter__ __exit__ add_event add_graph add_meta_graph add_run_metadata add_session_log add_summary close flush get_logdir reopen
  Tensor: alias= aliases= assign __getitem__ __iter__ consumers device dtype eval get_shape graph name op set_shape shape value_index
  TensorArray: close concat dtype flow gather grad handle pack read scatter size split stack unpack unstack write
  TensorHandle: delete eval get_raw_handle handle
  TensorShape: __getitem__ __iter__ __len__ as_list as_proto assert_has_rank assert_is_compatible_with assert_is_fully_defined assert_same_rank
    concatenate dims is_compatible_with is_fully_defined merge_with ndims num_elements with_rank with_rank_at_least with_rank_at_most
  TextLineReader:
  TFRecordReader:
  timeline.Timeline: analyze_step_stats generate_chrome_trace_format
  train.AdadeltaOptimizer: _epsilon_t _lr_t _rho_t
  train.AdagradDAOptimizer: _learning_rate_tensor
  train.AdagradOptimizer: _initial_accumulator_value _learning_rate _learning_rate_tensor
  train.AdamOptimizer: _beta1_power _beta2_power _get_beta_accumulators
  train.CheckpointReader: debug_string get_tensor get_variable_to_shape_map has_tensor
  train.ClusterSpec: as_cluster_def as_dict job_tasks jobs num_tasks task_address task_indices
  train.CheckpointSaverHook:
  train.ChiefSessionCreator:
  train.Coordinator: clear_stop join joined raise_requested_exception register_thread request_stop should_stop stop_on_exception wait_for_stop
  train.ExponentialMovingAverage: apply average average_name variables_to_restore
  train.FtrlOptimizer:
  train.GradientDescentOptimizer: _learning_rate _learning_rate_tensor
  train.LoggingTensorHook:
  train.LooperThread: daemon= is_alive loop name= run_loop start start_loop stop_loop
  train.MonitoredSession: __enter__ __exit__ close graph run should_stop
  train.NanLossDuringTrainingError: args message
  train.NanTensorHook:
  train.MomentumOptimizer: _learning_rate _learning_rate_tensor _momentum _momentum_tensor _use_nesterov
  train.Optimizer: GATE_GRAPH GATE_NONE GATE_OP _apply_dense _apply_sparse _assert_valid_dtypes _create_slots _finish _get_or_make_slot _name
    _prepare _slot_dict _slots _use_locking _valid_dtypes _zeros_slot apply_gradients compute_gradients get_name get_slot get_slot_names minimize
  train.ProximalAdagradOptimizer:
  train.ProximalGradientDescentOptimizer:
  train.QueueRunner: cancel_op close_op create_threads enqueue_ops exceptions_raised from_proto name queue queue_closed_exception_types to_proto
  train.RMSPropOptimizer: _decay_tensor _epsilon_tensor _learning_rate_tensor _momentum_tensor
  train.BaseSaverBuilder: SaveSpec SaveableObject VariableSaveable build restore_op save_op sharded_filename
  train.Saver: as_saver_def build export_meta_graph from_proto last_checkpoints recover_last_checkpoints restore save saver_def=
    set_last_checkpoints set_last_checkpoints_with_time to_proto
  train.Scaffold: finalize get_or_default init_feed_dict init_fn init_op local_init_op ready_op saver summary_op
  train.SessionCreator: create_session
  train.SessionManager: prepare_session recover_session wait_for_session
  train.SessionRunArgs:
  train.SessionRunContext: original_args request_stop session stop_requested
  train.SessionRunHook: after_run before_run begin end
  train.SessionRunValues:
  train.StepCounterHook:
  train.StopAtStepHook:
  train.SummarySaverHook:
  train.SummaryWriter:
  train.Server: create_local_server join server_def start target
  train.Supervisor: Loop PrepareSession RequestStop ShouldStop StartQueueRunners StartStandardServices Stop StopOnException SummaryComputed
    USE_DEFAULT WaitForStop coord global_step init_feed_dict init_op is_chief loop managed_session prepare_or_wait_for_session
    ready_for_local_init_op ready_op request_stop save_model_secs save_path save_summaries_secs saver session_manager should_stop
    start_queue_runners start_standard_services stop stop_on_exception summary_computed summary_op summary_writer wait_for_stop
  train.SyncReplicasOptimizer: _opt _replicas_to_aggregate _tokens_per_step _total_num_replicas get_chief_queue_runner get_clean_up_op
    get_init_tokens_op
  train.SyncReplicasOptimizerV2: _opt _replicas_to_aggregate _tokens_per_step _total_num_replicas chief_init_op= get_chief_queue_runner
    get_init_tokens_op local_step_init_op= ready_for_local_init_op=
  train.WorkerSessionCreator:
  Variable: SaveSliceInfo _AsTensor __getitem__ __iter__ _as_graph_element _get_save_slice_info _ref _save_slice_info _set_save_slice_info assign
    assign_add assign_sub count_up_to device dtype eval from_proto get_shape graph initial_value initialized_value initializer name op read_value
    scatter_sub set_shape shape to_proto value
  VariableScope: __enter__ __exit__ _get_partitioned_variable caching_device custom_getter dtype get_variable initializer name original_name_scope
    partitioner regularizer reuse reuse_variables set_caching_device set_custom_getter set_dtype set_initializer set_partitioner set_regularizer
  VarLenFeature: __contains__ __getitem__ __iter__ __len__ dtype
  WholeFileReader:
`

type Namespace = Readonly<Record<string, unknown>>

/** Each class's path in the public namespace, and its members. */
function* declarations(): Generator<readonly [path: string, words: string]> {
  for (const [, path, words] of MEMBERS.matchAll(/^ {2}([\w.]+):((?:.*\n {4})*.*)$/gm))
    yield [path as string, words as string]
}

const lookUp = (root: Namespace, path: string): unknown =>
  path.split('.').reduce<unknown>((at, name) => (at as Namespace | undefined)?.[name], root)

/** The paths of all classes whose members are declared here. */
export const declaredPaths = (): string[] => [...declarations()].map(([path]) => path)

/** Declares the members of the public classes. */
export function declarePublicMembers(tf: Namespace): void {
  for (const [path, words] of declarations()) {
    const found = lookUp(tf, path)
    if (typeof found === 'function') declareMembers(found, words)
  }
}

declareMembers(
  Message,
  'ByteSize Clear ClearField CopyFrom FromString HasField IsInitialized ListFields MergeFrom MergeFromString ParseFromString SerializeToString ' +
    'SetInParent WhichOneof',
)
declareMembers(EnumType, 'Name Value items keys values')
declareMembers(OpDef, 'name')
// in TensorFlow the base of embeddings of either kind is one of the two kinds
declareMembers(EmbeddingColumn, '')
declareMembers(PartitionInfo, 'full_shape single_offset single_slice_dim var_offset')
declareMembers(SaveSpec, 'name slice_spec tensor')
declareMembers(SaveableObject, 'device name op restore specs')
declareMembers(SaveSliceInfo, 'full_name full_shape spec to_proto var_offset var_shape')
declareMembers(
  TargetColumn,
  'get_eval_ops get_weight_tensor label_name logits_to_predictions loss num_label_columns problem_type training_loss weight_column_name',
)
declareMembers(PythonError, 'args message')
declareMembers(OpError, 'error_code node_def op')
// its attributes are whatever keywords a program gave
dynamicAttributes(Dataset.prototype, {
  find: (self: Dataset, name) => (Object.hasOwn(self, name) ? fromForeign(self[name]) : undefined),
  assign: (self, name, item) => Reflect.set(self, name, toForeign(item)),
  names: self => Object.keys(self),
})
