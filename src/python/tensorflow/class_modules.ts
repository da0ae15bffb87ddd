/** Where TensorFlow's Python package keeps its classes, for texts that show them. */
import { OpError } from '../../errors/index.ts'
import { useClassModules } from '../objects/values/class_modules.ts'

/** Classes that Python shows by their address alone, by module. */
const SHOWN_BY_ADDRESS: Readonly<Record<string, readonly string[]>> = {
  'python.client.session': ['Session', 'InteractiveSession'],
  'python.framework.device': ['DeviceSpec'],
  'python.framework.ops': ['Graph', 'IndexedSlices', 'InputList', 'Operation'],
  'python.framework.sparse_tensor': ['SparseTensor'],
  'python.lib.io.tf_record': ['TFRecordOptions', 'TFRecordWriter'],
  'python.saved_model.builder': ['SavedModelBuilder'],
  'python.summary.writer.writer': ['FileWriter'],
  'python.training.summary_io': ['SummaryWriter'],
  'python.ops.data_flow_ops': [
    'Barrier',
    'ConditionalAccumulator',
    'ConditionalAccumulatorBase',
    'FIFOQueue',
    'PaddingFIFOQueue',
    'PriorityQueue',
    'QueueBase',
    'RandomShuffleQueue',
    'SparseConditionalAccumulator',
  ],
  'python.ops.io_ops': [
    'FixedLengthRecordReader',
    'IdentityReader',
    'ReaderBase',
    'TFRecordReader',
    'TextLineReader',
    'WholeFileReader',
  ],
  'python.ops.rnn_cell': [
    'BasicLSTMCell',
    'BasicRNNCell',
    'DropoutWrapper',
    'EmbeddingWrapper',
    'GRUCell',
    'InputProjectionWrapper',
    'LSTMCell',
    'MultiRNNCell',
    'OutputProjectionWrapper',
    'RNNCell',
  ],
  'python.ops.session_ops': ['TensorHandle'],
  'python.ops.tensor_array_ops': ['TensorArray'],
  'python.ops.variable_scope': ['VariableScope'],
  'python.ops.variables': ['Variable', 'PartitionedVariable'],
  'python.training.adadelta': ['AdadeltaOptimizer'],
  'python.training.adagrad': ['AdagradOptimizer'],
  'python.training.adagrad_da': ['AdagradDAOptimizer'],
  'python.training.adam': ['AdamOptimizer'],
  'python.training.basic_session_run_hooks': [
    'CheckpointSaverHook',
    'LoggingTensorHook',
    'NanTensorHook',
    'StepCounterHook',
    'StopAtStepHook',
    'SummarySaverHook',
  ],
  'python.training.monitored_session': [
    'ChiefSessionCreator',
    'MonitoredSession',
    'Scaffold',
    'SessionCreator',
    'WorkerSessionCreator',
  ],
  'python.training.session_manager': ['SessionManager'],
  'python.training.session_run_hook': ['SessionRunContext', 'SessionRunHook'],
  'python.training.supervisor': ['Supervisor'],
  'python.training.coordinator': ['Coordinator', 'LooperThread'],
  'python.training.ftrl': ['FtrlOptimizer'],
  'python.training.gradient_descent': ['GradientDescentOptimizer'],
  'python.training.momentum': ['MomentumOptimizer'],
  'python.training.moving_averages': ['ExponentialMovingAverage'],
  'python.training.optimizer': ['Optimizer'],
  'python.training.proximal_adagrad': ['ProximalAdagradOptimizer'],
  'python.training.proximal_gradient_descent': ['ProximalGradientDescentOptimizer'],
  'python.training.queue_runner_impl': ['QueueRunner'],
  'python.training.rmsprop': ['RMSPropOptimizer'],
  'python.training.saver': ['BaseSaverBuilder', 'Saver'],
  'contrib.grid_rnn.python.ops.grid_rnn_cell': [
    'Grid1BasicLSTMCell',
    'Grid1BasicRNNCell',
    'Grid1LSTMCell',
    'Grid2BasicLSTMCell',
    'Grid2BasicRNNCell',
    'Grid2GRUCell',
    'Grid2LSTMCell',
    'Grid3LSTMCell',
    'GridRNNCell',
  ],
  'contrib.rnn.python.ops.fused_rnn_cell': ['FusedRNNCell', 'FusedRNNCellAdaptor', 'TimeReversedFusedRNN'],
  'contrib.rnn.python.ops.gru_ops': ['GRUBlockCell'],
  'contrib.rnn.python.ops.lstm_ops': ['LSTMBlockCell', 'LSTMBlockFusedCell', 'LSTMBlockWrapper'],
  'contrib.rnn.python.ops.rnn_cell': [
    'AttentionCellWrapper',
    'BidirectionalGridLSTMCell',
    'CoupledInputForgetGateLSTMCell',
    'GridLSTMCell',
    'LayerNormBasicLSTMCell',
    'TimeFreqLSTMCell',
  ],
  'contrib.slim.python.slim.data.data_decoder': ['DataDecoder'],
  'contrib.slim.python.slim.data.data_provider': ['DataProvider'],
  'contrib.slim.python.slim.data.dataset': ['Dataset'],
  'contrib.slim.python.slim.data.dataset_data_provider': ['DatasetDataProvider'],
  'contrib.slim.python.slim.data.parallel_reader': ['ParallelReader'],
  'contrib.slim.python.slim.data.tfexample_decoder': [
    'BoundingBox',
    'Image',
    'ItemHandler',
    'ItemHandlerCallback',
    'TFExampleDecoder',
  ],
  'contrib.training.python.training.sequence_queueing_state_saver': [
    'NextQueuedSequenceBatch',
    'SequenceQueueingStateSaver',
  ],
  'contrib.lookup.lookup_ops': [
    'HashTable',
    'KeyValueTensorInitializer',
    'MutableDenseHashTable',
    'MutableHashTable',
    'TextFileIdTableInitializer',
    'TextFileInitializer',
    'TextFileStringTableInitializer',
  ],
}
const MODULES: ReadonlyMap<string, string> = new Map(
  Object.entries(SHOWN_BY_ADDRESS).flatMap(([module, names]) =>
    names.map(name => [name, `tensorflow.${module}`] as const),
  ),
)

/** The module of one of TensorFlow's classes. */
function moduleOf(type: { readonly name: string; readonly prototype: unknown }): string | undefined {
  if (type.prototype instanceof OpError || type.prototype === OpError.prototype)
    return 'tensorflow.python.framework.errors_impl'
  return MODULES.get(type.name)
}

useClassModules({ moduleOf, addressedModule: name => MODULES.get(name) })
